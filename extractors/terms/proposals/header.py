"""Joins our header with the one a second reader proposes, value by value.

A proposed value counts when the document prints it: names and titles letter by letter, dates and
durations as our grammars read them.  A role cannot be proven by wording; it comes with its name.
Values that are not proven leave our own as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from extractors.header.wording import dates_in, durations_in
from extractors.terms.proposals.answer import Answer
from extractors.terms.proposals.grounding import currency_printed
from extractors.terms.proposals.places import Place, Places
from extractors.terms.proposals.wordings import words_of
from models.contracts import ContractHeader
from models.document import Document
from models.durations import Duration, add
from models.evidence import Evidence
from models.passage import Passage

_RENEWAL = ("renew", "exten", "evergreen", "automatic")
_DURATIONS = ("initial_term", "renewal_term", "renewal_notice")
_PRINTED = ("title", "number", "amends", "under")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Proof:
    """Where a value is printed; None where it follows from others."""

    evidence: Evidence | None


class _Header:
    """Proves values against one document."""

    def __init__(self, document: Document, answer: Answer) -> None:
        self._passages = [passage for passage in document.passages if passage.text]
        self._places = Places(document, any_case=True)
        self._answer = answer
        self._header = answer.header
        self._text = "\n".join(passage.text for passage in self._passages)

    def proven(self, own: ContractHeader) -> Iterator[tuple[str, object, Evidence | None]]:
        """Yield the values that stand, with their evidence."""
        yield from self._parties()
        for key in _PRINTED:
            value = getattr(self._header, key)
            if value and (place := self._printed(value)):
                yield key, value, place.evidence()
        yield from self._dates(own)
        for key in _DURATIONS:
            if proof := self._duration(getattr(self._header, key)):
                yield key, str(Duration.parse(getattr(self._header, key))), proof.evidence
        renews = self._header.auto_renewal
        if renews is not None and (passage := self._with_words(_RENEWAL)):
            yield "auto_renewal", renews, _quoted(passage, 0, len(passage.text))
        currency = self._header.currency
        if currency and currency_printed(currency, self._text):
            yield "currency", currency, None
        law = self._header.governing_law
        if law and words_of(law) <= words_of(self._text) and (found := self._law(law)):
            yield "governing_law", law, found

    def _parties(self) -> Iterator[tuple[str, object, Evidence | None]]:
        """All parties or none: half a list would say that the others are no parties."""
        places = [self._printed(party.name) for party in self._header.parties]
        if places and all(places):
            first = places[0]
            yield "parties", self._header.parties, first.evidence() if first else None

    def _dates(self, own: ContractHeader) -> Iterator[tuple[str, object, Evidence | None]]:
        effective, expires = self._header.effective_date, self._header.expiration_date
        if effective and (proof := self._date(effective)):
            yield "effective_date", effective, proof.evidence
        elif effective:
            effective = own.effective_date
        proof = self._date(expires) if expires else None
        if expires and proof is None and self._follows(effective, expires):
            proof = _Proof(None)
        if proof is not None:
            yield "expiration_date", expires, proof.evidence

    def _follows(self, effective: date | None, expires: date) -> bool:
        """Whether the term ends on this day, or on the day after it."""
        term = self._header.initial_term
        if not effective or not term or not self._duration(term):
            return False
        try:
            end = add(effective, Duration.parse(term))
        except (ValueError, OverflowError):
            return False
        return expires in {end, end - _ONE_DAY}

    def _date(self, wanted: date) -> _Proof | None:
        for passage in self._passages:
            for day_first in (False, True):
                for found in dates_in(passage.text, day_first=day_first):
                    if found.value == wanted:
                        return _Proof(_quoted(passage, found.start, found.end))
        return None

    def _duration(self, text: str | None) -> _Proof | None:
        try:
            wanted = Duration.parse(text or "")
        except ValueError:
            return None
        for passage in self._passages:
            for found in durations_in(passage.text):
                if found.value == wanted:
                    return _Proof(_quoted(passage, found.start, found.end))
        return None

    def _law(self, law: str) -> Evidence | None:
        words = words_of(law)
        for passage in self._passages:
            text = passage.text.lower()
            if ("govern" in text or "law" in text) and words <= words_of(passage.text):
                at = max(text.find("law"), 0)
                return _quoted(passage, at, at + 3)
        return None

    def _printed(self, text: str) -> Place | None:
        return self._places.find(text, shortest=2)

    def _with_words(self, words: tuple[str, ...]) -> Passage | None:
        return next((p for p in self._passages if any(w in p.text.lower() for w in words)), None)


def joined_header(
    document: Document,
    header: ContractHeader,
    evidence: dict[str, Evidence],
    answer: Answer,
) -> tuple[ContractHeader, dict[str, Evidence]]:
    """Take the proposed values that are proven, keep our own for the rest."""
    values: dict[str, object] = {}
    proofs = dict(evidence)
    for key, value, proof in _Header(document, answer).proven(header):
        if value != getattr(header, key):
            values[key] = value
            proofs.pop(key, None)
            if proof is not None:
                proofs[key] = proof
    return header.model_copy(update=values), proofs


def _quoted(passage: Passage, start: int, end: int) -> Evidence:
    """Quote up to 200 characters on both sides of a value."""
    return passage.evidence(max(start - 200, 0), min(end + 200, len(passage.text)), at=start)
