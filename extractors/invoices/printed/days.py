"""The dates of an invoice: issue, due, receipt; behind a label, in a sentence, or by themselves."""

import re
from dataclasses import dataclass
from datetime import date

from extractors.invoices.habits import DayOrder, order_of_gap
from extractors.invoices.printed.canvas import Segment
from extractors.invoices.printed.paper import Paper
from extractors.invoices.printed.values import DATE, amounts, date_at_start

DATES = ("issue_date", "due_date", "received_date")

_PAY_BY = re.compile(
    r"(?:\bdue|payable|\bpay\b|payment|remit|zahl|fällig|überweis|betal|règle|payer|payé).{0,90}?"
    r"(?:\b(?:by|on|before|until|latest|than|due|bis|zum|am|avant|le|vóór|voor|op)|:|\()\s*$",
    re.IGNORECASE,
)

WAS_PAID = re.compile(
    r"received|thank|\bpaid\b|erhalten|reçu|ontvangen|interest|\blate\b", re.IGNORECASE
)

_PLACE_AND_DATE = re.compile(
    rf"(?:[^\W\d][\w\ .\-]{{1,30}},\s?(?:(?:den|le|the|am)\s)?)(?P<date>{DATE.pattern})",
    re.VERBOSE | re.IGNORECASE,
)

_DAYS = re.compile(
    r"\b(?:net|within|terms:?)\s{1,2}(?P<days>\d{1,3})\b|\b(?P<more>\d{1,3})\s(?:days|tagen?|jours|dagen)\b",
    re.IGNORECASE,
)

_SAME_EDGE = 3.0  # points

_FAR = 10.0  # line heights: what is further to the left is no label of a date


@dataclass(frozen=True, slots=True)
class Day:
    """A date; ``unsure``: day and month may be the wrong way round."""

    value: date | None
    unsure: bool


def settled_order(paper: Paper) -> DayOrder:
    """How dates are written; where the figures do not tell, the time to pay may."""
    order = paper.day_order
    if order.settled:
        return order
    days = {first: _days_to_pay(paper, first) for first in (True, False)}
    terms = " ".join(row.text for row in paper.canvas.rows)
    stated = {int(match["days"] or match["more"]) for match in _DAYS.finditer(terms)}
    gaps = {first: gap for first, gap in days.items() if gap is not None}
    return order_of_gap(gaps, stated) or order


def _days_to_pay(paper: Paper, day_first: bool) -> int | None:  # noqa: FBT001 (the one thing that is asked)
    """Days from issue to due date, read in one order; None where one is missing or no date."""
    order = DayOrder(day_first, settled=True)
    issued = paper.labels.best("issue_date", lambda text: day_of(text, order))
    due = paper.labels.best("due_date", lambda text: day_of(text, order))
    if issued is None or due is None or issued.value.value is None or due.value.value is None:
        return None
    return (due.value.value - issued.value.value).days


def read_day(paper: Paper, key: str, order: DayOrder) -> None:
    """Keep the date that stands behind a label of ``key``."""
    found = paper.labels.best(key, lambda words: day_of(words, order))
    if found is not None and key not in paper.draft.values:
        put_date(paper, key, found.value, found.segments)


def day_of(text: str, order: DayOrder) -> Day | None:
    """Read the date a text begins with."""
    day, ambiguous, words = date_at_start(text, order)
    return Day(day, ambiguous) if words and (day or ambiguous) else None


def put_date(paper: Paper, key: str, day: Day, segments: tuple[Segment, ...]) -> None:
    """Keep a date; where day and month may be the wrong way round a person looks."""
    if day.unsure:
        quote = paper.canvas.evidence(*segments).quote
        paper.draft.doubt(f"The {key.replace('_', ' ')} may be day or month first: {quote!r}.")
    paper.put(key, day.value, *segments)


def due_in_words(paper: Paper, order: DayOrder) -> None:
    """A due date that a sentence states: "Payable within 30 days, at the latest 3 May 2026"."""
    if "due_date" in paper.draft.values:
        return
    for segment in paper.canvas.segments:
        for match in DATE.finditer(segment.text):
            before = f"{_above(paper, segment)} {segment.text[: match.start()]}"
            if _PAY_BY.search(before) and not WAS_PAID.search(before):
                day = day_of(match[0], order)
                if day is not None:
                    put_date(paper, "due_date", day, (segment,))
                    return


def _above(paper: Paper, segment: Segment) -> str:
    """The words of the two lines right above, with the same left edge."""
    lines = [
        other.text
        for row in paper.canvas.rows[max(segment.row - 2, 0) : segment.row]
        for other in row.segments
        if row.page == segment.page and abs(other.x0 - segment.x0) < _SAME_EDGE
    ]
    return " ".join(lines)


def dated_at(paper: Paper, order: DayOrder) -> None:
    """A date of issue as letters have it: "Köln, den 9.2.2025"."""
    if "issue_date" in paper.draft.values:
        return
    for segment in paper.canvas.segments:
        match = _PLACE_AND_DATE.fullmatch(segment.text.strip())
        day = day_of(match["date"], order) if match else None
        if day is not None and not _costs(paper, segment):
            put_date(paper, "issue_date", day, (segment,))
            return
    _alone(paper, order)


def _costs(paper: Paper, segment: Segment) -> bool:
    """Whether an amount ends the row of words: "Roof survey, 22 April 2026   480.00"."""
    last = paper.canvas.rows[segment.row].segments[-1]
    return last is not segment and any(True for _ in amounts(last.text, paper.mark))


def _alone(paper: Paper, order: DayOrder) -> None:
    """The one date over the lines that stands by itself, as a letter has it: "May 6, 2025"."""
    first = min(paper.labels.table, default=len(paper.canvas.rows))
    lone = [
        (day, segment)
        for row in paper.canvas.rows[:first]
        for segment in row.segments
        if DATE.fullmatch(segment.text.strip())
        and not _beside_words(paper, segment)
        and (day := day_of(segment.text, order))
    ]
    known = {paper.draft.values.get(key) for key in DATES}
    open_ = [(day, segment) for day, segment in lone if day.value not in known]
    if len({day.value for day, _ in open_}) == 1:
        put_date(paper, "issue_date", open_[0][0], (open_[0][1],))


def _beside_words(paper: Paper, segment: Segment) -> bool:
    """Whether words stand right before or over a date: a label, though none we know."""
    row = paper.canvas.rows[segment.row]
    near = [s for s in row.segments if 0 < segment.x0 - s.x1 < _FAR * segment.height]
    above = paper.canvas.rows[segment.row - 1 : segment.row] if segment.row else []
    over = [s for r in above for s in r.segments if abs(s.x0 - segment.x0) < _SAME_EDGE]
    return bool(near) or any(not any(c.isdigit() for c in s.text) for s in over)
