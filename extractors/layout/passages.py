"""Passages from lines: paragraphs joined over line ends, hyphens and page breaks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from extractors.layout.sections import is_heading, opening, starts_item
from models.document import Line
from models.passage import Passage, PassageKind, Piece, Word

_CLOSED = re.compile(r"[.;:!?][\"”’')\]]*$")
_HYPHENATED = re.compile(r"[a-z]{2,}-$")
_LONE_NUMBER = re.compile(
    r"^(?:\(?[a-zA-Z]{1,2}[.)]|\(?[ivx]{1,5}[.)]|\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[•●▪·])$"
)  # set apart from its text
_WIDE_GAP = 1.45  # times the usual distance of lines
_FULL = 0.85  # share of the usual width from which a line counts as full
_MAX_WORDS = 900


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with its page and the kind of place it stands in."""

    page: int
    line: Line
    table: int | None = None  # where a table stands between the lines


@dataclass(slots=True)
class _Section:
    """The headings above the passage that is being made."""

    number: str | None = None
    levels: dict[int, str] = field(default_factory=dict)

    @property
    def heading(self) -> str | None:
        return " > ".join(self.levels[k] for k in sorted(self.levels)) or None


class PassageMaker:
    """Makes passages of one file and keeps count of the section they stand in."""

    def __init__(self, file: str, sha256: str) -> None:
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
        return Passage(text, pieces, kind, self._file, self._sha256, number, heading, anchor)

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
        )

    def _enter(self, text: str) -> PassageKind:
        found = opening(text)
        title = is_heading(text)
        if title is not None:
            level = found.level or (1 if title.isupper() else 2)
            self._section.number = (
                found.number if found.number or level == 1 else self._section.number
            )
            self._set(level, title)
            return PassageKind.HEADING
        if found.number is not None:
            if found.level < 9:  # noqa: PLR2004 (a lettered item stays within its section)
                self._section.number = found.number
                self._set(found.level, found.heading)
            elif found.heading:
                self._set(9, found.heading)
        elif found.heading:
            self._set(5, found.heading)
        return PassageKind.CLAUSE

    def _set(self, level: int, heading: str | None) -> None:
        levels = self._section.levels
        for deeper in [k for k in levels if k >= level]:
            del levels[deeper]
        if heading:
            levels[level] = heading


def joined(words: Sequence[tuple[int | None, Word]]) -> tuple[str, tuple[Piece, ...]]:
    """Join printed words with single spaces; a word broken by a hyphen at a line end is one word.

    The pieces keep the words as printed: "pay-" and "ment" both stand in "payment".
    """
    parts: list[str] = []
    pieces: list[Piece] = []
    length = 0
    glue = False
    for index, (page, word) in enumerate(words):
        text = word.text
        follows = words[index + 1][1] if index + 1 < len(words) else None
        if length and not glue:
            parts.append(" ")
            length += 1
        pieces.append(Piece(length, page, word))
        glue = follows is not None and _breaks(word, follows)
        if glue:
            text = text[:-1]
        parts.append(text)
        length += len(text)
    return "".join(parts), tuple(pieces)


def _breaks(word: Word, follows: Word) -> bool:
    """Whether a word ends its line with a hyphen and goes on in the next line."""
    return (
        word.text[-1] == "-"
        and (follows.top >= word.bottom - 1 or follows.x0 < word.x0)
        and bool(_HYPHENATED.search(word.text))
        and follows.text[0].islower()
    )


def paragraphs(lines: Sequence[PlacedLine]) -> Iterator[list[PlacedLine]]:
    """Group lines into paragraphs; a table's place is a group of its own."""
    measure = _Measure(lines)
    current: list[PlacedLine] = []
    for placed in lines:
        if current and (
            placed.table is not None
            or current[-1].table is not None
            or measure.breaks(current, placed)
        ):
            yield current
            current = []
        current.append(placed)
    if current:
        yield current


class _Measure:
    """The document's usual distance of lines and width of text."""

    def __init__(self, lines: Sequence[PlacedLine]) -> None:
        steps = [
            b.line.box.top - a.line.box.top
            for a, b in zip(lines, lines[1:], strict=False)
            if a.page == b.page
            and a.table is None
            and b.table is None
            and 4 < b.line.box.top - a.line.box.top < 40  # noqa: PLR2004 (points, one line)
        ]
        rights = sorted(p.line.box.x1 for p in lines if p.table is None)
        self.step = median(steps) if steps else 14.0
        self.right = rights[int(0.9 * (len(rights) - 1))] if rights else 500.0

    def breaks(self, current: Sequence[PlacedLine], new: PlacedLine) -> bool:
        """Whether ``new`` opens another paragraph."""
        last = current[-1]
        if len(current) == 1 and _LONE_NUMBER.match(last.line.text):
            return False
        text, before = new.line.text, last.line.text
        if starts_item(text):
            return not (last.page == new.page and _continues_reference(before))
        if is_heading(before) is not None and len(current) == 1 and _heading_alone(before, text):
            return True
        old, box = last.line.box, new.line.box
        closed = bool(_CLOSED.search(before))
        if last.page != new.page or box.top < old.top - 2:
            return closed or (is_heading(text) is not None and text.isupper())
        gap = box.top - old.top
        if gap > _WIDE_GAP * max(self.step, 0.9 * (old.bottom - old.top)):
            return True
        if box.top < old.bottom - 2 and box.x0 > old.x1:
            return False  # the same printed line, cut at a tab
        if sum(len(p.line.words) for p in current[-60:]) > _MAX_WORDS and closed:
            return True
        short = old.x1 < _FULL * self.right
        return (closed and short) or (is_heading(text) is not None and text.isupper() and short)


def _continues_reference(before: str) -> bool:
    """ "pursuant to Section" at a line end: the number that follows opens nothing."""
    return bool(
        re.search(
            r"(?i)\b(?:sections?|articles?|clauses?|paragraphs?|and|or|of|to|exhibit|schedule|no\.)$",
            before,
        )
    )


def _heading_alone(before: str, text: str) -> bool:
    return not (before.isupper() and text.isupper())
