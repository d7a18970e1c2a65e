"""What each column of a table holds, from its heading and from the look of its cells."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from extractors.terms.tables.cells import Shape, number_of, shape_of, sum_of
from extractors.terms.tables.scope import FREQUENCIES
from extractors.wording import phrase


class Role(StrEnum):
    """The part a column plays in its row's term."""

    ITEM = "item"
    ORDINAL = "ordinal"
    PRICE = "price"
    PERCENT = "percent"
    QUANTITY = "quantity"
    BOUNDS = "bounds"
    LOW = "low"
    HIGH = "high"
    UNIT = "unit"
    RHYTHM = "rhythm"
    CURRENCY = "currency"
    DUE = "due"
    EXTENDED = "extended"  # quantity times price: says nothing new
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings of the columns and their roles."""

    heads: tuple[str, ...]
    roles: tuple[Role, ...]

    def first(self, role: Role) -> int | None:
        """Index of the first column with a role."""
        return next((i for i, r in enumerate(self.roles) if r is role), None)

    def all(self, role: Role) -> list[int]:
        """Indexes of the columns with a role."""
        return [i for i, r in enumerate(self.roles) if r is role]


_PRICE = phrase(
    r"\b(?:pric(?:e|es|ing)|rates?|fees?|charges?|amounts?|costs?|payments?|sums?|totals?|values?|tariffs?|compensation|royalt(?:y|ies)|subscriptions?|retainers?|rent|instal?lments?|commissions?|budget|grant|consideration|minimum)\b|[$€£]|\b(?:USD|EUR|GBP|CHF|CAD|AUD|RMB|CNY|USDT|USDC)\b"
)
_QUANTITY = phrase(
    r"\b(?:hours|hrs|days|qty|quantity|quantities|number\s+of|volumes?|units|weeks?|duration|FTE|effort|pieces|pcs|seats|users|minimum\s+(?:purchase|order)s?)\b|^\W*\#\s+of\b"
)
_ORDINAL = phrase(
    r"^\W*(?:no\.?|nr\.?|\#|item(?:\s+(?:no\.?|\#|number))?|clin|line|ref\.?|year|section|page|id|code|part\s*(?:no\.?|\#|number)?|sku|model|zone|contract\s+year|calendar\s+year|month|period)\W*$|\b(?:number|no\.)\W*$"
)
_UNIT = re.compile(  # "Unit", "Charged for each", "Billed per", "Measure", "Charging basis"
    r"(?i)^\W*(?:units?|uom|u/m|per|for\s+(?:each|every)|unit\s+of\s+(?:measure(?:ment)?|issue|sale|charge|billing)|(?:(?:billing|charging|charge|pricing|price|rate)\s+)?(?:basis|unit|metric|measure)|measured\s+(?:in|by|per)|how\s+(?:(?:it|this|each)\s+is\s+)?(?:charged|billed|priced|counted)|(?:charged|billed|priced|payable|invoiced|counted)\s+(?:per|by(?:\s+the)?|for\s+(?:each|every)))\W*$"
)
_RHYTHM = phrase(r"\b(?:frequency|billing|billed|period|recurrence|basis|term)\b")
_LOW = re.compile(
    r"(?i)^\W*(?:from|min(?:imum)?|lower(?:\s+\w+)?|over|at\s+least|greater\s+than|above)\W*$"
)
_HIGH = re.compile(r"(?i)^\W*(?:to|max(?:imum)?|upper(?:\s+\w+)?|up\s+to|through|less\s+than)\W*$")
_DUE = phrase(r"\b(?:due|dates?|when|payable|deadline|timing|time\s*(?:line|frame))\b")
_PERCENT = phrase(r"%|\bper\s?cent(?:age)?\b|\bbps\b|\bbasis\s+points\b")
_BASE = phrase(
    r"\b(?:sales|revenues?|receipts|proceeds|turnover|volume|premiums?|purchases|spend|assets)\b"
)
_OWED = phrase(
    r"\b(?:royalt\w+|fees?|pric\w+|commissions?|payments?|minimum|bonus|charges?|rates?|payable|discount)\b"
)
_EXTENDED = phrase(r"\b(?:total|extended|extension|amount|subtotal)\b")
_UNIT_PRICE = phrase(r"\b(?:unit|each|per|rates?|hourly|daily|price)\b")
_NOT_PRICE = phrase(
    r"\b(?:limits?|deductible|coverage|list\s+price|msrp|retail|discount|savings?|deductions?|previous|prior|balance|to\s+date|remaining|additions?|loan|principal|contributions?|estimated?|forecast)\b"
)
MINIMUM = re.compile(
    r"(?i)\bminimums?\b|\bguarante\w+|\bat\s+least\b|\bcommitment\b|\bnot\s+less\s+than\b|\bquotas?\b|\b(?:sales|purchase|quarterly|annual|monthly)\s+goals?\b"
)
_CODE = re.compile(r"^[A-Z]{3,4}$")
_ITEM = phrase(
    r"\b(?:descriptions?|items?|services?|milestones?|events?|deliverables?|categor(?:y|ies)|roles?|positions?|titles?|products?|names?|tasks?|phases?|activit(?:y|ies)|modules?|work|equipment|types?|class(?:ification)?|instal?lments?|stage|grade|level|supplies|tier|package|plan)\b"
)
_COUNTS = re.compile(
    r"(?i)^\W*(?:\d{1,2}(?:st|nd|rd|th)|one|two|three|four|five|six|seven|eight|nine|ten|first|second|third|fourth|fifth|[ivx]{1,4}|[a-z]|(?:no\.?|\#)\s?\d{1,3})\W*$"
)  # a row
_NUMBERED = re.compile(  # "Stage 1", "M2", "Phase IV", "Lot B": a name that only counts
    r"(?i)^\W*(?:stages?|phases?|milestones?|steps?|parts?|items?|lots?|instal?ments?|payments?|claims?|works?tream|deliverables?|packages?|ms|m|d|no\.?)\W{0,2}(?:\d{1,2}|[ivx]{1,4}|[a-h]|one|two|three|four|five|six|seven|eight|nine|ten)\W*$"
)
_MOST = 0.5  # of the filled cells
_MOST_YEARS = range(1980, 2060)


def columns_of(
    heads: Sequence[str], body: Sequence[Sequence[str]], around: str, currency: str
) -> Columns:
    """Give each column its role; ``around`` are the words before the table and its section."""
    width = len(heads)
    cells = [[row[i] for row in body] for i in range(width)]
    shapes = [[shape_of(text, currency) for text in column] for column in cells]
    roles = [_role(heads[i], cells[i], shapes[i], first=i == 0) for i in range(width)]
    _settle_bounds(roles, heads)
    if Role.PRICE not in roles and Role.PERCENT not in roles and _PRICE.search(around):
        _bare(roles, heads, shapes, Role.PRICE)
    if Role.PRICE not in roles and MINIMUM.search(around):
        _bare(roles, heads, shapes, Role.QUANTITY)
    _settle_extended(roles, heads, body, currency)
    _settle_names(roles, cells)
    _settle_items(roles, heads, shapes)
    return Columns(tuple(heads), tuple(roles))


def _role(head: str, cells: Sequence[str], shapes: Sequence[Shape], *, first: bool) -> Role:
    filled = [s for s in shapes if s is not Shape.BLANK]
    if not filled:
        return Role.OTHER
    counts = Counter(filled)
    look, most = counts.most_common(1)[0]
    if most < _MOST * len(filled):
        look = Shape.WORDS
    told = [text for text, s in zip(cells, shapes, strict=True) if s is not Shape.BLANK]
    rules = (
        (Role.CURRENCY, all(_CODE.match(text) for text in told) and _named(head, told)),
        (Role.RHYTHM, look is Shape.WORDS and _is_rhythm(head, told)),
        (Role.UNIT, bool(_UNIT.match(head)) and look is Shape.WORDS),
        (Role.BOUNDS, look is Shape.RANGE),
        (Role.PERCENT, look is Shape.PERCENT),
        (Role.PERCENT, look is Shape.NUMBER and bool(_PERCENT.search(head))),
        (Role.LOW, look in {Shape.NUMBER, Shape.MONEY} and bool(_LOW.match(head))),
        (Role.HIGH, look in {Shape.NUMBER, Shape.MONEY} and bool(_HIGH.match(head))),
        (Role.OTHER, look is Shape.MONEY and bool(_NOT_PRICE.search(head))),
        (Role.LOW, look is Shape.MONEY and _is_base(head)),
        (Role.PRICE, look is Shape.MONEY),
        (Role.ORDINAL, look is Shape.NUMBER and _counts(head, told, first=first)),
        (Role.ORDINAL, look is Shape.WORDS and all(map(_COUNTS.match, told))),
        (Role.QUANTITY, look is Shape.NUMBER and bool(_QUANTITY.search(head))),
        (Role.PRICE, look is Shape.NUMBER and _names_price(head)),
        (Role.DUE, look is Shape.DATE or (look is Shape.WORDS and bool(_DUE.search(head)))),
        (Role.ITEM, look is Shape.WORDS),
    )
    return next((role for role, holds in rules if holds), Role.OTHER)


def _named(head: str, cells: Sequence[str]) -> bool:
    return bool(re.search(r"(?i)currency|curr\b", head)) or all(
        text in {"USD", "EUR", "GBP", "CHF", "CAD", "AUD", "JPY", "CNY"} for text in cells
    )


def _is_rhythm(head: str, cells: Sequence[str]) -> bool:
    told = sum(len(c.split()) <= 4 and any(w.search(c) for w, _ in FREQUENCIES) for c in cells)  # noqa: PLR2004 ("per month in advance")
    share = _MOST if _RHYTHM.search(head) else 0.8
    return told >= share * len(cells) and not _ITEM.search(head)


def _names_price(head: str) -> bool:
    return bool(_PRICE.search(head)) and not _NOT_PRICE.search(head)


def _is_base(head: str) -> bool:
    return bool(_BASE.search(head)) and not _OWED.search(head)


def _counts(head: str, cells: Sequence[str], *, first: bool) -> bool:
    """Whether numbers only count the rows, or name their years."""
    numbers = [n for text in cells if (n := number_of(text)) is not None]
    if all(n == int(n) and int(n) in _MOST_YEARS for n in numbers):
        return not any("," in text or "$" in text for text in cells)
    steps = [b - a for a, b in pairwise(numbers)]
    running = bool(steps) and all(step == 1 for step in steps) and numbers[0] <= 1
    return running or bool(_ORDINAL.search(head) and (first or not _PRICE.search(head)))


def _settle_bounds(roles: list[Role], heads: Sequence[str]) -> None:
    """A limit column counts only beside a price or a percent; else it is the price."""
    if Role.PRICE in roles or Role.PERCENT in roles:
        return
    for i, role in enumerate(roles):
        if role in {Role.LOW, Role.HIGH} and not _LOW.match(heads[i]):
            roles[i] = Role.PRICE


def _bare(
    roles: list[Role], heads: Sequence[str], shapes: Sequence[Sequence[Shape]], role: Role
) -> None:
    """Give bare numbers a role where the words around the table speak of it."""
    for i, known in enumerate(roles):
        filled = [s for s in shapes[i] if s is not Shape.BLANK]
        numbers = filled.count(Shape.NUMBER)
        if (
            known is Role.OTHER
            and filled
            and numbers >= _MOST * len(filled)
            and not _NOT_PRICE.search(heads[i])
        ):
            roles[i] = role


def _settle_extended(
    roles: list[Role], heads: Sequence[str], body: Sequence[Sequence[str]], currency: str
) -> None:
    """Find the column of products: quantity times unit price."""
    prices = [i for i, r in enumerate(roles) if r is Role.PRICE]
    quantities = [i for i, r in enumerate(roles) if r in {Role.QUANTITY, Role.OTHER}]
    if len(prices) < 2:  # noqa: PLR2004 (a price and its product)
        return
    for q in quantities:
        for p in prices:
            for e in prices:
                if e > p and roles[e] is Role.PRICE and _multiplied(body, (q, p, e), currency):
                    roles[e], roles[q] = Role.EXTENDED, Role.QUANTITY
    if Role.QUANTITY in roles and any(_UNIT_PRICE.search(heads[p]) for p in prices):
        for e in prices:
            if _EXTENDED.search(heads[e]) and not _UNIT_PRICE.search(heads[e]):
                roles[e] = Role.EXTENDED


def _multiplied(
    body: Sequence[Sequence[str]], columns: tuple[int, int, int], currency: str
) -> bool:
    told = right = 0
    for row in body:
        count = number_of(row[columns[0]])
        price = sum_of(row[columns[1]], currency, 1)
        product = sum_of(row[columns[2]], currency, 1)
        if count is None or price is None or product is None:
            continue
        told += 1
        right += abs(count * price.amount - product.amount) < Decimal("0.5")
    return right > 0 and right >= _MOST * told


def _settle_names(roles: list[Role], cells: Sequence[Sequence[str]]) -> None:
    """A column of "Stage 1", "Stage 2" only counts beside one that says what each stage is."""
    items = [i for i, r in enumerate(roles) if r is Role.ITEM]
    counts = [i for i in items if all(map(_NUMBERED.match, filter(None, cells[i])))]
    telling = [i for i in items if i not in counts and len(set(filter(None, cells[i]))) > 1]
    for i in counts if telling else ():
        roles[i] = Role.ORDINAL


def _settle_items(
    roles: list[Role], heads: Sequence[str], shapes: Sequence[Sequence[Shape]]
) -> None:
    """Keep the column that names the rows; where none does, take dates or numbers."""
    items = [i for i, r in enumerate(roles) if r is Role.ITEM]
    named = next(
        (i for i in items if _ITEM.search(heads[i]) and not _ORDINAL.search(heads[i])), None
    )
    fullest = max(items, key=lambda i: sum(s is not Shape.BLANK for s in shapes[i]), default=None)
    chosen = items[0] if items else None
    if named is not None:
        chosen = named
    elif fullest is not None and shapes[items[0]].count(Shape.BLANK) > len(shapes[0]) / 2:
        chosen = fullest
    for i in items:
        if i != chosen:
            roles[i] = Role.OTHER
