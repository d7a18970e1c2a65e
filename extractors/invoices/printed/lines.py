"""The lines of a printed invoice: what stands under each heading row, over pages and sections."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from extractors.invoices.printed.canvas import Canvas, repeated_rows
from extractors.invoices.printed.columns import Column
from extractors.invoices.printed.headings import Heading, headings
from extractors.invoices.printed.line_draft import LineDraft, codes_first
from extractors.invoices.printed.proved_columns import proved, worded
from extractors.invoices.printed.section_sums import without_section_sums
from extractors.invoices.printed.table_reading import TableReading
from extractors.invoices.printed.table_sections import is_summary
from models.invoices import InvoiceLine


@dataclass(slots=True)
class LineTable:
    """What was read of the line tables.

    ``rows`` are the rows they take, ``heads`` those of headings and of lines with an amount.
    """

    drafts: list[LineDraft] = field(default_factory=list)
    rows: frozenset[int] = frozenset()
    heads: frozenset[int] = frozenset()

    def lines(
        self,
        canvas: Canvas,
        mark: str,
        sums: Sequence[Decimal] = (),
        *,
        day_first: bool | None,
        near: date | None = None,
    ) -> list[InvoiceLine]:
        """Return the lines; ``day_first`` says how the document writes dates in figures.

        ``sums`` are what the invoice says the lines come to, ``near`` is its date: that of a day
        without its year.
        """
        drafts = without_section_sums(self.drafts, sums)
        return [
            draft.line(place, canvas, mark, day_first=day_first, near=near)
            for place, draft in enumerate(drafts, start=1)
        ]


def read_lines(canvas: Canvas, mark: str) -> LineTable:
    """Read the lines under every heading row."""
    found = headings(canvas)
    furniture = repeated_rows(canvas)
    drafts: list[LineDraft] = []
    taken: set[int] = set()
    summed = 0
    columns: tuple[Column, ...] = ()
    for place, head in enumerate(found):
        end = _end(canvas, found, place)
        rows = canvas.rows[head.last + 1 : end]
        recap = bool(drafts and head.first and is_summary(canvas.rows[head.first - 1].text))
        if not recap:  # costs behind a recapitulation stand in the columns of the lines
            columns = worded(proved(head.columns, rows, mark), rows)
        top = canvas.rows[head.last].bottom
        before = [draft.amount for draft in drafts]
        reading = TableReading(
            canvas,
            mark,
            columns,
            before=before,
            open_from=summed,
            recap=recap,
            furniture=furniture,
            top=top,
        )
        reading.read(rows)
        codes_first(reading.drafts)
        summed = len(drafts) + reading.summed if reading.summed else summed
        drafts += reading.drafts
        taken |= set(range(head.first, head.last + 1)) | reading.taken
    heads = {row for head in found for row in range(head.first, head.last + 1)}
    return LineTable(drafts, frozenset(taken), frozenset(heads | {draft.row for draft in drafts}))


def _end(canvas: Canvas, found: Sequence[Heading], place: int) -> int:
    """The row after the last that can belong to a table.

    A page that repeats the headings repeats the letterhead above them too.
    """
    if place + 1 == len(found):
        return len(canvas.rows)
    end = found[place + 1].first
    page = canvas.rows[end].page
    if page is None or page == canvas.rows[found[place].first].page:
        return end
    return next(row.index for row in canvas.rows if row.page == page)
