"""Totals that a document prints: of a price table, and the price that instalments add up to.

Reads:  rows "Total" under a column of prices or percents; "the total Contract Price is $500,000".
Yields: a StatedTotal with its parts (a table), or without them (prose).
Leaves: totals of one row, columns in which a row could not be read, budgets and accounts.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.columns import columns_of, sum_in
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.quotes import quote
from models.clauses import StatedTotal
from models.document import Cell, Document, Table
from models.passage import Passage

_TOTAL = re.compile(r"^\W*(?:grand\s+)?totals?\b(?!\s*(?:hours|days|quantity))", re.IGNORECASE)
_SUBTOTAL = re.compile(r"^\W*sub-?\s?totals?\b", re.IGNORECASE)
_LESS = re.compile(r"\b(?:less|discount|credit|deduct\w*|rebate)\b", re.IGNORECASE)
_ACCOUNTS = re.compile(
    r"\b(?:estimat\w+|budget\w*|forecast|projections?|balance\s+sheet|assets|liabilit\w+|shares?|stock|insurance|loan|depreciation|quota)\b",
    re.IGNORECASE,
)
_FEWEST = 2
_PRICE = re.compile(
    r"\b(?:total|fixed|lump[\s-]sum|aggregate|overall|agreed)\s+(?:\w+\s+){0,2}?(?:price|fees?|cost|amount|consideration|sum|compensation|value)\b|\b(?:contract|project|purchase|fixed)\s+(?:price|sum|fee)\b",
    re.IGNORECASE,
)
_IS = re.compile(
    r"^[^.;$€£\d]{0,70}?\b(?:is|are|be|of|equals?|amounts?\s+to)\s+(?:\w+\s+){0,3}?[\"(]*$|^\W{0,3}$",
    re.IGNORECASE,
)
_NOT_PRICE = re.compile(
    r"\b(?:not\s+(?:to\s+)?exceed|maximum|up\s+to|at\s+least|minimum|liabilit\w+|insur\w+|increase\w*|damages|per\s?cent\s+of|if)\b|%",
    re.IGNORECASE,
)


def totals(document: Document, currency: str) -> Iterator[StatedTotal]:
    """Yield the totals of tables, then those of clauses."""
    rows = {(p.table, p.row): p for p in document.passages if p.table is not None}
    for number, table in enumerate(document.tables):
        places = {row: rows.get((number, row)) for row in range(len(table.rows))}
        yield from _of_table(table, places, currency)
    yield from _of_clauses(document.passages, currency)


def _of_table(
    table: Table, places: dict[int, Passage | None], currency: str
) -> Iterator[StatedTotal]:
    columns = columns_of(table, currency)
    heading = table.rows[0][0].passage.heading if table.rows else None
    around = " ".join((table.caption[-220:], heading or "", *columns.heads))
    if _ACCOUNTS.search(around):
        return
    wanted = {*columns.prices, *([columns.percent] if columns.percent is not None else [])}
    for index in sorted(wanted):
        percent = index == columns.percent
        parts: list[list[Decimal]] = [[]]
        subtotals: list[Decimal] = []
        for number, row in enumerate(table.rows[table.header_rows :], start=table.header_rows):
            value = _figure(row[index], columns.heads[index], currency, percent=percent)
            label = " ".join(cell.text for cell in row[:2])
            if _SUBTOTAL.match(label):
                if value is not None:
                    subtotals.append(value)
                    parts.append([])
                continue
            if _TOTAL.match(label) or _TOTAL.match(row[0].text):
                made = _total(value, parts, subtotals)
                passage = places[number]
                if made is not None and passage is not None:
                    yield StatedTotal(
                        total=made[0],
                        parts=made[1],
                        currency=None if percent else currency,
                        percent=percent,
                        name=columns.heads[index] or None,
                        evidence=passage.evidence(0, len(passage.text)),
                    )
                parts, subtotals = [[]], []
                continue
            if value is None and row[index].text.strip(" -–—"):
                break  # a cell that cannot be read: no sum can be told
            if value is not None:
                parts[-1].append(-value if _LESS.search(label) and value > 0 else value)


def _figure(cell: Cell, head: str, currency: str, *, percent: bool) -> Decimal | None:
    text = cell.text.strip()
    if percent:
        return next((v.amount for v in percents_in(text if "%" in text else f"{text}%")), None)
    value = sum_in(cell, head, currency)
    if value is None:
        return None
    return -value.amount if text.startswith(("(", "-")) else value.amount


def _total(
    value: Decimal | None, parts: Sequence[Sequence[Decimal]], subtotals: Sequence[Decimal]
) -> tuple[Decimal, tuple[Decimal, ...]] | None:
    """The total with the parts that fit it best: all rows, those since a subtotal, subtotals."""
    everything = [one for group in parts for one in group]
    readings = [everything, [*subtotals, *parts[-1]], list(parts[-1])]
    usable = [reading for reading in readings if len(reading) >= _FEWEST]
    if value is None or not usable:
        return None
    best = min(usable, key=lambda reading: abs(sum(reading) - value))
    return value, tuple(best)


def _of_clauses(passages: Iterable[Passage], currency: str) -> Iterator[StatedTotal]:
    for passage in passages:
        if passage.table is not None:
            continue
        for match in _PRICE.finditer(passage.text):
            after = passage.text[match.end() : match.end() + 160]
            found = next(iter(amounts_in(after, currency)), None)
            if found is None or not _IS.match(after[: found.start]):
                continue
            around = passage.text[max(match.start() - 40, 0) : match.end() + found.end]
            if _NOT_PRICE.search(around) or _NOT_PRICE.match(after[found.end :].lstrip()):
                continue
            yield StatedTotal(
                total=found.amount,
                currency=found.unit or currency,
                name=match[0],
                evidence=quote(passage, match.end() + found.start, match.end() + found.end),
            )
