"""CO105 expense-not-billed: an approved reimbursable expense has no charge.

Why:    Costs advanced for the customer are lost when the claim misses its invoice.
Inputs: Expense facts; the expense rules in force; all standing expense lines.
Source: The row of the expense file; the clause on expenses.
Edges:  - Excluded categories, and expenses that lack a needed approval or receipt, are not due.
        - A line is the expense's when two of category, date and amount agree; a line that names
          no category stands for what is left of its period.
        - Invoices under a master agreement count for its orders as well (see CO101).
        - An expense is due when later service was billed, or the grace days are over.
Example: a train fare of 98.11 with receipt, and no line for it: 98.11.
"""

from datetime import timedelta
from decimal import Decimal

from checks.agreement import of_kind
from checks.charges.billed import PRICED
from checks.charges.expenses import (
    markup_of,
    needs_approval,
    needs_receipt,
    rules_for,
    unbilled,
)
from checks.charges.ownership import (
    answered_elsewhere,
    billing,
    charges_of,
    concerns_document,
    owned_on,
    owned_terms,
)
from checks.charges.stand_ins import missing_line, stand_in
from checks.proofs import fact_proofs, money, term_proofs, unsure
from checks.recognition.expenses import is_recorded, same_category
from checks.recognition.wording import key_of
from models.cases import ChargeKind, ContractCase, InvoiceCase
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
from models.money import to_minor
from models.terms import ExpenseRule, Rate


def expense_not_billed(case: ContractCase) -> Outcomes:
    """Look for a line for each expense that may be billed."""
    if elsewhere := answered_elsewhere(case):
        yield NotApplicable(elsewhere)
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
    for row in unbilled(rows, lines):
        in_force = of_kind(case.family, row.incurred_on, ExpenseRule)
        if not _is_answered_here(case, row, in_force):
            continue
        if _may_be_billed(row, in_force) and _is_due(case, row, invoices):
            yield _finding(case, row, in_force, invoices)


def _is_answered_here(case: ContractCase, row: Expense, in_force: tuple[ExpenseRule, ...]) -> bool:
    """Whether this document answers for the rule that governs an expense."""
    owned = {id(clause.term) for clause in owned_on(case, row.incurred_on)}
    return any(id(rule) in owned for rule in rules_for(row.category, in_force)[:1])


def _may_be_billed(row: Expense, in_force: tuple[ExpenseRule, ...]) -> bool:
    """Whether the rules let an expense be billed; approvals and receipts included."""
    rules = rules_for(row.category, in_force)
    if not rules or not rules[0].reimbursable:
        return False
    if needs_approval(row.amount, rules) and not is_recorded(row.preapproved_by):
        return False
    return not needs_receipt(row.amount, rules) or is_recorded(row.receipt)


def _is_due(case: ContractCase, row: Expense, invoices: tuple[InvoiceCase, ...]) -> bool:
    grace = timedelta(days=case.book.settings.billing_grace_days)
    if row.incurred_on + grace < case.book.as_of:
        return True
    return any(
        charge.end is not None and charge.kind in PRICED and charge.end >= row.incurred_on
        for charge in charges_of(invoices)
    )


def _finding(
    case: ContractCase,
    row: Expense,
    rules: tuple[ExpenseRule, ...],
    invoices: tuple[InvoiceCase, ...],
) -> Finding:
    currency = row.currency or case.contract.contract.currency
    day = row.incurred_on, row.incurred_on
    priced = of_kind(case.family, row.incurred_on, Rate)  # a rate a mile is no cost to mark up
    at_rate = any(same_category(row.category, rate.item or "") for rate in priced)
    markup = Decimal(1) if at_rate else markup_of(rules_for(row.category, rules))
    charge = stand_in(ChargeKind.EXPENSE, row.category, day, invoices)
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
        missing=missing_line(charge, to_minor(row.amount * markup, currency)),
        key=f"{key_of(row.category)}|{row.incurred_on}|{row.amount}",
    )


CHECK = Check("CO105", "expense-not-billed", Severity.MEDIUM, expense_not_billed, Scope.CONTRACT)
