"""What a sum is for: the noun phrase that names a fee, a rate or a milestone.

>>> fee_name("Customer shall pay a monthly subscription fee of ")
'monthly subscription fee'
"""

import re

from extractors.terms.grammar.triggers import ACHIEVEMENT, event_of, own_part, pair_of
from extractors.wording import phrase

_HEAD = r"(?:fees?|charges?|prices?|retainers?|royalt(?:y|ies)|deposits?|payments?|instal?lments?|premiums?|costs?|compensation|consideration|advances?|rates?|subscription|rent|sum|bonus|honorarium|commission|licen[cs]e|support|maintenance|allowance)"
_FEE = phrase(
    rf"(?P<name>(?:[A-Za-z][\w'’/&-]*\s+){{0,4}}?{_HEAD})\b(?:\s*\([^)]{{0,40}}\))?(?:\s+(?:of|is|shall\s+be|will\s+be|equal\s+to|in\s+the\s+(?:amount|sum)\s+of|amount(?:s|ing)\s+to|becomes|rises\s+to|at|to|for|are|:|-|–)|\s*[:,–-]|\s*$)"
)
_DROP = phrase(
    r"^(?:(?:the|an?|such|any|each|every|all|its|this|following|shall|will|must|pays?|agrees?|to|of|for|in|be|is|are|and|or|by|at|on|with|total|sum|an?d|as|customer|client|provider|supplier|licensee|licensor|company|company's|consultant|contractor|buyer|seller|owner|you|we|us|our|your|then|non-refundable|nonrefundable)\s+)+"
)
_LEAD = re.compile(
    r"^\W*(?:\(?[a-z0-9ivx]{1,4}[.)]\s+|\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+(?=[A-Z]))?(?P<name>[A-Z0-9][^:|]{2,70}?)\s*(?::|\||–|-{1,2}\s|\.{3,})\s*(?:USD|US|EUR|GBP)?\s*$"
)
_FURTHER = phrase(
    r"\b(?:each|every|any|per)\s+(?:further|additional|extra)\s+(?P<name>[\w-]+(?:\s[\w-]+)?)\s+(?:costs?|is|are|will\s+be|shall\s+be|at)\b"
)
_ELLIPTIC = re.compile(  # "an engineer is charged at 90 per hour and a junior engineer at"
    r"(?i)\d[^.;:]{0,40}?(?:,|;|\band)\s+(?:and\s+)?(?P<name>(?:(?:an?|the|our|each|every)\s+)?(?:(?!(?:is|are|will|shall|be|costs?)\b)[\w'’/-]+\s+){1,4})at\s+$"
)
_BESIDE = re.compile(  # a label between two values: "20%, Beta release 30%"
    r"(?i)^\W*(?:and\s)?(?P<name>(?!(?:then|further|another|remaining|balance|to|of|upon|on|per|from)\b)(?:(?!(?:shall|will|is|are|be|paid|payable|of)\b)[\w'’/&-]+\s?){1,6})\W*$"
)
_BONUS = phrase(r"(?P<name>(?:[A-Z][\w-]*\s){0,3}(?i:bonus(?:es)?|milestones?))\b", re.NOFLAG)
_TOLD = phrase(
    r"\bbonus|\bpayments?\s+(?:up)?on\b|\b(?:final|advance|progress|down)\s+payment\b|\binstal?lment"
)
_EMPTY = re.compile(
    r"(?i)^\W*(?:(?:total|estimated)\s)?(?:costs?|totals?|amounts?|prices?|budget|payment|sum|fee|value|fte)\W*$"
)
_MILESTONE = phrase(
    r"\b(?P<name>milestone\s+(?:no\.?\s*)?(?:\d+|[ivx]+|[a-z])\b(?:\s*[:–-]\s*[^.;,$|]{2,60})?)"
)
_ITEM_MARK = re.compile(r":\s(?!\W*$)|(?<![\w)])\((?:[a-h]|[ivx]{1,4}|\d)\)\s")
_SUM_NEXT = re.compile(r"[,:–-]\s?$")
_ITEM_END = re.compile(r"[\s)]*(?:$|[;.]|,?\s?and\b)")
_QUOTED = phrase(  # 'a further milestone, "Interim Analysis Delivered", for which'
    r"\bmilestones?\b,?\s+(?:(?:entitled|named|called|headed|known\s+as)\s+)?[\"“‘](?P<name>[^\"”’]{3,80}?)[,.]?[\"”’]"
)
_MAX = 110
_PAYER = re.compile(  # "acceptance of the wall Hartwell pays"
    r",?\s+(?:the\s+)?[A-Z][\w'’-]*(?:\s[A-Z][\w'’-]*){0,2}\s+(?:shall|will|must|pays?|owes?)\b.*$"
)
_NOUN = 120  # characters in which a price names its thing
_THING = r"(?P<name>(?:[\w'’&/-]+\s+){0,5}[\w'’&/-]+)"
_PURPOSE = re.compile(  # " for a Lift Engineer on weekdays"
    rf"(?i)^\s?(?:for|of|(?:worked|performed|provided|rendered|spent)\s+by)\s+(?:work\s+(?:of|by)\s+)?(?:an?\s+|the\s+){_THING}"
)
_ANY_PURPOSE = re.compile(rf"(?i)[^.;,$€£]{{0,40}}?\bfor\s+{_THING}")
_PRICE_OF = re.compile(  # "the price of a specialist consult in the table of Article 3 is"
    rf"(?i)\b(?:price|rate|charge|fee|cost)s?\s+(?:of|for)\s+(?:an?\s+|the\s+|each\s+|every\s+)?{_THING}[^.;$€£\d]{{0,40}}?(?:[\d.]+\s)?\b(?:is|are|shall\s+be|will\s+be|becomes?|rises?\s+to)\s*$"
)
_CHARGED = re.compile(  # "Access to the portal is charged at a flat"
    r"(?:^\W*(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?|[.;:]\s+|,\s(?:and\s)?)(?P<name>[A-Za-z][^.;:,$€£]{2,80}?)\s+(?:is|are|shall\s+be|will\s+be)\s+(?:(?:each|then|always|separately|additionally)\s+)?(?:charged|billed|priced|invoiced|compensated|reimbursed|repaid|paid|rented|leased|hired(?:\s+out)?|provided|supplied|offered|sold|licensed|designed|made|carried\s+out)\b[^.;$€£]{0,40}$"
)
_COSTING = re.compile(  # "Access to the portal and two user licences cost"
    r"(?:^\W*(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?|[.;:]\s+)(?:(?:From|As\s+of|As\s+from|With\s+effect\s+from)\s[^.;:]{0,24}?\d{4},?\s+)?"
    r"(?P<name>[A-Za-z][^.;:$€£]{1,100}?)\s+(?:costs?|comes?\s+to)\s*$"
)
_GENERAL = re.compile(  # "a fixed sum", which says nothing of what it is for
    r"(?i)^(?:(?:fixed|lump|flat|total|monthly|weekly|quarterly|annual|yearly|single|agreed)\s+)*(?:sum|amount|price)s?$"
)
_PAID_FOR = re.compile(  # "pays for first-line support a monthly sum of"
    r"\b(?:pays?|owes?)\s+for\s+(?P<name>[^.;:,$€£]{3,60}?)\s+an?\s+[\w\s-]{0,30}$"
)
_COUNTED = re.compile(rf"(?i)^\W{{0,2}}(?:for|per)\s+(?:each\s+|every\s+|an?\s+|the\s+)?{_THING}$")
_DIEM = re.compile(r"(?i)\b(?P<name>per\s+diem|daily\s+allowance)\b[^.;$€£]{0,20}$")
_BEYOND = re.compile(  # "Storage beyond the included 500 GB"
    r"(?i)\s+(?:beyond|above|over|exceeding|in\s+excess\s+of)\s[^.;]*\d.*$"
)
_SAID_OF = re.compile(
    r"(?i)\s+(?:and|or|at|on|in|per|which|that|who|when|while|between|during|from|until|is|are|shall|will|worked|performed|used|plus|unless|if|under|by|as|with|to|any|received|completed|provided)\b.*$"
)
_NO_NOUN = re.compile(
    r"(?i)(?:calendar\s+|full\s+|whole\s+)?(?:months?|years?|days?|hours?|weeks?|quarters?|minutes?|units?|pieces?|items?|that|this|such|it|them|which|each|any|all|every|work|time|term|period)\b(?!\s+\w)"
)
_BARE = re.compile(
    r"(?i)^(?:fees?|charges?|prices?|costs?|sums?|amounts?|rates?|payments?|compensation|consideration)$"
)
_DEFINED = re.compile(  # ("the Upkeep Charge")
    r"^[^.;]{0,60}?\(\s*(?:(?:the|its)\s+)?[\"“](?:the\s+)?(?P<name>[A-Z][^\"”]{2,60})[\"”]\s*\)"
)
_FOR_IT = re.compile(  # "For planned upkeep of the lifts the Society shall pay"
    r"^\W*(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?(?:For|In\s+(?:respect|consideration|return)\s+(?:of|for))\s+(?P<name>[^.;:,$€£]{3,80}?),?\s+(?:the\s+)?[A-Z][\w'’-]*\s+(?:shall|will|must|pays?|owes?)\b"
)
_VERB = re.compile(r"(?i)^.*\b(?:shall|will|must|pays?|owes?|receives?|an?|the)\s+")


