"""Reads a file of facts: kind from its headings, rows that count, rows refused with the reason.

Headings stand in any order and case, after a preamble or not; extra columns are kept in the
evidence.  A row that lacks what its kind needs is refused and named, never guessed; so is one
whose period ends before it begins, one that says a second time what is so only once, and a sheet
of another kind than the first.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from pydantic import ValidationError

from extractors.facts.columns import (
    as_date,
    as_number,
    as_text,
    day_first,
    decimal_mark,
    heading,
    unit_in,
)
from extractors.facts.kinds import KINDS, FactKind
from extractors.moments import moment_in
from extractors.readers.spreadsheet import CellValue, Sheet, read_sheets
from models.customs import AS_WRITTEN, Customs
from models.dates import NotADate
from models.errors import DocumentError, ErrorCode
from models.evidence import Evidence
from models.facts import ONCE, Fact, Facts, counted_once
from models.numbers import NotANumber
from models.units import factor

_LAST_HEADER_ROW = 20
_MILLIONTH = Decimal("0.000001")
_SPANS = (("period_start", "period_end"), ("valid_from", "valid_to"), ("starts_on", "ends_on"))


@dataclass(frozen=True, slots=True)
class FactFile:
    """What one file holds; ``refused`` are sentences that name the row and what is wrong."""

    kind: str
    facts: tuple[Fact, ...]
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Table:
    kind: FactKind
    columns: dict[str, int]
    sheet: str
    header: int
    rows: list[list[CellValue]]
    unit: str | None = None  # of the measured column, where its heading names one


def read_facts(data: bytes, file: str, customs: Customs = AS_WRITTEN) -> FactFile:
    """Read a CSV or XLSX file of facts; ``customs`` tell what tables leave open.

    Raises:
        DocumentError: it is no table, or has no row of headings that we know.
    """
    tables = [t for sheet in read_sheets(data, file) if (t := _table(sheet, file)) is not None]
    if not tables:
        raise DocumentError(
            ErrorCode.TABLE_NO_HEADER,
            "no row of the table holds the headings of a fact file.",
            where=file,
            do="See the headings in the README; the order does not matter.",
        )
    facts: list[Fact] = []
    refused: list[str] = []
    kind = tables[0].kind
    for table in tables:
        if table.kind is not kind:
            refused.append(
                f"sheet {table.sheet}: it holds {table.kind.name} and the first {kind.name}; "
                "save it as a file of its own"
            )
            continue
        for row in _facts(table, file, customs):
            if isinstance(row, str):
                refused.append(row)
            else:
                facts.append(row)
    return FactFile(kind.name, tuple(facts), tuple(refused))


def merge(files: Iterable[FactFile]) -> Facts:
    """Put the files together; a kind without any file stays None."""
    found: dict[str, tuple[Fact, ...]] = {}
    for file in files:
        found[file.kind] = (*found.get(file.kind, ()), *file.facts)
    return Facts.model_validate(
        {kind: tuple(counted_once(kind, rows)) for kind, rows in found.items()}
    )


def kind_of(headings: Iterable[str], file: str = "") -> FactKind | None:
    """Tell the kind from the headings; the file's name decides between kinds that both fit."""
    known = set(headings)
    named = next(
        (k for k in KINDS if re.match(k.name.rstrip("s"), PurePath(file).stem.lower())), None
    )
    fitting = [k for k in KINDS if k.needed <= known]
    if named in fitting or (
        named is not None
        and not fitting
        and len(known & set(named.columns)) * 2 > len(named.columns)
    ):
        return named
    return max(fitting, key=lambda k: len(known & set(k.columns)), default=None)


def _table(sheet: Sheet, file: str) -> _Table | None:
    for number, row in enumerate(sheet.rows[:_LAST_HEADER_ROW]):
        names = [heading(cell) for cell in row]
        for kind in (kind_of(names, file), *KINDS):
            if kind is None:
                continue
            given = kind.measured in names
            named = [(name, None) if given else kind.column(name) for name in names]
            columns = {name: index for index, (name, _) in enumerate(named) if name}
            if kind_of(columns, file) is kind and len(columns.keys() & kind.columns.keys()) > 1:
                unit = next((unit for _, unit in named if unit), None)
                return _Table(kind, columns, sheet.name, number, sheet.rows, unit)
    return None


