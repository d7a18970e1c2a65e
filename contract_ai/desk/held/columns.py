"""Columns of a list as arrays: values as numbers in their order, amounts as integers, words as bytes."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]
Codes = NDArray[np.int32]
_HALF = 32
_END = b"\n"  # words are asked for one by one, so none holds it


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of few values.

    ``codes`` are places in ``values``, which are in their order, None the last.
    """

    values: tuple[Any, ...]
    codes: Codes

    @classmethod
    def of(cls, column: Sequence[Any]) -> Self:
        """Number the values of a column."""
        found = set(column)
        values = (*sorted(found - {None}), *([None] if None in found else []))
        places = {value: place for place, value in enumerate(values)}
        codes = np.fromiter((places[value] for value in column), np.int32, len(column))
        return cls(values, codes)

    def one_of(self, wanted: Iterable[Any]) -> Mask:
        """Mark the rows that have one of these values."""
        asked = set(wanted)
        return self.marked([value in asked for value in self.values])

    def marked(self, values: Sequence[bool]) -> Mask:
        """Mark the rows whose value is marked, in the order of ``values``."""
        table = np.array(values, np.bool_)
        return table[self.codes] if len(table) else np.zeros(len(self.codes), np.bool_)

    def before(self, value: object) -> Mask:
        """Mark the rows whose value comes before another; None does not."""
        named = self.values[: len(self.values) - self.has_none]
        return self.codes < bisect_left(named, value)

    def until(self, value: object) -> Mask:
        """Mark the rows whose value is another or comes before it; None does not."""
        named = self.values[: len(self.values) - self.has_none]
        return self.codes < bisect_right(named, value)

    @property
    def ranks(self) -> NDArray[Any]:
        """What rows are sorted by; that of a row without a value says nothing."""
        return self.codes

    @property
    def has_none(self) -> bool:
        """Whether some rows have no value."""
        return bool(self.values) and self.values[-1] is None

    @property
    def lacking(self) -> Mask:
        """Mark the rows that have no value."""
        return self.one_of([None])

    def counted(self, rows: Rows) -> NDArray[np.intp]:
        """Count rows by value, in the order of ``values``."""
        return np.bincount(self.codes[rows], minlength=len(self.values))

    def counts(self, rows: Rows, most: int | None = None) -> dict[Any, int]:
        """Count rows by value, the ``most`` frequent ones first; values that none has are left out."""
        found = self.counted(rows)
        places = np.flatnonzero(found)
        if most is not None:
            places = places[np.argsort(-found[places], kind="stable")[:most]]
        pairs = zip(places.tolist(), found[places].tolist(), strict=True)
        return {self.values[place]: count for place, count in pairs}

    def grouped(self, group: Callable[[Any], Any]) -> "Coded":
        """Return the column with each value, None too, in the place of which another stands."""
        few = Coded.of([group(value) for value in self.values])
        return Coded(few.values, few.codes[self.codes]) if self.values else few

    def recoded(self, rows: Rows, values: Sequence[Any]) -> "Coded":
        """Return the column with other values in some rows; these must be among its values."""
        codes = self.codes.copy()
        places = {value: place for place, value in enumerate(self.values)}
        codes[rows] = [places[value] for value in values]
        return Coded(self.values, codes)


@dataclass(frozen=True, slots=True)
class Amounts:
    """A column of amounts as integers, scaled as the database keeps them; 0 where there is none."""

    values: NDArray[np.int64]
    there: Mask

    @classmethod
    def of(cls, column: Sequence[int | None]) -> Self:
        """Take a column."""
        there = np.fromiter((value is not None for value in column), np.bool_, len(column))
        return cls(np.fromiter((value or 0 for value in column), np.int64, len(column)), there)

    @property
    def ranks(self) -> NDArray[Any]:
        """What rows are sorted by; that of a row without an amount says nothing."""
        return self.values

    @property
    def lacking(self) -> Mask:
        """Mark the rows that have no amount."""
        return ~self.there

    def sums(self, groups: NDArray[np.intp], number: int) -> list[int]:
        """Add up by group, exactly: an amount may fill its 64 bits, so halves are added apart."""
        high, low = np.zeros(number, np.int64), np.zeros(number, np.int64)
        np.add.at(high, groups, self.values >> _HALF)
        np.add.at(low, groups, self.values & ((1 << _HALF) - 1))
        return [(h << _HALF) + each for h, each in zip(high.tolist(), low.tolist(), strict=True)]

    def taken(self, rows: Rows) -> "Amounts":
        """Return the amounts of some rows."""
        return Amounts(self.values[rows], self.there[rows])


class Words:
    """What rows are searched by, in small letters, one row after the other."""

    def __init__(self, rows: Iterable[Iterable[str | None]]) -> None:
        parts = [_END.join((text or "").lower().encode() for text in row) + _END for row in rows]
        self._all = b"".join(parts)
        self._ends = np.cumsum([len(part) for part in parts], dtype=np.int64)

    def having(self, word: str) -> Mask:
        """Mark the rows that have a word, or a part of one, in any case."""
        sought, find = word.lower().encode(), self._all.find
        places: list[int] = []
        at = find(sought)
        while at >= 0:
            places.append(at)
            at = find(sought, at + len(sought))
        found = np.zeros(len(self._ends), np.bool_)
        found[np.searchsorted(self._ends, places, "right")] = True
        return found
