"""Section numbers and headings: "ARTICLE V", "4.2 Payment Terms.", "(a)", "EXHIBIT B".

>>> opening("4.2 Payment Terms. Customer shall pay each invoice.")
Opening(number='4.2', heading='Payment Terms', level=2)
>>> opening("(b) the Fee is due on delivery")
Opening(number='(b)', heading=None, level=9)
"""

import re
from dataclasses import dataclass

_NUMBERED = re.compile(
    r"""
    ^ (?: (?P<word> article | section | clause | part | exhibit | schedule | annex | appendix | attachment ) \s+ )?
    (?P<number> (?: \d{1,3} (?: \. \d{1,3} ){0,4} | (?-i:[IVXLC]{1,6}) | (?-i:[A-Z]) (?: [-.]? \d{1,3} (?: \.\d{1,3} )* )? ) )
    (?P<stop> [.):]? ) (?: \s+ | $ )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LETTERED = re.compile(
    r"^(\((?:[a-z]{1,2}|[ivxl]{1,5}|[A-Z]|\d{1,2})\)|(?:[a-z]|[ivx]{1,4}|\d{1,2})\))(?:\s+|$)"
)
_BULLET = re.compile(r"^[•●▪◦‣·o–—*-]\s+(?=\S)")
_RUN_IN = re.compile(r"^(?P<title>[A-Z][^.:;]{2,70}?)(?:\.|:|\s[-–—])(?=\s|$)")
_SMALL = set("of and the to for in on by or with a an from per at as".split())
_SENTENCE = re.compile(
    r"\b(?:shall|will|must|may|is|are|agrees?|hereby|has|have|pays?)\b", re.IGNORECASE
)
_LONGEST_HEADING = 90


@dataclass(frozen=True, slots=True)
class Opening:
    """How a paragraph opens; ``level`` 1 is an article, 9 a lettered item, 0 nothing."""

    number: str | None = None
    heading: str | None = None
    level: int = 0


def opening(text: str) -> Opening:
    """Read the number and the run-in heading that a paragraph begins with."""
    if match := _LETTERED.match(text):
        return Opening(match[1], _run_in(text[match.end() :]), 9)
    match = _NUMBERED.match(text)
    if not match or not _is_number(match, text):
        return Opening(heading=_run_in(text) if is_heading(text) is None else None)
    number, rest = match["number"], text[match.end() :]
    level = 1 + number.count(".") if number[0].isdigit() else 1
    if match["word"]:
        number = f"{match['word'].title()} {number}"
    if len(rest) <= _LONGEST_HEADING and rest and not _SENTENCE.search(rest):
        return Opening(number, rest.rstrip(" .:"), level)
    return Opening(number, _run_in(rest), level)


def is_heading(text: str) -> str | None:
    """Return the heading that a whole line is, None for running text."""
    body = text.strip()
    if (
        not body
        or len(body) > _LONGEST_HEADING
        or body[-1] in ",;"
        or not any(c.isalpha() for c in body)
    ):
        return None
    match = _NUMBERED.match(body)
    title = body[match.end() :] if match and _is_number(match, body) else body
    title = title.strip(" .:")
    if not title:
        return body if match and match["word"] else None
    words = [w for w in re.findall(r"[A-Za-z][\w'’&-]*", title) if w.lower() not in _SMALL]
    if not words:
        return None
    if title.isupper():
        return title
    capital = all(w[0].isupper() for w in words)
    ends = body[-1] == "." and not match
    return (
        title if capital and not ends and not _SENTENCE.search(title) and len(words) <= 9 else None
    )  # noqa: PLR2004 (a heading is short)


def starts_item(text: str) -> bool:
    """Whether a line opens a new numbered, lettered or bulleted paragraph."""
    if _BULLET.match(text) or _LETTERED.match(text):
        return True
    match = _NUMBERED.match(text)
    return bool(match and _is_number(match, text))


def _is_number(match: re.Match[str], text: str) -> bool:
    """A number opens a section only where a title or a sentence follows it."""
    number, rest = match["number"], text[match.end() :]
    if match["word"]:
        return not rest or not rest[0].islower()
    if not number[0].isdigit():
        return match["stop"] == "." and bool(rest) and rest[0].isupper() and len(number) <= 4  # noqa: PLR2004 (longer is a word)
    dotted = "." in number or match["stop"] in (".", ")", ":")
    if not rest:
        return dotted
    return dotted and (rest[0].isupper() or rest[0] in "\"“‘'([")


def _run_in(text: str) -> str | None:
    match = _RUN_IN.match(text)
    if not match:
        return None
    words = [w for w in re.findall(r"[A-Za-z][\w'’&-]*", match["title"]) if w.lower() not in _SMALL]
    short = 0 < len(words) <= 8 and not _SENTENCE.search(match["title"])  # noqa: PLR2004 (a heading is short)
    return match["title"] if short and all(w[0].isupper() for w in words) else None
