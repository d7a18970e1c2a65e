"""The routes of the term review: who may what, who was faster, forms in words."""

import json
import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contract_ai.accounts.people import all_people
from contract_ai.desk.review_sheet import Sheet, sheet
from contract_ai.desk.scope import EVERYTHING
from contract_ai.pagework.forms import PageWords
from contract_ai.storage.terms import CONFIRMED, decide
from contract_ai.web.site import Site
from models.accounts import Role, User
from models.tables.accounts import UserRow
from tests.contract_ai.web.sites import NOW, Browser, Clock, browser, person, sample_site

MASTER, PROJECT, RETAINER = "MSA-2025-011-larchmont", "FPA-2025-021-ostrava", "RET-2026-002-bramble"
JSON = {"Accept": "application/json"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site(tmp_path: Path, clock: Clock) -> Site:
    return sample_site(tmp_path, clock)


class _Reviewer:
    """Somebody who reviews: sends what the page's script sends."""

    def __init__(self, site: Site, role: Role = Role.FINANCE, user: User | None = None) -> None:
        self.web = Browser(site, user) if user else browser(site, role)
        self._csrf = self.web.csrf("/review")

    def send(self, address: str, body: object = None) -> Any:  # noqa: ANN401 (a response)
        headers = JSON | {"X-CSRF-Token": self._csrf}
        return self.web.post(address, json=body or {}, headers=headers)


def _sheet(site: Site, stem: str = MASTER) -> Sheet:
    with site.database.read() as session:
        found = sheet(session, EVERYTHING, stem)
    assert found is not None
    return found


def _number(site: Site, kind: str, stem: str = MASTER) -> int:
    return next(one.number for one in _sheet(site, stem).terms if one.term.kind == kind)


def _narrowed(site: Site, contracts: str) -> User:
    """Let the person of finance see some contracts only."""
    with site.database.write() as session:
        row = session.get_one(UserRow, person(site, Role.FINANCE).id)
        row.contracts = contracts
        session.add(row)
    with site.database.read() as session:
        return next(user for user in all_people(session) if user.role is Role.FINANCE)


def test_the_queue_shows_what_waits_and_what_is_at_stake(site: Site) -> None:
    web = browser(site, Role.FINANCE)
    page = web.get("/review").text
    assert page.index(PROJECT) < page.index(MASTER) < page.index("AMD-2026-001-larchmont")
    assert "0 of 7 confirmed" in page
    assert "66,500.00" in page
    assert "SUP-2025-030-calder" not in page  # confirmed as a whole before
    assert "SUP-2025-030-calder" in web.get("/review?show=done").text
    assert MASTER in web.get("/review?q=master+services").text
    assert "Nothing found" in web.get("/review?q=zzz").text
    assert web.get("/review?sort=size").status_code == 400


def test_others_contracts_do_not_exist(site: Site) -> None:
    theirs = _number(site, "payment_term", PROJECT)
    sha256 = _sheet(site, PROJECT).item.sha256
    reviewer = _Reviewer(site, user=_narrowed(site, "MSA-*"))
    page = reviewer.web.get("/review").text
    assert MASTER in page
    assert PROJECT not in page
    assert reviewer.web.get(f"/review/{PROJECT}").status_code == 404
    assert reviewer.web.get(f"/documents/{sha256}/outline.json").status_code == 404
    assert reviewer.send(f"/review/{PROJECT}/terms/{theirs}/confirm").status_code == 404
    # Another contract's number under the name of one's own: nothing is said of it, nothing done.
    answer = reviewer.send(f"/review/{MASTER}/terms/{theirs}/confirm")
    assert answer.status_code == 409
    assert answer.json()["cards"] == []
    assert _number(site, "payment_term", PROJECT) == theirs


def test_an_auditor_sees_all_and_changes_nothing(site: Site) -> None:
    number = _number(site, "payment_term")
    auditor = _Reviewer(site, Role.AUDITOR)
    page = auditor.web.get(f"/review/{MASTER}").text
    assert "due " in page
    for absent in ("data-edit", "Confirm", "data-undo", 'id="new-term"'):
        assert absent not in page
    for way in (
        f"terms/{number}/confirm",
        f"terms/{number}/reject",
        "confirm-sure",
        "undo",
        "check",
    ):
        assert auditor.send(f"/review/{MASTER}/{way}").status_code == 403
    assert auditor.web.get(f"/review/{MASTER}/terms/{number}/form").status_code == 403
    assert _number(site, "payment_term") == number


def test_a_decision_answers_with_the_card_and_the_progress(site: Site) -> None:
    number = _number(site, "payment_term")
    answer = _Reviewer(site).send(f"/review/{MASTER}/terms/{number}/confirm").json()
    assert answer["said"] == "Term confirmed."
    (card,) = answer["cards"]
    assert card["was"] == number
    assert "Confirmed by Fiona Ames" in card["html"]
    assert "<b>1</b> of <b>6</b> confirmed" in answer["progress"]


def test_without_a_script_a_decision_leads_back(site: Site) -> None:
    number = _number(site, "payment_term")
    web = browser(site, Role.FINANCE)
    token = web.csrf("/review")
    address = f"/review/{MASTER}/terms/{number}/confirm"
    answer = web.post(address, data={"csrf": token})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/review/{MASTER}")
    assert "Term confirmed." in web.get(f"/review/{MASTER}").text


def test_who_comes_second_hears_who_did_what_and_nothing_is_overwritten(
    site: Site, clock: Clock
) -> None:
    number = _number(site, "payment_term")
    _Reviewer(site).send(f"/review/{MASTER}/terms/{number}/confirm")
    clock.pass_(minutes=2)
    second = _Reviewer(site, Role.ADMINISTRATOR)
    correction = {"fields": {"days": "99", "day_type": "calendar", "from": "invoice_date"}}
    for way, body in (("reject", {}), ("confirm", {}), ("correct", correction)):
        answer = second.send(f"/review/{MASTER}/terms/{number}/{way}", body)
        assert answer.status_code == 409
        said = "Fiona Ames confirmed this term at 09:00 UTC. Its card is shown as it is now."
        assert answer.json()["detail"] == said
        (card,) = answer.json()["cards"]
        assert "Confirmed by Fiona Ames" in card["html"]
    states = [one.state for one in _sheet(site).terms if one.term.kind == "payment_term"]
    assert states == [CONFIRMED]


def test_a_decision_that_was_taken_back_is_said_so(site: Site, clock: Clock) -> None:
    number = _number(site, "payment_term")
    first = _Reviewer(site)
    first.send(f"/review/{MASTER}/terms/{number}/reject")
    clock.pass_(minutes=1)
    assert first.send(f"/review/{MASTER}/undo").json()["said"] == "1 decision taken back."
    answer = _Reviewer(site, Role.ADMINISTRATOR).send(f"/review/{MASTER}/terms/{number}/confirm")
    assert answer.status_code == 409
    assert "taken back meanwhile" in answer.json()["detail"]
    nothing = first.send(f"/review/{MASTER}/undo").json()
    assert nothing["said"] == "There is nothing of yours to take back."


def test_all_that_are_sure_are_exactly_these(site: Site, clock: Clock) -> None:
    before = _sheet(site)
    sure = [one.number for one in before.terms if one.sure]
    others = [one.number for one in before.terms if not one.sure]
    reviewer = _Reviewer(site)
    # One that is not sure, or not any more, is confirmed with nobody.
    refused = reviewer.send(f"/review/{MASTER}/confirm-sure", {"numbers": [*sure, others[0]]})
    assert refused.status_code == 409
    assert _sheet(site).progress.done == 0
    answer = reviewer.send(f"/review/{MASTER}/confirm-sure", {"numbers": sure}).json()
    assert answer["said"] == f"{len(sure)} terms confirmed."
    after = _sheet(site)
    assert [one.number for one in after.terms if one.open] == others
    clock.pass_(minutes=1)
    assert (
        reviewer.send(f"/review/{MASTER}/undo").json()["said"]
        == f"{len(sure)} decisions taken back."
    )
    assert _sheet(site).progress.done == 0


def test_a_wrong_value_is_refused_in_words_beside_its_field(site: Site) -> None:
    number = _number(site, "payment_term")
    reviewer = _Reviewer(site)
    form = reviewer.web.get(f"/review/{MASTER}/terms/{number}/form").json()["form"]
    assert re.search(r'name="days"[^>]* value="30"', form)
    body = {"fields": {"days": "thirty-ish", "day_type": "business", "from": "invoice_receipt"}}
    answer = reviewer.send(f"/review/{MASTER}/terms/{number}/correct", body)
    assert answer.status_code == 422
    assert "Days: Write a whole number, such as 30." in answer.json()["form"]
    assert 'value="thirty-ish"' in answer.json()["form"]
    assert _number(site, "payment_term") == number
    body["fields"]["days"] = "45"
    done = reviewer.send(f"/review/{MASTER}/terms/{number}/correct", body).json()
    assert "due " in done["cards"][0]["html"]
    term = next(one.term for one in _sheet(site).terms if one.term.kind == "payment_term")
    assert (term.days, term.day_type, term.counts_from) == (45, "business", "invoice_receipt")
    assert term.evidence.page == 1


def test_selected_words_make_a_term_whose_place_cannot_be_forged(site: Site) -> None:
    reviewer = _Reviewer(site)
    sha256 = _sheet(site, RETAINER).item.sha256
    found = PageWords.model_validate_json(
        reviewer.web.get(f"/documents/{sha256}/pages/1/words.json").content
    )
    words = [word.text for word in found.words]
    first = words.index("$6,500.00")
    selection = {"page": 1, "words": [first, first + 1, first + 2]}
    asked = {"kind": "fee", "selection": selection}
    (form,) = reviewer.send(f"/review/{RETAINER}/propose", asked).json()["forms"]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    evidence = hidden["evidence"].replace("&#34;", '"')
    assert json.loads(evidence)["quote"] == "$6,500.00 per month,"
    fields = {"amount": "6500.00", "currency": "USD", "frequency": "monthly", "item": "again"}
    body = {"kind": "fee", "fields": fields, "evidence": evidence, "seal": hidden["seal"]}
    forged = body | {"evidence": evidence.replace("6,500", "9,500")}
    assert reviewer.send(f"/review/{RETAINER}/terms", forged).status_code == 400
    assert reviewer.send(f"/review/{MASTER}/terms", body).status_code == 400  # of another document
    nowhere = body | {"evidence": "", "seal": ""}
    assert (
        "Select the words" in reviewer.send(f"/review/{RETAINER}/terms", nowhere).json()["detail"]
    )
    answer = reviewer.send(f"/review/{RETAINER}/terms", body).json()
    assert answer["said"] == "Term added."
    assert "Added by Fiona Ames" in answer["cards"][0]["html"]
    added = _sheet(site, RETAINER).terms[-1]
    assert added.term.evidence.boxes
    assert added.term.evidence.quote == "$6,500.00 per month,"


def test_selected_words_of_a_text_correct_a_term(site: Site) -> None:
    number = _number(site, "payment_term", PROJECT)
    reviewer = _Reviewer(site)
    sha256 = _sheet(site, PROJECT).item.sha256
    hits = reviewer.web.get(f"/documents/{sha256}/search.json?q=forty-five").json()["hits"]
    hit = hits[0]
    selection = {key: hit[key] for key in ("anchor", "nth", "start")} | {"end": hit["start"] + 20}
    asked = {"kind": "payment_term", "selection": selection}
    address = f"/review/{PROJECT}/terms/{number}/propose"
    (form,) = reviewer.send(address, asked).json()["forms"]
    assert re.search(r'name="days"[^>]* value="45"', form)


def test_amendments_stand_beside_what_they_change(site: Site) -> None:
    web = browser(site, Role.FINANCE)
    order = web.get("/review/SOW-2025-014-larchmont").text
    assert "Changed from 2026-03-01 on by" in order
    assert 'href="/review/AMD-2026-001-larchmont"' in order
    assert (
        "Changes from 2026-03-01 on what stands in"
        in web.get("/review/AMD-2026-001-larchmont").text
    )


def test_a_text_without_pages_is_shown_as_text(site: Site) -> None:
    page = browser(site, Role.FINANCE).get(f"/review/{PROJECT}").text
    assert 'data-anchor="t1r2"' in page
    assert "table 1, row 2" in page
    assert "Looked for and not found" in page


def test_when_all_is_confirmed_the_checks_run_again(site: Site, clock: Clock) -> None:
    reviewer = _Reviewer(site)
    stem = "AMD-2026-001-larchmont"
    number = _number(site, "rate", stem)
    answer = reviewer.send(f"/review/{stem}/terms/{number}/confirm").json()
    assert answer["done"]
    assert "Check again" in answer["progress"]
    clock.pass_(minutes=1)
    assert reviewer.send(f"/review/{stem}/check").json() == {"running": True}
    end = time.monotonic() + 60
    state: dict[str, Any] = {"running": True}
    while state["running"] and time.monotonic() < end:
        time.sleep(0.1)
        state = reviewer.web.get(f"/review/{stem}/check").json()
    assert state["said"].startswith("Checked:")
    assert state["findings"].endswith("open findings")
    assert not state["trouble"]


def test_a_contract_that_was_read_again_is_said_so(site: Site) -> None:
    reviewer = _Reviewer(site)
    answer = reviewer.send(f"/review/{MASTER}/terms/999999/confirm")
    assert answer.status_code == 409
    assert "read again" in answer.json()["detail"]


def test_a_day_is_said_where_it_was_not_today(site: Site, clock: Clock) -> None:
    number = _number(site, "payment_term")
    with site.database.write(person(site, Role.FINANCE).actor) as session:
        decide(session, number, CONFIRMED, NOW - timedelta(days=2))
    clock.pass_(minutes=1)
    answer = _Reviewer(site, Role.ADMINISTRATOR).send(f"/review/{MASTER}/terms/{number}/reject")
    assert "confirmed this term on 2026-06-28 at 09:00 UTC" in answer.json()["detail"]
