"""Verifying the trail: its own chain, and what anchors outside the database say of it.

Rows are read as they stand, text by text, so that a value of another form is seen as well.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from contract_ai.audit.sealing import FIELDS, FIRST, sealed
from contract_ai.audit.stored import stored

_SEQ, _PREV = FIELDS.index("seq"), FIELDS.index("prev")


@dataclass(frozen=True, slots=True)
class Mark:
    """What is known from outside of the database: event ``seq`` has a hash that begins so.

    ``said`` names where that stands: "anchor 3", "the report".
    """

    seq: int
    hash: str
    said: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying said.

    ``events`` are those read, ``first`` and ``last`` hashes.  ``bad`` is the first event that is
    wrong (0: the anchors themselves are), ``why`` says how; both are None and empty where the trail is whole.  ``anchored`` is the
    newest event that a mark covers, 0 without marks; ``after`` counts the events after it.
    """

    events: int
    first: str
    last: str
    bad: int | None = None
    why: str = ""
    anchored: int = 0

    @property
    def after(self) -> int:
        """How many events no mark protects."""
        return max(self.events - self.anchored, 0)


def verify(session: Session, marks: Sequence[Mark] = (), database: str | None = None) -> Verdict:
    """Compute every hash again, and compare with marks.

    ``database`` is what anchors call the database: the hash of the first event.
    """
    wanted: dict[int, list[Mark]] = {}
    for mark in marks:
        wanted.setdefault(mark.seq, []).append(mark)
    held, seq, first, last = 0, 0, FIRST, FIRST
    with closing(stored(session)) as rows:
        for *values, seal in rows:
            seq += 1
            why = _wrong(values, seal, seq, last)
            if not why and seq == 1 and database not in {None, seal}:
                why = "Event 1 is another than the one that the anchors name."
            if why:
                return Verdict(seq, first, last, seq, why, held)
            last, first = seal, seal if seq == 1 else first
            for mark in wanted.get(seq, ()):
                if not seal.startswith(mark.hash):
                    return Verdict(seq, first, last, held + 1, _rewritten(held, mark), held)
                held = seq
    if max(wanted, default=0) > seq:
        return Verdict(seq, first, last, seq + 1, _cut_off(seq, wanted[max(wanted)][0]), held)
    return Verdict(seq, first, last, anchored=held)


def _wrong(values: Sequence[Any], seal: object, seq: int, last: str) -> str:
    """Say what is wrong with a row that should be event ``seq`` after hash ``last``."""
    if values[_SEQ] != seq:
        if values[_SEQ] < seq:
            return f"Event {values[_SEQ]} stands before event 1: it was put in."
        return f"Event {seq} is missing; the next one there is {values[_SEQ]}."
    if values[_PREV] != last:
        return f"Event {seq} does not follow the row before it: events were put in, taken out or moved."
    try:
        whole = sealed(values) == seal
    except TypeError:  # SQLite keeps bytes in a column for text
        whole = False
    return "" if whole else f"Event {seq} is not what was sealed: it was changed."


def _rewritten(held: int, mark: Mark) -> str:
    place = f"after event {held}" if held else "from the first event on"
    return f"{mark.said} says that event {mark.seq} was another: the trail was rewritten {place}."


def _cut_off(seq: int, mark: Mark) -> str:
    return (
        f"{mark.said} says that there was an event {mark.seq}, and the trail ends at {seq}: events were "
        "cut off, or an older copy was put in the place of the database."
    )
