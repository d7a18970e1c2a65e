"""Extraction quality in sums: of each kind of term, of each month, and of all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from contract_ai.desk.extraction import Quality


@dataclass(frozen=True, slots=True)
class Share:
    """Terms that people decided about; ``name`` is a kind, a month such as 2026-06, or empty."""

    name: str
    confirmed: int
    corrected: int
    rejected: int

    @property
    def decided(self) -> int:
        """All of them."""
        return self.confirmed + self.corrected + self.rejected

    @property
    def unchanged(self) -> int:
        """How many of a hundred were confirmed as they were read, rounded down."""
        return self.confirmed * 100 // self.decided if self.decided else 0


def by_kind(cells: Iterable[Quality]) -> tuple[Share, ...]:
    """Add up by kind, what was decided about most first."""
    return tuple(sorted(_added(cells, lambda one: one.kind), key=lambda one: -one.decided))


def by_month(cells: Iterable[Quality]) -> tuple[Share, ...]:
    """Add up by month, the newest first."""
    return _added(cells, lambda one: f"{one.month:%Y-%m}")[::-1]


def in_all(cells: Iterable[Quality]) -> Share:
    """Add up everything."""
    return next(iter(_added(cells, lambda _: "")), Share("", 0, 0, 0))


def _added(cells: Iterable[Quality], name: Callable[[Quality], str]) -> tuple[Share, ...]:
    sums: dict[str, list[int]] = {}
    for one in cells:
        sum_ = sums.setdefault(name(one), [0, 0, 0])
        for place, number in enumerate((one.confirmed, one.corrected, one.rejected)):
            sum_[place] += number
    return tuple(Share(key, *sums[key]) for key in sorted(sums))
