"""What rereading says: one sentence."""

from pydantic import BaseModel, ConfigDict

from models.tables.rereading import RereadRow
from reports.wording import count


class Reread(BaseModel):
    """What a call did, in documents; findings are those that would open, close or change.

    ``waiting`` have results of another version and were left for the next call.
    """

    model_config = ConfigDict(frozen=True)

    read: int = 0
    same: int = 0
    changed: int = 0
    failed: int = 0
    accepted: int = 0
    waiting: int = 0
    opening: int = 0
    closing: int = 0
    changing: int = 0


def reread_words(made: Reread) -> str:
    """Say in one sentence what was read again; empty where there was nothing to say."""
    if not (made.read or made.waiting or made.accepted):
        return ""
    pieces = [
        f"{made.same} the same" if made.same else "",
        f"{made.changed} read in another way" if made.changed else "",
        f"{made.failed} not read" if made.failed else "",
        f"{made.accepted} accepted" if made.accepted else "",
    ]
    said = f"{count(made.read, 'document')} read again by newer extractors"
    if any(pieces):
        said += f" ({', '.join(filter(None, pieces))})"
    moves = (made.opening, "open"), (made.closing, "close"), (made.changing, "change")
    if found := ", ".join(f"{number} would {verb}" for number, verb in moves if number):
        said += f"; of findings {found}"
    if made.waiting:
        said += f"; {made.waiting} left for the next time"
    return f"{said}."


def open_words(number: int) -> str:
    """Say how many readings wait for a person; empty where none does."""
    if not number:
        return ""
    verb = "is" if number == 1 else "are"
    said = f"{count(number, 'document')} on file {verb} read in another way by newer extractors"
    return f"{said}; nothing of it counts before a person accepts it (contract-ai reread)."


def findings_words(row: RereadRow) -> str:
    """Say how many findings a reading would open, close and change."""
    if not row.weighed:
        return "not known yet"
    would = [str(one.get("would")) for one in row.findings if isinstance(one, dict)]
    said = (f"{would.count(verb)} {verb}" for verb in ("open", "close", "change") if verb in would)
    return ", ".join(said) or "none"
