"""The facts of the story: what was worked, used, accepted, ordered, paid."""

import csv
import io
from collections.abc import Iterable, Sequence
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
_SATURDAY = 5


def _sheet(headings: str, rows: Iterable[Sequence[object]]) -> bytes:
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
    return _sheet("contract person role date hours task approved_by", rows)


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
    return _sheet("contract meter quantity period_start period_end", rows)


def acceptances() -> bytes:
    """Milestones accepted in writing."""
    rows = [
        (story.PROJECT, name, accepted, "Jana Vesela") for name, _, accepted in story.MILESTONES
    ]
    return _sheet("contract milestone accepted_on accepted_by", rows)


def purchase_orders() -> bytes:
    """The one purchase order."""
    rows = [
        (story.ORDER, story.SOW, Decimal("250000.00"), "USD", date(2025, 10, 1), date(2026, 9, 30))
    ]
    return _sheet("number contract amount currency valid_from valid_to", rows)


def payments(bills: Iterable[Bill]) -> bytes:
    """Every invoice paid in full two days before it is due, but for the open ones."""
    rows = [
        (bill.number, days_after(bill.due, -2), bill.total, bill.currency, f"BANK-{index:04d}")
        for index, bill in enumerate(sorted(bills, key=lambda b: (b.due, b.number)), start=1)
        if bill.number not in _UNPAID
    ]
    return _sheet("invoice_number paid_on amount currency reference", rows)
