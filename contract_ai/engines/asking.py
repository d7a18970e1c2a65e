"""What travels to a worker of a cluster and back: plain values, nothing that is called."""

from dataclasses import dataclass
from enum import StrEnum

from contract_ai.sandbox import Limits
from models.scans import Scans


@dataclass(frozen=True, slots=True)
class Ask:
    """One task on one file: at ``path`` where ``data`` is None, if what lies there has this hash.

    ``stamp`` names the program that asks.
    """

    task: str
    sha256: str
    path: str
    data: bytes | None
    file: str
    extra: str
    scans: Scans
    limits: Limits
    stamp: str

    def __repr__(self) -> str:
        """Say which task it is on which hash; what a file holds must be in no log."""
        return f"Ask({self.task} {self.sha256[:16]})"


class Ending(StrEnum):
    """How a task ended on a worker."""

    ANSWER = "answer"
    ERROR = "error"  # a limit, or its reader died: the body is the code
    ABSENT = "absent"  # the worker cannot read the file where it lies
    STRANGER = "stranger"  # another program: the body is its stamp


@dataclass(frozen=True, slots=True)
class Reply:
    """How a task ended, and what is to be said of it."""

    ending: Ending
    body: bytes = b""

    def __repr__(self) -> str:
        """Say how it ended, without what was read."""
        return f"Reply({self.ending}, {len(self.body)} bytes)"
