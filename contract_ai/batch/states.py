"""How far a file of an inbox has come."""

from enum import StrEnum


class FileState(StrEnum):
    """``WAITING`` and ``READING`` are open; ``LEFT`` waits for another night; the rest are ends."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    QUARANTINED = "quarantined"
    LEFT = "left"


OPEN = (FileState.WAITING, FileState.READING)
ENDED = (FileState.DONE, FileState.DUPLICATE, FileState.REFUSED, FileState.QUARANTINED)
UNREAD = (FileState.REFUSED, FileState.QUARANTINED)
