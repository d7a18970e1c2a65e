"""The period an invoice names once, for every line that names none: "Service month: May 2026".

Source: an invoice states the day or period of supply for the whole or for each line (EN 16931
        BG-14 and BG-26); a line's own period counts before that of the invoice.
"""

import re
from collections.abc import Sequence
from datetime import timedelta

from extractors.invoices.habits import DayOrder
from extractors.invoices.periods import Period, is_period, period_in
from extractors.invoices.printed.labels import Found
from extractors.invoices.printed.paper import Paper
from extractors.invoices.printed.values import date_at_start
from models.invoices import InvoiceLine

_IN_PROSE = re.compile(
    r"\b(?:for|during|in) the (?:\w+ )?(?:period|month)|(?:rendered|provided|performed) ",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(
    r"(?:\bto|\bthrough|\buntil|\band|\bbis|\bau|\btot|[-–—])(?:\s(?!\d{4})\w{1,9}\.?){0,2},?\s*$",
    re.IGNORECASE,
)
_SERVICE = re.compile(  # what a span of days in a title or a sentence is said of
    r"\b(?:invoice|charg(?:e|es|ed)|fees?|services?|rent(?:al)?|work|usage|consumption|hosting|maintenance|cleaning|support|retainer"
    r"|subscription|month|rechnung|berechnen|leistung(?:en)?|miete|wartung|monat|facture|prestations?|loyer|mois|factuur"
    r"|diensten|werkzaamheden|onderhoud|maand|factura|servicios|mantenimiento|entretien)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:agreement|contract|order|terms?|rates?|dated|due|pay(?:able|ment)?|paid|until|since|notice|vertrag|contrat|overeenkomst)\b",
    re.IGNORECASE,
)
_ENDING = re.compile(  # of a period whose first day is not said
    r"(?:\W*|.*\b(?:period|month|quarter|year)\s)end(?:ing|ed|s)\b", re.IGNORECASE
)
_NO_SERVICE = re.compile(  # what is charged for something else than the period's service
    r"\b(?:interest|late (?:fee|charge|payment)|verzugszins|mahn|credit for|outage|correct|previous|prior)",
    re.IGNORECASE,
)


def with_period(paper: Paper, lines: Sequence[InvoiceLine], order: DayOrder) -> list[InvoiceLine]:
    """Give lines without a period the invoice's."""
    period = _stated(paper, order)
    if period is None:
        return list(lines)
    update = {"period_start": period.start, "period_end": period.end}
    return [line.model_copy(update=update) if _bare(line) else line for line in lines]


def _bare(line: InvoiceLine) -> bool:
    return line.period_start is None and not _NO_SERVICE.search(line.description or "")


def _stated(paper: Paper, order: DayOrder) -> Period | None:
    """The one period that the labels of a period agree on."""
    found = {
        period
        for match in paper.labels.all(
            "service_period", lambda text: period_in(text, day_first=order.day_first)
        )
        if _is_label(match)
        and not _ENDING.match(match.label.rest)
        and (period := _whole(paper, match, order)) is not None
    }
    if found:
        return found.pop() if len(found) == 1 else None
    week = paper.labels.best("week_ending", lambda text: date_at_start(text, order)[0])
    if week is not None:
        return Period(week.value - timedelta(days=6), week.value)
    return _in_title(paper, order)


def _in_title(paper: Paper, order: DayOrder) -> Period | None:
    """The one span that words over the lines name: "Invoice for May 2026", "Leistungen im Mai 2026"."""
    first = min(paper.labels.table, default=0)
    spans = {
        period
        for row in paper.canvas.rows[:first]
        for segment in row.segments
        if (words := _SERVICE.search(segment.text))
        and not _OTHER.search(segment.text)
        and (period := period_in(segment.text[words.start() :], day_first=order.day_first))
        and period.start != period.end
    }
    return spans.pop() if len(spans) == 1 else None


def _whole(paper: Paper, found: Found[Period], order: DayOrder) -> Period | None:
    """The period, where its last day goes on in the next line: "1 May 2026 to 31" / "May 2026"."""
    if not _UNFINISHED.search(found.label.rest):
        return found.value
    below = paper.labels.below(found.label.segment)
    text = f"{found.label.rest} {below.text}" if below is not None else ""
    return period_in(text, day_first=order.day_first)


def _is_label(found: Found[Period]) -> bool:
    label = found.label
    if _IN_PROSE.search(label.text) or is_period(label.rest):
        return True
    return label.leads and (label.colon or label.bare)
