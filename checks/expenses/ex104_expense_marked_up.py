"""EX104 expense-marked-up: an expense is billed above its cost and the agreed mark-up.

Why:    Expenses "at cost" are a favourite place for a margin nobody agreed to.
Inputs: Expense lines; the cost by the file of expenses; the mark-up of the expense rules in force
        on the day the expense was made.
Source: The clause on expenses; a rule that says nothing of a mark-up means at cost.
Edges:  - No file of expenses, or no recorded expense for the line: cannot tell.
        - A cost in another currency than the invoice's: cannot tell, no exchange rate is agreed.
        - Billed below cost is no finding; an expense above its cap is EX102.
        - Cost times mark-up is rounded once for each expense.
        - Mileage and days of travel at an agreed rate have no cost: EX102 looks at them.
Example: cost 67.13, at cost, billed 83.91: 16.78.
"""

from decimal import Decimal

from checks.charges.expenses import Claim, claims_of
from checks.proofs import difference, differs, line_proofs, number
from models.cases import InvoiceCase
from models.findings import CannotTell, Check, NotApplicable, Outcomes, Severity
from models.money import to_minor


def expense_marked_up(case: InvoiceCase) -> Outcomes:
    """Compare each expense line with its cost."""
    claims = [
        claim
        for claim in claims_of(case)
        if claim.rules and not claim.rate and not claim.is_excluded
    ]
    if not claims:
        yield NotApplicable("No expense is billed that is reimbursed by its cost.")
        return
    for claim in claims:
        yield from _compared(case, claim)


def _compared(case: InvoiceCase, claim: Claim) -> Outcomes:
    currency, line = case.invoice.currency, claim.charge.line
    if not claim.rows:
        reason = f'The cost of "{line.description}" is not on file (facts/expenses.csv).'
        yield CannotTell(reason, line_proofs(case, [claim.charge]))
        return
    if any(row.currency not in (None, currency) for row in claim.rows):
        yield CannotTell(f'The cost of "{line.description}" is on file in another currency.')
        return
    parts = [to_minor(row.amount * claim.markup, currency) for row in claim.rows]
    allowed = sum(parts, Decimal(0))
    if claim.billed <= allowed or not differs(case, claim.billed, allowed, len(parts)):
        return
    costs = " + ".join(number(row.amount) for row in claim.rows)
    agreed = "at cost" if claim.markup == 1 else f"at cost plus {number(100 * (claim.markup - 1))}%"
    yield difference(
        case,
        [claim.charge],
        claim.billed,
        allowed,
        message=f'"{line.description}" is billed above its cost; expenses are agreed {agreed}. '
        "Pay what the receipt and the contract give.",
        working=f"({costs}) x {number(claim.markup)} = {allowed}",
        terms=claim.rules,
        facts=claim.rows,
    )


CHECK = Check("EX104", "expense-marked-up", Severity.MEDIUM, expense_marked_up)
