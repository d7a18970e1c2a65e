"""What is compared: the invoices on file, exports of other systems, and what was synced."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from checks.receivables.items import receivables
from checks.reconciliation.contents import Books
from checks.reconciliation.exported import exported, issued
from contract_ai.pipeline import load_book, match
from contract_ai.storage import ledgers
from contract_ai.storage.invoices import load_invoices
from models.cases import CheckSettings
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


def open_amounts(
    session: Session, as_of: date, settings: CheckSettings | None = None
) -> dict[str, Decimal]:
    """Return what is open of each invoice with tax, by its number.

    Nothing where no payments are on file: nobody can tell then.  Numbers that stand twice, and
    credit notes, are left out.
    """
    book = load_book(session, as_of, settings)
    if book.facts.payments is None:
        return {}
    items = [one for one in receivables(match(book).invoices, as_of) if one.due > 0]
    times = Counter(one.number for one in items)
    return {one.number: max(one.open, Decimal(0)) for one in items if times[one.number] == 1}
