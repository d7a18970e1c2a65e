"""Numbers of documents: the one a document gives itself, and that of the one it amends or is made under.

Reads:  "Agreement No. SA-T-118", "Merchant agreement WB-204", a line "ST-25-8", "agree under number", a head
        "SOW-4/FW/23/008: Detection"; of the other document "to Order Form ZD-25-17",
        "amends the Staffing Agreement No. ST-551", "forms part of the Agreement LKD/MS/0991".
Source: the head lines and opening clauses of order forms, schedules, statements of work, amendments.
"""

import re
from collections.abc import Iterator, Sequence

from extractors.header.wording import Claim
from extractors.wording import phrase
from models.passage import Passage

_DOCUMENT = (
    r"(?:agreement|(?:sub-?)?contract|statement\s+of\s+work|sow|(?:work|task|change|sales|service|purchase)\s+order|order(?:\s+form)?|"
    r"schedule|amendment|addendum|variation(?:\s+deed)?|deed|licen[cs]e|lease|mandate|terms(?:\s+(?:and\s+conditions|of\s+\w+))?|msa|letter)"
)
_REFERENCE = r"(?P<number>(?=[A-Z0-9/.-]*\d)[A-Z0-9](?:[A-Z0-9]|[-/.](?=[A-Z0-9])){2,29})"
_CODE = r"(?P<number>(?=[A-Z0-9/-]*\d)(?!(?:ISO|IEC|EN|DIN|ANSI|ASTM|NIST|SOC|COVID|RFC|UL|CFR)\b)[A-Z]{1,6}\d{0,4}(?:[-/][A-Z0-9]{1,8}){1,7})(?![\w-]|/\w)"
_NUMBERED = phrase(
    rf"(?:\b(?:{_DOCUMENT}|document|reference|master|form|our|agreement\s+ref)\s*(?:form\s*)?,?\s*\(?\s*(?:reference\s*)?(?:number|no\b\.?|num\b|\#|ref(?:erence)?\b\.?|id\b)|(?:^\W*|(?<=[.;)]\s))(?:our\s+)?(?:ref(?:erence)?|no|number)\b|\bnumbered\b|\b(?:agree[ds]?|concluded|registered)\s+under\s+(?:the\s+)?(?:number|no|ref(?:erence)?)\b)\s*[.:#|]?\s*(?i:no\.?\s*)?(?-i:{_REFERENCE})"
)
_PARENT = phrase(  # of an amendment: the words before the number of what it amends
    r"(?<!amendment )(?<!variation )(?<!supplemental )(?<!amending )\b(?:(?:sub-?)?contract|agreement|lease|licen[cs]e)\b[^.;|]{0,12}(?:no\.?)?[\s:#|(]*$"
)
_HEADED = phrase(  # "SOW-4/FW/23/008: Advisory", "VD-2 to Subcontract ..."
    rf"^\W*{_CODE}(?P<part>\s/\s[A-Z]?\d{{1,3}}(?=\s*$))?(?=\s*(?:$|:|[–—|·•]|\s-\s|to\b|under\b))",
    re.NOFLAG,
)
_NAMED = phrase(  # "This Change Order ZX-44/2", "Merchant agreement WB-204"
    rf"^\W*(?:This\s+|THIS\s+)?(?:[A-Z][\w&/-]*\s+){{0,6}}?(?i:{_DOCUMENT}|document)\s+{_CODE}",
    re.NOFLAG,
)
_BARE = phrase(
    r"(?<![\w$€£.,/-])(?P<number>[A-Z]{2,5}-\d{2,4}-\d{2,6}|[A-Z]{2,5}-\d{3,8})(?![\w-])", re.NOFLAG
)
_ANY = phrase(rf"(?<![\w$€£.,/-]){_CODE}", re.NOFLAG)
_TO = rf"\bto\s+(?:the\s+|that\s+)?(?=(?:[\w&/-]+\s+){{0,6}}?{_DOCUMENT}\b)"
AMENDS = re.compile(
    r"(?i)\b(?:amend(?:s|ed|ing|ment(?:\s+(?:no\.?|number)\s*\w+)?\s+to)?|modif(?:y|ies|ied)|supplement(?:s|ed)?|changes|var(?:y|ies|ied)|revis(?:es?|ed)|alter(?:s|ed)?)\b"
    rf"|^\W*re\s*:|\bparties\s+to\b|{_TO}"
)
UNDER = re.compile(
    r"(?i)\b(?:under|pursuant\s+to|subject\s+to|governed\s+by|incorporat\w+|part\s+of|belong(?:s|ing)\s+to|issued\s+under|made\s+under|forms?\s+part|reference\s+to|accordance\s+with|entered\s+into\s+under|terms\s+of)\b"
    rf"|^\W*(?:master|framework|main|parent)\s+(?:agreement|contract|terms)\b|{_TO}"
)
_MASTER = phrase(
    r"(?:the\s+|that\s+certain\s+)?(?P<title>(?:[A-Z][\w&/-]*\s+){0,6}?(?:Agreement|Contract|Mandate|Terms\s+and\s+Conditions|Terms|MSA|Statement\s+of\s+Work|Work\s+Order|Order\s+Form|Lease|Subcontract))\b",
    re.NOFLAG,
)
_SAYS_WHICH = phrase(rf"\b{_DOCUMENT}\b[^.;]{{0,70}}$")
_THING = phrase(  # what bears a number without being a document
    r"\b(?:serial|protocol|direction|drawings?|part|model|policy|permit|stud(?:y|ies)|trial)\b[\w\s.,]{0,30}$"
)
_OWN_NUMBER = phrase(r"\b(?:agree[ds]?|concluded|registered)\s+under\s+(?:the\s+)?\w+\W*$")
_HEAD, _TOP, _LOOK = 4, 6, 25  # passages
_LINKS = 40  # passages in which another document may be named
_NEAR = 800  # characters of a passage in which a document may give its number
_BEFORE = 110  # characters before a number that tell whose it is
_WINDOW = 220  # characters after "amends" and the like
_TITLED = 120
_CLOSE = 5
_BESIDE = 60  # characters between a document's name and its number


