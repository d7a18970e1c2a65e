"""Sentences of a passage, by spaCy's rules for English (no trained model).

spaCy's tokenizer takes text apart at spaces first, and its sentencizer ends a sentence at a token
that is a stop.  So only words that hold a stop are given to it, each once, and the word after
them; the sentences are those of its whole pipeline, which a text with other white space is given.
spaCy is imported at the first use: it takes about a second.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, cast

from extractors.wording import phrase

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import Sentencizer
    from spacy.tokenizer import Tokenizer

_ABBREVIATIONS = (  # a point that ends no sentence
    "No. Nos. Sec. Secs. Art. Arts. Exh. Sched. Para. Attn. Ref. Fig. approx. incl. excl. ex. est. "
    "max. min. Rs. Inc. Ltd. Corp. Co. L.P. N.A. S.A. B.V. U.S. U.K. U.S.C. e.g. i.e. etc. viz. cf. "
    "no. nos. sec. art. para. ref. ext. yr. mo. hr. hrs. Dept. Bros. St. Ave. Rd. Blvd. Ste."
).split()
_MAY_END = phrase(r"[.!?。]\W{0,3}\s?[^\s.]", re.NOFLAG)  # anything after a stop: spaCy decides
_PLAIN_WORD = re.compile(r"[A-Za-z]*[a-z]{2}\.")  # a word and its stop, if it is no abbreviation
_FEW_STOPS = re.compile(r"[!.?]")
_ODD = re.compile("[^\0-\u0588\u2010-\u2026]")  # what may be another stop: Armenian and further
_TRIM = " \t\n|•·-–"


class Sentence(NamedTuple):
    """One sentence; ``start`` and ``end`` are its place in the passage's text."""

    start: int
    end: int
    text: str


@lru_cache(maxsize=4096)  # a long contract: readers, judge and quotes ask again
def sentences(text: str) -> tuple[Sentence, ...]:
    """Split a passage's text into sentences.

    >>> [s.text for s in sentences("Pay Acme Inc. net 30. See Sec. 4.2.")]
    ['Pay Acme Inc. net 30.', 'See Sec. 4.2.']
    """
    if not _MAY_END.search(text):
        return (Sentence(*_trimmed(text, 0)),) if text.strip(_TRIM) else ()
    found = []
    starts = [at for at in _starts(text) if not _goes_on(text, at)]
    for start, end in pairwise([*starts, len(text)]):
        sentence = Sentence(*_trimmed(text[start:end], start))
        if sentence.text:
            found.append(sentence)
    return tuple(found)


def _goes_on(text: str, at: int) -> bool:
    """Whether a small letter follows "per cent.", which English papers print with a point."""
    return text[at].islower() and text[:at].rstrip().endswith("per cent.")


def touched(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentences begin and end that ``text[start:end]`` touches."""
    found = [s for s in sentences(text) if s.start < end and start < s.end]
    return (found[0].start, found[-1].end) if found else (0, len(text))


def sentence_at(text: str, place: int) -> Sentence:
    """Return the sentence that holds character ``place``."""
    for sentence in sentences(text):
        if place < sentence.end:
            return sentence
    return Sentence(0, len(text), text)


def _trimmed(body: str, start: int) -> tuple[int, int, str]:
    start += len(body) - len(body.lstrip(_TRIM))
    body = body.strip(_TRIM)
    return start, start + len(body), body


def _starts(text: str) -> Iterator[int]:
    """Yield where sentences start."""
    plain = " ".join(text.split())
    if text not in (plain, f"{plain} "):  # has other white space
        yield from (span.start_char for span in _pipeline()(text).sents)
        return
    yield 0
    stops = _FEW_STOPS if text.isascii() or not _ODD.search(text) else _stops()
    ended, at = False, 0
    while at < len(text):
        stop = stops.search(text, at)
        if not ended:
            if stop is None:
                return
            at = max(text.rfind(" ", at, stop.start()) + 1, at)
        space = text.find(" ", at)
        last = space if space >= 0 else len(text)
        if ended and text[at].isalnum() and (stop is None or stop.start() >= last):
            yield at
            ended = False
        else:
            for place, ends in _marks(text[at:last]):
                if ends:
                    ended = True
                elif ended:
                    yield at + place
                    ended = False
        at = last + 1


@lru_cache(maxsize=4096)
def _marks(word: str) -> tuple[tuple[int, bool], ...]:
    """The tokens of a word: where each stands and whether it is a stop; other marks left out."""
    tokenizer, stops = cast("Tokenizer", _pipeline().tokenizer), _stops()
    if _PLAIN_WORD.fullmatch(word) and word not in tokenizer.rules:
        return (0, False), (len(word) - 1, True)
    return tuple(
        (token.idx, stop)
        for token in tokenizer(word)
        if (stop := stops.fullmatch(token.text) is not None) or not token.is_punct
    )


@cache
def _stops() -> re.Pattern[str]:
    marks = cast("Sentencizer", _pipeline().get_pipe("sentencizer")).punct_chars
    return re.compile(f"[{re.escape(''.join(sorted(marks)))}]")


@cache
def _pipeline() -> "Language":
    import spacy  # noqa: PLC0415 (see the module's docstring)
    from spacy.symbols import ORTH  # noqa: PLC0415 (see the module's docstring)

    pipeline = spacy.blank("en")
    tokenizer = cast("Tokenizer", pipeline.tokenizer)
    for word in _ABBREVIATIONS:
        tokenizer.add_special_case(word, [{ORTH: word}])
    pipeline.add_pipe("sentencizer")
    pipeline.max_length = 10_000_000
    return pipeline
