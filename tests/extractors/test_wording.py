"""A wording gives what its pattern gives, on any text, and knows the words it needs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.needs import beginnings, needs
from extractors.wording import Wording, phrase

PATTERNS = {
    r"\b(?:net\s\d+|due\b|(?:over|past)[\s-]?due)": ("due", "net", "over", "past"),
    r"\binvoices?\b": ("invoice",),
    r"\bpr(?:ice|ompt)s?\b": ("price", "prompt"),
    r"%\sof\b|\bper\s?cent": ("%", "cent"),
    r"\b(?:late\s)?fees?\b": ("fee",),
    r"\btax(?:es|ation)?(?=\s)": ("tax",),
    r"(?:no|not)\s+more\s+than": ("more",),
    r"[Nn]et\s\d": ("net",),
    r"\d+|fee": (),
    r"\w+ly\b": ("ly",),
    r"(?:fee){2,3}\spaid": ("feefee",),
    r"_{3}|\.{4}": ("....", "___"),
    r"(?:fee\s)+paid|(?:tax|vat)*": (),
}
BEGINNINGS = {
    r"\b(?:net\s\d+|due\b|(?:over|past)[\s-]?due)": ("due", "net", "over", "past"),
    r"\binvoices?\b": ("invoic",),
    r"\b(?:late\s)?fees?\b": ("fee", "late"),
    r"(?:\$|US\$)\s?\d": ("$", "us$"),
    r"(?<!no\s)(?:tax|VAT)+": ("tax", "vat"),
    r"(?i)\bterm\b": ("term",),
    r"\w+ly\b": (),
    r"a\b|fee": (),
    r"(?:tax|vat)*": (),
}
PIECES = [
    "net",
    "Net 30",
    "DUE",
    "over",
    "-",
    "due",
    "invoice",
    "prices",
    "prompt",
    "% of",
    "per cent",
]
PIECES += [
    "late fee",
    "tax ",
    "taxation now",
    "no more than",
    "not",
    "feefee paid",
    "3",
    "ly",
    "duly",
    "\n",
]


LONG = "x " * 30  # in shorter texts a pattern is tried everywhere


@pytest.mark.parametrize(("pattern", "words"), PATTERNS.items())
def test_the_words_a_pattern_cannot_do_without(pattern: str, words: tuple[str, ...]) -> None:
    assert needs(pattern) == words


@pytest.mark.parametrize(("pattern", "words"), BEGINNINGS.items())
def test_the_words_a_pattern_begins_with(pattern: str, words: tuple[str, ...]) -> None:
    assert beginnings(pattern) == words


@given(
    st.sampled_from(sorted({*PATTERNS, *BEGINNINGS})),
    st.lists(st.sampled_from(PIECES)),
    st.booleans(),
)
def test_it_gives_what_the_pattern_gives(pattern: str, pieces: list[str], spaced: bool) -> None:  # noqa: FBT001 (drawn)
    text = LONG + (" " if spaced else "").join(pieces)
    plain, fast = re.compile(pattern, re.IGNORECASE), phrase(pattern)

    assert _span(fast.search(text)) == _span(plain.search(text))
    assert [m.span() for m in fast.finditer(text)] == [m.span() for m in plain.finditer(text)]
    assert fast.findall(text) == plain.findall(text)
    assert fast.sub("_", text) == plain.sub("_", text)


def test_what_stands_at_the_beginning_is_found_there_alone() -> None:
    fees, lines = phrase(r"^\W*fees?\b"), phrase(r"^fees?\b", re.IGNORECASE | re.MULTILINE)

    assert fees.search("- Fees") is not None
    assert fees.search("late fees") is None
    assert lines.search("late\nfees") is not None


def test_case_counts_where_the_flags_say_so() -> None:
    strict = Wording(r"\bCPI\b", re.NOFLAG)

    assert strict.needs == ("CPI",)
    assert strict.search("the CPI") is not None
    assert strict.search("the cpi") is None


def _span(match: re.Match[str] | None) -> tuple[int, int] | None:
    return match.span() if match else None
