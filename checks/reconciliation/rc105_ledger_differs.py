"""RC105 ledger-differs: the accounting system records an invoice otherwise, or not at all.

Why:    What is booked decides what is chased, paid and taxed; what was sent decides what is owed.
Inputs: Issued documents and the rows of an accounting system (Stripe, QuickBooks, Xero exports).
Source: The document and the row, side by side.
Edges:  - Without both sides on file nothing can be compared: does not apply.
        - Number, date, currency, customer and the three amounts are compared, as far as both
          sides show them; legal forms and punctuation do not make another customer or number.
        - A document without a row is found inside the days that the export covers.
        - A row without a document is found where other rows of the export have theirs.
        - The amount is the largest difference of an amount, else the total.
Example: invoice A-17 of 1,210.00 is booked with 1,120.00: 90.00.
"""

from collections.abc import Iterator
from decimal import Decimal

from checks.arithmetic.sums import printed
from checks.proofs import money
from checks.recognition.parties import same_party
from checks.recognition.references import plain
from checks.reconciliation.records import LEDGERS, record_of
from models.cases import InvoiceCase
from models.findings import Check, Direction, Finding, NotApplicable, Outcomes, Proof, Severity
from models.invoices import Invoice
from models.money import minor_unit

_AMOUNTS = ("net_amount", "tax_amount", "total")


def ledger_differs(case: InvoiceCase) -> Outcomes:
    """Lay the document and its row side by side."""
    invoice, records = case.invoice, case.book.records
    if not records:
        yield NotApplicable("Documents and an accounting system's rows are not both on file.")
        return
    if invoice.document.source in LEDGERS:
        yield _missing(invoice, "stands in the accounting system, and no document is on file", ())
        return
    row = record_of(invoice, records)
    if row is not None:
        yield from _compared(case, row)
    elif _is_covered(invoice, records):
        proofs = printed(records[0], "number")
        yield _missing(invoice, "is not recorded in the accounting system", proofs)
    else:
        yield NotApplicable("The export does not cover the day of this invoice.")


def _compared(case: InvoiceCase, row: Invoice) -> Iterator[Finding]:
    invoice = case.invoice
    found = list(_differences(invoice, row))
    if not found:
        return
    fields = [field for field, _, _ in found]
    sums = [
        abs(one - other)
        for field, one, other in found
        if isinstance(one, Decimal) and isinstance(other, Decimal) and field in _AMOUNTS
    ]
    amount = max(sums) if sums else invoice.total
    listed = "; ".join(
        f"{_word(field)} {one} issued, {other} booked" for field, one, other in found
    )
    yield Finding(
        message=f"{invoice.number} is booked otherwise than it was issued: {listed}. Correct the books or the document.",
        direction=Direction.NEUTRAL,
        expected=", ".join(str(one) for _, one, _ in found),
        actual=", ".join(str(other) for _, _, other in found),
        amount=amount,
        currency=invoice.currency,
        working=listed,
        proofs=(*printed(invoice, *fields), *printed(row, *fields)),
        key=",".join(fields),
    )


def _differences(invoice: Invoice, row: Invoice) -> Iterator[tuple[str, object, object]]:
    """Yield the fields that both sides show and that differ."""
    if plain(invoice.number or "") != plain(row.number or ""):
        yield "number", invoice.number, row.number
    for field in ("issue_date", "currency"):
        one, other = getattr(invoice, field), getattr(row, field)
        if one is not None and other is not None and one != other:
            yield field, one, other
    names = invoice.customer.name, row.customer.name
    if all(names) and not same_party(*names):
        yield "customer", *names
    unit = minor_unit(invoice.currency)
    for field in _AMOUNTS:
        one, other = getattr(invoice, field), getattr(row, field)
        if one is not None and other is not None and abs(one - other) > unit:
            yield field, one, other


def _is_covered(invoice: Invoice, records: tuple[Invoice, ...]) -> bool:
    days = [row.issue_date for row in records if row.issue_date]
    return (
        bool(days)
        and invoice.issue_date is not None
        and min(days) <= invoice.issue_date <= max(days)
    )


def _missing(invoice: Invoice, what: str, proofs: tuple[Proof, ...]) -> Finding:
    total = invoice.total
    worth = f" ({money(total, invoice.currency)})" if total is not None else ""
    return Finding(
        message=f"{invoice.number}{worth} {what}. Find the missing side.",
        direction=Direction.NEUTRAL,
        expected="document and record",
        actual="one side only",
        amount=total,
        currency=invoice.currency,
        working="no number, and no date with total and customer, agrees",
        proofs=(*printed(invoice, "number", "issue_date", "total"), *proofs),
        key="missing",
    )


def _word(field: str) -> str:
    return field.replace("_", " ")


CHECK = Check("RC105", "ledger-differs", Severity.MEDIUM, ledger_differs)
