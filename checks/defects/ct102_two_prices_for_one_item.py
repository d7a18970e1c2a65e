"""CT102 two-prices-for-one-item: the documents price one item twice and nothing says which counts.

Why:    Each side later reads the price that suits it.
Inputs: Rates and fees of the whole family with the days from which they are in force.
Source: The two clauses.  An amendment settles what it amends; a clause on precedence ("in the event
        of a conflict the Order Form prevails") settles an order against the agreement above it.
Edges:  - Without such a clause an order that contradicts its master is found; its invoices are
          checked by the order, which is the more specific.
        - Same item, unit, currency and time; rows of a tier table and versions with days of their
          own are no second price.
        - Two amendments of one day contradict each other; a later one settles it.
        - The same price twice is no contradiction.
        - A price that waits for review was perhaps misread: cannot tell.
Example: section 4 says 5,000.00 a month for support, schedule 1 says 5,500.00.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from checks.agreement import Clause, clauses_on, effective_on
from checks.proofs import number, term_proofs
from checks.recognition.frequencies import frequency_of
from checks.recognition.units import unit_of
from checks.recognition.wording import NOISE, WEAK, key_of, words_of
from models.cases import ContractCase
from models.contracts import Contract
from models.findings import (
    CannotTell,
    Check,
    Direction,
    Finding,
    NotApplicable,
    Outcomes,
    Scope,
    Severity,
)
from models.terms import Fee, Rate

_Price = Rate | Fee


def two_prices_for_one_item(case: ContractCase) -> Outcomes:
    """Look for items with two prices in force on one day."""
    prices = [t for t in case.contract.terms if isinstance(t, _Price)]
    if not prices:
        yield NotApplicable("The document states no price.")
        return
    seen: set[tuple[object, ...]] = set()
    for pair in _against_master(case):
        seen.add((_about(pair[0]), *sorted(str(one.amount) for one in pair)))
        yield _outcome(pair)
    for day in _days(case):
        for pair in _contradictions(case, day):
            key = (_about(pair[0]), *sorted(str(one.amount) for one in pair))
            if key not in seen:
                seen.add(key)
                yield _outcome(pair)


def _against_master(case: ContractCase) -> Iterator[tuple[_Price, _Price]]:
    """Return prices of this order that the agreement above it states otherwise."""
    above = [m for m in case.family.members if m.contract.kind != "amendment"]
    settled = any("precedence" in member.contract_evidence for member in case.family.members)
    if settled or case.contract not in above:
        return
    stated = {
        _about(term): term
        for member in above
        if member is not case.contract
        for term in member.terms
        if isinstance(term, _Price) and _is_plain(term)
    }
    for term in case.contract.terms:
        if isinstance(term, _Price) and _is_plain(term):
            other = stated.get(_about(term))
            if other is not None and other.amount != term.amount and _since(other) == _since(term):
                yield other, term


def _since(term: _Price) -> date | None:
    return term.effective_from if isinstance(term, Rate) else term.start


def _days(case: ContractCase) -> list[date]:
    """Return the days on which something comes into force; one day for a contract without any."""
    own = [clause.since for clause in clauses_on(case.family, date.max)]
    starts = [effective_on(member) for member in case.family.members]
    return sorted({day for day in (*own, *starts) if day}) or [date.max]


def _contradictions(case: ContractCase, day: date) -> Iterator[tuple[_Price, _Price]]:
    """Return pairs in force on a day, the second of which stands in this document."""
    groups: dict[tuple[object, ...], list[tuple[_Price, Contract]]] = {}
    in_force = (*_amended_on(case, day), *clauses_on(case.family, day))
    for clause in in_force:
        if isinstance(clause.term, _Price) and _is_plain(clause.term):
            groups.setdefault(_about(clause.term), []).append((clause.term, clause.contract))
    for prices in groups.values():
        if len({price.amount for price, _ in prices}) != 2:  # noqa: PLR2004 (more are rows of a list)
            continue
        first, _ = prices[0]
        other, document = next(one for one in prices if one[0].amount != first.amount)
        if case.contract is document:
            yield first, other


def _amended_on(case: ContractCase, day: date) -> Iterator[Clause]:
    """Return what the amendments of one day say: none of them is the later one."""
    for member in case.family.members:
        if member.contract.kind == "amendment" and effective_on(member) == day:
            yield from (
                Clause(term, member, day)
                for term in member.terms
                if getattr(term, "effective_from", None) in (None, day)
                and getattr(term, "start", None) in (None, day)
            )


def _is_plain(term: _Price) -> bool:
    """Whether a price stands for an item of its own name, without bounds or a day of its own."""
    named = [word for word in words_of(term.item or "") if word not in WEAK and word not in NOISE]
    if isinstance(term, Rate):
        bounds = (term.min_quantity, term.max_quantity, term.included_quantity)
        return bool(named) and bounds == (None, None, None)
    return bool(named) and term.due is None


def _about(term: _Price) -> tuple[object, ...]:
    unit = unit_of(term.unit) if isinstance(term, Rate) else frequency_of(term)
    return term.kind, key_of(term.item or ""), unit, term.currency


def _outcome(terms: Sequence[_Price]) -> Finding | CannotTell:
    proofs, item = term_proofs(terms), terms[0].item
    if any(term.review for term in terms):
        return CannotTell(f"Two prices for {item} were read; confirm them.", proofs)
    amounts = [number(term.amount) for term in terms]
    return Finding(
        message=f"{item} has two prices, {amounts[0]} and {amounts[1]}, and no amendment or order "
        "of precedence says which counts. Settle it in writing.",
        direction=Direction.NEUTRAL,
        expected=amounts[0],
        actual=amounts[1],
        working=f"{amounts[0]} or {amounts[1]}",
        proofs=proofs,
        key="|".join(sorted(amounts)),
    )


CHECK = Check(
    "CT102", "two-prices-for-one-item", Severity.MEDIUM, two_prices_for_one_item, Scope.CONTRACT
)
