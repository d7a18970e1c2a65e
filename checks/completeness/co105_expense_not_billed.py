"""CO105 expense-not-billed: an approved reimbursable expense has no charge.

Why:    Costs advanced for the customer are lost when the claim misses its invoice.
Inputs: Expense facts; the expense rules in force; all standing expense lines.
Source: The row of the expense file; the clause on expenses.
Edges:  - Excluded categories, and expenses that lack a needed approval or receipt, are not due.
        - A line is the expense's when two of category, date and amount agree.
        - An expense is due when later service was billed, or the grace days are over.
"""

from datetime import timedelta
from decimal import Decimal

from checks.agreement import of_kind
from checks.charges.billed import PRICED
from checks.charges.ownership import (
    billing,
    charges_of,
    concerns_document,
    is_billed_document,
    owned_terms,
)
from checks.proofs import fact_proofs, money, term_proofs, unsure
from checks.recognition.wording import key_of
from models.cases import Charge, ChargeKind, ContractCase, InvoiceCase
from models.facts import Expense
from models.findings import (
    CannotTell,
    Check,
    Direction,
    Finding,
    NotApplicable,
    Outcomes,
    Scope,
    Severity,
)
from models.terms import ExpenseRule

_NEEDED = 2
_MARKED_UP = Decimal("1.25")


def expense_not_billed(case: ContractCase) -> Outcomes:
    """Look for a line for each expense that may be billed."""
    if not is_billed_document(case):
        yield NotApplicable("Charges are billed under the orders of this agreement.")
        return
    rules = [term for term in owned_terms(case) if isinstance(term, ExpenseRule)]
    if not any(rule.reimbursable for rule in rules):
        yield NotApplicable("The contract reimburses no expenses.")
        return
    if case.book.facts.expenses is None:
        yield CannotTell("No expenses are on file.", term_proofs(rules))
        return
    invoices = billing(case)
    lines = [c for c in charges_of(invoices) if c.kind is ChargeKind.EXPENSE]
    rows = [row for row in case.book.facts.expenses if concerns_document(row.contract, case)]
    for row in _unmatched(rows, lines):
        in_force = of_kind(case.family, row.incurred_on, ExpenseRule)
        if _may_be_billed(row, in_force) and _is_due(case, row, invoices):
            yield _finding(case, row, in_force)


def _unmatched(rows: list[Expense], lines: list[Charge]) -> list[Expense]:
    """Pair rows and lines, the best agreement first; return rows left over."""
    pairs = [
        (_agreement(row, line), abs(line.amount - row.amount), place, number)
        for place, row in enumerate(rows)
        for number, line in enumerate(lines)
    ]
    taken: set[int] = set()
    met: set[int] = set()
    for flags, _, place, number in sorted(pairs, key=_best_first):
        if sum(flags) >= _NEEDED and place not in met and number not in taken:
            met.add(place)
            taken.add(number)
    return [row for place, row in enumerate(rows) if place not in met]


def _best_first(
    pair: tuple[tuple[bool, bool, bool], Decimal, int, int],
) -> tuple[int, bool, Decimal, int, int]:
    flags, apart, place, number = pair
    _, dated, _ = flags
    return -sum(flags), not dated, apart, place, number


def _agreement(row: Expense, line: Charge) -> tuple[bool, bool, bool]:
    """Say whether category, date and amount (with a mark-up of up to a quarter) agree."""
    category = key_of(row.category)
    named = category in key_of(line.item) or category in key_of(line.line.description or "")
    dated = line.start == line.end == row.incurred_on
    close = row.amount <= line.amount <= row.amount * _MARKED_UP
    return named, dated, close


def _may_be_billed(row: Expense, rules: tuple[ExpenseRule, ...]) -> bool:
    """Whether the rules let an expense be billed; approvals and receipts included."""
    category = key_of(row.category)
    general = [rule for rule in rules if not rule.categories]
    named = [rule for rule in rules if category in {key_of(c) for c in rule.categories}]
    deciding = named or general
    if not deciding or not all(rule.reimbursable for rule in deciding):
        return False
    for rule in deciding:
        over = rule.preapproval_over
        needs = bool(rule.preapproval) or (over is not None and row.amount > over)
        if needs and not row.preapproved_by:
            return False
        if rule.receipt_over is not None and row.amount > rule.receipt_over and not row.receipt:
            return False
    return True


def _is_due(case: ContractCase, row: Expense, invoices: tuple[InvoiceCase, ...]) -> bool:
    grace = timedelta(days=case.book.settings.billing_grace_days)
    if row.incurred_on + grace < case.book.as_of:
        return True
    return any(
        charge.end is not None and charge.kind in PRICED and charge.end >= row.incurred_on
        for charge in charges_of(invoices)
    )


def _finding(case: ContractCase, row: Expense, rules: tuple[ExpenseRule, ...]) -> Finding:
    currency = row.currency or case.contract.contract.currency
    return Finding(
        message=f"The {row.category} expense of {row.incurred_on} ({money(row.amount, currency)}) "
        "may be billed and never was.",
        direction=Direction.UNDERBILLED,
        expected=str(row.amount),
        actual="0",
        amount=row.amount,
        currency=currency,
        working=f"cost {row.amount}",
        proofs=(*term_proofs(rules), *fact_proofs([row])),
        review=unsure(rules),
        key=f"{key_of(row.category)}|{row.incurred_on}|{row.amount}",
    )


CHECK = Check("CO105", "expense-not-billed", Severity.MEDIUM, expense_not_billed, Scope.CONTRACT)
