"""RC102 paid-short: less was paid than is due, and no discount or credit explains it.

Why:    Small shortfalls add up and are forgotten.
Inputs: Payments that name the invoice; credit notes; the early-payment discount.
Source: The file of payments.
Edges:  - No file of payments: cannot tell.  Nothing paid at all is RC101.
        - A discount taken in time is no shortfall; one taken late is PT102.
        - A credit note of the missing sum that names no invoice: cannot tell.
        - One minor unit is no finding.
Example: 900.00 paid for an invoice of 1,000.00: 100.00.
"""

from decimal import Decimal

from checks.arithmetic.sums import printed, slack
from checks.proofs import fact_proofs, money
from checks.reconciliation.open_items import NO_PAYMENTS, open_item
from models.cases import InvoiceCase
from models.findings import CannotTell, Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.invoices import Invoice


def paid_short(case: InvoiceCase) -> Outcomes:
    """Compare what was paid with what is due."""
    if case.book.facts.payments is None:
        yield CannotTell(NO_PAYMENTS)
        return
    item = open_item(case)
    if item is None or item.paid <= 0 or item.late_discount:
        yield NotApplicable("Nothing was paid for this document, or a discount was taken (PT102).")
        return
    if item.open <= slack(case.invoice, case.book.settings.tolerance_minor_units):
        return
    currency = case.invoice.currency
    if note := _unread_note(case, item.open):
        yield CannotTell(
            f"Credit note {note.number or 'without a number'} is of the sum that is missing and "
            "names no invoice; say which one it corrects.",
            printed(note, "total"),
        )
        return
    yield Finding(
        message=f"{money(item.paid, currency)} was paid, {money(item.due, currency)} is due: {money(item.open, currency)} is missing. Ask the customer for the rest.",
        direction=Direction.NEUTRAL,
        expected=str(item.due),
        actual=str(item.paid),
        amount=item.open,
        currency=currency,
        working=f"{item.due} - {item.paid} = {item.open}",
        proofs=(*printed(case.invoice, "total"), *fact_proofs(item.payments)),
    )


def _unread_note(case: InvoiceCase, missing: Decimal) -> Invoice | None:
    """Return a credit note under the contract, of what is missing, of which no invoice was read."""
    notes = (one.invoice for one in case.siblings if one.invoice.is_credit)
    loose = (note for note in notes if not note.corrects and note.total == missing)
    return next((note for note in loose if note.currency == case.invoice.currency), None)


CHECK = Check("RC102", "paid-short", Severity.MEDIUM, paid_short)
