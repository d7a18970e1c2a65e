"""What a list item hangs on: the line that opens its list, or the milestone it stands under.

>>> opens("Licensee shall pay the following minimum royalties:")
True
"""

import re

from extractors.terms.candidates import Context
from extractors.wording import phrase
from models.passage import Passage, PassageKind

_ITEM = re.compile(
    r"^\W{0,4}(?:\(?(?:[a-z]|\d{1,2}(?:\.\d{1,2}){0,3}|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,2}){1,3}|[•·*-])\s",
    re.IGNORECASE,
)
_MILESTONE = re.compile(r"^\W{0,6}(?:milestone|phase|stage|deliverable)\b", re.IGNORECASE)
_OPENS = phrase(r"(?::|:-|—|\bas\sfollows|\bfollowing)\W{0,3}$")
_SHORT = 160  # characters: a longer passage without a list mark is no item
_BACK = 10  # passages
_REACH = 260  # characters of the opening line


def lead_of(passage: Passage, context: Context) -> str:
    """Return the end of the line that opens the list a passage stands in; "" for none."""
    return context.lead(passage, lambda: _lead_of(passage, context))


def _lead_of(passage: Passage, context: Context) -> str:
    if not (_ITEM.match(passage.text) or len(passage.text) <= _SHORT):
        return ""
    at: Passage | None = passage
    for _ in range(_BACK):
        at = context.before(at) if at else None
        if at is None:
            return ""
        if opens(at.text) or _MILESTONE.match(at.text):
            return at.text[-_REACH:]
        heading = at.kind is PassageKind.HEADING
        if not (heading or _ITEM.match(at.text) or len(at.text) <= _SHORT):
            return ""
    return ""


def opens(text: str) -> bool:
    """Whether a passage opens a list."""
    return bool(_OPENS.search(text[-20:]))
