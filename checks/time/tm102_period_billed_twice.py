"""TM102 period-billed-twice: the same charge for an overlapping period was billed before.

Why:    Re-billed periods look like any other month of a recurring fee.
Inputs: Fee, percentage and rate lines with their periods, over all standing invoices.
Source: The earlier line, quoted beside the later one.
Edges:  - The finding stands on the later invoice, or the later line of one invoice.
        - Two lines of one invoice repeat each other with one amount; a deduction repeats nothing.
        - Periods that share one boundary day do not overlap.
        - A rate line repeats only with the same quantity and price on another invoice.
        - The rents of two schedules are two charges, though both are called rent.
        - Copies of a whole invoice are DU102, cancelled invoices bill nothing.
Example: the service fee for March on the invoices of March and of April.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from checks.charges.billed import order, standing
from checks.charges.proration import days_of
from checks.charges.service_term import named_period
from checks.proofs import line_proofs, money, unsure
from checks.recognition.frequencies import is_one_time
from checks.recognition.wording import key_of
from models.cases import Charge, ChargeKind, InvoiceCase
from models.findings import CannotTell, Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.money import to_minor
from models.terms import Fee

_Period = tuple[date, date]
_Billed = tuple[tuple[str, str], InvoiceCase, Charge, _Period | None]
_KINDS = (ChargeKind.FEE, ChargeKind.PERCENTAGE, ChargeKind.RATE)


def period_billed_twice(case: InvoiceCase) -> Outcomes:
    """Find lines that bill a period again."""
    charges = [c for c in case.charges if c.kind in _KINDS and c.amount > 0]
    if not charges or not case.stands:
        yield NotApplicable("The invoice has no line for a period.")
        return
    found = standing(case)
    key = "lines", id(found), id(case.contract)
    billed = case.book.memo.once(key, lambda: _by_item(case, found))
    until = order(case)
    for charge in charges:
        earlier = next(_earlier(case, charge, billed.get(_item(case, charge), ()), until), None)
        if earlier and _bills_another_period(charge, earlier[1]):
            what = f"{charge.item} was read as due once, which is not sure, and is billed for other periods."
            yield CannotTell(what, line_proofs(case, [charge]))
        elif earlier:
            yield _finding(case, charge, *earlier)


def _earlier(
    case: InvoiceCase, charge: Charge, billed: Iterable[_Billed], until: tuple[str, str]
) -> Iterator[tuple[InvoiceCase, Charge, int]]:
    """Yield earlier lines for the same item and the days they share with this one."""
    once, own = _is_one_time(charge), named_period(charge)
    for place, other, line, period in billed:
        if place > until:
            break
        same_invoice = other.invoice is case.invoice
        if same_invoice and (
            charge.kind is ChargeKind.RATE
            or line.line.number >= charge.line.number
            or line.amount != charge.amount
        ):
            continue
        if shared := 1 if once else _shared_days(period, own):
            yield other, line, shared


def _by_item(
    case: InvoiceCase, standing_ones: Iterable[InvoiceCase]
) -> dict[tuple[object, ...], list[_Billed]]:
    """Return the lines billed under the contract of an invoice, by what they are for."""
    found: dict[tuple[object, ...], list[_Billed]] = {}
    for other in standing_ones:
        if other.contract is case.contract:
            place = order(other)
            for line in other.charges:
                found.setdefault(_item(other, line), []).append(
                    (place, other, line, named_period(line))
                )
    return found


def _item(case: InvoiceCase, charge: Charge) -> tuple[object, ...]:
    """Say what a line is for; two lines for time or use repeat each other with one quantity."""
    line, home = charge.line, charge.contract and case.book.forest.home(charge.contract)
    once = (line.quantity, line.unit_price) if charge.kind is ChargeKind.RATE else ()
    return charge.kind, key_of(charge.item), home and home.stem, *once


def _shared_days(one: _Period | None, other: _Period | None) -> int:
    if one is None or other is None:
        return 0
    start, end = max(one[0], other[0]), min(one[1], other[1])
    touching = start == end and one[0] != one[1] and other[0] != other[1]
    return 0 if start > end or touching else days_of(start, end)


def _is_one_time(charge: Charge) -> bool:
    return any(isinstance(term, Fee) and is_one_time(term) for term in charge.terms)


def _bills_another_period(charge: Charge, earlier: Charge) -> bool:
    """Whether a fee that was read as due once, without certainty, is billed for period after period."""
    one, other = named_period(charge), named_period(earlier)
    repeats = one is not None and other is not None and not _shared_days(one, other)
    return repeats and _is_one_time(charge) and unsure(charge.terms, [])


def _finding(
    case: InvoiceCase, charge: Charge, other: InvoiceCase, earlier: Charge, shared: int
) -> Finding:
    currency = case.invoice.currency
    whole = days_of(charge.start, charge.end) if charge.start and charge.end else shared
    part = Decimal(1) if _is_one_time(charge) else Decimal(shared) / whole
    amount = to_minor(charge.amount * part, currency)
    where = (
        f"line {earlier.line.number} of this invoice"
        if other.invoice is case.invoice
        else f"invoice {other.invoice.number}"
    )
    return Finding(
        message=f"{charge.item} for {charge.start} to {charge.end} "
        f"({money(amount, currency)}) was billed before, on {where}.",
        direction=Direction.OVERBILLED,
        expected="0",
        actual=str(charge.amount),
        amount=amount,
        currency=currency,
        line=charge.line.number,
        working=f"{shared} of {whole} days are billed on {where}",
        proofs=(*line_proofs(other, [earlier]), *line_proofs(case, [charge])),
        review=unsure(charge.terms, [charge]),
    )


CHECK = Check("TM102", "period-billed-twice", Severity.HIGH, period_billed_twice)
