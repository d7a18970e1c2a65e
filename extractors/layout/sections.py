"""Section numbers and headings: "ARTICLE V", "4.2 Payment Terms.", "(a)", "EXHIBIT B".

>>> opening("4.2 Payment Terms. Customer shall pay each invoice.")
Opening(number='4.2', heading='Payment Terms', level=2)
>>> opening("Section 3. Fees")
Opening(number='3', heading='Fees', level=1)
>>> opening("(b) the Fee is due on delivery")
Opening(number='(b)', heading=None, level=9)
"""

import re
from dataclasses import dataclass
from enum import IntEnum

ITEM_LEVEL = 9
_NUMBERED = re.compile(
    r"""
    ^ (?: (?P<word> article | section | clause | part | exhibit | schedule | annex | appendix
                    | attachment | addendum | § ) \s* (?<=[\s§]) )?
    (?P<number> \d{1,3} (?: \. \d{1,3} ){0,4}
              | (?-i:[IVXLC]{1,6}) (?![A-Za-z])
              | (?-i:[A-Z]) (?: [-.]? \d{1,3} (?: \.\d{1,3} )* )? )
    (?P<stop> [.):]? ) (?: \s+ | $ )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LETTERED = re.compile(
    r"^(\((?:[a-z]{1,2}|[ivxl]{1,5}|[A-Z]|\d{1,2})\)|(?:[a-z]|[ivx]{1,4}|\d{1,2})\)|[a-z] ?\.|[ivx]{2,4}\.)(?:\s+|$)"
)
_BULLET = re.compile(r"^(?:[•●▪◦‣·o–—*§-]|>>)\s+(?=\S)")
_RUN_IN = re.compile(r"^(?P<title>[A-Z“\"][^.:;]{2,70}?)(?:\.|:|\s[-–—])(?=\s|$)")
_SMALL = frozenset("of and the to for in on by or with a an from per at as under".split())
_SENTENCE = re.compile(
    r"\b(?:shall|will|must|may|can|is|are|was|were|be|been|does|do|agrees?|hereby|has|have|had|pays?|means?|includes?|which|that|if|not)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b[A-Z][a-z]+,? (?:[A-Z]{2}\.? )?\d{5}\b|^\d+[A-Z]? [A-Z]|\b(?:Suite|Street|Floor|Avenue|P\.? ?O\.? Box|Esq(?:uire)?)\b|@"
)
_WORD = re.compile(r"[A-Za-z][\w'’&-]*")
_PLAIN = frozenset(("section", "clause", "§"))  # "Section 2.3" is 2.3; "Article V" stays
_LONGEST_HEADING = 90
_MOST_WORDS = 9
_LONGEST_LETTER = 4


class Item(IntEnum):
    """How surely a line opens a new numbered, lettered or bulleted paragraph."""

    NO = 0
    MAYBE = 1  # by chance in running text: "(b)", "Appendix A", "10 DAYS"
    YES = 2


@dataclass(frozen=True, slots=True)
class Opening:
    """How a paragraph opens; ``level`` 1 is an article, 9 a lettered item, 0 nothing."""

    number: str | None = None
    heading: str | None = None
    level: int = 0


def opening(text: str) -> Opening:
    """Read the number and the run-in heading that a paragraph begins with."""
    if match := _LETTERED.match(text):
        return Opening(match[1], _run_in(text[match.end() :]), ITEM_LEVEL)
    match = _NUMBERED.match(text)
    if not match or not _is_number(match, text):
        return Opening(heading=_run_in(text))
    number, rest = match["number"], text[match.end() :]
    level = 1 + number.count(".") if number[0].isdigit() else 1
    word = (match["word"] or "").lower()
    if word and word not in _PLAIN:
        number = f"{word.title()} {number}"
    whole = rest.rstrip(" .:")
    if len(rest) <= _LONGEST_HEADING and rest and _is_title(whole, ends=rest[-1] == "."):
        return Opening(number, whole, level)
    return Opening(number, _run_in(rest), level)


def heading_of(text: str) -> str | None:
    """Return the heading that a whole line is, None for running text."""
    if len(text) > _LONGEST_HEADING or text[-1] in ",;":
        return None
    match = _NUMBERED.match(text)
    numbered = match is not None and _is_number(match, text)
    title = text[match.end() :] if match is not None and numbered else text
    title = title.strip(" .:")
    if not title:
        return text if match is not None and numbered and match["word"] else None
    if title.isupper():
        return title if _WORD.search(title) else None
    if (text[-1] == "." or _ADDRESS.search(text)) and not numbered:
        return None
    return title if _is_title(title, ends=False) else None


def starts_item(text: str) -> Item:
    """Say how surely a line opens a new numbered, lettered or bulleted paragraph."""
    if _BULLET.match(text):
        return Item.YES
    if _LETTERED.match(text):
        return Item.MAYBE
    match = _NUMBERED.match(text)
    if not match or not _is_number(match, text):
        return Item.NO
    plain = not match["word"] and (match["stop"] or "." in match["number"])
    return Item.YES if plain else Item.MAYBE


def _is_title(text: str, *, ends: bool) -> bool:
    """Few words, written with capitals, and no verb; one that ``ends`` in a stop has them all."""
    words = [w for w in _WORD.findall(text) if w.lower() not in _SMALL]
    if not words or len(words) > _MOST_WORDS or _SENTENCE.search(text):
        return False
    capital = sum(w[0].isupper() for w in words)
    return capital == len(words) or (not ends and words[0][0].isupper() and len(words) <= 3)  # noqa: PLR2004 ("General terms")


def _is_number(match: re.Match[str], text: str) -> bool:
    """A number opens a section only where a title or a sentence follows it."""
    number, rest = match["number"], text[match.end() :]
    if match["word"]:
        return not rest or not rest[0].islower()
    if not number[0].isdigit():
        return (
            match["stop"] == "."
            and bool(rest)
            and rest[0].isupper()
            and len(number) <= _LONGEST_LETTER
        )
    dotted = "." in number or match["stop"] in (".", ")", ":")
    if not rest:
        return dotted
    if dotted:
        return rest[0].isupper() or rest[0] in "\"“‘'(["
    first = rest.split(" ", 1)[0]
    return len(number) <= 2 and first.isupper() and len(first) > _LONGEST_LETTER  # noqa: PLR2004 ("1 DEFINITIONS")


def _run_in(text: str) -> str | None:
    match = _RUN_IN.match(text)
    if not match:
        return None
    words = [w for w in _WORD.findall(match["title"]) if w.lower() not in _SMALL]
    short = 0 < len(words) < _MOST_WORDS and not _SENTENCE.search(match["title"])
    return match["title"] if short and all(w[0].isupper() for w in words) else None
