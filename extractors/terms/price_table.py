"""Price tables: rate cards, fee and milestone schedules, tiers; each row one term.

Reads:  tables whose columns hold prices; ruled or borderless, from any format.
Yields: rates, fees and milestones with the row as evidence; unit, frequency and currency come from
        the row, else the heading, else the caption and section.
Leaves: totals, estimates, budgets, accounts and share tables.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.columns import (
    Bounds,
    Columns,
    bounds_of,
    columns_of,
    is_milestone_table,
    sum_in,
)
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.units import singular, unit_after
from extractors.terms.grammar.values import Value
from models.document import Cell, Table
from models.evidence import Evidence
from models.passage import Passage
from models.terms import Fee, Frequency, Milestone, Rate, Term, TierMode

READS = "rate"


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a table says of all its rows."""

    columns: Columns
    around: str
    currency: str
    milestones: bool


_TOTAL = re.compile(r"(?i)^\W*(?:grand\s+|sub-?\s?)?total\b|^\W*(?:sum|balance|tax|vat)\b")
_NOT = re.compile(
    r"(?i)\b(?:estimat\w+|budget\w*|forecast|project(?:ed|ions)|balance\s+sheet|assets|liabilit\w+|shares?|shareholders?|stock|insurance|loan|lease\s+payments|depreciation|principal|quota|change\s+orders?|signature|signed)\b"
)
_RATE_WORDS = re.compile(
    r"(?i)\brates?\b|\bper\s+(?:hour|day|unit|call|user|seat|page|month\s+per)|\bhourly\b|\bdaily\b|\bunit\s+price|\bprice\s+(?:per|each)|\beach\b|\bper\s+\w+"
)
_PER_UNIT = re.compile(
    r"(?i)\bper\s+(?P<unit>[a-z]+)(?:\s+per\s+(?P<period>month|year|day|week|quarter))?|\b(?P<adverb>hourly|daily)\b|/\s?(?P<slash>hr|hour|day|unit|user|call)\b"
)
_ADVERBS = {"hourly": "hour", "daily": "day"}
_PERIODS = {
    "month": Frequency.MONTHLY,
    "quarter": Frequency.QUARTERLY,
    "year": Frequency.ANNUAL,
    "annum": Frequency.ANNUAL,
    "week": Frequency.WEEKLY,
}
_FREQUENCY = (
    (re.compile(r"(?i)\bmonth"), Frequency.MONTHLY),
    (re.compile(r"(?i)\bquarter"), Frequency.QUARTERLY),
    (re.compile(r"(?i)\bannual|\byear|\bannum"), Frequency.ANNUAL),
    (re.compile(r"(?i)\bweek"), Frequency.WEEKLY),
    (re.compile(r"(?i)\bone[\s-]?time|\bset-?up|\bonce\b|\binstallation\b"), Frequency.ONE_TIME),
)
_MODES = (
    (
        re.compile(
            r"(?i)\bgraduated|\bfalls?\s+into|\bwithin\s+(?:each|the)\s+tier|\bincremental|\bmarginal"
        ),
        TierMode.GRADUATED,
    ),
    (re.compile(r"(?i)\bstair|\bflat\s+fee\s+for\s+the\s+tier"), TierMode.STAIR_STEP),
    (
        re.compile(
            r"(?i)\ball\s+(?:units|calls|of\s+the)|\bvolume\s+pric|\bentire\s+(?:volume|quantity)|\bapplies\s+to\s+all|\bretroactive"
        ),
        TierMode.VOLUME,
    ),
)


def read_table(table: Table, context: Context) -> Iterator[Candidate]:
    """Propose a term for every row that holds a price."""
    if not table.rows or len(table.rows) <= table.header_rows:
        return
    columns = columns_of(table, context.currency)
    milestones = is_milestone_table(columns, table)
    scope = _Scope(columns, _around(table, columns), context.currency, milestones)
    low = Decimal(0)
    for row in table.rows[table.header_rows :]:
        if any(_TOTAL.match(cell.text) for cell in row[:2]):
            continue
        bounds = bounds_of(row[columns.bounds].text) if columns.bounds is not None else None
        if bounds and bounds.step:
            bounds = Bounds(low, low + bounds.step)
        if bounds and bounds.high:
            low = bounds.high
        yield from _priced(row, scope, bounds)
        if milestones and not columns.prices and columns.percent is not None:
            yield from _percent(row, columns.percent, scope)


def _priced(row: Sequence[Cell], scope: _Scope, bounds: Bounds | None) -> Iterator[Candidate]:
    columns = scope.columns
    item = _item(row, columns)
    for index in columns.prices:
        head = columns.heads[index]
        value = sum_in(row[index], head, scope.currency)
        if value is None or not value.amount:
            continue
        alone = len(columns.prices) == 1 or not head
        name = item if alone else f"{item or ''} {head}".strip()
        if scope.milestones and bounds is None:
            due = row[columns.due].text if columns.due is not None else None
            term: Term = Milestone(
                name=name, amount=value.amount, currency=value.unit, due=due or None
            )
        else:
            term = _price(row, index, value, name, bounds, scope)
        yield _candidate(term, row, index, value, _score(term, scope.around, row))


