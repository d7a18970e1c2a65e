"""The service period of an invoice line: its own dates, else the wording, else the invoice.

>>> period_in("Data Scientist, April 2024")
(datetime.date(2024, 4, 1), datetime.date(2024, 4, 30))
>>> period_in("Service desk fee, 16 Aug 2024 - 31 Aug 2024 (prorated 16/31 days)")
(datetime.date(2024, 8, 16), datetime.date(2024, 8, 31))
>>> period_in("Royalty Q2 2025")
(datetime.date(2025, 4, 1), datetime.date(2025, 6, 30))
"""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from checks.months import add_months, last_of_month
from models.dates import ENGLISH_MONTH, MONTHS, NotADate, parse_date
from models.invoices import Invoice, InvoiceLine

_DATE = rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}\s{ENGLISH_MONTH}\s\d{{4}}|{ENGLISH_MONTH}\s\d{{1,2}},?\s\d{{4}})"
_RANGE = re.compile(rf"({_DATE})\s*(?:-|–|—|to|until|through|/)\s*({_DATE})", re.IGNORECASE)
_MONTHS = 12
_FIGURES = re.compile(
    r"(?<!\d)(\d{1,2}[./-]\d{1,2}[./-]\d{2,4})\s*(?:-|–|—|to|until|through|bis|au|al|t/m)\s*(\d{1,2}[./-]\d{1,2}[./-]\d{2,4})(?!\d)",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"\bQ([1-4])[\s/-]*(\d{4})\b|\b(\d{4})[\s/-]*Q([1-4])\b", re.IGNORECASE)
_MONTH = re.compile(rf"(?<!\d\s)\b({ENGLISH_MONTH})\s+(\d{{4}})\b", re.IGNORECASE)
_DAY = re.compile(_DATE, re.IGNORECASE)
_DAYS_OF = re.compile(
    r"(?<![\d/])(\d{1,3})\s*(?:/|(?:out\s+)?of|von|sur|van|de|di)\s*(\d{2,3})\s*(?:days?|tagen?|jours|dagen|d[ií]as|giorni)\b",
    re.IGNORECASE,
)
_LENGTHS = ((28, 31), (59, 62), (89, 92), (181, 184), (360, 366))  # days of a month, a quarter ...


def period_of(line: InvoiceLine, invoice: Invoice) -> tuple[date | None, date | None]:
    """Return first and last day of what a line charges for.

    The line's own period, else one in its wording, else the invoice's, else the day of issue.
    """
    if own := _own_period(line):
        return own
    if invoice.period_start or invoice.period_end:
        return (
            invoice.period_start or invoice.period_end,
            invoice.period_end or invoice.period_start,
        )
    return invoice.issue_date, invoice.issue_date


def service_period(invoice: Invoice) -> tuple[date, date] | None:
    """Return the period an invoice bills: its header's, else its lines' together."""
    if invoice.period_start and invoice.period_end:
        return invoice.period_start, invoice.period_end
    found = [_own_period(line) for line in invoice.lines]
    known = [period for period in found if period]
    return (min(p[0] for p in known), max(p[1] for p in known)) if known else None


def _own_period(line: InvoiceLine) -> tuple[date, date] | None:
    start, end = line.period_start, line.period_end
    if start and end and start != end:
        return start, end
    if day := start or end:
        said = line.description or ""
        return _written_around(day, said) or _named_around(day, said) or (day, day)
    return period_in(line.description or "")


def _written_around(day: date, text: str) -> tuple[date, date] | None:
    """Return the range of dates in a wording that begins or ends on a day: half of it was read.

    >>> _written_around(date(2026, 2, 28), "Guard duty (02/01/2026 to 02/28/2026)")
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    pairs = [
        (_date(one, day_first=day_first), _date(other, day_first=day_first))
        for one, other in _FIGURES.findall(text)
        for day_first in (True, False)
        if all(int(re.split(r"\D", text_of)[day_first]) <= _MONTHS for text_of in (one, other))
    ]
    pairs += [(_date(one), _date(other)) for one, other in _RANGE.findall(text)]
    found = {
        (first, last)
        for first, last in pairs
        if first and last and first < last and day in (first, last)
    }
    return found.pop() if len(found) == 1 else None


def _named_around(day: date, text: str) -> tuple[date, date] | None:
    """Return the month or quarter that a wording names, where a day is its first or last.

    >>> _named_around(date(2026, 2, 28), "Designer, February 2026")
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    named = period_in(text)
    return named if named and day in named else None


@lru_cache(maxsize=32768)
def period_in(text: str) -> tuple[date, date] | None:
    """Find a range of dates, a quarter, a month or a single day in a line's wording."""
    if match := _RANGE.search(text):
        first, last = _date(match[1]), _date(match[2])
        return (first, last) if first and last and first <= last else None
    if match := _QUARTER.search(text):
        quarter, year = int(match[1] or match[4]), int(match[2] or match[3])
        start = date(year, 3 * quarter - 2, 1)
        return start, last_of_month(add_months(start, 2))
    if match := _MONTH.search(text):
        start = date(int(match[2]), MONTHS[match[1].rstrip(".").lower()], 1)
        return start, last_of_month(start)
    if match := _DAY.search(text):
        day = _date(match[0])
        return (day, day) if day else None
    return None


@lru_cache(maxsize=32768)
def share_of_days(text: str) -> Decimal | None:
    """Return the part of a period that a wording says by days.

    >>> share_of_days("Interim rent, 45 of 90 days"), share_of_days("2 of 5 days on site")
    (Decimal('0.5'), None)
    """
    found = _DAYS_OF.search(text)
    part, whole = (int(found[1]), int(found[2])) if found else (0, 0)
    fits = any(least <= whole <= most for least, most in _LENGTHS)
    return Decimal(part) / whole if fits and 0 < part < whole else None


def _date(text: str, *, day_first: bool | None = None) -> date | None:
    try:
        return parse_date(text, day_first=day_first)
    except NotADate:
        return None
