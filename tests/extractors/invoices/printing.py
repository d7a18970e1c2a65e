"""Prints invoices for tests: text at places, tables with left and right aligned columns."""

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Cell = str | tuple[str, ...]
Row = Sequence[Cell]
_HEIGHT = A4[1]
_LEADING = 11.0


class Printer:
    """A PDF in the making; ``y`` runs down from the top of the page."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        self._canvas = Canvas(self._bytes, pagesize=A4, invariant=True)

    def text(self, x: float, y: float, text: str, size: float = 9) -> None:
        """Print from x to the right."""
        self._canvas.setFont("Helvetica", size)
        self._canvas.drawString(x, _HEIGHT - y, text)

    def right(self, x: float, y: float, text: str, size: float = 9) -> None:
        """Print up to x."""
        self._canvas.setFont("Helvetica", size)
        self._canvas.drawRightString(x, _HEIGHT - y, text)

    def block(self, x: float, y: float, lines: Sequence[str], size: float = 9) -> None:
        """Print lines under each other."""
        for index, line in enumerate(lines):
            self.text(x, y + (size + 3) * index, line, size)

    def pairs(self, x: float, to: float, y: float, pairs: Sequence[tuple[str, str]]) -> None:
        """Print labels and, beside them, values."""
        for index, (label, value) in enumerate(pairs):
            self.text(x, y + 14 * index, label)
            self.text(to, y + 14 * index, value)

    def table(self, y: float, columns: str, rows: Sequence[Row], *, centred: bool = False) -> float:
        """Print rows under each other; returns the place of the last line.

        ``columns`` are places with an "r" where text ends there: "50 90 400r 545r".  A cell of
        several lines is a tuple; ``centred`` puts the other cells at half its height.
        """
        places = [(float(c.rstrip("r")), c.endswith("r")) for c in columns.split()]
        for row in rows:
            cells = [cell if isinstance(cell, tuple) else (cell,) for cell in row]
            tall = max(len(cell) for cell in cells)
            for (x, ends), cell in zip(places, cells, strict=True):
                sink = (tall - len(cell)) * _LEADING / 2 if centred else 0
                for index, line in enumerate(cell):
                    (self.right if ends else self.text)(x, y + sink + index * _LEADING, line)
            y += (tall - 1) * _LEADING + 18
        return y - 18

    def sums(self, y: float, pairs: Sequence[tuple[str, str]]) -> float:
        """Print sums, the amounts up to the right margin."""
        for label, value in pairs:
            y += 16
            self.text(360, y, label)
            self.right(545, y, value)
        return y

    def page(self) -> None:
        """Begin another page."""
        self._canvas.showPage()

    def data(self) -> bytes:
        """The finished file."""
        self._canvas.save()
        return self._bytes.getvalue()
