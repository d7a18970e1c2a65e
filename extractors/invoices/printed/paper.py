"""One printed invoice while it is read: its rows, its labels, its habits and the draft."""

from dataclasses import dataclass

from extractors.invoices.draft import Draft
from extractors.invoices.habits import DayOrder, day_order, decimal_mark
from extractors.invoices.printed.canvas import Canvas, Segment
from extractors.invoices.printed.labels import Found, Labels
from extractors.invoices.printed.values import DATE
from extractors.invoices.printed.wording import NOT_ENGLISH


@dataclass(slots=True)
class Paper:
    """What every step reads from and writes to.

    ``mark`` divides decimals; ``mark_known`` is false where the document does not settle it.
    """

    canvas: Canvas
    labels: Labels
    draft: Draft
    mark: str
    mark_known: bool

    @classmethod
    def of(cls, canvas: Canvas, draft: Draft) -> "Paper":
        """Learn the document's habits and find its labels."""
        texts = [row.text for row in canvas.rows]
        mark, known = decimal_mark(text for text in texts if not DATE.search(text) or "," in text)
        return cls(canvas, Labels(canvas), draft, mark, known)

    @property
    def day_order(self) -> DayOrder:
        """How the document writes dates in figures."""
        texts = [row.text for row in self.canvas.rows]
        english = not any(NOT_ENGLISH.search(text) for text in texts)
        return day_order(texts, self.draft.values.get("currency"), english=english)

    def put(self, key: str, value: object, *segments: Segment) -> None:
        """Keep a value with the words that prove it."""
        self.draft.put(key, value, self.canvas.evidence(*segments))

    def take(self, key: str, found: Found[str] | None) -> None:
        """Keep what a label led to."""
        if found is not None:
            self.put(key, found.value, *found.segments)
