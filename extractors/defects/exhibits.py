"""Exhibits that fix prices and are not in the document: "at the rates set forth in Exhibit B".

Reads:  all passages of one document.
Yields: one Doubt for each exhibit that a clause on prices refers to and no passage opens.
Leaves: exhibits for other matters; "the attached price list" and other exhibits without a label;
        exhibits of another document ("Exhibit B to the Master Agreement").
Source: wordings of 391 filed agreements; check-catalogue CT104.
"""

import re
from collections.abc import Iterator

from models.document import Document
from models.passage import Passage, PassageKind
from models.terms import Doubt

_LABEL = r"(?P<kind>exhibit|schedule|annex|appendix|attachment) \s (?P<mark>[A-Z](?:-?\d{1,2})?|\d{1,2}(?:\.\d)?|[IVX]{1,4})"
_REFERS = re.compile(
    rf"""
    \b (?: prices? | pricing | rates? | fees? | charges? | compensation | payment \s schedule
       | milestones? | royalty | royalties )  \b
    (?: [^.;:]{{0,50}}? ) \b
    (?: in | on | under | to | by | as | see ) \s (?: the \s )? (?: attached \s )?
    {_LABEL} \b (?! \s+ (?: to | of ) \s )     # not "Schedule 2 to the Framework Agreement"
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SAYS_SO = re.compile(
    r"\b(?:set\s+(?:forth|out)|specified|listed|stated|contained|described|shown|provided|attached|see)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^\W{0,3} (?: the \s )? (?P<kind>exhibit|schedule|annex|appendix|attachment) \s* [\"“”']? \s*"
    r"(?P<mark>[A-Z](?:-?\d{1,2})?|\d{1,2}(?:\.\d)?|[IVX]{1,4}) (?![\w])",
    re.VERBOSE | re.IGNORECASE,
)
_LAST_PART = re.compile(r"\s+([A-Z])-?\d+$")


def exhibits_missing(document: Document) -> Iterator[Doubt]:
    """Find exhibits for prices that the document does not hold.

    Where pages could not be read nothing is said: the exhibit may stand on one of them.
    """
    if document.unread_pages:
        return
    held = {name for passage in document.passages for name in _opened(passage)}
    seen: set[str] = set()
    for passage in document.passages:
        for match in _REFERS.finditer(passage.text):
            name = _name(match)
            if name in held or name in seen or not _SAYS_SO.search(match[0]):
                continue
            seen.add(name)
            yield Doubt(
                reason=f"{name} fixes prices and is not in the document.",
                evidence=passage.evidence(*match.span()),
                cause=Doubt.EXHIBIT_MISSING,
                readings=(name,),
            )


def _opened(passage: Passage) -> Iterator[str]:
    """Return the exhibits that a passage opens, or is under; "Exhibit D-1" holds Exhibit D too."""
    heading = passage.text if passage.kind is PassageKind.HEADING else ""
    for text in (passage.text, passage.heading or "", heading.rpartition(" - ")[2]):
        if match := _OPENS.match(text):
            name = _name(match)
            yield name
            yield _LAST_PART.sub(r" \1", name)


def _name(match: re.Match[str]) -> str:
    return f"{match['kind'].title()} {match['mark'].upper()}"