def fee_name(before: str, heading: str = "", row: str = "", after: str = "") -> str | None:
    """Name what a sum before which ``before`` stands is for; the heading as a last resort.

    >>> fee_name("For upkeep of the lifts the Society shall pay a charge of ")
    'upkeep of the lifts'
    >>> fee_name("Access to the portal is charged at a flat ")
    'Access to the portal'
    """
    if lead := _LEAD.match(before[-90:]) or _COSTING.search(before):
        return _trim(_DROP.sub("", lead["name"]))
    found = list(_FEE.finditer(before[-140:]))
    name = _trim(_VERB.sub("", _DROP.sub("", found[-1]["name"]))) if found else ""
    general = bool(_GENERAL.match(name))
    if name and not general and not _BARE.match(name):
        return name
    defined, purpose = _DEFINED.match(after), _FOR_IT.match(before)
    told = defined["name"] if defined else purpose["name"] if purpose else _subject(before)
    if general and not told:
        paid_for = _PAID_FOR.search(before)
        told = paid_for["name"] if paid_for else _noun(_ANY_PURPOSE.match(after[:90]))
    if told:
        return _trim(_DROP.sub("", told))
    return name or _trim(row) or _trim(heading.rsplit(" > ", maxsplit=1)[-1]) or None


def milestone_name(before: str, after: str, heading: str = "", lead: str = "") -> str | None:
    """Name the achievement a sum hangs on.

    >>> milestone_name("Upon delivery of the source code, Buyer will pay ", ".")
    'delivery of the source code'
    >>> milestone_name("Signature 20%; Design freeze - ", "; Launch - 50%")
    'Design freeze'
    """
    if quoted := list(_QUOTED.finditer(before[-_NOUN:])):
        return _trim(quoted[-1]["name"])
    own = own_part(before, after)
    apart = len(own[0]) < len(before)  # another value stands before: its event comes first
    if item := _item(*own):
        return _trim(item)
    event = _numbered(before, after) or (apart and event_of("", own[1])) or event_of(*own)
    label = None if event else _label(own[0], before) or pair_of(before)
    if label:
        return _trim(label)
    event = _trim(_PAYER.sub("", event or event_of(before, after) or ""))
    told = _trim(heading.rsplit(" > ", maxsplit=1)[-1])
    if event and _TOLD.search(told):
        return _trim(f"{told}: {event}")
    found = list(_FEE.finditer(before[-140:])) if event else []
    what = _trim(_DROP.sub("", found[-1]["name"])) if found else ""
    if not what and (bonus := _BONUS.search(lead)):
        what = _trim(bonus["name"])
    if event and what and not _EMPTY.match(what):
        return _trim(f"{what}, {event}")
    return event or _trim(lead) or told or None


