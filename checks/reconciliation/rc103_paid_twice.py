"""RC103 paid-twice: more was paid than is due.

Why:    Money paid twice is rarely sent back unasked.
Inputs: All payments that name the invoice; credit notes.
Source: The file of payments.
Edges:  - No file of payments: cannot tell.
        - The amount is all that was paid above what is due.
        - One minor unit is no finding.
Example: 1,000.00 paid twice for one invoice of 1,000.00: 1,000.00.
"""

from checks.arithmetic.sums import printed, slack
from checks.proofs import fact_proofs, money
from checks.reconciliation.open_items import NO_PAYMENTS, open_item
from models.cases import InvoiceCase
from models.findings import CannotTell, Check, Direction, Finding, NotApplicable, Outcomes, Severity


def paid_twice(case: InvoiceCase) -> Outcomes:
    """Compare what was paid with what is due."""
    if case.book.facts.payments is None:
        yield CannotTell(NO_PAYMENTS)
        return
    item = open_item(case)
    if item is None or not item.payments or case.credits:
        yield NotApplicable("Nothing was paid for this document, or a credit note settles it.")
        return
    excess = -item.open
    if excess <= slack(case.invoice, case.book.settings.tolerance_minor_units):
        return
    currency = case.invoice.currency
    yield Finding(
        message=f"{money(item.paid, currency)} was paid in {len(item.payments)} payments; only {money(item.due, currency)} is due. {money(excess, currency)} is to be paid back or set off.",
        direction=Direction.NEUTRAL,
        expected=str(item.due),
        actual=str(item.paid),
        amount=excess,
        currency=currency,
        working=f"{item.paid} - {item.due} = {excess}",
        proofs=(*printed(case.invoice, "total"), *fact_proofs(item.payments)),
    )


CHECK = Check("RC103", "paid-twice", Severity.HIGH, paid_twice)
