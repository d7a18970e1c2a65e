"""What was looked for in a contract: found, blanked out, not decided, not found, or not read.

"No late charge" is then a statement with the places that were looked at, and not a silence.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.terms import AnyTerm, Term

Status = Literal["found", "blank", "undecided", "not_found", "unread"]


class Coverage(BaseModel):
    """One kind of term in one contract.

    ``passages`` counts the passages that speak of ``subject`` and ``pages`` names the first of
    their pages (1-based; none in DOCX).  ``blanks`` counts values that the document leaves
    blank or redacts, ``doubts`` the passages that a person must read.  ``possible`` are
    statements that were weighed and not taken as terms, though it was close.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    status: Status
    subject: str
    found: Annotated[int, Field(ge=0)] = 0
    passages: Annotated[int, Field(ge=0)] = 0
    pages: tuple[int, ...] = ()
    blanks: Annotated[int, Field(ge=0)] = 0
    doubts: Annotated[int, Field(ge=0)] = 0
    possible: tuple[AnyTerm, ...] = ()


def status_of(found: int, blanks: int, undecided: int) -> Status:
    """Return the status of a kind that was looked for.

    >>> status_of(0, 0, 2), status_of(0, 1, 2), status_of(0, 0, 0)
    ('undecided', 'blank', 'not_found')
    """
    if found:
        return "found"
    if blanks:
        return "blank"
    return "undecided" if undecided else "not_found"


def recounted(
    coverage: Iterable[Coverage], terms: Iterable[Term], *, confirmed: bool = False
) -> tuple[Coverage, ...]:
    """Count the terms again after people confirmed, corrected or rejected some.

    A person who confirmed the whole contract has settled what was not decided.
    """
    counts: Counter[str] = Counter(term.kind for term in terms)
    return tuple(_recounted(one, counts[one.kind], confirmed=confirmed) for one in coverage)


def _recounted(one: Coverage, found: int, *, confirmed: bool) -> Coverage:
    possible = () if confirmed else one.possible
    doubts = 0 if confirmed else one.doubts
    status = status_of(found, one.blanks, len(possible) + doubts)
    if one.status == "unread" and not found:
        status = "unread"
    update = {"found": found, "status": status, "possible": possible, "doubts": doubts}
    return one.model_copy(update=update)
