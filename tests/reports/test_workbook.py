import errno
import io
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from reports.workbook import findings_workbook
from tests.reports import sample
from tests.reports.poison import poison

RISKY = (
    "=1+1",
    "+44 20 7946 0000",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "https://example.com",
    "bell \x07 and half \ud800 a letter",
    "x" * 40_000,
)


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def book() -> Workbook:
    return opened(findings_workbook(sample.sample()))


def test_it_has_a_sheet_for_each_question(book: Workbook) -> None:
    assert book.sheetnames == [
        "Summary",
        "Findings",
        "Tests",
        "Did not apply",
        "Cannot tell",
        "Contracts",
        "Invoices",
    ]
    assert [sheet.max_row - 1 for sheet in book.worksheets[1:]] == [9, 52, 1, 5, 6, 4]
    tests = [row[3] for row in book["Did not apply"].iter_rows(min_row=2, values_only=True)]
    assert tests == [4]


def test_amounts_and_dates_are_numbers_and_dates(book: Workbook) -> None:
    heading, first = list(book["Findings"].iter_rows(values_only=True))[:2]
    row = dict(zip(heading, first, strict=True))
    assert row["Amount at stake"] == pytest.approx(1225.0)
    assert row["Act before"] == datetime(2026, 7, 13)  # noqa: DTZ001 (a day has no zone)
    assert row["Line"] == 1


NUMBERS = {
    "Findings": ("Amount at stake", "Line"),
    "Did not apply": ("Tests",),
    "Cannot tell": ("Tests waiting", "Invoice value concerned"),
    "Contracts": ("Confidence",),
    "Invoices": ("Net", "Tax", "Total", "Lines"),
}
DATES = {"Findings": ("Act before",), "Invoices": ("Issued", "Received", "Due")}


@pytest.mark.parametrize(("sheet", "headings"), NUMBERS.items())
def test_a_column_of_figures_holds_numbers_only(
    book: Workbook, sheet: str, headings: tuple[str, ...]
) -> None:
    cells = _cells(book, sheet, headings)
    assert cells
    assert {type(value) for value in cells} <= {int, float}


@pytest.mark.parametrize(("sheet", "headings"), DATES.items())
def test_a_column_of_days_holds_dates_only(
    book: Workbook, sheet: str, headings: tuple[str, ...]
) -> None:
    cells = _cells(book, sheet, headings)
    assert cells
    assert {type(value) for value in cells} == {datetime}


def _cells(book: Workbook, sheet: str, headings: tuple[str, ...]) -> list[object]:
    heading, *rows = book[sheet].iter_rows(values_only=True)
    return [
        row[heading.index(name)]
        for row in rows
        for name in headings
        if row[heading.index(name)] is not None
    ]


def test_a_sum_of_more_digits_than_a_sheet_holds_stays_exact() -> None:
    data = sample.sample()
    first, *rest = data.invoices
    huge = first.model_copy(update={"total": Decimal("12345678901234.5678")})
    made = opened(findings_workbook(replace(data, invoices=(huge, *rest))))
    assert _cells(made, "Invoices", ("Total",))[0] == "12345678901234.5678"


def test_headings_stay_in_view_and_can_be_filtered(book: Workbook) -> None:
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref is not None


@pytest.mark.parametrize("payload", RISKY)
def test_a_document_cannot_put_a_formula_or_link_into_a_cell(payload: str) -> None:
    data = findings_workbook(poison(sample.sample(), payload))
    for sheet in opened(data).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
                assert not str(cell.value or "").startswith(("=", "+", "-", "@", "\t", "\r"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name]


def test_nothing_stays_open_where_the_disk_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def full(sheet: Worksheet) -> None:
        seen.append(sheet)
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(Worksheet, "_assemble_xml_file", full)
    with pytest.raises(OSError, match="no space"):
        findings_workbook(sample.sample())
    (sheet,) = seen
    assert sheet.row_data_fh.closed
    assert sheet.fh.closed
