"""Joins our own reading of a document with what a second reader proposes.

The second reader only proposes.  What it says and its quote proves is weighed by its own
judgement and by what our reader made of the same words; what our reader alone found stays where
the second reader is known to overlook its kind.  Where both read one number in different ways,
the likelier reading stands.  The few weights are fitted by benchmarks/second_reader.py.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log

from extractors.terms.candidates import Candidate
from extractors.terms.confidence import confident
from extractors.terms.order import ReadingOrder
from extractors.terms.proposals.addressed import addressed
from extractors.terms.proposals.agreement import (
    agree,
    claims_same,
    key_of,
    stands_in,
)
from extractors.terms.proposals.grounding import Grounded
from extractors.terms.resolve import ONCE
from models.document import Document
from models.passage import Passage
from models.terms import ExpenseRule, Term

AGREED = 0.95
"""A proposal its own reader doubts stands without review where ours is this sure of the same."""
AGREED_RULE = 0.5
"""The same for rules on expenses, taxes and billing: they have few values to agree on by chance,
and no number that could be another one."""
HEARD = 0.3
"""A reader that speaks of less than this share of what we hold has not read the document well."""
UNHEARD = 0.5
"""How likely such a reader overlooks a term."""
_FILE = "weights.json"
_FAR = 3.0
_UNSAID = 0.5


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts, in log odds, for a proposal being right.

    ``overlooked`` is the share of right terms of a kind that the second reader did not propose;
    "" stands for kinds that are not named.
    """

    bias: float
    signs: Mapping[str, float]
    overlooked: Mapping[str, float]
    keep: float = 0.5

    def probability(self, signs: Mapping[str, float]) -> float:
        """Weigh the signs of one proposal."""
        total = self.bias + sum(self.signs.get(name, 0.0) * x for name, x in signs.items())
        return 1.0 / (1.0 + exp(-total))


@dataclass(frozen=True, slots=True)
class Ours:
    """Our own reading: all candidates, weighed, and those of them that are held for terms."""

    candidates: Sequence[Candidate]
    kept: Sequence[Candidate]


@dataclass(frozen=True, slots=True)
class Theirs:
    """What a second reader proposes and proves; not ``whole`` where a part went unanswered."""

    proposals: Sequence[Grounded]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Weighed:
    """A proposal beside what our own reader made of the same words.

    ``own`` is our candidate that says the same, ``rival`` the one that reads its number otherwise.
    """

    proposal: Grounded
    own: Candidate | None = None
    rival: Candidate | None = None

    @property
    def signs(self) -> dict[str, float]:
        """What speaks for and against the proposal."""
        sure = self.proposal.sure
        return {
            "sure": _UNSAID if sure is None else float(sure),
            "own": _odds(self.own.score) if self.own else -_FAR,
            "rival": float(self.rival is not None and self.own is None),
        }


@dataclass(frozen=True, slots=True)
class Merged:
    """One term of the joint reading, with where it came from."""

    term: Term
    probability: float
    own: Candidate | None = None
    proposal: Grounded | None = None
    review: bool = True

    @property
    def passage(self) -> Passage:
        """Where the term is stated."""
        return self._stated[0]

    @property
    def start(self) -> int:
        """Where in the passage its value stands."""
        return self._stated[1]

    @property
    def _stated(self) -> tuple[Passage, int]:
        if self.proposal is not None:
            return self.proposal.place.at(self.proposal.at)
        if self.own is None:
            msg = "a merged term comes from one of the readers"
            raise AssertionError(msg)
        return self.own.passage, self.own.start


@cache
def weights() -> Weights:
    """Load the weights that come with the package."""
    source = files("extractors.terms.proposals").joinpath(_FILE)
    data = json.loads(source.read_text(encoding="utf-8"))
    return Weights(**data)


def merge(
    document: Document, ours: Ours, theirs: Theirs, known: Weights | None = None
) -> list[Merged]:
    """Join two readings of a document.

    Where the answer is not whole, what the second reader leaves out says nothing.  Where the
    document gives reading programs instructions, our own terms stand exactly as they are without
    it, and whatever it adds is for review.
    """
    known, order = known or weights(), ReadingOrder(document)
    kept, proposals = ours.kept, theirs.proposals
    warned = any(addressed(document))
    if warned:
        proposals = [one for one in proposals if not any(_told_of(c, one) for c in kept)]
    weighed = compared(ours, proposals)
    found = [_chosen(one, known, warned=warned) for one in weighed]
    found = [one for one in found if one.probability >= known.keep]
    alone = _alone(kept, proposals, found)
    if theirs.whole and not warned:
        heard = _heard(kept, alone)
        found += [one for c in alone if (one := _overlooked(c, known, heard=heard)) is not None]
    else:
        found += [_as_without(candidate) for candidate in alone]
    return sorted(
        _distinct(found), key=lambda one: (order.place(one.passage), one.start, repr(one.term))
    )


