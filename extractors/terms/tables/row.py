"""One row of a table: its name, the tier it stands for, and what the table says of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.terms.grammar.values import Value
from extractors.terms.tables.cells import without_mark
from extractors.terms.tables.columns import Columns, Role
from extractors.terms.tables.tier import Tier, tier_of
from extractors.wording import phrase
from models.terms import Term

_COUNTED = phrase(
    r"\s*(?:per|a|each|(?:in|during|within|for|of)\s+(?:the|an?|each|every|any|that))\s+(?:(?:calendar|contract|billing|invoice)\s+)?(?:month|quarter|year|period)\b|\b(?:number|volume|quantity)\s+of\s+|\btiers?\b|^\W*\#\s*(?:of\s+)?"
)
_MONEY = re.compile(r"(?i)[$€£]|\b(?:USD|EUR|GBP)\b|\b(?:sales|revenues?|spend|premium|proceeds)\b")
LONGEST = 160  # characters of a name


@dataclass(frozen=True, slots=True)
class Scope:
    """What a table says of all its rows; ``near`` are the words right before it."""

    columns: Columns
    near: str
    section: str
    currency: str
    scale: int

    @property
    def around(self) -> str:
        """Everything that is said around the rows."""
        return " # ".join((" ".join(self.columns.heads), self.near, self.section))

    @property
    def order(self) -> tuple[str, ...]:
        """What speaks for a value whose own words are silent, nearest first."""
        return (self.near, self.section)


@dataclass(slots=True)
class Running:
    """What the rows above say: their group's label, the last tier's end, the sums so far."""

    group: str = ""
    low: Decimal = Decimal(0)
    sums: dict[int, list[Decimal]] = field(default_factory=dict)
    last: dict[int, tuple[Decimal, bool]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its own label, the name of its term, and the tier it stands for."""

    cells: Sequence[str]
    label: str
    item: str | None
    tier: Tier | None
    group: str


@dataclass(frozen=True, slots=True)
class Read:
    """A term with its score and the place of its value: a column, and characters in the cell."""

    term: Term
    score: float
    column: int
    value: Value


def row_of(cells: Sequence[str], scope: Scope, running: Running) -> Row:
    """Name a row and find its tier."""
    columns = scope.columns
    index = columns.first(Role.ITEM)
    label = cells[index] if index is not None else ""
    if not label:
        spare = (columns.first(Role.ORDINAL), columns.first(Role.DUE), columns.first(Role.BOUNDS))
        label = next((cells[i] for i in spare if i is not None and cells[i]), "")
    label = _with_year(label, cells, columns)
    tier = tier_of(cells, columns, scope.currency, running.low)
    if tier is not None and tier.high is not None:
        running.low = tier.high
    item = without_mark(label) or None
    if item is None or (index is None and tier is not None):
        bound = columns.first(Role.BOUNDS)
        head = columns.heads[bound] if bound is not None else ""
        item = _COUNTED.sub("", head).strip() or item
        if tier is not None and tier.money and bound is not None:
            item = f"{head} {cells[bound]}".strip()
    elif index is None and columns.first(Role.ORDINAL) is not None and item == label:
        item = f"{columns.heads[columns.first(Role.ORDINAL) or 0]} {label}".strip()
    if running.group and item:
        item = f"{running.group}: {item}"
    return Row(cells, label, (item or "")[:LONGEST] or None, tier, running.group)


def _with_year(label: str, cells: Sequence[str], columns: Columns) -> str:
    """A label that only counts means a year where its column's heading says so."""
    place = cells.index(label) if label in cells else None
    head = columns.heads[place] if place is not None else ""
    if re.search(r"(?i)\byears?\W*$", head) and len(label.split()) == 1:
        return f"{head} {label}"
    return label


def name_of(row: Row, index: int, scope: Scope) -> str | None:
    """The row's name, with the column's where several hold prices."""
    head = scope.columns.heads[index]
    role = scope.columns.roles[index]
    if len(scope.columns.all(role)) == 1 or not head:
        return row.item
    return f"{row.item or ''} {head}".strip()[:LONGEST]


def due_of(row: Row, scope: Scope) -> str | None:
    """Return what the column of dates says."""
    due = scope.columns.first(Role.DUE)
    return (row.cells[due] if due is not None else "") or None
