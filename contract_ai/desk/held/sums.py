"""Money of the rows of a list, added up by columns."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from contract_ai.desk.held.columns import Rows
from contract_ai.desk.held.table import Table


def sums_by(
    table: Table, rows: Rows, keys: Sequence[str]
) -> Iterator[tuple[tuple[Any, ...], int, int]]:
    """Yield the values of the columns, the sum as it is kept (`unscaled`), and how many of the rows carry one."""
    amounts = table.amounts["amount"]
    rows = rows[amounts.there[rows]]
    columns = [table.coded[key] for key in keys]
    sizes = tuple(max(len(column.values), 1) for column in columns)
    cells = np.ravel_multi_index([column.codes[rows] for column in columns], sizes)
    numbers = np.bincount(cells)
    sums = amounts.taken(rows).sums(cells, len(numbers))
    found = np.flatnonzero(numbers)
    values = (
        [column.values[place] for place in places.tolist()]
        for column, places in zip(columns, np.unravel_index(found, sizes), strict=True)
    )
    kept = (sums[cell] for cell in found.tolist())
    yield from zip(zip(*values, strict=True), kept, numbers[found].tolist(), strict=True)
