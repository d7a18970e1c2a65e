"""Minimum commitments: the periods they are agreed for, and what counts towards them.

Quarters and years count from the effective date unless the contract says calendar; a commitment
over the whole term has one period.  Of an amended minimum that one counts which is in force on
the period's last day.  A last period that the term cuts short is left out, as no contract need
say what becomes of the minimum.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from checks.agreement import clauses_on, term_bounds
from checks.charges.limits import months_of_limit, periods
from checks.recognition.wording import key_of
from models.cases import Charge, ChargeKind, ContractCase, InvoiceCase
from models.terms import Minimum, PercentageFee, Term

COUNTED = frozenset((ChargeKind.RATE, ChargeKind.FEE, ChargeKind.PERCENTAGE, ChargeKind.DISCOUNT))
"""Kinds of line that count towards a minimum; expenses and interest do not."""
_WHOLE = frozenset(("term", "total", "agreement", "contract", "engagement"))
_SPARE = timedelta(days=5)  # how far a period may pass the end of the term


_Minimums = Callable[[ContractCase, date], list[Minimum]]


class Commitment(NamedTuple):
    """A minimum and one period of it, both days inclusive."""

    minimum: Minimum
    start: date
    end: date


def minimums_on(case: ContractCase, day: date) -> list[Minimum]:
    """Return the minimums in money in force; an amended one belongs to what it amends."""
    return [one for one in _in_force(case, day) if one.amount is not None]


def in_units_on(case: ContractCase, day: date) -> list[Minimum]:
    """Return the minimums in units alone in force, likewise."""
    return [one for one in _in_force(case, day) if one.amount is None and one.quantity is not None]


def commitments(
    case: ContractCase, until: date, minimums: _Minimums = minimums_on
) -> Iterator[Commitment]:
    """Yield each minimum with each of its whole periods that begin by a day, oldest first."""
    _, last = term_bounds(case.family)
    every = _all_minimums(case, until, minimums)
    for rhythm in dict.fromkeys(_rhythm(case, one) for one in every):
        for start, end in _spans(case, rhythm, until):
            if last and end > last + _SPARE:
                break
            for minimum in minimums(case, end):
                if _rhythm(case, minimum) == rhythm:
                    yield Commitment(minimum, start, end)


def cut_short(case: ContractCase, until: date) -> Iterator[Commitment]:
    """Yield the minimums with the last period of each that the end of the term cuts short."""
    _, last = term_bounds(case.family)
    for minimum in minimums_on(case, last) if last and last <= until else ():
        for start, end in _spans(case, _rhythm(case, minimum), until):
            if last and start <= last and end > last + _SPARE:
                yield Commitment(minimum, start, last)


def billed_towards(invoices: Iterable[InvoiceCase], start: date, end: date) -> Decimal:
    """Add up the charges of a period that count, net of tax, credit notes taken off."""
    total = Decimal(0)
    for one in invoices:
        own = [c for c in one.charges if c.kind in COUNTED and is_within(c, start, end)]
        total += sum((charge.amount for charge in own), Decimal(0))
        for note in one.credits:
            given = [c for c in note.charges if c.kind in COUNTED and own]
            total -= sum((abs(charge.amount) for charge in given), Decimal(0))
    return total


def has_true_up(invoices: Iterable[InvoiceCase], start: date, end: date) -> bool:
    """Whether a true-up of a period is billed."""
    charges = (charge for one in invoices for charge in one.charges)
    return any(c.kind is ChargeKind.TRUE_UP and is_within(c, start, end) for c in charges)


def reaches(invoices: Iterable[InvoiceCase], end: date) -> bool:
    """Whether what counts was invoiced to the end of a period."""
    return any(
        charge.end and charge.kind in COUNTED and charge.end >= end
        for one in invoices
        for charge in one.charges
    )


def is_within(charge: Charge, start: date, end: date) -> bool:
    """Whether a charge is for a time that begins in a period."""
    return charge.start is not None and start <= charge.start <= end


_Rhythm = tuple[int | None, bool]


def _rhythm(case: ContractCase, minimum: Minimum) -> _Rhythm:
    """Return the months of a minimum's period, None for the whole term; whether by the calendar."""
    said = key_of(f"{minimum.per} {minimum.period or ''} {minimum.evidence.quote}")
    return months_of_limit(minimum.per), "calendar" in said or _pays_by_calendar(case)


def _spans(case: ContractCase, rhythm: _Rhythm, until: date) -> Iterator[tuple[date, date]]:
    months, calendar = rhythm
    if months is not None:
        yield from periods(case.family, months, until, calendar=calendar)
        return
    start, end = term_bounds(case.family)
    if start and end and start <= until:
        yield start, end


def _in_force(case: ContractCase, day: date) -> Iterator[Minimum]:
    for clause in clauses_on(case.family, day):
        term = clause.term
        if (
            isinstance(term, Minimum)
            and (months_of_limit(term.per) or _is_whole(term))
            and case.book.forest.home(clause.contract) is case.contract
        ):
            yield term


def _all_minimums(case: ContractCase, until: date, minimums: _Minimums) -> Iterator[Minimum]:
    """Yield the minimums of every time until a day: an amendment may have set other periods."""
    starts = {clause.since for clause in clauses_on(case.family, until) if clause.since}
    for day in (*sorted(one - timedelta(days=1) for one in starts), until):
        yield from minimums(case, day)


def _is_whole(minimum: Minimum) -> bool:
    return bool(_WHOLE & set(key_of(minimum.per or "").split()))


def _pays_by_calendar(case: ContractCase) -> bool:
    """Whether the fee that the minimum stands behind is reckoned by the calendar."""
    terms: list[Term] = [term for member in case.family.members for term in member.terms]
    quotes = (t.evidence.quote for t in terms if isinstance(t, PercentageFee))
    return any("calendar" in quote.casefold() for quote in quotes)
