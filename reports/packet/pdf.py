"""Letters on paper: letterhead, points, draft invoice, exhibits."""

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.platypus.flowables import Flowable, KeepTogether, PageBreak, Spacer
from reportlab.platypus.tables import Table, TableStyle

from models.findings import Direction
from reports.packet import words
from reports.packet.draft import DraftSum
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
from reports.wording import long_date, quantity

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
        names, numbers = words.DRAFT_COLUMNS[:2], words.DRAFT_COLUMNS[2:]
        rows: list[list[object]] = [
            [*(text(one, LABEL) for one in names), *(text(one, LABEL_RIGHT) for one in numbers)]
        ]
        for line in draft.lines:
            what = [text(cut(line.item, TITLE_LETTERS), CELL)]
            what += [text(cut(line.working, TITLE_LETTERS), SMALL)] if line.working else []
            counted = "" if line.quantity is None else quantity(line.quantity)
            each = "" if line.price is None else f"{line.price:,f}"
            rows.append(
                [
                    text(str(line.number), CELL),
                    what,
                    text(cut(f"{counted} {line.unit or ''}".strip()), NUMBER),
                    text(each, NUMBER),
                    text(amount(line.amount, line.currency), NUMBER),
                ]
            )
        return [
            text("DRAFT INVOICE", HEADING),
            pairs(draft.facts, width),
            Spacer(0, 10),
            ruled(
                rows,
                [row for one in draft.sums for row in _sums(draft, one)],
                [width * share for share in (0.06, 0.5, 0.14, 0.12, 0.18)],
            ),
            Spacer(0, 8),
            *([text(draft.payment, TEXT)] if draft.payment else []),
            text(draft.left, SMALL),
        ]


def _sums(draft: Draft, one: DraftSum) -> list[list[object]]:
    """Write the sums of one currency: net, tax and total, as far as they are known."""
    taxes = [line.number for line in draft.lines if line.is_tax]
    taxed = one.tax is not None and one.rate is not None
    sums = [(words.draft_total(taxes, taxed=taxed), one.net)]
    if one.tax is not None and one.rate is not None and one.total is not None:
        sums += [(words.draft_tax(quantity(one.rate)), one.tax), ("Total", one.total)]
    return [
        ["", bold(label), "", "", bold(amount(value, one.currency), NUMBER)]
        for label, value in sums
    ]
