"""What a contract calls its parties: a name defined further down, a second name, the name of a group.

Reads:  'Acme, Inc., a Delaware corporation (the "Seller")' after a title page that names Acme only;
        '("Acme" or the "Seller")'; '(and together with Acme, the "Acme Parties")'.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.header.division import NOT_PARTY
from extractors.header.names import NamedParty
from extractors.header.reading import Reading
from extractors.wording import phrase
from models.passage import Passage

_QUOTED = r"[\"“‘']\s*(?P<alias>[A-Za-z][^\"“”\n]{1,38}?),?\s*[\"”’']"
_DEFINED = re.compile(
    rf"(?:[^()\"“”.]|\.(?!\s+[A-Z])){{0,220}}?(?:\([^()\"“”]{{0,120}}\)[^()\"“”]{{0,120}}?)?(?:\((?:[^()\"“”]{{0,70}})|\b(?:hereinafter|hereafter|herein|referred\s+to)\b[^()\"“”]{{0,50}}){_QUOTED}",
    re.IGNORECASE,
)
_FURTHER = re.compile(
    rf"\s*(?:,|or|and)\s*(?:sometimes\s+|also\s+)?(?:the\s+)?{_QUOTED}", re.IGNORECASE
)
_GROUP = phrase(
    rf"\b(?:together|collectively|jointly)\b[^()\"“”]{{0,140}}?(?:[\"“][^\"”]{{2,30}}[\"”]\s+or\s+(?:the\s+)?)?{_QUOTED}"
)
_SIDE = re.compile(
    r"\s*\(\s*(?:as\s+)?(?:the\s+)?(?P<alias>Company|Customer|Client|Buyer|Purchaser|Owner|Principal|Supplier|Provider|Vendor|Seller|(?:Sub-?)?[Cc]ontractor|Consultant|Carrier|Agency)\s*\)"
)
_JOINTLY = phrase(r"\b(?:together|collectively|jointly|each|both)\b")
_PAIR, _NEAR = 2, 400
_TOP = 220  # passages: a table of contents may stand before the opening
_OPENING = 2600


@dataclass(frozen=True, slots=True)
class Group:
    """A name for several parties together, and which they are."""

    alias: str
    members: frozenset[int]


def called(party: NamedParty, others: Sequence[NamedParty], reading: Reading) -> NamedParty:
    """Add the defined name where the place that names the party has none, and a second one."""
    if not party.alias:
        found = next(_definitions(party, others, reading), None) or _bracketed(party)
        return replace(party, alias=found[0], also=found[1]) if found else party
    text = party.passage.text
    at = text.find(party.alias, party.end, party.end + 400)
    further = _FURTHER.match(text, at + len(party.alias) + 1) if at >= 0 else None
    return replace(party, also=(further["alias"],)) if further else party


def one_each(parties: Sequence[NamedParty]) -> list[NamedParty]:
    """Leave a defined name that two parties of two came to share to the one whose name it is.

    "X Inc. and Y Corp. (Customer)" calls Y so; 'X AG and Y AG, ... that X AG ("X") signs' calls X so.
    """
    shared = {party.alias for party in parties} if len(parties) == _PAIR else set()
    if len(shared) != 1 or "" in shared or parties[0].passage is not parties[1].passage:
        return list(parties)
    own = [party.name.lower().startswith(party.alias.lower()) for party in parties]
    text, last = parties[-1].passage.text, parties[-1].end
    if not any(own) and _JOINTLY.search(text[last : last + _NEAR].split(parties[0].alias)[0]):
        return list(parties)
    keeps = own.index(True) if any(own) else _PAIR - 1
    return [
        party if index == keeps else replace(party, alias="") for index, party in enumerate(parties)
    ]


def _bracketed(party: NamedParty) -> tuple[str, tuple[str, ...]] | None:
    """Read the side in brackets right behind the name: "Halden ASA (Company)"."""
    match = _SIDE.match(party.passage.text, party.end)
    return (match["alias"], ()) if match else None


def _definitions(
    party: NamedParty, others: Sequence[NamedParty], reading: Reading
) -> Iterator[tuple[str, tuple[str, ...]]]:
    name = party.name.lower()
    for passage, low in zip(reading.passages[:_TOP], reading.lowers, strict=False):
        at = low.find(name, 0, _OPENING)
        while at >= 0:
            match = _DEFINED.match(passage.text, at + len(name))
            if (
                match
                and reading.acts_of(match["alias"])
                and not NOT_PARTY.match(match["alias"])
                and _own(low, at + len(name), match, others, party)
            ):
                further = _FURTHER.match(passage.text, match.end())
                yield match["alias"], (further["alias"],) if further else ()
            at = low.find(name, at + 1, _OPENING)


def _own(
    low: str, begin: int, match: re.Match[str], others: Sequence[NamedParty], party: NamedParty
) -> bool:
    """Whether no other party is named between a name and what may be its definition."""
    between = low[begin : match.start("alias")]
    return not any(
        other.name.lower() in between for other in others if other.name != party.name
    ) and not re.search(
        r"\b[Aa]nd\s+(?:the\s+)?(?:[A-Z]|\[|_{3})", match[0][: match.start("alias") - match.start()]
    )


def groups(parties: Sequence[NamedParty]) -> list[Group]:
    """Return the groups that the openings name, of two members or more."""
    found = []
    seen: list[Passage] = []
    for party in parties:
        if any(party.passage is passage for passage in seen):
            continue
        seen.append(party.passage)
        for match in _GROUP.finditer(party.passage.text[:_OPENING]):
            members = _members(match, parties, party.passage)
            if not NOT_PARTY.match(match["alias"]) and 1 < len(members) < len(parties):
                found.append(Group(match["alias"], members))
    return found


def _members(
    match: re.Match[str], parties: Sequence[NamedParty], passage: Passage
) -> frozenset[int]:
    """The parties named in the words of a group, and the one that stands right before them."""
    words = _plain(match[0][: match.start("alias") - match.start()])
    named = {
        index
        for index, party in enumerate(parties)
        if any(f" {_plain(n)} " in f"{words} " for n in (party.alias, party.name) if n)
    }
    before = [
        (party.end, index)
        for index, party in enumerate(parties)
        if party.passage is passage and party.end <= match.start()
    ]
    return frozenset(named | ({max(before)[1]} if before else set()))


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()
