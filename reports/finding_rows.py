"""A list of findings as a table to take away: CSV, or a workbook of one sheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from reports.cells import safe
from reports.wording import plain
from reports.workbook import Value, one_sheet
from reports.workbook_columns import LISTED

_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # by which spreadsheet programs know UTF-8


def finding_sheet(rows: Iterable[Sequence[Value]]) -> bytes:
    """Write the rows of `LISTED` as a workbook."""
    return one_sheet("Findings", LISTED, rows)


def finding_csv(rows: Iterable[Sequence[Value]]) -> bytes:
    """Write the rows of `LISTED` as CSV: amounts in plain digits, days as 2026-03-31."""
    out = io.StringIO(newline="")
    out.write(_MARK)
    writer = csv.writer(out)
    writer.writerow(column.heading for column in LISTED)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode()


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else safe(str(value))
