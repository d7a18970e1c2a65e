"""Text and tables on paper: the styles, and how much a cell may hold."""

from collections.abc import Iterable
from decimal import Decimal
from html import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus.paragraph import Paragraph
from reportlab.platypus.tables import Table, TableStyle

from reports.paper.embedding import BOLD, REGULAR, printable
from reports.wording import with_currency

INK, QUIET, RULE, ACCENT = map(HexColor, ("#1b1f24", "#57606a", "#d9dee3", "#0b57d0"))
TITLE_LETTERS, CELL_LETTERS, VALUE_LETTERS, TEXT_LETTERS = 260, 90, 600, 2500
"""A row of a table does not go over the end of a page: what it holds is cut."""

BASE = ParagraphStyle("base", fontName=REGULAR, fontSize=9.5, leading=13.5, textColor=INK)
TEXT = ParagraphStyle("text", parent=BASE, spaceAfter=7)
SMALL = ParagraphStyle("small", parent=BASE, fontSize=8, leading=11, textColor=QUIET)
CELL = ParagraphStyle("cell", parent=BASE, fontSize=8.5, leading=11.5)
NUMBER = ParagraphStyle("number", parent=CELL, alignment=TA_RIGHT)
LABEL = ParagraphStyle("label", parent=SMALL)
LABEL_RIGHT = ParagraphStyle("label right", parent=LABEL, alignment=TA_RIGHT)
RIGHT_TEXT = ParagraphStyle("right text", parent=BASE, alignment=TA_RIGHT)
NAME = ParagraphStyle("name", parent=BASE, fontName=BOLD, fontSize=13, leading=17)
HEADING = ParagraphStyle(
    "heading", parent=BASE, fontName=BOLD, fontSize=11.5, leading=15, spaceAfter=8, spaceBefore=4
)
SUBHEADING = ParagraphStyle(
    "subheading", parent=HEADING, fontSize=10, leading=13.5, spaceBefore=12, spaceAfter=5
)
QUOTE = ParagraphStyle("quote", parent=BASE, leftIndent=8, spaceAfter=3)

_EDGES = ("LEFT", "RIGHT", "TOP", "BOTTOM")
PLAIN = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        *((f"{edge}PADDING", (0, 0), (-1, -1), 0) for edge in _EDGES[:3]),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
)
FRAME = TableStyle(
    [
        ("BOX", (0, 0), (-1, -1), 0.5, RULE),
        *((f"{edge}PADDING", (0, 0), (-1, -1), 4) for edge in _EDGES),
    ]
)
GRID = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        *((f"{edge}PADDING", (0, 0), (-1, -1), 2) for edge in _EDGES),
    ]
)


def text(words: str, style: ParagraphStyle) -> Paragraph:
    """Make a paragraph of plain words."""
    return Paragraph(escape(printable(cut(words, TEXT_LETTERS)), quote=False), style)


def bold(words: str, style: ParagraphStyle = CELL) -> Paragraph:
    """Make a paragraph in bold."""
    return text(words, ParagraphStyle(f"{style.name} bold", parent=style, fontName=BOLD))


def cut(words: str, letters: int = CELL_LETTERS) -> str:
    """Keep a cell smaller than a page.

    >>> cut("Senior Engineer", 8)
    'Senior …'
    """
    return words if len(words) <= letters else f"{words[: letters - 1]}\N{HORIZONTAL ELLIPSIS}"


def amount(value: Decimal, currency: str | None) -> str:
    """Write an amount for a cell."""
    return cut(with_currency(value, currency or None))


def pairs(
    rows: Iterable[tuple[str, str]], width: float, *, boxed: bool = False, share: float = 0.17
) -> Table:
    """Put labels left and values right; the labels take that share of the width."""
    cells = [[text(label, LABEL), text(cut(value, VALUE_LETTERS), CELL)] for label, value in rows]
    table = Table(cells or [["", ""]], [width * share, width * (1 - share)])
    table.setStyle(GRID if boxed else PLAIN)
    return table


def ruled(rows: list[list[object]], totals: list[list[object]], widths: list[float]) -> Table:
    """Make a table with a heading row on every page, a rule under each row and totals below."""
    table = Table(rows + totals, widths, repeatRows=1)
    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
        ("LINEBELOW", (0, 1), (-1, len(rows) - 1), 0.4, RULE),
        *((f"{edge}PADDING", (0, 0), (-1, -1), 3) for edge in _EDGES),
    ]
    if totals:
        style.append(("LINEABOVE", (0, len(rows)), (-1, len(rows)), 0.8, INK))
    table.setStyle(TableStyle(style))
    return table
