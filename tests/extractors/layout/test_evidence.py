"""Every quote is the page's own words, and its boxes cover exactly those words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.readers.pdf import read_pdf
from models.document import Document
from models.evidence import Evidence
from models.passage import Passage
from tests.extractors.readers.pdfs import made, prose, turned

WORDS = st.text("abcdefghijklmnop-,.$5", min_size=1, max_size=9)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=9).map(" ".join), min_size=1, max_size=12)


def words_in(document: Document, evidence: Evidence) -> str:
    """Read the page again: the words whose middle lies in a box, line by line."""
    assert evidence.page is not None
    words = [w for line in document.pages[evidence.page - 1].lines for w in line.words]
    found = [
        word.text
        for box in evidence.boxes
        for word in words
        if box.x0 <= (word.x0 + word.x1) / 2 <= box.x1
        and box.top <= (word.top + word.bottom) / 2 <= box.bottom
    ]
    return " ".join(found)


def check(document: Document, passage: Passage, start: int, end: int) -> None:
    evidence = passage.evidence(start, end)
    assert evidence.quote
    assert words_in(document, evidence) == evidence.quote


@settings(max_examples=40)
@given(LINES, st.sampled_from([0, 90, 270]), st.data())
def test_quotes_are_what_the_page_says(lines: list[str], degrees: int, data: st.DataObject) -> None:
    pdf = turned(made(prose(*lines)), degrees)
    document = read_pdf(pdf, "a.pdf")
    for passage in document.passages:
        start = data.draw(st.integers(0, len(passage.text) - 1))
        end = data.draw(st.integers(start + 1, len(passage.text)))
        check(document, passage, start, end)
        check(document, passage, 0, len(passage.text))


def test_pieces_begin_where_their_words_stand() -> None:
    lines = ("The by-", "laws and the non-", "exclusive licence of the Company apply.")
    (passage,) = read_pdf(made(prose(*lines)), "a.pdf").passages
    for piece in passage.pieces:
        stem = piece.word.text.rstrip("-")
        assert passage.text[piece.start :].startswith(stem)
