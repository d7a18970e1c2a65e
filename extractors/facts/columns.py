"""Cells of a fact file as values: numbers, dates, text; each column's habit decided once."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from extractors.moments import moment_in
from extractors.readers.spreadsheet import CellValue
from models.customs import AS_WRITTEN, Customs
from models.dates import AmbiguousDate, NotADate, parse_date
from models.numbers import NotANumber, guess_decimal_mark, parse_decimal
from models.units import is_known

_FIGURES = re.compile(r"^\s*(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})\b")
_AROUND = re.compile(r"^[^\d.,()\-−]+|(?<=[\d).])\s*[^\d.,'’()\-−\s][^\d]*$")
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::00)?")
_MILLIONTH = Decimal("0.000001")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}.*$")
_UNIT = re.compile(r"(?<=[\d).])\s*(?P<unit>[^\W\d_][\w\s]*)$")
_CODE = re.compile(r"[A-Z]{3}")
_LAST_MONTH = 12


def heading(cell: CellValue) -> str:
    """Fold a heading: "Period Start" and "period_start" are one.

    >>> heading(" Invoice Number ")
    'invoice_number'
    """
    return re.sub(r"[^a-z0-9]+", "_", str(cell or "").lower()).strip("_")


def day_first(cells: Sequence[CellValue]) -> bool | None:
    """Whether a column writes 31/3 or 3/31, by days that only fit one way; None when unclear."""
    for cell in cells:
        match = _FIGURES.match(cell) if isinstance(cell, str) else None
        if match and int(match[1]) > _LAST_MONTH:
            return True
        if match and int(match[2]) > _LAST_MONTH:
            return False
    return None


def decimal_mark(cells: Sequence[CellValue]) -> str:
    """The column's decimal mark: the one that some cell shows beyond doubt, else a point."""
    marks = [guess_decimal_mark(c) for c in cells if isinstance(c, str)]
    return "," if "," in marks and "." not in marks else "."


def as_date(cell: CellValue, *, first: bool | None, customs: Customs = AS_WRITTEN) -> date:
    """Read a date cell; a moment falls on its day in the company's zone.

    Raises:
        NotADate: with a sentence a clerk understands.
    """
    if isinstance(cell, date):
        return cell
    if moment := moment_in(str(cell or ""), customs):
        return moment.day
    text = _TIME.sub("", str(cell or "").strip())
    try:
        return parse_date(text, day_first=first)
    except AmbiguousDate as error:
        msg = (
            f'"{text}" can be read as day/month or month/day; write dates as 2026-03-31, or set '
            "CONTRACT_AI_DATE_ORDER to day_first or month_first"
        )
        raise NotADate(msg) from error
    except NotADate as error:
        msg = f'"{text}" is no date; write dates as 2026-03-31'
        raise NotADate(msg) from error


def as_number(cell: CellValue, *, mark: str) -> Decimal:
    """Read a number cell; signs of money, codes and units around it are left out.

    Hours and minutes ("7:30") are hours, to the millionth.  Letters between figures make it no
    number: "1e5" is not 15.

    >>> as_number("USD 1,200.50", mark="."), as_number("7:30", mark=".")
    (Decimal('1200.50'), Decimal('7.5'))

    Raises:
        NotANumber: with a sentence a clerk understands.
    """
    if isinstance(cell, Decimal):
        return cell
    text = str(cell or "").strip()
    if clock := _CLOCK.fullmatch(text):
        hours = Decimal(clock[1]) + Decimal(clock[2]) / 60
        return hours if hours == hours.quantize(_MILLIONTH) else hours.quantize(_MILLIONTH)
    try:
        return parse_decimal(_AROUND.sub("", text), decimal_mark=mark)
    except NotANumber as error:
        msg = f'"{text}" is no number'
        raise NotANumber(msg) from error


def unit_in(cell: CellValue) -> str | None:
    """Return the unit written behind a number; the code of a currency is none.

    >>> unit_in("1,200.5 GB"), unit_in("90 min"), unit_in("12 USD"), unit_in("12")
    ('GB', 'min', None, None)
    """
    match = _UNIT.search(cell.strip()) if isinstance(cell, str) else None
    if match is None or (_CODE.fullmatch(match["unit"]) and not is_known(match["unit"])):
        return None
    return " ".join(match["unit"].split())


def as_text(cell: CellValue) -> str | None:
    """Read a text cell; a number keeps its digits, without a trailing ".0"."""
    if isinstance(cell, Decimal):
        return f"{cell:f}".removesuffix(".0")
    return str(cell).strip() or None if cell is not None else None
