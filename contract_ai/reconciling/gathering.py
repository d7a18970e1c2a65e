"""What is compared: the invoices on file, exports of other systems, and what was synced."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, select

from checks.receivables.items import receivables
from checks.reconciliation.banked import Movement
from checks.reconciliation.contents import Books
from checks.reconciliation.exported import exported, issued
from contract_ai.pipeline import load_book, match
from contract_ai.storage import ledgers
from contract_ai.storage.invoices import load_invoices
from models.cases import CheckSettings
from models.ledgers import LedgerInvoice, LedgerPayout, LedgerRecord, RecordKind
from models.tables.payments import BankLineRow


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


def movements_of(session: Session) -> tuple[Movement, ...]:
    """Load the movements of our accounts, by day."""
    columns = (
        BankLineRow.id,
        BankLineRow.booked_on,
        BankLineRow.amount,
        BankLineRow.currency,
        BankLineRow.counterparty,
        BankLineRow.text,
        BankLineRow.body,
    )
    order = (col(BankLineRow.booked_on), col(BankLineRow.id))
    rows = session.execute(select(*columns).order_by(*order))  # type: ignore[call-overload]  # more columns than it is typed for
    return tuple(_movement(*row) for row in rows)


def _movement(  # noqa: PLR0913, PLR0917 (a row)
    number: int,
    booked_on: date,
    amount: Decimal,
    currency: str | None,
    counterparty: str | None,
    text: str,
    body: dict[str, object],
) -> Movement:
    more = (body.get("reference"), body.get("end_to_end_id"), body.get("bank_id"))
    words = " ".join(str(one) for one in (counterparty, text, *more) if one)
    return Movement(number, booked_on, amount, currency, words)


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
