"""Terms that a person confirmed, put back on the pages of their document."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.contracts import Contract
from models.coverage import recounted
from models.document import Document
from models.evidence import Evidence
from models.passage import Passage
from models.terms import Doubt, Term

_SENTENCE_END = re.compile(r"(?<=[.;:])\s+")
_SHORTEST = 12  # letters and digits; less stands in many places


def with_confirmed(known: Contract, read: Contract, document: Document) -> Contract:
    """Keep the confirmed terms; take the document and its notices from reading it.

    Defects of the document itself, such as words that contradict figures, stay doubts; every
    other doubt was settled by the person who confirmed the terms.
    """
    defects = tuple(one for one in read.doubts if one.cause == Doubt.WORDS_AND_FIGURES)
    finder = Finder(document)
    return known.model_copy(
        update={
            "document": read.document,
            "terms": tuple(_placed(term, finder) for term in known.terms),
            "doubts": known.doubts or defects,
            "coverage": recounted(read.coverage, known.terms, confirmed=True),
            "exhibits": read.exhibits,
            "precedence": read.precedence,
            "totals": read.totals,
            "notices": read.notices,
            "confirmed": True,
        }
    )


@dataclass(frozen=True, slots=True)
class _Squeezed:
    """A passage's letters and digits, and where each of them stands in its text."""

    passage: Passage
    letters: str
    places: tuple[int, ...]


class Finder:
    """Finds quotes in a document by their letters and digits alone."""

    def __init__(self, document: Document) -> None:
        self._passages = tuple(_squeeze(passage) for passage in document.passages)

    def find(self, quote: str) -> Evidence | None:
        """Return the place of a quote; of a quote put together, the part with most figures."""
        whole = self._find(quote)
        if whole is not None:
            return whole
        parts = [(part, self._find(part)) for part in _SENTENCE_END.split(quote)]
        found = [(part, place) for part, place in parts if place is not None]
        if not found:
            return None
        _, place = max(found, key=lambda pair: (_figures(pair[0]), len(pair[0])))
        return replace(place, quote=quote)

    def _find(self, quote: str) -> Evidence | None:
        wanted = _letters(quote)
        if len(wanted) < _SHORTEST:
            return None
        return next(self._places(wanted), None)

    def _places(self, wanted: str) -> Iterator[Evidence]:
        for one in self._passages:
            start = one.letters.find(wanted)
            if start >= 0:
                end = one.places[start + len(wanted) - 1] + 1
                yield one.passage.evidence(one.places[start], end)


def _placed(term: Term, finder: Finder) -> Term:
    known = term.evidence
    if known.boxes or known.anchor or not known.quote:
        return term
    place = finder.find(known.quote)
    if place is None:
        return term
    return term.model_copy(update={"evidence": replace(place, section=known.section)})


def _squeeze(passage: Passage) -> _Squeezed:
    kept = [(char, at) for at, char in enumerate(passage.text) if char.isalnum()]
    letters = "".join(char.lower()[:1] for char, _ in kept)
    return _Squeezed(passage, letters, tuple(at for _, at in kept))


def _letters(text: str) -> str:
    return "".join(char.lower()[:1] for char in text if char.isalnum())


def _figures(text: str) -> int:
    return sum(char.isdigit() for char in text)
