"""A text meets the conditions of the words that stand in it, and of no others."""

import re

import pytest

from extractors.needs import all_needs
from extractors.vocabulary import conditions, learn, met

DUE = r"\b(?:past|over)\s?due\b"
SUM = r"[$€]\s?\d|\beuros?\b"
RATED = r"\brates?\s(?:of|per)\s\w+"
LONG = "x " * 30

CASES = [
    (DUE, "the sum is past due", True),
    (DUE, "the residue of the past", False),
    (DUE, "(overdue)", True),
    (SUM, "about $500 now", True),
    (SUM, "about 500 euros", True),
    (SUM, "about 500 neurons", False),
    (RATED, "a RATE of five", True),
    (RATED, "corporate affairs of a kind", False),
    (RATED, "a rate for five", False),
    (r"\b30\b", "within 45 days", True),  # figures are told from words, not from each other
    (r"\b30\b", "within 450 days", False),
    (r"\b30\b", "within thirty days", False),
    (r"(?i:fee) \d", "no FEE 5", True),
    (r"元|yuan\b", "500元", True),
    (r"x\b|fee", "neither stands here", True),  # a letter tells nothing
]


@pytest.mark.parametrize(("pattern", "text", "possible"), CASES)
def test_a_text_meets_the_conditions_of_its_words(
    pattern: str,
    text: str,
    possible: bool,  # noqa: FBT001 (a case)
) -> None:
    bits = conditions(all_needs(pattern), small=True)

    assert _met(text, bits) is possible


def test_case_counts_where_it_does_for_the_pattern() -> None:
    exact = conditions(all_needs(r"\bRMB\b", re.NOFLAG), small=False)

    assert _met("500 RMB", exact)
    assert not _met("500 rmb", exact)


def test_a_letter_whose_lower_case_is_longer_rules_nothing_out() -> None:
    bits = conditions(all_needs(r"\binvoices\b"), small=True)

    assert _met("\u0130nvoices", bits)
    assert _met("invoice\u017f", bits)


def test_a_text_is_cut_up_when_it_is_asked_about_again() -> None:
    text = f"{LONG} asked about again"

    assert [met(text), met(text)] == [None, None]
    assert met(text) is not None


def test_new_conditions_hold_for_texts_that_are_known() -> None:
    text = f"{LONG} a zymurgist"
    learn(text)
    bits = conditions([frozenset({"zymurg"})], small=True)

    assert _met(text, bits)


def _met(text: str, bits: int) -> bool:
    learn(text)
    told = met(text)
    assert told is not None
    return told & bits == bits
