"""PT102 early-discount-wrong: a discount for early payment is offered otherwise, or taken late.

Why:    An unearned discount is money the provider is still owed; one that is printed smaller, or
        for fewer days, is money the customer never gets.
Inputs: The terms printed on the invoice; payments; the early-payment discount of the contract.
Source: The clause that states the discount and its days, counted from the invoice date.
Edges:  - No file of payments: whether it was taken in time cannot be told.
        - What is missing must be exactly the discount, on the gross or on the net amount.
        - Paid on the last day passes.
        - An invoice that prints no discount offers the contract's; one that prints a discount the
          contract does not give offers it, and it may be taken in its time.
        - Another number of days alone has no sum at stake.
Example: 1% until 7 days after the invoice; 445.00 taken off a payment on the ninth day.
"""

from collections.abc import Iterator
from decimal import Decimal

from checks.arithmetic.sums import printed
from checks.payment.terms_for import agreed_discounts, discounts_for, offered_discount
from checks.proofs import fact_proofs, money, number, term_proofs
from checks.reconciliation.open_items import NO_PAYMENTS, open_item
from models.cases import InvoiceCase
from models.findings import CannotTell, Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.money import to_minor
from models.terms import EarlyDiscount


def early_discount_wrong(case: InvoiceCase) -> Outcomes:
    """Look at what discount is printed, and when a discounted payment came."""
    agreed, terms = agreed_discounts(case), discounts_for(case)
    if not terms or case.invoice.is_credit:
        yield NotApplicable("Neither contract nor invoice gives a discount for early payment.")
        return
    yield from _offered(case, agreed)
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
        working=f"{item.due} - {item.paid} = {item.late_discount}; paid on {paid.isoformat()}, discount until {terms[0].days} days after {case.invoice.issue_date}",
        proofs=(
            *term_proofs(agreed),
            *printed(case.invoice, *(("total",) if agreed else ("payment_terms", "total"))),
            *fact_proofs(item.payments),
        ),
        review=any(term.review for term in terms),
    )


def _offered(case: InvoiceCase, terms: tuple[EarlyDiscount, ...]) -> Iterator[Finding]:
    """Compare the printed discount with the agreed ones."""
    offered = offered_discount(case.invoice.payment_terms)
    agreed = [(term.percent, term.days) for term in terms]
    if offered is None or not agreed or offered in agreed:
        return
    percent, days = agreed[0]
    less = offered[0] < percent or (offered[0] == percent and offered[1] < days)
    total, currency = case.invoice.total, case.invoice.currency
    part = abs(offered[0] - percent)
    amount = to_minor((total or Decimal(0)) * part / 100, currency) if part and total else None
    shown, given = (f"{number(p)}% within {d} days" for p, d in (offered, agreed[0]))
    yield Finding(
        message=f"The invoice offers {shown} for early payment; the contract gives {given}. "
        "The contract counts; ask for a corrected text.",
        direction=Direction.OVERBILLED if less else Direction.UNDERBILLED,
        expected=given,
        actual=shown,
        amount=amount,
        currency=None if amount is None else currency,
        working=f"{total} x {number(part)}% = {amount}" if amount else f"{shown} against {given}",
        proofs=(*term_proofs(terms), *printed(case.invoice, "payment_terms")),
        review=any(term.review for term in terms),
        key="offered",
    )


CHECK = Check("PT102", "early-discount-wrong", Severity.MEDIUM, early_discount_wrong)
