"""What the columns of a table hold: items, prices, quantities, units, milestones, dates.

The header row decides first, then what most cells of the column look like.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.values import Value
from models.document import Cell, Table
from models.numbers import NotANumber, parse_decimal

_PRICE = re.compile(
    r"(?i)\b(?:price|rate|fee|charge|amount|cost|payment|sum|total|value|tariff|compensation)s?\b|[$€£]|\b(?:USD|EUR|GBP|US\$)"
)
_MILESTONE = re.compile(
    r"(?i)\b(?:milestones?|deliverables?|phase|stage|event|payment\s+schedule|instal?lment)\b"
)
_DUE = re.compile(r"(?i)\b(?:due|date|when|payable|schedule|deadline|timing)\b")
_UNIT = re.compile(r"(?i)^\W*(?:units?|uom|per|unit\s+of\s+measure|basis|measure)\W*$")
_PERCENT = re.compile(r"(?i)%|\bpercent|\bshare\b|\bportion\b")
_NO_PRICE = re.compile(
    r"(?i)\b(?:hours|qty|quantity|no\.?|number|year|page|section|percent|%|term|months?)\b"
)
_MOST = 0.5  # of the filled cells
_LONGEST_PRICE = 8  # words
_FEWEST_LETTERS = 3
_RANGE = re.compile(
    r"""(?ix)^\W* (?: (?P<low>\d[\d,]*(?:\.\d+)?) \s*(?:[a-z]+\s*)? (?:to|through|-|–|—|and) \s* (?P<high>\d[\d,]*(?:\.\d+)?)
      | (?:first|up\s+to|less\s+than|under|<=?|≤) \s* (?P<first>\d[\d,]*(?:\.\d+)?)
      | (?:next) \s* (?P<next>\d[\d,]*(?:\.\d+)?)
      | (?:over|above|more\s+than|greater\s+than|in\s+excess\s+of|beyond|>=?|≥|after(?:\s+the\s+first)?) \s* (?P<over>\d[\d,]*(?:\.\d+)?)
      | (?P<plus>\d[\d,]*(?:\.\d+)?) \s* (?:\+|and\s+(?:above|over|more|up)|or\s+more) ) """
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Indexes of the columns by role; None where there is none."""

    item: int | None = None
    prices: tuple[int, ...] = ()
    percent: int | None = None
    bounds: int | None = None
    unit: int | None = None
    due: int | None = None
    heads: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Bounds:
    """The tier a row stands for; None is open.  ``step`` is the size of a "next 400" tier."""

    low: Decimal | None = None
    high: Decimal | None = None
    step: Decimal | None = None


def columns_of(table: Table, currency: str) -> Columns:
    """Give each column its role."""
    heads = tuple(_head(table, index) for index in range(len(table.rows[0])))
    body = table.rows[table.header_rows :]
    cells = [[row[index].text for row in body] for index in range(len(heads))]
    prices = tuple(i for i, head in enumerate(heads) if _is_price(head, cells[i], currency))
    free = [i for i in range(len(heads)) if i not in prices]
    bounds = next((i for i in free if _share(cells[i], _is_range) >= _MOST), None)
    unit = next((i for i in free if _UNIT.match(heads[i])), None)
    percent = next((i for i in free if _is_percent(heads[i], cells[i])), None)
    due = next((i for i in free if _DUE.search(heads[i])), None)
    taken = {bounds, unit, percent, due}
    item = next((i for i in free if i not in taken and _share(cells[i], _is_words) >= _MOST), None)
    if item is None:
        spare = [i for i in free if i not in {unit, percent, bounds}]
        item = next((i for i in spare if any(map(_is_words, cells[i]))), None)
    return Columns(item, prices, percent, bounds, unit, due, heads)


def sum_in(cell: Cell, head: str, currency: str) -> Value | None:
    """Read the sum of a price cell: with a sign, or bare where the heading names money."""
    found = list(amounts_in(cell.text, currency))
    if found:
        return found[0]
    number = _number(cell.text)
    if number is None or not _PRICE.search(head):
        return None
    named = next((v.unit for v in amounts_in(f"{_code(head)} 1", currency)), currency)
    return Value(number, 0, len(cell.text), named)


def bounds_of(text: str) -> Bounds | None:
    """Read "1 to 100,000", "Over 500,000", "first 1,000", "10,000+"."""
    match = _RANGE.match(text)
    if not match:
        return None
    if match["low"]:
        low = _number(match["low"])
        return Bounds(low if low and low > 1 else Decimal(0), _number(match["high"]))
    if match["first"]:
        return Bounds(None, _number(match["first"]))
    if match["next"]:
        return Bounds(step=_number(match["next"]))
    return Bounds(_number(match["over"] or match["plus"]), None)


def is_milestone_table(columns: Columns, table: Table) -> bool:
    """Whether rows are achievements that payments hang on."""
    if _MILESTONE.search(" ".join(columns.heads)):
        return True
    body = table.rows[table.header_rows :]
    if columns.item is None:
        return False
    names = [row[columns.item].text for row in body]
    return _share(names, lambda text: text.lower().startswith("milestone")) >= _MOST


def _head(table: Table, index: int) -> str:
    return " ".join(
        dict.fromkeys(row[index].text for row in table.rows[: table.header_rows] if row[index].text)
    )


def _is_price(head: str, cells: Sequence[str], currency: str) -> bool:
    def is_money(text: str) -> bool:
        return len(text.split()) <= _LONGEST_PRICE and any(amounts_in(text, currency))

    if _share(cells, is_money) >= _MOST:
        return True
    named = bool(_PRICE.search(head)) and not _NO_PRICE.search(head)
    return named and _share(cells, _is_number) >= _MOST


def _is_percent(head: str, cells: Sequence[str]) -> bool:
    if _share(cells, lambda text: any(percents_in(text))) >= _MOST:
        return True
    return bool(_PERCENT.search(head)) and _share(cells, _is_number) >= _MOST


def _is_range(text: str) -> bool:
    return bool(_RANGE.match(text))


def _is_words(text: str) -> bool:
    return sum(c.isalpha() for c in text) >= _FEWEST_LETTERS


def _is_number(text: str) -> bool:
    return _number(text) is not None


def _share(cells: Sequence[str], holds: Callable[[str], bool]) -> float:
    filled = [c for c in cells if c.strip()]
    return sum(map(holds, filled)) / len(filled) if filled else 0.0


def _number(text: str) -> Decimal | None:
    try:
        return parse_decimal(text.strip(" $€£%*"))
    except NotANumber:
        return None


def _code(head: str) -> str:
    match = re.search(r"US\$|C\$|A\$|[$€£]|\b(?:USD|EUR|GBP|CAD|AUD|CHF|CNY|RMB|INR)\b", head)
    return match[0] if match else ""
