"""1,000 days of invoices, payments, disputes, promises and broken runs, with real mails."""

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from checks.calendars import add_business_days
from checks.duplicates.du101_invoice_number_reused import folded_number
from checks.reminders.items import Items
from contract_ai.audit.trail import record
from contract_ai.batch.mail import Handed
from contract_ai.billing.posting import posting
from contract_ai.billing.reminding import Hand, Reminding, draft, send
from contract_ai.storage import reminders as store
from contract_ai.storage.engine import Database
from contract_ai.storage.reminder_policies import Hold, Scope, hold_back, release, set_policy
from contract_ai.storage.reminders import LetterState, StoredLetter
from contract_ai.storage.upgrade import open_database
from models.reminders import Language, OpenItem, Policy
from tests.contract_ai.billing.post import ACCEPTED, Post, post_office

SEED = 20260331
DAYS = 1000
BERLIN = ZoneInfo("Europe/Berlin")
START = date(2026, 1, 1)
CUSTOMERS = ("Acme GmbH", "Borealis Ltd", "Cobalt Inc", "Delta SA")
HOLIDAYS = frozenset(
    date(year, month, day)
    for year in range(2026, 2030)
    for month, day in ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
)


class Killed(BaseException):
    """The process ends here; nothing of the program may catch it."""


@dataclass
class Bill:
    """An invoice of the made-up company, and what befell it."""

    number: str
    customer: str
    due_on: date
    open_amount: Decimal
    disputed: bool = False
    promised_on: date | None = None

    @property
    def item(self) -> OpenItem:
        return OpenItem(
            key=folded_number(self.number),
            invoice=self.number,
            supplier="Us GmbH",
            customer=self.customer,
            contract=None,
            issued_on=self.due_on - timedelta(days=30),
            due_on=self.due_on,
            open_amount=self.open_amount,
            currency="EUR",
        )


@dataclass
class World:
    """The company, its clock and its post; every mail that arrives is looked at as it does."""

    chance: random.Random
    database: Database
    post: Post
    bills: dict[str, Bill] = field(default_factory=dict)
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    broken: int = 0
    looked_at: int = 0

    def load(self, _session: Session) -> Items:
        return Items(tuple(bill.item for bill in self.bills.values() if bill.open_amount > 0))

    @property
    def work(self) -> Reminding:
        return Reminding(self.database, self.load, ("Us GmbH",), HOLIDAYS)

    def live(self) -> None:
        """Let something happen between two runs."""
        self._invoice()
        for bill in list(self.bills.values()):
            roll = self.chance.random()
            if bill.open_amount <= 0:
                continue
            if roll < 0.012:
                self._pay(bill, bill.open_amount)
            elif roll < 0.016:
                self._pay(bill, (bill.open_amount / 2).quantize(Decimal("0.01")))
            elif roll < 0.022:
                self._say(bill, Hold.DISPUTED)
            elif roll < 0.028:
                self._say(bill, Hold.PROMISED)
            elif roll < 0.045 and (bill.disputed or bill.promised_on):
                bill.disputed, bill.promised_on = False, None
                with self.database.write() as session:
                    release(session, bill.number, "settled", self.now)

    def _invoice(self) -> None:
        if self.chance.random() < 0.15:
            number = f"INV-{len(self.bills) + 1:04}"
            due = self.now.date() + timedelta(days=self.chance.randint(10, 45))
            amount = Decimal(self.chance.randint(100, 999_999)) / 100
            self.bills[number] = Bill(number, self.chance.choice(CUSTOMERS), due, amount)
            self._tell("contract.read", number)

    def _pay(self, bill: Bill, amount: Decimal) -> None:
        bill.open_amount -= amount
        self._tell("document.read", bill.number)

    def _say(self, bill: Bill, kind: Hold) -> None:
        until = None
        if kind is Hold.PROMISED:
            until = bill.promised_on = self.now.date() + timedelta(days=self.chance.randint(1, 20))
        else:
            bill.disputed = True
        with self.database.write() as session:
            hold_back(session, bill.number, kind, until=until, note="said", at=self.now)

    def _tell(self, action: str, what: str) -> None:
        with self.database.write() as session:
            record(session, action=action, object=what, at=self.now)

    def run(self, hand: Hand) -> None:
        """Draft, approve some, send; any of it may be broken off."""
        draft(self.work, self.now)
        with self.database.write() as session:
            for told in store.letters(session, [LetterState.DRAFT]):
                if self.chance.random() < 0.7:
                    store.approve(session, told.number, self.now)
        send(self.work, self.breaking(hand), lambda: self.now)

    def breaking(self, hand: Hand) -> Hand:
        """Break off before or after a letter is handed over, or have a payment come in between."""

        def may_break(told: StoredLetter) -> Handed:
            roll = self.chance.random()
            if roll < 0.05:
                self.broken += 1
                raise Killed
            handed = hand(told)
            self._look()
            if roll < 0.10:
                self.broken += 1
                raise Killed
            if roll < 0.20:
                bill = self.chance.choice(list(self.bills.values()))
                self._pay(bill, bill.open_amount)
            return handed

        return may_break

    def settle(self) -> None:
        """Have a person say what became of letters that a broken run left, after looking."""
        came = {int(str(mail["Message-ID"]).split("-")[1]) for mail in self.post.came}
        with self.database.write() as session:
            for told in store.letters(session, [LetterState.SENDING]):
                if told.number in came:
                    store.was_sent(session, told.number, self.now.date(), self.now, "it came")
                else:
                    store.was_not_sent(session, told.number, "nobody has it", self.now)

    def _look(self) -> None:
        """Judge the mails that arrived since, by what is true at this moment."""
        for mail in self.post.came[self.looked_at :]:
            local = self.now.astimezone(BERLIN)
            assert local.weekday() < 5, f"a mail on {local}"
            assert local.date() not in HOLIDAYS, f"a mail on {local}"
            assert 8 <= local.hour < 18, f"a mail at {local}"
            part = mail.get_body(("plain",))
            assert part is not None
            numbers = re.findall(r"^- .*?(INV-\d{4})", part.get_content(), re.MULTILINE)
            assert numbers
            for number in numbers:
                bill = self.bills[number]
                assert bill.open_amount > 0, f"{number} is paid"
                assert not bill.disputed, f"{number} is disputed"
                if bill.promised_on:
                    last = add_business_days(bill.promised_on, 2, HOLIDAYS)
                    assert local.date() > last, f"{number} is promised"
        self.looked_at = len(self.post.came)


