"""Letters as one PDF: letterhead, points, draft invoice, exhibits.  Same input, same bytes."""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from textwrap import shorten
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.doctemplate import (
    BaseDocTemplate,
    NextPageTemplate,
    PageTemplate,
)
from reportlab.platypus.flowables import CondPageBreak, Flowable, KeepTogether, PageBreak, Spacer
from reportlab.platypus.frames import Frame
from reportlab.platypus.paragraph import Paragraph
from reportlab.platypus.tables import Table, TableStyle

from models.findings import Direction
from reports.packet import words
from reports.packet.embedding import BOLD, REGULAR, Picture, printable, read_png, register_fonts
from reports.packet.letter import Letter, Party, Point
from reports.panels import BILLED, Panel
from reports.proofs import Quote
from reports.wording import long_date, with_currency

PAPERS = {"a4": A4, "letter": LETTER}
INK, QUIET, RULE, ACCENT = map(HexColor, ("#1b1f24", "#57606a", "#d9dee3", "#0b57d0"))
LEFT, RIGHT, TOP, BOTTOM = 25 * mm, 20 * mm, 20 * mm, 22 * mm
CROP_SCALE = 2.5  # pixels a point in the pictures that a letter asks for
PICTURE_HEIGHT = 92 * mm
TITLE_LETTERS, CELL_LETTERS, QUOTE_LETTERS = 260, 90, 2500

_BASE = ParagraphStyle("text", fontName=REGULAR, fontSize=9.5, leading=13.5, textColor=INK)
_TEXT = ParagraphStyle("paragraph", parent=_BASE, spaceAfter=7)
_SMALL = ParagraphStyle("small", parent=_BASE, fontSize=8, leading=11, textColor=QUIET)
_CELL = ParagraphStyle("cell", parent=_BASE, fontSize=8.5, leading=11.5)
_NUMBER = ParagraphStyle("number", parent=_CELL, alignment=TA_RIGHT)
_HEAD = ParagraphStyle("head", parent=_SMALL, textColor=QUIET)
_HEAD_RIGHT = ParagraphStyle("headright", parent=_HEAD, alignment=TA_RIGHT)
_SUBJECT = ParagraphStyle(
    "subject", parent=_BASE, fontName=BOLD, fontSize=11.5, leading=15, spaceAfter=8, spaceBefore=4
)
_SENDER = ParagraphStyle("sender", parent=_BASE, fontName=BOLD, fontSize=13, leading=17)
_SECTION = ParagraphStyle(
    "section", parent=_BASE, fontName=BOLD, fontSize=11.5, leading=15, spaceBefore=10, spaceAfter=5
)
_POINT = ParagraphStyle("point", parent=_SECTION, fontSize=10, leading=13.5, spaceBefore=12)
_QUOTE = ParagraphStyle(
    "quote", parent=_BASE, leftIndent=8, borderPadding=(2, 0, 2, 6), spaceAfter=3
)


def letters_pdf(
    letters: Sequence[Letter],
    *,
    paper: str = "a4",
    program: str = "",
) -> bytes:
    """Write letters into one PDF, each with its own page numbers.

    ``paper`` is one of `PAPERS`; ``program`` is named as what made the file.
    """
    register_fonts()
    out = io.BytesIO()
    size = PAPERS[paper]
    document = BaseDocTemplate(
        out,
        pagesize=size,
        leftMargin=LEFT,
        rightMargin=RIGHT,
        topMargin=TOP,
        bottomMargin=BOTTOM,
        title=printable("; ".join(letter.subject for letter in letters)),
        author=printable(letters[0].sender.name if letters else ""),
        creator=program,
        invariant=1,
        pageCompression=1,
    )
    width = size[0] - LEFT - RIGHT
    frame = Frame(LEFT, BOTTOM, width, size[1] - TOP - BOTTOM, 0, 0, 0, 0, id="body")
    document.addPageTemplates(
        [
            PageTemplate(f"letter{number}", [frame], onPage=_footer(number, letter, size))
            for number, letter in enumerate(letters)
        ]
    )
    story: list[Flowable] = []
    for number, letter in enumerate(letters):
        story += [NextPageTemplate(f"letter{number}"), PageBreak()] if number else []
        story += _Letter(letter, width).story()
    document.build(story, canvasmaker=_Numbered)
    return out.getvalue()


