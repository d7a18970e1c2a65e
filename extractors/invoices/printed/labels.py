"""Finds the value that belongs to a label: behind it, to its right, or below it.

A label wrapped over two lines and a value wrapped over two lines are read whole where the
spacing shows that they belong together.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

from extractors.invoices.printed.canvas import Canvas, Row, Segment
from extractors.invoices.printed.values import clean
from extractors.invoices.printed.wording import LABELS, compiled, spans

Value = TypeVar("Value")

_PATTERNS = {key: compiled(wording) for key, wording in LABELS.items()}
_MOST_SEGMENTS = 6000
_REMEMBERED = 8192  # texts: those of some hundred invoices
_ALIGNED = 3.0  # points
_OF_A_NUMBER = re.compile(
    r"[-/](?:[A-Z]{1,4}[-/])?\w*\d"
)  # "SOW-1/25": words that begin a number are no label
_TIGHT = 0.35  # line heights between two lines of one label, at most
_NEAR = 1.6  # line heights to the row below
# Words that are labels only at the beginning of a segment: they occur in prose and titles too.
_WEAK = frozenset(
    "invoice facture number date datum fecha data dated due to from vat btw terms order client "
    "customer cliente contract agreement mandate mandat msa framework overeenkomst aftale avtal requisition pedido cancels concerne quotation quote proposal gst hst contrat contrato contratto vertrag account received "
    "número numero numéro nummer # rechnung factuur factura fattura document an kunde konto compte devise valuta id klant".split()
) | {
    "credit note",
    "credit memo",
    "service order",
    "call-off order",
    "work order",
    "task order",
    "received on",
    "abonné",
}
_VALUE_BEFORE = re.compile(r"[A-Z][\w ./-]{1,25}:\s\S.*\s")
_FEW_WORDS = 3
_OF_PARTIES = ("to", "from", "an", "for")
_FAR = 4.0  # line heights: what is further to the right belongs to another label
_VAGUE = 0.3  # "To:" is said to whom a payment goes as well
_DIVIDERS = ("·", "•", "|")
_BULLETS = "*•-–|· \t("


@dataclass(frozen=True, slots=True)
class Label:
    """A label: the field it names, its words, and what follows it in its segment."""

    key: str
    text: str
    segment: Segment
    start: int
    rest: str
    rank: int
    above: Segment | None = None  # the first line of a wrapped label

    @property
    def colon(self) -> bool:
        """Whether the label ends with a colon."""
        return self.rest.lstrip("* ").startswith(":")

    @property
    def leads(self) -> bool:
        """Whether the label begins its segment, or a part of it: "4 May 2026 · due 3 June 2026"."""
        before = self.segment.text[: self.start].rstrip()
        return not before.strip(_BULLETS) or before.endswith(_DIVIDERS)

    @property
    def in_run(self) -> bool:
        """Whether the label stands behind another's value: "Date: 3 May 2026 Contract: A-1"."""
        before = self.segment.text[: self.start]
        return self.colon and self.text[0].isupper() and bool(_VALUE_BEFORE.fullmatch(before))

    @property
    def bare(self) -> bool:
        """Whether nothing follows the label in its segment."""
        return not clean(self.rest).strip(",;")


@dataclass(frozen=True, slots=True)
class Found(Generic[Value]):
    """A value, the segments that print it (label first), and how good the match is."""

    value: Value
    segments: tuple[Segment, ...]
    score: float
    label: Label


