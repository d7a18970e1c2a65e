"""Exhibits, schedules and annexes: those that are said to fix prices, and those that are there.

Reads:  "the fees set forth in Exhibit B", "Schedule 2 (Pricing)", and the headings of exhibits.
Yields: an Exhibit for each that is said to fix prices or payment, and for each that is present.
Leaves: exhibits that hold specifications, territories, forms; what other documents hold.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.terms.grammar.quotes import quote
from extractors.wording import phrase
from models.clauses import Exhibit
from models.document import Document
from models.passage import Passage, PassageKind

_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "one two three four five six seven eight nine ten".split(), start=1
    )
}
_WORD = r"(?:exhibit|schedule|annex(?:ure)?|appendix|attachment)"
_ID = rf"(?:[A-Z](?:[-.]?\d{{1,2}})?(?:\.\d+)*|\d{{1,3}}(?:\.\d{{1,3}})*|[IVX]{{1,5}}|(?i:{'|'.join(_NUMBERS)}))"
_LABEL = rf"(?i:\b(?P<word>{_WORD}))\s+[\"“'‘]?(?P<id>{_ID})[\"”'’]?(?![\w])(?P<sub>\([a-z0-9]\))?"
_PRICE = r"(?:fees?|fee\s+schedules?|pric(?:es?|ing)|price\s+lists?|(?:hourly|daily|labou?r|billing|royalty|commission|unit|applicable)?\s*rates?|rate\s+cards?|charges?|compensation|remuneration|payment\s+(?:schedules?|terms|plan)|royalt(?:y|ies)|commissions?|consideration|payments?|amounts?\s+payable|subscription\s+fees?)"
_THING = r"(?:services?|work|products?|deliverables?|specifications?|territor\w+|software|goods|equipment|tasks?|licen[cs]ed|projects?|property|assets?|patents?|obligations?|requirements?|procedures?)"
_STATED = r"(?:set\s+(?:forth|out)|specified|described|listed|stated|provided(?:\s+for)?|shown|contained|detailed|indicated|outlined|identified|defined|in\s+accordance\s+with|(?:as\s+)?per|pursuant\s+to|according\s+to|at)"
_AT = r"(?:\s+(?:in|on|at|by|within|under))?(?:\s+(?:the|attached|section\s+[\d.]+\s+of))*\s+"
_REFERENCES = tuple(
    phrase(pattern, re.VERBOSE)
    for pattern in (
        # "the fees for the Services are set forth in Exhibit B", "the rates specified in Schedule 2"
        rf"""(?i:\b{_PRICE}\b) (?:(?:(?!(?i:\b{_THING}\b))[^.;:]){{0,60}}?|[^.;:]{{0,90}}?\b(?i:is|are|be|being|as)\s+(?:\w+\s+){{0,2}}?)
            \s*\b(?i:{_STATED}){_AT}{_LABEL}""",
        # "Schedule 2 sets out the prices"
        rf"""{_LABEL} [^.;:]{{0,40}}?\b(?i:sets?\s+(?:forth|out)|contains?|lists?|specif(?:ies|y)|states?|shows?|details?)\s+(?:\w+\s+){{0,4}}?(?i:\b{_PRICE}\b)""",
        # as in "Exhibit B (Pricing)" or "Schedule 2 - [Fees]"
        rf"""{_LABEL} \s*[-–—:,]?\s*[(\["“]\s*(?:the\s+)?(?:\w+\s+){{0,2}}?(?i:{_PRICE})(?:\s+(?:and|&)\s+\w+(?:\s+\w+)?|\s+(?i:schedule|terms|list|table))?\s*[)\]"”]""",
        # "in accordance with the fee schedule attached as Exhibit B"
        rf"""(?i:\b{_PRICE}\b) [^.;:]{{0,30}}?\b(?i:attached|annexed|appended)\s+(?:hereto\s+)?(?:\w+\s+)?(?i:as|in|at)\s+{_LABEL}""",
    )
)
_OF = re.compile(
    r"^,?\s+(?:of|to|attached\s+to|in|under)\s+(?P<of>(?:the|that\s+certain|its|such)\s+(?P<name>[^,.;()]{3,80}))",
    re.IGNORECASE,
)
_OWN = phrase(r"\b(?:this|hereto|herein|hereof)\b")
_DOCUMENT = phrase(r"\b(?:agreement|contract|statement\s+of\s+work|SOW|order|MSA|terms)\b")
_HEADING = re.compile(rf"^[\W_]{{0,140}}{_LABEL}(?P<rest>.*)$", re.DOTALL)
_IN_HEADING = phrase(rf"{_LABEL}(?P<rest>.*)$", re.DOTALL)
_PROSE = re.compile(
    r"^\s*(?:,|;|\)|and\b|or\b|hereto\b|attached\b|of\s+th|shall\b|is\b|are\b|to\s+th|will\b|hereof\b|to\s+be\b)"
)
_OMITTED = phrase(
    r"\b(?:intentionally\s+(?:omitted|left\s+blank)|omitted|to\s+be\s+(?:provided|attached|agreed|inserted|added|completed|determined)|not\s+(?:attached|included)|see\s+attached|TBD)\b|^\W*\[?[\s*●]{3,}\]?\W*$"
)
_LONGEST_HEADING = 110
_CONTENT = 20  # letters and figures after a heading that make an exhibit more than its heading
_HINT = phrase(rf"\b{_WORD}\s")
_PRICE_TITLE = re.compile(rf"\b{_PRICE}\b", re.IGNORECASE)


def exhibits(document: Document) -> tuple[Exhibit, ...]:
    """Return the exhibits that fix prices, then the other ones that the document holds."""
    headings = {heading.label: heading for heading in _headings(document)}
    held = tuple(headings)
    found: dict[str, Exhibit] = {}
    for exhibit in _references(document.passages):
        if exhibit.label not in found:
            own = exhibit.of is None and _is_here(exhibit.label, held)
            found[exhibit.label] = exhibit.model_copy(update={"present": own})
    others = (
        Exhibit(
            label=one.label,
            title=one.title,
            present=True,
            evidence=one.passage.evidence(0, min(len(one.passage.text), _LONGEST_HEADING)),
        )
        for one in headings.values()
        if one.label not in found
    )
    return (*found.values(), *others)


def _is_here(label: str, held: Sequence[str]) -> bool:
    """Whether a document holds an exhibit; drafters mix "Exhibit A" and "Schedule A" up."""
    number = label.split(" ", 1)[1]
    return is_held(label, held) or any(one.split(" ", 1)[1] == number for one in held)


def is_held(label: str, held: Iterable[str]) -> bool:
    """Whether an exhibit, a part of it or the whole it is part of is among those held.

    >>> is_held("Exhibit D-1", ["Exhibit D"]), is_held("Schedule 1", ["Schedule 10"])
    (True, False)
    """
    return any(_part_of(label, other) or _part_of(other, label) for other in held)


def _part_of(part: str, whole: str) -> bool:
    return part == whole or (part.startswith(whole) and not part[len(whole)].isalnum())


def _references(passages: Sequence[Passage]) -> Iterator[Exhibit]:
    for passage in passages:
        if not _HINT.search(passage.text) or _is_heading(passage):
            continue
        for wording in _REFERENCES:
            for match in wording.finditer(passage.text):
                after = passage.text[match.end("id") :]
                yield Exhibit(
                    label=_label(match),
                    fixes_prices=True,
                    of=_of(after),
                    evidence=quote(passage, *match.span()),
                )


def _of(after: str) -> str | None:
    """The other document that an exhibit belongs to; None where it is this one's own."""
    match = _OF.match(after.lstrip("\"”'’)"))
    if match is None or _OWN.search(match["of"]) or not _DOCUMENT.search(match["of"]):
        return None
    plain = re.fullmatch(r"(?i)the\s+(?:agreement|contract)", match["of"].strip())
    return None if plain else " ".join(match["of"].split())


@dataclass(frozen=True, slots=True)
class _Heading:
    label: str
    title: str | None
    passage: Passage


def _headings(document: Document) -> Iterator[_Heading]:
    """The headings of exhibits that have content, and running heads that name one."""
    passages = document.passages
    places = [i for i, passage in enumerate(passages) if _is_heading(passage)]
    for number, place in enumerate(places):
        match = _heading(passages[place])
        end = places[number + 1] if number + 1 < len(places) else len(passages)
        if match and _has_content(match["rest"], passages[place + 1 : end]):
            title = match["rest"].strip(" .:-–—\"”'’") or None
            yield _Heading(_label(match), title and title[:_LONGEST_HEADING], passages[place])
    for page in document.pages:
        for index in sorted(page.furniture):
            match = _HEADING.match(page.lines[index].text)
            if match and not _PROSE.match(match["rest"]):
                line = Passage(page.lines[index].text, file=document.file, sha256=document.sha256)
                yield _Heading(_label(match), None, line)


def _heading(passage: Passage) -> re.Match[str] | None:
    """A label at the beginning, or anywhere in what the layout takes for a heading."""
    if passage.kind is PassageKind.HEADING:
        return _IN_HEADING.search(passage.text)
    return _HEADING.match(passage.text)


def _is_heading(passage: Passage) -> bool:
    match = _heading(passage)
    if match is None or passage.kind is PassageKind.FOOTNOTE:
        return False
    rest = match["rest"]
    if _PROSE.match(rest):
        return False
    # A title that runs into the exhibit's own text is still a heading in capitals.
    return len(passage.text.strip("*-_=. ")) <= _LONGEST_HEADING or match["word"].isupper()


def _has_content(rest: str, after: Sequence[Passage]) -> bool:
    text = rest + " " + " ".join(passage.text for passage in after[:12])
    if _OMITTED.search(text) and sum(map(str.isalnum, text)) < 12 * _CONTENT:
        return False
    body = rest[_LONGEST_HEADING:] + " ".join(passage.text for passage in after[:12])
    return sum(map(str.isalnum, body)) >= _CONTENT


def _label(match: re.Match[str]) -> str:
    word = "Annex" if match["word"].lower().startswith("annex") else match["word"].title()
    number = _NUMBERS.get(match["id"].lower(), match["id"])
    return f"{word} {number}"
