"""Words of a page lie where they are seen, also on scans that were straightened to be read."""

import pytest

from contract_ai.pagework.forms import PageWords
from contract_ai.tasks.words import words_form
from models.document import Line, Page, TextLayer
from models.evidence import UPRIGHT, BBox, Turn
from models.passage import Word

# How a straight page of 100 x 50 lies on the page as seen, and how far it is from upright.
TURNS = [
    (UPRIGHT, 0, BBox(10, 5, 30, 15)),
    (Turn(0.9998, -0.02, 0, 0.02, 0.9998, 0), 0, BBox(9.7, 5.2, 29.89, 15.6)),
    (Turn(0, 1, 0, -1, 0, 100), 1, BBox(5, 70, 15, 90)),  # lines run upwards
    (Turn(-1, 0, 100, 0, -1, 50), 2, BBox(70, 35, 90, 45)),  # upside down
    (Turn(0, -1, 50, 1, 0, 0), 3, BBox(35, 10, 45, 30)),  # lines run downwards
]


@pytest.mark.parametrize(("turn", "quarters", "box"), TURNS)
def test_words_lie_on_the_page_as_seen(turn: Turn, quarters: int, box: BBox) -> None:
    lines = (
        Line((Word("Net", 10, 5, 30, 15), Word("30", 35, 5, 45, 15))),
        Line((Word("days", 10, 20, 30, 30),)),
    )
    page = Page(2, 100, 50, lines, TextLayer.OCR, turn=turn)
    words = PageWords.model_validate(words_form(page))
    assert [word.text for word in words.words] == ["Net", "30", "days"]
    assert words.lines == ((0, 2), (2, 3))
    assert words.words[0][1:] == pytest.approx(box, abs=0.01)
    assert (words.layer, words.quarters, words.page) == ("ocr", quarters, 2)


def test_a_page_without_words_is_empty() -> None:
    words = PageWords.model_validate(words_form(Page(1, 612, 792, text_layer=TextLayer.MISSING)))
    assert (words.words, words.lines, words.layer) == ((), (), "missing")
