"""Parties of forms: "Customer: X", "BETWEEN the Owner: X ... and the Contractor: Y", signatures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.header.names import (
    STRICT,
    NamedParty,
    clean_name,
    has_form,
    plausible,
    without_roles,
)
from extractors.header.reading import Reading
from extractors.wording import phrase
from models.passage import Passage

_ROLE = (
    r"(?:service\s+)?provider|supplier|vendor|(?:sub-?)?contractor|consultant|licensor|seller|customer|client|buyer|purchaser|licensee|owner|lessor|lessee|landlord|tenant|distributor|"
    r"franchisor|franchisee|reseller|subscriber|party\s+[AB12]|company|manufacturer|construction\s+manager|design-?builder|employer|borrower|lender|sponsor|contract-?issuing\s+party|developer|agency|grantee|proposer|principal"
)
_FIELD = re.compile(
    rf"""
    ^ \W{{0,4}} (?: \(?\d\)?\.?\s* )? (?:the\s+|name\s+of\s+)? (?P<alias> {_ROLE} ) (?:['’]s)? (?:\s*/\s*[\w-]+)? (?:\s+(?:name|legal\s+name|entity))? \s* (?:\((?P<side>[^)]{{0,40}})\)\s*)? [:|][\s:|]* (?P<name> [A-Z0-9a-z][^|:;\n]{{2,120}} )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_INSIDE = re.compile(
    rf"(?:\b(?i:the|between|and)\s+|^|(?<=\W)(?=[A-Z]))(?P<alias>(?i:{_ROLE}))(?:/[\w-]+)?\s*(?:\((?P<side>[^)]{{0,80}})\)\s*)?[:：|]\s*(?:\([^)]{{0,80}}\)\s*)?(?P<name>[A-Z](?:[^:()|：]|\([A-Z]\w+\)(?=\s+[A-Z])){{3,110}})"
)
_ADDRESS = phrase(
    r"\b(?:address|offices?|seat|place\s+of\s+business|e-?mail|telephone|domicile)\s+of(?:\s+the)?\s*$"
)
_TEAM = re.compile(
    r"(?i)^\W*(?P<alias>team(?:\s+name)?|members?|applicant|contact\s+name|organi[sz]ation|legal\s+entity)\s*[:|]\s*(?P<name>[A-Z][^:|]{2,60})"
)
_OPENER = phrase(
    rf"(?i)^\W*(?:between\s+)?(?:and\s+)?(?:the\s+)?(?P<alias>{_ROLE})\s*[:|]?\s*(?:\([^)]{{0,80}}\))?\s*$|(?:and|between)\s+the\s+(?P<last>{_ROLE})\s*:\s*$",
    re.NOFLAG,
)
_NEXT_FIELD = phrase(rf"[.;,]\s+(?:the\s+)?(?:{_ROLE})\s*$")  # "Reed Council. Contractor"
_NOTE = re.compile(r"^\s*\([^)]{0,120}\)\s*")
_BY = phrase(
    r"(?:^|\s)(?:by|signed|signature|name|its)\s*[:：]|/s/|^\W*for\s+and\s+on\s+behalf\s+of\b"
)
_BY_GATES = ("by", "/s/", "sign", "name", "its", "behalf")
_FIRM = phrase(r"(?:[A-Z0-9][\w.&'’/*-]*,?\s+|(?:of|and|de|&)\s+){1,7}$", re.NOFLAG)
_LOOK = 45
_CAPTION = 14
_LINE = 120  # characters of a line that names two firms
_INNER = re.compile(r"\b(?:Company|COMPANY|Corporation|CORPORATION)\s+(?=[A-Z])")


def fields(passages: Sequence[Passage]) -> list[NamedParty]:
    """Return what stands behind "Customer:", "the Owner:" and the like near the top."""
    found: list[NamedParty] = []
    top = passages[:_LOOK]
    for index, passage in enumerate(top):
        text = passage.text[:1500]
        got = [_named(passage, m) for m in _matches(text)]
        found += [party for party in got if party]
        opener = _OPENER.search(text)
        if opener and index + 1 < len(top) and not any(got):
            found += _after(top[index + 1], opener["alias"] or opener["last"])
    return found


def applicants(passages: Sequence[Passage]) -> list[NamedParty]:
    """Return who asks for a grant: "Team: X", "Members: Jane Roe"."""
    named = (_named(p, m) for p in passages if (m := _TEAM.match(p.text[:200])))
    return [party for party in named if party][:1]


def _matches(text: str) -> Iterator[re.Match[str]]:
    if match := _FIELD.match(text):
        yield match
    inside = _INSIDE.search(text) if ":" in text or "|" in text or "：" in text else None
    while inside:
        first = match is None or inside.start("name") != match.start("name")
        if first and not _ADDRESS.search(text[: inside.start()]):
            yield inside
        inside = _INSIDE.search(text, inside.start("name") + 1)


def _named(passage: Passage, match: re.Match[str]) -> NamedParty | None:
    raw = _NEXT_FIELD.sub("", match["name"])
    name = clean_name(_to_form(raw))
    if not plausible(name) or match["alias"].lower() == "architect":
        return None
    at = passage.text.find(name, match.start("name"))
    at = match.start("name") if at < 0 else at
    # "Party A (Shipper): X" is called both
    side = (match["side"] or "").strip(' "“”') if match["alias"].lower().startswith("party") else ""
    also = (side,) if re.fullmatch(r"(?:the\s+)?[A-Z][\w-]+(?:\s[A-Z][\w-]+)?", side) else ()
    return NamedParty(name, match["alias"], passage, at, at + len(name), also)


def _to_form(text: str) -> str:
    """Cut an address that follows the name without a mark: after its form, before its number."""
    form = STRICT.search(text, 2)
    if form and form.start() < 70:  # noqa: PLR2004 (a name is shorter)
        return text[: form.end()]
    return re.split(r"\s+(?=\d|P\.\s?O\.)", text)[0]


def _after(passage: Passage, alias: str) -> list[NamedParty]:
    note = _NOTE.match(passage.text)
    start = note.end() if note else 0
    name = clean_name(_to_form(passage.text[start : start + 200]))
    if not plausible(name):
        return []
    at = max(passage.text.find(name), 0)
    return [NamedParty(name, alias, passage, at, at + len(name))]


def captions(passages: Sequence[Passage]) -> list[NamedParty]:
    """Return the two firms of a caption: "X and Y", "X | Y" or "X" over "and Y", with no clause."""
    top = passages[:_CAPTION]
    for index, passage in enumerate(top):
        for begin, end in _sides(passage.text):
            pair = [*_whole(passage, 0, begin), *_whole(passage, end, len(passage.text))]
            if len(pair) > 1:
                return pair
        following = top[index + 1] if index + 1 < len(top) else None
        if following and (joined := re.match(r"(?i)and\s+", following.text)):
            pair = [
                *_whole(passage, 0, len(passage.text)),
                *_whole(following, joined.end(), len(following.text)),
            ]
            if len(pair) > 1:
                return pair
    return []


def _sides(text: str) -> Iterator[tuple[int, int]]:
    if len(text) <= _LINE:
        for middle in re.finditer(r"(?i)\s+and\s+|\s*\|\s*", text):
            yield middle.span()


def _whole(passage: Passage, begin: int, end: int) -> list[NamedParty]:
    """A stretch that is a firm's name and nothing else."""
    name = passage.text[begin:end].strip(" ,|*_-")
    if len(name) > _LINE or clean_name(name) != name or not plausible(name) or not has_form(name):
        return []
    at = passage.text.find(name, begin)
    return [NamedParty(name, "", passage, at, at + len(name))]


def signatories(reading: Reading) -> list[NamedParty]:
    """Return the firms that stand above "By:" lines in the second half."""
    passages = reading.passages
    found: list[NamedParty] = []
    first = max(len(passages) // 2, 1)
    above = "\n".join(passage.text for passage in passages[:first])
    for index in range(first, len(passages)):
        low = reading.lowers[index][:600]
        if not any(gate in low for gate in _BY_GATES) or not _BY.search(low):
            continue
        for passage in passages[max(first, index - 2) : index + 1]:
            found += [_without_signatory(firm, above) for firm in _firms(passage)]
    return found


def _without_signatory(firm: NamedParty, above: str) -> NamedParty:
    """Drop the name of who signs before that of the firm, which the text above has alone."""
    words = firm.name.split(" ")
    if firm.name in above:
        return firm
    for count in range(1, len(words) - 1):
        name = " ".join(words[count:])
        if has_form(name) and re.search(
            rf"(?:^|[^\w\s]\s|\b[a-z]+\s|\n){re.escape(name)}(?!\w)", above
        ):
            return replace(firm, name=name, start=firm.end - len(name))
    return firm


def _firms(passage: Passage) -> list[NamedParty]:
    text, begin, found = passage.text[:600], 0, _whole(passage, 0, len(passage.text))
    for form in STRICT.finditer(text):
        run = _FIRM.search(text[begin : form.start()] + " ")
        if run and (inner := _INNER.search(run[0], 1)):  # two columns on one line
            at = begin + run.start()
            found += _whole(passage, at, at + inner.end())
            begin = at + inner.end()
            run = _FIRM.search(text[begin : form.start()] + " ")
        if run and form.start() > begin:
            name = clean_name(
                re.sub(r"^(?:(?:of|for|For|and|By|by|de|&)\s+)+", "", without_roles(run[0]))
                + form[0]
            )
            at = text.find(name)
            if plausible(name) and has_form(name) and at >= 0:
                found.append(NamedParty(name, "", passage, at, at + len(name)))
        begin = form.end()
    return found
