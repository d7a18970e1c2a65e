"""Parties in the opening words of a contract.

Reads:  "by and between X, a Delaware corporation ("Supplier"), and Y ("Customer")";
        "PARTIES (1) X ... (the Buyer); and (2) Y"; "X ("Supplier") and Y ("Customer") hereby agree";
        letters ("Acme, Inc. (the "Company") is pleased to retain Jane Roe ("Consultant")").
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from extractors.header.division import (
    ALIAS,
    LEAD,
    NEXT,
    NOT_PARTY,
    NUMBERED,
    PARTY_ALIAS,
    QUOTES,
    defined_name,
    divided,
    opens,
)
from extractors.header.names import STRICT, NamedParty, clean_name, has_form, plausible
from extractors.wording import phrase
from models.passage import Passage, PassageKind

_ROLE_PAIR = phrase(  # "X B.V. (Sponsor) and Y ApS (Institution)", "X NV (Operator) – Y SRL (Principal)"
    r"\((?:the\s+)?[A-Z][\w-]+\)(?:\s*,?\s+and\s|\s*[,/&–—-]\s*)[^()]{3,90}\((?:the\s+)?[A-Z][\w-]+\)",
    re.NOFLAG,
)
_AGREE = phrase(  # "X AG and Y AG agree on the following addition"
    r"^[A-Z][^;:]{3,100}\sand\s[^;:]{3,100}?\s(?:hereby\s+|have\s+)*(?:agree[ds]?|amend(?:ed)?|vary|varied|supplement|are\s+parties)\b",
    re.NOFLAG,
)
END = re.compile(
    r"\b(?:WHEREAS|RECITALS?|BACKGROUND|WITNESSETH|W\s+I\s+T\s+N\s+E\s+S|NOW,?\s+THEREFORE|Whereas|PREAMBLE|THE\s+PARTIES\s+AGREE|IT\s+IS\s+(?:HEREBY\s+)?AGREED|AGREED\s+TERMS|for\s+the\s+following\s+Project)\b"
    r"|\bin\s+consideration\s+of\b|\b(?:hereby\s+)?agree\s+as\s+follows\b|\bARTICLE\s+(?:I|1)\b"
)
_PLAIN_RUN = phrase(
    r"(?:(?:[A-Z0-9][\w.&'’/*-]*|of|de|for|the|&|\([A-Z][a-z]+\)(?=\s[A-Z]))(?:,?\s+|$)){1,8}$",
    re.NOFLAG,
)
_LEFT_BLANK = phrase(r"\band\s+(?:\[|_{3})")  # the defined name is that of a party left out
_AGREED = phrase(
    r"\b(?:made|entered|agreement|contract|dated|effective|executed|deed|lease|amendment|concluded|order|licen[cs]e|parties)\b"
)
_MAX = 2600
_LOOK = 70
_FURTHEST, _LATE = 320, 400  # passages behind a table of contents, characters of an opening there
_OPENS_LATE = phrase(
    r"\bagreement\b.{0,260}\b(?:by\s+and\s+(?:between|among)|made\s+(?:\w+\s+){0,12}?between|is\s+(?:made\s+)?between)\b",
    re.DOTALL | re.IGNORECASE,
)
_AGAIN = re.compile(r"(?i)this\s+(?:[\w&-]+\s+){0,9}?agreement\b")  # the opening, below a title
_REACH = 14
_SHORTEST = 60
_ADDRESS = 120  # characters of an address in headings
_LETTER = 14
_EndOf = Callable[[int], re.Match[str] | None]


def openings(passages: Sequence[Passage]) -> Iterator[tuple[list[NamedParty], float]]:
    """Yield lists of parties, one for each place that may name them, and a weight of the place."""
    end_of = cache(lambda at: END.search(passages[at].text[:_MAX]))
    for index, passage in enumerate(passages[:_FURTHEST]):
        text = passage.text[:_MAX]
        if index >= _LOOK and not _OPENS_LATE.search(text[:_LATE]):
            continue
        for lead in LEAD.finditer(text):
            if opens(text, lead):
                before = text[max(0, lead.start() - 250) : lead.start()]
                told = bool(_AGREED.search(before)) or len(before.strip()) < 4  # noqa: PLR2004
                yield (
                    _parties(passages, index, end_of, lead.end()),
                    2.0 * told - 0.06 * index if index < _LOOK else -2.0,
                )
        if (
            index < _LETTER
            and passage.kind is not PassageKind.HEADING
            and (
                any(q in text for q in QUOTES)
                or "(hereinafter" in text
                or _ROLE_PAIR.search(text[:_LATE])
                or _AGREE.search(text[:_LATE])
            )
            and re.match(r"\W{0,3}(?:\(\w\)\s*)?[A-Z0-9]", text)
        ):
            yield (
                _parties(passages, index, end_of, 0),
                -1.0 - 0.06 * index,
            )


def defined(passages: Sequence[Passage]) -> list[NamedParty]:
    """Return each name that stands right before its defined name, anywhere near the top."""
    found = []
    for passage in passages[:_LETTER]:
        begin, text = 0, passage.text[:_MAX]
        marks = sorted(
            [*ALIAS.finditer(text), *PARTY_ALIAS.finditer(text)], key=lambda m: m.start()
        )
        for match in marks:
            alias = defined_name(match)
            if match.start() < begin:
                continue
            stretch = text[begin : match.start()].rstrip(" ,(")
            start = begin
            begin = match.end()
            if NOT_PARTY.match(alias):
                continue
            name = _adjacent(stretch)
            if name and plausible(name):
                place = text.rfind(name, start, match.start())
                if _LEFT_BLANK.search(stretch[stretch.rfind(name) :]):
                    alias = name.split()[0].strip(",.")
                if place >= 0:
                    found.append(NamedParty(name, alias, passage, place, place + len(name)))
    return found


def _adjacent(stretch: str) -> str:
    described = re.search(r",\s+(?:an?|the)\s+[^,;()]{4,80}(?:,[^;()]{0,120})?$", stretch)
    for text in (stretch, stretch[: described.start()] if described else ""):
        if run := _PLAIN_RUN.search(text[-120:]):
            return clean_name(re.sub(r"^(?:of|for|the|The|and|de|&)\s+", "", run[0]))
    return ""


def _parties(
    passages: Sequence[Passage], first: int, end_of: _EndOf, start: int
) -> list[NamedParty]:
    """Split what follows at the defined names, else at "and"."""
    text, owners = _joined_text(passages, first, end_of, start)
    found = []
    for begin, stop, alias in divided(text):
        name = clean_name(_first_line(text[begin:stop]))
        if not plausible(name):
            continue
        at = text.find(name, begin)
        at = begin if at < 0 else at
        offset, passage, skip = max((o for o in owners if o[0] <= at), key=lambda o: o[0])
        place = at - offset + skip
        found.append(NamedParty(name, alias, passage, place, place + len(name)))
    return found


def _first_line(stretch: str) -> str:
    """Cut the lines of an address under a name that has a line of its own."""
    line, _, rest = stretch.lstrip(" \n:").partition(" \n ")
    alone = (
        plausible(line.strip())
        and clean_name(line) == line.strip()
        and re.search(r"\d", rest[:80])
        and (" " in line.strip() or has_form(line))
        and not STRICT.match(rest)
    )
    return line if alone else stretch


def _joined_text(
    passages: Sequence[Passage], first: int, end_of: _EndOf, start: int
) -> tuple[str, list[tuple[int, Passage, int]]]:
    """Join passages up to the recitals; with where each begins in the whole and what was skipped."""
    text = ""
    owners: list[tuple[int, Passage, int]] = []
    for number, passage in enumerate(passages[first : first + _REACH]):
        skip, end = 0 if number else start, end_of(first + number)
        stop = end.start() if end and end.start() >= skip else _MAX
        piece = passage.text[skip:stop]
        heading = passage.kind is PassageKind.HEADING
        joins = NEXT.match(piece) or text.rstrip().lower().endswith(("and", "and:", "and :"))
        again = len(text.strip()) > NUMBERED and _AGAIN.match(piece)
        if number and not joins and (again or (heading and _complete(text))):
            break
        owners.append((len(text), passage, skip))
        text += piece + " \n "
        if stop < _MAX or len(text) > _MAX:
            break
    return text, owners


def _complete(text: str) -> bool:
    """Whether a heading behind this ends the opening: below the first party its address may stand."""
    size = len(text) if re.search(r"(?i)\band\b|&", text) else len(text) - _ADDRESS
    return size > _SHORTEST
