"""DU102 invoice-duplicated: the same lines and total under another number.

Why:    A copy with a new number passes every check by number and is paid twice.
Inputs: Supplier, customer, total, currency and lines of invoices within so many days (setting, default 90).
Source: The earlier document.
Edges:  - A recurring fee of the same sum names another period, so its lines differ.
        - Two customers of one plan are billed alike; only a customer that is not named may be any.
        - Two invoices that quote two contracts, each of which prices the lines, are two debts; a
          master agreement and an order under it are one contract in this.
        - The finding stands on the later date of issue.
        - An invoice that a credit note gave back is no copy, and has none; so is one whose place
          a corrected invoice (type 384) took.
Example: the same lines and total as 20240031, as 20240039 three weeks later.
"""

from collections.abc import Iterable
from itertools import takewhile

from checks.arithmetic.sums import printed
from checks.charges.billed import may_repeat
from checks.duplicates.du101_invoice_number_reused import same_number
from checks.recognition.references import plain
from models.cases import InvoiceCase
from models.findings import Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.invoices import Invoice


def invoice_duplicated(case: InvoiceCase) -> Outcomes:
    """Look for an earlier document with the same lines."""
    invoice = case.invoice
    if invoice.is_credit or not invoice.lines or not invoice.total:
        yield NotApplicable("A credit note, or a document without lines.")
        return
    first = _first(case)
    if first is None:
        return
    yield Finding(
        message=f"{invoice.number} asks for the same lines and total as {first.number} of {first.issue_date or 'an unknown date'}. Do not pay it twice.",
        direction=Direction.OVERBILLED,
        expected=f"billed once, on {first.number}",
        actual=f"billed again, on {invoice.number}",
        amount=invoice.total,
        currency=invoice.currency,
        working=f"{len(invoice.lines)} equal lines, total {invoice.total}, within {case.book.settings.duplicate_days} days",
        proofs=(*printed(invoice, "number", "total"), *printed(first, "number", "total")),
    )


def _first(case: InvoiceCase) -> Invoice | None:
    """The earliest document that this one repeats; an invoice given back does not count."""
    book = case.book
    cancelled = book.memo.once("cancelled", lambda: _cancelled(book.invoices))
    if plain(case.invoice.number or "") in cancelled:
        return None
    earlier = takewhile(lambda other: other.invoice is not case.invoice, case.alike)
    return next(
        (
            other.invoice
            for other in earlier
            if not other.invoice.is_credit
            and plain(other.invoice.number or "") not in cancelled
            and not same_number(other.invoice, case.invoice)
            and may_repeat(case, other)
        ),
        None,
    )


def _cancelled(invoices: Iterable[Invoice]) -> frozenset[str]:
    return frozenset(
        plain(one.corrects) for one in invoices if one.corrects and (one.is_credit or one.replaces)
    )


CHECK = Check("DU102", "invoice-duplicated", Severity.HIGH, invoice_duplicated)
