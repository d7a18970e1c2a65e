"""Ways to do one piece of work, measured against each other in one run.

Ways take turns item by item, each time another one first, so that a machine whose speed drifts
slows all of them.  What counts are seconds of a core, of this process and of those it started;
a subject may count seconds of the clock instead.  The first way of a subject is the product's.
"""

import gc
import resource
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Work = Callable[[Any], "Done"]


class AbsentError(Exception):
    """A way cannot be measured here; says why."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one item came to: units of the subject, and how many things were found."""

    units: int
    found: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """One way to do the work.

    ``ready`` loads what the way needs and returns the work; it is not timed, and nothing is
    imported before it, so that the memory of a way is its own.  ``apart``: programs that it
    starts do the work, and memory is theirs alone.
    """

    name: str
    ready: Callable[[], Work]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """One of the product's ways must be at least so many times as fast as ``way``.

    ``ours`` is the one that does the same work as ``way``; empty means the first.
    """

    way: str
    times: float
    ours: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Ways to do the same, and what they are done with: items by rounds.

    ``prepare`` makes of an item what every way is given; it is not timed.
    """

    title: str
    about: str
    unit: str
    found: str
    ways: Sequence[Way]
    rounds: Sequence[Sequence[Any]]
    goals: Sequence[Goal] = ()
    prepare: Callable[[Any], Any] = lambda item: item
    clock: bool = False


@dataclass(slots=True)
class Round:
    """What a way did in one round: seconds of the clock and of a core, and the units of work."""

    seconds: float = 0.0
    core: float = 0.0
    units: int = 0
    found: int = 0


@dataclass(frozen=True, slots=True)
class Spread:
    """How many times as fast: in all, and the middle, the least and the most of the rounds."""

    total: float
    median: float
    least: float
    most: float


@dataclass(slots=True)
class Outcome:
    """What was measured: rounds of each way, ways that are absent, items that were left out."""

    subject: Subject
    rounds: dict[str, list[Round]] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    memory: Mapping[str, float] = field(default_factory=dict)

    def cost(self, way: str) -> float:
        """Return the seconds that a unit took."""
        units = sum(one.units for one in self.rounds[way])
        return sum(map(self._spent, self.rounds[way])) / units

    def spread(self, way: str, ours: str = "") -> Spread:
        """Compare one of the product's ways, the first if none is named, with another way."""
        ours = ours or self.subject.ways[0].name
        ratios = [
            self._spent(b) * a.units / (self._spent(a) * b.units)
            for a, b in zip(self.rounds[ours], self.rounds[way], strict=True)
        ]
        total = self.cost(way) / self.cost(ours)
        return Spread(total, statistics.median(ratios), min(ratios), max(ratios))

    def _spent(self, one: Round) -> float:
        return one.seconds if self.subject.clock else one.core


def measured(subject: Subject) -> Outcome:
    """Measure all ways over all rounds; an item that one of them fails on counts for none."""
    outcome = Outcome(subject)
    works: dict[str, Work] = {}
    for way in subject.ways:
        try:
            works[way.name] = way.ready()
        except AbsentError as why:
            outcome.absent[way.name] = str(why)
    outcome.rounds = {name: [] for name in works}
    turn = 0
    for items in subject.rounds:
        sums = {name: Round() for name in works}
        for item in items:
            _turn(outcome, works, sums, (item, turn))
            turn += 1
        if all(one.units for one in sums.values()):
            for name, one in sums.items():
                outcome.rounds[name].append(one)
    return outcome


def _turn(
    outcome: Outcome, works: dict[str, Work], sums: dict[str, Round], what: tuple[Any, int]
) -> None:
    """Let every way do one item, beginning with another one each time."""
    item, turn = what
    names = list(works)
    first = turn % len(names)
    taken: dict[str, Round] = {}
    for name in names[first:] + names[:first]:
        try:
            taken[name] = timed(works[name], outcome.subject.prepare(item))
        except Exception as error:  # noqa: BLE001 (each library has errors of its own; the page says which files are left out)
            shown = item.name if isinstance(item, Path) else f"item {turn + 1}"
            outcome.left_out[shown] = f"{name}: {type(error).__name__}"
            return
    for name, one in taken.items():
        kept = sums[name]
        kept.seconds += one.seconds
        kept.core += one.core
        kept.units += one.units
        kept.found += one.found


def timed(work: Work, item: object) -> Round:
    """Do one item."""
    gc.collect()
    begun, used = time.perf_counter(), core_seconds()
    done = work(item)
    return Round(time.perf_counter() - begun, core_seconds() - used, done.units, done.found)


def core_seconds() -> float:
    """Return the seconds that this process and those it waited for have worked."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
