"""Parties that the list of an opening left out: they sign, and the opening or the address names them.

Reads:  signers ("Acme, Inc." over "By:") whom the opening words or the address of a letter name;
        the other column of a signature line ("ACME, INC. BETA LLC" over "By: By:").
Leaves: signers whom only the signature names (guarantors, general partners, escrow agents).
"""

import re
from collections.abc import Iterator, Sequence

from extractors.header.names import (
    STRICT,
    NamedParty,
    clean_name,
    has_form,
    plausible,
    same_name,
    without_roles,
)
from extractors.header.preamble import END
from extractors.header.reading import GREETING, Reading
from extractors.header.wording import dates_in
from extractors.wording import phrase
from models.passage import Passage

_NOT_ITSELF = phrase(
    r"\b(?:its|subsidiar\w+|affiliates?|division|parent|partner|member|manager|shareholders?|owner|trustee|successor|between|with|to|under)"
    r"(?:\s+(?:company|corporation))?(?:\s+(?:of|in|to))?(?:\s+the)?[\s,:]*$"
)
_SIGNED = phrase(r"\bby\s*[:_]|/s/|\bname\s*:|\btitle\s*:|\bsigned\b|\bsignature|accepted\s+and")
_INSIDE = phrase(
    r"(?:(?!(?:AND|And|BETWEEN|Between|AMONG|BY|By|WITH|TO|To|OF|PARTIES|(?i:officer|president|director|agreement|contract|manager|counsel|secretary|chairman|parties))\b)\b[A-Z][\w.&'’/-]*|&|-|\bof|\bthe|\bThe)\s+$",
    re.NOFLAG,
)
_AGREED = phrase(
    r"\b(?:agreements?|agrees?)\s+with\s+(?:you,?\s+)?$|\b(?:retain|engage|appoint)s?\s+$"
)
_HIMSELF = re.compile(
    r"\s*/s/\s*(?P<name>[A-Z][a-z]+(?:\s[A-Z]\.)?(?:\s[A-Z][\w'’-]+){1,2})\s+(?P=name)\s*(?:$|,)"
)
_GOES_ON = re.compile(r"\s+of\s+[A-Z]|[-.]\w")
_TOP = 22  # passages in which a letter's address stands
_ADDRESS = 4  # passages before the greeting that hold it
_OPENING = 2600
_LONGEST = 6  # words of an addressee's name
_SHORTEST = 2  # words of a name cut by a column
_OTHER = re.compile(
    r"\s*(?:\([^)]{1,30}\)\s*)?(?P<name>(?:[A-Z0-9][\w.&'’/*-]*,?\s+|(?:of|&)\s+){1,7}?)(?=\S)"
)


def left_out(
    parties: Sequence[NamedParty], signers: Sequence[NamedParty], reading: Reading
) -> list[NamedParty]:
    """Return the signers that are no party yet although the opening names them."""
    found: list[NamedParty] = []
    openings = _openings(parties, reading)
    for signer in (*signers, *_confirmed(reading)):
        if any(_alike(signer.name, p.name) for p in (*parties, *found)):
            continue
        first = re.split(r"\W", signer.name.lower(), maxsplit=1)[0]
        near = any(first in passage.text[begin:end].lower() for passage, begin, end in openings)
        wording = _wording(signer.name) if near else None
        if wording is None:
            continue
        for passage, begin, end in openings:
            match = wording.search(passage.text, begin, end)
            if match and _itself(passage.text, match.start(), match.end()):
                name = match[0].strip(" ,")
                found.append(
                    NamedParty(
                        name,
                        _alias(passage.text, match.end()),
                        passage,
                        match.start(),
                        match.start() + len(name),
                    )
                )
                break
    return found


