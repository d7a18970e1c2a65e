"""RC101 overdue: nothing was paid and the contractual due date is past.

Why:    Slow cash is the commonest loss; chasing starts with a list that is right.
Inputs: Payments; the due date by the contract (the printed one only where it does not tell).
Source: The payment term; the file of payments.
Edges:  - No file of payments: cannot tell.
        - A part payment is RC102, not ours.
        - Credit notes, and invoices that credit notes give back whole, are not overdue.
        - A copy of another invoice is not overdue: it is not owed.
Example: 12,100.00 due on 31 March and unpaid on 30 April.
"""

from checks.arithmetic.sums import printed, slack
from checks.payment.terms_for import governing
from checks.proofs import money, term_proofs
from checks.reconciliation.open_items import NO_PAYMENTS, contractual_due_date, open_item
from models.cases import InvoiceCase
from models.findings import CannotTell, Check, Direction, Finding, NotApplicable, Outcomes, Severity


def overdue(case: InvoiceCase) -> Outcomes:
    """Look for money that should be here."""
    if not case.stands:
        yield NotApplicable("A credit note, an invoice given back, or a copy.")
        return
    if case.book.facts.payments is None:
        yield CannotTell(NO_PAYMENTS)
        return
    item, due = open_item(case), contractual_due_date(case)
    if item is None or due is None:
        yield CannotTell("Neither the contract nor the invoice gives a due date.")
        return
    if item.paid > 0 or item.open <= slack(case.invoice, 1) or due >= case.book.as_of:
        return
    days = (case.book.as_of - due).days
    yield Finding(
        message=f"{money(item.open, case.invoice.currency)} is open and was due on {due.isoformat()}, {days} day{'s' * (days != 1)} ago. Remind the customer.",
        direction=Direction.NEUTRAL,
        expected=f"paid by {due.isoformat()}",
        actual="nothing paid",
        amount=item.open,
        currency=case.invoice.currency,
        working=f"{item.due} - {item.paid} = {item.open}",
        proofs=(*term_proofs(governing(case)), *printed(case.invoice, "issue_date", "total")),
    )


CHECK = Check("RC101", "overdue", Severity.MEDIUM, overdue)
