"""Expense lines with the receipts and rules behind them.

A line is an expense's when two of category, date and amount agree; a line that names no category
("travel expenses, May 2026") stands for the expenses of its period that no other line bills.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from checks.agreement import of_kind
from checks.charges.billed import billed_amount, credited
from checks.charges.limits import is_for_each
from checks.recognition.expenses import categories_of, is_said, same_category
from checks.recognition.references import concerns
from models.cases import Charge, ChargeKind, Family, InvoiceCase
from models.facts import Expense
from models.terms import Cap, ExpenseRule, Rate

_NEEDED = Decimal("1.5")
_HALF = Decimal("0.5")
_MARKED_UP = Decimal("1.25")


@dataclass(frozen=True, slots=True)
class Claim:
    """An expense line, what was spent by the file of expenses, and the rules on it.

    ``rows`` is empty where no recorded expense is this line's.  ``billed`` is net of credits.
    """

    charge: Charge
    billed: Decimal
    rows: tuple[Expense, ...]
    rules: tuple[ExpenseRule, ...]

    @property
    def rate(self) -> Rate | None:
        """The agreed mileage or daily rate, None for an expense billed by its cost."""
        return next((term for term in self.charge.terms if isinstance(term, Rate)), None)

    @property
    def markup(self) -> Decimal:
        """The factor on cost that the rules allow; silence is at cost."""
        return markup_of(self.rules)

    @property
    def is_excluded(self) -> bool:
        """Whether the rules say that this is not reimbursed."""
        return bool(self.rules) and not self.rules[0].reimbursable

    def spent(self) -> tuple[tuple[Expense | None, Decimal], ...]:
        """Return each recorded expense and its cost, else the line at what it says it cost."""
        if self.rows:
            return tuple((row, row.amount) for row in self.rows)
        return ((None, self.billed / self.markup),)


def markup_of(rules: Iterable[ExpenseRule]) -> Decimal:
    """Return the factor on cost that rules allow; silence is at cost."""
    found = (rule.markup_percent for rule in rules if rule.markup_percent is not None)
    return 1 + next(found, Decimal(0)) / 100


def claims_of(case: InvoiceCase) -> tuple[Claim, ...]:
    """Return the expense lines of an invoice that stands."""
    family = case.family
    if family is None or not case.stands:
        return ()
    charges = [c for c in case.charges if c.kind is ChargeKind.EXPENSE and c.amount > 0]
    rows = [r for r in case.book.facts.expenses or () if charges and concerns(r.contract, family)]
    found = paired(rows, charges)
    return tuple(
        _claim(case, family, charge, tuple(found.get(n, ()))) for n, charge in enumerate(charges)
    )


def has_expenses_on_file(case: InvoiceCase) -> bool:
    """Whether the file of expenses speaks of this agreement at all."""
    family, rows = case.family, case.book.facts.expenses
    return family is not None and any(concerns(row.contract, family) for row in rows or ())


def paired(rows: Sequence[Expense], lines: Sequence[Charge]) -> dict[int, list[Expense]]:
    """Give each line, by its place, its rows; the best agreement first, one row a line.

    Lines that name no category take what is left of their period.
    """
    pairs = sorted(
        (-_score(row, line), abs(line.amount - row.amount), place, number)
        for place, row in enumerate(rows)
        for number, line in enumerate(lines)
        if _score(row, line) >= _NEEDED
    )
    found: dict[int, list[Expense]] = {}
    met: set[int] = set()
    for _, _, place, number in pairs:
        if place not in met and number not in found:
            met.add(place)
            found[number] = [rows[place]]
    for number, line in enumerate(lines):
        if number not in found and _is_general(line):
            left = [k for k, row in enumerate(rows) if k not in met and _within(row, line)]
            met.update(left)
            found[number] = [rows[k] for k in left]
    return found


def rules_for(category: str, rules: Iterable[ExpenseRule]) -> tuple[ExpenseRule, ...]:
    """Return the rules on a category of expense: those that name it, then the general ones.

    Of a rule for "parking" and one for "taxis", which are one kind, the one whose very word is
    said decides; else what excludes goes first.
    """
    everything = tuple(rules)
    named = [r for r in everything if any(same_category(c, category) for c in r.categories)]
    literal = [rule for rule in named if any(is_said(c, category) for c in rule.categories)]
    kinds = {kind for rule in literal for kind in _kinds(rule, category)}
    near = [rule for rule in named if rule in literal or _kinds(rule, category) - kinds]
    general = [rule for rule in everything if not rule.categories]
    return (*sorted(near, key=lambda rule: rule.reimbursable), *general)


def _kinds(rule: ExpenseRule, category: str) -> frozenset[str]:
    """Return the kinds of expense that a rule has in common with a text."""
    found = categories_of(category)
    return frozenset(kind for name in rule.categories for kind in categories_of(name) & found)


def needs_approval(cost: Decimal, rules: Iterable[ExpenseRule]) -> ExpenseRule | None:
    """Return the rule by which an expense needs approval before it is made, None if none does."""
    for rule in rules:
        over = rule.preapproval_over
        if (over is not None and cost > over) or (over is None and rule.preapproval):
            return rule
    return None


def needs_receipt(cost: Decimal, rules: Iterable[ExpenseRule]) -> ExpenseRule | None:
    """Return the rule by which an expense needs a receipt, None if none does."""
    return next((r for r in rules if r.receipt_over is not None and cost > r.receipt_over), None)


def unbilled(rows: Sequence[Expense], lines: Sequence[Charge]) -> list[Expense]:
    """Return the rows that no line bills."""
    met = {id(row) for found in paired(rows, lines).values() for row in found}
    return [row for row in rows if id(row) not in met]


def _claim(case: InvoiceCase, family: Family, charge: Charge, rows: tuple[Expense, ...]) -> Claim:
    day = rows[0].incurred_on if rows else charge.start or case.invoice.issue_date or date.max
    name = " ".join((charge.item, charge.line.description or "", *(row.category for row in rows)))
    rules = rules_for(name, of_kind(family, day, ExpenseRule))
    if rules:  # a cap alone says nothing of mark-ups
        rules = (*rules, *_caps(family, day))
    billed = billed_amount(charge, case.invoice.currency) - credited(case, charge)[1]
    return Claim(charge, billed, rows, rules)


def _caps(family: Family, day: date) -> list[ExpenseRule]:
    """Return caps on each expense that stand as terms of their own."""
    return [
        ExpenseRule(
            reimbursable=True,
            cap=cap.amount,
            evidence=cap.evidence,
            confidence=cap.confidence,
            review=cap.review,
        )
        for cap in of_kind(family, day, Cap)
        if is_for_each(cap)
    ]


def _score(row: Expense, line: Charge) -> Decimal:
    """Weigh category, date and amount (with a mark-up of up to a quarter)."""
    exact = line.start == line.end == row.incurred_on
    named = same_category(row.category, f"{line.item} {line.line.description or ''}")
    close = row.amount <= line.amount <= row.amount * _MARKED_UP
    dated = Decimal(1) if exact else _HALF if _within(row, line) else Decimal(0)
    return named + dated + close


def _within(row: Expense, line: Charge) -> bool:
    if line.start is None or line.end is None:
        return False
    return line.start <= row.incurred_on <= line.end


def _is_general(line: Charge) -> bool:
    return not categories_of(line.line.description or "")
