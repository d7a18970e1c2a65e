"""Rows and lines of whole pages are those that are found word by word."""

import random

import numpy as np
import pytest

from extractors.layout.lines import lines_of, page_rows, printed_lines, rows_of
from models.passage import Word

_HEIGHTS = (0.0, 6.0, 9.0, 9.5, 12.0, 40.0)


def _scattered(seed: int, count: int) -> list[Word]:
    """Words on heights that nearly agree, in any order, some of them in one place."""
    chance = random.Random(seed)  # noqa: S311 (places of made words)
    words = []
    for index in range(count):
        left, top = chance.choice((0.0, 40.0, 41.5, 300.0)), chance.randrange(8) * 4.5
        top += chance.choice((0.0, 0.0, 0.0, 0.3, 5.0))
        left += chance.randrange(6) * 12.25
        wide, high = chance.choice((4.0, 11.0, 30.0)), chance.choice(_HEIGHTS)
        words.append(Word(f"w{index}", left, top, left + wide, top + high))
    return words


@pytest.mark.parametrize("count", [0, 1, 2, 7, 60])
@pytest.mark.parametrize("seed", range(40))
def test_a_page_has_the_rows_and_lines_of_its_words(seed: int, count: int) -> None:
    words = _scattered(seed, count)
    sides = np.array([word[1:] for word in words], dtype=np.float64).reshape(-1, 4).T

    for page in (page_rows(words, sides), page_rows(words)):
        assert page.rows == rows_of(words)
        assert [word for row in page.rows for word in row] == page.words
        assert printed_lines(page) == lines_of(page.rows)


def test_a_word_that_reaches_beyond_every_page_is_read() -> None:
    far = float("inf")
    words = [Word("a", 1, 1, 5, 9), Word("b", 6, -far, 9, far), Word("c", 7, 1, far, 9)]
    sides = np.array([word[1:] for word in words], dtype=np.float64).T

    page = page_rows(words, sides)

    assert page.rows == rows_of(words)
    assert printed_lines(page) == lines_of(page.rows)


def test_gaps_are_counted_within_rows_alone() -> None:
    words = [Word("a", 0, 0, 10, 9), Word("b", 40, 0, 50, 9), Word("c", 90, 20, 99, 29)]

    assert [page_rows(words).wide(least) for least in (30.0, 30.5)] == [1, 0]
