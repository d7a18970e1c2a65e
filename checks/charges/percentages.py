"""Royalties, commissions and shares: percent x reported base."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from checks.agreement import of_kind
from checks.charges.escalation import escalator_for
from checks.charges.metering import metered, usage_rows
from checks.charges.proration import whole_periods
from checks.charges.readings import Reading
from checks.recognition.frequencies import is_one_time, months_of
from checks.recognition.references import concerns
from checks.recognition.wording import likeness, words_of
from models.cases import Book, Charge, Family
from models.facts import Usage
from models.money import to_minor
from models.terms import Fee, PercentageFee


def base_rows(
    book: Book, family: Family, terms: Sequence[PercentageFee], start: date, end: date
) -> tuple[Usage, ...]:
    """Return the reported base of a period, under the name of the base or of the fee."""
    base = terms[0].base or ""
    meters = {row.meter for row in book.facts.usage or () if concerns(row.contract, family)}
    begun = [meter for meter in sorted(meters) if begins_base(meter, base)]
    for name in (base, *(begun if len(begun) == 1 else ()), terms[0].item):
        rows = metered(usage_rows(book, family, name or ""), start, end)
        if rows:
            return rows
    return ()


def begins_base(meter: str, base: str) -> bool:
    """Whether a base begins with the words of a meter, and goes on to say of what it is.

    >>> begins_base("Net Sales", "Net Sales of Licensed Products invoiced by Licensee")
    True
    """
    own, said = words_of(meter), words_of(base)
    return 1 < len(own) < len(said) and said[: len(own)] == own


def agreed_base(terms: Sequence[PercentageFee], family: Family, charge: Charge) -> Fee | None:
    """Return the fee of the contract that a percentage is of: "4% of the Licence Fee a quarter".

    Only a fee due once, or the fee of a period as long as the charge, is the same for any charge.
    """
    base, day = terms[0].base or "", charge.start or date.max
    named = [fee for fee in of_kind(family, day, Fee) if _is_named(fee, base)]
    steady = [fee for fee in named if escalator_for(family, fee, day) is None]
    fitting = [fee for fee in steady if is_one_time(fee) or _covers(fee, charge)]
    return fitting[0] if len(named) == len(fitting) == 1 else None


def _is_named(fee: Fee, base: str) -> bool:
    item = fee.item or ""
    return likeness(item, base) == 1 and likeness(base, item) == 1


def _covers(fee: Fee, charge: Charge) -> bool:
    months = months_of(fee)
    if months is None or charge.start is None or charge.end is None:
        return False
    return whole_periods(charge.start, charge.end, months) == 1


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
