"""A contract as the review shows it: cards, header facts, doubts, what was looked for in vain."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from contract_ai.desk.review_sheet import Related, ReviewTerm, Sheet
from contract_ai.storage.terms import CONFIRMED, CORRECTED, PROPOSED, REJECTED
from models.contracts import Contract, ContractHeader
from models.evidence import Evidence
from reports.coverage_words import RESULTS, coverage_words
from reports.proofs import where
from reports.term_words import KIND_WORDS, Part, term_parts, term_words

STATE_WORDS = {
    PROPOSED: "Not confirmed",
    CONFIRMED: "Confirmed",
    CORRECTED: "Corrected",
    REJECTED: "Rejected",
}
DONE_WORDS = {CONFIRMED: "confirmed", CORRECTED: "corrected", REJECTED: "rejected"}
_FACTS = {
    "title": "Title",
    "number": "Number",
    "amends": "Amends",
    "under": "Under",
    "effective_date": "In force from",
    "expiration_date": "Until",
    "initial_term": "First term",
    "auto_renewal": "Renews by itself",
    "renewal_term": "Renewal term",
    "renewal_notice": "Notice",
    "currency": "Currency",
    "governing_law": "Law",
    "signed": "Signed",
    "signed_on": "Signed on",
    "purchase_order_required": "PO number required",
}
_OF_PARTIES = "parties"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where words stand, for the script that lights them; ``boxes`` is JSON."""

    page: int | None
    boxes: str
    anchor: str
    quote: str
    words: str
    """The place for people: "page 3, section 4.2"."""

    @property
    def there(self) -> bool:
        """Whether anything can be lit."""
        return bool(self.page or self.anchor)


@dataclass(frozen=True, slots=True)
class RelatedView:
    """What an amendment says of the same matter, or what this one amends."""

    contract: str
    lead: str
    words: str


@dataclass(frozen=True, slots=True)
class Card:
    """One term."""

    number: int
    kind: str
    kind_words: str
    state: str
    state_words: str
    parts: tuple[Part, ...]
    sentence: str
    trust: str
    confidence: str
    spot: Spot
    decided: str
    related: tuple[RelatedView, ...]
    look: bool
    sure: bool

    @property
    def open(self) -> bool:
        """Whether nobody has decided about it."""
        return self.state == PROPOSED


@dataclass(frozen=True, slots=True)
class Group:
    """Cards under one heading."""

    name: str
    words: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a contract says of itself, and where."""

    label: str
    value: str
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Sought:
    """A kind of term that was looked for and not found for sure."""

    kind: str
    kind_words: str
    result: str
    words: str
    possible: tuple[tuple[str, Spot], ...]


@dataclass(frozen=True, slots=True)
class DoubtView:
    """Wording that a person must read."""

    reason: str
    readings: str
    spot: Spot


def groups(sheet: Sheet) -> tuple[Group, ...]:
    """Return the cards as they stand below each other."""
    return tuple(
        Group(name or "look", KIND_WORDS[name] if name else "Needs a look", tuple(map(card, terms)))
        for name, terms in sheet.groups()
    )


def card(one: ReviewTerm) -> Card:
    """Show one term."""
    term = one.term
    return Card(
        number=one.number,
        kind=term.kind,
        kind_words=KIND_WORDS[term.kind],
        state=one.state,
        state_words="Added" if one.added else STATE_WORDS[one.state],
        parts=term_parts(term),
        sentence=term_words(term),
        trust=one.trust,
        confidence=f"{term.confidence:.2f}",
        spot=spot(term.evidence),
        decided=_decided(one),
        related=tuple(map(_related, one.related)),
        look=one.open and term.review,
        sure=one.sure,
    )


def spot(evidence: Evidence) -> Spot:
    """Say where words stand."""
    return Spot(
        page=evidence.page,
        boxes=json.dumps([[round(edge, 1) for edge in box] for box in evidence.boxes]),
        anchor=evidence.anchor or "",
        quote=evidence.quote,
        words=where(evidence),
    )


def facts(contract: Contract) -> Iterator[Fact]:
    """Yield what a contract says of itself."""
    places = contract.contract_evidence
    header = contract.contract
    for party in header.parties:
        yield Fact(party.role.capitalize(), party.name, _place(places.get(_OF_PARTIES)))
    for name, label in _FACTS.items():
        value = _written(header, name)
        if value:
            yield Fact(label, value, _place(places.get(name)))


def doubts(contract: Contract) -> tuple[DoubtView, ...]:
    """Return the wording that a person must read."""
    return tuple(
        DoubtView(one.reason, " or ".join(one.readings), spot(one.evidence))
        for one in contract.doubts
    )


def sought(contract: Contract) -> tuple[Sought, ...]:
    """Return the kinds of term that were looked for and not found for sure."""
    return tuple(
        Sought(
            kind=one.kind,
            kind_words=KIND_WORDS.get(one.kind, one.kind),
            result=RESULTS.get(one.status, one.status),
            words=coverage_words(one, contract),
            possible=tuple((term_words(term), spot(term.evidence)) for term in one.possible),
        )
        for one in contract.coverage
        if one.status != "found" or one.possible
    )


def clock(moment: datetime, now: datetime) -> str:
    """Say when something was: with the day where that was not today.

    >>> from datetime import UTC
    >>> day = datetime(2026, 6, 30, 9, 0, tzinfo=UTC)
    >>> clock(day, day), clock(day, day.replace(day=1, month=7))
    ('at 09:00 UTC', 'on 2026-06-30 at 09:00 UTC')
    """
    day = "" if moment.date() == now.date() else f"on {moment:%Y-%m-%d} "
    return f"{day}at {moment:%H:%M} UTC"


def _decided(one: ReviewTerm) -> str:
    if one.decided_by is None or one.decided_at is None:
        return ""
    return f"by {one.decided_by}, {one.decided_at:%Y-%m-%d %H:%M} UTC"


def _related(one: Related) -> RelatedView:
    since = f" from {one.since.isoformat()} on" if one.since else ""
    lead = f"Changed{since} by" if one.newer else f"Changes{since} what stands in"
    return RelatedView(one.contract, lead, term_words(one.term))


def _place(evidence: Evidence | None) -> Spot | None:
    found = spot(evidence) if evidence else None
    return found if found and found.there else None


def _written(header: ContractHeader, name: str) -> str:
    value = getattr(header, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