_Canvas: Any = Canvas


class _Numbered(_Canvas):  # type: ignore[misc]  # reportlab has no types
    """Writes "Page 2 of 5" when it is known how many pages a letter has."""

    letter = 0

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self._pages: list[dict[str, object]] = []

    def showPage(self) -> None:  # noqa: N802 (reportlab's name)
        """Keep the page until all are there."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Number and write the pages."""
        letters = [page["letter"] for page in self._pages]
        for number, page in enumerate(self._pages):
            self.__dict__.update(page)
            mine = letters.count(self.letter)
            place = letters[: number + 1].count(self.letter)
            self.setFont(REGULAR, 8)
            self.setFillColor(QUIET)
            self.drawRightString(self._pagesize[0] - RIGHT, 12 * mm, f"Page {place} of {mine}")
            super().showPage()
        super().save()


def _footer(number: int, letter: Letter, size: tuple[float, float]) -> object:
    text = shorten(printable(f"{letter.sender.name}, {letter.subject}"), 95, placeholder=" ...")

    def draw(canvas: Any, _document: object) -> None:  # noqa: ANN401 (reportlab has no types)
        canvas.letter = number
        canvas.setStrokeColor(RULE)
        canvas.line(LEFT, 16 * mm, size[0] - RIGHT, 16 * mm)
        canvas.setFont(REGULAR, 8)
        canvas.setFillColor(QUIET)
        canvas.drawString(LEFT, 12 * mm, text)

    return draw


