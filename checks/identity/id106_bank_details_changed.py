"""ID106 bank-details-changed: the account is not the one of the supplier's earlier invoices.

Why:    A changed account on an otherwise normal invoice is the usual sign of payment fraud.
Inputs: The account printed on this invoice and on earlier ones of the same supplier.
Source: The earlier invoices.
Edges:  - Formats that show no account are passed over.
        - The first invoice of a supplier has nothing to compare with.
        - An account seen on any earlier invoice passes.
Example: four invoices to one account, the fifth to another: its total.
"""

from itertools import takewhile

from checks.arithmetic.sums import printed
from checks.recognition.parties import same_party
from checks.recognition.references import plain
from models.cases import InvoiceCase
from models.findings import Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.invoices import Invoice


def bank_details_changed(case: InvoiceCase) -> Outcomes:
    """Compare the account with those of earlier invoices."""
    invoice = case.invoice
    if not invoice.supplier.iban:
        yield NotApplicable("The invoice shows no account.")
        return
    earlier = _earlier(case)
    known = {plain(i.supplier.iban or ""): i for i in earlier}
    if not known:
        yield NotApplicable("No earlier invoice of this supplier shows an account.")
        return
    if plain(invoice.supplier.iban) in known:
        return
    last, payee = earlier[-1], invoice.payee.name
    assigned = (
        f" The invoice names {payee} as payee: ask for notice of the assignment." if payee else ""
    )
    yield Finding(
        message=f"The account {invoice.supplier.iban} is new: {last.number} was to be paid to {last.supplier.iban}. Call the supplier on a number you know before you pay.{assigned}",
        direction=Direction.NEUTRAL,
        expected=last.supplier.iban,
        actual=invoice.supplier.iban,
        amount=invoice.total,
        currency=invoice.currency,
        working=f"{invoice.supplier.iban} stands on none of {len(earlier)} earlier invoices",
        proofs=printed(invoice, "number", "total"),
    )


def _earlier(case: InvoiceCase) -> list[Invoice]:
    earlier = takewhile(lambda other: other is not case.invoice, case.book.invoices)
    return [
        other
        for other in earlier
        if other.supplier.iban and same_party(other.supplier.name, case.invoice.supplier.name)
    ]


CHECK = Check("ID106", "bank-details-changed", Severity.HIGH, bank_details_changed)