def _price(  # noqa: PLR0913, PLR0917 (a row, its sum and what its table says)
    row: Sequence[Cell],
    index: int,
    value: Value,
    name: str | None,
    bounds: Bounds | None,
    scope: _Scope,
) -> Rate | Fee:
    head, cell = scope.columns.heads[index], row[index].text
    unit = _unit(row, scope, head, cell[value.end :])
    if unit or bounds is not None:
        wordings = _MODES if bounds else ()
        return Rate(
            item=name,
            amount=value.amount,
            currency=value.unit,
            unit=unit,
            min_quantity=bounds.low if bounds else None,
            max_quantity=bounds.high if bounds else None,
            tier_mode=next((m for wording, m in wordings if wording.search(scope.around)), None),
        )
    return Fee(
        item=name,
        amount=value.amount,
        currency=value.unit,
        frequency=_frequency(head, cell, name or "", scope.around),
    )


def _unit(row: Sequence[Cell], scope: _Scope, head: str, after: str) -> str | None:
    columns, around = scope.columns, scope.around
    if columns.unit is not None and row[columns.unit].text:
        return singular(
            re.sub(r"(?i)^per\s+", "", row[columns.unit].text.split(",")[0]).split("/")[0].strip()
            or "unit"
        )
    if found := unit_after(after, ""):
        return found.text
    if re.match(r"(?i)\s*(?:/|per\s+)\s*(?:month|year|annum|quarter|week)", after):
        return None
    for text in (head, around):
        for match in _PER_UNIT.finditer(text):
            word = match["adverb"] or match["slash"] or match["unit"]
            unit = _ADVERBS.get(word.lower()) or singular(word)
            if unit in _PERIODS:
                continue
            return f"{unit}-{match['period']}" if match["period"] else unit
    return "unit" if re.search(r"(?i)\bunit\s+price|\beach\b", head) else None


def _frequency(head: str, cell: str, name: str, around: str) -> Frequency:
    for text in (cell, head, name, around):
        found = next((frequency for wording, frequency in _FREQUENCY if wording.search(text)), None)
        if found is not None:
            return found
    return Frequency.ONE_TIME


def _percent(row: Sequence[Cell], index: int, scope: _Scope) -> Iterator[Candidate]:
    text = row[index].text
    for value in percents_in(text if "%" in text else f"{text}%"):
        term = Milestone(name=_item(row, scope.columns), percent=value.amount)
        yield _candidate(term, row, index, value, _score(term, scope.around, row))


def _candidate(
    term: Term, row: Sequence[Cell], index: int, value: Value, score: float
) -> Candidate:
    """The row is the evidence; the value stands in its cell."""
    passage = _row_passage(row)
    start = sum(len(cell.text) + 3 for cell in row[:index]) + value.start
    end = min(start + value.end - value.start, len(passage.text))
    evidence: Evidence = passage.evidence(
        0, len(passage.text), at=min(start, max(len(passage.text) - 1, 0))
    )
    return Candidate(term.model_copy(update={"evidence": evidence}), score, passage, start, end)


def _row_passage(row: Sequence[Cell]) -> Passage:
    """Put the row's cells together again as one passage."""
    first = row[0].passage
    text, pieces = "", []
    for index, cell in enumerate(row):
        text += " | " if index else ""
        pieces += [piece._replace(start=len(text) + piece.start) for piece in cell.passage.pieces]
        text += cell.text
    return Passage(
        text,
        tuple(pieces),
        first.kind,
        first.file,
        first.sha256,
        first.section,
        first.heading,
        (first.anchor or "").split("c")[0] or None,
        first.table,
        first.row,
        first.turns,
    )


def _item(row: Sequence[Cell], columns: Columns) -> str | None:
    if columns.item is None:
        counted = columns.heads[columns.bounds] if columns.bounds is not None else ""
        return (
            re.sub(
                r"(?i)\s*(?:per|a|each)\s+(?:month|quarter|year)\b|\b(?:number|volume|quantity)\s+of\s+|\btiers?\b",
                "",
                counted,
            ).strip()
            or None
        )
    return row[columns.item].text.strip() or None


def _around(table: Table, columns: Columns) -> str:
    """The words that speak for the whole table: headings, caption, section."""
    heading = table.rows[0][0].passage.heading or ""
    return " # ".join((" ".join(columns.heads), table.caption[-220:], heading))


def _score(term: Term, around: str, row: Sequence[Cell]) -> float:
    score = 0.6 + 0.1 * bool(
        re.search(
            r"(?i)\bfees?|\bpric|\brates?|\bpayment|\bcharges?|\bmilestone|\bcompensation", around
        )
    )
    if term.kind == "rate" and _RATE_WORDS.search(around):
        score += 0.1
    if _NOT.search(around):
        score -= 0.35
    return score - 0.2 * (len(row) > 7)  # noqa: PLR2004 (a price table is narrow)
