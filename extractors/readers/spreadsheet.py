"""CSV and XLSX to sheets of cells: text, exact numbers, dates, or nothing."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from extractors.readers.detect import FileKind, decoded_head, detect, opened_zip
from models.errors import DocumentError, ErrorCode

CellValue = str | Decimal | date | None
MOST_ROWS = 200_000
_MOST_COLUMNS = 500
_MOST_EMPTY = 2_000  # empty rows in a row after which a sheet is over
_DELIMITERS = ",;\t|"
_HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; ``rows`` keep their place in the file (row 1 is ``rows[0]``)."""

    name: str
    rows: list[list[CellValue]]


def read_sheets(data: bytes, file: str) -> list[Sheet]:
    """Read a CSV or XLSX file.

    Raises:
        DocumentError: TABLE_DAMAGED, XLSX_DAMAGED, TABLE_TOO_LARGE, KIND_UNKNOWN.
    """
    kind = detect(data, file)
    if kind is FileKind.XLSX:
        return list(_workbook(data, file))
    if kind is FileKind.CSV:
        return [Sheet("", list(_csv(data, file)))]
    raise DocumentError(
        ErrorCode.KIND_UNKNOWN,
        f"this is {kind.value}, not a CSV or XLSX table.",
        where=file,
        do="Save the table as CSV or XLSX.",
    )


def _csv(data: bytes, file: str) -> Iterator[list[CellValue]]:
    text = _decoded(data, file)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    try:
        for number, row in enumerate(reader, start=1):
            if number > MOST_ROWS:
                raise _too_large(file)
            yield [cell.strip() or None for cell in row[:_MOST_COLUMNS]]
    except csv.Error as error:
        raise DocumentError(
            ErrorCode.TABLE_DAMAGED,
            "the table cannot be read as CSV.",
            where=file,
            do="Export it again.",
        ) from error


def _decoded(data: bytes, file: str) -> str:
    if decoded_head(data[:_HEAD]) is None:
        raise DocumentError(
            ErrorCode.TABLE_DAMAGED,
            "the file holds characters that no CSV has.",
            where=file,
            do="Export it again as CSV (UTF-8).",
        )
    for encoding in (
        ("utf-16",)
        if data[:2] in (b"\xff\xfe", b"\xfe\xff")
        else ("utf-8-sig", "cp1252", "latin-1")
    ):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise DocumentError(
        ErrorCode.TABLE_DAMAGED,
        "the file's characters cannot be decoded.",
        where=file,
        do="Export it again as CSV (UTF-8).",
    )


def _delimiter(text: str) -> str:
    """The separator that cuts the first lines into the same, largest number of cells."""
    lines = [line for line in text[:_HEAD].splitlines() if line.strip()][:20]

    def worth(mark: str) -> tuple[int, int]:
        counts = [len(next(csv.reader([line], delimiter=mark), [])) for line in lines]
        usual = max(set(counts), key=counts.count, default=1)
        return (counts.count(usual) * (usual > 1), usual)

    return max(_DELIMITERS, key=worth)


def _workbook(data: bytes, file: str) -> Iterator[Sheet]:
    archive = opened_zip(data, file)
    if archive is None:
        raise _damaged(file)
    archive.close()
    import openpyxl  # noqa: PLC0415 (a tenth of a second: only who has workbooks pays for it)
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            yield Sheet(
                sheet.title,
                list(_rows(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS), file)),
            )
        book.close()
    except DocumentError:
        raise
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        SyntaxError,
        EOFError,
        zlib.error,
    ) as error:
        # openpyxl raises all of these on damaged workbooks; a syntax error is a broken XML part
        raise _damaged(file) from error


def _rows(rows: Iterable[Iterable[object]], file: str) -> Iterator[list[CellValue]]:
    empty = 0
    for number, row in enumerate(rows, start=1):
        cells = [_value(cell) for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        empty = 0 if cells else empty + 1
        if empty > _MOST_EMPTY:
            return
        if number > MOST_ROWS:
            raise _too_large(file)
        yield cells


def _value(cell: object) -> CellValue:
    if cell is None or isinstance(cell, bool):
        return None if cell is None else str(cell)
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float):
        number = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
        return number if number.is_finite() else None
    return str(cell).strip() or None


def _too_large(file: str) -> DocumentError:
    return DocumentError(
        ErrorCode.TABLE_TOO_LARGE,
        f"the table has more than {MOST_ROWS:,} rows.",
        where=file,
        do="Split it and add the parts.",
    )


def _damaged(file: str) -> DocumentError:
    return DocumentError(
        ErrorCode.XLSX_DAMAGED,
        "the workbook is damaged.",
        where=file,
        do="Open it in Excel and save it again.",
    )
