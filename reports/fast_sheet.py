"""A sheet of a workbook that writes plain cells in one step.

The library writes each cell by way of lists of attributes and five searches in its text, which
takes most of the time of a large workbook.  Nearly all cells are plain: those are written here, byte for
byte as the library writes them, and all others by the library.
"""

import re
from collections.abc import Sequence
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellStringTuple, Worksheet

from reports.cells import safe

# Nothing to escape, and no white space at an end, which would have to be kept.
_PLAIN = re.compile(r"(?!\s)[^\x00-\x08\x0b-\x1f&<>\"\ufffe\uffff]+(?<!\s)")
_ESCAPE = "_x"  # how the file format begins a character by its number
_LONGEST = 16_000  # letters; the library looks more closely at longer ones
_KEPT = 10_000  # texts of which it is kept how they are written


class FastSheet(Worksheet):
    """A worksheet in constant memory, whose texts stand in the cells."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: list[str] = []
        self._form: Format | None = None
        self._ends: dict[object, str] = {}

    def write_texts(self, row: int, texts: Sequence[object], form: Format) -> bool:
        """Write a row of texts in one step, made safe; False where one is not plain: nothing is written then.

        A table says the same few texts in most of its rows, so how they are written is kept.
        """
        if not self.constant_memory or row <= self.previous_row or row >= self.xls_rowmax:
            return False
        self._end_row(row)
        self._name_columns(len(texts) - 1)
        columns, number, ends = self._columns, row + 1, self._ends_in(form)
        cells: list[str] = []
        first = last = -1
        for place, text in enumerate(texts):
            if text is None or text == "":
                continue
            end = ends.get(text)
            if end is None:
                end = self._end(text, form)
                if not end:
                    return False
                ends[text] = end
            cells.append(f'<c r="{columns[place]}{number}{end}')
            first, last = first if first >= 0 else place, place
        if cells:
            self._check_dimensions(row, first)
            self._check_dimensions(row, last)
            self.fh.write(f'<row r="{number}">{"".join(cells)}</row>')  # type: ignore[attr-defined]  # it is open while cells are written
        return True

    def _end_row(self, row: int) -> None:
        """Write the row before, as the library does with the first cell of this one."""
        before = self.previous_row
        if self.table or before in self.row_info or before in self.comments:
            self._write_single_row(row)
        else:
            self.previous_row = row

    def _ends_in(self, form: Format) -> dict[object, str]:
        """Return how texts are written in this format, as far as it is known."""
        if form is not self._form or len(self._ends) > _KEPT:
            self._form, self._ends = form, {}
        return self._ends

    @staticmethod
    def _end(text: object, form: Format) -> str:
        """Return a cell from the end of its place on; nothing where it is no plain text."""
        shown = safe(text) if isinstance(text, str) else ""
        if len(shown) > _LONGEST or _ESCAPE in shown or not _PLAIN.fullmatch(shown):
            return ""
        index = form._get_xf_index()  # type: ignore[no-untyped-call]  # noqa: SLF001
        return f'" s="{index}" t="inlineStr"><is><t>{shown}</t></is></c>'

    def _name_columns(self, last: int) -> None:
        while len(self._columns) <= last:
            self._columns.append(xl_col_to_name(len(self._columns)))

    def _write_cell(self, row: int, col: int, cell: Any) -> None:  # noqa: ANN401 (one of the library's own kinds)
        """Write one cell; where the library calls it otherwise one day, that costs time and no more."""
        if (
            type(cell) is CellStringTuple
            and cell.format
            and self.constant_memory
            and _ESCAPE not in cell.string
            and _PLAIN.fullmatch(cell.string)
        ):
            self._name_columns(col)
            place, form = f"{self._columns[col]}{row + 1}", cell.format._get_xf_index()  # noqa: SLF001
            text = f'<c r="{place}" s="{form}" t="inlineStr"><is><t>{cell.string}</t></is></c>'
            self.fh.write(text)  # type: ignore[attr-defined]  # it is open while cells are written
        else:
            super()._write_cell(row, col, cell)
