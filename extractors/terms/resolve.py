"""The document as a whole: which of the readers' candidates are its terms.

Restatements with the same key values become one, one value is given to one kind, and rules on
expenses, taxes and billing count once for each key.
"""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace

from extractors.terms.candidates import Candidate
from extractors.terms.grammar.sentences import sentence_at
from extractors.terms.judge.model import judges
from extractors.terms.totals import without_totals
from models.terms import (
    BillingSchedule,
    Cap,
    CountsFrom,
    ExpenseRule,
    Fee,
    Frequency,
    PaymentTerm,
    PercentageFee,
    Rate,
    Retainage,
    TaxTreatment,
)

THRESHOLD = 0.5
"""Candidates with a lower score are no terms, where the judge names no other limit."""

_PRICES = {"rate", "fee", "milestone", "minimum"}
ONCE = frozenset(("expense", "tax", "billing"))
"""Kinds that count once a contract for each of their values."""
_CONDITIONS = {
    "categories",
    "preapproval",
    "preapproval_over",
    "markup_percent",
    "cap",
    "receipt_over",
}
_LATER = ("preapproval", "preapproval_over", "markup_percent", "receipt_over")
_RETOLD = {  # what another clause that states the same price again words otherwise
    "fee": {"item", "proration", "start"},
    "minimum": {"item", "period", "unit"},
    "rate": {"effective_from"},
}
_LINE = 80  # characters: "6.1.7 Wood support RMB18 per set"
_OPENING = 8  # characters: a list mark
_KeyOf = Callable[[Candidate], Hashable]


def resolve(
    candidates: Sequence[Candidate], thresholds: Mapping[str, float] | None = None
) -> list[Candidate]:
    """Keep the candidates that are terms, in the order given.

    ``thresholds`` by kind stand in for the judge's own.
    """
    limits = {kind: judge.threshold for kind, judge in judges().items()}
    limits |= thresholds or {}
    likely = [c for c in candidates if c.score >= limits.get(c.term.kind, THRESHOLD)]
    single = _without_limits_of_expenses(_without_tax_rates(_strongest(likely, _claim)))
    single = _one_due_time(single)
    single = _with_conditions(_strongest(_beside_milestones(single), _rhythm))
    single = _strongest(single, key_values)
    return without_totals(_shares_once(single))


def key_values(candidate: Candidate) -> tuple[Hashable, ...]:
    """Return the values in which two statements of one obligation agree."""
    term = candidate.term
    if isinstance(term, PaymentTerm):
        what = _words(term.event) if term.counts_from is CountsFrom.EVENT else None
        return ("payment_term", term.days, term.day_type, term.counts_from, what)
    skip = {"evidence", "confidence", "review"}
    passage = candidate.passage
    if isinstance(term, ExpenseRule):
        # What is not repaid is told apart by what it is; terms of repayment are context.
        # A limit on one sort of cost stands beside the rule for all of them.
        skip |= _CONDITIONS if term.reimbursable else _CONDITIONS - {"categories"}
        bare = not any(getattr(term, name) is not None for name in _LATER)
        if term.reimbursable and bare and term.cap is not None and term.categories:
            skip -= {"cap", "categories"}
    elif isinstance(term, Retainage):
        skip |= {"release"}
    elif passage.table is None:
        skip |= _RETOLD.get(term.kind, set())
    # Lines of a list that begin with their sums are prices each, told apart by the words after it.
    opens = term.kind == "fee" and candidate.start < _OPENING
    listed = term.kind == "rate" and len(passage.text) < _LINE
    line = passage.text if opens or listed else None
    values = tuple(getattr(term, name) for name in type(term).model_fields if name not in skip)
    row = (passage.table, passage.row) if passage.table is not None else None
    if isinstance(term, Fee) and term.frequency not in (None, Frequency.ONE_TIME):
        row = None  # equal rows for one period after the other are one recurring fee
    # Every price in every row of a table is a term, also where two rows say the same.
    return (*values, line, row if term.kind in _PRICES else None)


def _claim(candidate: Candidate) -> Hashable:
    """The characters a candidate claims: where two kinds do, the stronger claim stands."""
    kind = candidate.term.kind if candidate.term.kind in ONCE else ""
    return (id(candidate.passage), candidate.start, candidate.end, kind)


def _without_limits_of_expenses(candidates: list[Candidate]) -> list[Candidate]:
    """A sum that a rule on expenses holds already is no cap beside it, and no price."""
    held = {
        (id(c.passage), limit)
        for c in candidates
        if isinstance(c.term, ExpenseRule)
        for limit in (c.term.cap, c.term.receipt_over, c.term.preapproval_over)
        if limit is not None
    }
    return [
        c
        for c in candidates
        if not (isinstance(c.term, Cap | Fee | Rate) and (id(c.passage), c.term.amount) in held)
    ]


