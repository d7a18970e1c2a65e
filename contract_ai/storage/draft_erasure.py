"""What is left of the drafts of a contract that is erased."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from contract_ai.storage.draft_changes import withdraw
from contract_ai.storage.drafts import DraftState, draft
from models.forms import invoice_form
from models.invoices import Invoice, InvoiceDocument, InvoiceLine
from models.tables.billing import BillDraftLineRow, BillDraftRow


def forget_drafts(session: Session, contract: str, alias: str, at: datetime) -> None:
    """Take the words out of the drafts of a contract that is erased; one that waits is withdrawn.

    Left are numbers, days, amounts and rates of tax, and the keys of what was billed, so that it
    is never billed again.
    """
    own = BillDraftRow.contract == contract
    for row in session.exec(select(BillDraftRow).where(own)).all():
        number = row.id or 0
        if row.state == DraftState.DRAFT.value:
            withdraw(session, number, "Its contract was erased.", at)
        body = invoice_form(_wordless(draft(session, number).invoice, alias))
        drafted = update(BillDraftRow).where(col(BillDraftRow.id) == number)
        session.execute(drafted.values(contract=alias, body=body))
        lines = update(BillDraftLineRow).where(col(BillDraftLineRow.draft_id) == number)
        session.execute(lines.values(working="", proofs=[]))
    session.expire_all()


def _wordless(invoice: Invoice, alias: str) -> Invoice:
    lines = tuple(
        InvoiceLine(
            number=line.number,
            amount=line.amount,
            tax_rate=line.tax_rate,
            period_start=line.period_start,
            period_end=line.period_end,
        )
        for line in invoice.lines
    )
    kept = Invoice(
        document=InvoiceDocument(file=alias),
        number=invoice.number,
        kind=invoice.kind,
        corrects=invoice.corrects,
        issue_date=invoice.issue_date,
        currency=invoice.currency,
    )
    return kept.model_copy(
        update={
            "period_start": invoice.period_start,
            "period_end": invoice.period_end,
            "net_amount": invoice.net_amount,
            "tax_amount": invoice.tax_amount,
            "total": invoice.total,
            "lines": lines,
        }
    )
