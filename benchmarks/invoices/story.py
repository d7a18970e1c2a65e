"""One random invoice: who bills whom for what, and what it comes to."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from benchmarks.invoices import words

_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)
_FIRST_DAY = date(2025, 1, 3)


@dataclass(frozen=True, slots=True)
class Party:
    """A company or person with an address."""

    name: str
    street: str
    town: str
    country: str
    tax_id: str
    iban: str
    phone: str
    mail: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line; ``discount`` is a percent."""

    text: str
    detail: str
    code: str
    quantity: Decimal
    unit: str
    price: Decimal
    discount: Decimal
    rate: Decimal
    amount: Decimal
    day: date
    period: tuple[date, date]
    person: str


@dataclass(frozen=True, slots=True)
class Tax:
    """Tax of one rate."""

    name: str
    rate: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """What a house's invoices may hold; each optional feature comes on about half of them."""

    countries: Sequence[str]
    number: str
    features: Collection[str] = ()
    currencies: Sequence[str] = ()
    items: tuple[int, int] = (1, 6)
    days: Sequence[int] = (14, 30, 45)
    taxes: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Bill:
    """An invoice; amounts of a credit note are positive, as in invoice/1."""

    number: str
    credit: bool
    issued: date
    due: date
    days: int
    supplier: Party
    customer: Party
    currency: str
    order: str
    contract: str
    corrects: str
    account: str
    items: list[Item]
    discount: Decimal = Decimal(0)
    discount_percent: Decimal = Decimal(0)
    shipping: Decimal = Decimal(0)
    taxes: list[Tax] = field(default_factory=list)
    paid: Decimal = Decimal(0)
    rounding: Decimal = Decimal(0)

    @property
    def lines(self) -> Decimal:
        """The sum of the lines."""
        return sum((item.amount for item in self.items), Decimal(0))

    @property
    def net(self) -> Decimal:
        """The net amount: lines less the discount, with shipping."""
        return self.lines - self.discount + self.shipping

    @property
    def tax(self) -> Decimal:
        """All taxes."""
        return sum((tax.amount for tax in self.taxes), Decimal("0.00"))

    @property
    def total(self) -> Decimal:
        """What it comes to."""
        return self.net + self.tax

    @property
    def due_amount(self) -> Decimal:
        """What is left to pay, rounded where the house rounds."""
        return self.total + self.rounding - self.paid


def bill(plan: Plan, seed: str) -> Bill:
    """Make one invoice; the same seed makes the same."""
    dice = random.Random(seed)  # noqa: S311 (made-up invoices, no secrets)
    has = {name for name in sorted(plan.features) if dice.random() < _share(name)}
    country = dice.choice(sorted(plan.countries))
    place = words.PLACES[country]
    issued = _FIRST_DAY + timedelta(days=dice.randrange(600))
    days = dice.choice(sorted(plan.days))
    rates = _rates(dice, plan, country, has)
    few, many = (18, 40) if "long" in has else plan.items
    count = dice.randint(few, many)
    items = [_item(dice, place, rates, has, issued) for _ in range(count)]
    made = Bill(
        number=_number(dice, plan.number, issued),
        credit="credit" in has,
        issued=issued,
        due=issued + timedelta(days=days),
        days=days,
        supplier=_party(dice, country),
        customer=_party(dice, country),
        currency=dice.choice(sorted(plan.currencies)) if plan.currencies else place["currency"],
        order=dice.choice(("4500{:06}", "PO-{:05}", "PO{:06}", "{:06}/26")).format(
            dice.randrange(100000)
        )
        if "order" in has
        else "",
        contract=f"{dice.choice(('MSA', 'C', 'AGR'))}-{dice.randint(2023, 2026)}-{dice.randrange(1, 99):02}"
        if "contract" in has
        else "",
        corrects=_number(dice, plan.number, issued - timedelta(days=40)),
        account=f"{dice.choice('CKA')}{dice.randrange(10000, 99999)}",
        items=items,
    )
    _reduce(dice, made, has)
    _tax(made, has)
    if "rounding" in has and not made.credit:
        made.rounding = made.total.quantize(Decimal(1), ROUND_HALF_UP) - made.total
    if "paid" in has and not made.credit:
        made.paid = _round(made.total * dice.choice((Decimal("0.2"), Decimal("0.5"))))
    return made


def _share(feature: str) -> float:
    """How often a feature comes."""
    return {"credit": 0.25, "long": 0.4, "free": 0.3}.get(feature, 0.5)


