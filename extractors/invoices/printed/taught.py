"""What people taught about a supplier's layout: learnt from one invoice, used on the next.

A correction says what a field should have been.  The value is looked up on the page, and the
words that lead to it are kept with marks of the supplier: its name, tax number and account.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from extractors.invoices.habits import DayOrder, read_date
from extractors.invoices.printed.canvas import Segment
from extractors.invoices.printed.names import folded
from extractors.invoices.printed.paper import Paper
from extractors.invoices.printed.values import DATE, amounts, clean
from models.invoices import Invoice
from models.lessons import Lesson, Place

AMOUNTS = ("net_amount", "tax_amount", "total", "amount_due", "prepaid_amount", "rounding_amount")
DATES = ("issue_date", "due_date", "received_date")
TEXTS = ("number", "corrects", "purchase_order", "contract_reference", "customer.name")
FIXED = ("supplier.name", "supplier.tax_id", "supplier.iban", "currency")
FIELDS = (*TEXTS, *DATES, *AMOUNTS, *FIXED)
_SHORTEST_MARK = 5  # letters and digits: shorter words are no sign of one supplier
_LONGEST_LABEL = 60
_HIGHEST = 2.5  # line heights from a label to the value below it


class CannotLearn(ValueError):
    """A correction that teaches nothing; the message says why."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A value on the page: its segment, where it begins there, and how dates are written."""

    segment: Segment
    start: int
    day_first: bool | None = None


def learn(paper: Paper, invoice: Invoice, corrections: Mapping[str, str]) -> list[Lesson]:
    """Make a lesson of each correction; ``invoice`` is how the page was read before.

    Raises:
        CannotLearn: a field cannot be taught, its value is not on the page, or nothing leads to
            it; or no name of the supplier is known.
    """
    marks = _marks(invoice, corrections)
    if not marks:
        message = "The supplier is not known; correct supplier.name as well."
        raise CannotLearn(message)
    return [_lesson(paper, marks, key, value) for key, value in corrections.items()]


def apply(paper: Paper, lessons: Iterable[Lesson]) -> None:
    """Keep what lessons of this page's supplier lead to; what is kept first stays."""
    page = folded(" ".join(row.text for row in paper.canvas.rows))
    for lesson in lessons:
        if any(mark in page for mark in lesson.marks):
            _use(paper, lesson)


def _marks(invoice: Invoice, corrections: Mapping[str, str]) -> tuple[str, ...]:
    own = {"name": invoice.supplier.name, "tax_id": invoice.supplier.tax_id}
    own["iban"] = invoice.supplier.iban
    words = [corrections.get(f"supplier.{key}", value) for key, value in own.items()]
    return tuple(mark for word in words if len(mark := folded(word or "")) >= _SHORTEST_MARK)


def _lesson(paper: Paper, marks: tuple[str, ...], key: str, value: str) -> Lesson:
    if key in FIXED:
        return Lesson(marks=marks, field=key, place=Place.ALWAYS, value=value)
    if key not in FIELDS:
        message = f"{key!r} cannot be taught; these can: {', '.join(FIELDS)}."
        raise CannotLearn(message)
    found = list(_occurrences(paper, key, value))
    if not found:
        message = f"{value!r} ({key}) is not on the page as one value."
        raise CannotLearn(message)
    for seen in reversed(found) if key in AMOUNTS else found:
        for place, label in _labels(paper, seen):
            return Lesson(
                marks=marks,
                field=key,
                place=place,
                label=label,
                value=value,
                day_first=seen.day_first,
            )
    message = f"No words lead to {value!r} ({key}), so it cannot be found on another invoice."
    raise CannotLearn(message)


def _occurrences(paper: Paper, key: str, value: str) -> Iterator[_Seen]:
    find = _finder(paper, key, value)
    for segment in paper.canvas.segments:
        for start, day_first in find(segment.text):
            yield _Seen(segment, start, day_first)