def _without_tax_rates(candidates: list[Candidate]) -> list[Candidate]:
    """The rate of a tax that a sentence speaks of is no percentage fee beside it."""
    held = {
        (*_sentence(c), c.term.percent)
        for c in candidates
        if isinstance(c.term, TaxTreatment) and c.term.percent is not None
    }
    return [
        c
        for c in candidates
        if not (isinstance(c.term, PercentageFee) and (*_sentence(c), c.term.percent) in held)
    ]


def _one_due_time(candidates: list[Candidate]) -> list[Candidate]:
    """A sentence that names a number of days and an event has one due time, the stronger one."""

    def key(candidate: Candidate) -> Hashable:
        term = candidate.term
        if not isinstance(term, PaymentTerm) or (
            term.days and term.counts_from is not CountsFrom.EVENT
        ):
            return id(candidate)
        return (*_sentence(candidate), term.days)

    return _strongest(candidates, key)


def _with_conditions(candidates: list[Candidate]) -> list[Candidate]:
    """Give a rule that repays a sort of cost the conditions that another clause states of it.

    "Parts are recoverable at cost plus 12.5%", and "no part above 750 without prior approval".
    """
    rules = [(c, c.term) for c in candidates if isinstance(c.term, ExpenseRule)]
    told: dict[int, Candidate] = {}
    for one, own in rules:
        if not own.reimbursable or not own.categories:
            continue
        more = {
            name: value
            for other, term in rules
            if term.reimbursable
            and term.categories == own.categories
            and _sentence(other) != _sentence(one)
            for name in _LATER
            if getattr(own, name) is None and (value := getattr(term, name)) is not None
        }
        told[id(one)] = replace(one, term=own.model_copy(update=more)) if more else one
    return [told.get(id(c), c) for c in candidates]


def _rhythm(candidate: Candidate) -> Hashable:
    """One rhythm of invoices is in advance or in arrears: the stronger reading stands."""
    term = candidate.term
    rhythm = term.frequency if isinstance(term, BillingSchedule) else None
    return id(candidate) if rhythm is None else rhythm


def _beside_milestones(candidates: list[Candidate]) -> list[Candidate]:
    """The event of a milestone is when it falls due, and no due time of its own beside it."""
    milestones = {_sentence(c) for c in candidates if c.term.kind == "milestone"}
    return [
        c
        for c in candidates
        if not isinstance(c.term, PaymentTerm)
        or c.term.days
        or c.term.counts_from is not CountsFrom.EVENT
        or _sentence(c) not in milestones
    ]


def _shares_once(candidates: list[Candidate]) -> list[Candidate]:
    """The same percent of the same base in two clauses is one share, however it is called."""
    kept: list[Candidate] = []
    for c in sorted(candidates, key=lambda c: -c.score):
        if not any(_same_share(c, other) for other in kept):
            kept.append(c)
    stay = {id(c) for c in kept}
    return [c for c in candidates if id(c) in stay]


def _same_share(one: Candidate, other: Candidate) -> bool:
    a, b = one.term, other.term
    if not isinstance(a, PercentageFee) or not isinstance(b, PercentageFee):
        return False
    beside = one.passage is other.passage or one.passage.table is not None
    if beside or a.percent != b.percent:
        return False
    bases = _words(a.base), _words(b.base)
    alike = not all(bases) or bool(bases[0] & bases[1])
    return alike and (a.min_amount, a.max_amount) == (b.min_amount, b.max_amount)


def _sentence(candidate: Candidate) -> tuple[int, int]:
    text = candidate.passage.text
    return id(candidate.passage), sentence_at(text, candidate.start).start


def _strongest(candidates: list[Candidate], key: _KeyOf) -> list[Candidate]:
    best: dict[Hashable, Candidate] = {}
    for candidate in candidates:
        known = key(candidate)
        if known not in best or candidate.score > best[known].score:
            best[known] = candidate
    kept = {id(candidate) for candidate in best.values()}
    return [c for c in candidates if id(c) in kept]


def _words(text: str | None) -> frozenset[str]:
    """The words of an event or a base that tell it from another one."""
    small = {"the", "a", "an", "of", "this", "such", "date", "agreement", "and", "or", "by", "to"}
    return frozenset(re.findall(r"[a-z]+", (text or "").lower())) - small
