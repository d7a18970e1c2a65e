"""What was paid for an invoice, what the contract lets the customer take off, what is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from checks.calendars import due_dates
from checks.duplicates.du101_invoice_number_reused import folded_number, of_number
from checks.payment.terms_for import discounts_for, governing
from checks.reconciliation.records import LEDGERS
from models.cases import InvoiceCase
from models.facts import Payment
from models.findings import CannotTell
from models.money import to_minor

NO_PAYMENTS = "No file of payments is on file (facts/payments.csv)."


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One invoice with its payments; amounts in the invoice's currency, tax included."""

    due: Decimal
    paid: Decimal
    payments: tuple[Payment, ...]
    late_discount: Decimal = Decimal(0)
    """A discount that was taken after its deadline, 0 where none was."""

    @property
    def open(self) -> Decimal:
        """What is still to be paid; negative when too much was."""
        return self.due - self.paid


def payments_of(case: InvoiceCase) -> tuple[Payment, ...]:
    """Return the payments that name this invoice, or the one whose place it took, by date."""
    book = case.book
    paid = book.memo.once("paid", lambda: _paid(book.facts.payments or ()))
    named = (case.invoice.number, case.invoice.replaces)
    numbers = sorted({folded_number(name or "") for name in named})
    rows = (row for number in numbers for row in paid.get(number, ()))
    return tuple(sorted(rows, key=lambda p: (p.paid_on, p.amount)))


def _paid(payments: Iterable[Payment]) -> dict[str, list[Payment]]:
    """Return payments by the number they name; those that name none belong to no invoice."""
    found: dict[str, list[Payment]] = {}
    for payment in payments:
        if number := folded_number(payment.invoice_number or ""):
            found.setdefault(number, []).append(payment)
    return found


def open_item(case: InvoiceCase) -> OpenItem | None:
    """Put an invoice and its payments together; None for what is no open item.

    A credit note, an invoice that was replaced and a document whose number stands on an earlier
    one are none: payments that name the number belong to the earlier document, as far as its
    amount goes.
    """
    invoice = case.invoice
    if invoice.is_credit or case.replaced or invoice.total is None or not invoice.number:
        return None
    alike = of_number(case.book, invoice)
    place = next(k for k, i in enumerate(alike) if i is invoice)
    before = sum((i.total or Decimal(0) for i in alike[:place]), Decimal(0))
    payments = payments_of(case)
    paid = sum((p.amount for p in payments), Decimal(0)) - before
    if place < len(alike) - 1:
        paid = min(paid, invoice.total)
    due, before_hand = invoice.total - _credited(case), invoice.prepaid_amount or Decimal(0)
    if invoice.document.source in LEDGERS:  # what the accounting system says was paid until now
        paid = max(paid, before_hand)
    else:
        due -= before_hand
    in_time, late = _discount(case, due, payments)
    return OpenItem(due - in_time, max(paid, Decimal(0)), payments, late)


def contractual_due_date(case: InvoiceCase) -> date | None:
    """Return the latest lawful due date; the printed one where the contract does not tell."""
    found: list[date] = []
    for term in governing(case):
        readings = due_dates(term, case.invoice, case.book.settings.holidays)
        if not isinstance(readings, CannotTell):
            found += [reading.on for reading in readings]
    return max(found) if found else case.invoice.due_date


def _credited(case: InvoiceCase) -> Decimal:
    return sum((note.invoice.total or Decimal(0) for note in case.credits), Decimal(0))


def _discount(
    case: InvoiceCase, due: Decimal, payments: tuple[Payment, ...]
) -> tuple[Decimal, Decimal]:
    """The early discount taken, in time and late: what is missing is exactly the discount."""
    if not payments or case.invoice.issue_date is None:
        return Decimal(0), Decimal(0)
    missing = due - sum((p.amount for p in payments), Decimal(0))
    for term in discounts_for(case):
        for base in (due, case.invoice.net_amount or due):
            discount = to_minor(base * term.percent / 100, case.invoice.currency)
            if missing == discount:
                last = case.invoice.issue_date + timedelta(days=term.days)
                in_time = payments[-1].paid_on <= last
                return (discount, Decimal(0)) if in_time else (Decimal(0), discount)
    return Decimal(0), Decimal(0)
