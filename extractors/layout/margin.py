"""What stands in the left margin and is no text: line numbers of pleadings, quote marks of e-mails.

A numbered page has the lines of the paper numbered from 1, evenly, whether a line of text stands
beside a number or not; the rows of a numbered list or price table are neither even nor prose.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from models.passage import Word

_FEWEST_NUMBERS = 20
_EVEN = 2.0  # points by which steps between numbers may differ
_EDGES = 4.0  # points by which the numbers' right edges may differ
_LEFT = 0.2  # of the page's width: the numbers stand left of it
_SPAN = 0.6  # of the page's height: the numbers go down so far
_PROSE = 4  # words beside a number, in half of the rows that have any
_PRICED = 0.3  # of the rows: so many end in a figure in a price list, and few in prose
_FIGURE = re.compile(r"\d[.,]\d{2}\W*$|^[$€£]?\d[\d.,]*\W*$")
_LAST = 2  # words at the end of a row: "12.50 USD"
_FEWEST_QUOTES = 3
_MOSTLY = 0.7  # of the rows from the first to the last that is quoted

Row = Sequence[Word]


def margin_words(rows: Sequence[Row], width: float, height: float) -> set[int]:
    """Return the ids of the words that number a page's lines or mark them as quoted."""
    return _line_numbers(rows, width, height) | _quote_marks(rows)


def _line_numbers(rows: Sequence[Row], width: float, height: float) -> set[int]:
    numbered = [row for row in rows if row[0].text.isdigit() and row[0].x1 < _LEFT * width]
    if len(numbered) < _FEWEST_NUMBERS:
        return set()
    firsts = [row[0] for row in numbered]
    counts = all(int(b.text) == int(a.text) + 1 for a, b in pairwise(firsts))
    if firsts[0].text != "1" or not counts:
        return set()
    steps = [b.top - a.top for a, b in pairwise(firsts)]
    even = max(steps) - min(steps) <= _EVEN
    aligned = max(w.x1 for w in firsts) - min(w.x1 for w in firsts) <= _EDGES or (
        max(w.x0 for w in firsts) - min(w.x0 for w in firsts) <= _EDGES
    )
    high = firsts[-1].bottom - firsts[0].top >= _SPAN * height
    beside = [len(row) - 1 for row in numbered if len(row) > 1]
    priced = sum(any(_FIGURE.search(w.text) for w in row[1:][-_LAST:]) for row in numbered)
    prose = bool(beside) and median(beside) >= _PROSE and priced < _PRICED * len(beside)
    return {id(word) for word in firsts} if even and aligned and high and prose else set()


def _quote_marks(rows: Sequence[Row]) -> set[int]:
    """Marks before row after row of prose; "> 500" stands in tables of tiers, ">>" before items."""
    if sum(row[0].text[0] == ">" for row in rows) < _FEWEST_QUOTES:
        return set()
    found = [(at, row, marks) for at, row in enumerate(rows) if (marks := list(_marks(row)))]
    beside = [len(row) - len(marks) for _, row, marks in found if len(row) > len(marks)]
    if len(found) < _FEWEST_QUOTES or not beside or median(beside) < _PROSE:
        return set()
    if len(found) < _MOSTLY * (found[-1][0] - found[0][0] + 1):
        return set()
    return {id(word) for _, _, marks in found for word in marks}


def _marks(row: Row) -> Iterator[Word]:
    for word in row:
        if word.text.strip(">"):
            return
        yield word
