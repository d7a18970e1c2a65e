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

from decimal import Decimal

from checks.charges.expenses import Claim, claims_of, has_expenses_on_file, needs_receipt
from checks.proofs import fact_proofs, line_proofs, money, number, term_proofs, unsure
from checks.recognition.expenses import is_recorded
from models.cases import InvoiceCase
from models.facts import Expense
from models.findings import CannotTell, Check, Direction, Finding, NotApplicable, Outcomes, Severity
from models.money import to_minor
from models.terms import ExpenseRule


def expense_no_receipt(case: InvoiceCase) -> Outcomes:
    """Look for the receipt of each expense."""
    claims = [claim for claim in claims_of(case) if not claim.is_excluded]
    needing = [(claim, rule) for claim in claims if (rule := _rule(claim))]
    if not needing:
        yield NotApplicable("No expense is billed that needs a receipt.")
        return
    if not has_expenses_on_file(case):
        yield CannotTell(
            "No expenses of this contract are on file (facts/expenses.csv).",
            term_proofs([rule for _, rule in needing]),
        )
        return
    for claim, rule in needing:
        open_rows = _open(claim)
        if open_rows:
            yield _finding(case, claim, rule, open_rows)


def _rule(claim: Claim) -> ExpenseRule | None:
    rules = (needs_receipt(cost, claim.rules) for _, cost in claim.spent())
    return next((rule for rule in rules if rule), None)


def _open(claim: Claim) -> list[tuple[Expense | None, Decimal]]:
    if claim.rate and not claim.rows:
        return []
    return [
        (row, cost)
        for row, cost in claim.spent()
        if needs_receipt(cost, claim.rules) and not (row and is_recorded(row.receipt))
    ]


def _finding(
    case: InvoiceCase,
    claim: Claim,
    rule: ExpenseRule,
    open_rows: list[tuple[Expense | None, Decimal]],
) -> Finding:
    currency, line = case.invoice.currency, claim.charge.line
    whole = len(open_rows) == len(claim.spent())
    cost = sum((cost for _, cost in open_rows), Decimal(0))
    amount = to_minor(claim.billed if whole else cost * claim.markup, currency)
    known = "is recorded without a receipt" if claim.rows else "is not in the file of expenses"
    return Finding(
        message=f'"{line.description}" ({money(amount, currency)}) {known}, and the contract '
        "asks for one. Ask for the receipt before you pay.",
        direction=Direction.OVERBILLED,
        expected="a receipt",
        actual="none",
        amount=amount,
        currency=currency,
        line=line.number,
        working=f"cost {number(to_minor(cost, currency))}; receipts above {rule.receipt_over}",
        proofs=(
            *term_proofs([rule]),
            *line_proofs(case, [claim.charge]),
            *fact_proofs(row for row, _ in open_rows if row),
        ),
        review=unsure([rule], [claim.charge]),
    )


CHECK = Check("EX105", "expense-no-receipt", Severity.MEDIUM, expense_no_receipt)
