"""A list in memory: which rows a scope and words let through, and their order."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from contract_ai.desk.held.columns import Amounts, Coded, Mask, Rows, Words
from contract_ai.desk.scope import Scope

T = TypeVar("T")
_REMEMBERED = 200


def _shared(rows: NDArray[Any]) -> NDArray[Any]:
    """Let nobody write into what all are given."""
    rows.setflags(write=False)
    return rows


class Memory:
    """Answers by their question, those least asked for dropped first; for several threads."""

    def __init__(self, at_most: int = _REMEMBERED) -> None:
        self._at_most, self._lock = at_most, Lock()
        self._answers: OrderedDict[object, Any] = OrderedDict()

    def ask(self, question: object, answer: Callable[[], T]) -> T:
        """Return an answer, which is worked out where it is not known."""
        with self._lock:
            if question in self._answers:
                self._answers.move_to_end(question)
                known: T = self._answers[question]
                return known
        made = answer()
        with self._lock:
            self._answers[question] = made
            if len(self._answers) > self._at_most:
                self._answers.popitem(last=False)
        return made


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by their number in the database.

    ``marks`` decide between rows that a sort leaves equal; ``contract`` is the column of stems
    that a scope narrows.
    """

    ids: NDArray[np.int64]
    marks: NDArray[Any]
    coded: Mapping[str, Coded]
    amounts: Mapping[str, Amounts]
    words: Words
    contract: str = "contract"
    _memory: Memory = field(default_factory=Memory)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def all(self) -> Mask:
        """Mark every row."""
        return np.ones(len(self), np.bool_)

    def seen(self, scope: Scope) -> Mask:
        """Mark the rows that a user sees: by the same rule as everywhere, `Scope.sees`."""
        if scope.is_all:
            return self.all
        stems = self.coded[self.contract]
        return self._memory.ask(
            ("scope", scope),
            lambda: _shared(stems.marked([scope.sees(stem) for stem in stems.values])),
        )

    def having(self, text: str) -> Mask:
        """Mark the rows that have every word of a text."""
        found = self.all
        for word in text.lower().split():
            found &= self._memory.ask(
                ("word", word),
                lambda word=word: _shared(self.words.having(word)),  # type: ignore[misc]  # bound now
            )
        return found

    def ordered(self, key: str, *, downwards: bool) -> Rows:
        """Return all rows sorted by a column, then by mark; what has no value comes last."""
        return self._memory.ask(
            ("order", key, downwards), lambda: _shared(self._sorted(key, downwards))
        )

    def placed_by(self, key: str, *, downwards: bool) -> Rows:
        """Return all rows sorted by a column, what has no value last, then by mark upwards."""
        column = self.amounts[key] if key in self.amounts else self.coded[key]
        return self._memory.ask(
            ("placed", key, downwards),
            lambda: self.placed(column.ranks, column.lacking, downwards=downwards),
        )

    def placed(self, ranks: NDArray[Any], lacking: Mask, *, downwards: bool) -> Rows:
        """Return all rows sorted by a rank, those that lack one last, then by mark upwards."""
        return _shared(np.lexsort((self.marks, -ranks if downwards else ranks, lacking)))

    def found(self, rows: Mask, key: str, *, downwards: bool) -> Rows:
        """Return the marked rows in an order."""
        order = self.ordered(key, downwards=downwards)
        return order[rows[order]]

    def at(self, marks: Sequence[str]) -> Rows:
        """Return the rows that have one of these marks."""
        order = self._memory.ask(("marks",), lambda: _shared(np.argsort(self.marks, kind="stable")))
        wanted = np.array(marks, self.marks.dtype)
        left = np.searchsorted(self.marks, wanted, "left", sorter=order)
        right = np.searchsorted(self.marks, wanted, "right", sorter=order)
        spans = [order[a:b] for a, b in zip(left, right, strict=True)]
        return np.concatenate(spans) if spans else np.empty(0, np.intp)

    def with_values(self, key: str, marks: Mapping[str, Any]) -> "Table":
        """Return the list with other values of a column that nothing is sorted or searched by."""
        coded = self.coded[key]
        for value in set(marks.values()):
            rows = self.at([mark for mark, given in marks.items() if given == value])
            coded = coded.recoded(rows, [value] * len(rows))
        return replace(self, coded={**self.coded, key: coded})

    def _sorted(self, key: str, downwards: bool) -> Rows:  # noqa: FBT001 (of `ordered`)
        column = self.amounts[key] if key in self.amounts else self.coded[key]
        marks = self._memory.ask(
            ("ranks",), lambda: _shared(np.unique(self.marks, return_inverse=True)[1])
        )
        sign = -1 if downwards else 1
        return np.lexsort((sign * marks, sign * column.ranks, column.lacking))
