"""EX101 expense-not-reimbursable: an expense is billed though the contract excludes it.

Why:    Fees that include all expenses, or categories ruled out, come back as small extra lines.
Inputs: Expense lines; the expense rules in force on the day the expense was made.
Source: The clause that excludes the category, or all expenses.
Edges:  - A receipt or an approval does not make an excluded expense payable.
        - A rule that names the category decides; without one the general rule does.
        - No rule on expenses at all is PR102.  An agreed mileage or daily rate is no exclusion.
Example: "Entertainment is not reimbursable"; a line "Client dinner, entertainment 124.08" is
        found with 124.08.
"""

from checks.charges.expenses import Claim, claims_of
from checks.proofs import fact_proofs, line_proofs, money, term_proofs, unsure
from models.cases import InvoiceCase
from models.findings import Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.money import to_minor


def expense_not_reimbursable(case: InvoiceCase) -> Outcomes:
    """Look for expenses that the contract excludes."""
    claims = [claim for claim in claims_of(case) if claim.rules and not claim.rate]
    if not claims:
        yield NotApplicable("No expense is billed, or the contract has no rule on expenses.")
        return
    for claim in claims:
        if claim.is_excluded and claim.billed > 0:
            yield _finding(case, claim)


def _finding(case: InvoiceCase, claim: Claim) -> Finding:
    line, currency = claim.charge.line, case.invoice.currency
    rule, amount = claim.rules[0], to_minor(claim.billed, currency)
    what = ", ".join(rule.categories) if rule.categories else "expenses"
    return Finding(
        message=f'"{line.description}" ({money(amount, currency)}) is billed, and the contract '
        f"does not reimburse {what}. Ask for a credit note.",
        direction=Direction.OVERBILLED,
        expected="0",
        actual=str(amount),
        amount=amount,
        currency=currency,
        line=line.number,
        working=f"billed {amount}, reimbursable 0",
        proofs=(
            *term_proofs([rule]),
            *line_proofs(case, [claim.charge]),
            *fact_proofs(claim.rows),
        ),
        review=unsure([rule], [claim.charge]),
    )


CHECK = Check("EX101", "expense-not-reimbursable", Severity.HIGH, expense_not_reimbursable)
