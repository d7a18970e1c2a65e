"""PT102 early-discount-wrong: the discount for early payment was taken after its deadline.

Why:    An unearned discount is money the provider is still owed.
Inputs: Payments; the early-payment discount of the contract.
Source: The clause that states the discount and its days, counted from the invoice date.
Edges:  - No file of payments: cannot tell.
        - What is missing must be exactly the discount, on the gross or on the net amount.
        - Paid on the last day passes.
"""

from checks.agreement import of_kind
from checks.arithmetic.sums import printed
from checks.proofs import fact_proofs, money, term_proofs
from checks.reconciliation.open_items import NO_PAYMENTS, open_item
from models.cases import InvoiceCase
from models.findings import CannotTell, Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.terms import EarlyDiscount


def early_discount_wrong(case: InvoiceCase) -> Outcomes:
    """Look at when a discounted payment came."""
    day = case.invoice.issue_date
    terms = of_kind(case.family, day, EarlyDiscount) if case.family and day else ()
    if not terms:
        yield NotApplicable("The contract gives no discount for early payment.")
        return
    if case.book.facts.payments is None:
        yield CannotTell(NO_PAYMENTS)
        return
    item = open_item(case)
    if item is None or not item.late_discount:
        return
    paid = item.payments[-1].paid_on
    yield Finding(
        message=f"{money(item.late_discount, case.invoice.currency)} was taken off as an early discount, but the payment came on {paid.isoformat()}, after {terms[0].days} days. Ask for it.",
        direction=Direction.UNDERBILLED,
        expected=str(item.due),
        actual=str(item.paid),
        amount=item.late_discount,
        currency=case.invoice.currency,
        working=f"{item.due} - {item.paid} = {item.late_discount}; paid on {paid.isoformat()}, discount until {terms[0].days} days after {day}",
        proofs=(*term_proofs(terms), *printed(case.invoice, "total"), *fact_proofs(item.payments)),
        review=any(t.review for t in terms),
    )


CHECK = Check("PT102", "early-discount-wrong", Severity.MEDIUM, early_discount_wrong)
