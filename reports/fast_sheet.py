"""A sheet of a workbook that writes plain cells in one step.

The library writes each cell by way of lists of attributes and five searches in its text, which
takes most of the time of a large workbook.  Nearly all cells are plain: those are written here, byte for
byte as the library writes them, and all others by the library.
"""

import re
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellStringTuple, Worksheet

# Nothing to escape, and no white space at an end, which would have to be kept.
_PLAIN = re.compile(r"(?!\s)[^\x00-\x08\x0b-\x1f&<>\"\ufffe\uffff]+(?<!\s)")
_ESCAPE = "_x"  # how the file format begins a character by its number


class FastSheet(Worksheet):
    """A worksheet in constant memory, whose texts stand in the cells."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: list[str] = []

    def _write_cell(self, row: int, col: int, cell: Any) -> None:  # noqa: ANN401 (one of the library's own kinds)
        """Write one cell; where the library calls it otherwise one day, that costs time and no more."""
        if (
            type(cell) is CellStringTuple
            and cell.format
            and self.constant_memory
            and _ESCAPE not in cell.string
            and _PLAIN.fullmatch(cell.string)
        ):
            while len(self._columns) <= col:
                self._columns.append(xl_col_to_name(len(self._columns)))
            place, form = f"{self._columns[col]}{row + 1}", cell.format._get_xf_index()  # noqa: SLF001
            text = f'<c r="{place}" s="{form}" t="inlineStr"><is><t>{cell.string}</t></is></c>'
            self.fh.write(text)  # type: ignore[attr-defined]  # it is open while cells are written
        else:
            super()._write_cell(row, col, cell)
