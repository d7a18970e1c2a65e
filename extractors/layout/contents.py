"""Tables of contents: rows that name a heading and its page, and state nothing themselves."""

import re
from collections.abc import Sequence

from models.passage import Word

_PAGE = re.compile(r"^(?:\d{1,3}|[ivxl]{1,6}|[A-Z]-\d{1,3})$")
_LEADERS = re.compile(r"\.{4,}|(?:\. ){4,}|_{6,}|…{2,}")
_TITLE = re.compile(r"\b(?:contents?|index)\b", re.IGNORECASE)
_FEWEST = 5
_FEWEST_KNOWN = 2  # under its title, or after a first run
_NEAR_TOP = 10  # rows
_WIDE = 1.5  # word heights between a heading and its page number
_BETWEEN = 3  # rows without a page number (wrapped headings, titles of parts) in between


def contents_rows(rows: Sequence[list[Word]], *, continued: bool = False) -> set[int]:
    """Return the indexes of the rows that form a table of contents.

    A run of rows that end in rising page numbers counts where dots lead to the numbers or a
    title says "Contents"; ``continued``: the page before ended in one.
    """
    found = [index for index, row in enumerate(rows) if _entry(row)]
    runs: list[list[int]] = []
    for index in found:
        near = bool(runs) and index - runs[-1][-1] <= _BETWEEN + 1
        if near and _page(rows[runs[-1][-1]]) <= _page(rows[index]):
            runs[-1].append(index)
        else:
            runs.append([index])
    taken: set[int] = set()
    for run in runs:
        known = bool(taken) or (continued and run[0] <= _NEAR_TOP)
        known = known or any(_TITLE.search(_text(row)) for row in rows[: run[0]][-_NEAR_TOP:])
        dotted = sum(bool(_LEADERS.search(_text(rows[i]))) for i in run) > len(run) / 2
        if len(run) >= (_FEWEST_KNOWN if known else _FEWEST) and (known or dotted):
            taken |= set(range(run[0], run[-1] + 1))
    return taken


def _entry(row: Sequence[Word]) -> bool:
    if len(row) < 2 or not _PAGE.match(row[-1].text):  # noqa: PLR2004 (a heading and a page)
        return False
    before, last = row[-2:]
    wide = last.x0 - before.x1 > _WIDE * (last.bottom - last.top)
    return (wide and not before.text.endswith("$")) or bool(_LEADERS.search(_text(row)))


def _page(row: Sequence[Word]) -> int:
    text = row[-1].text
    return int(text) if text.isdigit() else 0 if text.islower() else 10_000


def _text(row: Sequence[Word]) -> str:
    return " ".join(word.text for word in row)
