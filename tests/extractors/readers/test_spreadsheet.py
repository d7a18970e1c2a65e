import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from extractors.readers import spreadsheet
from extractors.readers.spreadsheet import read_sheets
from models.errors import DocumentError, ErrorCode


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_found(mark: str) -> None:
    text = f'number{mark}amount\n"A{mark}1"{mark}"1,500.00"\n'
    (sheet,) = read_sheets(text.encode(), "a.csv")
    assert sheet.rows == [["number", "amount"], [f"A{mark}1", "1,500.00"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_found(encoding: str) -> None:
    (sheet,) = read_sheets("Käufer,Preis\nMüller,€5\n".encode(encoding), "a.csv")
    assert sheet.rows == [["Käufer", "Preis"], ["Müller", "€5"]]


def test_rows_keep_their_place() -> None:
    (sheet,) = read_sheets(b"a,b\n\n1,2\n", "a.csv")
    assert sheet.rows[2] == ["1", "2"]


def test_cells_of_a_workbook_keep_their_type() -> None:
    data = workbook(
        ["text", 5, 1.1, date(2026, 3, 1), datetime(2026, 3, 2, 8, 0), None, " x ", True]  # noqa: DTZ001 (Excel has no zones)
    )
    (sheet,) = read_sheets(data, "a.xlsx")
    assert sheet.rows == [
        ["text", Decimal(5), Decimal("1.1"), date(2026, 3, 1), date(2026, 3, 2), None, "x", "True"]
    ]
    assert type(sheet.rows[0][4]) is date


def test_a_cell_far_below_does_not_cost_a_million_rows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "head"
    sheet["XFD1048576"] = "far"
    out = io.BytesIO()
    book.save(out)
    (read,) = read_sheets(out.getvalue(), "a.xlsx")
    assert read.rows[0] == ["head"]
    assert len(read.rows) < 5000


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 3)
    assert len(read_sheets(b"a\n1\n2\n", "a.csv")[0].rows) == 3
    for data, name in ((b"a\n1\n2\n3\n", "a.csv"), (workbook(["a"], [1], [2], [3]), "a.xlsx")):
        with pytest.raises(DocumentError) as caught:
            read_sheets(data, name)
        assert caught.value.code is ErrorCode.TABLE_TOO_LARGE


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b'a,b\n"' + b"x" * 200_000, "a.csv", ErrorCode.TABLE_DAMAGED),
        (b"a,b\n" * 2000 + b"\x00\x01", "a.csv", ErrorCode.TABLE_DAMAGED),
        (b"%PDF-1.4", "a", ErrorCode.KIND_UNKNOWN),
        (workbook(["a"])[:-200], "a.xlsx", ErrorCode.XLSX_DAMAGED),
    ],
)
def test_tables_that_cannot_be_used(data: bytes, name: str, code: ErrorCode) -> None:
    with pytest.raises(DocumentError) as caught:
        read_sheets(data, name)
    assert caught.value.code is code
