"""The headings of line tables on a page: one row, further rows of it, or several rows together."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.invoices.printed.canvas import Canvas, Row, Segment
from extractors.invoices.printed.column_roles import role_of, tokens
from extractors.invoices.printed.column_words import HEADING_TOKENS, PHRASES
from extractors.invoices.printed.columns import Column, heading, one_price, stacked

_MOST_STACKED, _CLOSE = 5, 0.35  # rows of one heading; line heights between them
_FEWEST, _FEW_WORDS = 3, 2


def continues_heading(row: Row, above: Row) -> bool:
    """Whether a row is a further line of the headings above it: "VK-Preis" / "ohne MwSt."."""
    gap = max(row.top, above.top) - min(row.bottom, above.bottom)
    if row.page != above.page or gap > above.height:
        return False
    parts = [token for segment in row.segments for token in tokens(segment.text)]
    return (
        bool(parts)
        and not any(c.isdigit() for c in row.text)
        and all(part in HEADING_TOKENS for part in parts)
    )


def _under_headings(row: Row, above: Row) -> bool:
    """Whether few words stand under headings as their second line: "value | compl. | date"."""
    near = row.page == above.page and row.top - above.bottom <= _CLOSE * row.height
    words = not any(c.isdigit() for c in row.text) and len(row.segments) >= _FEWEST
    return (
        near
        and words
        and all(
            len(part.words) <= _FEW_WORDS and _share(above.segments, part) for part in row.segments
        )
    )


def _stacked(column: Column, segment: Segment, roles: set[str], whole: str) -> str:
    """The role of a column whose heading has two lines: "Unit" / "price", a code over a description."""
    if together := role_of(whole):
        return together
    role = role_of(segment.text)
    if role == "description" and column.role in ("code", "other") and role not in roles:
        return role
    return column.role


def added(columns: Sequence[Column], block: Sequence[Row]) -> list[Column]:
    """Add columns whose heading stands only above or below the main row: "Positions-" / "betrag"."""
    runs: list[list[Segment]] = []
    for segment in (segment for row in block for segment in row.segments):
        if any(segment.x0 < c.x1 and segment.x1 > c.x0 for c in columns if c.role != "other"):
            continue
        home = next((r for r in runs if r[0].x0 < segment.x1 and r[0].x1 > segment.x0), None)
        if home is None:
            runs.append([segment])
        else:
            home.append(segment)
    new = []
    for run in runs:
        parts = tokens(" ".join(segment.text for segment in run))
        role = next(
            (PHRASES[parts[:n]] for n in range(len(parts), 0, -1) if parts[:n] in PHRASES), "other"
        )
        x0, x1 = min(s.x0 for s in run), max(s.x1 for s in run)
        new.append(Column(role, x0, x1, " ".join(segment.text for segment in run)))
    return sorted([*columns, *new], key=lambda column: column.x0)


def widened(columns: Sequence[Column], row: Row, *, above: bool) -> list[Column]:
    """Widen columns by the words of a further heading line that stand under them."""
    wide = list(columns)
    for segment in row.segments:
        for index, column in enumerate(wide):
            if segment.x0 < column.x1 and segment.x1 > column.x0:
                parts = (segment.text, column.heading) if above else (column.heading, segment.text)
                whole = " ".join(parts)
                merged = replace(
                    column,
                    role=_stacked(column, segment, {c.role for c in wide}, whole),
                    x0=min(column.x0, segment.x0),
                    x1=max(column.x1, segment.x1),
                    heading=whole,
                )
                crossing = [
                    c for c in wide if c is not column and c.x0 < merged.x1 and c.x1 > merged.x0
                ]
                if not crossing:
                    wide[index] = merged
                    break
    return wide


@dataclass(frozen=True, slots=True)
class Heading:
    """The headings of a line table and the rows they take."""

    columns: tuple[Column, ...]
    first: int
    last: int


def _stacked_heading(rows: Sequence[Row]) -> Heading | None:
    """Headings over several rows, none of which is one alone: "Unit" / "Qty" / "price"."""
    if _lettered(rows[0]):
        return None
    runs: list[list[Segment]] = [[segment] for segment in rows[0].segments]
    best: Heading | None = None
    for above, row in itertools.pairwise(rows):
        if row.page != above.page or row.top - above.bottom > _CLOSE * row.height:
            break
        for segment in row.segments:
            home = next((r for r in runs if _share(r, segment)), None)
            if home is None:
                runs.append([segment])
            else:
                home.append(segment)
        words = [tuple(word for part in run for word in part.words) for run in runs]
        one = [Segment(part, row.page, row.index) for part in sorted(words, key=lambda w: w[0].x0)]
        columns = stacked(one) or heading(Row(row.index, row.page, tuple(one)))
        if columns is not None and _all_known(columns):
            best = Heading(tuple(one_price(columns)), rows[0].index, row.index)
    return best


def _lettered(row: Row) -> bool:
    """Whether a row only numbers the columns of a claim: "A | B | C | D"."""
    return sum(len(segment.text) == 1 for segment in row.segments) > _FEWEST


def _all_known(columns: Sequence[Column]) -> bool:
    return len(columns) > _FEWEST and all(column.role != "other" for column in columns)


def _share(run: Sequence[Segment], segment: Segment) -> bool:
    return any(part.x0 < segment.x1 and segment.x0 < part.x1 for part in run)


def headings(canvas: Canvas) -> list[Heading]:
    """Find the heading rows of line tables, one for each page they stand on."""
    found: list[Heading] = []
    index = 0
    while index < len(canvas.rows):
        row = canvas.rows[index]
        columns = heading(row)
        if columns is None:
            stacked = _stacked_heading(canvas.rows[index : index + _MOST_STACKED])
            if stacked is not None:
                found.append(stacked)
            index = stacked.last + 1 if stacked is not None else index + 1
            continue
        wrapped = index + 1 < len(canvas.rows) and _under_headings(canvas.rows[index + 1], row)
        whole = _stacked_heading(canvas.rows[index : index + 2]) if wrapped else None
        if whole is not None:
            found.append(whole)
            index = whole.last + 1
            continue
        first, last = index, index + wrapped
        while first and continues_heading(canvas.rows[first - 1], canvas.rows[first]):
            first -= 1
        while last + 1 < len(canvas.rows) and continues_heading(
            canvas.rows[last + 1], canvas.rows[last]
        ):
            last += 1
        block = [row for row in canvas.rows[first : last + 1] if row is not canvas.rows[index]]
        for other in block:
            columns = widened(columns, other, above=other.index < row.index)
        columns = one_price(added(columns, block))
        found.append(Heading(tuple(columns), first, last))
        index = last + 1
    return found
