"""The page of reminders: letters are written, approved, withdrawn and sent; customers held back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from contract_ai.accounts import users
from contract_ai.accounts.means import Means
from contract_ai.billing.house import reminding
from contract_ai.billing.reminding import draft, planned
from contract_ai.desk.reminders import reminder_holds, reminder_letters, reminder_policies
from contract_ai.desk.scope import EVERYTHING, Scope
from contract_ai.storage import reminders as store
from contract_ai.storage.reminder_policies import Hold, hold_back, hold_customer, release_customer
from contract_ai.storage.reminder_policies import Scope as Of
from contract_ai.storage.reminders import LetterState
from contract_ai.web.app import create_app
from contract_ai.web.background import Background
from contract_ai.web.routes.reminders import SENDING, WRITING
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.billing.post import Post, post_office
from tests.contract_ai.web.ledgered import with_letters
from tests.contract_ai.web.sites import Browser, browser, person, sample_site

QUILL = "Quillfeather Publishing Limited"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = with_letters(sample_site(tmp_path))
    yield made
    made.database.close()


def _states(site: Site) -> dict[int, LetterState]:
    with site.database.read() as session:
        return {one.number: one.state for one in store.letters(session)}


def _worked(who: Browser, name: str) -> str:
    found: Background = who.app.state.background  # type: ignore[attr-defined]
    done = found.wait(name, 60)
    return done.said or done.trouble


@pytest.mark.parametrize("role", [Role.FINANCE, Role.AUDITOR])
def test_a_letter_is_shown_with_its_clause(site: Site, role: Role) -> None:
    text = browser(site, role).get("/reminders").text
    for words in (
        "Letter 3 to Larchmont Health Partners, LLC",
        "within thirty (30) days of the invoice date",
        "24,840.00\u202fUSD",
        "TA-3007 (notice)",
        "Bramble &amp; Finch LLP",
        "1 day after, firm",
        "5 days before it is due",
    ):
        assert words in text
    assert (">Approve<" in text) is (role is Role.FINANCE)
    one = browser(site, role).get("/reminders/1").text
    assert "Approved, not sent yet" in one
    assert "within fourteen (14) days" in one


def test_a_letter_is_approved_withdrawn_and_settled(site: Site) -> None:
    who = browser(site, Role.FINANCE)
    assert who.submit("/reminders/3/approve").status_code == 303
    again = who.submit("/reminders/3/approve")
    assert (again.status_code, "It is approved, not draft." in again.text) == (400, True)
    assert who.submit("/reminders/3/withdraw", reason=" ").status_code == 400
    assert who.submit("/reminders/3/withdraw", reason="a better one").status_code == 303
    assert who.submit("/reminders/1/settle", left="maybe", reason="x").status_code == 400
    assert who.submit("/reminders/1/settle", left="yes", reason="by post").status_code == 303
    assert _states(site) == {1: LetterState.SENT, 2: LetterState.SENT, 3: LetterState.WITHDRAWN}
    assert "a better one" in who.get("/reminders/3").text
    assert who.submit("/reminders/99/approve").status_code == 404


def test_a_letter_that_a_broken_run_left_unsure_is_settled(site: Site) -> None:
    with site.database.write() as session:
        assert store.take_letter(session, 1, site.clock())
    who = browser(site, Role.FINANCE)
    assert "May have left or not" in who.get("/reminders").text
    assert "It was not: send it again" in who.get("/reminders/1").text
    assert who.submit("/reminders/1/withdraw", reason="x").status_code == 400
    assert who.submit("/reminders/1/settle", left="no", reason="the log").status_code == 303
    assert _states(site)[1] is LetterState.APPROVED


def test_what_is_due_is_written_in_the_background(site: Site) -> None:
    who = browser(site, Role.FINANCE)
    who.submit("/reminders/3/withdraw", reason="to write it anew")
    assert who.submit("/reminders/write").status_code == 303
    assert _worked(who, WRITING).startswith("1 letter written, 0 withdrawn")
    assert "1 letter written" in who.get("/reminders").text
    assert _states(site)[4] is LetterState.DRAFT


def test_what_is_approved_is_sent_once(site: Site) -> None:
    who = browser(site, Role.FINANCE)
    refused = who.submit("/reminders/send")
    assert "No mail server is set" in refused.text
    post = Post()
    with post_office(post) as mailer:
        mail = {"mail_host": mailer.host, "mail_port": mailer.port, "mail_security": "none"}
        settings = site.settings.model_copy(update=mail | {"mail_from": mailer.sender})
        who = browser(replace(site, settings=settings), Role.FINANCE)
        for _ in range(2):
            assert who.submit("/reminders/send").status_code == 303
            _worked(who, SENDING)
    assert len(post.came) == 1
    assert _states(site)[1] is LetterState.SENT
    assert QUILL in who.get("/reminders").text.partition("Held back")[0]


def test_a_customer_is_held_back_and_released(site: Site) -> None:
    who = browser(site, Role.FINANCE)
    form = {"customer": QUILL, "until": "2026-07-15", "reason": "talks"}
    for wrong in ({"reason": ""}, {"until": "soon"}, {"until": "2026-06-01"}, {"customer": " "}):
        assert who.submit("/reminders/holds", **form | wrong).status_code == 400
    nobody = who.submit("/reminders/holds", **form | {"customer": "Quilfeather"})
    assert nobody.status_code == 400
    assert "No invoice is to Quilfeather." in nobody.text
    assert who.submit("/reminders/holds", **form).status_code == 303
    assert "2026-07-15" in who.get("/reminders").text
    gone = draft(reminding(site.settings, site.database, site.today()), site.clock()).withdrawn
    assert gone == ((1, "TA-2011: the customer is held back"),)
    release = {"kind": "customer", "what": QUILL, "reason": "over"}
    assert who.submit("/reminders/holds/release", **release | {"reason": ""}).status_code == 400
    assert who.submit("/reminders/holds/release", **release).status_code == 303
    assert who.submit("/reminders/holds/release", **release).status_code == 404
    with site.database.read() as session:
        assert [one.what for one in reminder_holds(session, EVERYTHING)] == ["Bramble & Finch LLP"]


def test_a_hold_ends_with_its_day(site: Site) -> None:
    with site.database.write() as session:
        store.withdraw(session, 1, "to see what is due", site.clock())
        hold_customer(
            session, "quillfeather publishing ltd", until=site.today(), note="x", at=site.clock()
        )
    work = reminding(site.settings, site.database, site.today())

    def due(day: date) -> set[str]:
        return {one.customer for one in planned(work, site.clock(), day).letters}

    assert QUILL not in due(site.today())
    assert QUILL in due(date(2026, 7, 1))
    with site.database.write() as session:
        assert release_customer(session, QUILL, "over", site.clock())
        assert not release_customer(session, QUILL, "over", site.clock())
    assert QUILL in due(site.today())


def test_a_reader_of_some_contracts_sees_their_letters_only(site: Site) -> None:
    with site.database.write() as session:
        hold_back(session, "TA-1001", Hold.DISPUTED, until=None, note="hidden", at=site.clock())
        hold_back(session, "TA-3001", Hold.DISPUTED, until=None, note="shown", at=site.clock())
    mine = Scope(("USG-*",))
    with site.database.read() as session:
        found = reminder_letters(session, mine)
        assert found.customers == ("Palisade Payments, Inc.",)
        assert [one.what for one in reminder_holds(session, mine)] == ["TA-3001"]
        assert [one.of for one in reminder_policies(session, mine)] == [Of.GENERAL]
        assert len(reminder_policies(session, EVERYTHING)) == 2
    user = person(site, Role.FINANCE)
    with site.database.write() as session:
        users.set_contracts(session, user, mine.patterns, Means(site.clock(), site.vault))
    who = Browser(site, replace(user, contracts=mine.patterns))
    text = who.get("/reminders").text
    assert "Palisade" in text
    for hidden in ("Larchmont", "Quillfeather", "Bramble", "Write what is due"):
        assert hidden not in text
    assert who.get("/reminders/1").status_code == 404
    token = who.csrf()
    for address, status in (("3/approve", 404), ("write", 403), ("send", 403), ("holds", 403)):
        answer = who.post(f"/reminders/{address}", data={"csrf": token, "customer": "x"})
        assert answer.status_code == status, address


def test_auditors_change_nothing(site: Site) -> None:
    who = browser(site, Role.AUDITOR)
    for address in ("3/approve", "3/withdraw", "1/settle", "write", "send", "holds"):
        assert who.submit(f"/reminders/{address}", reason="x").status_code == 403
    assert browser(site, Role.ADMINISTRATOR).get("/reminders").status_code == 403


def test_work_in_the_background_is_done_once_at_a_time_and_tells_its_faults(site: Site) -> None:
    work = create_app(site).state.background
    assert work.state("x").since is None

    def fault() -> str:
        raise ValueError

    assert work.start("x", fault, site.clock())
    assert "A fault of ours" in work.wait("x", 10).trouble
    assert work.start("x", lambda: "done", site.clock())
    assert work.wait("x", 10).said == "done"
