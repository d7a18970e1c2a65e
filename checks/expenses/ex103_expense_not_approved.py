"""EX103 expense-not-approved: an expense that needed approval beforehand has none on record.

Why:    The approval is the only moment at which a costly trip can still be stopped.
Inputs: Expense lines; the file of expenses (preapproved_by); the expense rules in force on the day
        the expense was made.
Source: The clause on approval: of every expense, or of any above a limit.
Edges:  - The limit is compared with the cost, not with the charge that holds a mark-up; a cost
          equal to the limit needs no approval.
        - No file of expenses: cannot tell.  "Pending" and "none" are no approvals.
        - An agreed mileage or daily rate is an approval.
        - Several expenses in one line: what is not approved counts.
Example: approval above 400.00; a hotel of 467.39 without one is found with 467.39.
"""

from decimal import Decimal

from checks.charges.expenses import Claim, claims_of, has_expenses_on_file, needs_approval
from checks.proofs import fact_proofs, line_proofs, money, number, term_proofs, unsure
from checks.recognition.expenses import is_recorded
from models.cases import InvoiceCase
from models.findings import CannotTell, Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.money import to_minor
from models.terms import ExpenseRule


def expense_not_approved(case: InvoiceCase) -> Outcomes:
    """Look for the approval of each expense that needs one."""
    claims = [claim for claim in claims_of(case) if not claim.rate and not claim.is_excluded]
    needing = [(claim, rule) for claim in claims if (rule := _rule(claim))]
    if not needing:
        yield NotApplicable("No expense is billed that needs approval beforehand.")
        return
    if not has_expenses_on_file(case):
        yield CannotTell(
            "No expenses of this contract are on file (facts/expenses.csv).",
            term_proofs([rule for _, rule in needing]),
        )
        return
    for claim, rule in needing:
        yield from _findings(case, claim, rule)


def _rule(claim: Claim) -> ExpenseRule | None:
    rules = (needs_approval(cost, claim.rules) for _, cost in claim.spent())
    return next((rule for rule in rules if rule), None)


def _findings(case: InvoiceCase, claim: Claim, rule: ExpenseRule) -> Outcomes:
    open_rows = [
        (row, cost)
        for row, cost in claim.spent()
        if needs_approval(cost, claim.rules) and not (row and is_recorded(row.preapproved_by))
    ]
    if not open_rows:
        return
    currency, line = case.invoice.currency, claim.charge.line
    whole = len(open_rows) == len(claim.spent())
    cost = sum((cost for _, cost in open_rows), Decimal(0))
    amount = to_minor(claim.billed if whole else cost * claim.markup, currency)
    limit = (
        "any expense" if rule.preapproval_over is None else f"above {number(rule.preapproval_over)}"
    )
    yield Finding(
        message=f'"{line.description}" ({money(amount, currency)}) needed approval beforehand '
        f"({limit}), and none is on record. Ask for the approval before you pay.",
        direction=Direction.OVERBILLED,
        expected="a recorded approval",
        actual="none",
        amount=amount,
        currency=currency,
        line=line.number,
        working=f"cost {number(to_minor(cost, currency))}; approval needed: {limit}",
        proofs=(
            *term_proofs([rule]),
            *line_proofs(case, [claim.charge]),
            *fact_proofs(row for row, _ in open_rows if row),
        ),
        review=unsure([rule], [claim.charge]),
    )


CHECK = Check("EX103", "expense-not-approved", Severity.MEDIUM, expense_not_approved)
