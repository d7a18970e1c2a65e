"""RC104 payment-unmatched: a payment that names no invoice on file.

Why:    Unapplied money hides short payments and double payments alike.
Inputs: The file of payments; the numbers of all invoices on file.
Source: The row of the payment file.
Edges:  - No file of payments: cannot tell.
        - Case, blanks, punctuation and leading zeros of the number do not matter.
        - A row without an invoice number counts as unmatched.
Example: a payment that names invoice 77123, which nobody has.
"""

from checks.duplicates.du101_invoice_number_reused import folded_number
from checks.proofs import fact_proofs, money
from checks.reconciliation.open_items import NO_PAYMENTS
from models.cases import Book
from models.findings import CannotTell, Check, Direction, Finding, Outcomes, Scope, Severity


def payment_unmatched(book: Book) -> Outcomes:
    """Look for the invoice of every payment."""
    if book.facts.payments is None:
        yield CannotTell(NO_PAYMENTS)
        return
    known = book.numbers | {folded_number(i.number) for i in book.invoices if i.number}
    for payment in book.facts.payments:
        number = payment.invoice_number or ""
        if number and folded_number(number) in known:
            continue
        named = f"names {number}, which is not on file" if number else "names no invoice"
        yield Finding(
            message=f"The payment of {money(payment.amount, payment.currency)} on {payment.paid_on.isoformat()} {named}. Find what it was for.",
            direction=Direction.NEUTRAL,
            expected="an invoice on file",
            actual=number or "none",
            amount=payment.amount,
            currency=payment.currency,
            working=f"{number or 'no number'} is none of {len(known)} invoice numbers",
            proofs=fact_proofs([payment]),
            key=f"{number}|{payment.paid_on}|{payment.amount}|{payment.reference}",
        )


CHECK = Check("RC104", "payment-unmatched", Severity.LOW, payment_unmatched, Scope.BOOK)
