"""What the paired benchmarks are given: documents, how long to measure, where to write."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).parent.parent.parent / "sample_contracts"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Documents in rounds, and a folder for what is made.

    ``rounds`` hold different files where there are enough of them, else all files each time.
    ``server`` is the URL of a PostgreSQL on which databases may be made, or empty.
    """

    rounds: tuple[tuple[Path, ...], ...]
    scratch: Path
    quick: bool = False
    server: str = ""

    @property
    def times(self) -> int:
        """How many rounds."""
        return len(self.rounds)

    def fewer(self, every: int) -> list[Sequence[Path]]:
        """Return rounds with one in so many files, for what takes long."""
        return [files[::every] for files in self.rounds]


def in_rounds(files: Sequence[Path], rounds: int, each: int) -> tuple[tuple[Path, ...], ...]:
    """Share files out to rounds, spread evenly; all of them each time where there are few."""
    if len(files) < rounds * each:
        return (tuple(files),) * rounds
    chosen = [files[i * len(files) // (rounds * each)] for i in range(rounds * each)]
    return tuple(tuple(chosen[turn::rounds]) for turn in range(rounds))
