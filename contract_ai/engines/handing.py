"""How a file is handed to whoever reads it: its bytes, or the place where they lie."""

from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from contract_ai.workers import perform
from models.scans import NO_SCANS, Scans


@dataclass(frozen=True, slots=True)
class Original:
    """A file's bytes under their SHA-256; ``path`` is where they lay when they were loaded."""

    data: bytes
    sha256: str
    path: Path | None = None


@runtime_checkable
class Courier(Protocol):
    """An executor that does not want bytes where a place and a hash will do."""

    @property
    def width(self) -> int:
        """How many files are read at once."""

    def hand_out(
        self, task: str, original: Original, file: str, extra: str, scans: Scans
    ) -> Future[bytes]:
        """Have a task done on a file; the answer is that of `perform`."""


@runtime_checkable
class Engine(Protocol):
    """Calling it opens an executor for one piece of work."""

    def __call__(self) -> Executor:
        """Open an executor; its user closes it."""

    def ready(self) -> None:
        """Make ready for work that is certain to come: processes forked from here share it."""

    def close(self) -> None:
        """End every process of the engine."""


def hand_out(  # noqa: PLR0913, PLR0917 (what every task takes, and who does it)
    executor: Executor,
    task: str,
    original: Original,
    file: str,
    extra: str = "",
    scans: Scans = NO_SCANS,
) -> Future[bytes]:
    """Have a task done on a file, by the shortest way to this executor."""
    if isinstance(executor, Courier):
        return executor.hand_out(task, original, file, extra, scans)
    return executor.submit(perform, task, original.data, file, extra, scans)


def width_of(executor: Executor, workers: int) -> int:
    """Return how many files are read at once; ``workers`` where the executor does not say."""
    return executor.width if isinstance(executor, Courier) else workers