class _Letter:
    def __init__(self, letter: Letter, width: float) -> None:
        self._letter, self._width = letter, width

    def story(self) -> list[Flowable]:
        parts = [*self._head(), *self._body()]
        if self._letter.draft is not None:
            parts += [PageBreak(), *self._draft()]
        return [*parts, PageBreak(), *self._exhibits()]

    def _head(self) -> list[Flowable]:
        letter = self._letter
        sender = [
            _text(_cut(letter.sender.name), _SENDER),
            *(_text(x, _SMALL) for x in letter.sender.lines),
        ]
        day = [
            _text(long_date(letter.day), ParagraphStyle("day", parent=_BASE, alignment=TA_RIGHT))
        ]
        line = Table([[""]], [self._width], [1])
        line.setStyle(TableStyle([("LINEABOVE", (0, 0), (-1, 0), 1.5, ACCENT)]))
        people = Table([[_party(letter.addressee), day]], [self._width * 0.6, self._width * 0.4])
        people.setStyle(_PLAIN)
        return [
            *sender,
            Spacer(0, 6),
            line,
            Spacer(0, 11 * mm),
            people,
            Spacer(0, 11 * mm),
            _text(_cut(letter.subject, TITLE_LETTERS), _SUBJECT),
            _pairs(letter.references, self._width),
            Spacer(0, 10),
        ]

    def _body(self) -> list[Flowable]:
        letter = self._letter
        closing = [
            _text(words.CLOSING, _TEXT),
            Spacer(0, 13 * mm),
            _text(_cut(letter.sender.name), _BASE),
            Spacer(0, 8),
            _text(words.enclosed(len(letter.points)), _SMALL),
        ]
        return [
            _text(words.SALUTATION, _TEXT),
            _text(letter.opening, _TEXT),
            Spacer(0, 3),
            self._points(),
            Spacer(0, 10),
            KeepTogether([*(_text(sentence, _TEXT) for sentence in letter.request), *closing]),
        ]

    def _points(self) -> Table:
        """List the points: what is wrong, agreed, billed, the money."""
        letter = self._letter
        headings = ("No.", "Point", "Agreed", "Billed", "Amount")
        rows: list[list[object]] = [
            [_text(h, _HEAD_RIGHT if h == "Amount" else _HEAD) for h in headings]
        ]
        for point in letter.points:
            view = point.view
            rows.append(
                [
                    _text(str(point.number), _CELL),
                    [_title(point), *([_text(_cut(point.place), _SMALL)] if point.place else [])],
                    _text(_cut(view.expected), _CELL),
                    _text(_cut(view.actual), _CELL),
                    _text(self._amount(point) or "\N{EN DASH}", _NUMBER),
                ]
            )
        shares = (0.06, 0.44, 0.16, 0.16, 0.18)
        table = Table(rows + self._total_rows(5), [self._width * s for s in shares], repeatRows=1)
        table.setStyle(_ruled(len(rows), len(letter.sums)))
        return table

    def _total_rows(self, columns: int) -> list[list[object]]:
        label = (
            "To be credited" if self._letter.direction is Direction.OVERBILLED else "To be billed"
        )
        return [
            [
                "",
                _bold(label),
                *[""] * (columns - 3),
                _bold(_sum(one.amount, one.currency), _NUMBER),
            ]
            for one in self._letter.sums
        ]

    def _amount(self, point: Point) -> str:
        finding = point.view.found.finding
        ours = finding.direction is self._letter.direction
        return _cut(point.view.amount) if ours and finding.amount is not None else ""

    def _draft(self) -> list[Flowable]:
        letter, draft = self._letter, self._letter.draft
        if draft is None:
            return []
        rows: list[list[object]] = [
            [_text("No.", _HEAD), _text("Description", _HEAD), _text("Amount", _HEAD_RIGHT)]
        ]
        for point in draft.lines:
            finding = point.view.found.finding
            description = [_text(_cut(point.item, TITLE_LETTERS), _CELL)]
            if point.view.working:
                description.append(_text(_cut(point.view.working, TITLE_LETTERS), _SMALL))
            amount = _sum(finding.amount or Decimal(0), finding.currency)
            rows.append([_text(str(point.number), _CELL), description, _text(amount, _NUMBER)])
        totals: list[list[object]] = [
            [
                "",
                _bold(words.draft_total([p.number for p in draft.lines if p.is_tax])),
                _bold(_sum(one.amount, one.currency), _NUMBER),
            ]
            for one in letter.sums
        ]
        table = Table(rows + totals, [self._width * s for s in (0.08, 0.68, 0.24)], repeatRows=1)
        table.setStyle(_ruled(len(rows), len(totals)))
        return [
            _text("DRAFT INVOICE", _SUBJECT),
            _pairs(draft.facts, self._width),
            Spacer(0, 10),
            table,
            Spacer(0, 8),
            *([_text(draft.payment, _TEXT)] if draft.payment else []),
            _text(words.DRAFT_NOTE, _SMALL),
        ]

    def _exhibits(self) -> list[Flowable]:
        parts: list[Flowable] = [_text("Exhibits", _SUBJECT)]
        for point in self._letter.points:
            parts += self._exhibit(point)
        if self._letter.window is not None:
            heading = _text("The time to dispute, as the contract says it", _POINT)
            parts += self._with_first(heading, self._quote(self._letter.window))
        return parts

    def _exhibit(self, point: Point) -> list[Flowable]:
        view = point.view
        amount = self._amount(point)
        head = f"Point {point.number}: {_cut(point.title, TITLE_LETTERS)}"
        heading = _text(head, _POINT)
        panels = [p for p in (view.left, view.right, view.facts) if p is not None and _says(p)]
        body = [part for panel in panels for part in self._panel(panel)]
        sums = [
            ("Agreed", view.expected),
            ("Billed", view.actual),
            ("Difference", view.difference),
            ("Working", view.working),
            ("Amount", amount),
        ]
        shown = tuple((label, _cut(value, 600)) for label, value in sums if value)
        working = [Spacer(0, 4), _pairs(shown, self._width), Spacer(0, 4)] if shown else []
        return [CondPageBreak(45 * mm), *self._with_first(heading, [*body, *working])]

    @staticmethod
    def _with_first(heading: Flowable, body: Sequence[Flowable]) -> list[Flowable]:
        """Keep a heading with what stands under it."""
        return [KeepTogether([heading, *body[:2]]), *body[2:]]

    def _panel(self, panel: Panel) -> list[Flowable]:
        parts: list[Flowable] = [_text(panel.heading, _HEAD)]
        for quote in panel.quotes:
            parts += self._quote(quote)
        if panel.more:
            parts.append(_text(f"Also: {'; '.join(panel.more)}", _SMALL))
        for table in panel.tables:
            rows = [("place", *table.headings), *table.rows]
            cells = [[_text(_cut(c), _SMALL) for c in row] for row in rows]
            grid = Table(cells, [self._width / len(rows[0])] * len(rows[0]), repeatRows=1)
            grid.setStyle(_GRID)
            caption = ", ".join(filter(None, (table.file, table.more)))
            parts += [grid, _text(caption, _SMALL)]
        if panel.fields:
            parts.append(_pairs(panel.fields, self._width, boxed=True))
            source = panel.source
            if source is not None:
                parts.append(_text(", ".join(filter(None, (source.file, source.where))), _SMALL))
        if panel.remark:
            parts.append(_text(panel.remark, _SMALL))
        return [*parts, Spacer(0, 5)]

    def _quote(self, quote: Quote) -> list[Flowable]:
        caption = _text(
            _cut(", ".join(filter(None, (quote.file, quote.where))), TITLE_LETTERS), _SMALL
        )
        png = read_png(quote.crop.picture.data) if quote.crop else None
        if png is None:
            text = f"\N{LEFT DOUBLE QUOTATION MARK}{_cut(quote.text, QUOTE_LETTERS)}\N{RIGHT DOUBLE QUOTATION MARK}"
            return [_text(text, _QUOTE), caption, Spacer(0, 3)]
        width, height = png.width / CROP_SCALE, png.height / CROP_SCALE
        share = min(1.0, (self._width - 8) / width, PICTURE_HEIGHT / height)
        box = Table([[Picture(png, width * share, height * share)]], [self._width])
        box.setStyle(_FRAME)
        return [box, caption, Spacer(0, 3)]


