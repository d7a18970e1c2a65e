"""Totals that a document prints: of a price table, and the price that instalments add up to.

Reads:  rows "Total" under a column of prices or percents; "the total Contract Price is $500,000".
Yields: a StatedTotal with its parts (a table), or without them (prose).
Leaves: totals of one row, columns in which a row could not be read, budgets and accounts.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.values import Value
from extractors.wording import phrase
from models.clauses import StatedTotal
from models.document import Document, Table
from models.numbers import NotANumber, parse_decimal
from models.passage import Passage

_TOTAL = re.compile(r"^\W*(?:grand\s+)?totals?\b(?!\s*(?:hours|days|quantity))", re.IGNORECASE)
_SUBTOTAL = re.compile(r"^\W*sub-?\s?totals?\b", re.IGNORECASE)
_LESS = phrase(r"\b(?:less|discount|credit|deduct\w*|rebate)\b")
_ACCOUNTS = phrase(
    r"\b(?:estimat\w+|budget\w*|forecast|projections?|balance\s+sheet|assets|liabilit\w+|shares?|stock|insurance|loan|depreciation|quota)\b"
)
_MONEY_HEAD = phrase(r"\b(?:amount|price|fee|cost|charge|payment|sum|value|USD|EUR|GBP)s?\b|[$€£]")
_CENTS = phrase(r"[.,]\d{2}\)?$", re.NOFLAG)
_FEWEST = 2
_PRICE = phrase(
    r"\b(?:total|fixed|lump[\s-]sum|aggregate|overall|agreed)\s+(?:\w+\s+){0,2}?(?:price|fees?|cost|amount|consideration|sum|compensation|value)\b|\b(?:contract|project|purchase|fixed)\s+(?:price|sum|fee)\b"
)
_IN_TOTAL = phrase(r"(?<=[\d)])\s+in\s+(?:total|all|(?:the\s+)?aggregate)\b")
_FIGURE_IN = phrase(r"[\d)]\s+in\s")  # how that begins
_IS = re.compile(
    r"^[^.;$€£\d]{0,70}?\b(?:is|are|be|of|equals?|amounts?\s+to)\s+(?:\w+\s+){0,3}?[\"(]*$|^\W{0,3}$",
    re.IGNORECASE,
)
_NOT_PRICE = phrase(
    r"\b(?:not\s+(?:to\s+)?exceed|maximum|up\s+to|at\s+least|minimum|liabilit\w+|insur\w+|increase\w*|damages|per\s?cent\s+of|if)\b|%"
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
    """Columns are taken by their place: headings may stand over the wrong one."""
    heads = [
        " ".join(row[i].text for row in table.rows[: table.header_rows]) for i in _columns(table)
    ]
    heading = table.rows[0][0].passage.heading if table.rows else None
    around = " ".join((table.caption[-220:], heading or "", *heads))
    if _ACCOUNTS.search(around):
        return
    priced = bool(_MONEY_HEAD.search(" ".join(heads)))
    for index in _columns(table):
        yield from _of_column(table, index, places, _Column(currency, priced, heads[index]))


def _columns(table: Table) -> range:
    return range(len(table.rows[0]) if table.rows else 0)


@dataclass(frozen=True, slots=True)
class _Column:
    """What is known of a column: its currency, whether bare figures are money, its heading."""

    currency: str
    priced: bool
    head: str


def _of_column(
    table: Table, index: int, places: dict[int, Passage | None], column: _Column
) -> Iterator[StatedTotal]:
    parts: list[list[Decimal]] = [[]]
    subtotals: list[Decimal] = []
    percents = 0
    for number, row in enumerate(table.rows[table.header_rows :], start=table.header_rows):
        text = row[index].text.strip()
        value = _figure(text, column)
        label = " ".join(cell.text for cell in row[:2])
        percents += "%" in text
        if _SUBTOTAL.match(label):
            if value is not None:
                subtotals.append(value)
                parts.append([])
        elif _TOTAL.match(label) or _TOTAL.match(row[0].text):
            made, passage = _total(value, parts, subtotals), places[number]
            if made is not None and passage is not None:
                yield StatedTotal(
                    total=made[0],
                    parts=made[1],
                    currency=None if percents else column.currency,
                    percent=bool(percents),
                    name=column.head.strip() or None,
                    evidence=passage.evidence(0, len(passage.text)),
                )
            parts, subtotals, percents = [[]], [], 0
        elif value is not None:
            parts[-1].append(-value if _LESS.search(label) and value > 0 else value)
        elif text.strip(" -–—") and number > table.header_rows:
            return  # a cell that cannot be read: no sum can be told


def _figure(text: str, column: _Column) -> Decimal | None:
    """A sum, a percent, or a bare figure in a table that speaks of money."""
    if "%" in text:
        return next((value.amount for value in percents_in(text)), None)
    found = next(iter(amounts_in(text, column.currency)), None)
    value = found.amount if found is not None else _bare(text, column)
    return None if value is None else -value if text.startswith(("(", "-")) else value


def _bare(text: str, column: _Column) -> Decimal | None:
    try:
        value = parse_decimal(text.strip(" ()-*"))
    except NotANumber:
        return None
    return value if column.priced or _CENTS.search(text) else None


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
            if not _NOT_PRICE.search(around):
                yield _stated(passage, found, match.end(), currency, match[0])
        for match in _IN_TOTAL.finditer(passage.text) if _FIGURE_IN.search(passage.text) else ():
            before = passage.text[max(match.start() - 160, 0) : match.start() + 1]
            last = list(amounts_in(before, currency))[-1:]
            start = max(match.start() - 160, 0)
            if last and not before[last[0].end :].strip(" )") and not _NOT_PRICE.search(before):
                yield _stated(passage, last[0], start, currency, "in total")


def _stated(passage: Passage, value: Value, start: int, currency: str, name: str) -> StatedTotal:
    place = (start + value.start, start + value.end)
    return StatedTotal(
        total=value.amount,
        currency=value.unit or currency,
        name=name,
        evidence=quote(passage, *place),
    )
