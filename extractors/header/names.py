"""Names of parties: where one ends, and whether a stretch of text can be one."""

import re
from dataclasses import dataclass
from functools import lru_cache

from extractors.wording import phrase
from models.passage import Passage

FORM = r"""(?: [Ii]nc(?:orporated)? | Corp(?:oration)? | Co(?:mpany)? | Ltd | Limited | LLC | L\.\s?L\.\s?C
    | LLP | L\.\s?L\.\s?P | L\.?P | PLC | plc | N\.\s?A | N\.?V | B\.?V | S\.?A\.?S? | S\.?r\.?l | S\.?p\.?A | A\.?G | GmbH(?:\s+&\s+Co\.?\s+KG)?
    | g?GmbH | ApS | ASA | KGaA? | OHG | AB | A/?S | Oyj? | Pty | Pte | K\.?K | Trust | Bank | University | Association | Foundation | Partnership | Institute
    | Sp\.\s?z\s?o\.\s?o | S\.A\.\s+de\s+C\.V | Holdings? | Group | Authority | Council | Hospital | Agency | Department
    | a\.s | S\.?R\.?L | BVBA | [BUW]\.A | G\.?K | INC(?:ORPORATED)? | CORP(?:ORATION)? | COMPANY | CO | LTD | LIMITED | BANK | TRUST | UNIVERSITY )"""