def _item(before: str, after: str) -> str | None:
    """The event of an item of a list that ends with its sum: "(b) dosing of a patient, $500;"."""
    piece = _ITEM_MARK.split(before)[-1]
    if piece == before or not _SUM_NEXT.search(piece) or not _ITEM_END.match(after):
        return None
    return piece if ACHIEVEMENT.search(piece) else None


def clause_name(after: str, heading: str = "") -> str | None:
    """Name a part of the price by what its clause says of it, else by the heading."""
    clause = re.split(r"[.;:|]", after, maxsplit=1)[0]
    return _trim(clause) or _trim(heading.rsplit(" > ", maxsplit=1)[-1]) or None


def _numbered(before: str, after: str) -> str | None:
    """The milestone a value stands beside by its number: "Milestone 2: Beta"."""
    match = _MILESTONE.search(after[:140]) or _MILESTONE.search(before[-140:])
    return match["name"] if match else None


def _label(own: str, before: str) -> str | None:
    """The label right before a value: "Beta release - 30%", in a row of values also without a sign."""
    piece = own.rpartition(": ")[2] or own
    label = _LEAD.match(piece[-110:]) or _LEAD.match(own[-110:])
    if label is None and len(own) < len(before):
        label = _BESIDE.match(own)
    return label["name"] if label and not _EMPTY.match(label["name"]) else None


