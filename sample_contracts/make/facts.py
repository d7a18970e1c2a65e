"""The facts of the story: what was worked, used, accepted, ordered, paid."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sample_contracts.make import story
from sample_contracts.make.spec import Bill, days_after

_PEOPLE = {
    story.PRINCIPAL: "Ruth Alder",
    story.ENGINEER: "Marco Silva",
    story.ANALYST: "Ines Duarte",
}
_LONGEST_DAY = 8
_UNPAID = {"TA-1008", "TA-2011", "TA-3007"}
_PAID_WITH = {"TA-5005": "TA-5006"}  # two invoices in one payment, on the day of the second
_SATURDAY = 5


def sheet(headings: str, rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings.split())
    writer.writerows(rows)
    return out.getvalue().encode()


def timesheets() -> bytes:
    """Days of at most eight hours that add up to the hours billed; a few not approved."""
    rows: list[Sequence[object]] = []
    for month, hours in story.HOURS.items():
        for role, count in zip(_PEOPLE, hours, strict=True):
            open_hours = story.UNAPPROVED.get((month, role), 0)
            rows += _days(month, role, count - open_hours, "Nadia Petrov")
            if open_hours:
                rows.append(
                    (
                        story.SOW,
                        _PEOPLE[role],
                        role,
                        story.month_end(month),
                        open_hours,
                        "Claims warehouse",
                        "",
                    )
                )
    return sheet("contract person role date hours task approved_by", rows)


def _days(month: date, role: str, hours: int, approver: str) -> list[Sequence[object]]:
    rows: list[Sequence[object]] = []
    day = month
    while hours > 0:
        if day.weekday() < _SATURDAY:
            part = min(hours, _LONGEST_DAY)
            rows.append((story.SOW, _PEOPLE[role], role, day, part, "Claims warehouse", approver))
            hours -= part
        day += timedelta(days=1)
    return rows


def usage() -> bytes:
    """Metered API calls by month and net sales by quarter."""
    rows: list[Sequence[object]] = [
        (story.USAGE, "API calls", calls, month, story.month_end(month))
        for month, calls in story.CALLS.items()
    ]
    rows += [
        (story.LICENCE, "Net Sales", sales, start, end)
        for (start, end), sales in story.NET_SALES.items()
    ]
    rows += [(story.SUPPORT, "On-site visit", 1, date(2026, 2, 1), date(2026, 2, 28))]
    return sheet("contract meter quantity period_start period_end", rows)


def acceptances() -> bytes:
    """Milestones accepted in writing."""
    rows = [
        (story.PROJECT, name, accepted, "Jana Vesela") for name, _, accepted in story.MILESTONES
    ]
    return sheet("contract milestone accepted_on accepted_by", rows)


def purchase_orders() -> bytes:
    """The one purchase order."""
    rows = [
        (story.ORDER, story.SOW, Decimal("250000.00"), "USD", date(2025, 10, 1), date(2026, 9, 30))
    ]
    return sheet("number contract amount currency valid_from valid_to", rows)


@dataclass(frozen=True)
class Receipt:
    """An invoice paid in full: the day, and the bank's reference of the payment."""

    bill: Bill
    paid_on: date
    reference: str


def receipts(bills: Iterable[Bill]) -> list[Receipt]:
    """Every invoice paid in full two days before it is due, but for the open ones."""
    ordered = sorted(bills, key=lambda bill: (bill.due, bill.number))
    places = {bill.number: (bill, index) for index, bill in enumerate(ordered, start=1)}
    found = []
    for bill in ordered:
        if bill.number not in _UNPAID:
            payer, index = places[_PAID_WITH.get(bill.number, bill.number)]
            found.append(Receipt(bill, days_after(payer.due, -2), f"BANK-{index:04d}"))
    return found


def payments(bills: Iterable[Bill]) -> bytes:
    """What the book-keeper made of the bank's movements until 24 June 2026."""
    rows = [
        (one.bill.number, one.paid_on, one.bill.total, one.bill.currency, one.reference)
        for one in receipts(bills)
    ]
    return sheet("invoice_number paid_on amount currency reference", rows)