def _round(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


def _rates(dice: random.Random, plan: Plan, country: str, has: set[str]) -> list[Decimal]:
    rates = [Decimal(rate) for rate in plan.taxes.get(country, words.PLACES[country]["rates"])]
    if "free" in has:
        return [Decimal(0)]
    if "rates" in has and len(rates) > 1:
        return rates[:2]
    return [dice.choice(rates[:2]) if "any_rate" in plan.features else rates[0]]


def _number(dice: random.Random, form: str, issued: date) -> str:
    serial = dice.randrange(1, 9999)
    return form.format(y=issued.year, yy=issued.year % 100, m=issued.month, n=serial)


def _item(
    dice: random.Random,
    place: words.Place,
    rates: Sequence[Decimal],
    has: set[str],
    issued: date,
) -> Item:
    text, detail, unit, low, high = dice.choice(words.ITEMS[place["language"]])
    price = Decimal(dice.randrange(low * 100, high * 100)) / _HUNDRED
    if dice.random() < 0.5:  # noqa: PLR2004 (half of all prices are round)
        price = price.quantize(Decimal(1))
    price = price.quantize(_CENT)
    quantity = Decimal(dice.choice((1, 1, 2, 3, 5, 8, 10, 12, 24, 40)))
    if unit in words.PARTED and dice.random() < 0.6:  # noqa: PLR2004 (share of broken quantities)
        quantity += Decimal(dice.choice(("0.5", "0.25", "0.75")))
    discount = Decimal(dice.choice((0, 5, 10))) if "line_discount" in has else Decimal(0)
    start = (issued.replace(day=1) - timedelta(days=1)).replace(day=1)
    return Item(
        text=text,
        detail=detail if "details" in has else "",
        code=f"{dice.choice('ABKPSX')}{dice.choice('CDLT')}-{dice.randrange(100, 9999)}",
        quantity=quantity,
        unit=unit,
        price=price,
        discount=discount,
        rate=dice.choice(list(rates)),
        amount=_round(quantity * price * (_HUNDRED - discount) / _HUNDRED),
        day=start + timedelta(days=dice.randrange(28)),
        period=(start, issued.replace(day=1) - timedelta(days=1)),
        person=dice.choice(words.PEOPLE),
    )


def _reduce(dice: random.Random, made: Bill, has: set[str]) -> None:
    """Take a discount off all lines, add shipping."""
    if "discount" in has:
        made.discount_percent = Decimal(dice.choice((5, 10)))
        made.discount = _round(made.lines * made.discount_percent / _HUNDRED)
    if "shipping" in has:
        made.shipping = Decimal(dice.choice(("9.50", "25.00", "48.00")))


def _tax(made: Bill, has: set[str]) -> None:
    """Work out the tax of each rate; with "two_taxes" a state's tax comes on top."""
    rates = sorted({item.rate for item in made.items}, reverse=True)
    rest = made.net - made.lines
    for place, rate in enumerate(rates):
        base = sum((item.amount for item in made.items if item.rate == rate), Decimal(0))
        base += rest if place == 0 else 0
        made.taxes.append(Tax("first", rate, base, _round(base * rate / _HUNDRED)))
    if "two_taxes" in has and rates[0]:
        made.taxes.append(Tax("second", Decimal(7), made.net, _round(made.net * 7 / _HUNDRED)))


def _party(dice: random.Random, country: str) -> Party:
    place = words.PLACES[country]
    name = f"{dice.choice(words.HEADS[place['language']])} {dice.choice(words.TAILS[place['language']])}"
    form = dice.choice(place["forms"])
    name = f"{name} {form}".strip()
    word = name.split()[0].lower()
    digits = "".join(str(dice.randrange(10)) for _ in range(30))
    town, code = dice.choice(place["towns"])
    number = dice.randrange(1, 180)
    street = dice.choice(place["streets"]).format(number)
    return Party(
        name=name,
        street=street,
        town=place["town"].format(town=town, code=code),
        country=place["name"],
        tax_id=_filled(place["tax_id"], digits),
        iban=_iban(country, digits) if place["iban"] else _filled("#########", digits),
        phone=_filled(place["phone"], digits[::-1]),
        mail=f"billing@{word}.example",
    )


def _filled(form: str, digits: str) -> str:
    source = iter(digits)
    return "".join(next(source) if c == "#" else c for c in form)


def _iban(country: str, digits: str) -> str:
    """Make an IBAN with its right check digits (ISO 13616)."""
    body = _filled(words.PLACES[country]["iban"], digits)
    turned = "".join(str(int(c, 36)) for c in f"{body}{country}00")
    joined = f"{country}{98 - int(turned) % 97:02}{body}"
    return " ".join(joined[i : i + 4] for i in range(0, len(joined), 4))
