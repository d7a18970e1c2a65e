"""Parties in the opening words of a contract.

Reads:  "by and between X, a Delaware corporation ("Supplier"), and Y ("Customer")";
        "PARTIES (1) X ... (the Buyer); and (2) Y"; "X ("Supplier") and Y ("Customer") hereby agree";
        letters ("Acme, Inc. (the "Company") is pleased to retain Jane Roe ("Consultant")").
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import takewhile

from extractors.header.names import FORM, STRICT, NamedParty, clean_name, has_form, plausible
from extractors.wording import phrase
from models.passage import Passage, PassageKind

LEAD = phrase(
    r"\b(?:by\s+and\s+(?:between|among)|between|among(?:st)?|b\s*e\s*t\s*w\s*e\s*e\s*n|entered\s+into\s+by|is\s+made\s+by|executed\s+by|PARTIES|Parties(?=\s*:)|(?:the\s+)?undersigned(?=\s*:)|the\s+parties\s+(?:to\s+this\s+[\w-]+\s+)?are)\b"
    r"(?:\s*:?-*\s*and\s+among\b)?\s*(?:the\s+(?:following\s+)?parties\s*(?:listed\s+below)?)?\s*[:,]?-?"
)
_QUOTED = r"""(?:(?:["“”]|‘‘|\'\')\s*(?P<alias>[^"“”\n]{2,48}?),?\s*["“”'’]|(?<![\w])['‘’]\s*(?P<single>[A-Z][^"“”\n'’]{1,46}?),?\s*['’"”](?!\w))"""
_ALIAS = phrase(
    rf"""
    (?: \(\s* [^()"“”]{{0,90}}?
      | \(?\b(?:each\s+)?(?:also\s+)?(?:hereinafter|hereafter|herein|referred\s+to|collectively|together|individually)\b [^"“”()]{{0,60}}?
      | )
    {_QUOTED} (?: \s*(?:or|and|,)\s* (?:the\s+)? ["“”][^"“”]{{2,40}}["“”] ){{0,3}} [^()"“”]{{0,60}}? \)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BARE_ALIAS = phrase(
    r"\(\s*(?:the\s+|hereinafter\s+(?:called\s+|referred\s+to\s+as\s+)?(?:the\s+)?)?(?P<alias>[A-Z][\w&.-]*(?:\s+[A-Z][\w&.-]*){0,3})\s*\)",
    re.NOFLAG,
)
_WE_ALIAS = phrase(  # "Bluegum Pay Pty Ltd (we, us)"
    r"\(\s*(?P<alias>we|us|you)\b(?:[\s,/]*(?:and\b|or\b)?[\s,/]*(?:we|us|our|ours|you|your|yours)\b)*\s*\)"
)
_ROLE_PAIR = phrase(  # "X B.V. (Sponsor) and Y ApS (Institution)"
    r"\((?:the\s+)?[A-Z][\w-]+\)\s*,?\s+and\s[^()]{3,90}\((?:the\s+)?[A-Z][\w-]+\)", re.NOFLAG
)
_AGREE = phrase(  # "X AG and Y AG agree on the following addition"
    r"^[A-Z][^;:]{3,100}\sand\s[^;:]{3,100}?\s(?:hereby\s+|have\s+)*(?:agree[ds]?|amend(?:ed)?|vary|varied|supplement|are\s+parties)\b",
    re.NOFLAG,
)
_PARTY_ALIAS = phrase(
    r"\(\s*(?:the\s+|hereinafter\s+(?:called\s+|referred\s+to\s+as\s+)?(?:the\s+)?)?(?P<alias>(?:Party|PARTY)\s+\w{1,3})\s*\)",
    re.NOFLAG,
)
_AS_ALIAS = phrase(
    r"(?<=[\w.)]),?\s+(?:not\s+(?:individually|in\s+its\s+individual\s+capacity),?\s+but\s+(?:solely\s+)?)?as\s+(?:the\s+)?"
    r"(?P<alias>[A-Z][\w-]+(?:\s+[A-Z][\w-]+){0,3})(?=\s*(?:,|;|\(|\.|\n|$|and\b|Dated\b))",
    re.NOFLAG,
)
END = re.compile(
    r"\b(?:WHEREAS|RECITALS?|BACKGROUND|WITNESSETH|W\s+I\s+T\s+N\s+E\s+S|NOW,?\s+THEREFORE|Whereas|PREAMBLE|THE\s+PARTIES\s+AGREE|IT\s+IS\s+(?:HEREBY\s+)?AGREED|AGREED\s+TERMS|for\s+the\s+following\s+Project)\b"
    r"|\bin\s+consideration\s+of\b|\b(?:hereby\s+)?agree\s+as\s+follows\b|\bARTICLE\s+(?:I|1)\b"
)
NOT_PARTY = re.compile(
    r"(?i)^(?:the\s+|this\s+)?(?:parties|party|(?:\w+\s+){0,5}(?:agreement|contract|amendment|order|letter|lease|plan|note)|(?:\w+\s+)?date|affiliates|(?:\w+\s+)?(?:amendment|agreement|contract|order|sow)\s+no.*|products?|services?|software|project|licensed\s+\w+|"
    r"(?:\w+\s+)?terms?|sow|territory|program|property|premises|equipment|work|site|marks?|content|act|sec|code|board|shares?|rmb|usd|eur|euro|dollars?|premium|name\s+and\s+address|company\s+group|effective\s+date|technology)$"
)
_QUOTES = '"“‘”'
_NEXT = re.compile(
    r"^[\s,;\u037e.)\-–—•|]*(?:-?\s*(?:and|AND|And|&)\b|\(?(?:\d|[a-zA-Z]|[ivx]+)[.)]\s)"
)
_SENTENCE_END = phrase(
    r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\bInc)(?<!\bLtd)(?<!\bSte)(?<!Suite)(?<!\b[sdwr]/o)\.\s+[A-Z\n]",
    re.NOFLAG,
)
_PLAIN_RUN = phrase(r"(?:(?:[A-Z0-9][\w.&'’/*-]*|of|de|for|the|&)(?:,?\s+|$)){1,8}$", re.NOFLAG)
_AGREED = phrase(
    r"\b(?:made|entered|agreement|contract|dated|effective|executed|deed|lease|amendment|concluded|order|licen[cs]e|parties)\b"
)
_ITEM = phrase(
    r"(?:^|(?<=[\s;,]))(?P<mark>\()?(?P<number>[1-9]|[A-Ha-h])[.)]\s+(?=[\w“\"])", re.NOFLAG
)
_FIRST = ("1", "a", "A")
_MEMBER = phrase(
    rf"(?:[,;\u037e]\s+(?:and\s+)?|\s+and\s+)(?!{FORM}\b)(?=(?:the\s+)?[A-Z])", re.VERBOSE
)
_EMPTY = phrase(r"_{3}|-{4}|\[\s*[•●]|\.{4}", re.NOFLAG)  # a name left out
_AFTER_MARK = phrase(r"[,;)\n]\s*-?\s*(?:and|AND|And|&)\b[\s:-]+$", re.NOFLAG)
_BEFORE_NAME = phrase(r"\band\b|[\W_]")
_THROUGH = phrase(r"\b(?:its|sole|general|managing|by)\s+(?:[\w-]+\s+){0,3}[\w-]+,?\s*$")
_MAX = 2600
_NUMBERED = 4  # characters of a section number before a heading
_LOOK = 70
_FURTHEST, _LATE = 320, 400  # passages behind a table of contents, characters of an opening there
_OPENS_LATE = phrase(
    r"\bagreement\b.{0,260}\b(?:by\s+and\s+(?:between|among)|made\s+(?:\w+\s+){0,12}?between|is\s+(?:made\s+)?between)\b",
    re.DOTALL | re.IGNORECASE,
)
_AGAIN = re.compile(r"(?i)this\s+(?:[\w&-]+\s+){0,9}?agreement\b")  # the opening, below a title
_REACH = 14
_SHORTEST = 60
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
            if _opens(text, lead):
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
                any(q in text for q in _QUOTES)
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
            [*_ALIAS.finditer(text), *_PARTY_ALIAS.finditer(text)], key=lambda m: m.start()
        )
        for match in marks:
            alias = _alias(match)
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
                if place >= 0:
                    found.append(NamedParty(name, alias, passage, place, place + len(name)))
    return found


def _adjacent(stretch: str) -> str:
    described = re.search(r",\s+(?:an?|the)\s+[^,;()]{4,80}(?:,[^;()]{0,120})?$", stretch)
    for text in (stretch, stretch[: described.start()] if described else ""):
        if run := _PLAIN_RUN.search(text[-120:]):
            return clean_name(re.sub(r"^(?:of|for|the|The|and|de|&)\s+", "", run[0]))
    return ""


def _opens(text: str, lead: re.Match[str]) -> bool:
    after = text[lead.end() : lead.end() + 160]
    opened = lead.start() < _NUMBERED
    if lead[0].rstrip(": ").lower() == "parties" and not (opened and ":" in after[:2] + lead[0]):
        return opened and not after.strip()
    return not after.strip() or bool(
        re.match(r"\s*(?:the\s+|\(?[1iAa][.)]\s*|[|:•-])*\s*[\"“]?[A-Za-z0-9]", after)
    )


def _parties(
    passages: Sequence[Passage], first: int, end_of: _EndOf, start: int
) -> list[NamedParty]:
    """Split what follows at the defined names, else at "and"."""
    text, owners = _joined_text(passages, first, end_of, start)
    found = []
    for begin, stop, alias in _by_number(text) or _by_alias(text) or _by_and(text):
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
        joins = _NEXT.match(piece) or text.rstrip().lower().endswith(("and", "and:", "and :"))
        again = len(text.strip()) > _NUMBERED and _AGAIN.match(piece)
        if number and not joins and (again or (len(text) > _SHORTEST and heading)):
            break
        owners.append((len(text), passage, skip))
        text += piece + " \n "
        if stop < _MAX or len(text) > _MAX:
            break
    return text, owners


def _by_number(text: str) -> list[tuple[int, int, str]]:
    """Split "(1) X ...; and (2) Y ..." at its numbers; nothing where an item names no party."""
    items: list[re.Match[str]] = []
    for match in _ITEM.finditer(text):
        first = items[0] if items else match
        wanted = _follows(items[-1]["number"]) if items else _FIRST
        if match["number"] in wanted and bool(match["mark"]) == bool(first["mark"]):
            items.append(match)
    if len(items) < 2 or text[: items[0].start()].strip():  # noqa: PLR2004 (a list has two)
        return []
    stops = [*(m.start() for m in items[1:]), len(text)]
    parts = [
        (m.end(), stop, _alias_in(text[m.end() : stop]))
        for m, stop in zip(items, stops, strict=True)
    ]
    named = list(takewhile(lambda p: plausible(clean_name(text[p[0] : p[1]])), parts))
    return named if len(named) > 1 and any(alias for _, _, alias in named) else []


def _follows(number: str) -> str:
    return str(int(number) + 1) if number.isdigit() else chr(ord(number) + 1)


def _alias_in(item: str) -> str:
    """The name that an item of a list defines, if any."""
    found = (*_ALIAS.finditer(item), *_BARE_ALIAS.finditer(item))
    return next((a for m in found if not NOT_PARTY.match(a := _alias(m))), "")


def _alias(match: re.Match[str]) -> str:
    groups = match.groupdict()
    alias: str = groups.get("alias") or groups.get("single") or ""
    return alias.strip(" ,.")


def _by_alias(text: str) -> list[tuple[int, int, str]]:
    matches = list(_ALIAS.finditer(text)) if any(q in text for q in _QUOTES) else []
    if sum(not NOT_PARTY.match(_alias(m)) for m in matches) < 2:  # noqa: PLR2004
        matches += [*_BARE_ALIAS.finditer(text), *_WE_ALIAS.finditer(text)]
    matches = sorted([*matches, *_AS_ALIAS.finditer(text)], key=lambda m: m.start())
    parts: list[tuple[int, int, str]] = []
    begin = last = 0
    for match in matches:
        alias = _alias(match)
        if match.start() < begin or not alias[:1].isalnum():
            continue
        chunk = text[begin : match.start()]
        if len(parts) >= 1 and _over(chunk, len(parts)):
            break
        if NOT_PARTY.match(alias):
            begin = begin if parts else match.end()  # 'Effective May 1 (the "Effective Date"), X'
            continue
        if len(chunk.strip(" ,.;)\n")) < 3:  # noqa: PLR2004 (a second defined name of the same party)
            begin = match.end()
            continue
        at = _name_start(chunk) if parts else _last_lead(chunk)
        pieces = [(begin + at + a, begin + at + b, alias) for a, b in _shared(chunk[at:])]
        named = any(plausible(clean_name(text[a:b])) for a, b, _ in pieces)
        if not parts or named or _EMPTY.search(chunk):
            parts += pieces
            last = match.end()
        begin = match.end()
    if len(parts) == 1 and (rest := _second(text[last:])):
        parts.append((last + rest, len(text), ""))
    return parts if len(parts) >= 2 else []  # noqa: PLR2004


def _last_lead(chunk: str) -> int:
    """Where a caption before the first name ends: the last "between" that a name follows."""
    leads = [m.end() for m in LEAD.finditer(chunk) if _opens(chunk, m)]
    return next((at for at in reversed(leads) if plausible(clean_name(chunk[at:]))), 0)


def _second(rest: str) -> int:
    """Where a second party without a defined name begins; 0 where there is none."""
    over = re.search(r"\.\s+[\"“A-Z]|\.\s*\n\s*\d", rest)
    near = re.search(
        r"(?:^|[,;)\n])[\s,;)\n-]*(?:and|AND|And|&)\b[\s:,-]*(?=(?:the\s+|\([A-Z][a-z]+\)\s*)?[A-Z0-9])",
        rest[: min(over.start() if over else 600, 600)],
    )
    return near.end() if near else 0


def _over(chunk: str, parties: int) -> bool:
    """Whether the sentence that names the parties ended before this chunk's defined name."""
    if _NEXT.match(chunk):
        return False
    ended = _SENTENCE_END.search(chunk) or re.search(r"[.:]\s*\n\s*\S", chunk)
    joined = re.search(r"[,;)\n]\s*-?\s*(?:and|AND|And|&)\b|[;,.]\s*\n\s*\(\w{1,2}\)\s", chunk)
    if parties == 1:
        return bool(ended) and not re.search(r"(?:^|[\s,;])(?:and|AND|And|&)\b", chunk)
    return bool(ended) or not (joined or re.match(r"\s*[,;\u037e]\s*[A-Z]", chunk))


def _name_start(chunk: str) -> int:
    """Where the next party begins: on the last line, right here, or after an address and "and"."""
    line = chunk.rfind("\n")
    if line > 0 and chunk[line:].strip():
        name = clean_name(chunk[line:])
        if plausible(name) and (
            has_form(name) or chunk[:line].rstrip(" :\n").lower().endswith((",", ";", "and"))
        ):
            return line + 1
    number = re.match(r"[\s,;.)]*\d+\s", chunk)
    if (
        not number
        and re.match(
            r"[\s,;.)]*(?:-?\s*(?:and|AND|And|&)\b|\(?\w[.)]\s|(?:the\s+)?[A-Z0-9][\w.&-]*,?\s+[A-Z])",
            chunk,
        )
        and not re.match(
            r"[\s,;.)]*(?:a|an|with|having|located|whose|organi[sz]ed|of|at|in|on|as)\b", chunk
        )
    ):
        return 0
    starts = [
        m.end()
        for m in re.finditer(r"\b(?:and|AND|And|&)\b[\s:-]+(?=(?:the\s+)?[A-Za-z0-9])", chunk)
    ]
    names = [
        s
        for s in reversed(starts)
        if plausible(clean_name(chunk[s:])) and not chunk[s:].startswith("its ")
    ]
    firms = [s for s in names if has_form(clean_name(chunk[s:]))] or names
    told = (s for s in firms if _AFTER_MARK.search(chunk[:s]))  # not the "and" within a name
    return next(told, firms[0] if firms else 0)


def _shared(chunk: str) -> list[tuple[int, int]]:
    """One stretch, or several where "X, Inc., and Y, Ltd." share or lack a defined name."""
    persons = [m.start() for m in re.finditer(r"\b(?:Mr|Ms|Mrs|Dr)\.\s+[A-Z]", chunk[:300])]
    if len(persons) > 1 and re.fullmatch(r"[\s,]*(?:and\s+)?[\w.\s]+,?\s*", chunk[: persons[1]]):
        return list(zip(persons, [*persons[1:], len(chunk)], strict=True))
    if len(members := _members(chunk)) > 1:
        return members
    for match in re.finditer(
        r"(?i)(?:,|;|\))?\s+and\s+(?=(?:the\s+)?[A-Z])|(?<=\b(?:LLC|INC|Inc|Ltd|LTD))\.?\s+&\s+(?=[A-Z])",
        chunk,
    ):
        left, right = chunk[: match.start()], chunk[match.end() :]
        if has_form(left) and has_form(clean_name(right)) and has_form(clean_name(left)):
            return [(0, match.start()), (match.end(), len(chunk))]
    return [(0, len(chunk))]


def _members(chunk: str) -> list[tuple[int, int]]:
    """Each firm of "X LP, a Delaware limited partnership, Y LLC, a ..., and Z LLC"."""
    starts = [0, *(m.end() for m in _MEMBER.finditer(chunk))]
    stops = [*starts[1:], len(chunk)]
    found = [
        (start, stop)
        for start, stop in zip(starts, stops, strict=True)
        if STRICT.search(name := clean_name(chunk[start:stop]))
        and plausible(name)
        and not _THROUGH.search(chunk[:start])
    ]
    return found if found and not _BEFORE_NAME.sub("", chunk[: found[0][0]]) else []


def _by_and(text: str) -> list[tuple[int, int, str]]:
    splits = list(
        re.finditer(
            r"(?i)[,;)\s]\s*-?\s*\band\b\s*-?\s*[:,]?\s*(?=(?:the\s+|\()?[A-Z0-9])", text[:900]
        )
    )
    for match in splits:
        left, right = clean_name(text[: match.start()]), clean_name(text[match.end() :])
        if (
            plausible(left)
            and plausible(right)
            and (has_form(left) or len(splits) == 1 or _CUT_BEFORE.search(text[: match.start()]))
        ):
            return [(0, match.start(), ""), (match.end(), len(text), "")]
    return []


_CUT_BEFORE = phrase(r",\s*an?\s|\bhaving\b|\bwhose\b|\bwith\s|\bof\b|[(“\"]")
