"""A table as found on one page, before its cells become passages."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.evidence import BBox
from models.passage import Word

Cell = list[Word]


@dataclass(slots=True)
class RawTable:
    """Cells of words: rows of columns, on one page; ``columns`` are their left edges."""

    page: int
    box: BBox
    rows: list[list[Cell]]
    ruled: bool
    columns: list[float] = field(default_factory=list)


def box_of(words: Sequence[Word]) -> BBox:
    """Return the box around words."""
    return BBox(
        min(w.x0 for w in words),
        min(w.top for w in words),
        max(w.x1 for w in words),
        max(w.bottom for w in words),
    )
