"""A percent or a quantity in a row: a share of a base, a part of the price, a minimum."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.unit_words import singular
from extractors.terms.grammar.values import Value
from extractors.terms.tables.cells import number_of
from extractors.terms.tables.columns import MINIMUM, Role
from extractors.terms.tables.kinds import OTHER, is_milestone, score_of
from extractors.terms.tables.row import Read, Row, Scope, due_of, name_of
from extractors.terms.tables.scope import names_year, per_of
from extractors.wording import phrase
from models.terms import Discount, Milestone, Minimum, PercentageFee, Term

_ROYALTY = phrase(
    r"\b(?:royalt\w+|commissions?|revenue\s+shar\w+|share\s+of|fees?|mark-?up|percentage\s+of|net\s+sales|gross\s+(?:sales|revenues?)|override)\b"
)
_DISCOUNT = phrase(r"\b(?:discounts?|rebates?|reduction|off)\b")
_CONTRACT_PRICE = phrase(
    r"\b(?:of\s+(?:the\s+)?(?:total\s+)?(?:contract|purchase|fixed|project|total)\s*(?:price|sum|amount|value|fees?|cost)?|payments?|instal?lments?|progress)\b"
)


def percents(row: Row, index: int, scope: Scope) -> Iterator[Read]:
    """A percent is a share of a base, or the part of the price that a milestone sets free."""
    head = scope.columns.heads[index]
    milestone = is_milestone(row, head, scope)
    part = bool(_CONTRACT_PRICE.search(f"{head} # {scope.near[-200:]}"))
    owed = bool(_ROYALTY.search(head) or _ROYALTY.search(scope.around))
    points = bool(re.search(r"(?i)\bbps\b|\bbasis\s+points\b", head))
    for value in shares_in(row.cells[index]):
        if not 0 < value.amount <= 10_000:  # noqa: PLR2004 (basis points)
            continue
        score = score_of(row, index, scope)
        percent = value.amount / 100 if points else value.amount
        if percent <= 100 and (milestone or part) and row.tier is None:  # noqa: PLR2004 (parts of a whole)
            name = name_of(row, index, scope) or row.label or None
            term: Term = Milestone(name=name, percent=percent, due=due_of(row, scope))
            yield Read(term, score - OTHER * (owed and not milestone), index, value)
        if _DISCOUNT.search(head) and not owed:
            yield Read(_discount(row, percent), score, index, value)
            continue
        lower = 0.0 if owed and not milestone else OTHER
        fee = PercentageFee(
            item=row.item or head or None,
            percent=percent,
            base=_base(scope),
            min_amount=row.tier.low if row.tier else None,
            max_amount=row.tier.high if row.tier else None,
        )
        yield Read(fee, max(score - lower, 0.05), index, value)


def _discount(row: Row, percent: Decimal) -> Discount:
    """A column of discounts, from a number or a sum on."""
    low = row.tier.low if row.tier else None
    money = row.tier is not None and row.tier.money
    return Discount(
        percent=percent,
        applies_to=None if row.tier else row.item or None,
        min_quantity=None if money else low,
        min_amount=low if money else None,
    )


def quantities(row: Row, scope: Scope) -> Iterator[Read]:
    """Quantities to be bought at least, a row a period."""
    columns = scope.columns
    for index in columns.all(Role.QUANTITY):
        head = columns.heads[index]
        told = MINIMUM.search(head) or MINIMUM.search(scope.near)
        quantity = number_of(row.cells[index])
        if not told or quantity is None:
            continue
        unit = re.search(r"\(([A-Za-z ]+)\)", head)
        term = Minimum(
            quantity=quantity,
            unit=singular(unit[1]) if unit else "unit",
            per="year"
            if names_year(row.label)
            else per_of((head, row.label, scope.near)) or "total",
            period=row.label or None,
        )
        value = Value(quantity, 0, len(row.cells[index]))
        yield Read(term, score_of(row, index, scope), index, value)


def shares_in(text: str) -> Iterator[Value]:
    """Yield the percents of a cell; a bare number counts, for the heading may hold the sign."""
    found = list(percents_in(text))
    if not found and number_of(text) is not None:
        found = list(percents_in(f"{text.strip()}%"))
    yield from (Value(v.amount, v.start, min(v.end, len(text))) for v in found)


def _base(scope: Scope) -> str | None:
    match = re.search(
        r"(?i)\b(?:net|gross|annual|total)\s+(?:net\s+)?(?:sales|revenues?|receipts|proceeds|invoice\s+price|income)\b",
        scope.around,
    )
    return match[0] if match else None
