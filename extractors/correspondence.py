"""Tells a printed e-mail from a contract: what it quotes may be an earlier draft of someone else."""

import re
from collections.abc import Sequence

from models.passage import Passage

_HEADERS = tuple(
    re.compile(rf"(?:^|\s)(?:{names})\s?:\s", re.IGNORECASE)
    for names in (
        "from|von|de",
        "to|an|à|para",
        "sent|date|gesendet|datum",
        "subject|betreff|objet|re",
    )
)
_FIRST = 6  # passages in which the headers stand
_ENOUGH = 3  # of the four headers
_FROM = re.compile(r"^\W*(?:from|von|de)\s?:\s", re.IGNORECASE)
_ADDRESS = re.compile(r"\S@\S+\.\w")

NOTICE = (
    "This looks like a printed e-mail. Terms that it only quotes or proposes may not be agreed: "
    "look for the signed contract."
)


def is_email(passages: Sequence[Passage]) -> bool:
    """Whether a document begins with the headers of an e-mail."""
    texts = [passage.text for passage in passages[:_FIRST]]
    if not any(_FROM.search(text) for text in texts):
        return False
    text = " ".join(texts)
    return bool(_ADDRESS.search(text)) and sum(bool(h.search(text)) for h in _HEADERS) >= _ENOUGH
