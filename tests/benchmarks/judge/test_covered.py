"""What goes without review: the limit of each fold comes from the others, bounds from documents."""

import pytest

from benchmarks.judge.covered import FEWEST, NEVER, Told, interval, limit, passed


def _terms(fold: int, confidence: float, right: int, wrong: int) -> list[Told]:
    """Terms of one fold, each in a document of its own."""
    hits = [True] * right + [False] * wrong
    return [Told(f"{fold}-{confidence}-{i}", fold, confidence, hit) for i, hit in enumerate(hits)]


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (_terms(0, 0.9, 97, 3) + _terms(0, 0.8, 0, 1), 0.9),
        (_terms(0, 0.9, 96, 4), NEVER),
        (_terms(0, 0.9, 90, 10) + _terms(0, 0.8, 300, 0), 0.8),
        (_terms(0, 0.9, FEWEST - 1, 0), NEVER),
        ([], NEVER),
    ],
    ids=["just enough", "one too many wrong", "surest ones made up for", "too few to say", "none"],
)
def test_limit_is_the_lowest_that_keeps_the_share(terms: list[Told], expected: float) -> None:
    assert limit(terms, 0.97) == expected


def test_a_fold_has_no_say_in_its_own_limit() -> None:
    # Fold 1 is always wrong where fold 0 is always right: each takes the other's limit.
    terms = _terms(0, 0.9, 40, 0) + _terms(1, 0.9, 0, 40)
    assert passed(terms, 0.97) == _terms(1, 0.9, 0, 40)


def test_bounds_are_of_documents_and_not_of_terms() -> None:
    terms = [Told("a", 0, 0.9, right=True)] * 20 + [Told("b", 0, 0.9, right=False)] * 20
    share, cover = interval(terms, {"a": 20, "b": 20})
    assert share == (0.0, 1.0)
    assert cover == (0.0, 1.0)


def test_bounds_close_in_where_documents_agree() -> None:
    terms = _terms(0, 0.9, 100, 0)
    share, cover = interval(terms, {one.name: 2 for one in terms})
    assert share == (1.0, 1.0)
    assert cover == (0.5, 0.5)
