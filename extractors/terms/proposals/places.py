"""Finds the words that a second reader quotes in the document itself.

A quote stands verbatim when the document holds the same characters in the same order; white
space, bullets and rules, marks between table cells, and the shape of quotes and dashes aside.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from models.document import Document
from models.evidence import Evidence
from models.passage import Passage, Piece, line_boxes

SHORTEST = 8
"""Characters; fewer stand in too many places to prove anything."""
_SHAPES = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛`´′", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("|*#_=~•·●▪◦‣\u00ad\u200b\ufeff", None),
    }
)
_MARKUP = re.compile(r"</?(?:S|C|TABLE|CAPTION|PAGE|FN|F\d{1,2})>")  # of filings in plain text
_ELLIPSIS = re.compile(r"\s*(?:\[?(?:\.\s?){3,}\]?|…)\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """The stretch of one passage that a quote covers."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words of the stretch."""
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands: parts of passages that follow each other."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """What the document says there."""
        return "\n".join(part.text for part in self.parts)

    def part_at(self, place: int) -> int:
        """Return which part holds a character of ``text``."""
        start = 0
        for number, part in enumerate(self.parts):
            start += len(part.text) + 1
            if place < start:
                return number
        return len(self.parts) - 1

    def at(self, place: int) -> tuple[Passage, int]:
        """Return the passage that holds a character of ``text``, and where in it."""
        holder = self.part_at(place)
        part = self.parts[holder]
        offset = place - sum(len(p.text) + 1 for p in self.parts[:holder])
        return part.passage, part.start + min(max(offset, 0), max(len(part.text) - 1, 0))

    def evidence(self, at: int = 0) -> Evidence:
        """Quote what stands on one page (in a DOCX: one passage); ``at`` is the value in ``text``.

        The parts around the one that holds the value are taken as long as their page is the same.
        """
        part = self.parts[self.part_at(at)]
        own = part.passage.evidence(part.start, part.end, at=self.at(at)[1])
        if own.page is None or len(self.parts) == 1:
            return own
        words = [p.word for one in self.parts for p in _pieces(one) if p.page == own.page]
        quote = " ".join(word.text for word in words)
        return Evidence(quote, own.file, own.sha256, own.page, line_boxes(words), None, own.section)


class Places:
    """The characters of a document, and where each of them stands."""

    def __init__(self, document: Document, *, any_case: bool = False) -> None:
        self._passages = document.passages
        self._any_case = any_case
        self._starts: list[int] = []
        self._maps: list[tuple[int, ...]] = []
        texts = []
        size = 0
        for passage in self._passages:
            characters, places = squeezed(passage.text)
            self._starts.append(size)
            self._maps.append(places)
            texts.append(characters)
            size += len(characters)
        text = "".join(texts)
        self._text = _lower(text) if any_case else text

    def find(self, quote: str, *, shortest: int = SHORTEST) -> Place | None:
        """Return the first place of a quote; None where it is not verbatim.

        A quote with "..." in it stands when all its parts do, each after the one before.
        """
        at = 0
        parts: list[Part] = []
        for piece in _ELLIPSIS.split(quote):
            wanted = squeezed(piece)[0]
            if not wanted:
                continue
            wanted = _lower(wanted) if self._any_case else wanted
            at = self._text.find(wanted, at) if len(wanted) >= shortest else -1
            if at < 0:
                return None
            parts.extend(self._place(at, at + len(wanted)).parts)
            at += len(wanted)
        return Place(tuple(parts)) if parts else None

    def _place(self, start: int, end: int) -> Place:
        parts = []
        number = bisect_right(self._starts, start) - 1
        while number < len(self._passages) and self._starts[number] < end:
            places = self._maps[number]
            low = max(start - self._starts[number], 0)
            high = min(end - self._starts[number], len(places))
            if high > low:
                parts.append(Part(self._passages[number], places[low], places[high - 1] + 1))
            number += 1
        return Place(tuple(parts))


def squeezed(text: str) -> tuple[str, tuple[int, ...]]:
    r"""Return the characters that count, and the place of each in ``text``.

    Bullets, rules, marks of plain text and dashes are left out, for one program's text of a page
    has them and another's has not; a dash between two figures counts.

    >>> squeezed("- “Net”  re-\nceipt, **10–15** ----")[0]
    '"Net"receipt,10-15'
    """
    if "<" in text:
        text = _MARKUP.sub(lambda match: " " * len(match[0]), text)
    kept: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        plain = unicodedata.normalize("NFKC", char) if char > "\x7f" else char
        for one in plain.translate(_SHAPES):
            if not one.isspace() and (one != "-" or _between_figures(text, at)):
                kept.append(one)
                places.append(at)
    return "".join(kept), tuple(places)


def _between_figures(text: str, at: int) -> bool:
    return text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


def _lower(text: str) -> str:
    """Small letters, one for one: places must stay what they are."""
    return "".join(char.lower()[:1] or char for char in text)


def _pieces(part: Part) -> tuple[Piece, ...]:
    starts = [piece.start for piece in part.passage.pieces]
    first = max(bisect_right(starts, part.start) - 1, 0)
    last = max(bisect_right(starts, max(part.end - 1, part.start)) - 1, first)
    return part.passage.pieces[first : last + 1]
