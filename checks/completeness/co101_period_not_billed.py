"""CO101 period-not-billed: a due recurring fee was never invoiced.

Why:    A missed month of a recurring fee is lost once the books are closed.
Inputs: The recurring fees in force; the periods of all standing invoice lines for them.
Source: The clause of the fee; the gap in the invoices.
Edges:  - A period is due when it or a later one was billed, or the grace days are over.
        - A gap within a period counts by days, at the agreed proration.
        - A line without a period covers the earliest open period.
        - A fee that waits for review and was never billed, or from some day on no more, was
          perhaps misread: cannot tell.
        - A part of a period, or several, before the first one billed, while terms wait for review:
          the day on which the contract takes effect was perhaps misread, cannot tell.
        - Invoices under a master agreement count for its orders as well; of a master with one order
          the order answers for both, unless invoices are billed under the master itself.
        - A fee billed early (TM104) or outside the term (TM101) leaves no gap.
Example: a monthly fee of 2,650.00 billed for January and March: 2,650.00 for February.
"""

from datetime import date
from decimal import Decimal

from checks.agreement import clauses_on, item_keys
from checks.charges.certainty import is_settled
from checks.charges.dues import is_due
from checks.charges.ownership import answered_elsewhere, billing, charges_of, owned_terms
from checks.charges.proration import whole_periods
from checks.charges.rating import fee_amounts, fee_pieces
from checks.charges.schedule import Period, fee_periods, uncovered
from checks.charges.service_term import has_period
from checks.charges.stand_ins import missing_line, stand_in
from checks.proofs import money, term_proofs, unsure
from checks.recognition.frequencies import months_of
from checks.recognition.wording import key_of
from models.cases import Charge, ChargeKind, ContractCase, InvoiceCase
from models.findings import (
    CannotTell,
    Check,
    Direction,
    Finding,
    MissingPart,
    NotApplicable,
    Outcomes,
    Scope,
    Severity,
)
from models.money import to_minor
from models.terms import Fee


def period_not_billed(case: ContractCase) -> Outcomes:
    """Find the periods of each recurring fee that no line covers."""
    if elsewhere := answered_elsewhere(case):
        yield NotApplicable(elsewhere)
        return
    fees = [term for term in owned_terms(case) if isinstance(term, Fee) and months_of(term)]
    if not fees:
        yield NotApplicable("The contract has no recurring fee of its own.")
        return
    invoices = billing(case)
    keys = item_keys(case.family)
    for key in dict.fromkeys(keys[id(fee)] for fee in fees):
        versions = [fee for fee in fees if keys[id(fee)] == key]
        yield from _missing(case, versions, invoices)


def _missing(
    case: ContractCase, versions: list[Fee], invoices: tuple[InvoiceCase, ...]
) -> Outcomes:
    items = {key_of(fee.item or "") for fee in versions}
    lines = [c for c in charges_of(invoices) if _is_for(c, items)]
    billed = [(c.start, c.end) for c in lines if c.start and c.end and has_period(c)]
    floating = undated = sum(not has_period(c) for c in lines)
    months = months_of(versions[0]) or 1
    since = None if any(fee.start is None for fee in versions) else min(_starts(versions))
    found: list[tuple[Fee, Period]] = []
    for period in fee_periods(case.family, months, case.book.as_of, billed, since):
        gaps = uncovered(period, billed)
        if gaps and floating:
            floating -= 1
            continue
        for gap in gaps:
            fee = _in_force(case, versions, gap[0])
            if fee and is_due(case, *gap, invoices, months):
                found.append((fee, gap))
    if found and _perhaps_misread([fee for fee, _ in found], [gap for _, gap in found], billed):
        names = found[0][0].item or "A fee"
        yield CannotTell(
            f"{names} was read as a recurring fee and {'is no longer' if billed else 'is never'} "
            "billed; confirm the clause.",
            term_proofs(versions),
        )
        return
    early = _before_all([gap for _, gap in found], billed)
    if is_settled(case.family) or (not undated and _is_one_forgotten(early, months)):
        early = []
    for fee, gap in found:
        if fee.start is None and gap in early:
            yield CannotTell(
                f"{fee.item or 'A fee'} for {gap[0]} to {gap[1]} is before all that was billed of "
                "it; confirm the day on which the contract takes effect.",
                term_proofs([fee]),
            )
        else:
            yield _finding(case, fee, gap, invoices)


def _before_all(gaps: list[Period], billed: list[Period]) -> list[Period]:
    first = min((start for start, _ in billed), default=None)
    return [gap for gap in gaps if first is not None and gap[1] < first]


def _is_one_forgotten(gaps: list[Period], months: int) -> bool:
    """Whether one whole period is missing, and no part of one as a misread first day gives it."""
    return len(gaps) == 1 and whole_periods(*gaps[0], months) == 1


def _perhaps_misread(fees: list[Fee], gaps: list[Period], billed: list[Period]) -> bool:
    """Whether a fee that waits for review was never billed, or from some day on no more."""
    if not any(fee.review for fee in fees):
        return False
    last = max((end for _, end in billed if end), default=None)
    return last is None or (len(gaps) > 1 and all(start > last for start, _ in gaps))


def _finding(
    case: ContractCase, fee: Fee, gap: Period, invoices: tuple[InvoiceCase, ...]
) -> Finding:
    currency = fee.currency or case.contract.contract.currency
    charge = stand_in(ChargeKind.FEE, fee.item or "fee", gap, invoices)
    reading = fee_amounts(fee, charge, case.family, currency)[0]
    amount = to_minor(reading.amount, currency)
    return Finding(
        message=f"No invoice bills the {fee.item or 'fee'} for {gap[0]} to {gap[1]}: "
        f"{money(amount, currency)}.",
        direction=Direction.UNDERBILLED,
        expected=str(amount),
        actual="0",
        amount=amount,
        currency=currency,
        working=reading.working
        if reading.working == f"{amount}"
        else f"{reading.working} = {amount}",
        proofs=term_proofs([fee]),
        review=unsure([fee]),
        missing=missing_line(charge, amount),
        parts=_parts(case, fee, charge, invoices),
        key=f"{months_of(fee)}|{fee.amount.normalize():f}|{gap[0]}",
    )


def _parts(
    case: ContractCase, fee: Fee, charge: Charge, invoices: tuple[InvoiceCase, ...]
) -> tuple[MissingPart, ...]:
    """Return a line for the days of each price, where the fee of a charge has several."""
    currency = fee.currency or case.contract.contract.currency
    pieces = fee_pieces(fee, charge, case.family, currency)
    return tuple(
        MissingPart(
            missing_line(stand_in(ChargeKind.FEE, charge.item, (first, last), invoices), amount),
            f"{reading.working} = {amount}",
        )
        for first, last, reading in pieces
        for amount in [to_minor(reading.amount, currency)]
    )


def _is_for(charge: Charge, items: set[str]) -> bool:
    named = charge.kind is ChargeKind.FEE and key_of(charge.item) in items
    return named and charge.amount > Decimal(0)


def _starts(versions: list[Fee]) -> list[date]:
    return [fee.start for fee in versions if fee.start]


def _in_force(case: ContractCase, versions: list[Fee], day: date) -> Fee | None:
    terms = [clause.term for clause in clauses_on(case.family, day)]
    return next((fee for fee in versions if any(fee is term for term in terms)), None)


CHECK = Check("CO101", "period-not-billed", Severity.HIGH, period_not_billed, Scope.CONTRACT)