def compared(ours: Ours, proposals: Iterable[Grounded]) -> Iterator[Weighed]:
    """Set each proposal beside the candidates that stand in its quote or say the same."""
    held = {id(candidate) for candidate in ours.kept}
    for proposal in proposals:
        here = [c for c in ours.candidates if stands_in(c, proposal.place)]
        same = [c for c in here if agree(c.term, proposal.term)]
        same = same or [c for c in ours.kept if agree(c.term, proposal.term)]
        others = [
            c
            for c in here
            if id(c) in held
            and c.term.kind == proposal.term.kind
            and claims_same(c.term, proposal.term)
            and not agree(c.term, proposal.term)
        ]
        yield Weighed(proposal, _best(same), _best(others))


def told(merged: Merged) -> Term:
    """Give a merged term its confidence and say whether a person should look first."""
    update = {"confidence": round(merged.probability, 4), "review": merged.review}
    return merged.term.model_copy(update=update)


def variant(term: Term) -> str:
    """Name the kind for what second readers overlook: a cost one bears is another thing than one repaid."""
    if isinstance(term, ExpenseRule):
        return f"expense_{str(term.reimbursable).lower()}"
    return term.kind


def _chosen(weighed: Weighed, known: Weights, *, warned: bool) -> Merged:
    """Take the proposal, or our own reading of its number where that is likelier."""
    probability = known.probability(weighed.signs)
    proposal, rival = weighed.proposal, weighed.rival
    if rival is not None and weighed.own is None and rival.score > probability:
        ours = rival.score * (1.0 - probability)
        theirs = (1.0 - rival.score) * probability
        return Merged(rival.term, ours / (ours + theirs), rival)
    evidence = proposal.place.evidence(proposal.at)
    term = proposal.term.model_copy(update={"evidence": evidence} | _details(weighed))
    return Merged(term, probability, weighed.own, proposal, _must_be_seen(weighed, warned=warned))


def _must_be_seen(weighed: Weighed, *, warned: bool) -> bool:
    """A person looks where the readers differ, and at what neither of them is sure of.

    ``warned``: the document gives reading programs instructions, so that proposals alone are not
    trusted.
    """
    own = weighed.own
    if own is None and (weighed.rival is not None or warned):
        return True
    enough = AGREED_RULE if weighed.proposal.term.kind in ONCE else AGREED
    return not weighed.proposal.sure and (own is None or own.score < enough)


def _details(weighed: Weighed) -> dict[str, object]:
    """What our reader found besides, where it says the same of the same words."""
    own, proposal = weighed.own, weighed.proposal
    if own is None or not stands_in(own, proposal.place):
        return {}
    skip = {"evidence", "confidence", "review", "event"}
    return {
        name: value
        for name in type(own.term).model_fields
        if name not in skip
        and (value := getattr(own.term, name)) not in (None, ())
        and getattr(proposal.term, name) in (None, ())
    }


def _alone(
    kept: Sequence[Candidate], proposals: Sequence[Grounded], found: Sequence[Merged]
) -> list[Candidate]:
    """Return what only our reader found."""
    taken = {id(one.own) for one in found if one.own is not None}
    return [
        candidate
        for candidate in kept
        if id(candidate) not in taken and not any(_told_of(candidate, one) for one in proposals)
    ]


def _heard(kept: Sequence[Candidate], alone: Sequence[Candidate]) -> bool:
    """Whether the second reader speaks of enough of what we hold that its silence says something."""
    held = sum(candidate.score for candidate in kept)
    return held - sum(candidate.score for candidate in alone) >= HEARD * held


def _overlooked(candidate: Candidate, known: Weights, *, heard: bool) -> Merged | None:
    """Weigh what only our reader found by how often the other one overlooks such a term."""
    share = known.overlooked.get(variant(candidate.term), known.overlooked[""])
    odds = exp(_odds(candidate.score)) * (share if heard else UNHEARD)
    probability = odds / (1 + odds)
    return Merged(candidate.term, probability, candidate) if probability >= known.keep else None


def _as_without(candidate: Candidate) -> Merged:
    """Keep our own term exactly as it is without a second reader."""
    term = confident(candidate)
    return Merged(term, term.confidence, candidate, None, term.review)


def _told_of(candidate: Candidate, proposal: Grounded) -> bool:
    """Whether a proposal already speaks of a candidate's obligation or claims its number."""
    if agree(candidate.term, proposal.term):
        return True
    return stands_in(candidate, proposal.place) and claims_same(candidate.term, proposal.term)


def _distinct(found: Iterable[Merged]) -> Iterator[Merged]:
    """Count rules on expenses, taxes and billing once for each of their values; the surest stands."""
    known: dict[object, Merged] = {}
    for one in found:
        key: object = key_of(one.term) if one.term.kind in ONCE else id(one)
        if key not in known or one.probability > known[key].probability:
            known[key] = one
    yield from known.values()


def _best(candidates: Sequence[Candidate]) -> Candidate | None:
    return max(candidates, key=lambda candidate: candidate.score, default=None)


def _odds(score: float) -> float:
    bounded = min(max(score, 1e-6), 1 - 1e-6)
    return min(max(log(bounded / (1 - bounded)), -_FAR), _FAR)
