"""Sentences are those of spaCy's whole pipeline, however little of a text it is given."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from extractors.terms.grammar import sentences as module
from extractors.terms.grammar.sentences import sentences

WORDS = (
    'Pay Acme Inc. No. 4.2 net 30. 30.5% U.S. e.g. (a) ends.) "Yes." ... . ! ?! end?Next a.m. p.m. '
    "Sec. 3.1(b). “Fees.” L.P. L.P .) 2. — • | 。 您好。 $1.50. www.acme.com. J.P. etc.;then OK!! .5 :) :-) ."
).split()
TEXTS = (
    "",
    " . ",
    "Net 30. All invoices are sent by mail.",
    "Ends here.\tNew  one. And\nmore. x",
    "Mail to: Acme Inc. 4 Main St. Springfield. Pay 3.5% p.a. now! Then (if any) stop. ) . ( Go",
)


@pytest.mark.parametrize("text", TEXTS)
def test_known_texts(text: str) -> None:
    assert [(s.start, s.end) for s in sentences(text)] == _whole(text)


@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_words(words: list[str]) -> None:
    text = " ".join(words)
    assert [(s.start, s.end) for s in sentences(text)] == _whole(text)


def _whole(text: str) -> list[tuple[int, int]]:
    pipeline = module._pipeline()
    assert isinstance(pipeline, spacy.language.Language)
    found = []
    for span in pipeline(text).sents:
        body = span.text.strip(" \t\n|•·-–")
        start = span.start_char + span.text.find(body)
        if body:
            found.append((start, start + len(body)))
    return found
