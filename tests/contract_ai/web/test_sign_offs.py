"""An auditor's word about one finding: derived again, equal or not, of the state it had then."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from contract_ai.audit.trail import record
from contract_ai.storage.findings import load_audit
from models.accounts import Role
from tests.contract_ai.web.sites import Browser, browser, sample_site
from tests.contract_ai.web.test_ledger import narrowed


@pytest.fixture
def auditor(tmp_path: Path) -> Browser:
    return browser(sample_site(tmp_path), Role.AUDITOR)


def _finding(auditor: Browser) -> str:
    with auditor.site.database.read() as session:
        found = load_audit(session)
    assert found is not None
    return found.audit.findings[0].fingerprint


def _state(auditor: Browser, finding: str) -> str:
    found = re.search(r'name="state" value="(\w{64})"', auditor.get(f"{finding}/rederive").text)
    assert found is not None
    return found[1]


def test_a_sign_off_is_kept_with_its_person_and_in_the_trail(auditor: Browser) -> None:
    finding = f"/findings/{_finding(auditor)}"
    state = _state(auditor, finding)
    done = auditor.submit(f"{finding}/sign-off", state=state, note="As in <b>the</b> contract")
    assert (done.status_code, done.headers["location"]) == (303, f"{finding}#signed")
    for role in Role:
        page = browser(auditor.site, role).get(finding).text
        assert "Signed off as equal</b> by" in page
        assert "As in &lt;b&gt;the&lt;/b&gt; contract" in page
        assert "older state" not in page
    assert "finding.signed_off" in auditor.get("/audit/trail.csv").text
    number = re.search(r'"seq": ?(\d+)', auditor.get("/audit/trail.jsonl").text.splitlines()[-1])
    assert number is not None
    assert "equal: As in" in auditor.get(f"/audit/trail/{number[1]}").text


def test_only_an_auditor_signs_and_only_what_is_theirs(auditor: Browser) -> None:
    finding = f"/findings/{_finding(auditor)}"
    for role in (Role.FINANCE, Role.ADMINISTRATOR):
        other = browser(auditor.site, role)
        assert other.submit(f"{finding}/sign-off", state="x").status_code == 403
        assert "Sign off:" not in other.get(f"{finding}/rederive").text
    assert (
        narrowed(auditor.site, "RET-*", Role.AUDITOR).get(f"{finding}/rederive").status_code == 404
    )


def test_what_changed_meanwhile_is_looked_at_again_first(auditor: Browser) -> None:
    finding = f"/findings/{_finding(auditor)}"
    state = _state(auditor, finding)
    assert auditor.submit(f"{finding}/sign-off", state=state).status_code == 303
    _change(auditor)
    assert "older state of the finding" in auditor.get(finding).text
    assert auditor.submit(f"{finding}/sign-off", state=state).status_code == 409


def test_a_difference_is_signed_with_what_differs(auditor: Browser) -> None:
    finding = f"/findings/{_finding(auditor)}"
    _change(auditor)
    state = _state(auditor, finding)
    silent = auditor.submit(f"{finding}/sign-off", state=state)
    assert (silent.status_code, "Say in the note what differs." in silent.text) == (400, True)
    long = auditor.submit(f"{finding}/sign-off", state=state, note="x" * 1001)
    assert (long.status_code, "at most 1000" in long.text) == (400, True)
    assert (
        auditor.submit(f"{finding}/sign-off", state=state, note="The sentence.").status_code == 303
    )
    assert "Signed off as different" in auditor.get(finding).text


def test_the_list_is_narrowed_by_what_auditors_said(auditor: Browser) -> None:
    mark = _finding(auditor)
    finding, finance = f"/findings/{mark}", browser(auditor.site, Role.FINANCE)
    assert "Signed off" not in finance.get("/findings?state=any").text
    assert auditor.submit(f"{finding}/sign-off", state=_state(auditor, finding)).status_code == 303
    listed = finance.get("/findings?state=any&signed=equal").text
    assert _marks(listed) == {mark}
    assert "Signed off: as equal" in listed
    assert mark not in _marks(finance.get("/findings?state=any&signed=none").text)
    _change(auditor)
    with auditor.site.database.write() as session:  # as a run of the checks would
        record(session, action="findings.compared", object="findings")
    assert _marks(finance.get("/findings?state=any&signed=older").text) == {mark}
    assert _marks(finance.get("/findings?state=any&signed=equal").text) == set()


def test_the_evidence_holds_what_was_signed_off(auditor: Browser) -> None:
    with auditor.site.database.read() as session:
        found = load_audit(session)
    assert found is not None
    one = next(one for one in found.audit.findings if one.contract)
    finding = f"/findings/{one.fingerprint}"
    said = auditor.submit(f"{finding}/sign-off", state=_state(auditor, finding), note="Seen.")
    assert said.status_code == 303
    first = _evidence(auditor, str(one.contract))
    _change(auditor)
    second = _evidence(auditor, str(one.contract))
    facts = [(word["finding"], word["note"], word["of_this_state"]) for word in first + second]
    assert facts == [(one.fingerprint, "Seen.", True), (one.fingerprint, "Seen.", False)]
    assert {word["signed_by"] for word in first} == {"auditor"}


def _evidence(auditor: Browser, contract: str) -> list[dict[str, object]]:
    sent = auditor.submit("/audit/evidence", kind="contract", contract=contract)
    with zipfile.ZipFile(io.BytesIO(sent.content)) as archive:
        assert "sign-offs.json" in archive.read("README.txt").decode()
        words: list[dict[str, object]] = json.loads(archive.read("sign-offs.json"))
        return words


def _marks(page: str) -> set[str]:
    return set(re.findall(r'data-panel="/findings/(\w{16})/', page))


def _change(auditor: Browser) -> None:
    with auditor.site.database.write() as session:
        session.execute(text("UPDATE finding SET message = 'Something else'"))
