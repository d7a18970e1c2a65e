"""What a sum is for: the noun phrase that names a fee, a rate or a milestone.

>>> fee_name("Customer shall pay a monthly subscription fee of ")
'monthly subscription fee'
"""

import re

_HEAD = r"(?:fees?|charges?|prices?|retainers?|royalt(?:y|ies)|deposits?|payments?|instal?lments?|premiums?|costs?|compensation|consideration|advances?|rates?|subscription|rent|sum|bonus|honorarium|commission|licen[cs]e|support|maintenance|allowance)"
_FEE = re.compile(
    rf"(?P<name>(?:[A-Za-z][\w'’/&-]*\s+){{0,4}}?{_HEAD})\b(?:\s*\([^)]{{0,40}}\))?(?:\s+(?:of|is|shall\s+be|will\s+be|equal\s+to|in\s+the\s+amount\s+of|at|to|for|are|:|-|–)|\s*[:,–-]|\s*$)",
    re.IGNORECASE,
)
_DROP = re.compile(
    r"(?i)^(?:(?:the|an?|such|any|each|all|its|this|following|shall|will|must|pays?|agrees?|to|of|for|in|be|is|are|and|or|by|at|on|with|total|sum|an?d|as|customer|client|provider|supplier|licensee|licensor|company|company's|consultant|contractor|buyer|seller|owner|you|we|us|our|your|then|non-refundable|nonrefundable)\s+)+"
)
_LEAD = re.compile(
    r"^\W*(?:\(?[a-z0-9ivx]{1,4}[.)]\s+)?(?P<name>[A-Z0-9][^:|]{2,70}?)\s*(?::|\||–|-{1,2}\s|\.{3,})\s*(?:USD|US|EUR|GBP)?\s*$"
)
_EVENT = re.compile(
    r"(?i)\b(?:(?:up)?on|after|following|when|for|at)\s+(?:the\s+)?(?P<name>(?:\w+[\s-]+){0,2}?(?:completion|achiev\w+|approval|acceptance|delivery|receipt|commencement|initiation|first|filing|submission|issuance|reaching|enrol\w+|successful|launch|demonstration|installation|dosing|execution|signing|start)\b[^.;,($]{0,80})"
)
_MILESTONE = re.compile(
    r"(?i)\b(?P<name>milestone\s+(?:no\.?\s*)?(?:\d+|[ivx]+|[a-z])\b(?:\s*[:–-]\s*[^.;,$|]{2,60})?)"
)
_MAX = 90


def fee_name(before: str, heading: str = "", row: str = "") -> str | None:
    """Name what a sum before which ``before`` stands is for; the heading as a last resort."""
    if lead := _LEAD.match(before[-90:]):
        return _trim(lead["name"])
    found = list(_FEE.finditer(before[-140:]))
    if found:
        name = _trim(_DROP.sub("", found[-1]["name"]))
        if name:
            return name
    return _trim(row) or _trim(heading.rsplit(" > ", maxsplit=1)[-1]) or None


def milestone_name(before: str, after: str, heading: str = "") -> str | None:
    """Name the achievement a sum hangs on."""
    for text in (after[:140], before[-140:]):
        if match := _MILESTONE.search(text) or _EVENT.search(text):
            return _trim(match["name"])
    if lead := _LEAD.match(before[-110:]):
        return _trim(lead["name"])
    return _trim(heading.rsplit(" > ", maxsplit=1)[-1]) or None


def rate_name(before: str, after: str, heading: str = "") -> str | None:
    """Name what a unit price is for."""
    if lead := _LEAD.match(before[-90:]):
        return _trim(lead["name"])
    subject = re.search(
        r"(?P<name>(?:[A-Z]?[\w'’-]+\s+){1,5}?)(?:is|are|shall\s+be|will\s+be)\s+(?:charged|billed|priced|invoiced|compensated|reimbursed|paid)\b[^.;]{0,40}$",
        before[-140:],
    )
    if subject:
        return _trim(_DROP.sub("", subject["name"]))
    purpose = re.match(
        r"(?i)[^.;,]{0,40}?\bfor\s+(?:the\s+|each\s+|all\s+|any\s+)?(?P<name>(?:[\w'’-]+\s+){0,4}[\w'’-]+)",
        after[:90],
    )
    if purpose:
        return _trim(purpose["name"])
    return fee_name(before, heading)


def _trim(text: str) -> str:
    return " ".join(text.split()).strip(" ,;:.-–|").strip()[:_MAX]