def rate_name(before: str, after: str, heading: str = "", unit: str = "") -> str | None:
    """Name what a unit price is for; ``unit`` are the words between the price and ``after``.

    >>> rate_name("Time is charged at ", " for a Lift Engineer on weekdays", unit=" per hour")
    'Lift Engineer'
    >>> rate_name("The Clinic shall pay ", ".", unit=" for each group session")
    'group session'
    """
    if lead := _LEAD.match(before[-90:]):
        return _trim(lead["name"])
    if further := _ELLIPTIC.search(before[-90:]):
        return _trim(_DROP.sub("", further["name"]))
    close = _noun(_PURPOSE.match(after[:_NOUN]))
    if close is None and _FURTHER.search(before[-80:]):
        return None  # "Each further gigabyte costs": the unit is all that is named
    return (
        close
        or _noun(_PRICE_OF.search(before[-_NOUN:]))
        or _subject(before)
        or _noun(_ANY_PURPOSE.match(after[:90]))
        or _noun(_DIEM.search(before[-_NOUN // 2 :]))
        or _counted(before, unit, fee_name("", heading))
    )


def _counted(before: str, unit: str, heading: str | None) -> str | None:
    """Name a price by the thing that is counted, or by a heading that says more of it."""
    thing = _noun(_COUNTED.match(unit))
    if thing and heading and thing.lower() in heading.lower():
        return heading
    return fee_name(before) or thing or heading


def _noun(match: re.Match[str] | None) -> str | None:
    """The thing that a match names, without what is said of it; None for a time or "such"."""
    if match is None:
        return None
    name = _trim(_SAID_OF.sub("", _DROP.sub("", match["name"])))
    return None if not name or _NO_NOUN.match(name) else name


def _subject(before: str) -> str | None:
    """What "is charged at" a price: the words from the beginning of its sentence on."""
    match = _CHARGED.search(before) or _COSTING.search(before)
    return _trim(_BEYOND.sub("", _DROP.sub("", match["name"]))) if match else None


def _trim(text: str) -> str:
    return " ".join(text.split()).strip(" ,;:.-–|").strip()[:_MAX]
