"""What a unit or a fee costs by the contract, for one invoice line.

Every lawful reading is given, the settled one first: escalation compound or simple, partial
periods by each convention where the contract names none, prices net of an included tax.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from checks.agreement import clauses_on, era, item_keys, of_kind, versions
from checks.charges.escalation import escalated
from checks.charges.proration import days_of, parts_of, whole_periods
from checks.charges.readings import Reading, distinct
from checks.charges.taxes import net_of_tax
from checks.recognition.frequencies import DAYS_OF, MONTHS_OF, frequency_of, is_recurring, months_of
from checks.recognition.wording import key_of, likeness
from models.cases import Charge, Family
from models.money import to_minor
from models.terms import Discount, Escalator, Fee, Frequency, Rate, TaxTreatment

_UNIT_MONTHS = {"month": 1, "quarter": 3, "year": 12, "annum": 12}
_IN_SCOPE = 0.5


def rates_of(charge: Charge) -> tuple[Rate, ...]:
    """Return the rates a line is billed under."""
    return tuple([term for term in charge.terms if isinstance(term, Rate)])


def unit_prices(
    rate: Rate, charge: Charge, family: Family, currency: str | None
) -> tuple[Reading, ...]:
    """Return the price of one unit on the first day of a charge, net of included tax."""
    day = charge.start or date.max
    if id(rate) not in item_keys(family) or not _stays(rate, family, day):
        return _unit_prices(rate, charge, family, day, currency)
    key = "price", id(rate), era(family, day)
    return family.memo.once(key, lambda: _unit_prices(rate, charge, family, day, currency))


def _stays(rate: Rate, family: Family, day: date) -> bool:
    """Whether a price is one and the same, whatever the charge, until the terms change."""
    moves = bool(of_kind(family, day, Escalator) or of_kind(family, day, TaxTreatment))
    return not moves and _months_of_unit(rate) is None


def _unit_prices(
    rate: Rate, charge: Charge, family: Family, day: date, currency: str | None
) -> tuple[Reading, ...]:
    prices = escalated(rate, family, day, currency)
    spread = [reading for price in prices for reading in _over_time(rate, price, charge)]
    reduced = [reading for price in spread for reading in _discounted(price, rate, family, day)]
    return net_of_tax(distinct((*spread, *reduced)), charge, family, day)


def fee_amounts(
    fee: Fee, charge: Charge, family: Family, currency: str | None
) -> tuple[Reading, ...]:
    """Return a fee for the period of a charge, net of included tax."""
    start, end = charge.start, charge.end
    if start is None or end is None or not is_recurring(fee):
        readings: tuple[Reading, ...] = (Reading(fee.amount, f"{fee.amount}"),)
    else:
        readings = _sum(
            [
                _fee_piece(one, (first, last), family, currency)
                for one, first, last in segments(fee, family, start, end)
                if isinstance(one, Fee)
            ]
        )
        if start == end:  # a single date stands for the whole period it begins
            readings = distinct((*escalated(fee, family, start, currency), *readings))
    return net_of_tax(readings, charge, family, start or date.max)


def fee_pieces(
    fee: Fee, charge: Charge, family: Family, currency: str | None
) -> tuple[tuple[date, date, Reading], ...]:
    """Return a fee for the days of each price, where it has several in the period of a charge.

    One price for all days, or a fee that is due once: nothing.
    """
    start, end = charge.start, charge.end
    if start is None or end is None or not is_recurring(fee):
        return ()
    split = [one for one in segments(fee, family, start, end) if isinstance(one[0], Fee)]
    if len({one.amount for one, _, _ in split}) < len(split) or len(split) == 1:
        return ()
    return tuple(
        (first, last, net_of_tax(readings, charge, family, first)[0])
        for one, first, last in split
        if isinstance(one, Fee)
        for readings in [_fee_piece(one, (first, last), family, currency)]
    )


def segments(
    term: Fee | Rate, family: Family, start: date, end: date
) -> list[tuple[Fee | Rate, date, date]]:
    """Split a period where another version of a term takes effect."""
    if era(family, start) == era(family, end):  # no term changes in between
        return [(_version(term, family, start), start, end)]
    changes = {
        clause.since
        for clause in versions(family, term)
        if clause.since and start < clause.since <= end
    }
    firsts = [start, *sorted(changes)]
    lasts = [*(day - timedelta(days=1) for day in firsts[1:]), end]
    return [
        (_version(term, family, first), first, last)
        for first, last in zip(firsts, lasts, strict=True)
    ]


class Part(NamedTuple):
    """A stretch of days shorter than a fee's period, and the months of that period."""

    start: date
    end: date
    months: int


def part_of_period(fee: Fee, charge: Charge) -> Part | None:
    """Return the part of a fee's period that a line bills, None for whole periods."""
    months, start, end = months_of(fee), charge.start, charge.end
    if months is None or start is None or end is None or start == end:
        return None
    return Part(start, end, months) if whole_periods(start, end, months) is None else None


