"""PT103 late-charge-wrong: interest or a late fee is not what the contract gives.

Why:    Interest is billed by a rate in somebody's system, rarely by the rate in the clause.
Inputs: Lines that charge interest or a late fee; the late-charge clause in force when the late
        invoice fell due; the contractual due date; payments.
Source: The clause; rate x total of the late invoice x days after the contractual due date / 30 or
        365 as the clause has it (check-catalogue, readings settled).
Edges:  - No late-charge clause, an invoice paid in time, or a delay inside the grace days: all of
          the line is at stake.
        - A clause that is silent on the day base: every lawful reading passes (months of 30 days,
          years of 365 or 360, whole months, compounding by month).  So do interest on what was
          still open after a part payment, and interest from the end of the grace days.
        - "Compounded" and "or part thereof" in the clause count.
        - Interest billed in parts: the days the line names, where they lie within the delay.
        - No file of payments: the days the line names count, up to the day of its invoice.
        - A rate above a bank's base rate: cannot tell, the base rate is not on file.
        - A line that names no invoice passes if it fits one that was late; else cannot tell.
        - Late payment without interest being billed is no finding.
Example: 3% a month instead of 2% on 44,500.00 for 15 days: 667.50 - 445.00 = 222.50.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal

from checks.agreement import of_kind
from checks.charges.billed import billed_amount, order
from checks.charges.certainty import is_settled
from checks.charges.interest import interest_on
from checks.charges.readings import Reading
from checks.payment.delays import Delay, days_charged, delay_of, earlier_invoices, invoice_named
from checks.proofs import difference, differs, line_proofs, money, term_proofs
from checks.reconciliation.open_items import payments_of
from models.cases import Charge, ChargeKind, Family, InvoiceCase
from models.findings import (
    CannotTell,
    Check,
    Direction,
    Finding,
    NotApplicable,
    Outcomes,
    Passed,
    Severity,
)
from models.terms import LateCharge

_WHOLE = Decimal(0)


def late_charge_wrong(case: InvoiceCase) -> Outcomes:
    """Work out the interest of each line that charges some."""
    charges = [c for c in case.charges if c.kind is ChargeKind.LATE_CHARGE and c.amount > 0]
    if case.family is None or not case.stands or not charges:
        yield NotApplicable("No interest or late fee is billed.")
        return
    for charge in charges:
        yield from _checked(case, case.family, charge)


def _checked(case: InvoiceCase, family: Family, charge: Charge) -> Outcomes:
    late = invoice_named(charge, case.siblings)
    delay = delay_of(late, case) if late else None
    day = delay.due if delay else case.invoice.issue_date
    terms = of_kind(family, day, LateCharge) if day else ()
    if not terms:
        yield _not_agreed(case, family, charge)
    elif late is None:
        yield _unnamed(case, terms, charge)
    elif delay is None:
        yield CannotTell(f"When {late.invoice.number} fell due is not known.", term_proofs(terms))
    else:
        yield from _compared(case, charge, terms, delay)


def _compared(
    case: InvoiceCase, charge: Charge, terms: tuple[LateCharge, ...], delay: Delay
) -> Outcomes:
    billed = billed_amount(charge, case.invoice.currency)
    number = delay.late.invoice.number
    grace = max((term.grace_days or 0 for term in terms), default=0)
    if delay.days <= grace:
        paid = "paid" if delay.paid else "still open"
        inside = f" and {grace} days of grace" if grace else ""
        yield _finding(
            case,
            charge,
            terms,
            delay,
            reading=Reading(_WHOLE, f"due {delay.due}{inside}, {paid} on {delay.until}"),
            message=f"{number} was not overdue by more than the contract allows",
        )
        return
    readings = tuple(_expected(case, charge, terms, delay))
    if not readings:
        yield CannotTell("The base rate that the clause names is not on file.", term_proofs(terms))
        return
    for reading in readings:
        if not differs(case, billed, reading.amount):
            yield Passed(reading.name)
            return
    message = f"Interest on {number} is not what the contract gives for {delay.days} days of delay"
    yield _finding(case, charge, terms, delay, reading=readings[0], message=message)


def _expected(
    case: InvoiceCase, charge: Charge, terms: tuple[LateCharge, ...], delay: Delay
) -> Iterator[Reading]:
    """Yield what may be billed: the settled reading first."""
    first, days = days_charged(charge, delay)
    currency = case.invoice.currency
    found: list[tuple[Reading, ...]] = []
    for base in _bases(delay):
        for term in terms:
            found.append(interest_on(term, base, first, days, currency))
            if term.grace_days and days > term.grace_days:
                start = first + timedelta(days=term.grace_days)
                found.append(interest_on(term, base, start, days - term.grace_days, currency))
    already = _billed_before(case, charge, delay.late)
    for reading in (reading for group in found for reading in group):
        if already:
            left = max(reading.amount - already, _WHOLE)
            yield Reading(left, f"{reading.working} less {already} billed before", reading.name)
        else:
            yield reading
    whole = [group[0] for group in found[: len(terms)] if group]
    if len(whole) > 1:
        yield Reading(
            sum((one.amount for one in whole), _WHOLE),
            " + ".join(one.working for one in whole),
            "all late charges together",
        )


def _bases(delay: Delay) -> Iterable[Decimal]:
    """Return the total of the late invoice, and what of it was open."""
    invoice = delay.late.invoice
    total = invoice.total or _WHOLE
    given = sum((note.invoice.total or _WHOLE for note in delay.late.credits), _WHOLE)
    early = sum((p.amount for p in payments_of(delay.late)[:-1]), _WHOLE)
    owed = total - given - (invoice.prepaid_amount or _WHOLE)
    return dict.fromkeys((total, owed, owed - early) if owed > early else (total, owed))


def _billed_before(case: InvoiceCase, charge: Charge, late: InvoiceCase) -> Decimal:
    """Return the interest that earlier lines bill on the same invoice for the same days."""
    total = _WHOLE
    for one in (*earlier_invoices(case), case):
        for other in one.charges:
            if one is case and other.line.number >= charge.line.number:
                break
            same = (
                other.kind is ChargeKind.LATE_CHARGE and invoice_named(other, case.siblings) is late
            )
            if same and _overlap(other, charge):
                total += other.amount
    return total


def _overlap(one: Charge, other: Charge) -> bool:
    """Whether two lines charge for the same days; lines that name no days do."""
    spans = [(c.start, c.end) for c in (one, other) if c.start and c.end and c.start < c.end]
    if len(spans) < 2:  # noqa: PLR2004 (both)
        return True
    (begin, end), (start, stop) = spans
    return begin <= stop and start <= end


def _unnamed(
    case: InvoiceCase, terms: tuple[LateCharge, ...], charge: Charge
) -> CannotTell | Passed:
    """Try the invoices that were late; the line may be on any of them."""
    billed = billed_amount(charge, case.invoice.currency)
    for late in earlier_invoices(case):
        delay = delay_of(late, case)
        if delay is None or delay.days <= 0 or order(late) >= order(case):
            continue
        for reading in _expected(case, charge, terms, delay):
            if not differs(case, billed, reading.amount):
                return Passed(f"interest on {late.invoice.number}, {reading.name}")
    return CannotTell(
        f'"{charge.line.description}" does not say which invoice was paid late.',
        line_proofs(case, [charge]),
    )


def _finding(  # noqa: PLR0913 (a finding has this many sides)
    case: InvoiceCase,
    charge: Charge,
    terms: tuple[LateCharge, ...],
    delay: Delay,
    *,
    reading: Reading,
    message: str,
) -> Finding:
    return difference(
        case,
        [charge],
        billed_amount(charge, case.invoice.currency),
        reading.amount,
        message=f"{message}. Pay what the contract gives.",
        working=f"{reading.working} = {reading.amount} (due {delay.due}, until {delay.until})",
        terms=terms,
        facts=payments_of(delay.late),
    )


def _not_agreed(case: InvoiceCase, family: Family, charge: Charge) -> Finding:
    amount, currency = billed_amount(charge, case.invoice.currency), case.invoice.currency
    return Finding(
        message=f'"{charge.line.description}" ({money(amount, currency)}) is billed, and the '
        "contract has no clause on late payment. Ask for a credit note.",
        direction=Direction.OVERBILLED,
        expected="0",
        actual=str(amount),
        amount=amount,
        currency=currency,
        line=charge.line.number,
        working="no late charge is agreed",
        proofs=line_proofs(case, [charge]),
        review=not is_settled(family),
    )


CHECK = Check("PT103", "late-charge-wrong", Severity.MEDIUM, late_charge_wrong)
