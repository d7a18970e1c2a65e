"""The two sides of a finding: what the contract says beside what the invoice says."""

from dataclasses import dataclass, replace

from models.findings import LocatedFinding
from models.invoices import Invoice
from reports.crops import Spot, clause_spots, fact_spots, invoice_spots
from reports.fact_tables import FactTable, fact_tables
from reports.invoice_fields import invoice_fields
from reports.proofs import CropBook, Quote, Sureness, where

BILLED = "What was billed"
QUOTES_SHOWN = 4  # a side; further places are named


@dataclass(frozen=True, slots=True)
class Panel:
    """One side of a comparison: quotes, an invoice's fields where it has no picture, a remark.

    ``more`` names further places that are not shown.
    """

    heading: str
    quotes: tuple[Quote, ...] = ()
    more: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    source: Quote | None = None
    tables: tuple[FactTable, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Sides:
    """Left, right, and the facts that found no place beside them."""

    left: Panel
    right: Panel
    facts: Panel | None


class Panels:
    """Builds the sides of each finding; pictures come from ``book``."""

    def __init__(self, book: CropBook, sure: Sureness) -> None:
        self._book = book
        self._sure = sure

    def of(self, found: LocatedFinding, invoice: Invoice | None) -> Sides:
        """Put the contract left and the invoice right; what is missing leaves room for the rest."""
        clauses = self._quotes(clause_spots(found))
        facts = _facts_panel(self._quotes(fact_spots(found)))
        billed = self._quotes(invoice_spots(found, invoice))
        others = tuple(q for q in billed if found.document and q.file != found.document)
        own = tuple(quote for quote in billed if quote not in others)
        if clauses:
            left, own = _panel("What the contract says", clauses), own + others
        elif others:
            left = _panel("What the other document says", others)
        elif facts:
            left, facts = facts, None
        else:
            left = Panel("What the contract says", remark="No clause is quoted for this finding.")
        if found.invoice or own:
            right = _invoice_panel(own, invoice, found.finding.line)
        elif facts:
            right, facts = facts, None
        else:
            right = Panel(BILLED, remark="No invoice on file bills this.")
        return Sides(left, right, facts)

    def _quotes(self, spots: tuple[Spot, ...]) -> tuple[Quote, ...]:
        return tuple(self._quote(spot) for spot in spots)

    def _quote(self, spot: Spot) -> Quote:
        text = " \N{HORIZONTAL ELLIPSIS} ".join(part.quote for part in spot.parts)
        sure = dict.fromkeys(filter(None, map(self._sure.words, spot.parts)))
        crop = self._book.crop(spot)
        first = spot.parts[0]
        return Quote(text, first.file, where(*spot.parts), crop, ", ".join(sure), first)


def _panel(heading: str, quotes: tuple[Quote, ...]) -> Panel:
    more = tuple(", ".join(filter(None, (q.file, q.where))) for q in quotes[QUOTES_SHOWN:])
    return Panel(heading, quotes[:QUOTES_SHOWN], more)


def _facts_panel(quotes: tuple[Quote, ...]) -> Panel | None:
    tables, others = fact_tables(quotes)
    return replace(_panel("What the facts say", others), tables=tables) if quotes else None


def _invoice_panel(own: tuple[Quote, ...], invoice: Invoice | None, line: int | None) -> Panel:
    """Show the invoice's own picture, else its fields."""
    pictured = tuple(quote for quote in own if quote.crop)
    fields = () if pictured else invoice_fields(invoice, line)
    panel = _panel("What the invoice says", pictured if pictured or fields else own)
    source = own[0] if own and fields else None
    remark = "" if own or fields else "The document itself; no line is named."
    return replace(panel, fields=fields, source=source, remark=remark)
