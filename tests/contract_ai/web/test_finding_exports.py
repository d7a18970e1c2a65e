"""Lists taken away: the same findings in the same order, real numbers and days, nothing that runs."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from sqlmodel import select

from contract_ai.web.site import Site
from models.accounts import Role
from models.tables.findings import FindingRow
from tests.contract_ai.web.casework import RATE, listed, mark, newcomer
from tests.contract_ai.web.sites import browser, sample_site

QUERIES = ("", "direction=overbilled&sort=act_before", "state=any&q=invoice", "code=PR101")
EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


@pytest.mark.parametrize("query", QUERIES)
def test_exports_hold_what_the_list_shows(tmp_path: Path, query: str) -> None:
    finance = browser(sample_site(tmp_path), Role.FINANCE)
    shown = listed(finance.get(f"/findings?{query}").text)
    rows = _csv(finance.get(f"/findings.csv?{query}").content)
    sheet = _sheet(finance.get(f"/findings.xlsx?{query}").content)
    assert shown
    assert [row["Fingerprint"] for row in rows] == shown
    assert [row["Fingerprint"] for row in sheet] == shown


def test_numbers_are_numbers_and_days_are_days(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    finance = browser(site, Role.FINANCE)
    (row,) = _sheet(finance.get("/findings.xlsx?code=PR101").content)
    assert row["Amount at stake"] == 1225
    assert row["Act before"] == datetime(2026, 2, 18)  # noqa: DTZ001 (as a sheet gives it)
    (line,) = _csv(finance.get("/findings.csv?code=PR101").content)
    assert Decimal(line["Amount at stake"]) == Decimal(1225)
    assert date.fromisoformat(line["Act before"]) == date(2026, 2, 18)
    assert line["Fingerprint"] == mark(site, RATE)


def test_a_column_of_amounts_stands_in_line(tmp_path: Path) -> None:
    """Each amount has the decimals of its currency, also a round one."""
    finance = browser(sample_site(tmp_path), Role.FINANCE)
    book = openpyxl.load_workbook(io.BytesIO(finance.get("/findings.xlsx").content))
    head, *rows = book["Findings"].iter_rows()
    place = [cell.value for cell in head].index("Amount at stake")
    assert {row[place].number_format for row in rows if row[place].value} == {"#,##0.00"}


@pytest.mark.parametrize("evil", EVIL)
def test_no_cell_is_a_formula(tmp_path: Path, evil: str) -> None:
    site = sample_site(tmp_path)
    _poison(site, evil)
    finance = browser(site, Role.FINANCE)
    (line,) = _csv(finance.get("/findings.csv?code=PR101").content)
    for name in ("Finding", "Invoice", "Supplier"):
        assert line[name] == f"'{evil}"
    book = openpyxl.load_workbook(io.BytesIO(finance.get("/findings.xlsx?code=PR101").content))
    cells = [cell for row in book["Findings"].iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert sum(str(cell.value).startswith("'") for cell in cells) == 3


def test_exports_end_where_the_persons_contracts_end(tmp_path: Path) -> None:
    narrow = newcomer(sample_site(tmp_path), "nora", ("SUB-*",))
    rows = _csv(narrow.get("/findings.csv?state=any").content)
    assert {row["Contract"] for row in rows} == {"SUB-2025-007-quillfeather"}


def _csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def _sheet(data: bytes) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Findings"]
    assert sheet.freeze_panes == "A2"
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def _poison(site: Site, text: str) -> None:
    with site.database.write() as session:
        row = session.exec(select(FindingRow).where(FindingRow.code == RATE)).one()
        row.message, row.invoice, row.supplier = text, text, text