@dataclass(slots=True)
class Labels:
    """Every label of a document, and the way from a label to its value."""

    canvas: Canvas
    found: dict[str, list[Label]] = field(default_factory=dict)
    table: frozenset[int] = frozenset()  # rows of line tables, whose headings are no labels
    described: frozenset[int] = frozenset()  # rows of lines' words, which alone are no label

    def __post_init__(self) -> None:
        for count, segment in enumerate(self.canvas.segments):
            if count > _MOST_SEGMENTS:
                break
            for label in labels_in(segment):
                self.found.setdefault(label.key, []).append(label)
            for label in self._wrapped(segment):
                self.found.setdefault(label.key, []).append(label)

    def best(self, key: str, read: Callable[[str], Value | None]) -> Found[Value] | None:
        """Return the best value of a field; the first of equals."""
        return max(self.all(key, read), key=lambda found: found.score, default=None)

    def all(self, key: str, read: Callable[[str], Value | None]) -> Iterator[Found[Value]]:
        """Yield the value of each label of a field that has one."""
        for label in self.found.get(key, ()):
            word = label.text.lower().strip(" .")
            if label.segment.row in self.table:
                continue
            if label.segment.row in self.described and label.bare and not label.colon:
                continue
            if word == "po" and not (label.leads or label.text.isupper()):
                continue  # "Via Po 3"
            if word in _WEAK and not (label.leads or label.in_run):
                continue
            if word in _OF_PARTIES and not (label.bare or label.colon):
                continue  # "To our charges for"
            found = self._value(label, read)
            if found is not None:
                yield found

    def _value(self, label: Label, read: Callable[[str], Value | None]) -> Found[Value] | None:
        score = 1.0 - 0.02 * label.rank + 0.2 * label.leads + 0.15 * label.colon
        score -= _VAGUE * (label.text.lower() in _OF_PARTIES)
        row = self.canvas.rows[label.segment.row]
        sources = list(self._behind(label))
        if label.bare or _only_words(label):
            right = self.right(label.segment, row)
            if right is None and label.above is not None:
                right = self._right_between(label.above, label.segment)
            if right is not None and (ends_with_colon(right) or _names_other(right, label)):
                right = None
            if right is not None:
                whole = self.wrapped_value(label.segment, right, label.above)
                sources += [
                    (" ".join(part.text for part in whole), (label.segment, *whole), -0.02),
                    (right.text, (label.segment, right), -0.05),
                ]
            below = self.below(label.segment)
            below = _clipped(below, label.segment, row) if below is not None else None
            if below is not None and not ends_with_colon(below):
                under = (below.text, (label.segment, below), -0.1)
                sources.insert(0 if self._over(label, below, right) else len(sources), under)
        if label.above is not None:
            sources = [(text, (label.above, *places), s + 0.05) for text, places, s in sources]
        for text, places, change in sources:
            value = read(text)
            if value is not None:
                return Found(value, places, score + change, label)
        return None

    def _behind(self, label: Label) -> Iterator[tuple[str, tuple[Segment, ...], float]]:
        """What follows a label in its segment; behind a comma it may go on below: "August 3," / "2025"."""
        if label.bare:
            return
        yield label.rest, (label.segment,), 0.0
        under = self.below(label.segment) if label.rest.rstrip().endswith(",") else None
        if under is not None and abs(under.x0 - label.segment.x0) < _ALIGNED:
            yield f"{label.rest} {under.text}", (label.segment, under), -0.02

    def _over(self, label: Label, below: Segment, right: Segment | None) -> bool:
        """Whether a label heads what stands under it, rather than what is far to its right."""
        segment = label.segment
        far = right is None or right.x0 - segment.x1 > _FAR * segment.height
        aligned = abs(below.x0 - segment.x0) < _ALIGNED
        if right is not None and not _figures(below) and self.in_list(below, right):
            return False
        told = far and aligned and not label.colon and not says_a_label(below)
        return told and (right is None or not _is_rather_the_value(right, below))

    def in_list(self, below: Segment, right: Segment) -> bool:
        """Whether the next row has a value under the value: labels and values in two columns."""
        beside = self.right(below, self.canvas.rows[below.row])
        return (
            beside is not None
            and min(abs(beside.x0 - right.x0), abs(beside.x1 - right.x1)) < _ALIGNED
        )

    def right(self, segment: Segment, row: Row) -> Segment | None:
        """The next segment on the same row that is more than a colon."""
        for other in row.segments:
            if other.x0 > segment.x0 and other is not segment and clean(other.text):
                return other
        return None

    def _right_between(self, top: Segment, last: Segment) -> Segment | None:
        """The value beside a label of several rows: beside its first, or set at half its height."""
        for row in self.canvas.rows[top.row : last.row]:
            found = next((s for s in row.segments if s.x0 > max(top.x1, last.x1)), None)
            if found is not None and row.page == top.page:
                return found
        return None

    def below(self, segment: Segment) -> Segment | None:
        """The nearest segment of the next row under this one: same left edge, or overlapping."""
        for row in self.canvas.rows[segment.row + 1 : segment.row + 4]:
            if row.page != segment.page or row.top - segment.bottom > _NEAR * segment.height:
                return None
            under = [s for s in row.segments if s.x0 < segment.x1 and s.x1 > segment.x0]
            if under:
                return min(under, key=lambda s: abs(s.x0 - segment.x0))
        return None

    def wrapped_value(
        self, label: Segment, value: Segment, top: Segment | None = None
    ) -> tuple[Segment, ...]:
        """The value with the lines it wraps to, above or below, in a column of values.

        ``top`` is the first line of a label that wraps too.

        A line belongs to the value when its row has no label of its own and it stands nearer to
        this value than to the one on its other side.
        """
        above = self._orphan(label, value, -1, top)
        below = self._orphan(label, value, +1)
        return tuple(part for part in (above, value, below) if part is not None)

    def _orphan(
        self, label: Segment, value: Segment, step: int, top: Segment | None = None
    ) -> Segment | None:
        lone = self._aligned(value, step)
        if lone is None or is_label(lone):
            return None
        row = self.canvas.rows[lone.row]
        others = [s for s in row.segments if s is not top]
        if any(s.x0 < lone.x0 and s.x1 > label.x0 - _ALIGNED for s in others):
            return None
        gap = lone.top - value.top if step > 0 else value.top - lone.top
        other = self._neighbour(lone, step)
        far = abs(other.top - lone.top) if other is not None else None
        if gap > 1.5 * value.height or (far is not None and far <= gap):
            return None
        return lone

    def _aligned(self, segment: Segment, step: int) -> Segment | None:
        """What stands above or below with the same left edge; a row of other columns may be between."""
        for place in (segment.row + step, segment.row + 2 * step):
            if 0 <= place < len(self.canvas.rows) and self.canvas.rows[place].page == segment.page:
                for other in self.canvas.rows[place].segments:
                    if abs(other.x0 - segment.x0) < _ALIGNED:
                        return other
        return None

    def _neighbour(self, lone: Segment, step: int) -> Segment | None:
        """The next value on the other side of a line that has no label."""
        place = lone.row + step
        if not 0 <= place < len(self.canvas.rows):
            return None
        row = self.canvas.rows[place]
        if row.page != lone.page:
            return None
        return next((s for s in row.segments if abs(s.x0 - lone.x0) < _ALIGNED), None)

    def _wrapped(self, segment: Segment) -> Iterator[Label]:
        """Labels over two lines: "Received by accounts" / "payable:", "Payment" / "terms"."""
        colon = segment.text.rstrip().endswith(":")
        if not segment.row or (colon and is_label(segment)):
            return
        above = self._aligned(segment, -1)
        if above is None or ":" in above.text:
            return
        if not colon and segment.top - above.bottom > _TIGHT * segment.height:
            return
        others = {label.key for label in labels_in(above)}
        text = f"{above.text} {segment.text}"
        for label in labels_in(above.part(above.words), text):
            alone = others <= {label.key} or self.right(above, self.canvas.rows[above.row]) is None
            whole = label.text == text and alone
            if len(label.text) > len(above.text) and (colon or whole):
                yield Label(label.key, label.text, segment, 0, label.rest, label.rank, above)