def policies_of(database: Database, now: datetime) -> None:
    berlin = {"time_zone": "Europe/Berlin"}
    general = Policy.model_validate({**berlin, "receivers": ["a@example.com"], "approval": False})
    german = {**berlin, "language": Language.DE, "receivers": ["b@example.com"]}
    with database.write() as session:
        set_policy(session, Scope.GENERAL, "", general, now)
        set_policy(session, Scope.CUSTOMER, CUSTOMERS[0], Policy.model_validate(german), now)


@pytest.mark.long("of 1,000 days, each with its transactions; tests of a step run on both")
def test_no_reminder_comes_twice_or_after_payment_or_in_quiet_hours(tmp_path: Path) -> None:
    print(f"seed {SEED}")  # noqa: T201 (shown where the test fails)
    chance = random.Random(SEED)  # noqa: S311 (made data, no secret)
    place = tmp_path / "books.db"
    post = Post(lambda: ACCEPTED if chance.random() > 0.03 else "451 try again later")
    with post_office(post) as mailer:
        world = World(chance, open_database(place), post)
        policies_of(world.database, world.now)
        hand = posting(mailer, lambda: world.now)
        for day in range(DAYS):
            for _ in range(1 if chance.random() < 0.9 else 2):
                at = datetime(2026, 1, 1, chance.randint(0, 23), chance.randint(0, 59), tzinfo=UTC)
                world.now = at + timedelta(days=day)
                world.live()
                try:
                    world.run(hand)
                except Killed:  # the process is gone; the next one opens the database anew
                    world.database.close()
                    world.database = open_database(place)
                if chance.random() < 0.05:
                    world.settle()
        _judge(world)
        world.database.close()


def _judge(world: World) -> None:
    """No step of an item came twice; much came, in every kind of trouble."""
    with world.database.read() as session:
        told = {one.number: one for one in store.letters(session)}
    came: Counter[tuple[str, str]] = Counter()
    for mail in world.post.came:
        number = int(str(mail["Message-ID"]).split("-")[1])
        came.update((line.item, line.step) for line in told[number].lines)
    assert came, "nothing was sent"
    assert max(came.values()) == 1, [pair for pair, times in came.items() if times > 1]
    steps = Counter(step for _, step in came)
    assert set(steps) == {"notice", "first", "second", "final"}
    assert world.broken > 10