def number_claim(passages: Sequence[Passage], *, changes: bool = False) -> Claim[str] | None:
    """Find the number the document gives itself, near its top.

    ``changes`` says that it is an amendment: there "Contract no." is the number of what it amends.

    >>> top = (Passage("Rate Schedule RS-204/1 to Services Agreement SA-204"),)
    >>> number_claim(top).value
    'RS-204/1'
    """
    for index, passage in enumerate(passages[:_LOOK]):
        near = passage.text[:_NEAR]
        wordings = (_NUMBERED, _HEADED, _NAMED) if index < _TOP else (_NUMBERED,)
        for wording in wordings:
            match = wording.search(near)
            if match is None or (changes and _of_parent(near, match)):
                continue
            if not _is_other(near, match.start("number")):
                return _claim(passage, match)
    for passage in passages[:_HEAD]:
        match = _BARE.search(passage.text)
        if match and not (
            _is_other(passage.text, match.start())
            or _THING.search(passage.text[: match.start()])
            or (changes and _of_parent(passage.text, match))
        ):
            return _claim(passage, match)
    return None


def _claim(passage: Passage, match: re.Match[str]) -> Claim[str]:
    """The number, with the part of a line that goes on behind it ("CTA-07 / A1")."""
    part = match.groupdict().get("part") or ""
    start, end = match.span("number")
    return Claim(match["number"] + part, passage, start, end + len(part))


def _of_parent(text: str, match: re.Match[str]) -> bool:
    """Whether an amendment's number is that of a "contract" or "agreement": of what it amends."""
    return bool(_PARENT.search(text[: match.start("number")]))


def _is_other(text: str, at: int) -> bool:
    """Whether the number belongs to the agreement that this one amends or is made under."""
    before = re.split(r"(?<!\b[Nn]o)\.\s", text[max(0, at - _BEFORE) : at])[-1]
    before = _OWN_NUMBER.sub("", before)
    return bool(AMENDS.search(before) or UNDER.search(before))


def amends_claim(passages: Sequence[Passage], own: str | None) -> Claim[str] | None:
    """Find what an amendment amends: its number, else its title."""
    by_title = _title(passages, AMENDS) or _title(passages, UNDER)
    return (
        _linked(passages, own, AMENDS)
        or (by_title and _beside(passages, own, by_title.value))
        or _linked(passages, own, UNDER)
        or _beside(passages, own)
        or _parent(passages)
        or by_title
    )


def _parent(passages: Sequence[Passage]) -> Claim[str] | None:
    """Read a line "Contract reference: TEL/2210" at the head of an amendment."""
    for passage in passages[:_TOP]:
        near = passage.text[:_NEAR]
        for match in filter(None, (_NUMBERED.search(near), _NAMED.search(near))):
            if _of_parent(near, match):
                return _claim(passage, match)
    return None


def under_claim(passages: Sequence[Passage], own: str | None) -> Claim[str] | None:
    """Find the master agreement of a statement of work or order form: its number, else its title."""
    return master_number(passages, own) or _beside(passages, own) or _title(passages, UNDER)


def master_number(passages: Sequence[Passage], own: str | None) -> Claim[str] | None:
    """Find the number of the agreement under which, or as a part of which, a document is made."""
    return _linked(passages, own, UNDER)


def _linked(
    passages: Sequence[Passage], own: str | None, wording: re.Pattern[str]
) -> Claim[str] | None:
    """Find the number of another document after ``wording``."""
    for passage, begin in _links(passages, wording):
        window = passage.text[begin : begin + _WINDOW]
        for number in _ANY.finditer(window):
            named = number.start() <= _CLOSE or _SAYS_WHICH.search(window[: number.start()])
            if named and number["number"] != own:
                start = begin + number.start("number")
                return Claim(number["number"], passage, start, start + len(number["number"]))
    return None


def _title(passages: Sequence[Passage], wording: re.Pattern[str]) -> Claim[str] | None:
    """Find the title of another document after ``wording``."""
    for passage, begin in _links(passages, wording):
        master = _MASTER.search(passage.text[begin : begin + _TITLED])
        if master and len(master["title"].split()) > 1 and master["title"] != "This Agreement":
            start = begin + master.start("title")
            return Claim(master["title"], passage, start, start + len(master["title"]))
    return None


def _links(passages: Sequence[Passage], wording: re.Pattern[str]) -> Iterator[tuple[Passage, int]]:
    for passage in passages[:_LINKS]:
        for match in wording.finditer(passage.text):
            yield passage, match.end()


def _beside(passages: Sequence[Passage], own: str | None, title: str = "") -> Claim[str] | None:
    """Find a number beside the name of another document: "Master Services Agreement MSA-2025-101"."""
    for passage in passages[:_LOOK]:
        for name in _MASTER.finditer(passage.text):
            window = passage.text[name.end() : name.end() + _BESIDE]
            number = _ANY.search(window)
            if number and number["number"] != own and name["title"].endswith(title):
                start = name.end() + number.start("number")
                return Claim(number["number"], passage, start, name.end() + number.end("number"))
    return None
