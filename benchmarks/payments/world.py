"""A made company: customers, invoices, and how banks write names and texts.

Nothing here is shared with the matcher.  Four customers in ten are billed the same amount every
month, as subscriptions are.
"""

import random
import string
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from models.payments import BankLine, DiscountOffer, Payable

_TURNED = 3  # the place of that slip among the slips
CENT = Decimal("0.01")
_FIRST = (
    "Granite Juniper Larkspur Copper Harbor Silver Maple Falcon Meridian Orchard Pioneer Quarry "
    "Raven Summit Tundra Umber Violet Willow Zephyr Aurora Beacon Cobalt Delta Ember Fjord"
)
_SECOND = (
    "Logistics Software Foods Textiles Analytics Media Robotics Energy Pharma Tools Travel "
    "Systems Motors Papers Optics"
)
_FORMS = ("GmbH", "B.V.", "Ltd", "Inc.", "LLC", "S.A.", "AG", "")
_STYLES = ("INV-{year}-{n:05d}", "{year}/{n:05d}", "R{n:06d}", "{n:07d}", "SI-{n:05d}-{year}")
_AROUND = (
    "{}",
    "Invoice {}",
    "Rechnung Nr. {} vielen Dank",
    "payment of inv. no. {}",
    "RE {} KD 4711",
    "{} /ROC/",
)


@dataclass(frozen=True, slots=True)
class Made:
    """One payment, its kind of noise, and the truth: amounts by invoice number."""

    kind: str
    line: BankLine
    truth: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class _Customer:
    name: str
    account: str
    monthly: Decimal | None
    discount: bool


class World:
    """Draws everything from one source of chance."""

    def __init__(self, seed: int, payments: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 (made data, no secret)
        self.style = self.rng.choice(_STYLES)
        self.customers = self._customers(max(10, payments // 30))
        self.invoices = self._invoices(payments * 2 + 200)
        self.waiting: dict[str, list[Payable]] = {}
        for one in self.invoices:
            self.waiting.setdefault(one.customer or "", []).append(one)
        self.by_name = {one.name: one for one in self.customers}
        self.equal = {(one.customer, _letters(one.number)): one.open for one in self.invoices}

    def _customers(self, count: int) -> list[_Customer]:
        names = [f"{a} {b}" for a in _FIRST.split() for b in _SECOND.split()]
        self.rng.shuffle(names)
        return [
            _Customer(
                f"{name} {self.rng.choice(_FORMS)}".strip(),
                f"DE{self.rng.randrange(10**19, 10**20)}",
                self.money(200, 9000) if self.chance(40) else None,
                self.chance(30),
            )
            for name in names[:count]
        ]

    def money(self, low: int, high: int) -> Decimal:
        """Return an amount, often with cents."""
        cents = self.rng.randrange(low * 100, high * 100)
        return Decimal(cents) * CENT if self.chance(70) else Decimal(cents // 100) + 0 * CENT

    def _invoices(self, count: int) -> list[Payable]:
        first, start, found = date(2025, 1, 2), self.rng.randrange(100, 4000), []
        for place in range(count):
            customer = self.rng.choice(self.customers)
            issued = first + timedelta(days=place * 450 // count)
            total = customer.monthly or self.money(50, 20000)
            number = self.style.format(year=issued.year, n=start + place)
            off = (total * 2 / 100).quantize(CENT, ROUND_HALF_UP)
            offers = (DiscountOffer(off, issued + timedelta(days=10)),) if customer.discount else ()
            found.append(
                Payable(
                    key=f"k{place}",
                    number=number,
                    customer=customer.name,
                    currency="EUR",
                    open=total,
                    issued_on=issued,
                    due_on=issued + timedelta(days=30),
                    discounts=offers,
                )
            )
        return found

    def take(self, count: int = 1, *, discount: bool = False) -> list[Payable]:
        """Take invoices of one customer that nobody has paid, near the oldest."""
        for _ in range(500):
            customer = self.rng.choice(self.customers)
            waiting = self.waiting.get(customer.name, [])
            if len(waiting) >= count + 2 and (customer.discount or not discount):
                return [waiting.pop(self.rng.randrange(min(3, len(waiting)))) for _ in range(count)]
        msg = "too few invoices for so many payments"
        raise ValueError(msg)

    def line(self, invoices: list[Payable], amount: Decimal, text: str) -> BankLine:
        """Return a payment of a customer, around the day the last invoice is due."""
        customer = self.by_name[invoices[0].customer or ""]
        latest = max(one.due_on or date.min for one in invoices)
        return BankLine(
            booked_on=latest + timedelta(days=self.rng.randrange(-8, 25)),
            amount=amount,
            currency="EUR",
            counterparty=self.as_banks_write(customer.name),
            counterparty_account=customer.account,
            text=text,
        )

    def as_banks_write(self, name: str) -> str:
        """Fold a name: capitals, cut after 18 letters, without points, or as it is."""
        forms = (name.upper(), name[:18].strip(), name.replace(".", ""), name)
        return self.rng.choices(forms, (30, 15, 15, 40))[0]

    def chance(self, percent: int) -> bool:
        """Whether something of this chance happens."""
        return self.rng.randrange(100) < percent

    def words(self, *numbers: str) -> str:
        """Put words around numbers, as payers do."""
        mark = self.rng.choice((", ", " + ", "; ", " "))
        return self.rng.choice(_AROUND).format(mark.join(numbers))

    def slip(self, invoice: Payable) -> str:
        """Mistype a number once; never into one of the same customer and amount."""
        while True:
            wrong = self._slipped(invoice.number)
            if self.equal.get((invoice.customer, _letters(wrong))) != invoice.open:
                return wrong

    def _slipped(self, number: str) -> str:
        """Return a number with a wrong figure, one less, one doubled, two turned, or a letter."""
        at = self.rng.choice([at for at, letter in enumerate(number) if letter.isdigit()])
        before, here, after = number[:at], number[at], number[at + 1 :]
        other = self.rng.choice(string.digits.replace(here, ""))
        sight = {"0": "O", "1": "l", "5": "S", "8": "B", "2": "Z"}
        slips = (other, "", here + here, f"{after[:1]}{here}", sight.get(here, other))
        how = self.rng.randrange(len(slips))
        return before + slips[how] + (after[1:] if how == _TURNED else after)


def _letters(number: str) -> str:
    return "".join(c for c in number.lower() if c.isalnum())
