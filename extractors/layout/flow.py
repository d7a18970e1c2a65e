"""A document's pages as passages and tables, in reading order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extractors.layout.paragraphs import PlacedLine, paragraphs
from extractors.layout.passages import PassageMaker
from extractors.layout.rawtable import RawTable
from extractors.layout.tables import header_rows, is_rest_of_row, joined
from models.document import Cell, Line, Table
from models.passage import Passage, Word

_PAGE_TAG = "<PAGE>"  # where a filing's page ended, in the middle of our lines

Placed = list[tuple[int | None, Word]]


@dataclass(frozen=True, slots=True)
class FlowPage:
    """What one page gives: its lines, what they read, those that are furniture, its tables."""

    number: int
    lines: Sequence[Line]
    texts: Sequence[str]
    furniture: frozenset[int]
    tables: Sequence[RawTable] = field(default_factory=tuple)
    strip: float | None = None  # between two columns of prose


def passages_of(
    pages: Sequence[FlowPage], maker: PassageMaker
) -> tuple[list[Passage], list[Table]]:
    """Return the passages and tables of pages; what is in a table is not a clause as well."""
    raw, lines = _placed(pages)
    groups = joined(raw, *_page_edges(lines))
    heads = {id(group[0]): group for group in groups}
    passages: list[Passage] = []
    tables: list[Table] = []
    caption = ""
    for paragraph in paragraphs(lines):
        spot = paragraph[0].table
        if spot is None:
            made = maker.paragraph([(p.page, word) for p in paragraph for word in p.line.words])
            if made is not None:
                passages.append(made)
                caption = made.text
        elif group := heads.get(id(raw[spot])):
            table, rows = _table(group, len(tables), maker, caption)
            tables.append(table)
            passages += rows
    return passages, tables


def _placed(pages: Sequence[FlowPage]) -> tuple[list[RawTable], list[PlacedLine]]:
    """Lines outside of tables, with each table's place among them."""
    raw: list[RawTable] = []
    lines: list[PlacedLine] = []
    for page in pages:
        owner = {_key(w): t for t in page.tables for row in t.rows for cell in row for w in cell}
        seen: set[int] = set()
        skipped = False
        for index, (line, text) in enumerate(zip(page.lines, page.texts, strict=True)):
            if index in page.furniture:
                skipped = True
                continue
            tagged = text.endswith(_PAGE_TAG)
            rest, table = _outside(line, owner) if owner else (line, None)
            if tagged and rest is not None:
                rest = _untagged(rest)
            if rest is not None:
                said = text if rest is line else rest.text
                lines.append(_place(page, rest, said, after_break=skipped))
                skipped = False
            skipped = skipped or tagged
            if table is not None and id(table) not in seen:
                seen.add(id(table))
                raw.append(table)
                lines.append(_place(page, line, text, len(raw) - 1))
    return raw, lines


def _place(
    page: FlowPage, line: Line, text: str, table: int | None = None, *, after_break: bool = False
) -> PlacedLine:
    """A line, which reads ``text``, with its place on its page."""
    first, last, strip = line.words[0], line.words[-1], page.strip
    column = 0 if strip is None or first.x0 < strip < last.x1 else 1 + (first.x0 >= strip)
    box = (first.x0, first.top, last.x1, first.bottom)
    return PlacedLine(page.number, line, text, *box, table, after_break, column)


def _outside(
    line: Line, owner: Mapping[tuple[float, float], RawTable]
) -> tuple[Line | None, RawTable | None]:
    """The part of a line that is in no table, and the table that the line touches."""
    rest = tuple(word for word in line.words if _key(word) not in owner)
    if len(rest) == len(line.words):
        return line, None
    table = next(t for word in line.words if (t := owner.get(_key(word))) is not None)
    return (Line(rest) if rest else None), table


def _untagged(line: Line) -> Line | None:
    """The line without the page number and the tag that a filing left at its end."""
    words = line.words[:-1]
    if words and words[-1].text.isdigit():
        words = words[:-1]
    return Line(words) if words else None


def _key(word: Word) -> tuple[float, float]:
    return (word.x0, word.top)


def _page_edges(lines: Sequence[PlacedLine]) -> tuple[set[int], set[int]]:
    """Tables that end a page, and tables that begin one."""
    last: set[int] = set()
    first: set[int] = set()
    for index, item in enumerate(lines):
        if item.table is None:
            continue
        if index == 0 or lines[index - 1].page != item.page:
            first.add(item.table)
        if index + 1 == len(lines) or lines[index + 1].page != item.page:
            last.add(item.table)
    return last, first


def _table(
    group: Sequence[RawTable], number: int, maker: PassageMaker, caption: str
) -> tuple[Table, list[Passage]]:
    body: list[list[Placed]] = []
    for part in group:
        for index, row in enumerate(part.rows):
            words: list[Placed] = [[(part.page, word) for word in cell] for cell in row]
            if body and not index and is_rest_of_row(body[-1], words):
                body[-1] = [a + b for a, b in zip(body[-1], words, strict=True)]
            else:
                body.append(words)
    cells = [
        tuple(Cell(maker.cell(cell, number, index)) for cell in row)
        for index, row in enumerate(body)
    ]
    rows = [maker.row(row, number, index) for index, row in enumerate(body)]
    pages = tuple(dict.fromkeys(part.page for part in group))
    heads = header_rows([[cell.text for cell in row] for row in cells])
    return Table(tuple(cells), pages, group[0].ruled, caption, heads), rows
