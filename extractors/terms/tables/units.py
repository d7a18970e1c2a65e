"""What the price in a cell is multiplied by: its own words, its column's, the table's."""

import re

from extractors.terms.grammar.multiples import several
from extractors.terms.grammar.unit_words import singular
from extractors.terms.grammar.units import unit_after
from extractors.terms.grammar.values import Value
from extractors.terms.tables.columns import Role
from extractors.terms.tables.row import Row, Scope
from extractors.terms.tables.scope import is_period, unit_of
from extractors.wording import phrase

_EACH_ITEM = re.compile(  # "each additional monitor": the row names its unit
    r"(?i)^\W*(?:for\s+)?(?:each|every|per)\s+(?:(?:additional|new|extra|further|full|single)\s+)?(?P<unit>[a-z]+(?:\s+(?!costs?\b|is\b|are\b|will\b|shall\b)[a-z]+)?)"
)
_ASIDE = re.compile(r";|,(?!\d{3})")
_MANY = re.compile(r"(?i)(?P<many>\d[\d,]*0|hundred|thousand)(?:\s(?P<noun>[a-z][a-z -]*))?")
_MANY_HEAD = phrase(
    r"\b(?:per|each|every|for)\s(?P<many>\d[\d,]*0|hundred|thousand)\b(?:\s(?P<noun>[a-z]+s)\b)?"
)
_PLURAL = phrase(r"\b(?P<noun>[a-z]{3,}s)\W*$")
_FURTHER_HEAD = re.compile(  # "Extra hour", "Additional users"
    r"(?i)^\W*(?:(?:price|rate|fee|charge|cost)\s(?:per|for)\s(?:each\s)?)?(?:(?:each|every|per)\s)?(?:extra|additional|further|excess|overage)\s(?P<unit>(?!fee|charge|price|rate|cost|service|support|item|discount|information|work|term|amount)[a-z]{2,20})\W*(?:\(|$)"
)
_PER_ITEM = phrase(r"\(\s*(?:per|each)\s+(?P<unit>[a-z]+)\s*\)|\bper\s+(?P<per>[a-z]+)\s*$")
_TAIL = re.compile(
    r"(?i)^\s*(?:/|\bper\b|\bfor\s+each\b|\beach\b)\s*(?P<unit>[a-z][a-z0-9-]*)(?:\s*(?:/|per|a|each)\s*(?P<period>month|year|day|week|quarter)\b)?"
)
_PERIOD = re.compile(
    r"[\s/]*(?:per|a|each)?\s*(?:month|year|annum|quarter|week|yr|mo)\b", re.IGNORECASE
)
_LEADS = re.compile(r"(?i)^\W*(?:(?:per|(?:for\s+)?(?:each|every))\s+)?")
_OVER = re.compile(  # "per user per month", "terminal / month", "seat and year"
    r"(?i)(?<=[a-z)])\s*(?:,?\s(?:per|an?|each|every|and)\s|/)\s*(?:calendar\s)?(?P<period>month|year|annum|quarter|week|day)\W*$"
)
_OVER_PERIODS = {name: name for name in ("month", "year", "quarter", "week", "day")} | {
    "annum": "year"
}
_DONE = re.compile(  # "chargeback received": what happens to the unit is no part of its name
    r"(?i)(?<=[a-z)])\s+(?:received|processed|delivered|used|worked|performed|completed|handled|sold|shipped|sent|issued|made|consumed|held|stored|installed|ordered|supplied|submitted)\W*$"
)
_LUMP = re.compile(r"(?i)lump|lot\b|job\b|LS\b|fixed|one[\s-]time")
RATE_HEAD = phrase(
    r"\brates?\b|\bunit\s+(?:price|cost)|\bprice\s+(?:per|each)\b|\bper\b|\bhourly\b|\bdaily\b"
)
LUMP_HEAD = phrase(r"\bfees?\b|\bamount\b|\bpayment\b|\btotal\b|\blump\b|\bminimum\b")


def unit_for(row: Row, index: int, value: Value, scope: Scope) -> tuple[str | None, bool]:
    """Name the unit, None for a lump, and say whether the price's own words tell it."""
    column = scope.columns.first(Role.UNIT)
    if column is not None and row.cells[column]:
        return _of_column(row.cells[column], row.label), True
    after = row.cells[index][value.end :]
    if unit := _after(after):
        tier = unit_after("", f"{row.label}: ") if unit == "unit" else None
        return (tier.text if tier and tier.tier else unit), True
    if _PERIOD.match(after):
        return None, True
    return _of_words(row, scope.columns.heads[index], scope)


def _of_column(text: str, label: str) -> str | None:
    """Name the unit that a column of units states: "terminal per month", "chargeback received"."""
    text = _LEADS.sub("", _ASIDE.split(text, maxsplit=1)[0]).strip(" .")
    if many := _MANY.fullmatch(text):
        return _of_many(many, label)
    if is_period(text) or _LUMP.match(text):
        return None
    period = _OVER.search(text)
    thing = text[: period.start()] if period else text
    unit = singular(_DONE.sub("", thing).strip(" .")) or "unit"
    return f"{unit}-{_OVER_PERIODS[period['period'].lower()]}" if period else unit


def _of_many(many: re.Match[str], label: str) -> str:
    """A unit of several: of what the words name, else of what the row's label counts."""
    counted = _PLURAL.search(label)
    noun = many["noun"] or (counted["noun"] if counted else "units")
    return several(many["many"], "", "", noun)


def _after(after: str) -> str | None:
    if found := unit_after(after, ""):
        return found.text
    tail = _TAIL.match(after)
    if not tail or is_period(tail["unit"]):
        return None
    unit = singular(tail["unit"])
    return f"{unit}-{tail['period'].lower()}" if tail["period"] else unit


def _of_words(row: Row, head: str, scope: Scope) -> tuple[str | None, bool]:
    """The row's and the column's words are sure; those around the table may mean other prices."""
    item = _PER_ITEM.search(row.label)
    if item and not is_period(item["unit"] or item["per"]):
        return singular(item["unit"] or item["per"]), True
    if unit := _of_head(head, row):
        return unit, True
    each = _EACH_ITEM.match(row.label)
    if each and not is_period(each["unit"]):
        return singular(each["unit"]), True
    lump = bool(LUMP_HEAD.search(head)) and not RATE_HEAD.search(head)
    around = (row.group, " # ".join(scope.columns.heads), scope.near, scope.section)
    if unit := unit_of((row.label,) if lump else (row.label, *around)):
        return unit, False  # "Storage per pallet", "Net CPM"
    return None if lump else _counted(scope), True


def _of_head(head: str, row: Row) -> str | None:
    if many := _MANY_HEAD.search(head):
        return _of_many(many, row.label)
    further = _FURTHER_HEAD.match(head)
    return unit_of((head,)) or (singular(further["unit"]) if further else None)


def _counted(scope: Scope) -> str | None:
    """The unit of a price beside a quantity and their product."""
    columns = scope.columns
    quantity = columns.first(Role.QUANTITY)
    if quantity is None or columns.first(Role.EXTENDED) is None:
        return None
    return "hour" if re.search(r"(?i)\bh(?:ou)?rs?\b", columns.heads[quantity]) else "unit"
