"""Columns whose headings we do not know, known by arithmetic: what makes the amounts of the lines.

Where a table has an amount and no quantity, or no price, two columns of figures whose product is
the amount on every line that has both are the quantity and the price: "Gallons | $/gal".  Where no
heading means the description, it is the column that holds words: "Code | Nature of work | Charge".
"""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.invoices.printed.canvas import Row
from extractors.invoices.printed.cells import cells_of, text_of
from extractors.invoices.printed.column_roles import role_of
from extractors.invoices.printed.columns import Column
from extractors.invoices.printed.values import amounts

_CENT = Decimal("0.01")
_ENOUGH = 2  # lines, or one whose quantity is not 1
_PROOF = 3  # lines that show it where one is wrong: an invoice may well be wrong
_MOST_ROWS = 60

Figures = dict[int, Decimal]  # index of the column -> the one figure in its cell


def proved(columns: tuple[Column, ...], rows: Sequence[Row], mark: str) -> tuple[Column, ...]:
    """Name the quantity and the price among unknown columns, where the lines prove them."""
    places = {column.role: index for index, column in enumerate(columns)}
    strange = [index for index, column in enumerate(columns) if column.role == "other"]
    if "amount" not in places or not strange or {"quantity", "unit_price"} <= places.keys():
        return columns
    counts = [places["quantity"]] if "quantity" in places else strange
    prices = [places["unit_price"]] if "unit_price" in places else strange
    lines = [_figures(row, columns, mark) for row in rows[:_MOST_ROWS]]
    for count, price in itertools.product(counts, prices):
        if count != price and _makes(lines, count, price, places["amount"]):
            named = {count: "quantity", price: "unit_price"}
            return tuple(
                replace(column, role=named.get(index, column.role))
                for index, column in enumerate(columns)
            )
    return columns


def worded(columns: tuple[Column, ...], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Take the unknown column that holds most words for the description, where none is headed so."""
    columns = _without_figures(columns, rows)
    if any(column.role in ("description", "name", "category") for column in columns):
        return columns
    letters: Counter[int] = Counter()
    amount = next((i for i, column in enumerate(columns) if column.role == "amount"), None)
    cells = [cells_of(row, columns) for row in rows[:_MOST_ROWS]]
    priced = [one for one in cells if amount in one]  # and no headings of sections
    for one in priced or cells:
        for index, words in one.items():
            text = text_of(words)
            words_only = " " in text.strip() and not any(c.isdigit() for c in words[0].text)
            if columns[index].role in ("other", "period") and words_only:  # and no "12 hours"
                letters[index] += sum(c.isalpha() for c in text)
    most = max(letters, key=letters.__getitem__, default=None)
    return tuple(
        replace(column, role="description") if index == most else column
        for index, column in enumerate(columns)
    )


def _without_figures(columns: tuple[Column, ...], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Unname a description, taken for one by its room alone, that holds nothing but figures."""
    place = next((i for i, c in enumerate(columns) if c.role == "description"), None)
    if place is None or role_of(columns[place].heading) is not None:
        return columns
    cells = [text_of(cells_of(row, columns).get(place, ())) for row in rows[:_MOST_ROWS]]
    told = [text for text in cells if text]
    if not told or any(c.isalpha() for c in "".join(told[:_PROOF])):
        return columns
    return tuple(
        replace(column, role="other") if index == place else column
        for index, column in enumerate(columns)
    )


def _figures(row: Row, columns: Sequence[Column], mark: str) -> Figures:
    figures = {}
    for index, words in cells_of(row, columns).items():
        found = list(amounts(text_of(words), mark))
        if len(found) == 1:
            figures[index] = found[0].value
    return figures


def _makes(lines: Sequence[Figures], count: int, price: int, amount: int) -> bool:
    """Whether the product is the amount wherever a line has all three, but for one slip of many."""
    whole = [line for line in lines if {count, price, amount} <= line.keys()]
    right = [line for line in whole if abs(line[count] * line[price] - line[amount]) <= _CENT]
    telling = [line for line in right if line[count] != 1 and line[amount]]
    if len(right) < len(whole):
        return len(right) == len(whole) - 1 and len(telling) >= _PROOF
    return bool(telling) or sum(bool(line[amount]) for line in whole) >= _ENOUGH
