"""AU102 approval-missing: an invoice above the limit has no recorded approval.

Why:    The limit exists so that someone looks before large sums are paid.
Inputs: The file of approvals, with the limit above which an invoice needs one; the total.
Source: The rows of the approval file.
Edges:  - No file of approvals: cannot tell.  No limit in the file: cannot tell.
        - A total equal to the limit needs no approval.
        - A row without an approver or a date is no approval.
        - Credit notes need none.
"""

from checks.arithmetic.sums import printed
from checks.duplicates.du101_invoice_number_reused import folded_number
from checks.proofs import fact_proofs, money
from models.cases import InvoiceCase
from models.findings import CannotTell, Check, Direction, Finding, NotApplicable, Outcomes, Severity


def approval_missing(case: InvoiceCase) -> Outcomes:
    """Look for the approval."""
    invoice, approvals = case.invoice, case.book.facts.approvals
    if invoice.is_credit or invoice.total is None:
        yield NotApplicable("A credit note, or no total is printed.")
        return
    if approvals is None:
        yield CannotTell("No file of approvals is on file (facts/approvals.csv).")
        return
    limits = [a.limit for a in approvals if a.limit is not None]
    if not limits:
        yield CannotTell("The file of approvals names no limit.")
        return
    limit = max(limits)
    number = folded_number(invoice.number or "")
    given = [a for a in approvals if folded_number(a.invoice_number) == number and a.approved_by]
    if invoice.total <= limit or given:
        return
    yield Finding(
        message=f"{money(invoice.total, invoice.currency)} is above the limit of {money(limit, invoice.currency)} and nobody approved {invoice.number}. Get the approval before you pay.",
        direction=Direction.NEUTRAL,
        expected="a recorded approval",
        actual="none",
        amount=invoice.total,
        currency=invoice.currency,
        working=f"{invoice.total} > {limit}",
        proofs=(*printed(invoice, "total"), *fact_proofs(approvals[:1])),
    )


CHECK = Check("AU102", "approval-missing", Severity.MEDIUM, approval_missing)
