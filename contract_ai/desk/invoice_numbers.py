"""Which invoices a user sees, by their numbers."""

from sqlalchemy import select
from sqlmodel import Session

from checks.duplicates.du101_invoice_number_reused import folded_number
from contract_ai.desk.columns import DOCUMENT, DOCUMENTS, INVOICE, INVOICES, TESTED, TESTED_ON
from contract_ai.desk.scope import Scope


def seen_numbers(session: Session, scope: Scope) -> dict[str, int]:
    """Return the rows of invoices that are seen, by folded number; one unseen hides its number."""
    query = (
        select(INVOICE.id, INVOICE.number, TESTED_ON.contract)
        .select_from(INVOICES)
        .join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        .outerjoin(TESTED, TESTED_ON.invoice_id == INVOICE.id)
        .where(DOCUMENT.retired_at.is_(None))
    )
    seen: dict[str, int] = {}
    hidden = set[str]()
    for row, number, contract in session.execute(query):
        key = folded_number(number or "")
        if scope.sees(contract):
            seen[key] = row
        else:
            hidden.add(key)
    return {key: row for key, row in seen.items() if key and key not in hidden}
