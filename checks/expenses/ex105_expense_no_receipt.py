"""EX105 expense-no-receipt: the contract asks for a receipt and none is recorded.

Why:    Without the receipt nobody knows what was spent, or on what.
Inputs: Expense lines; the file of expenses (receipt); the expense rules in force on the day the
        expense was made.
Source: The clause that asks for receipts: always, or above an amount.
Edges:  - No file of expenses of this contract: cannot tell.
        - A line that no recorded expense fits has no receipt either.
        - The amount is compared with the cost; a cost equal to the limit needs no receipt.
        - Mileage and days of travel at an agreed rate need one only where they are recorded.
        - An excluded expense is EX101, one without a needed approval EX103; neither comes here.
Example: receipts for everything; a hotel of 151.56 recorded without one is found with 151.56.
"""

from checks.charges.expenses import Claim, claims_of, needs_receipt
from checks.charges.papers import Paper, lacking
from models.cases import InvoiceCase
from models.findings import Check, Outcomes, Severity
from models.terms import ExpenseRule


def expense_no_receipt(case: InvoiceCase) -> Outcomes:
    """Look for the receipt of each expense."""
    yield from lacking(case, [c for c in claims_of(case) if not c.is_excluded], _RECEIPT)


def _message(claim: Claim, _rule: ExpenseRule) -> str:
    known = "is recorded without a receipt" if claim.rows else "is not in the file of expenses"
    return f"{known}, and the contract asks for one. Ask for the receipt before you pay."


_RECEIPT = Paper(
    name="a receipt",
    needs=needs_receipt,
    recorded=lambda row: row.receipt,
    nothing="No expense is billed that needs a receipt.",
    message=_message,
    working=lambda rule: f"receipts above {rule.receipt_over}",
)

CHECK = Check("EX105", "expense-no-receipt", Severity.MEDIUM, expense_no_receipt)