def persons(reading: Reading) -> Iterator[NamedParty]:
    """Yield who signs for himself: "/s/ Jane Roe" over "Jane Roe", not behind "By:"."""
    for passage in reading.passages[len(reading.passages) // 2 :]:
        match = _HIMSELF.match(passage.text)
        if match and plausible(match["name"]):
            yield NamedParty(match["name"], "", passage, *match.span("name"))


def _itself(text: str, at: int, end: int) -> bool:
    """Whether a name stands there for itself, not as a part of another or to describe one."""
    before = text[max(0, at - 40) : at]
    return (
        not _NOT_ITSELF.search(before)
        and not _INSIDE.search(re.sub(r"\b[Tt]he\s+$", "", before))
        and not _GOES_ON.match(text, end)
    )


def _openings(parties: Sequence[NamedParty], reading: Reading) -> list[tuple[Passage, int, int]]:
    """Where parties are named: the passages of those found, and the address of a letter."""
    found: list[tuple[Passage, int, int]] = []
    for party in parties:
        if not any(passage is party.passage for passage, _, _ in found):
            over = END.search(party.passage.text, party.end)
            found.append((party.passage, 0, over.start() if over else _OPENING))
    top = reading.passages[:_TOP]
    for index, passage in enumerate(top):
        greeting = GREETING.search(passage.text[:600].lower())
        if greeting:
            found += [(p, 0, 300) for p in top[max(0, index - _ADDRESS) : index]]
            found.append((passage, 0, greeting.start()))
            break
    return found


def _wording(name: str) -> re.Pattern[str] | None:
    """The name as the opening may print it: other case, other form, other marks."""
    words = re.findall(r"[A-Za-z0-9]+", STRICT.sub(" ", name))
    if not words or len("".join(words)) < 4:  # noqa: PLR2004 (too short to tell)
        return None
    return re.compile(
        r"\b" + r"\W+".join(map(re.escape, words)) + rf"\b(?:(?i:{STRICT.pattern}))?",
        re.IGNORECASE | re.VERBOSE,
    )


def _alias(text: str, at: int) -> str:
    near = re.match(
        r"[^()]{0,160}?\(\s*(?:the\s+|collectively,?\s+)?[\"“']([^\"”'\n]{2,40})[\"”']",
        text[at : at + 260],
    )
    return near[1].strip(" ,.") if near else ""


def _alike(left: str, right: str) -> bool:
    a, b = _bare(left), _bare(right)
    return same_name(left, right) or a.startswith(b) or b.startswith(a)


def _bare(name: str) -> str:
    return re.sub(r"[\W_]|^the\b", "", STRICT.sub(" ", name).lower())


def _confirmed(reading: Reading) -> Iterator[NamedParty]:
    """Yield the addressee with whom a letter says that it is agreed."""
    for party in addressees(reading):
        wording = _wording(party.name) if has_form(party.name) else None
        if wording and any(
            (named := wording.search(p.text[:_OPENING]))
            and _AGREED.search(p.text[: named.start()][-60:])
            for p in reading.passages[:_TOP]
        ):
            yield party


def addressees(reading: Reading) -> Iterator[NamedParty]:
    """Yield the name at the head of a letter's address: "Jane Roe" over "12 Mill Lane"."""
    top = reading.passages[:_TOP]
    at = next((i for i, p in enumerate(top) if GREETING.search(p.text[:600].lower())), -1)
    for passage in top[max(0, at - _ADDRESS) : at + 1]:
        text = passage.text[:200]
        begin = max((day.end for day in dates_in(text)), default=0)
        name = clean_name(re.split(r"\d|\bDear\b|\bLadies\b", text[begin:])[0])
        place = text.find(name, begin)
        town = re.search(r"\s[A-Z]{2}$", name)
        if 1 < len(name.split()) <= _LONGEST and plausible(name) and place >= 0 and not town:
            yield NamedParty(name, "", passage, place, place + len(name))
            return


def beside(party: NamedParty, reading: Reading) -> Iterator[NamedParty]:
    """Yield the firms that share a signature line with a party."""
    words = party.name.split()
    for index, passage in enumerate(reading.passages):
        near = " ".join(reading.lowers[index : index + 2])[:700]
        if words[0].lower() not in reading.lowers[index][:500] or not _SIGNED.search(near):
            continue
        for begin, end in _columns(passage.text[:500], words):
            yield from _firm(passage, begin, end)


def _columns(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the stretches right before and right after a name, which a column may have cut."""
    for count in range(len(words), min(_SHORTEST, len(words)) - 1, -1):
        name = re.compile(r"\s+".join(map(re.escape, words[:count])) + r"(?!\w)", re.IGNORECASE)
        if match := name.search(text):
            yield match.end(), min(len(text), match.end() + 100)
            if count == len(words):
                yield max(0, match.start() - 100), match.start()
            return


def _firm(passage: Passage, begin: int, end: int) -> Iterator[NamedParty]:
    text = re.sub(r"^\s*\([^)]{1,30}\)", lambda m: " " * len(m[0]), passage.text[begin:end])
    form = STRICT.search(text)
    if form is None:
        return
    name = clean_name(without_roles(text[: form.end()]))
    at = passage.text.find(name, begin)
    if plausible(name) and has_form(name) and at >= 0 and name[:1].isupper():
        yield NamedParty(name, "", passage, at, at + len(name))
