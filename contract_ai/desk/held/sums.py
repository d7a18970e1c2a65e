"""Money of the rows of a list, added up by columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contract_ai.desk.held.columns import Amounts, Coded, Mask, Rows
from contract_ai.desk.held.table import Table

_FITS = 1 << 62
Counts = NDArray[np.intp]


def sums_of(amounts: Amounts, groups: NDArray[np.intp], number: int) -> NDArray[Any]:
    """Add amounts up by group, exactly: in 64 bits where no sum can leave them, else as integers."""
    largest = int(np.abs(amounts.values).max(initial=0))
    if 0 <= largest * len(amounts.values) < _FITS:
        sums = np.zeros(number, np.int64)
        np.add.at(sums, groups, amounts.values)
        return sums
    return np.array(amounts.sums(groups, number), object)


@dataclass(frozen=True, slots=True)
class Summed:
    """Cells of rows alike in some columns, the first column varying most.

    ``cells`` say in which each of ``carrying``, the rows with an amount, is; ``sums`` are as
    amounts are kept (`unscaled`), ``numbers`` how many rows there are in each cell.
    """

    columns: tuple[Coded, ...]
    carrying: Rows
    cells: Counts
    sums: NDArray[Any]
    numbers: Counts

    @property
    def there(self) -> Counts:
        """The cells that are not empty."""
        return np.flatnonzero(self.numbers)

    def counted(self, marked: Mask) -> Counts:
        """Count by cell the rows that are marked."""
        return np.bincount(self.cells[marked[self.carrying]], minlength=len(self.numbers))

    def largest(self, most: int) -> Counts:
        """Return so many cells at most of those that are alike but in the first column.

        They have the largest sums; of equal sums the first value's come first, no value before all.
        """
        cells = self.there
        rest = max(len(self.numbers) // max(len(self.columns[0].values), 1), 1)
        value, group = np.divmod(cells, rest)
        if self.columns[0].has_none:
            value[value == len(self.columns[0].values) - 1] = -1
        falling = np.unique(self.sums[cells], return_inverse=True)[1]
        order = np.lexsort((value, -falling, group))
        cells, group = cells[order], group[order]
        place = np.arange(len(group)) - np.searchsorted(group, group)
        return cells[place < most]

    def rows(
        self, some: Counts, *counts: Counts
    ) -> Iterator[tuple[tuple[Any, ...], tuple[int, ...]]]:
        """Yield of some cells the values of the columns; and the sum, the number of rows, and counts."""
        sizes = tuple(max(len(column.values), 1) for column in self.columns)
        values = (
            [column.values[place] for place in places.tolist()]
            for column, places in zip(self.columns, np.unravel_index(some, sizes), strict=True)
        )
        more = (count[some].tolist() for count in counts)
        sums, numbers = self.sums[some].tolist(), self.numbers[some].tolist()
        return zip(zip(*values, strict=True), zip(sums, numbers, *more, strict=True), strict=True)


def summed_by(table: Table, rows: Rows, columns: Sequence[Coded]) -> Summed:
    """Add the rows up that carry an amount."""
    amounts = table.amounts["amount"]
    rows = rows[amounts.there[rows]]
    sizes = tuple(max(len(column.values), 1) for column in columns)
    cells = np.ravel_multi_index([column.codes[rows] for column in columns], sizes)
    number = int(np.prod(sizes))
    sums = sums_of(amounts.taken(rows), cells, number)
    return Summed(tuple(columns), rows, cells, sums, np.bincount(cells, minlength=number))


def sums_by(
    table: Table, rows: Rows, keys: Sequence[str]
) -> Iterator[tuple[tuple[Any, ...], int, int]]:
    """Yield the values of the columns, the sum as it is kept (`unscaled`), and how many of the rows carry one."""
    summed = summed_by(table, rows, [table.coded[key] for key in keys])
    for values, (kept, number) in summed.rows(summed.there):
        yield values, kept, number
