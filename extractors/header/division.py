"""Where the names of parties begin and end in the words of an opening, and what each is called.

Reads:  "(1) X ...; and (2) Y"; "X ("Supplier") and Y ("Customer")"; "X (we, us) and Y (you)"; "X and Y".
Yields: a stretch of the text and a defined name for each party; the name itself is cut by ``names``.
"""

import re
from itertools import takewhile

from extractors.header.names import FORM, STRICT, clean_name, has_form, plausible
from extractors.wording import phrase

LEAD = phrase(
    r"\b(?:by\s+and\s+(?:between|among)|between|among(?:st)?|b\s*e\s*t\s*w\s*e\s*e\s*n|entered\s+into\s+by|is\s+made\s+by|executed\s+by|PARTIES|Parties(?=\s*:)|(?:the\s+)?undersigned(?=\s*:|,\s(?![^\n]{0,900}?\b(?:hereby\s+)?(?:acknowledg|consent|certif|guarant|ratif|waive)\w*))|the\s+parties\s+(?:to\s+this\s+[\w-]+\s+)?are)\b"
    r"(?:\s*:?-*\s*and\s+among\b)?\s*(?:the\s+(?:following\s+)?parties\s*(?:listed\s+below)?)?\s*[:,]?-?"
)
_QUOTED = r"""(?:(?:["“”]|‘‘|\'\')\s*(?P<alias>[^"“”\n]{2,48}?),?\s*["“”'’]|(?<![\w])['‘’]\s*(?P<single>[A-Z][^"“”\n'’]{1,46}?),?\s*['’"”](?!\w))"""
ALIAS = phrase(
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
_WE_ALIAS = phrase(  # "Wallaby Pay Pty Ltd (we, us)"
    r"\(\s*(?P<alias>we|us|you)\b(?:[\s,/]*(?:and\b|or\b)?[\s,/]*(?:we|us|our|ours|you|your|yours)\b)*\s*\)"
)
PARTY_ALIAS = phrase(
    r"\(\s*(?:the\s+|hereinafter\s+(?:called\s+|referred\s+to\s+as\s+)?(?:the\s+)?)?(?P<alias>(?:Party|PARTY)\s+\w{1,3})\s*\)",
    re.NOFLAG,
)
_AS_ALIAS = phrase(
    r"(?<=[\w.)]),?\s+(?:not\s+(?:individually|in\s+its\s+individual\s+capacity),?\s+but\s+(?:solely\s+)?)?as\s+(?:the\s+)?"
    r"(?P<alias>[A-Z][\w-]+(?:\s+[A-Z][\w-]+){0,3})(?=\s*(?:,|;|\(|\.|\n|$|and\b|Dated\b))",
    re.NOFLAG,
)
NOT_PARTY = re.compile(
    r"(?i)^(?:the\s+|this\s+)?(?:parties|party|(?:\w+\s+){0,5}(?:agreement|contract|amendment|order|letter|lease|plan|note)|(?:\w+\s+)?date|affiliates|(?:\w+\s+)?(?:amendment|agreement|contract|order|sow)\s+no.*|products?|services?|software|project|licensed\s+\w+|"
    r"(?:\w+\s+)?terms?|sow|territory|program|property|premises|equipment|work|site|marks?|content|act|sec|code|board|shares?|rmb|usd|eur|euro|aud|cad|nzd|sgd|hkd|gbp|chf|sek|nok|dkk|pln|jpy|inr|zar|dollars?|premium|name\s+and\s+address|company\s+group|effective\s+date|technology|system)$"
)
QUOTES = '"“‘”'
NEXT = re.compile(
    r"^[\s,;\u037e.)\-–—•|]*(?:-?\s*(?:and|AND|And|&)\b|\(?(?:\d|[a-zA-Z]|[ivx]+)[.)]\s)"
)
_SENTENCE_END = phrase(
    r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\bInc)(?<!\bLtd)(?<!\bSte)(?<!Suite)(?<!\b[sdwr]/o)\.\s+[A-Z\n]",
    re.NOFLAG,
)
_ITEM = phrase(
    r"(?:^|(?<=[\s;,]))(?P<mark>\()?(?P<number>[1-9]|[A-Ha-h])[.)]\s+(?=[\w“\"])", re.NOFLAG
)
_FIRST = ("1", "a", "A")
_MEMBER = phrase(
    rf"(?:[,;\u037e]\s+(?:and\s+)?|\s+and\s+)(?!{FORM}\b)(?=(?:the\s+)?[A-Z])", re.VERBOSE
)
_PERSON = re.compile(r"[A-Z][a-z]+\s(?:[A-Z]\.\s)?[A-Z][\w'’-]+[\s,]*")
_EMPTY = phrase(r"_{3}|-{4}|\[\s*[•●]|\.{4}", re.NOFLAG)  # a name left out
_AFTER_MARK = phrase(r"[,;)\n]\s*-?\s*(?:and|AND|And|&)\b[\s:-]+$", re.NOFLAG)
_BEFORE_NAME = phrase(r"\band\b|[\W_]")
_THROUGH = phrase(r"\b(?:its|sole|general|managing|by)\s+(?:[\w-]+\s+){0,3}[\w-]+,?\s*$")
_CUT_BEFORE = phrase(r",\s*an?\s|\bhaving\b|\bwhose\b|\bwith\s|\bof\b|[(“\"]")
NUMBERED = 4  # characters of a section number before a heading