def labels_in(segment: Segment, text: str | None = None) -> list[Label]:
    """Return the labels of a segment; one within a longer one is dropped."""
    body = segment.text if text is None else text
    return [
        Label(key, body[start:end], segment, start, rest, rank)
        for key, start, end, rest, rank in _named_in(body)
    ]


@lru_cache(maxsize=_REMEMBERED)
def _named_in(body: str) -> tuple[tuple[str, int, int, str, int], ...]:
    """Return (key, start, end, rest, rank) of the labels in a text, which is asked again and again."""
    every = [
        (start, end, rank, key)
        for key, patterns in _PATTERNS.items()
        for start, end, rank in spans(patterns, body)
        if not _OF_A_NUMBER.match(body, end)
    ]
    kept = []
    for start, end, rank, key in every:
        longer = any(s <= start and end <= e and e - s > end - start for s, e, _, _ in every)
        joined = any(
            s - end <= 1 and k != key and _colon(body, e) for s, e, _, k in every if s > end
        )
        if not longer and not joined:  # "Retainer account:" is no retainer
            after = [s for s, e, _, _ in every if s >= end and _colon(body, e)]
            kept.append((key, start, end, body[end : min(after, default=len(body))], rank))
    return tuple(kept)


def _colon(body: str, end: int) -> bool:
    """Whether a colon follows the words that end there."""
    return body[end : end + 3].lstrip("* ")[:1] == ":"


def _only_words(label: Label) -> bool:
    """Whether a few words and no figure follow a label: "Date and tax point"."""
    return (
        len(label.rest.split()) <= _FEW_WORDS
        and not label.colon
        and not any(c.isdigit() for c in label.rest)
    )


def _clipped(below: Segment, label: Segment, row: Row) -> Segment | None:
    """The words that stand under a label, where others stand under the labels beside it."""
    heads = [s for s in row.segments if s.x0 < below.x1 and s.x1 > below.x0]
    if len(heads) < 2:  # noqa: PLR2004 (a label and another)
        return below
    words = [
        word
        for word in below.words
        if max(heads, key=lambda head: min(head.x1, word.x1) - max(head.x0, word.x0)) is label
    ]
    return below.part(words) if words else None


def _is_rather_the_value(right: Segment, below: Segment) -> bool:
    """Whether what is far to the right of a label is its value: ": 30 days", figures, and below none."""
    return (_figures(right) and not _figures(below)) or right.text.startswith(":")


def _figures(segment: Segment) -> bool:
    return any(c.isdigit() for c in segment.text)


def ends_with_colon(segment: Segment) -> bool:
    """Whether a segment is a label by its colon."""
    return segment.text.rstrip("* ").endswith(":")


def _names_other(right: Segment, label: Label) -> bool:
    """Whether the segment to the right is a label: "Bill to" beside "Ship to".

    Behind a colon a bare word is a value: "Agreement:  Order Form".
    """
    found = [other for other in labels_in(right) if other.leads]
    if any(other.colon for other in found):
        return True
    return not label.colon and any(other.bare for other in found)


def is_label(segment: Segment) -> bool:
    """Whether a segment begins with a label that has a colon, or is nothing but a label."""
    return any(label.leads and (label.colon or label.bare) for label in labels_in(segment))


def says_a_label(segment: Segment) -> bool:
    """Whether a segment begins with a label, maybe of several words without a colon: "Bill to Acme"."""
    return any(
        label.leads and (label.colon or label.bare or " " in label.text.strip())
        for label in labels_in(segment)
    )
