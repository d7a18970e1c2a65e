"""Which words a finding rests on, and which pictures of pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.evidence import Evidence
from models.findings import EvidenceRole, LocatedFinding
from models.invoices import Invoice, InvoiceLine
from reports.inputs import CropRequest, ReportInput
from reports.missing import invoice_key


@dataclass(frozen=True, slots=True)
class Spot:
    """Words that are shown together: those of one page make one picture."""

    parts: tuple[Evidence, ...]

    @property
    def request(self) -> CropRequest | None:
        """Ask for the picture; None where the format has no pages."""
        first = self.parts[0]
        boxes = tuple(dict.fromkeys(box for part in self.parts for box in part.boxes))
        if first.page is None or not boxes or not first.sha256:
            return None
        return CropRequest(first.sha256, first.page, boxes)


def needed_crops(data: ReportInput) -> list[CropRequest]:
    """List the pictures, each once, in the order of the findings."""
    invoices = invoices_by_key(data.invoices)
    wanted: dict[CropRequest, None] = {}
    for found in data.audit.findings:
        invoice = invoices.get(invoice_key(found.document, found.invoice))
        for spot in (*clause_spots(found), *invoice_spots(found, invoice)):
            if spot.request is not None:
                wanted[spot.request] = None
    return list(wanted)


def clause_spots(found: LocatedFinding) -> tuple[Spot, ...]:
    """Return where the contract says it."""
    return _spots(_proofs(found, EvidenceRole.CONTRACT))


def invoice_spots(found: LocatedFinding, invoice: Invoice | None) -> tuple[Spot, ...]:
    """Return where the invoice says it: the check's own proofs, else the line's place."""
    shown = _proofs(found, EvidenceRole.INVOICE)
    line = invoice_line(invoice, found.finding.line)
    if not shown and line is not None and line.evidence is not None:
        shown = [line.evidence]
    return _spots(shown)


def fact_spots(found: LocatedFinding) -> tuple[Spot, ...]:
    """Return the facts used."""
    return _spots(_proofs(found, EvidenceRole.FACT))


def invoices_by_key(invoices: tuple[Invoice, ...]) -> dict[tuple[str, str], Invoice]:
    """Index invoices by file and number."""
    return {invoice_key(inv.document.file, inv.number): inv for inv in invoices}


def invoice_line(invoice: Invoice | None, number: int | None) -> InvoiceLine | None:
    """Find the line a finding names."""
    lines = invoice.lines if invoice and number is not None else ()
    return next((line for line in lines if line.number == number), None)


def _proofs(found: LocatedFinding, role: EvidenceRole) -> list[Evidence]:
    kept = (p.evidence for p in found.finding.proofs if p.role is role)
    return list(dict.fromkeys(e for e in kept if e.quote))


def _spots(shown: Iterable[Evidence]) -> tuple[Spot, ...]:
    pages: dict[tuple[object, ...], list[Evidence]] = {}
    for evidence in shown:
        on_page = evidence.page is not None and evidence.boxes and evidence.sha256
        key = (evidence.sha256, evidence.page) if on_page else (evidence,)
        pages.setdefault(key, []).append(evidence)
    return tuple(Spot(tuple(parts)) for parts in pages.values())