def proration_of(fee: Fee, family: Family) -> str | None:
    """Return the agreed proration; an amended fee keeps that of the fee it replaces."""
    stated = [
        clause.term.proration
        for clause in versions(family, fee)
        if isinstance(clause.term, Fee) and clause.term.proration
    ]
    return fee.proration or (stated[-1] if stated else None)


def discount_of(
    terms: Iterable[Discount], amount: Decimal, quantity: Decimal, currency: str | None
) -> Reading:
    """Return the discount on an amount: the largest of those whose threshold is reached."""
    reached = [
        term
        for term in terms
        if (term.min_amount is None or amount >= term.min_amount)
        and (term.min_quantity is None or quantity >= term.min_quantity)
    ]
    percent = max((term.percent for term in reached), default=Decimal(0))
    total = to_minor(amount * percent / 100, currency)
    return Reading(total, f"{percent}% of {amount} = {total}")


def discounts_on(item: str, family: Family, day: date) -> tuple[Discount, ...]:
    """Return the discounts agreed on an item."""
    return tuple(term for term in of_kind(family, day, Discount) if in_scope(item, term.applies_to))


def in_scope(item: str, scope: str | None) -> bool:
    """Whether an item is among what a term applies to ("seat charges"; None: everything)."""
    words = set(key_of(scope or "").split())
    if words <= {"all", "fee", "charge", "price", "rate", "service", "total", "invoice", "amount"}:
        return True
    return likeness(scope or "", item) >= _IN_SCOPE or likeness(item, scope or "") >= _IN_SCOPE


def _fee_piece(
    fee: Fee, days: tuple[date, date], family: Family, currency: str | None
) -> tuple[Reading, ...]:
    start, end = days
    prices = escalated(fee, family, start, currency)
    frequency = frequency_of(fee) or Frequency.ONE_TIME
    if frequency in DAYS_OF:
        length, count = DAYS_OF[frequency], days_of(start, end)
        return tuple(
            Reading(p.amount * count / length, f"{count} of {length} days x {p.amount}")
            for p in prices
        )
    months, convention = MONTHS_OF[frequency], proration_of(fee, family)
    return tuple(
        _explained(part, price)
        for price in prices
        for part in parts_of(price.amount, start, end, months, convention)
    )


def _explained(part: Reading, price: Reading) -> Reading:
    """Say how a price that moved came about, not only what part of it is due."""
    plain = f"{price.amount}"
    if price.working == plain:
        return part
    working = price.working if part.working == plain else f"{price.working}; {part.working}"
    return replace(part, working=working)


def _sum(pieces: Sequence[Sequence[Reading]]) -> tuple[Reading, ...]:
    """Add up the pieces of a split period, each convention by itself."""
    if len(pieces) == 1:
        return tuple(pieces[0])
    names = dict.fromkeys(reading.name for piece in pieces for reading in piece)
    sums = []
    for name in names:
        chosen = [next((r for r in piece if r.name == name), piece[0]) for piece in pieces]
        total = sum((reading.amount for reading in chosen), Decimal(0))
        sums.append(Reading(total, " + ".join(r.working for r in chosen), name))
    return distinct(sums)


def _version(term: Fee | Rate, family: Family, day: date) -> Fee | Rate:
    if id(term) not in item_keys(family):
        return term
    key = "version", id(term), era(family, day)
    return family.memo.once(key, lambda: _version_of(term, family, day))


def _version_of(term: Fee | Rate, family: Family, day: date) -> Fee | Rate:
    keys = item_keys(family)
    for clause in clauses_on(family, day):
        other = clause.term
        if isinstance(other, Fee | Rate) and keys[id(other)] == keys.get(id(term)):
            return other
    return term


def _over_time(rate: Rate, price: Reading, charge: Charge) -> Iterable[Reading]:
    """Spread a price per month, quarter or year over the days of a charge."""
    months = _months_of_unit(rate)
    if months is None or charge.start is None or charge.end is None or charge.start == charge.end:
        return (price,)
    parts = parts_of(price.amount, charge.start, charge.end, months, None)
    return parts if whole_periods(charge.start, charge.end, months) else (*parts, price)


def _months_of_unit(rate: Rate) -> int | None:
    """Return the months of a price "per user per month"; None where a unit names no time."""
    words = key_of(rate.unit or "").split()
    return _UNIT_MONTHS.get(words[-1]) if len(words) > 1 else None


def _discounted(price: Reading, rate: Rate, family: Family, day: date) -> Iterable[Reading]:
    for term in discounts_on(rate.item or "", family, day):
        factor = 1 - term.percent / 100
        yield Reading(
            price.amount * factor, f"{price.working} less {term.percent}%", "discount in the price"
        )
