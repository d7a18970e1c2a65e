"""What is compared: the invoices on file, exports of other systems, and what was synced."""

from collections.abc import Iterable

from sqlmodel import Session

from checks.reconciliation.contents import Books
from checks.reconciliation.exported import exported, issued
from contract_ai.storage import ledgers
from contract_ai.storage.invoices import load_invoices
from models.ledgers import LedgerInvoice, LedgerPayout, LedgerRecord, RecordKind


def books_of(session: Session, given: Iterable[LedgerRecord] = ()) -> Books:
    """Load our issued invoices and the records of other systems; ``given`` are further records."""
    invoices = load_invoices(session)
    records = [
        *given,
        *ledgers.records(session, RecordKind.INVOICE),
        *ledgers.records(session, RecordKind.PAYOUT),
    ]
    return Books(
        issued(invoices),
        (*exported(invoices), *(one for one in records if isinstance(one, LedgerInvoice))),
        tuple(one for one in records if isinstance(one, LedgerPayout)),
    )