def _facts(table: _Table, file: str, customs: Customs) -> Iterator[Fact | str]:
    habits = _habits(table, customs)
    seen: dict[str, int] = {}
    for number, row in enumerate(table.rows[table.header + 1 :], start=table.header + 2):
        if not any(cell is not None for cell in row):
            continue
        try:
            values = {
                name: value
                for name in table.kind.columns
                if (value := _value(table, row, name, habits)) is not None
            }
            _measure(table, row, values)
            evidence = _evidence(table, row, number, file)
            fact = table.kind.model.model_validate(values | {"evidence": evidence})
        except (NotADate, NotANumber) as error:
            yield f"row {number}: {error}"
        except ValidationError as error:
            missing = ", ".join(str(part) for e in error.errors() for part in e["loc"])
            yield f"row {number}: {missing} is missing"
        else:
            wrong = _backwards(values) or _repeated(table.kind, evidence.quote, number, seen)
            yield f"row {number}: {wrong}" if wrong else fact


def _measure(table: _Table, row: Sequence[CellValue], values: dict[str, Any]) -> None:
    """Keep the unit of a quantity, or turn the quantity into the unit of its column.

    Raises:
        NotANumber: the units of a row contradict each other, or are none of the column's.
    """
    name = table.kind.measured
    if name is None or name not in values:
        return
    cell = _cell(row, table.columns.get(name))
    beside, behind = values.get("unit"), unit_in(cell)
    if beside and behind and factor(beside, behind) != 1:
        msg = f'"{as_text(cell)}" is in {behind} and the unit beside it is {beside}'
        raise NotANumber(msg)
    unit = beside or behind or table.unit
    if table.kind.unit is None:
        if unit:
            values["unit"] = unit
        return
    times = factor(unit, table.kind.unit)
    if times is None:
        msg = f'"{as_text(cell)}" is in {unit}; write {name}'
        raise NotANumber(msg)
    if times != 1:
        values[name] = Decimal(f"{(values[name] * times).quantize(_MILLIONTH).normalize():f}")


def _backwards(values: dict[str, Any]) -> str | None:
    """Say that a period ends before it begins; None where none does."""
    for start, end in _SPANS:
        if start in values and end in values and values[end] < values[start]:
            return f"{end} {values[end]} is before {start} {values[start]}"
    return None


def _repeated(kind: FactKind, quote: str, number: int, seen: dict[str, int]) -> str | None:
    """Say that a row is an earlier one again, equal in every column; None where it is not."""
    first = seen.setdefault(quote, number)
    if kind.name not in ONCE or first == number:
        return None
    return f"it repeats row {first}; if both are true, tell them apart in a column"


@dataclass(frozen=True, slots=True)
class _Habits:
    """How each column is written; ``half_open`` says that periods end where the next begins."""

    customs: Customs
    day_first: dict[str, bool | None]
    marks: dict[str, str]
    half_open: bool = False


def _habits(table: _Table, customs: Customs) -> _Habits:
    """Day first or not, and the decimal mark, a column."""
    body = table.rows[table.header + 1 :]
    orders: dict[str, bool | None] = {}
    marks: dict[str, str] = {}
    for name, how in table.kind.columns.items():
        cells = [_cell(row, table.columns.get(name)) for row in body]
        if how == "date":
            told = day_first(cells)
            orders[name] = customs.day_first if told is None else told
        elif how == "number":
            marks[name] = decimal_mark(cells)
    return _Habits(customs, orders, marks, _is_half_open(table, body, customs))


def _is_half_open(table: _Table, body: Iterable[Sequence[CellValue]], customs: Customs) -> bool:
    """Whether periods end at the moment at which the next begins: midnight, on the same day."""
    starts, ends = (
        [moment_in(str(_cell(row, table.columns.get(name)) or ""), customs) for row in body]
        for name in ("period_start", "period_end")
    )
    pairs = [(start, end) for start, end in zip(starts, ends, strict=True) if start and end]
    if not pairs or any(start.at != time() or end.at != time() for start, end in pairs):
        return False
    begun = {start.day for start, _ in pairs}
    return any(
        end.day > start.day and (end.day in begun or end.day.day == start.day.day)
        for start, end in pairs
    )


def _value(table: _Table, row: Sequence[CellValue], name: str, habits: _Habits) -> object:
    cell = _cell(row, table.columns.get(name))
    if cell is None:
        return None
    how = table.kind.columns[name]
    if how == "date":
        day = as_date(cell, first=habits.day_first[name], customs=habits.customs)
        return day - timedelta(days=1) if name == "period_end" and habits.half_open else day
    if how == "number":
        return as_number(cell, mark=habits.marks[name])
    return as_text(cell)


def _cell(row: Sequence[CellValue], index: int | None) -> CellValue:
    return row[index] if index is not None and index < len(row) else None


def _evidence(table: _Table, row: Sequence[CellValue], number: int, file: str) -> Evidence:
    """The row as printed, every column of it."""
    parts = [
        f"{name}: {as_text(cell)}"
        for name, index in table.columns.items()
        if (cell := _cell(row, index)) is not None
    ]
    return Evidence(quote="; ".join(parts), file=file, anchor=f"row {number}")
