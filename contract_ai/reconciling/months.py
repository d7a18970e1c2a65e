"""Months as people write them."""

from calendar import monthrange
from datetime import date

from checks.reconciliation.three_way import Span


def month_span(text: str) -> Span | None:
    """Return the days of a month; None where the text is none.

    >>> month_span("2026-02"), month_span("March")
    (Span(start=datetime.date(2026, 2, 1), end=datetime.date(2026, 2, 28)), None)
    """
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return Span(first, first.replace(day=monthrange(first.year, first.month)[1]))
