"""Passages from printed words: text with single spaces, and the section they stand in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from operator import itemgetter

from extractors.layout.sections import ITEM_LEVEL, heading_of, opening
from models.evidence import Turn
from models.passage import Passage, PassageKind, Piece, Word

_RUN_IN_LEVEL = 5  # a heading without a number within a section
_HYPHENATED = re.compile(r"[a-z]{2,}-$", re.IGNORECASE)
_PREFIXES = frozenset(
    "non self co pre post sub third multi cross half well ex all re semi anti inter on off up to in so out year month day".split()
)
_SPACED = 4  # capitals in a row, each a word of its own: a title set apart by letters
_LONGEST_TITLE = 60
_text_of = itemgetter(0)  # of a word
_new_piece = partial(tuple.__new__, Piece)  # its own constructor is half as fast


@dataclass(slots=True)
class _Section:
    """The headings above the passage that is being made."""

    number: str | None = None
    untitled: bool = False  # the last heading was a number only
    levels: dict[int, str] = field(default_factory=dict)

    @property
    def heading(self) -> str | None:
        return " > ".join(self.levels[k] for k in sorted(self.levels)) or None


class PassageMaker:
    """Makes passages of one file and keeps count of the section they stand in.

    ``turns`` are those of its scanned pages, by number.
    """

    def __init__(self, file: str, sha256: str, turns: Mapping[int, Turn] | None = None) -> None:
        self._turns = turns or {}
        self._file = file
        self._sha256 = sha256
        self._section = _Section()

    def paragraph(
        self,
        words: Sequence[tuple[int | None, Word]],
        *,
        anchor: str | None = None,
        kind: PassageKind | None = None,
    ) -> Passage | None:
        """Make a heading or a clause of printed words; None for nothing."""
        text, pieces = joined(words)
        if not text:
            return None
        if kind is None:
            kind = self._enter(text)
        number = self._section.number
        heading = self._section.heading
        return Passage(
            text,
            pieces,
            kind,
            self._file,
            self._sha256,
            number,
            heading,
            anchor,
            turns=self._turns,
        )

    def row(
        self,
        cells: Sequence[Sequence[tuple[int | None, Word]]],
        table: int,
        row: int,
        anchor: str | None = None,
    ) -> Passage:
        """Make the passage of a table row: "cell | cell"."""
        text, pieces = "", []
        for index, cell in enumerate(cells):
            body, parts = joined(cell)
            text += " | " if index else ""
            pieces += [Piece(len(text) + p.start, p.page, p.word) for p in parts]
            text += body
        section = self._section
        return Passage(
            text,
            tuple(pieces),
            PassageKind.ROW,
            self._file,
            self._sha256,
            section.number,
            section.heading,
            anchor,
            table,
            row,
            self._turns,
        )

    def cell(
        self,
        words: Sequence[tuple[int | None, Word]],
        table: int,
        row: int,
        anchor: str | None = None,
    ) -> Passage:
        """Make the passage of one table cell."""
        text, pieces = joined(words)
        section = self._section
        return Passage(
            text,
            pieces,
            PassageKind.ROW,
            self._file,
            self._sha256,
            section.number,
            section.heading,
            anchor,
            table,
            row,
            self._turns,
        )

    def _enter(self, text: str) -> PassageKind:
        found = opening(text)
        title = heading_of(text)
        section = self._section
        if title is not None:
            named = section.untitled and found.number is None  # "ARTICLE I", then "DEFINITIONS"
            level = found.level or (1 if named or title.isupper() else 2)
            if found.number is not None or (level == 1 and not named):
                section.number = found.number
            section.untitled = found.number is not None and title == text
            self._set(level, title)
            return PassageKind.HEADING
        section.untitled = False
        if found.level and found.level < ITEM_LEVEL:  # a lettered item stays within its section
            section.number = found.number
            self._set(found.level, found.heading)
        elif found.heading:
            self._set(found.level or _RUN_IN_LEVEL, found.heading)
        return PassageKind.CLAUSE

    def _set(self, level: int, heading: str | None) -> None:
        levels = self._section.levels
        for deeper in [k for k in levels if k >= level]:
            del levels[deeper]
        if heading:
            levels[level] = heading


def joined(words: Sequence[tuple[int | None, Word]]) -> tuple[str, tuple[Piece, ...]]:
    """Join printed words with single spaces; a word broken by a hyphen at a line end is one word.

    The pieces keep the words as printed: "pay-" and "ment" both stand in "payment", and so do
    the letters of "P A Y M E N T" where a title is set apart by letters.
    """
    if not words:
        return "", ()
    pages, printed = zip(*words, strict=True)
    texts = list(map(_text_of, printed))
    text, lengths = " ".join(texts), list(map(len, texts))
    if "- " in text or lengths[:_LONGEST_TITLE].count(1) >= _SPACED:
        parts = _parts(printed, texts)
        text, starts = "".join(parts), accumulate(map(len, parts[:-1]), initial=0)
    else:
        starts = accumulate([length + 1 for length in lengths[:-1]], initial=0)
    return text, tuple(map(_new_piece, zip(starts, pages, printed, strict=True)))


def _parts(printed: Sequence[Word], texts: list[str]) -> list[str]:
    """What each word adds to the text: itself, and a space where it does not join the next."""
    last = len(texts) - 1
    parts = [text + " " for text in texts]
    parts[last] = texts[last]
    for index in _spaced_letters(texts[:_LONGEST_TITLE]):
        if index < last:
            parts[index] = texts[index]
    for index, text in enumerate(texts[:last]):
        if text[-1] == "-" and _breaks(printed[index], printed[index + 1]):
            parts[index] = text[:-1] if _drops_hyphen(text) else text
    return parts


def _breaks(word: Word, follows: Word) -> bool:
    """Whether a word ends its line with a hyphen and goes on in the next line."""
    lower = follows.top >= word.bottom - 1 or follows.x0 < word.x0
    return lower and follows.text[0].islower() and bool(_HYPHENATED.search(word.text))


def _drops_hyphen(text: str) -> bool:
    """A hyphen that belongs to the word stays: "non-exclusive", "rights-of-way"."""
    body = text[:-1].strip("(\"“‘'")
    return "-" not in body and body.lower() not in _PREFIXES


def _spaced_letters(texts: Sequence[str]) -> set[int]:
    """Indexes of letters that the next letter follows within one spaced-out word."""
    found: set[int] = set()
    run: list[int] = []
    for index, text in enumerate([*texts, ""]):
        if len(text) == 1 and text.isupper():
            run.append(index)
            continue
        if len(run) >= _SPACED:
            found.update(run[:-1])
        run = []
    return found
