"""CO103 hours-not-billed: approved hours of a role have no charge.

Why:    A role left off one month's invoice is not missed by the customer.
Inputs: Approved timesheets; the rates in force on each day; all standing invoice lines.
Source: The timesheet rows; the row of the rate card.
Edges:  - Entries without an approver do not count, nor do roles without a rate.
        - Hours included in a fee are used up first, by date; only those beyond them are due.
        - Hours within what every invoice leaves out (see QT102): cannot tell.
        - Hours are taken together by month; each is priced by the rate of its day.
        - Invoices under a master agreement count for its orders as well (see CO101).
        - A line for the role over that day is a charge; its hours are QT102's.
Example: 12 approved hours of a role at 150.00 and no line for it: 1,800.00.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from checks.agreement import Clause
from checks.charges.allowances import beyond_allowance
from checks.charges.dues import is_due
from checks.charges.left_out import within_left_out
from checks.charges.metering import hours_of, same_name
from checks.charges.ownership import (
    answered_elsewhere,
    billing,
    charges_of,
    concerns_document,
    owned_on,
    owned_terms,
)
from checks.charges.quantities import is_time
from checks.charges.rating import segments, unit_prices
from checks.charges.stand_ins import missing_line, stand_in
from checks.months import Spans, last_of_month
from checks.proofs import fact_proofs, money, number, term_proofs, unsure
from checks.recognition.units import hours_in
from checks.recognition.wording import key_of
from models.cases import ChargeKind, ContractCase, InvoiceCase
from models.facts import TimesheetEntry
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
from models.terms import Rate

_Months = dict[tuple[str, date], list[tuple[TimesheetEntry, Rate]]]


def hours_not_billed(case: ContractCase) -> Outcomes:
    """Look for a line for each role's approved hours."""
    if elsewhere := answered_elsewhere(case):
        yield NotApplicable(elsewhere)
        return
    priced = [term for term in owned_terms(case) if isinstance(term, Rate) and is_time(term)]
    if not priced:
        yield NotApplicable("The contract has no rate for time worked.")
        return
    if case.book.facts.timesheets is None:
        yield CannotTell("No timesheets are on file.", term_proofs(priced))
        return
    invoices = billing(case)
    for (_, month), rows in _open_hours(case, invoices).items():
        if not is_due(case, month, last_of_month(month), invoices):
            continue
        entries, rate = [entry for entry, _ in rows], rows[0][1]
        if untold := within_left_out(case, invoices, rate, hours_of(entries)):
            yield CannotTell(untold, (*term_proofs([rate]), *fact_proofs(entries)))
        else:
            yield _finding(case, month, rows, invoices)


def _open_hours(case: ContractCase, invoices: tuple[InvoiceCase, ...]) -> _Months:
    """Return approved entries that no line covers, by role and month."""
    billed = _billed_days(invoices)
    found: _Months = {}
    for entry, rate in beyond_allowance(_priced(case)):
        item = key_of(rate.item or "")
        if not billed.get(item, Spans(())).hold(entry.date):
            found.setdefault((item, entry.date.replace(day=1)), []).append((entry, rate))
    return found


def _priced(case: ContractCase) -> Iterator[tuple[TimesheetEntry, Rate]]:
    """Yield the approved entries with the rate of their role and day."""
    for entry in case.book.facts.timesheets or ():
        if entry.approved_by and concerns_document(entry.contract, case):
            rate = _rate(case, entry)
            if rate is not None:
                yield entry, rate


def _billed_days(invoices: tuple[InvoiceCase, ...]) -> dict[str, Spans]:
    """Return the days that lines for time cover, by item."""
    found: dict[str, list[tuple[date, date]]] = {}
    for charge in charges_of(invoices):
        if charge.kind is ChargeKind.RATE and charge.start and charge.end:
            found.setdefault(key_of(charge.item), []).append((charge.start, charge.end))
    return {item: Spans(spans) for item, spans in found.items()}


def _rate(case: ContractCase, entry: TimesheetEntry) -> Rate | None:
    clauses = owned_on(case, entry.date)
    key = "rate", id(clauses), entry.role
    return case.book.memo.once(key, lambda: _rate_of(entry.role or "", clauses))


def _rate_of(role: str, clauses: Iterable[Clause]) -> Rate | None:
    rates = (
        clause.term for clause in clauses if isinstance(clause.term, Rate) and is_time(clause.term)
    )
    return next((rate for rate in rates if same_name(role, rate.item or "")), None)


def _finding(
    case: ContractCase,
    month: date,
    rows: Sequence[tuple[TimesheetEntry, Rate]],
    invoices: tuple[InvoiceCase, ...],
) -> Finding:
    currency = rows[0][1].currency or case.contract.contract.currency
    rates = list({id(rate): rate for _, rate in rows}.values())
    total, workings = Decimal(0), []
    parts: list[MissingPart] = []
    for rate in rates:
        entries = [entry for entry, own in rows if own is rate]
        charge = stand_in(
            ChargeKind.RATE, rate.item or "", (entries[0].date, entries[0].date), invoices
        )
        price = unit_prices(rate, charge, case.family, currency)[0]
        hours = hours_of(entries) / (hours_in(rate.unit) or Decimal(1))
        part = to_minor(hours * price.amount, currency)
        total += part
        workings.append(f"{number(hours)} x {price.working} = {part}")
        if len(rates) > 1:
            first, last = _days_of(case, rate, month, entries[0].date)
            line = stand_in(ChargeKind.RATE, rates[0].item or "", (first, last), invoices, hours)
            name = "" if first == month else first.isoformat()
            parts.append(MissingPart(missing_line(line, part), workings[-1], name))
    entries = [entry for entry, _ in rows]
    days = [entry.date for entry in entries]
    span, hours = (min(days), max(days)), hours_of(entries)
    missing = stand_in(ChargeKind.RATE, rates[0].item or "", span, invoices, hours)
    return Finding(
        message=f"{number(hours)} approved hours of {rates[0].item} in {month:%B %Y} "
        f"were never billed: {money(total, currency)}.",
        direction=Direction.UNDERBILLED,
        expected=str(total),
        actual="0",
        amount=total,
        currency=currency,
        working="; ".join(workings),
        proofs=(*term_proofs(rates), *fact_proofs(entries)),
        review=unsure(rates),
        missing=missing_line(missing, total),
        parts=tuple(parts),
        key=f"{key_of(entries[0].role or entries[0].person or '')}|{month}",
    )


def _days_of(case: ContractCase, rate: Rate, month: date, day: date) -> tuple[date, date]:
    """Return the days of a month around a day in which a rate stays the same."""
    split = segments(rate, case.family, month, last_of_month(month))
    return next((first, last) for _, first, last in split if first <= day <= last)


CHECK = Check("CO103", "hours-not-billed", Severity.HIGH, hours_not_billed, Scope.CONTRACT)
