"""What two parties are called whom the opening only names: told by the words beside names and signatures.

Reads:  "Prepared for Acme, Inc. by Beta LLC"; the columns "For the Supplier | For the Customer" under
        an opening that names two firms, in the same order; the one word for a side ("Customer") in
        clauses that call the other party by its short name.
Leaves: parties with a defined name; documents in which none of this tells.
Source: order forms, statements of work, service schedules and amendments, which leave the
        definitions to their master agreement.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.header.names import NamedParty
from extractors.header.reading import Reading
from extractors.header.role_evidence import CUSTOMER, PROVIDER
from extractors.wording import phrase

_SIDES = 2
_TOP = 12  # passages in which a paper says for whom it was prepared
_PREPARED = r"\b(?:prepared|issued|submitted|offered|quoted|proposed)\s+"
_FOR = phrase(rf"{_PREPARED}(?:for|to)\s*[:|]?\s*$")
_BY = phrase(rf"(?:{_PREPARED}[^.;]{{0,120}}?)?\bby\s*[:|]?\s*$")
_PREPARED_AT_ALL = phrase(_PREPARED)
_FOR_THE = (
    r"(?:for(?:\s+and\s+on\s+behalf\s+of)?|by)\s+the\s+(?P<side>[A-Z][a-z]+(?:-[A-Za-z]+)?)\b"
)
_COLUMN = phrase(_FOR_THE)
_SIGNING = phrase(
    rf"^\W*(?:(?:signed|executed|accepted|agreed|acknowledged)(?:\s+as\s+a\s+deed)?\s+)?{_FOR_THE}"
)
_SIDE_WORD = phrase(
    r"\b(?:Customer|Client|Buyer|Purchaser|Subscriber|Licensee|Lessee|Tenant|Supplier|Provider|Vendor|Contractor|Consultant|Licensor|Lessor|Seller)\b",
    re.NOFLAG,
)
_SHORTEST = 4  # letters of a word by which clauses call a firm
_GENERIC = frozenset("the national american united general first global international".split())


def called(parties: Sequence[NamedParty], reading: Reading) -> list[NamedParty]:
    """Give two parties without a defined name the words that tell their sides."""
    if len(parties) != _SIDES or any(party.alias for party in parties):
        return list(parties)
    aliases = _prepared(parties, reading) or _signed(reading) or _left(parties, reading)
    if aliases is None:
        return list(parties)
    return [replace(p, alias=alias) for p, alias in zip(parties, aliases, strict=True)]


def _prepared(parties: Sequence[NamedParty], reading: Reading) -> tuple[str, ...] | None:
    """Read "Prepared for X by Y", also on two lines."""
    sides = ["", ""]
    for passage in reading.passages[:_TOP]:
        if not _PREPARED_AT_ALL.search(passage.text):
            continue
        for index, party in enumerate(parties):
            at = passage.text.find(party.name)
            if at >= 0 and _FOR.search(passage.text[:at]):
                sides[index] = "Customer"
            elif at >= 0 and _BY.search(passage.text[:at]):
                sides[index] = "Provider"
    return tuple(sides) if set(sides) == {"Customer", "Provider"} else None


def _signed(reading: Reading) -> tuple[str, ...] | None:
    """Read the two columns of the signatures; they keep the order of the opening."""
    second_half = reading.passages[len(reading.passages) // 2 :]
    found = [
        column["side"]
        for passage in second_half
        if _SIGNING.search(passage.text)
        for column in _COLUMN.finditer(passage.text)
    ]
    sides = tuple(dict.fromkeys(found))
    told = [_provides(side) for side in sides]
    return sides if len(sides) == _SIDES and told[0] != told[1] else None


def _provides(side: str) -> int:
    low = side.lower()
    return bool(PROVIDER.search(low)) - bool(CUSTOMER.search(low))


def _left(parties: Sequence[NamedParty], reading: Reading) -> tuple[str, ...] | None:
    """Give the one word for a side to the party that the clauses do not call by its own name."""
    clauses = " ".join(
        p.text for p in reading.passages if not any(party.name in p.text for party in parties)
    )
    words = set(_SIDE_WORD.findall(clauses))
    shorts = [_short(party.name) for party in parties]
    named = [bool(re.search(rf"\b{re.escape(short)}\b", clauses)) for short in shorts if short]
    if len(words) != 1 or len(named) != _SIDES or sum(named) != 1:
        return None
    (word,) = words
    return tuple("" if name else word for name in named)


def _short(name: str) -> str:
    """Return the first word of a name, where clauses may call the party by it alone."""
    first = name.split(maxsplit=1)[0].strip(",.")
    return first if len(first) >= _SHORTEST and first.lower() not in _GENERIC else ""
