"""Price tables: rate cards, fee, milestone and minimum schedules, tiers; each row a term.

Reads:  tables whose columns hold prices, percents or quantities, from any format.
Yields: rates, fees, milestones, minimums and percentages with the row as evidence.
Leaves: totals, products of a quantity and a price, patents, accounts and share tables.
"""

import re
from collections.abc import Iterator, Sequence

from extractors.terms.candidates import Candidate, Context
from extractors.terms.tables.columns import Role, columns_of
from extractors.terms.tables.row import Read, Running, Scope
from extractors.terms.tables.rows import terms_of
from extractors.terms.tables.scope import currency_of, scale_of
from models.document import Cell, Table

READS = "rate"

_TOTAL = re.compile(
    r"(?i)^\W*(?:(?:grand|net|contract|project|overall)\s+)?(?:sub-?\s?)?totals?\b|^\W*(?:sum|balance|tax|vat|gst|sales\s+tax|aggregate)\b"
)
_NOTE = re.compile(r"(?i)^\W*(?:\(?\d{1,2}\)|\*|note|all\s+(?:prices|rates|fees|amounts))")
_NEAR = 420  # characters before a table that speak for it
_FEWEST = 3  # passages before a table that are looked at


def read_table(table: Table, context: Context) -> Iterator[Candidate]:
    """Propose a term for every row that holds a value."""
    body = table.rows[table.header_rows :]
    if not body:
        return
    texts = [[cell.text for cell in row] for row in body]
    heads = [_head(table, index) for index in range(len(table.rows[0]))]
    near = _near(table, context)
    section = table.rows[0][0].passage.heading or ""
    told = (" ".join(heads), near)
    currency = currency_of((*told, section), context.currency)
    columns = columns_of(heads, _listed(texts), f"{near} # {section}", currency)
    if not {Role.PRICE, Role.PERCENT, Role.QUANTITY} & set(columns.roles):
        return
    scope = Scope(columns, near, section, currency, scale_of(told))
    running = Running()
    for place, (row, cells) in enumerate(zip(body, texts, strict=True), start=1):
        filled = [i for i, text in enumerate(cells) if text]
        if len(filled) == 1 and columns.roles[filled[0]] is not Role.PRICE:
            running = Running(group=cells[filled[0]].strip(" :"))
        elif not _is_total(cells):
            for read in terms_of(cells, scope, running, last=place == len(body)):
                yield _candidate(read, row, context)


def _listed(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The rows that hold more than a group's label or a total."""
    kept = [row for row in rows if sum(map(bool, row)) > 1 and not _is_total(row)]
    return kept or list(rows)


def _is_total(cells: Sequence[str]) -> bool:
    return any(_TOTAL.match(text) for text in cells[:2]) or any(
        re.fullmatch(r"(?i)\W*(?:grand\s+|sub-?)?totals?(?:\s+\w+){0,2}\W*", text) for text in cells
    )


def _head(table: Table, index: int) -> str:
    texts = (row[index].text for row in table.rows[: table.header_rows])
    return " ".join(dict.fromkeys(text for text in texts if text))


def _near(table: Table, context: Context) -> str:
    """The words right before a table, and the note below it that speaks of all prices."""
    first = context.row(table.rows[0][0].passage)
    passage = context.before(first) if first is not None else None
    parts: list[str] = []
    while passage is not None and len(parts) < _FEWEST and passage.table is None:
        parts.insert(0, passage.text)
        if sum(map(len, parts)) > _NEAR:
            break
        passage = context.before(passage)
    last = context.row(table.rows[-1][0].passage)
    after = context.after(last) if last is not None else None
    if after is not None and after.table is None and _NOTE.match(after.text):
        parts.insert(0, after.text[: _NEAR // 2])
    return (" ".join(parts) or table.caption)[-_NEAR:]


def _candidate(read: Read, row: Sequence[Cell], context: Context) -> Candidate:
    """The row is the evidence; the value stands in its cell."""
    passage = context.row(row[0].passage) or row[0].passage
    start = sum(len(cell.text) + 3 for cell in row[: read.column]) + read.value.start
    end = min(start + read.value.end - read.value.start, len(passage.text))
    place = min(start, max(len(passage.text) - 1, 0))
    evidence = passage.evidence(0, len(passage.text), at=place)
    term = read.term.model_copy(update={"evidence": evidence})
    return Candidate(term, max(min(read.score, 0.99), 0.01), passage, start, end)
