"""Who is paid and who pays: by the name the contract gives a party, then by who pays whom.

Source: field terms of trade; a "Supplier" is paid, a "Customer" pays.  Trade names ("Acme") and
neutral names ("Company") are settled by counting sentences in which the party pays or is paid.
"""

import re
from collections.abc import Sequence
from typing import Literal

from extractors.header.parties import NamedParty
from models.passage import Passage

Role = Literal["provider", "customer", "other"]

PROVIDER = re.compile(
    r"(?i)\b(?:(?:service\s+)?provider|supplier|vendor|(?:sub-?)?contractor|consultant|licensor|seller|lessor|landlord|franchisor|manufacturer|developer|"
    r"servicer|processor|administrator|advis[oe]r|manager|engineer|transporter|carrier|promoter|host|publisher|agency|builder|freelancer|grantee|operator|endorser|artist|talent|spokesperson|transfer\s+agent|author)\b"
)
CUSTOMER = re.compile(
    r"(?i)\b(?:customer|client|buyer|purchaser|licensee|owner|lessee|tenant|franchisee|distributor|reseller|subscriber|sponsor|principal|employer|shipper|"
    r"sublicensee|user|you|grantor|outsourcer|retailer|dealer|employer|recipient|fund|merchant|marketer)\b"
)
_PAYS = r"(?:shall|will|must|agrees?\s+to|is\s+(?:obligated|required)\s+to|hereby\s+agrees\s+to)\s+(?:\w+\s+){0,3}?(?:pay|remit|reimburse|compensate)\b"
_GIVES = r"(?:shall|will|agrees?\s+to)\s+(?:\w+\s+){0,2}?(?:invoice|bill|perform|provide|deliver|supply|render|manufacture)\b"
_STRONG = 2.5


def roles(parties: Sequence[NamedParty], passages: Sequence[Passage]) -> list[Role]:
    """Return one role a party, in order; "other" where each pays the other or none does."""
    scores = [_by_name(party) for party in parties]
    if any(not score for score in scores):
        text = [
            p.text
            for p in passages
            if re.search(r"(?i)\bpay|reimburs|invoice|remit|licens", p.text)
        ]
        scores = [
            score or _by_payment(party, parties, text)
            for party, score in zip(parties, scores, strict=True)
        ]
    found = [_role(score) for score in scores]
    if len(found) == 2 and found.count("other") == 1:  # noqa: PLR2004 (two sides: one is known)
        known = next(role for role in found if role != "other")
        opposite: Role = "customer" if known == "provider" else "provider"
        found = [opposite if role == "other" else role for role in found]
    elif len(found) == 2 and found[0] == found[1] != "other":  # noqa: PLR2004
        higher = 0 if scores[0] >= scores[1] else 1
        found = ["customer", "customer"]
        found[higher] = "provider"
    return found


def _role(score: float) -> Role:
    if score == 0:
        return "other"
    return "provider" if score > 0 else "customer"


def _by_name(party: NamedParty) -> float:
    alias = party.alias
    if PROVIDER.search(alias) and not CUSTOMER.search(alias):
        return _STRONG
    return -_STRONG if CUSTOMER.search(alias) else 0.0


def _by_payment(party: NamedParty, parties: Sequence[NamedParty], texts: Sequence[str]) -> float:
    """Count: is paid, invoices, performs (+), pays (-)."""
    name = _short(party)
    others = "|".join(re.escape(_short(p)) for p in parties if p is not party) or r"\b\B"
    pays = re.compile(rf"\b{re.escape(name)}\s+{_PAYS}", re.IGNORECASE)
    paid = re.compile(
        rf"\b(?:{others})\s+{_PAYS}|\b(?:pay|remit|paid|payable|owed|owing|due|reimburse)\s+(?:to\s+)?(?:the\s+)?{re.escape(name)}\b",
        re.IGNORECASE,
    )
    gives = re.compile(
        rf"\b{re.escape(name)}\s+{_GIVES}|\b{re.escape(name)}\s+(?:hereby\s+)?grants?\b|\b{re.escape(name)}(?:['’]s)?\s+(?:then[\s-]current\s+)?(?:invoices?|rates|fees)\b",
        re.IGNORECASE,
    )
    score = 0.0
    for text in texts:
        score += len(paid.findall(text)) - len(pays.findall(text)) + 0.4 * len(gives.findall(text))
    return score


def _short(party: NamedParty) -> str:
    """How clauses name the party: the defined name, else the first word of its name."""
    if party.alias:
        return party.alias
    words = party.name.split()
    return " ".join(words[:2]) if len(words[0]) < 4 and len(words) > 1 else words[0].rstrip(",.")  # noqa: PLR2004
