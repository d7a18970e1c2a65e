"""Rows of a price table as terms."""

from collections.abc import Iterator, Sequence

from extractors.terms.tables.cells import sum_of
from extractors.terms.tables.columns import Role
from extractors.terms.tables.row import Read, Running, Scope, row_of
from extractors.terms.tables.scope import is_sum_of, names_year
from extractors.terms.tables.shares import percents, quantities
from extractors.terms.tables.sums import sums
from extractors.wording import phrase

_SUM = phrase(r"\b(?:prices?|sum|amount|value|costs?|fees?|due|payable)\W*$")


def terms_of(
    cells: Sequence[str], scope: Scope, running: Running, *, last: bool = False
) -> Iterator[Read]:
    """Yield what one row of a table states; the last row may be a total without a name."""
    row = row_of(cells, scope, running)
    columns = scope.columns
    for index in columns.all(Role.PRICE):
        value = sum_of(cells[index], _currency(cells, scope), scope.scale)
        if value is None:
            continue
        before = running.sums.setdefault(index, [])
        named = row.label and not _SUM.search(row.label)
        total = last and is_sum_of(value.amount, before) and not named
        before.append(value.amount)
        year = names_year(row.label)
        again = running.last.get(index) == (value.amount, True) and year
        running.last[index] = (value.amount, year)
        if not total and not again:  # equal rows for periods in a row are one fee
            yield from sums(row, index, value, scope)
    if Role.PRICE not in columns.roles:
        for index in columns.all(Role.PERCENT):
            yield from percents(row, index, scope)
        yield from quantities(row, scope)


def _currency(cells: Sequence[str], scope: Scope) -> str:
    index = scope.columns.first(Role.CURRENCY)
    return cells[index] if index is not None and cells[index] else scope.currency