def divided(text: str) -> list[tuple[int, int, str]]:
    """Split an opening at its numbers, else at the defined names, else at "and"."""
    return _by_number(text) or _by_alias(text) or _by_and(text)


def opens(text: str, lead: re.Match[str]) -> bool:
    """Whether a name may follow a lead such as "between": it is no word of a clause or a heading."""
    after = text[lead.end() : lead.end() + 160]
    opened = lead.start() < NUMBERED
    if lead[0].rstrip(": ").lower() == "parties" and not (opened and ":" in after[:2] + lead[0]):
        return opened and not after.strip()
    return not after.strip() or bool(
        re.match(r"\s*(?:the\s+|\(?[1iAa][.)]\s*|[|:•-])*\s*[\"“]?[A-Za-z0-9]", after)
    )


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
    found = (*ALIAS.finditer(item), *_BARE_ALIAS.finditer(item))
    return next((a for m in found if not NOT_PARTY.match(a := defined_name(m))), "")


def defined_name(match: re.Match[str]) -> str:
    """Return the defined name that a match of ``ALIAS`` and the like holds."""
    groups = match.groupdict()
    alias: str = groups.get("alias") or groups.get("single") or ""
    return alias.strip(" ,.")


def _by_alias(text: str) -> list[tuple[int, int, str]]:
    matches = list(ALIAS.finditer(text)) if any(q in text for q in QUOTES) else []
    if sum(not NOT_PARTY.match(defined_name(m)) for m in matches) < 2:  # noqa: PLR2004
        matches += [*_BARE_ALIAS.finditer(text), *_WE_ALIAS.finditer(text)]
    matches = sorted([*matches, *_AS_ALIAS.finditer(text)], key=lambda m: m.start())
    parts: list[tuple[int, int, str]] = []
    begin = last = 0
    for match in matches:
        alias = defined_name(match)
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
    leads = [m.end() for m in LEAD.finditer(chunk) if opens(chunk, m)]
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
    if NEXT.match(chunk):
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
        if (STRICT.search(name := clean_name(chunk[start:stop])) or _person(chunk, start))
        and plausible(name)
        and not _THROUGH.search(chunk[:start])
    ]
    return found if found and not _BEFORE_NAME.sub("", chunk[: found[0][0]]) else []


def _person(chunk: str, start: int) -> bool:
    """Whether a list of firms ends so in the name of a person: "X L.P., Y LLC and Jane Roe"."""
    last = _PERSON.fullmatch(chunk, start)
    return bool(last and re.search(r"\band\s+$", chunk[:start]))


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
