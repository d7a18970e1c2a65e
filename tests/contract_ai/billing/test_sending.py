"""Letters are sent at most once: two processes, broken connections, a mail server that says no."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import Session, select

from checks.reminders.items import Items
from contract_ai.audit.trail import record
from contract_ai.batch.mail import Handed
from contract_ai.billing.posting import posting
from contract_ai.billing.reminding import Hand, Reminding, draft, planned, send
from contract_ai.billing.sight import Left
from contract_ai.storage import reminders as store
from contract_ai.storage.engine import Database
from contract_ai.storage.reminder_policies import (
    Hold,
    Scope,
    hold_back,
    policies,
    release,
    set_policy,
)
from contract_ai.storage.reminders import LetterState, StoredLetter
from contract_ai.storage.upgrade import open_database
from models.errors import ErrorCode, RequestError
from models.reminders import OpenItem, Policy
from models.tables.audit import AuditEventRow
from tests.contract_ai.billing.post import Post, post_office
from tests.contract_ai.storage.conftest import place_of

NOW = datetime(2026, 4, 3, 10, tzinfo=UTC)
ITEM = OpenItem(
    key="inv7",
    invoice="INV-7",
    supplier="Us GmbH",
    customer="Acme Ltd",
    contract="MSA",
    issued_on=date(2026, 3, 1),
    due_on=date(2026, 3, 31),
    open_amount=Decimal("1210.00"),
    currency="EUR",
)
OTHER = replace(ITEM, key="inv8", invoice="INV-8", open_amount=Decimal("5.00"))
FOREIGN = replace(ITEM, key="inv9", invoice="INV-9", customer="Borealis SA", contract=None)


class Company:
    """A few open items that a test changes, and reminding over them."""

    def __init__(self, database: Database, *items: OpenItem, approval: bool = False) -> None:
        self.database, self.items = database, list(items)
        policy = Policy(receivers=("ap@example.com", "cfo@example.com"), approval=approval)
        with database.write() as session:
            set_policy(session, Scope.GENERAL, "", policy, NOW)

    @property
    def work(self) -> Reminding:
        return Reminding(self.database, self._load, ("Us GmbH", "Street 1"))

    def _load(self, _session: Session) -> Items:
        return Items(tuple(self.items))

    def changes(self, *items: OpenItem) -> None:
        """Have other items, with the event that a real change leaves."""
        self.items = list(items)
        with self.database.write() as session:
            record(session, action="document.read", object="payments.csv", at=NOW)

    def states(self) -> list[LetterState]:
        with self.database.read() as session:
            return [one.state for one in store.letters(session)]

    def actions(self) -> list[str]:
        with self.database.read() as session:
            found = session.exec(select(AuditEventRow.action).order_by("seq"))
            return [one for one in found if one.startswith("reminder.")]


@pytest.fixture(params=["memory", "file", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    opened = open_database(place_of(request.param, tmp_path))
    yield opened
    opened.close()


def clock() -> datetime:
    return NOW


def taking(_told: StoredLetter) -> Handed:
    return Handed(taken=True)


def test_a_mail_comes_once_with_both_bodies_and_is_in_the_trail(database: Database) -> None:
    company, post = Company(database, ITEM, OTHER, FOREIGN), Post()
    with post_office(post) as mailer:
        for _ in range(3):
            draft(company.work, NOW)
            send(company.work, posting(mailer, clock), clock)
    assert [mail["To"] for mail in post.came] == ["ap@example.com, cfo@example.com"] * 2
    mail = post.came[0]
    assert mail["Subject"] == "Payment reminder: INV-7, INV-8"
    assert mail["From"] == "billing@example.com"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "INV-8" in text.get_content()
    assert "INV-8" in html.get_content()
    assert company.states() == [LetterState.SENT] * 2
    assert company.actions() == [
        "reminder.policy",
        *["reminder.drafted"] * 2,
        *["reminder.sending", "reminder.sent"] * 2,
    ]


def test_a_draft_waits_for_a_person(database: Database) -> None:
    company = Company(database, ITEM, approval=True)
    (number,) = draft(company.work, NOW).made
    assert send(company.work, taking, clock).sent == []
    with database.write() as session:
        store.approve(session, number, NOW)
    assert send(company.work, taking, clock).sent == [number]
    with database.write() as session, pytest.raises(RequestError) as caught:
        store.approve(session, number, NOW)
    assert caught.value.code is ErrorCode.REMINDER_NOT_SO


@pytest.mark.parametrize("change", ["paid", "part", "disputed", "promised", "policy"])
def test_what_no_longer_holds_is_withdrawn_and_its_step_is_free(
    database: Database, change: str
) -> None:
    company = Company(database, ITEM)
    (number,) = draft(company.work, NOW).made
    if change == "paid":
        company.changes()
    elif change == "part":
        company.changes(replace(ITEM, open_amount=Decimal("10.00")))
    else:
        with database.write() as session:
            if change == "policy":
                policy = Policy(receivers=("new@example.com",), approval=False)
                set_policy(session, Scope.CUSTOMER, "ACME Limited", policy, NOW)
            else:
                until = NOW.date() if change == "promised" else None
                hold_back(session, "INV 7", Hold(change), until=until, note="by phone", at=NOW)
    done = send(company.work, taking, clock)
    assert [one for one, _ in done.withdrawn] == [number]
    assert done.sent == []
    with database.write() as session:
        release(session, "INV-7", "over", NOW)
    again = draft(company.work, NOW)
    assert len(again.made) == (0 if change == "paid" else 1)


def test_a_payment_that_comes_in_during_a_run_stops_the_rest(database: Database) -> None:
    company = Company(database, ITEM, FOREIGN)
    first, second = draft(company.work, NOW).made

    def paying(_told: StoredLetter) -> Handed:
        company.changes(ITEM)
        return Handed(taken=True)

    done = send(company.work, paying, clock)
    assert (done.sent, done.left) == ([first], [(second, Left.BOOKS)])
    assert [one for one, _ in send(company.work, taking, clock).withdrawn] == [second]


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (NOW.replace(hour=7), Left.HOURS),
        (NOW.replace(day=4), Left.HOURS),  # a Saturday
        (NOW, None),
    ],
)
def test_quiet_hours_and_days_off(database: Database, now: datetime, left: Left | None) -> None:
    company = Company(database, ITEM)
    (number,) = draft(company.work, NOW).made
    done = send(company.work, taking, lambda: now)
    assert done.left == ([(number, left)] if left else [])
    assert done.sent == ([] if left else [number])


def test_without_an_address_a_letter_goes_by_post(database: Database) -> None:
    company = Company(database, ITEM)
    with database.write() as session:
        set_policy(session, Scope.CONTRACT, "MSA", Policy(approval=False), NOW)
    (number,) = draft(company.work, NOW).made
    assert send(company.work, taking, clock).left == [(number, Left.ADDRESS)]
    with database.write() as session:
        store.sent_by_hand(session, number, NOW.date(), "by post", NOW)
    assert company.states() == [LetterState.SENT]
    assert draft(company.work, NOW).made == ()


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("arrived", [True, False])
def test_after_a_crash_a_person_says_what_became_of_the_letter(
    database: Database, *, arrived: bool
) -> None:
    company, post = Company(database, ITEM), Post()
    (number,) = draft(company.work, NOW).made
    with post_office(post) as mailer:
        hand = posting(mailer, clock)

        def dying(told: StoredLetter) -> Handed:
            if arrived:
                hand(told)
            raise Killed

        with pytest.raises(Killed):
            send(company.work, dying, clock)
        for _ in range(2):
            assert draft(company.work, NOW).made == ()
            assert send(company.work, hand, clock).sent == []
        assert company.states() == [LetterState.SENDING]
        with database.write() as session:
            if arrived:
                store.was_sent(session, number, NOW.date(), NOW, "the customer has it")
            else:
                store.was_not_sent(session, number, "not in the server's log", NOW)
        send(company.work, hand, clock)
    assert len(post.came) == 1
    assert company.states() == [LetterState.SENT]


def test_a_letter_that_may_have_left_is_not_withdrawn(database: Database) -> None:
    company = Company(database, ITEM)
    (number,) = draft(company.work, NOW).made
    with database.write() as session:
        assert store.take_letter(session, number, NOW)
        assert not store.take_letter(session, number, NOW)
    company.changes()
    assert draft(company.work, NOW).withdrawn == ()
    with database.write() as session, pytest.raises(RequestError):
        store.withdraw(session, number, "no more", NOW)


def test_two_processes_at_once_draft_and_send_each_letter_once(tmp_path: Path) -> None:
    for kind in ("file", "postgresql"):
        place = place_of(kind, tmp_path)
        opened = [open_database(place) for _ in range(4)]
        items = [replace(ITEM, key=f"i{n}", invoice=f"I-{n}", customer=f"C{n}") for n in range(6)]
        houses = [Company(one, *items) for one in opened]
        came: list[int] = []

        def hand(told: StoredLetter, came: list[int] = came) -> Handed:
            came.append(told.number)
            return Handed(taken=True)

        def work(house: Company, hand: Hand = hand) -> None:
            draft(house.work, NOW)
            send(house.work, hand, clock)

        threads = [threading.Thread(target=work, args=(house,)) for house in houses]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(came) == sorted(set(came))
        assert len(came) == len(items)
        assert houses[0].states() == [LetterState.SENT] * len(items)
        for one in opened:
            one.close()


@pytest.mark.parametrize(
    ("answer", "taken"), [("250 OK", True), ("554 no", False), ("451 later", False)]
)
def test_what_a_server_answers_is_for_sure(database: Database, answer: str, taken: bool) -> None:  # noqa: FBT001 (a case)
    company, post = Company(database, ITEM), Post(lambda: answer)
    draft(company.work, NOW)
    with post_office(post) as mailer:
        done = send(company.work, posting(mailer, clock), clock)
        assert bool(done.sent) is taken
        assert bool(done.refused) is not taken
        post.answer = lambda: "250 OK"
        send(company.work, posting(mailer, clock), clock)
    assert len(post.came) == 1


def test_a_server_that_is_not_there_has_no_letter(database: Database) -> None:
    company = Company(database, ITEM)
    (number,) = draft(company.work, NOW).made
    with post_office(Post()) as mailer:
        pass  # it is gone again
    done = send(company.work, posting(mailer, clock), clock)
    assert [one for one, _ in done.refused] == [number]
    assert company.states() == [LetterState.APPROVED]


def test_a_connection_that_breaks_while_the_letter_is_handed_over_leaves_it_unsure(
    database: Database,
) -> None:
    company = Company(database, ITEM)
    (number,) = draft(company.work, NOW).made

    class Breaking(Post):
        async def handle_DATA(self, server, session, envelope) -> str:  # type: ignore[no-untyped-def]  # noqa: ANN001, N802 (aiosmtpd's name)
            await super().handle_DATA(server, session, envelope)  # it has the mail, and is gone
            server.transport.abort()
            return "250 OK"

    post = Breaking()
    with post_office(post) as mailer:
        done = send(company.work, posting(mailer, clock), clock)
        assert [one for one, _ in done.unsure] == [number]
        assert draft(company.work, NOW).made == ()
        assert send(company.work, posting(mailer, clock), clock).sent == []
    assert company.states() == [LetterState.SENDING]
    assert len(post.came) == 1
    assert company.actions()[-1] == "reminder.unsure"


def test_the_nearest_policy_counts_and_a_plan_writes_nothing(database: Database) -> None:
    company = Company(database, ITEM, FOREIGN)
    with database.write() as session:
        set_policy(session, Scope.CUSTOMER, "Acme Limited", Policy(minimum=Decimal(1)), NOW)
        set_policy(session, Scope.CUSTOMER, "Acme Limited", Policy(minimum=Decimal(2)), NOW)
        set_policy(session, Scope.CONTRACT, "MSA", Policy(minimum=Decimal(3)), NOW)
    with database.read() as session:
        known = policies(session)
    assert known.of(ITEM).minimum == 3
    assert known.of(replace(ITEM, contract="SOW")).minimum == 2
    assert known.of(FOREIGN).receivers == ("ap@example.com", "cfo@example.com")
    assert len(planned(company.work, NOW).letters) == 2
    assert company.states() == []


def test_a_server_may_refuse_one_of_several_addresses(database: Database) -> None:
    company = Company(database, ITEM)
    (number,) = draft(company.work, NOW).made

    class Strict(Post):
        async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:  # type: ignore[no-untyped-def]  # noqa: ANN001, N802 (aiosmtpd's name)
            if address.startswith("cfo"):
                return "550 nobody of that name"
            envelope.rcpt_tos.append(address)
            return "250 OK"

    with post_office(Strict()) as mailer:
        assert send(company.work, posting(mailer, clock), clock).sent == [number]
    with database.read() as session:
        assert store.letter(session, number).why == "127.0.0.1 refused cfo@example.com."