STRICT = re.compile(
    r"""(?:,?\s*\b(?:[Ll]imited\s+[Ll]iability\s+[Cc]ompany|LIMITED\s+LIABILITY\s+COMPANY|Limited\s+Partnership|LIMITED\s+PARTNERSHIP|[Ii]nc(?:orporated)?|INC|Corp(?:oration)?|CORP(?:ORATION)?|CORPORATION|INCORPORATED|Ltd|LTD|Limited|LIMITED|LLC|L\.\s?L\.\s?C|LLP|L\.\s?L\.\s?P|L\.?P|PLC|plc|Plc|
    N\.\s?A|N\.?V|B\.?V|S\.?A\.?S|S\.A|S\.?[aà]?\.?\s?r\.?l|S\.?p\.?A|AG|AB|ASA?|A/S|ApS|Oyj?|SE|SARL|Sarl|KGaA|OHG|g?GmbH(?:\s+&\s+Co\.?\s+KG)?|K\.?K|G\.?K|SRL|S\.R\.L|BVBA|[BUW]\.A|s\.r\.o|a\.s|[Ss][Pp]\.?\s?z\s?o\.\s?o|d\.o\.o|Pte|Pty|PTE|PTY|de\s+C\.?V|DE\s+C\.?V)\b\.?)+""",
    re.VERBOSE,
)
HAS_FORM = phrase(rf"\b{FORM}\b\.?", re.VERBOSE)
_CUT = phrase(
    r"""
    (?! \B\w ) (?:  # none begins within a word
      (?:,\s*(?:an?|the)|\s+an?)\s+(?:[\w.,'/-]+\s+){0,7}?(?:corporation|company|partnership|association|organi[sz]ation|entity|trust|
          individual|bank|university|subsidiary|division|affiliate|body|cooperative|firm|institution|municipality|agency|LLC|citizen|resident|professional|agencia|sociedad|unit)\b
    | ,?\s*\(?\b(?:having|with\s+(?:its|an?|his|her|their|offices?|principal|registered|a\s+)|whose|located|organi[sz]ed|incorporated\s+(?:in|under|and)|duly|existing|doing\s+business|d/?b/?a|on\s+behalf|on\s+(?:his|her)\s+own|
          acting|through\s+its|maintaining|of\s+\d|residing|at\s+\d|and\s+its\s+(?:affiliates|subsidiaries|successors|current)|its\s+current|and\s+(?:applies|takes\s+effect|supplements|varies|amends|forms\s+part)|for\s+itself|registered|by\s+its|a\s+wholly|formed|established|hereinafter|hereafter|herein|
          [fa]/k/a|formerly|as\s+(?:agent|trustee|owner|seller|buyer|the|set)|effective|dated|\d{2,}(?!-[A-Z0-9]\b)|together\s+with|which\s+is|collectively|individually|this\s+|address|Tax\s+ID|Telephone|Phone|Fax|(?:Company|Corporation)\s+(?:No|number|registration)|
          in\s+the\s+person|acting\s+on|furnishing|c/o|[sdwr]/o\b|represented|referred|P\.?\s?O\.?\s+Box|for\s+the\s+(?:following|purpose))\b
    | \s*[“"‘\[;:•|] | \s+['’](?=\w) | \s*\((?! [A-Z]\w+\)\s+[A-Z] | (?-i:[A-Z])\w+(?:\s\w+){0,2}\)\s+(?:co|ltd|limited|llc|inc|corp|pte|pty|pvt|plc|gmbh|s\.?a|b\.?v)\b ) | ,?\s+(?:a|an)\s+(?:[A-Z][\w.]*\s+){1,4}(?:corp|co|LLC|limited)\b
    | \s+-\s | \s*[—–]\s | ,\s+an?\s+\w | \s+(?-i:where)\b
    | ,\s*(?:an\s+)?individual(?:ly)?\b | (?-i:,\s+[A-Z][a-z]+,\s+(?:[A-Z][a-z]{3,}|[A-Z]{2})\b) )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LEADING = phrase(
    r"^(?:[\s,;\u037e:.\-–—|•]|[Aa][Nn][Dd]\b|&\s|[Bb]etween\b|BETWEEN\b|[Aa]mong\b|[Bb]y\b|[Tt]he\s+undersigned,?\s|Yours(?:\s+\w+)?,\s|[Oo][fn]\s+(?:the\s+)?(?:one|other|first|second)\s+(?:hand|part|side),?\s|\(\s*(?:[Tt]he\s+)?[A-Z][a-z]+\s*\)\s|(?:its|licen[cs]es|engages|appoints|retains|together\s+with|for\s+services\s+of|for|with|to|from|of)\s+(?=[A-Z])|ATTEST\s|[Tt]he\s+(?=[A-Z])|THE\s+(?=[A-Z])|\(?(?:\d{1,2}|[ivx]+|[a-z])[.)]\s|\([A-Z0-9]\)\s)+",
    re.NOFLAG,
)
_SMALL = frozenset("of and the for de da del di la le van von y et und in at on & a".split())
_ROLE_WORDS = frozenset(
    "owner contractor construction manager customer client supplier vendor buyer seller purchaser licensor licensee "
    "lessor lessee landlord tenant franchisor franchisee distributor reseller company consultant architect engineer "
    "provider service services subcontractor general party parties employer employee agent principal the and a an of "
    "developer publisher sponsor borrower lender user you we us our operator manufacturer shipper carrier "
    "standard form prime grantor grantee executing below undersigned independent design builder business individual personnel each both following".split()
)
_THING = re.compile(r"(?i)^(?:software|products?|license|licensed)\b")
_NO_NAME = re.compile(
    r"(?i)^(?:add$|domicile|address|telephone|legal\s+representative|attachment|annex|definitions?|confidentiality|recitals?|background|introduction|terms|agreed|know\s+all|appoint|party|parties|this|that|these|(?-i:you|You|we|We)|agreement|dated?|made|in|witness|exhibit|page|section|article|it|pursuant|whereas|software|products?|license|licensed|territory|(?:common|preferred|ordinary)\s+(?:stock|shares)\b|"
    r"the\s+(?:parties|party|software|agreement)|means|each|all|any|an?(?=\s)|if|copyright|effective|subject|upon|for|as|by|such|certain|sellers?\s+named)\b"
)
_NO_WORD = phrase(
    r"\b(?:agreement|amendment|exhibit|where|whose|contract|register|edition|overview|named|chief|president|officer|secretary|treasurer)\b|\b(?-i:are|is|shall|will|has|means|that|you|ARE|IS|SHALL|WILL|HAS|THAT)\b|[a-z]{4}\.\s|^(?:delaware|nevada|california|florida|texas|new\s+york|colorado|utah|minnesota|massachusetts|virginia|georgia|ohio|maryland|washington|new\s+jersey|canadian|german|israeli|domestic|foreign)\s+(?:corporation|limited\s+liability\s+company|company|partnership)$"
)
_STREET = phrase(
    r"\b(?:street|avenue|suite|road|drive|boulevard|blvd|floor|lane|parkway|p\.?\s?o\.?\s+box|highway|zip|city,)\b|^\d+\s|,\s+(?-i:[A-Z]{2})$"
)
_BUILDING = phrase(
    r"\b(?:house|street|road|building|court|park|square|way|lane|place|tower|floor|centre|center)$"
)
_TOWN = re.compile(r"[A-Z][a-z]+(?:\s[A-Z][a-z]+)?,\s(?:NV|AS|SE|AL|LA|DE)$")
_SITE = phrase(r"\.(?:com|net|org|io)\b|,?\s(?:inc|llc|ltd|corp|gmbh)\.?$")
_NO_END = phrase(r"(?<=\s)(?:is|are|was|shall|will|the|a|an|or|to|means|has|have)$")
_OFFICE = re.compile(  # of the person who signed in the column before
    r"^\s*(?:(?i:sole)\s+(?i:director|manager|member)|(?:[A-Z]\w+\s+){0,3}(?i:director|ceo|cfo|officer|president|chairman)\s+[Ff]or)\s+(?=[A-Z])"
)
_NO_POINT = re.compile(
    r"(?:(?<=\bLLC)|(?<=\bLLP)|(?<=\bPLC)|(?<=\bplc)|(?<=\bApS)|(?<=GmbH)|(?<=\bOy)|(?<=\bOyj)|(?<=\bAG)|(?<=\bAB)|(?<=\bLimited))\.$"
)  # no abbreviations: the point is the sentence's
_MAX_WORDS = 12
_SHORTEST = 3
_EDGE = " ,;:-–—|*_’'\""


@dataclass(frozen=True, slots=True)
class NamedParty:
    """A party's name, what the contract calls it (``also`` too), and where the name stands."""

    name: str
    alias: str
    passage: Passage
    start: int
    end: int
    also: tuple[str, ...] = ()


@lru_cache(maxsize=512)  # the ways to read a preamble try the same stretches
def clean_name(text: str) -> str:
    """Cut a stretch of a preamble down to the name of the party that it begins with.

    >>> clean_name("and Acme Data, Inc., a Delaware corporation with offices at 1 Main St")
    'Acme Data, Inc.'
    """
    body = _LEADING.sub("", text[:260])
    cut = next((m for m in _CUT.finditer(body) if m.start() and not _inner(body, m)), None)
    name = body[: cut.start()] if cut else body
    form = STRICT.search(name, 2)
    if form and not re.match(
        r"\s*(?:[/&]|d/?b/?a|of\b|and\s+\w+,?\s+(?:Inc|LLC|Ltd|L\.P))", name[form.end() :]
    ):
        name = name[: form.end()]
    elif form:
        name = re.sub(r"\s+of$", "", name[: form.end()] + _office(name[form.end() :]))
    name = re.sub(
        r"(?:\s+(?:of|and|the|AND|at|in|by|from))+$", "", " ".join(name.split()).strip(_EDGE)
    )
    name = _NO_POINT.sub("", _without_role(name.strip(_EDGE)))
    return name if name.endswith((".", ")")) and _abbreviated(name) else name.rstrip(".")


def _without_role(name: str) -> str:
    """Drop what the party is before its name: "Owner, Acme LLC", "LICENSEE Acme Inc."."""
    first, _, rest = name.partition(" ")
    told = first.rstrip(",").lower() in _ROLE_WORDS - _SMALL and STRICT.search(rest, 3)
    if told and (first.endswith(",") or (first.isupper() and not rest.isupper())):
        return rest.strip(_EDGE)
    return name


def without_roles(text: str) -> str:
    """Drop the words before a name in a column that say what the party is.

    >>> without_roles("RESELLER ACME DATA LLC")
    'ACME DATA LLC'
    >>> without_roles("Managing Director For Acme Data LLC")
    'Acme Data LLC'
    """
    words = _OFFICE.sub("", text).split()
    while len(words) > 2 and words[0].strip(":,").lower() in _ROLE_WORDS:  # noqa: PLR2004
        words = words[1:]
    return " ".join(words)


def _inner(text: str, cut: re.Match[str]) -> bool:
    """Whether figures or a dash belong to the name: "WPP 2005 Limited", "Inns - Ohio, L.P."."""
    return (cut[0].strip().isdigit() or cut[0].strip() == "-") and bool(
        re.match(
            r"\s*(?:[A-Z][\w&]*,?\s+){0,6}?(?:,\s*)?(?i:Inc|Ltd|Limited|LLC|L\.?L\.?C|Corp|PLC|L\.P)\b",
            text[cut.end() :],
        )
    )


def _office(rest: str) -> str:
    """What belongs to a name after its form: "& Co. KG", but no address ("of 4 Mill Street")."""
    if not re.match(r"\s*of\b", rest):
        return rest
    place = re.match(r"\s*of\s+(?:the\s+)?[A-Z][a-zA-Z]+(?:\s+[A-Z][a-zA-Z]+)?(?=\s*$|,)", rest)
    return place[0] if place and not _BUILDING.search(place[0]) else ""


def _abbreviated(name: str) -> bool:
    return bool(re.search(rf"{FORM}\.$|\.\w\.$", name, re.VERBOSE))


@lru_cache(maxsize=512)
def plausible(name: str) -> bool:
    """Tell whether this can be a name: mostly capitals, no bare role, no clause."""
    words = name.split()
    return (
        0 < len(words) <= _MAX_WORDS
        and len(name) >= _SHORTEST
        and name[:1].isalnum()
        and _capital(name, words)
        and not _wordy(name)
        and not STRICT.fullmatch(name.strip("() "))
        and not all(w.lower().strip(".,()/'’") in _ROLE_WORDS for w in words)
    )


def _capital(name: str, words: list[str]) -> bool:
    """Whether it is written as names are; "drkoop.com, inc." is too."""
    firm = bool(STRICT.search(name))
    capitals = sum(w.strip("(")[:1].isupper() or w[:1].isdigit() for w in words)
    small = [w for w in words if w[:1].islower() and w not in _SMALL]
    if not _SITE.search(name) and (capitals * 2 < len(words) or (name[:1].islower() and not firm)):
        return False
    return len(small) <= 1 or has_form(name)


def _wordy(name: str) -> bool:
    """Whether it is a clause, a heading or an address, no name."""
    firm = bool(STRICT.search(name))
    return (
        not re.search(r"[A-Za-z]{2}", name)
        or bool(_NO_END.search(name) or _NO_WORD.search(name))
        or bool(_STREET.search(name) and not firm)
        or bool(_TOWN.match(name))
        or bool(_NO_NAME.match(name) and not (firm and _THING.match(name)))
    )


def has_form(name: str) -> bool:
    """Tell whether the name shows that it is a firm, a bank, a public body ..."""
    return bool(HAS_FORM.search(name))


def same_name(left: str, right: str) -> bool:
    """Compare without case, marks and legal form; a short form of the other is the same."""
    a, b = _bare(left), _bare(right)
    if STRICT.search(left) and STRICT.search(right) and _whole(left) != _whole(right):
        return False
    return a == b or (len(min(a, b, key=len)) > 3 and (a.startswith(b) or b.startswith(a)))  # noqa: PLR2004


@lru_cache(maxsize=512)
def _whole(name: str) -> str:
    return re.sub(r"[\W_]|^the\b", "", name.lower())


@lru_cache(maxsize=512)  # every name is compared with every other
def _bare(name: str) -> str:
    body = STRICT.sub(" ", re.sub(r"(?i)^the\s+", "", name))
    return re.sub(r"[\W_]", "", body.lower())
