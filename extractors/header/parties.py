"""Parties: their names in the preamble, the signature block, or a form's "Customer:" fields.

Reads:  "by and between X, a Delaware corporation ("Supplier"), and Y ("Customer")";
        "BETWEEN the Owner: X ... and the Contractor: Y"; "Customer: X".
Leaves: persons who only sign, guarantors, law firms, addresses.
"""

import re
from dataclasses import dataclass

from models.document import Document
from models.passage import Passage, PassageKind

FORM = r"""(?: Inc(?:orporated)? | Corp(?:oration)? | Co(?:mpany)? | Ltd | Limited | LLC | L\.\s?L\.\s?C
    | LLP | L\.\s?L\.\s?P | L\.?P | PLC | plc | N\.\s?A | N\.?V | B\.?V | S\.?A\.?S? | S\.?r\.?l | S\.?p\.?A | A\.?G | GmbH(?:\s+&\s+Co\.?\s+KG)?
    | AB | A/?S | Oyj? | Pty | Pte | K\.?K | Trust | Bank | University | Association | Foundation | Partnership | Institute
    | Sp\.\s?z\s?o\.\s?o | S\.A\.\s+de\s+C\.V | Holdings? | Group | Authority | Council | Hospital | Agency | Department )"""
STRICT = re.compile(
    r"""(?:,?\s*\b(?:Inc(?:orporated)?|INC|Corp(?:oration)?|CORP(?:ORATION)?|CORPORATION|INCORPORATED|Ltd|LTD|Limited|LIMITED|LLC|L\.\s?L\.\s?C|LLP|L\.\s?L\.\s?P|L\.?P|PLC|plc|Plc|
    N\.\s?A|N\.?V|B\.?V|S\.?A\.?S|S\.A|S\.?[aà]?\.?\s?r\.?l|S\.?p\.?A|AG|AB|AS|A/S|Oyj?|SE|SARL|Sarl|GmbH(?:\s+&\s+Co\.?\s+KG)?|K\.?K|s\.r\.o|Sp\.\s?z\s?o\.\s?o|Pte|Pty|de\s+C\.?V|DE\s+C\.?V)\b\.?)+""",
    re.VERBOSE,
)
HAS_FORM = re.compile(rf"\b{FORM}\b\.?", re.VERBOSE)
LEAD = re.compile(
    r"\b(?:by\s+and\s+(?:between|among)|between|among(?:st)?|b\s*e\s*t\s*w\s*e\s*e\s*n|entered\s+into\s+by)\b"
    r"\s*(?:and\s+among\s*)?(?:the\s+(?:following\s+)?parties\s*(?:listed\s+below)?)?\s*[:,]?",
    re.IGNORECASE,
)
ALIAS = re.compile(
    r"""
    \(? \s* (?:, \s*)? (?: (?:each\s+)?(?:hereinafter|herein|hereafter) [^"“”()]{0,60} )?
    \(? (?: the\s+ | collectively,?\s+ | together,?\s+ | as\s+ | individually[^"“”()]{0,50}?
          | hereinafter[^"“”()]{0,60}? | (?:also\s+)?referred\s+to[^"“”()]{0,40}? | [^()"“”]{0,60}?\b(?:the|or|as|called)\s+ )?
    ["“”'‘] \s* (?P<alias> [^"“”]{2,48}? ) ,? ["“”'’] (?: \s*(?:or|and|,)\s* (?:the\s+)? ["“”][^"“”]{2,40}["“”] ){0,3} [^()]{0,40}? \)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
END = re.compile(
    r"\b(?:WHEREAS|RECITALS?|BACKGROUND|WITNESSETH|W\s+I\s+T\s+N\s+E\s+S|NOW,?\s+THEREFORE|Whereas|PREAMBLE|THE\s+PARTIES\s+AGREE)\b"
    r"|\bin\s+consideration\s+of\b|\b(?:hereby\s+)?agree\s+as\s+follows\b|\bARTICLE\s+(?:I|1)\b"
)
NOT_PARTY = re.compile(
    r"(?i)^(?:the\s+)?(?:parties|party|agreement|effective\s+date|contract|commencement\s+date|affiliates?|license\s+agreement|amendment|product|products|services|project|"
    r"execution\s+date|original\s+agreement|(?:master|services?|this)\s+.*agreement|term|sow|company\s+group|act|sec|.*\bdate)$"
)
CUT = re.compile(
    r"""
      (?:,\s*(?:an?|the)|\s+an?)\s+(?:[\w.,'/-]+\s+){0,7}?(?:corporation|company|partnership|association|organi[sz]ation|entity|trust|
          individual|bank|university|subsidiary|division|affiliate|body|cooperative|firm|institution|municipality|agency|LLC|citizen|resident|professional|agencia|sociedad|unit)\b
    | ,?\s*\(?\b(?:having|with\s+(?:its|an?|his|her|their|offices?|principal|registered|a\s+)|whose|located|organi[sz]ed|incorporated\s+(?:in|under|and)|duly|existing|doing\s+business|d/?b/?a|on\s+behalf|
          acting|through\s+its|maintaining|of\s+\d|residing|at\s+\d|and\s+its\s+(?:affiliates|subsidiaries|successors)|for\s+itself|registered|by\s+its|a\s+wholly|formed|established|hereinafter|hereafter|herein|
          f/?k/?a|formerly|as\s+(?:agent|trustee|owner|seller|buyer|the|set)|located|effective|dated|\d{2,}|together\s+with|which\s+is|collectively|individually|this\s+|address|Tax\s+ID|Telephone|Phone|Fax|(?:Company|Corporation)\s+(?:No|number|registration))\b
    | \s*[“"\[;:] | \s*\((?![A-Z]\w+\)\s+[A-Z]) | ,?\s+(?:a|an)\s+(?:[A-Z][\w.]*\s+){1,4}(?:corp|co|LLC|limited)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
LABELLED = re.compile(
    r"""
    ^ (?: \(?\d\)?\.?\s* )? (?:the\s+|name\s+of\s+)? (?P<alias> (?:service\s+)?(?:provider|supplier|vendor|contractor|consultant|licensor|seller|customer|client|buyer|purchaser|licensee|owner|lessor|lessee|landlord|tenant|distributor|
        franchisor|franchisee|reseller|subscriber|party\s+[AB12]|company|manufacturer) ) (?:\s+(?:name|legal\s+name|entity))? \s* [:|] \s* (?P<name> [A-Z0-9][^|:;]{2,90} )
    """,
    re.VERBOSE | re.IGNORECASE,
)
OWNER = re.compile(
    r"(?i)\bthe\s+(?P<alias>owner|contractor|client|architect|construction\s+manager|customer|provider|supplier|subcontractor)\s*:\s*(?:\([^)]{0,80}\)\s*)?(?P<name>[A-Z][^:()]{3,90})"
)
_MAX_PREAMBLE = 2600
_MAX_LOOK = 70
_SHORTEST_PREAMBLE = 60
_MAX_WORDS = 12


@dataclass(frozen=True, slots=True)
class NamedParty:
    """A party's name, what the contract calls it, and where the name stands."""

    name: str
    alias: str
    passage: Passage
    start: int
    end: int


def named_parties(document: Document) -> list[NamedParty]:
    """Find the parties; the preamble first, then form fields."""
    found = _labelled(document) if _is_form(document) else []
    if len(found) < 2:  # noqa: PLR2004 (a contract has two sides)
        found = max((_preamble(document), found, _owner_form(document)), key=len)
    if not found:
        found = _labelled(document)
    return _distinct(found)


def clean_name(text: str) -> str:
    """Cut a stretch of a preamble down to the name of the party that it begins with.

    >>> clean_name('and Acme Data, Inc., a Delaware corporation with offices at 1 Main St')
    'Acme Data, Inc.'
    """
    body = re.sub(
        r"^(?:[\s,;:.\-–—|]|and\b|&\s|between\b|among\b|by\b|the\s+(?=[A-Z])|\(?(?:\d|[ivx]+|[a-z])[.)]\s)+",
        "",
        text,
        flags=re.IGNORECASE,
    )
    cut = CUT.search(body)
    name = body[: cut.start()] if cut else body
    form = STRICT.search(name, 2)
    if form and not re.match(
        r"\s*(?:[/&]|d/?b/?a|of\b|and\s+\w+,?\s+(?:Inc|LLC|Ltd|L\.P))", name[form.end() :]
    ):
        name = name[: form.end()]
    name = " ".join(name.split()).strip(" ,;:-–—|*")
    return (
        name
        if name.endswith((".", ")")) and re.search(rf"{FORM}\.$", name, re.VERBOSE)
        else name.rstrip(".")
    )


def _preamble(document: Document) -> list[NamedParty]:
    passages = [p for p in document.passages[:_MAX_LOOK] if p.text]
    best: list[NamedParty] = []
    for index, passage in enumerate(passages):
        for lead in LEAD.finditer(passage.text):
            if not _opens(passage, lead):
                continue
            found = _distinct(_chunks(passages[index : index + 14], lead.end()))
            if _worth(found) > _worth(best):
                best = found
        if len(best) >= 2 and all(p.alias for p in best):  # noqa: PLR2004 (a contract has two sides)
            break
    return best


def _worth(found: list[NamedParty]) -> tuple[int, int]:
    """Two sides first, then how many have a defined name and a legal form."""
    return (min(len(found), 2), sum(bool(p.alias) + bool(HAS_FORM.search(p.name)) for p in found))


def _opens(passage: Passage, lead: re.Match[str]) -> bool:
    after = passage.text[lead.end() : lead.end() + 160]
    return not after.strip() or bool(
        re.match(r"\s*(?:the\s+|\(?[1iAa][.)]\s*|\|)?\s*[\"“]?[A-Z0-9]", after)
    )


def _chunks(passages: list[Passage], start: int) -> list[NamedParty]:
    """Split what follows "between" at the defined names, else at "and"."""
    text, owners = "", []
    for number, passage in enumerate(passages):
        piece = passage.text[start:] if number == 0 else passage.text
        if (
            number
            and passage.kind is PassageKind.HEADING
            and len(text) > _SHORTEST_PREAMBLE
            and not re.match(r"(?i)\s*(?:-?\s*and\b)", piece)
        ):
            break
        owners.append((len(text), passage, start if number == 0 else 0))
        text += piece + " \n "
        if END.search(piece) or len(text) > _MAX_PREAMBLE:
            break
    if end := END.search(text):
        text = text[: end.start()]
    parts = _by_alias(text) or _by_and(text)
    found = []
    for begin, stop, alias in parts:
        name = clean_name(text[begin:stop])
        if not _plausible(name):
            continue
        at = text.index(name, begin) if name in text[begin:] else begin
        offset, passage, skip = max((o for o in owners if o[0] <= at), key=lambda o: o[0])
        place = at - offset + skip
        found.append(NamedParty(name, alias, passage, place, place + len(name)))
    return found


def _by_alias(text: str) -> list[tuple[int, int, str]]:
    parts: list[tuple[int, int, str]] = []
    begin = 0
    for match in ALIAS.finditer(text):
        alias = match["alias"].strip(" ,.")
        if NOT_PARTY.match(alias) or not alias[:1].isalnum():
            continue
        chunk = text[begin : match.start()]
        if len(chunk.strip(" ,.;)")) < 3:  # noqa: PLR2004 (a second defined name of the same party)
            begin = match.end()
            continue
        at = _name_start(chunk) if parts else 0
        parts += [
            (begin + at + left, begin + at + right, alias) for left, right in _joined(chunk[at:])
        ]
        begin = match.end()
    if len(parts) == 1 and (rest := re.match(r"[\s,;)]*and\s+(?=(?:the\s+)?[A-Z])", text[begin:])):
        parts.append((begin + rest.end(), len(text), ""))
    return parts if len(parts) >= 2 else []  # noqa: PLR2004


def _name_start(chunk: str) -> int:
    """Where the next party begins: right here, or after an address and "and"."""
    if re.match(
        r"[\s,;.)]*(?:-?\s*(?:and|AND|And|&)\b|(?:the\s+)?[A-Z0-9][\w.&-]*\s+[A-Z])", chunk
    ) and not re.match(
        r"[\s,;.)]*(?:a|an|with|having|located|whose|organi[sz]ed|of|at|in|on|as)\b", chunk
    ):
        return 0
    starts = [
        m.end() for m in re.finditer(r"\b(?:and|AND|And|&)\b\s+(?=(?:the\s+)?[A-Z0-9])", chunk)
    ]
    return next(
        (
            s
            for s in reversed(starts)
            if _plausible(clean_name(chunk[s:])) and not chunk[s:].startswith("its ")
        ),
        0,
    )


def _joined(chunk: str) -> list[tuple[int, int]]:
    """One stretch, or two where "X, Inc., and Y, Ltd." share or lack a defined name."""
    for match in re.finditer(r"(?:,|;|\))?\s+and\s+(?=(?:the\s+)?[A-Z])", chunk):
        left, right = chunk[: match.start()], chunk[match.end() :]
        if (
            HAS_FORM.search(left)
            and HAS_FORM.search(clean_name(right))
            and HAS_FORM.search(clean_name(left))
        ):
            return [(0, match.start()), (match.end(), len(chunk))]
    return [(0, len(chunk))]


def _by_and(text: str) -> list[tuple[int, int, str]]:
    splits = list(
        re.finditer(
            r"(?i)[,;)\s]\s*-?\s*\band\b\s*-?\s*[:,]?\s*(?=(?:the\s+|\()?[A-Z])", text[:900]
        )
    )
    for match in splits:
        left, right = clean_name(text[: match.start()]), clean_name(text[match.end() :])
        if (
            _plausible(left)
            and _plausible(right)
            and (HAS_FORM.search(left) or len(splits) == 1 or CUT.search(text[: match.start()]))
        ):
            return [(0, match.start(), ""), (match.end(), len(text), "")]
    return []


def _plausible(name: str) -> bool:
    words = name.split()
    capitals = sum(w[:1].isupper() or w[:1].isdigit() for w in words)
    return (
        0 < len(words) <= _MAX_WORDS
        and len(name) > 2  # noqa: PLR2004
        and name[:1].isalnum()
        and capitals * 2 >= len(words)
        and not re.match(
            r"(?i)(?:party|parties|this|that|you|we|agreement|dated?|made|in|witness|exhibit|page|section|article|it)\b",
            name,
        )
    )


def _is_form(document: Document) -> bool:
    return sum(bool(LABELLED.match(p.text)) for p in document.passages[:40]) >= 2  # noqa: PLR2004


def _labelled(document: Document) -> list[NamedParty]:
    found = []
    for passage in document.passages[:_MAX_LOOK]:
        match = LABELLED.match(passage.text)
        if match and _plausible(name := clean_name(match["name"])):
            found.append(
                NamedParty(
                    name,
                    match["alias"],
                    passage,
                    match.start("name"),
                    match.start("name") + len(name),
                )
            )
    return found


def _owner_form(document: Document) -> list[NamedParty]:
    """Standard forms of the building trade: "BETWEEN the Owner: ... and the Contractor: ..."."""
    found = []
    for passage in document.passages[:40]:
        for match in OWNER.finditer(passage.text):
            body = match["name"]
            form = HAS_FORM.search(body)
            name = body[: form.end()] if form else clean_name(body)
            if match["alias"].lower() != "architect" and _plausible(name):
                found.append(
                    NamedParty(
                        name.strip(" ,"),
                        match["alias"],
                        passage,
                        match.start("name"),
                        match.start("name") + len(name),
                    )
                )
    return found


def _distinct(found: list[NamedParty]) -> list[NamedParty]:
    seen: dict[str, NamedParty] = {}
    for party in found:
        seen.setdefault(re.sub(r"\W", "", party.name.lower()), party)
    return list(seen.values())
