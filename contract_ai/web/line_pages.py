"""The lines of an invoice by pages: an invoice of a telephone company has thousands."""

from collections.abc import Sequence
from dataclasses import dataclass

from contract_ai.desk.invoices import InvoiceDetail
from models.invoices import InvoiceLine

LINES = 100
"""Lines on a page."""
FINDINGS = 25
"""Findings that an invoice's page names; the list of findings has all."""


@dataclass(frozen=True, slots=True)
class LinePage:
    """A page of the lines of an invoice, counted from 1; one beyond the last is the last."""

    row: int
    lines: Sequence[InvoiceLine]
    asked: int = 1

    @property
    def pages(self) -> int:
        """How many there are; one at least."""
        return max(-(-len(self.lines) // LINES), 1)

    @property
    def number(self) -> int:
        """Which one this is."""
        return min(self.asked, self.pages)

    @property
    def shown(self) -> Sequence[InvoiceLine]:
        """The lines on it."""
        return self.lines[(self.number - 1) * LINES : self.number * LINES]

    def address(self, number: int) -> str:
        """Return where a page is."""
        return f"/invoices/{self.row}?lines={number}#lines"


def line_address(detail: InvoiceDetail, line: int) -> str:
    """Return where a line of an invoice stands, by its number."""
    places = (at for at, one in enumerate(detail.invoice.lines) if one.number == line)
    number = next(places, 0) // LINES + 1
    page = f"?lines={number}" if number > 1 else ""
    return f"/invoices/{detail.item.id}{page}#line-{line}"
