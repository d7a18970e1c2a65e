"""The auditor's room: who may enter, what it shows, a sample from drawing to evidence."""

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from models.accounts import Role
from models.tables.accounts import UserRow
from tests.contract_ai.web.casework import mark
from tests.contract_ai.web.sites import Browser, browser, sample_site

PAGES = (
    "/audit",
    "/audit/verify",
    "/audit/trail",
    "/audit/trail/1",
    "/audit/trail.csv",
    "/audit/trail.jsonl",
    "/audit/samples",
    "/audit/samples/new",
    "/audit/evidence",
    "/audit/past",
    "/audit/past/contracts",
    "/audit/past/contracts/MSA-2025-011-larchmont",
)


@pytest.fixture
def auditor(tmp_path: Path) -> Browser:
    return browser(sample_site(tmp_path), Role.AUDITOR)


@pytest.mark.parametrize("address", PAGES)
def test_auditors_enter_and_finance_does_not(auditor: Browser, address: str) -> None:
    assert auditor.get(address).status_code == 200
    assert browser(auditor.site, Role.FINANCE).get(address).status_code == 403


def _draw(auditor: Browser) -> str:
    fields = {"purpose": "June", "kind": "findings", "method": "random", "size": "2"}
    answer = auditor.submit("/audit/samples", **fields, seed="s")
    assert answer.status_code == 303
    return str(answer.headers["location"])


def test_a_sample_from_drawing_to_evidence(auditor: Browser) -> None:
    place = _draw(auditor)
    items = list(dict.fromkeys(re.findall(rf'{place}/items/(\d+)"', auditor.get(place).text)))
    for item in items:
        done = auditor.submit(f"{place}/items/{item}", version="0", mark="agreed")
        assert done.status_code == 303
    again = auditor.submit(f"{place}/items/{items[0]}", version="0", mark="agreed")
    assert again.status_code == 409
    assert "The same." in auditor.get(f"{place}/redraw").text
    assert "Equal." in auditor.get(f"{place}/derive").text
    assert auditor.submit(f"{place}/sign", conclusion="fine").status_code == 303
    assert auditor.submit(f"{place}/sign", conclusion="again").status_code == 409
    sent = auditor.submit("/audit/evidence", kind="sample", sample=place.rsplit("/", 1)[1])
    with zipfile.ZipFile(io.BytesIO(sent.content)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert len(manifest["files"]) > 8
        for one in manifest["files"]:
            assert hashlib.sha256(archive.read(one["path"])).hexdigest() == one["sha256"]


def test_the_same_state_gives_the_same_evidence(tmp_path: Path) -> None:
    data = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        taker = browser(sample_site(folder), Role.AUDITOR)
        asked = {"kind": "contract", "contract": "RET-2026-002-bramble"}
        data.append(taker.submit("/audit/evidence", **asked).content)
    assert data[0] == data[1]


def test_a_trail_that_was_tampered_with_is_broken_in_words(auditor: Browser) -> None:
    with auditor.site.database.engine.begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        trigger = "audit_event_no_update" if sqlite else "audit_event_no_change ON audit_event"
        connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text("UPDATE audit_event SET actor = 'nobody' WHERE seq = 3"))
    shown = auditor.get("/audit/verify").text
    assert "Broken at event 3" in shown
    assert "The database no longer refuses" in shown


def test_an_auditor_of_some_contracts_sees_no_more(auditor: Browser) -> None:
    place = _draw(auditor)
    with auditor.site.database.write() as session:
        one = session.exec(select(UserRow).where(UserRow.role == Role.AUDITOR.value)).one()
        one.contracts = "RET-*"
    for address in (place, f"{place}/derive", "/audit/past/contracts/MSA-2025-011-larchmont"):
        assert auditor.get(address).status_code == 404
    asked = {"kind": "contract", "contract": "MSA-2025-011-larchmont"}
    answer = auditor.submit("/audit/evidence", **asked)
    assert answer.status_code == 404
    assert "Take the name from the list of contracts." in answer.text


def test_what_is_not_there_is_404(auditor: Browser) -> None:
    for address in (
        "/audit/samples/9",
        "/audit/trail/99999",
        "/findings/0000000000000000/rederive",
    ):
        assert auditor.get(address).status_code == 404
    assert auditor.submit("/audit/evidence", kind="contract", contract="none").status_code == 404


def test_a_part_of_a_name_is_answered_with_the_contracts_that_have_it(auditor: Browser) -> None:
    answer = auditor.submit("/audit/evidence", kind="contract", contract="bramble")
    assert answer.status_code == 404
    assert "named bramble. These have it in their words: RET-2026-002-bramble." in answer.text
    assert 'value="bramble"' in answer.text


def test_a_past_day_is_the_day_by_the_clock_where_none_is_chosen(auditor: Browser) -> None:
    latest = auditor.site.clock().date().isoformat()
    for address in ("/audit/past", "/audit/past/contracts/MSA-2025-011-larchmont"):
        assert f'value="{latest}" max="{latest}"' in auditor.get(address).text


def test_evidence_is_said_in_words_where_it_is_equal(auditor: Browser) -> None:
    fingerprint = mark(auditor.site, "MS102")
    page = auditor.get(f"/findings/{fingerprint}/rederive").text
    assert "contract, FPA-2025-021-ostrava.docx, table 1, row 4, section 1: " in page
    assert "invoice, TA-4003.xml, line 1: " in page
    assert "{&#34;" not in page
