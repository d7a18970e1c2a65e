"""AU102 approval-missing: an invoice above the limit has no recorded approval.

Why:    The limit exists so that someone looks before large sums are paid.
Inputs: The file of approvals, with the limit above which an invoice needs one; the total.
Source: The rows of the approval file.
Edges:  - No file of approvals: cannot tell.  No limit in the file: cannot tell.
        - A total equal to the limit needs no approval.
        - A row without an approver is no approval.
        - An approval by the supplier itself, or by the person whom the invoice ("Prepared by") or a
          further column of the row names as the one who issued it, is none.
        - Credit notes need none.
Example: limit 32,000.00, invoice of 40,150.91, no row with its number.
"""

import re

from checks.arithmetic.sums import printed
from checks.duplicates.du101_invoice_number_reused import folded_number
from checks.proofs import fact_proofs, money
from checks.recognition.parties import same_party
from checks.recognition.wording import key_of
from models.cases import InvoiceCase
from models.facts import Approval
from models.findings import CannotTell, Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.invoices import Invoice

_ISSUED_BY = re.compile(
    r"\b(?:issued|issuer|prepared|created|raised|entered|submitted|requested)(?:_by)?: ([^;]+)",
    re.IGNORECASE,
)


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
    if invoice.total <= limit or any(not _by_issuer(a, invoice) for a in given):
        return
    own = given[0].approved_by if given else None
    who = f"only {own}, who issued it, approved" if own else "nobody approved"
    fields = ("total", "prepared_by") if own and invoice.prepared_by else ("total",)
    yield Finding(
        message=f"{money(invoice.total, invoice.currency)} is above the limit of {money(limit, invoice.currency)} and {who} {invoice.number}. Get the approval before you pay.",
        direction=Direction.NEUTRAL,
        expected="a recorded approval",
        actual=own or "none",
        amount=invoice.total,
        currency=invoice.currency,
        working=f"{invoice.total} > {limit}",
        proofs=(*printed(invoice, *fields), *fact_proofs(given[:1] or approvals[:1])),
    )


def _by_issuer(approval: Approval, invoice: Invoice) -> bool:
    """Whether the approver is the supplier, or issued the invoice as it or the row says."""
    issuers = [match[1].strip() for match in _ISSUED_BY.finditer(approval.evidence.quote)]
    names = {key_of(name) for name in (*issuers, invoice.prepared_by or "") if name}
    by_supplier = same_party(approval.approved_by, invoice.supplier.name)
    return by_supplier or key_of(approval.approved_by or "") in names


CHECK = Check("AU102", "approval-missing", Severity.MEDIUM, approval_missing)
