"""Who acts in a document: which party pays most of what is paid, and which one is paid.

The same words, "X shall bear the cost of Y", are a rule on expenses or none, taxes on top of a
price or inside it, according to whether X is the party that pays.
"""

import re
from collections import Counter
from collections.abc import Iterator

from extractors.wording import phrase
from models.document import Document

_PARTY = r"(?P<who>[A-Z][\w&*]*|[Yy]ou|[Ww]e)"
_ACTS = phrase(
    rf"\b{_PARTY}\s(?:shall|will|must|agrees?\sto|undertakes\sto)\s(?:(?:not|also|promptly|then|only|hereby)\s){{0,2}}(?P<does>[a-z]+)",
    re.NOFLAG,
)
_PAYING = frozenset(("pay", "remit", "reimburse", "compensate"))
_BY = re.compile(rf"\b(?:by|to|from|reimburse|pay|charge)\s(?:the\s)?{_PARTY}\b")
_AT = re.compile(rf"\b{_PARTY}['’]s?\s(?:\w+\s){{0,3}}?(?:cost|expense)")
_PAYER = 0.5  # share of all duties to pay from which on a party is the one that pays
_PAYEE = 0.15
_FEWEST = 3  # duties from which on a word is taken for a party
_REACH = 160


class Actors:
    """The parties of one document by what they are obliged to do."""

    def __init__(self, document: Document) -> None:
        acts: Counter[str] = Counter()
        pays: Counter[str] = Counter()
        for passage in document.passages:
            for match in _ACTS.finditer(passage.text):
                acts[match["who"].lower()] += 1
                pays[match["who"].lower()] += match["does"] in _PAYING
        total = pays.total()
        self._roles = {
            who: role
            for who, count in acts.items()
            if (role := _role(pays[who] / total if total else 0.0, count)) is not None
        }

    def named(self, text: str, first: int, start: int, end: int, last: int) -> Iterator[str]:
        """Name the roles around the value ``text[start:end]`` of the sentence ``first:last``."""
        subjects = list(_ACTS.pattern.finditer(text, max(first, start - 2 * _REACH), end))
        if subjects:
            yield f"w:{self._roles.get(subjects[-1]['who'].lower(), 'unknown')}"
        for name, wording in (("by", _BY), ("at", _AT)):
            match = wording.search(text, max(first, start - 20), min(last, end + _REACH))
            if match:
                yield f"w{name}:{self._roles.get(match['who'].lower(), 'unknown')}"


def _role(share: float, count: int) -> str | None:
    if share >= _PAYER:
        return "payer"
    if count < _FEWEST:
        return None
    return "payee" if share <= _PAYEE else "both"
