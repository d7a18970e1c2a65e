"""Words from what tesseract prints (TSV), in points on the straightened page.

Figures are put right only where one reading makes a number of them ("$l,000", "3O"), and are
then unsure, as are figures that the recogniser itself is not sure of.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.scans import ScannedWord

_WORD_LEVEL = "5"
_FIELDS = 12
_SURE = 0.70  # figures below this are unsure: of 206 right ones 2% were, of 9 wrong ones a third
_NOISE = 0.60  # signs without a letter or figure below this are specks and rules
_DOT = 2.5  # points: print is wider or higher than this
_HAIR = 1.0  # points: what is narrower and not sure is a scratch, no "1"
_LETTERS = re.compile(r"[^\W_]")
_RULE = re.compile(r"[|¦_=~«»\\]+")
_NUMBER = re.compile(  # what a figure of a contract looks like: $1,000.00 (30) 1.5% 2nd 1/2%
    r"""[("'“]? [$€£]? \d+ (?:[.,/:-]\d+)* (?: % | st | nd | rd | th )? [)"'”]* [.,;:)]*""",
    re.VERBOSE,
)
_LIKE = {"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "!": "1"}
_LIKE_IN_MONEY = _LIKE | {"Q": "0", "S": "5", "B": "8"}  # elsewhere "2000S" names a model
_MONEY = re.compile(r"[$€£]|\d[.,]")
_MIXED = re.compile(
    r"(?=.*\d)[(\"'“]?[$€£§]?[\dOoQlI|!SB]+(?:[.,/][\dOoQlI|!SB]+)*%?[)\"'”]*[.,;:)]*"
)
_SECTION_DOLLAR = re.compile(r"§(?=\d{1,3}(?:,\d{3})+(?:\.\d\d)?\b|\d+\.\d\d\b)")
_FIRST = re.compile(r"[Il|!]st")  # "this Ist day of October"
_TWO_DOTS = re.compile(r"(\d+(?:\.\d+)*\.)[.,]")  # "1..": a speck beside a clause's number
_QUOTED = re.compile(r"[‘'`](?=\()")  # "‘(b)": a speck before a bracket
_PERCENT_SIGN = re.compile(r"(\(\d{1,3}(?:\.\d+)?)(?:96|16|%6|9%|Yo|yo|°/o|0/0|/o)(\)[.,;:]?)")
_PERCENT_WORD = re.compile(r"per\s?cent", re.IGNORECASE)
_TALLEST = 1.6  # heights of print: a box taller than this holds more than its word
_CAPITALS, _BASE = (
    0.25,
    0.3,
)  # the height of capitals and the base line lie at these shares of a line's words
_SIDE, _SPACE = (
    0.08,
    0.22,
)  # of a word's height: free at its sides, but never in the space between two
_ABOVE, _BELOW = 0.2, 0.3  # of a capital's height: what a font leaves free around it


@dataclass(frozen=True, slots=True)
class _Raw:
    line: tuple[str, ...]
    text: str
    box: tuple[float, float, float, float]
    confidence: float


def words_of(tsv: str, scale: float) -> list[ScannedWord]:
    """Return the words of a page; ``scale`` is pixels a point."""
    lines: dict[tuple[str, ...], list[_Raw]] = {}
    for raw in _raw(tsv, scale):
        lines.setdefault(raw.line, []).append(raw)
    words: list[ScannedWord] = []
    for line in lines.values():
        words += _line(line)
    return words


def certain(words: Sequence[ScannedWord]) -> float:
    """Return how sure the recogniser is of a page, 0 to 1: its mean over letters."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _raw(tsv: str, scale: float) -> Iterator[_Raw]:
    for row in tsv.splitlines():
        fields = row.split("\t")
        if len(fields) != _FIELDS or fields[0] != _WORD_LEVEL or not fields[11].strip():
            continue
        left, top, width, height = (float(field) / scale for field in fields[6:10])
        confidence = max(float(fields[10]), 0.0) / 100
        text = _QUOTED.sub("", _TWO_DOTS.sub(r"\1", fields[11].strip()))
        if _is_speck(width, height, confidence) or _is_noise(text, confidence):
            continue
        box = (left, top, left + width, top + height)
        yield _Raw(tuple(fields[2:5]), text, box, confidence)


def _is_speck(width: float, height: float, confidence: float) -> bool:
    small, large = sorted((width, height))
    return confidence < _NOISE and (large < _DOT or small < _HAIR)


def _is_noise(text: str, confidence: float) -> bool:
    if _RULE.fullmatch(text):
        return True
    return not _LETTERS.search(text) and confidence < _NOISE


def _line(raws: Sequence[_Raw]) -> Iterator[ScannedWord]:
    """The words of one line, each as tall as its font: "or" is not lower than "For".

    That is how words of a text layer are measured, and what layout expects.
    """
    capitals = sorted(raw.box[1] for raw in raws)[int(_CAPITALS * len(raws))]
    base = sorted(raw.box[3] for raw in raws)[int(_BASE * len(raws))]
    height = max(base - capitals, 1.0)
    top, bottom = capitals - _ABOVE * height, base + _BELOW * height
    sides = _sides(raws, bottom - top)
    before = ""
    for raw, (x0, x1) in zip(raws, sides, strict=True):
        _, high, _, low = raw.box
        if low - high <= _TALLEST * (bottom - top) and top < low and high < bottom:
            high, low = min(high, top), max(low, bottom)
        text, readings = _figure(raw.text, before, raw.confidence)
        yield ScannedWord(
            text,
            round(x0, 2),
            round(high, 2),
            round(x1, 2),
            round(low, 2),
            round(raw.confidence, 3),
            readings,
        )
        before = raw.text


def _sides(raws: Sequence[_Raw], height: float) -> list[tuple[float, float]]:
    """Where words begin and end as a font counts it, with the free room at their sides."""
    gaps = [after.box[0] - word.box[2] for word, after in pairwise(raws)]
    room = [min(_SIDE, max(gap / height - _SPACE, 0.0) / 2) * height for gap in gaps]
    air = _SIDE * height
    return [
        (raw.box[0] - left, raw.box[2] + right)
        for raw, left, right in zip(raws, [air, *room], [*room, air], strict=True)
    ]


def _figure(text: str, before: str, confidence: float) -> tuple[str, tuple[str, ...]]:
    """The word, put right where it is a figure, and its readings where it is unsure."""
    mended = _mended(text, before)
    if mended != text:
        return mended, (mended, text)
    if any(char.isdigit() for char in text) and confidence < _SURE:
        return text, (text,)
    return text, ()


def _mended(text: str, before: str) -> str:
    if _PERCENT_WORD.search(before) and (found := _PERCENT_SIGN.fullmatch(text)):
        return f"{found[1]}%{found[2]}"
    if _FIRST.fullmatch(text):
        return "1st"
    text = _SECTION_DOLLAR.sub("$", text)
    if _NUMBER.fullmatch(text) or not _MIXED.fullmatch(text):
        return text
    like = _LIKE_IN_MONEY if _MONEY.search(text) else _LIKE
    changed = "".join(like.get(char, char) for char in text)
    return changed if _NUMBER.fullmatch(changed) else text
