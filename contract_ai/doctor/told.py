"""What a check of the doctor says."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How something stands.  ``limited``: the program works, and something of it does not."""

    WELL = "well"
    LIMITED = "limited"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Told:
    """What a check found; ``do`` says what helps and is empty where all is well."""

    name: str
    state: State
    what: str
    do: str = ""


def well(name: str, what: str) -> Told:
    """Say that something is as it should be."""
    return Told(name, State.WELL, what)


def limited(name: str, what: str, do: str) -> Told:
    """Say that something does not work which the rest does without."""
    return Told(name, State.LIMITED, what, do)


def wrong(name: str, what: str, do: str) -> Told:
    """Say that something must be mended."""
    return Told(name, State.WRONG, what, do)
