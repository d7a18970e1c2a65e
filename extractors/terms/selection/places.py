"""Which stretches of a document's passages a selection touches, and the evidence of its words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.layout.passages import joined
from models.document import Document, Page
from models.evidence import Evidence
from models.passage import Passage, Piece, Word, line_boxes


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of characters of one passage."""

    passage: Passage
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Selected:
    """What was selected: its evidence, its text with single spaces, and the passages it touches.

    A cell of a table and the row it stands in are passages each; both are touched.
    """

    evidence: Evidence
    passage: Passage
    stretches: tuple[Stretch, ...]

    @property
    def text(self) -> str:
        """The selected words; a word broken at a line end is one."""
        return self.passage.text

    def touches(self, passage: Passage, start: int, end: int) -> bool:
        """Whether a part of ``passage.text[start:end]`` is selected."""
        return any(
            part.passage is passage and part.start < end and start < part.end
            for part in self.stretches
        )


def of_words(document: Document, number: int, indexes: Iterable[int]) -> Selected | None:
    """Select words of a page by their place in its lines; None where there is no such word."""
    page = next((page for page in document.pages if page.number == number), None)
    if page is None:
        return None
    printed = [word for line in page.lines for word in line.words]
    words = [printed[i] for i in sorted(set(indexes)) if 0 <= i < len(printed)]
    if not words:
        return None
    stretches = tuple(_stretches(document, number, frozenset(words)))
    section = stretches[0].passage.section if stretches else None
    return Selected(
        _evidence(document, page, words, section), _alone(document, page, words), stretches
    )


def of_characters(
    document: Document, anchor: str, nth: int, span: tuple[int, int]
) -> Selected | None:
    """Select characters of a passage or table cell by its anchor; None where there is none."""
    named = [passage for passage in _all(document) if passage.anchor == anchor]
    if not 0 <= nth < len(named):
        return None
    passage, (start, end) = named[nth], span
    start, end = max(start, 0), min(end, len(passage.text))
    if not passage.text[start:end].strip():
        return None
    pieces = [p for p in passage.pieces if p.start < end and start < p.start + len(p.word.text)]
    text, own = joined([(None, piece.word) for piece in pieces])
    alone = _copy(passage, text, own)
    stretches = (Stretch(passage, start, end), *_in_row(document, passage, start, end))
    return Selected(passage.evidence(start, end), alone, stretches)


def _all(document: Document) -> Iterator[Passage]:
    yield from document.passages
    for table in document.tables:
        yield from (cell.passage for row in table.rows for cell in row)


def _stretches(document: Document, page: int, words: frozenset[Word]) -> Iterator[Stretch]:
    for passage in _all(document):
        held = [p for p in passage.pieces if p.page == page and p.word in words]
        if held:
            last = held[-1]
            yield Stretch(passage, held[0].start, last.start + len(last.word.text))


def _in_row(document: Document, cell: Passage, start: int, end: int) -> Iterator[Stretch]:
    """The same characters in the passage of the cell's row, which reads "cell | cell"."""
    if cell.table is None or cell.row is None or not cell.anchor or "c" not in cell.anchor:
        return
    before = 0
    for other in document.tables[cell.table].rows[cell.row]:
        if other.passage is cell:
            break
        before += len(other.text) + len(" | ")
    for passage in document.passages:
        if (passage.table, passage.row) == (cell.table, cell.row):
            yield Stretch(passage, before + start, before + end)


def _evidence(document: Document, page: Page, words: list[Word], section: str | None) -> Evidence:
    return Evidence(
        quote=" ".join(word.text for word in words),
        file=document.file,
        sha256=document.sha256,
        page=page.number,
        boxes=tuple(map(page.turn.box, line_boxes(words))),
        section=section,
    )


def _alone(document: Document, page: Page, words: list[Word]) -> Passage:
    text, pieces = joined([(page.number, word) for word in words])
    turns = {page.number: page.turn}
    return Passage(text, pieces, file=document.file, sha256=document.sha256, turns=turns)


def _copy(passage: Passage, text: str, pieces: tuple[Piece, ...]) -> Passage:
    return Passage(
        text,
        pieces,
        file=passage.file,
        sha256=passage.sha256,
        section=passage.section,
        heading=passage.heading,
        anchor=passage.anchor,
    )
