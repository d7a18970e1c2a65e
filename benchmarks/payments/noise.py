"""The kinds of noise: each makes one payment and says what it was truly for.

A slip of the pen that would spell another invoice of the same customer with the same amount is
drawn again: what the payer wrote would then be the truth.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.payments.world import CENT, Made, World
from models.payments import BankLine, Payable


def _clean(w: World) -> Made:
    (one,) = w.take()
    return Made("", w.line([one], one.open, w.words(one.number)), {one.number: one.open})


def _typo(w: World) -> Made:
    (one,) = w.take()
    return Made("", w.line([one], one.open, w.words(w.slip(one))), {one.number: one.open})


def _written_otherwise(w: World) -> Made:
    (one,) = w.take()
    number, cut = one.number, len(one.number) // 2 + 1
    last = number[3:] if w.style.startswith("S") else re.split("[-/R]", number)[-1]
    number = w.rng.choice(
        (
            "".join(c for c in number if c.isalnum()),
            number.replace("-", " ").replace("/", " ").lower(),
            last,
            f"{number[:cut]} {number[cut:]}",
        )
    )
    return Made("", w.line([one], one.open, w.words(number)), {one.number: one.open})


def _combined(w: World) -> Made:
    some = w.take(w.rng.randrange(2, 6))
    total = sum((one.open for one in some), Decimal(0))
    text = w.words(*(one.number for one in some))
    return Made("", w.line(some, total, text), {one.number: one.open for one in some})


def _combined_cut(w: World) -> Made:
    some = w.take(w.rng.randrange(3, 6))
    total = sum((one.open for one in some), Decimal(0))
    text = w.words(*(one.number for one in some[:-1]))
    return Made("", w.line(some, total, text), {one.number: one.open for one in some})


def _combined_unnamed(w: World) -> Made:
    some = w.take(w.rng.randrange(2, 4))
    total = sum((one.open for one in some), Decimal(0))
    return Made("", w.line(some, total, "your invoices"), {one.number: one.open for one in some})


def _combined_typo(w: World) -> Made:
    some = w.take(w.rng.randrange(2, 4))
    total = sum((one.open for one in some), Decimal(0))
    text = w.words(w.slip(some[0]), *(one.number for one in some[1:]))
    return Made("", w.line(some, total, text), {one.number: one.open for one in some})


def _part(w: World) -> Made:
    (one,) = w.take()
    paid = (one.open * w.rng.randrange(20, 80) / 100).quantize(CENT)
    return Made("", w.line([one], paid, w.words(one.number)), {one.number: paid})


def _fee_told(w: World) -> Made:
    (one,) = w.take()
    fee = Decimal(w.rng.choice((5, 10, 15, 25)))
    line = replace(w.line([one], one.open - fee, w.words(one.number)), fees=fee)
    return Made("", line, {one.number: one.open})


def _fee_untold(w: World) -> Made:
    (one,) = w.take()
    paid = one.open - Decimal(w.rng.choice((5, 10, 15, 25)))
    return Made("", w.line([one], paid, w.words(one.number)), {one.number: paid})


def _discounted(w: World) -> Made:
    (one,) = w.take(discount=True)
    paid = one.open - one.discounts[0].amount
    line = w.line([one], paid, w.words(one.number))
    early = one.discounts[0].until - timedelta(days=w.rng.randrange(6))
    return Made("", replace(line, booked_on=early), {one.number: paid})


def _discounted_late(w: World) -> Made:
    (one,) = w.take(discount=True)
    paid = one.open - one.discounts[0].amount
    line = w.line([one], paid, w.words(one.number))
    late = one.discounts[0].until + timedelta(days=w.rng.randrange(1, 20))
    return Made("", replace(line, booked_on=late), {one.number: paid})


def _other_name(w: World) -> Made:
    (one,) = w.take()
    name = w.rng.choice(
        ("Jane Miller", "Northern Holding SE", "PAYMENTS EU S.A.", "Treasury Centre")
    )
    line = w.line([one], one.open, w.words(one.number))
    line = replace(line, counterparty=name, counterparty_account="GB00X" + name[:3])
    return Made("", line, {one.number: one.open})


def _wrong_number(w: World) -> Made:
    """It names another invoice, of this customer or of another one, with another amount."""
    (one,) = w.take()
    other = w.rng.choice([i for i in w.invoices if i.open != one.open])
    return Made("", w.line([one], one.open, w.words(other.number)), {one.number: one.open})


def _wrong_number_of_theirs(w: World) -> Made:
    (one,) = w.take()
    theirs = [i for i in w.invoices if i.customer == one.customer and i.open != one.open]
    number = w.rng.choice(theirs).number if theirs else "ORDER 88"
    return Made("", w.line([one], one.open, w.words(number)), {one.number: one.open})


def _unnamed(w: World) -> Made:
    (one,) = w.take()
    text = w.rng.choice(("", "payment", "invoice March", "Order 4711 thank you"))
    return Made("", w.line([one], one.open, text), {one.number: one.open})


def _foreign_told(w: World) -> Made:
    (one,) = w.take()
    arrived = (one.open * Decimal("1.0837")).quantize(CENT)
    line = replace(
        w.line([one], arrived, w.words(one.number)),
        currency="USD",
        instructed=one.open,
        instructed_currency="EUR",
    )
    return Made("", line, {one.number: one.open})


def _foreign_untold(w: World) -> Made:
    (one,) = w.take()
    arrived = (one.open * Decimal("1.0837")).quantize(CENT)
    line = replace(w.line([one], arrived, w.words(one.number)), currency="USD")
    return Made("", line, {one.number: one.open})


def _unrelated(w: World) -> Made:
    day = date(2025, 1, 10) + timedelta(days=w.rng.randrange(450))
    name, text = w.rng.choice(
        (
            ("City Bank", "Interest credit"),
            ("Tax Office", f"Refund VAT {w.rng.randrange(10**6, 10**8)}"),
            ("Card Services", f"Settlement batch {w.rng.randrange(10**5, 10**7)}"),
            ("Copper Kettle Supplies", f"refund order {w.rng.randrange(1000, 99999)}"),
            (w.rng.choice(w.customers).name, "deposit for next year"),
            (None, "cash deposit"),
        )
    )
    amount = w.rng.choice(w.invoices).open if w.chance(20) and not name else w.money(5, 9000)
    return Made("", BankLine(day, amount, "EUR", counterparty=name, text=text), {})


def _going_out(w: World) -> Made:
    day = date(2025, 1, 10) + timedelta(days=w.rng.randrange(450))
    one = w.rng.choice(w.invoices)
    return Made("", BankLine(day, -one.open, "EUR", counterparty="Landlord", text=one.number), {})


_KINDS: tuple[tuple[str, int, Callable[[World], Made]], ...] = (
    ("number and amount right", 28, _clean),
    ("number mistyped", 9, _typo),
    ("number written otherwise or cut", 6, _written_otherwise),
    ("several invoices, all named", 9, _combined),
    ("several, one name cut off", 3, _combined_cut),
    ("several, one mistyped", 3, _combined_typo),
    ("several, none named", 2, _combined_unnamed),
    ("a part, named", 6, _part),
    ("bank's fee, told", 2, _fee_told),
    ("bank's fee, not told", 4, _fee_untold),
    ("early discount", 4, _discounted),
    ("discount taken late", 2, _discounted_late),
    ("paid by somebody else", 4, _other_name),
    ("number of another invoice", 2, _wrong_number),
    ("number of another of theirs", 2, _wrong_number_of_theirs),
    ("no number", 4, _unnamed),
    ("other currency, told", 2, _foreign_told),
    ("other currency, not told", 1, _foreign_untold),
    ("unrelated money", 5, _unrelated),
    ("money that went out", 2, _going_out),
)


def made_world(seed: int, payments: int) -> tuple[list[Payable], list[Made]]:
    """Return all invoices and so many payments by date, the same for the same seed."""
    world = World(seed, payments)
    names, weights = [k[0] for k in _KINDS], [k[1] for k in _KINDS]
    makers = {name: maker for name, _, maker in _KINDS}
    drawn = world.rng.choices(names, weights, k=payments)
    made = [replace(makers[kind](world), kind=kind) for kind in drawn]
    made = [_folded(world, one) for one in made]
    return world.invoices, sorted(made, key=lambda one: one.line.booked_on)


def _folded(world: World, made: Made) -> Made:
    """Let a bank fold the text, now and then: capitals, and lines of 27 letters."""
    if not world.chance(10):
        return made
    text = made.line.text.upper()
    folded = " ".join(text[at : at + 27] for at in range(0, len(text), 27))
    return replace(made, line=replace(made.line, text=folded))
