"""How far a file of an inbox has come."""

from enum import StrEnum


class FileState(StrEnum):
    """``WAITING`` is to be read, ``LEFT`` by another night; the rest are ends."""

    WAITING = "waiting"
    DONE = "done"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    QUARANTINED = "quarantined"
    LEFT = "left"


ENDED = (FileState.DONE, FileState.DUPLICATE, FileState.REFUSED, FileState.QUARANTINED)
UNREAD = (FileState.REFUSED, FileState.QUARANTINED)
