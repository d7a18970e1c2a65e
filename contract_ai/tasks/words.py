"""Give the words of pages with the boxes that evidence has, in reading order."""

import json
from itertools import accumulate, pairwise
from math import atan2, pi

from extractors.readers.pdf import read_pages
from models.document import Page
from models.evidence import UPRIGHT, BBox, Turn
from models.forms import Json
from models.passage import Word
from models.scans import NO_SCANS, Scans

_PLACES = 2  # digits of a point


def run(data: bytes, file: str, extra: str, scans: Scans = NO_SCANS) -> Json:
    """Read pages; ``extra`` is JSON: a list of their numbers, empty for all.

    Raises:
        DocumentError: the file cannot be used, or is no PDF.
        PagesWanted: text recognition must read some of them first.
    """
    return [words_form(page) for page in read_pages(data, file, json.loads(extra), scans)]


def words_form(page: Page) -> Json:
    """Write a page's words as [text, x0, top, x1, bottom] on the page as seen.

    ``lines`` are [first, end) indexes of words; ``quarters`` how many quarter turns to the right
    bring a scan that lies on its side upright.
    """
    lines = [line.words for line in page.lines]
    ends = accumulate((len(words) for words in lines), initial=0)
    return {
        "page": page.number,
        "width": page.width,
        "height": page.height,
        "layer": page.text_layer.value,
        "quarters": _quarters(page.turn),
        "words": [_word(word, page.turn) for words in lines for word in words],
        "lines": [list(pair) for pair in pairwise(ends)],
    }


def _word(word: Word, turn: Turn) -> Json:
    box = BBox(*word[1:])
    seen = box if turn == UPRIGHT else turn.box(box)
    return [word.text, *(round(float(value), _PLACES) for value in seen)]


def _quarters(turn: Turn) -> int:
    """Read the angle at which a straight line of the scan runs on the page as seen."""
    return round(-atan2(turn.d, turn.a) / (pi / 2)) % 4
