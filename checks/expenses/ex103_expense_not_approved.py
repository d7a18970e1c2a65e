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

from checks.charges.expenses import claims_of, needs_approval
from checks.charges.papers import Paper, lacking
from checks.proofs import number
from models.cases import InvoiceCase
from models.findings import Check, Outcomes, Severity
from models.terms import ExpenseRule


def expense_not_approved(case: InvoiceCase) -> Outcomes:
    """Look for the approval of each expense that needs one."""
    claims = [claim for claim in claims_of(case) if not claim.rate and not claim.is_excluded]
    yield from lacking(case, claims, _APPROVAL)


def _limit(rule: ExpenseRule) -> str:
    over = rule.preapproval_over
    return "any expense" if over is None else f"above {number(over)}"


_APPROVAL = Paper(
    name="a recorded approval",
    needs=needs_approval,
    recorded=lambda row: row.preapproved_by,
    nothing="No expense is billed that needs approval beforehand.",
    message=lambda _, rule: (
        f"needed approval beforehand ({_limit(rule)}), and none is on record. "
        "Ask for the approval before you pay."
    ),
    working=lambda rule: f"approval needed: {_limit(rule)}",
)

CHECK = Check("EX103", "expense-not-approved", Severity.MEDIUM, expense_not_approved)
