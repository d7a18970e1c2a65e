"""Invoices in the database: one row an invoice, one row a line."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, insert, select

from models.forms import invoice_form, read_invoice_form
from models.invoices import Invoice
from models.tables.columns import for_column
from models.tables.documents import DocumentRow
from models.tables.invoice_lines import InvoiceLineRow
from models.tables.invoices import InvoiceRow


def save_invoices(session: Session, document_id: int, invoices: Iterable[Invoice]) -> None:
    """Write the invoices of one document, and all their lines in one statement."""
    lines: list[dict[str, object]] = []
    for position, invoice in enumerate(invoices):
        form = invoice_form(invoice)
        bodies = form.pop("lines")
        row = _row(document_id, position, invoice, dict(form))
        session.add(row)
        session.flush()
        made = zip(invoice.lines, bodies if isinstance(bodies, list) else [], strict=True)
        for line, body in made:
            amounts = {
                "quantity": for_column(line.quantity),
                "unit_price": for_column(line.unit_price),
                "amount": for_column(line.amount),
            }
            kept = line.model_dump(
                include={"number", "description", "unit", "period_start", "period_end"}
            )
            lines.append(kept | amounts | {"invoice_id": row.id, "body": body})
    if lines:
        session.execute(insert(InvoiceLineRow), lines)


def load_invoices(session: Session) -> tuple[Invoice, ...]:
    """Load the invoices in use, by date of issue, number and file; undated ones last."""
    query = (
        select(InvoiceRow)
        .join(DocumentRow, col(DocumentRow.id) == col(InvoiceRow.document_id))
        .where(col(DocumentRow.retired_at).is_(None))
        .order_by(DocumentRow.file, DocumentRow.sha256, col(InvoiceRow.position))
    )
    rows = list(session.exec(query))
    lines = _lines(session, {row.id or 0 for row in rows})
    invoices = [read_invoice_form({**row.body, "lines": lines[row.id or 0]}) for row in rows]
    return tuple(sorted(invoices, key=_order))


def _order(invoice: Invoice) -> tuple[date, str, str]:
    return (invoice.issue_date or date.max, invoice.number or "", invoice.document.file)


def _lines(session: Session, invoices: set[int]) -> dict[int, list[object]]:
    found: dict[int, list[object]] = {number: [] for number in invoices}
    query = select(InvoiceLineRow.invoice_id, InvoiceLineRow.body).order_by(col(InvoiceLineRow.id))
    for invoice_id, body in session.exec(query):
        if invoice_id in found:
            found[invoice_id].append(body)
    return found


def _row(document_id: int, position: int, invoice: Invoice, body: dict[str, object]) -> InvoiceRow:
    return InvoiceRow(
        document_id=document_id,
        position=position,
        number=invoice.number,
        kind=invoice.kind.value,
        issue_date=invoice.issue_date,
        due_date=invoice.due_date,
        supplier=invoice.supplier.name,
        customer=invoice.customer.name,
        currency=invoice.currency,
        contract_reference=invoice.contract_reference,
        net_amount=for_column(invoice.net_amount),
        tax_amount=for_column(invoice.tax_amount),
        total=for_column(invoice.total),
        body=body,
    )
