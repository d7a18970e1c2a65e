"""Running headers, footers and page numbers: lines that repeat near the edge of pages."""

import re
from collections import Counter
from collections.abc import Sequence

from models.document import Line

_EDGE = 0.12  # share of the page's height
_NUMBER = re.compile(
    r"^\W*(?:(?:page|pg\.?|seite)\s*)?[-–\[(]*\s*(?:[a-z]{1,2}-)?(?:\d{1,4}|[ivxlc]{1,6})\s*[-–\])]*(?:\s*(?:of|/|von)\s*\d{1,4})?\W*$",
    re.IGNORECASE,
)
_FEWEST = 3


def furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[frozenset[int]]:
    """Return, a page, the indexes of the lines that are furniture.

    A line is furniture when it stands near the top or bottom edge and is a page number, or when
    its text, figures aside, stands there on at least three pages and a third of all.
    """
    marks: list[dict[int, str]] = []
    counts: Counter[str] = Counter()
    for lines, height in zip(pages, heights, strict=True):
        near = {i: _fold(line.text) for i, line in enumerate(lines) if _near_edge(lines, i, height)}
        marks.append(near)
        counts.update(set(near.values()))
    needed = max(_FEWEST, len(pages) / 3)
    return [
        frozenset(i for i, text in near.items() if counts[text] >= needed or _is_number(lines, i))
        for lines, near in zip(pages, marks, strict=True)
    ]


def _near_edge(lines: Sequence[Line], index: int, height: float) -> bool:
    """At the paper's edge, or the very last line of a page that is not full."""
    box = lines[index].box
    last = index == len(lines) - 1
    return box.bottom < _EDGE * height or box.top > (1 - _EDGE) * height or last


def _is_number(lines: Sequence[Line], index: int) -> bool:
    if not _NUMBER.match(lines[index].text):
        return False
    box = lines[index].box
    return not any(
        i != index and abs(line.box.top - box.top) < (box.bottom - box.top)
        for i, line in enumerate(lines)
    )


def _fold(text: str) -> str:
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", text.lower())
