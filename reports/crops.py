"""Which pictures of pages the report wants: the words that each finding rests on."""

from collections.abc import Iterator

from models.evidence import Evidence
from models.findings import EvidenceRole, LocatedFinding
from models.invoices import Invoice, InvoiceLine
from reports.inputs import CropRequest, ReportInput
from reports.missing import invoice_key


def needed_crops(data: ReportInput) -> list[CropRequest]:
    """List the pictures, each once, in the order of the findings."""
    invoices = invoices_by_key(data.invoices)
    wanted: dict[CropRequest, None] = {}
    for found in data.audit.findings:
        for evidence in _evidence(found, invoices):
            request = crop_request(evidence)
            if request is not None:
                wanted[request] = None
    return list(wanted)


def crop_request(evidence: Evidence) -> CropRequest | None:
    """Ask for a picture of these words; None where the format has no pages."""
    if evidence.page is None or not evidence.boxes or not evidence.sha256:
        return None
    return CropRequest(evidence.sha256, evidence.page, evidence.boxes)


def invoices_by_key(invoices: tuple[Invoice, ...]) -> dict[tuple[str, str], Invoice]:
    """Index invoices by file and number."""
    return {invoice_key(inv.document.file, inv.number): inv for inv in invoices}


def invoice_line(invoice: Invoice | None, number: int | None) -> InvoiceLine | None:
    """Find the line a finding names."""
    lines = invoice.lines if invoice and number is not None else ()
    return next((line for line in lines if line.number == number), None)


def invoice_evidence(found: LocatedFinding, invoice: Invoice | None) -> tuple[Evidence, ...]:
    """Return where the invoice says it: the check's own proofs, else the line's place."""
    proofs = (p.evidence for p in found.finding.proofs if p.role is EvidenceRole.INVOICE)
    shown = tuple(e for e in proofs if e.quote)
    line = invoice_line(invoice, found.finding.line)
    if not shown and line is not None and line.evidence is not None:
        return (line.evidence,)
    return shown


def _evidence(
    found: LocatedFinding, invoices: dict[tuple[str, str], Invoice]
) -> Iterator[Evidence]:
    for proof in found.finding.proofs:
        if proof.role is EvidenceRole.CONTRACT:
            yield proof.evidence
    yield from invoice_evidence(found, invoices.get(invoice_key(found.document, found.invoice)))
