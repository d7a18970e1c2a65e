"""Totals of price tables that are not the sum of their rows.

Reads:  the tables of one document.
Yields: one Doubt for each column of sums whose total row shows another figure.
Leaves: tables without a row called total, columns that hold anything but money in a row, rates.
Source: check-catalogue CT103.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from models.document import Cell, Document, Table
from models.money import CURRENCY_SIGNS
from models.numbers import NotANumber, guess_decimal_mark, parse_decimal
from models.terms import Doubt

_TOTAL = re.compile(
    r"^\W*(?:grand\s+|contract\s+)?(?:total|sum)\b(?!\s+(?:hours|quantity))", re.IGNORECASE
)
_SUBTOTAL = re.compile(r"\bsub-?\s?total\b", re.IGNORECASE)
_MONEY = re.compile(
    r"^\s*(?P<before>[^\d\s,.()-]{1,4})?\s*(?P<figure>\d[\d.,']*\d|\d)\s*(?P<after>[A-Za-z€£$]{1,3})?\s*$"
)
_FEWEST = 2
_Row = tuple[Cell, ...]


def totals_wrong(document: Document) -> Iterator[Doubt]:
    """Add up the columns of money above each total."""
    for rows in _joined(document.tables):
        yield from _of_rows(rows)


def _joined(tables: Iterable[Table]) -> Iterator[list[_Row]]:
    """Return the rows of each table, one that goes on over a page break taken as one."""
    before: Table | None = None
    rows: list[_Row] = []
    for table in tables:
        if before is not None and not _goes_on(before, table):
            yield rows
            rows = []
        rows = [*rows, *table.rows[table.header_rows :]]
        before = table
    yield rows


def _goes_on(before: Table, table: Table) -> bool:
    if table.header_rows or not table.pages or not before.pages or not before.rows:
        return False
    same_width = bool(table.rows) and len(table.rows[0]) == len(before.rows[0])
    return same_width and table.pages[0] == before.pages[-1] + 1


def _of_rows(rows: Sequence[_Row]) -> Iterator[Doubt]:
    for place, row in enumerate(rows):
        label = next((cell.text for cell in row if cell.text), "")
        if not _TOTAL.match(label) or _SUBTOTAL.search(label):
            continue
        above = [one for one in rows[:place] if any(cell.text for cell in one)]
        if any(_SUBTOTAL.search(cell.text) for one in above for cell in one):
            return
        for column in range(1, len(row)):
            if doubt := _column(above, row[column], column):
                yield doubt
        return


def _column(above: Sequence[Sequence[Cell]], total: Cell, column: int) -> Doubt | None:
    printed = _money(total.text)
    parts = [_money(row[column].text) for row in above]
    known = [part for part in parts if part is not None]
    if printed is None or len(known) < _FEWEST or len(known) != len(parts):
        return None
    amount, currency = printed
    added = sum((value for value, _ in known), Decimal(0))
    # A table cut by a page break adds up to a small part of its total.
    if added == amount or not amount / 2 <= added <= amount * 2:
        return None
    if {sign for _, sign in known if sign and currency} - {currency}:
        return None
    return Doubt(
        reason=f"The rows add up to {added}, the table says {amount}.",
        evidence=total.passage.evidence(0, len(total.text)),
        cause=Doubt.TABLE_TOTAL,
        readings=(f"{added:f}", f"{amount:f}"),
        amount_difference=abs(added - amount),
        currency=currency,
    )


def _money(text: str) -> tuple[Decimal, str | None] | None:
    """Return a sum and its currency as printed; None for a cell that holds anything else."""
    match = _MONEY.match(text)
    if match is None:
        return None
    sign = (match["before"] or match["after"] or "").strip()
    currency = CURRENCY_SIGNS.get(sign, sign.upper() if len(sign) == 3 else None)  # noqa: PLR2004 (ISO 4217)
    if not currency and "." not in match["figure"] and "," not in match["figure"]:
        return None  # a bare whole number may count anything
    mark = guess_decimal_mark(match["figure"]) or "."
    try:
        return parse_decimal(match["figure"], decimal_mark=mark), currency
    except NotANumber:
        return None
