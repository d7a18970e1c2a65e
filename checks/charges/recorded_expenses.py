"""Lines that bill an expense without saying so: the file of expenses, or a rule, knows it.

"Props for the spring shoot 412.30" names no item of a contract that reimburses costs; an expense
"props" of about that cost on file says what it is.  So does the cost to the cent on its very day,
in whatever language the line is written, and a rule that names what the line names.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from checks.agreement import of_kind
from checks.recognition.expenses import same_category
from checks.recognition.lines import expense_category
from checks.recognition.phrases import parts_of
from checks.recognition.references import concerns
from checks.recognition.wording import likeness
from checks.told_lines import at_home
from models.cases import Charge, ChargeKind, Family
from models.facts import Expense, Facts
from models.terms import ExpenseRule

_MARKED_UP = Decimal("1.25")
_ENOUGH = 0.75


def as_recorded(charge: Charge, family: Family, facts: Facts) -> Charge:
    """Return a line that no term explains as the expense it is on file as; else as it is."""
    if charge.kind is not ChargeKind.UNKNOWN or charge.told or charge.amount <= 0:
        return charge
    rules = of_kind(family, charge.start or date.max, ExpenseRule)
    if not rules:
        return charge
    text = charge.line.description or ""
    rows = (row for row in facts.expenses or () if concerns(row.contract, family))
    if not (_is_named(text, rules) or any(_is_on_file(row, charge, text) for row in rows)):
        return charge
    item = expense_category(text)
    return at_home(replace(charge, kind=ChargeKind.EXPENSE, terms=rules, item=item), family)


def _is_named(text: str, rules: Iterable[ExpenseRule]) -> bool:
    """Whether a rule names what a line begins with: "courier" and "Courier, proofs to the plant"."""
    head = next(iter(parts_of(text)), "")
    named = (category for rule in rules for category in rule.categories)
    return any(likeness(category, head) >= _ENOUGH for category in named)


def _is_on_file(row: Expense, charge: Charge, text: str) -> bool:
    same_day = charge.start == charge.end == row.incurred_on
    if same_day and charge.amount == row.amount:
        return True
    close = row.amount <= charge.amount <= row.amount * _MARKED_UP
    return (same_day or close) and same_category(row.category, text)
