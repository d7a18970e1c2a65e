"""Expenses that lack the paper a clause asks for: an approval beforehand, a receipt."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from checks.charges.expenses import Claim, has_expenses_on_file
from checks.proofs import fact_proofs, line_proofs, money, number, term_proofs, unsure
from checks.recognition.expenses import is_recorded
from models.cases import InvoiceCase
from models.facts import Expense
from models.findings import CannotTell, Direction, Finding, NotApplicable, Outcomes
from models.money import to_minor
from models.terms import ExpenseRule

Rows = list[tuple[Expense | None, Decimal]]


@dataclass(frozen=True, slots=True)
class Paper:
    """What an expense needs, and what is said where it has none.

    ``needs`` returns the rule by which an expense of a cost needs the paper; ``recorded`` is what
    the file of expenses says of it; ``nothing`` is said where no expense needs one.  ``message``
    follows the name and sum of the line, ``working`` its cost.
    """

    name: str
    needs: Callable[[Decimal, Iterable[ExpenseRule]], ExpenseRule | None]
    recorded: Callable[[Expense], str | None]
    nothing: str
    message: Callable[[Claim, ExpenseRule], str]
    working: Callable[[ExpenseRule], str]


def lacking(case: InvoiceCase, claims: Sequence[Claim], paper: Paper) -> Outcomes:
    """Look for the paper of each expense that needs one."""
    needing = [(claim, rule) for claim in claims if (rule := _rule(claim, paper))]
    if not needing:
        yield NotApplicable(paper.nothing)
        return
    if not has_expenses_on_file(case):
        yield CannotTell(
            "No expenses of this contract are on file (facts/expenses.csv).",
            term_proofs([rule for _, rule in needing]),
        )
        return
    for claim, rule in needing:
        if rows := _without(claim, paper):
            yield _finding(case, claim, rule, rows, paper)


def _rule(claim: Claim, paper: Paper) -> ExpenseRule | None:
    rules = (paper.needs(cost, claim.rules) for _, cost in claim.spent())
    return next((rule for rule in rules if rule), None)


def _without(claim: Claim, paper: Paper) -> Rows:
    if claim.rate and not claim.rows:
        return []  # mileage at an agreed rate is paid by the mile, not by what was spent
    return [
        (row, cost)
        for row, cost in claim.spent()
        if paper.needs(cost, claim.rules) and not (row and is_recorded(paper.recorded(row)))
    ]


def _finding(
    case: InvoiceCase, claim: Claim, rule: ExpenseRule, rows: Rows, paper: Paper
) -> Finding:
    currency, line = case.invoice.currency, claim.charge.line
    whole = len(rows) == len(claim.spent())
    cost = sum((cost for _, cost in rows), Decimal(0))
    amount = to_minor(claim.billed if whole else cost * claim.markup, currency)
    return Finding(
        message=f'"{line.description}" ({money(amount, currency)}) {paper.message(claim, rule)}',
        direction=Direction.OVERBILLED,
        expected=paper.name,
        actual="none",
        amount=amount,
        currency=currency,
        line=line.number,
        working=f"cost {number(to_minor(cost, currency))}; {paper.working(rule)}",
        proofs=(
            *term_proofs([rule]),
            *line_proofs(case, [claim.charge]),
            *fact_proofs(row for row, _ in rows if row),
        ),
        review=unsure([rule], [claim.charge]),
    )