_PLAIN = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
)
_FRAME = TableStyle(
    [
        ("BOX", (0, 0), (-1, -1), 0.5, RULE),
        *((f"{side}PADDING", (0, 0), (-1, -1), 4) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ]
)
_GRID = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
)


def _ruled(rows: int, totals: int) -> TableStyle:
    """Rules under each row, a strong one above the totals."""
    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
        ("LINEBELOW", (0, 1), (-1, rows - 1), 0.4, RULE),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    if totals:
        style.append(("LINEABOVE", (0, rows), (-1, rows), 0.8, INK))
    return TableStyle(style)


def _says(panel: Panel) -> bool:
    """Whether a panel shows something; that no clause is quoted is no news to the other party."""
    shown = panel.quotes or panel.fields or panel.tables
    return bool(shown) or panel.heading == BILLED


def _pairs(pairs: Iterable[tuple[str, str]], width: float, *, boxed: bool = False) -> Table:
    """Labels left, values right."""
    rows = [[_text(label, _HEAD), _text(_cut(value, 600), _CELL)] for label, value in pairs]
    table = Table(rows or [["", ""]], [width * 0.17, width * 0.83])
    table.setStyle(_GRID if boxed else _PLAIN)
    return table


def _party(party: Party) -> list[Flowable]:
    return [_text(_cut(line), _BASE) for line in (party.name, *party.lines)]


def _title(point: Point) -> Paragraph:
    return _text(_cut(point.title, TITLE_LETTERS), _CELL)


def _sum(amount: Decimal, currency: str | None) -> str:
    return _cut(with_currency(amount, currency or None))


def _bold(text: str, style: ParagraphStyle = _CELL) -> Paragraph:
    return _text(text, ParagraphStyle(f"{style.name} bold", parent=style, fontName=BOLD))


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(printable(_cut(text, QUOTE_LETTERS)), quote=False), style)


def _cut(text: str, letters: int = CELL_LETTERS) -> str:
    """Keep a cell smaller than a page."""
    return text if len(text) <= letters else f"{text[: letters - 1]}\N{HORIZONTAL ELLIPSIS}"
