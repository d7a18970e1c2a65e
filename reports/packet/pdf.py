"""Letters on paper: letterhead, points, draft invoice, exhibits."""

from collections.abc import Sequence
from decimal import Decimal

from reportlab.lib.units import mm
from reportlab.platypus.flowables import Flowable, KeepTogether, PageBreak, Spacer
from reportlab.platypus.tables import Table, TableStyle

from models.findings import Direction
from reports.packet import words
from reports.packet.letter import Draft, Letter, Point
from reports.paper.blocks import (
    ACCENT,
    BASE,
    CELL,
    HEADING,
    LABEL,
    LABEL_RIGHT,
    NAME,
    NUMBER,
    PLAIN,
    RIGHT_TEXT,
    SMALL,
    SUBHEADING,
    TEXT,
    TITLE_LETTERS,
    amount,
    bold,
    cut,
    pairs,
    ruled,
    text,
)
from reports.paper.document import Section, pdf
from reports.paper.exhibits import exhibit, quoted, under
from reports.wording import long_date

GAP = 11 * mm  # about the addressee
SIGNATURE = 13 * mm


def letters_pdf(letters: Sequence[Letter], *, paper: str = "a4", program: str = "") -> bytes:
    """Write letters into one PDF, each with its own page numbers."""
    sections = [Section(f"{one.sender.name}, {one.subject}", _Letter(one).story) for one in letters]
    title = "; ".join(letter.subject for letter in letters)
    author = letters[0].sender.name if letters else ""
    return pdf(sections, title=title, author=author, program=program, paper=paper)


class _Letter:
    def __init__(self, letter: Letter) -> None:
        self._letter = letter

    def story(self, width: float) -> list[Flowable]:
        letter = self._letter
        parts = [*self._head(width), *self._body(width)]
        if letter.draft is not None:
            parts += [PageBreak(), *self._draft(letter.draft, width)]
        parts += [PageBreak(), text("Exhibits", HEADING)]
        for point in letter.points:
            head = f"Point {point.number}: {point.title}"
            parts += exhibit(head, point.view, width, [("Amount", self._amount(point))])
        if letter.window is not None:
            parts += under([text(words.WINDOW, SUBHEADING)], quoted(letter.window, width))
        return parts

    def _head(self, width: float) -> list[Flowable]:
        letter = self._letter
        rule = Table([[""]], [width], [1])
        rule.setStyle(TableStyle([("LINEABOVE", (0, 0), (-1, 0), 1.5, ACCENT)]))
        lines = (letter.addressee.name, *letter.addressee.lines)
        addressee = [text(cut(line), BASE) for line in lines]
        day = text(long_date(letter.day), RIGHT_TEXT)
        people = Table([[addressee, day]], [width * 0.6, width * 0.4])
        people.setStyle(PLAIN)
        return [
            text(cut(letter.sender.name), NAME),
            *(text(line, SMALL) for line in letter.sender.lines),
            Spacer(0, 6),
            rule,
            Spacer(0, GAP),
            people,
            Spacer(0, GAP),
            text(cut(letter.subject, TITLE_LETTERS), HEADING),
            pairs(letter.references, width),
            Spacer(0, 10),
        ]

    def _body(self, width: float) -> list[Flowable]:
        letter = self._letter
        ending = [
            *(text(sentence, TEXT) for sentence in letter.request),
            text(words.CLOSING, TEXT),
            Spacer(0, SIGNATURE),
            text(cut(letter.sender.name), BASE),
            Spacer(0, 8),
            text(words.enclosed(len(letter.points)), SMALL),
        ]
        return [
            text(words.SALUTATION, TEXT),
            text(letter.opening, TEXT),
            Spacer(0, 3),
            self._points(width),
            Spacer(0, 10),
            KeepTogether(ending),
        ]

    def _points(self, width: float) -> Table:
        """List the points: what is wrong, agreed, billed, the money."""
        letter = self._letter
        rows: list[list[object]] = [
            [
                *(text(one, LABEL) for one in words.COLUMNS[:-1]),
                text(words.COLUMNS[-1], LABEL_RIGHT),
            ]
        ]
        for point in letter.points:
            view = point.view
            what = [text(cut(point.title, TITLE_LETTERS), CELL)]
            what += [text(cut(point.place), SMALL)] if point.place else []
            rows.append(
                [
                    text(str(point.number), CELL),
                    what,
                    text(cut(view.expected), CELL),
                    text(cut(view.actual), CELL),
                    text(self._amount(point) or "\N{EN DASH}", NUMBER),
                ]
            )
        label = words.TOTALS[letter.direction is Direction.OVERBILLED]
        totals: list[list[object]] = [
            ["", bold(label), "", "", bold(amount(one.amount, one.currency), NUMBER)]
            for one in letter.sums
        ]
        return ruled(rows, totals, [width * share for share in (0.06, 0.44, 0.16, 0.16, 0.18)])

    def _amount(self, point: Point) -> str:
        finding = point.view.found.finding
        ours = finding.direction is self._letter.direction
        return cut(point.view.amount) if ours and finding.amount is not None else ""

    def _draft(self, draft: Draft, width: float) -> list[Flowable]:
        rows: list[list[object]] = [
            [text("No.", LABEL), text("Description", LABEL), text("Amount", LABEL_RIGHT)]
        ]
        for point in draft.lines:
            finding = point.view.found.finding
            what = [text(cut(point.item, TITLE_LETTERS), CELL)]
            if point.view.working:
                what.append(text(cut(point.view.working, TITLE_LETTERS), SMALL))
            sum_ = amount(finding.amount or Decimal(0), finding.currency)
            rows.append([text(str(point.number), CELL), what, text(sum_, NUMBER)])
        label = words.draft_total([point.number for point in draft.lines if point.is_tax])
        totals: list[list[object]] = [
            ["", bold(label), bold(amount(one.amount, one.currency), NUMBER)]
            for one in self._letter.sums
        ]
        return [
            text("DRAFT INVOICE", HEADING),
            pairs(draft.facts, width),
            Spacer(0, 10),
            ruled(rows, totals, [width * share for share in (0.08, 0.68, 0.24)]),
            Spacer(0, 8),
            *([text(draft.payment, TEXT)] if draft.payment else []),
            text(words.DRAFT_NOTE, SMALL),
        ]
