"""What a unit or a fee costs by the contract, for one invoice line.

Every lawful reading is given, the settled one first: escalation compound or simple, partial
periods by each convention where the contract names none, prices net of an included tax.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from checks.agreement import clauses_on, era, item_keys, of_kind, versions
from checks.charges.escalation import escalated
from checks.charges.proration import days_of, parts_of, whole_periods
from checks.charges.readings import Reading, distinct
from checks.charges.taxes import net_of_tax
from checks.months import add_months
from checks.recognition.frequencies import DAYS_OF, MONTHS_OF, frequency_of, is_recurring, months_of
from checks.recognition.periods import share_of_days
from checks.recognition.scopes import divided, listed
from checks.recognition.units import hours_in
from checks.recognition.wording import key_of, likeness, words_of
from models.cases import Charge, Family
from models.money import to_minor
from models.terms import Discount, Escalator, Fee, Frequency, Rate, TaxTreatment

_UNIT_MONTHS = {"month": 1, "quarter": 3, "year": 12, "annum": 12}
_FOR_TIME = re.compile(
    r"\b(?:an?|per|each|every|for\s+(?:an?|each|every))\s+(?:(?:full|whole|calendar|contract|entire)\s+)?"
    r"(month|quarter|year)\b",
    re.IGNORECASE,
)
_IN_SCOPE = 0.5
# Words of a scope that name no item, and those of a unit that say for how long.
_PRICES = frozenset("all fee charge price rate service total invoice amount other the".split())
_TIMES = frozenset("per a day week month quarter year annum".split())


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
    return not moves and months_priced(rate) is None


def _unit_prices(
    rate: Rate, charge: Charge, family: Family, day: date, currency: str | None
) -> tuple[Reading, ...]:
    prices = escalated(rate, family, day, currency)
    since = family.root.takes_effect
    spread = [reading for price in prices for reading in _over_time(rate, price, charge, since)]
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
        if start == end:  # a single date stands for the whole period it begins, or the part said
            prices = escalated(fee, family, start, currency)
            readings = distinct((*prices, *readings, *_parts_said(prices, charge)))
    return net_of_tax(readings, charge, family, start or date.max)


def _parts_said(prices: Iterable[Reading], charge: Charge) -> Iterable[Reading]:
    """Yield what a fee comes to for the part of its period that a line says by days."""
    share = share_of_days(charge.line.description or "")
    for price in prices if share else ():
        yield Reading(price.amount * (share or 1), f"{price.working}, by days", "days said")


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


def is_part_of_unit(rate: Rate, charge: Charge) -> bool:
    """Whether a line bills a part of the time that a unit is: "per user and quarter"."""
    months, start, end = months_priced(rate), charge.start, charge.end
    if months is None or start is None or end is None or start == end:
        return False
    return whole_periods(start, end, months) is None and end < add_months(start, months)


def months_priced(rate: Rate) -> int | None:
    """Return the months for which a rate prices a unit: "per user and quarter"; None for none."""
    return _months_of_unit(rate) or _months_in_clause(rate)


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


def discounts_on(rate: Rate, family: Family, day: date) -> tuple[Discount, ...]:
    """Return the discounts agreed on what a rate prices."""
    return tuple(
        term
        for term in of_kind(family, day, Discount)
        if in_scope(rate.item or "", term.applies_to, rate.unit)
    )


def in_scope(item: str, scope: str | None, unit: str | None = None) -> bool:
    """Whether an item is among what a term applies to ("seat charges"; None: everything).

    A scope may name items by what they are priced by ("word prices" are all prices of a word),
    list them, and leave some out.
    """
    named, spared = divided(scope or "")
    if spared and any(_is_meant(item, part, unit) for part in (spared, *listed(spared))):
        return False
    if not _own_words(named):
        return True
    return any(_is_meant(item, part, unit) for part in (named, *listed(named)))


def _is_meant(item: str, scope: str, unit: str | None) -> bool:
    own = _own_words(scope)
    if own and own == set(words_of(unit or "")) - _TIMES:
        return True
    return bool(own) and max(likeness(scope, item), likeness(item, scope)) >= _IN_SCOPE


def _own_words(scope: str) -> set[str]:
    return {*key_of(scope).split()} - _PRICES


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
        for part in parts_of(price.amount, start, end, months, convention, family.root.takes_effect)
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


def _over_time(rate: Rate, price: Reading, charge: Charge, since: date | None) -> Iterable[Reading]:
    """Spread a price per month, quarter or year over the days of a charge."""
    start, end = charge.start, charge.end
    own = _months_of_unit(rate)
    months = own or _months_in_clause(rate)
    if months is None or start is None or end is None or start == end:
        return (price,)
    whole = whole_periods(start, end, months)
    if own is None and whole:
        return (price,)
    parts = parts_of(price.amount, start, end, months, None, since)
    return parts if whole else (*parts, price)


def _months_of_unit(rate: Rate) -> int | None:
    """Return the months of a price "per user per month"; None where a unit names no time."""
    words = key_of(rate.unit or "").split()
    return _UNIT_MONTHS.get(words[-1]) if len(words) > 1 else None


def _months_in_clause(rate: Rate) -> int | None:
    """Return the months for which a clause prices a unit that is none of time.

    "Each active employee costs 41.75 a month" may have been read as a price of an employee.
    """
    if rate.unit is None or hours_in(rate.unit) is not None:
        return None
    return _months_said(rate.evidence.quote)


@lru_cache(maxsize=4096)
def _months_said(quote: str) -> int | None:
    found = {_UNIT_MONTHS[word.casefold()] for word in _FOR_TIME.findall(quote)}
    return found.pop() if len(found) == 1 else None


def _discounted(price: Reading, rate: Rate, family: Family, day: date) -> Iterable[Reading]:
    for term in discounts_on(rate, family, day):
        factor = 1 - term.percent / 100
        yield Reading(
            price.amount * factor, f"{price.working} less {term.percent}%", "discount in the price"
        )
