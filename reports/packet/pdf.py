"""Letters on paper: letterhead, points, draft invoice, exhibits."""

from collections.abc import Sequence

from models.findings import Direction
from reports.packet import words
from reports.packet.draft import DraftLine, DraftSum
from reports.packet.letter import Draft, Letter, Point
from reports.paper.sheets import Sheet, pdf
from reports.wording import quantity, with_currency


def letters_pdf(letters: Sequence[Letter], *, paper: str = "a4", program: str = "") -> bytes:
    """Write letters into one PDF, each with its own page numbers.

    Raises:
        SettingsError: PDF_LIBRARY_MISSING, the system has no Pango.
    """
    title = "; ".join(letter.subject for letter in letters)
    return pdf([_sheet(letter, title, program) for letter in letters], paper=paper)


def _sheet(letter: Letter, title: str, program: str) -> Sheet:
    return Sheet(
        template="paper/letter.html",
        title=title,
        day=letter.day,
        foot=f"{letter.sender.name}, {letter.subject}",
        author=letter.sender.name,
        program=program,
        values={
            "letter": letter,
            "points": [(point, _owed(letter, point)) for point in letter.points],
            "total_words": words.TOTALS[letter.direction is Direction.OVERBILLED],
            "lines": [(line, _counted(line)) for line in letter.draft.lines]
            if letter.draft
            else [],
            "totals": [row for one in letter.draft.sums for row in _sums(letter.draft, one)]
            if letter.draft
            else [],
            "words": words,
        },
    )


def _owed(letter: Letter, point: Point) -> str:
    """Write what a point asks for; empty where it asks for no money."""
    finding = point.view.found.finding
    ours = finding.direction is letter.direction
    return point.view.amount if ours and finding.amount is not None else ""


def _counted(line: DraftLine) -> str:
    """Write how much of what unit a line bills."""
    counted = "" if line.quantity is None else quantity(line.quantity)
    return f"{counted} {line.unit or ''}".strip()


def _sums(draft: Draft, one: DraftSum) -> list[tuple[str, str]]:
    """Write the sums of one currency: net, tax and total, as far as they are known."""
    taxes = [line.number for line in draft.lines if line.is_tax]
    taxed = one.tax is not None and one.rate is not None
    sums = [(words.draft_total(taxes, taxed=taxed), one.net)]
    if one.tax is not None and one.rate is not None and one.total is not None:
        sums += [(words.draft_tax(quantity(one.rate)), one.tax), ("Total", one.total)]
    return [(label, with_currency(value, one.currency or None)) for label, value in sums]
