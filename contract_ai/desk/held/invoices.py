"""The invoices in use, held as columns, each with the contract that the last run found for it."""

from typing import Any

from sqlalchemy import BigInteger, Select, select, type_coerce
from sqlmodel import Session

from contract_ai.desk.columns import DOCUMENT, DOCUMENTS, INVOICE, INVOICES, TESTED, TESTED_ON
from contract_ai.desk.held.rows import load_table
from contract_ai.desk.held.table import Table

_AMOUNTS = ("net_amount", "total")
HEAD = (
    INVOICE.id,
    INVOICE.number,
    INVOICE.kind,
    INVOICE.issue_date,
    INVOICE.due_date,
    INVOICE.supplier,
    INVOICE.customer,
    INVOICE.currency,
)
"""What the list of invoices has of one, before its amounts."""
MATCH = (
    DOCUMENT.file,
    DOCUMENT.sha256,
    TESTED_ON.contract,
    TESTED_ON.id.is_not(None).label("tested"),
    TESTED_ON.told,
    TESTED_ON.learned,
)
"""What it has behind them: the file, and the contract that was found for it."""
_COLUMNS = (
    *HEAD,
    INVOICE.review,
    *(type_coerce(INVOICE[name], BigInteger).label(name) for name in _AMOUNTS),  # as it is kept
    *MATCH,
)
_SEARCHED = ("number", "supplier", "customer", "file")


def joined(query: Select[Any]) -> Select[Any]:
    """Choose from the invoices in use, each with the contract that was found for it."""
    return (
        query.select_from(INVOICES)
        .join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        .outerjoin(TESTED, TESTED_ON.invoice_id == INVOICE.id)
        .where(DOCUMENT.retired_at.is_(None))
    )


def load(session: Session) -> Table:
    """Read the invoices in use."""
    return load_table(
        session,
        joined(select(*_COLUMNS)),
        amounts=_AMOUNTS,
        searched=_SEARCHED,
        contract="contract",
    )