def _finder(
    paper: Paper, key: str, value: str
) -> Callable[[str], Iterator[tuple[int, bool | None]]]:
    """Make the function that says where a text holds the value.

    Raises:
        CannotLearn: the value is no amount, or no date.
    """
    if key in AMOUNTS:
        wanted = _amount(value)
        return lambda text: (
            (a.start, None) for a in amounts(text, paper.mark) if abs(a.value) == wanted
        )
    if key in DATES:
        day = _day(value)
        return lambda text: (
            (match.start(), first)
            for match in DATE.finditer(text)
            for first in (True, False)
            if read_date(match[0], DayOrder(first, settled=True))[0] == day
        )
    return lambda text: ((at, None) for at in [text.find(value)] if at >= 0)


def _amount(value: str) -> Decimal:
    try:
        return abs(Decimal(value))
    except InvalidOperation as error:
        message = f"{value!r} is no amount; write it as 1500.00."
        raise CannotLearn(message) from error


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        message = f"{value!r} is no date; write it as 2026-03-31."
        raise CannotLearn(message) from error


def _labels(paper: Paper, seen: _Seen) -> Iterator[tuple[Place, str]]:
    """Yield the words that lead to a value: before it, to its left, above it."""
    segment = seen.segment
    yield from _worded(Place.AFTER, segment.text[: seen.start])
    if seen.start and clean(segment.text[: seen.start]):
        return
    row = paper.canvas.rows[segment.row]
    left = [other for other in row.segments if other.x1 <= segment.x0]
    if left:
        yield from _worded(Place.RIGHT, left[-1].text)
    above = next(
        (
            other
            for row in reversed(paper.canvas.rows[max(segment.row - 2, 0) : segment.row])
            for other in row.segments
            if other.page == segment.page
            and other.x0 < segment.x1
            and other.x1 > segment.x0
            and segment.top - other.bottom < _HIGHEST * segment.height
        ),
        None,
    )
    if above is not None:
        yield from _worded(Place.BELOW, above.text)


def _worded(place: Place, text: str) -> Iterator[tuple[Place, str]]:
    label = clean(text)
    if any(c.isalpha() for c in label) and len(label) <= _LONGEST_LABEL:
        yield place, label


def _use(paper: Paper, lesson: Lesson) -> None:
    """Follow one lesson to its value."""
    if lesson.place is Place.ALWAYS:
        proof = next(
            (s for s in paper.canvas.segments if folded(lesson.value) in folded(s.text)), None
        )
        if proof is not None:
            paper.put(lesson.field, lesson.value, proof)
        elif lesson.field == "currency":
            paper.draft.put("currency", lesson.value)
        return
    for segment in paper.canvas.segments:
        for text, places in _led_to(paper, lesson, segment):
            value = _read(paper, lesson, text)
            if value is not None:
                paper.put(lesson.field, value, *places)
                return


def _led_to(
    paper: Paper, lesson: Lesson, segment: Segment
) -> Iterator[tuple[str, tuple[Segment, ...]]]:
    """Yield the text at the lesson's place, if this segment is its label."""
    text, label = segment.text.strip(), lesson.label
    if lesson.place is Place.AFTER:
        at = text.casefold().find(label.casefold())
        if at >= 0 and not any(c.isalnum() for c in text[:at]):
            yield text[at + len(label) :], (segment,)
    elif clean(text).casefold() == label.casefold():
        row = paper.canvas.rows[segment.row]
        right = lesson.place is Place.RIGHT
        other = paper.labels.right(segment, row) if right else paper.labels.below(segment)
        if other is not None:
            yield other.text, (segment, other)


def _read(paper: Paper, lesson: Lesson, text: str) -> object:
    """Read a value of the lesson's field."""
    body = clean(text)
    if lesson.field in AMOUNTS:
        return next((a.value for a in amounts(body, paper.mark)), None)
    if lesson.field in DATES:
        match = DATE.search(body)
        order = DayOrder(lesson.day_first, settled=True)
        return read_date(match[0], order)[0] if match else None
    words = body.split() if lesson.field == "customer.name" else body.split()[: _words(lesson)]
    return " ".join(words) or None


def _words(lesson: Lesson) -> int:
    return len(lesson.value.split())
