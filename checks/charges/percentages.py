"""Royalties, commissions and shares: percent x reported base."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from checks.charges.metering import metered, usage_rows
from checks.charges.readings import Reading
from models.cases import Book, Family
from models.facts import Usage
from models.money import to_minor
from models.terms import PercentageFee


def base_rows(
    book: Book, family: Family, terms: Sequence[PercentageFee], start: date, end: date
) -> tuple[Usage, ...]:
    """Return the reported base of a period, under the name of the base or of the fee."""
    for name in (terms[0].base, terms[0].item):
        rows = metered(usage_rows(book, family, name or ""), start, end)
        if rows:
            return rows
    return ()


def percentage_of(terms: Sequence[PercentageFee], base: Decimal, currency: str | None) -> Reading:
    """Return percent x base, bracket by bracket, at least the guaranteed minimum."""
    total, workings = Decimal(0), []
    for term in sorted(terms, key=lambda one: one.min_amount or Decimal(0)):
        low = term.min_amount or Decimal(0)
        high = base if term.max_amount is None else min(base, term.max_amount)
        if high > low:
            total += (high - low) * term.percent / 100
            workings.append(f"{term.percent}% of {high - low}")
    total = to_minor(total, currency)
    floor = max((term.min_guarantee for term in terms if term.min_guarantee), default=None)
    if floor is not None and floor > total:
        return Reading(floor, f"guaranteed minimum {floor}, as {' + '.join(workings)} = {total}")
    return Reading(total, f"{' + '.join(workings)} = {total}")
