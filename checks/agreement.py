"""Terms in force on a day: a master agreement, its orders and amendments read as one.

A more specific document (a statement of work under a master agreement) overrides the general
one in what both say; an amendment overrides what it replaces, the same kind of term and the same
item, from the day it takes effect.  Caps, minimums and retainage of two documents stand side by
side: each binds its own scope.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from checks.recognition.index import ContractIndex
from checks.recognition.parties import same_party
from checks.recognition.wording import key_of, likeness
from models.cases import Family, Forest
from models.contracts import Contract
from models.terms import (
    Cap,
    Discount,
    Escalator,
    ExpenseRule,
    Fee,
    Milestone,
    Minimum,
    PaymentTerm,
    PercentageFee,
    Rate,
    Retainage,
    Term,
)

T = TypeVar("T", bound=Term)
_ALIKE = 0.75
_ORDERS = ("statement_of_work", "order_form")
_SIDE_BY_SIDE = (Cap, Minimum, Retainage, Discount)
_BY_ITEM = (Rate, Fee, PercentageFee, Milestone)


@dataclass(frozen=True, slots=True)
class Clause:
    """A term, the document it stands in and the day it takes effect (None: from the start)."""

    term: Term
    contract: Contract
    since: date | None = None


def parent_of(contract: Contract, index: ContractIndex) -> Contract | None:
    """Return the document this one stands under or amends, None for a master agreement.

    An order or amendment that names none belongs to the only agreement between its parties; an
    order under a number that nothing on file shows, to the only one of which no number was read.
    """
    head = contract.contract
    for reference in (head.amends, head.under):
        named = [other for other in index.named(reference) if other is not contract]
        if len(named) > 1:
            named = [other for other in named if same_parties(other, contract)]
        if len(named) == 1:
            return named[0]
    if head.kind not in (*_ORDERS, "amendment") or head.amends:
        return None
    near = {id(other): other for party in head.parties for other in index.having(party.name)}
    above = [
        other
        for other in near.values()
        if other is not contract
        and other.contract.kind == "agreement"
        and not (head.under and other.contract.number)
        and same_parties(other, contract)
    ]
    return above[0] if len(above) == 1 else None


def forest_of(contracts: Iterable[Contract], index: ContractIndex | None = None) -> Forest:
    """Find out which document stands under which."""
    everything = tuple(contracts)
    index = index or ContractIndex(everything)
    above = {c.stem: parent for c in everything if (parent := parent_of(c, index))}
    beneath: dict[str, list[Contract]] = {}
    sharing: dict[str, int] = {}
    for contract in everything:
        if parent := above.get(contract.stem):
            beneath.setdefault(parent.stem, []).append(contract)
        if contract.contract.kind != "amendment":
            for home in index.named(contract.contract.under):
                sharing[home.stem] = sharing.get(home.stem, 0) + 1
    return Forest(above, {stem: tuple(under) for stem, under in beneath.items()}, sharing)


def same_parties(one: Contract, other: Contract) -> bool:
    """Whether two documents are between the same parties."""
    theirs = [party.name for party in other.contract.parties]
    ours = [party.name for party in one.contract.parties]
    return bool(ours) and all(any(same_party(a, b) for b in theirs) for a in ours)


def clauses_on(family: Family, day: date) -> tuple[Clause, ...]:
    """Return the terms in force on a day with their documents, in order of the documents."""
    return family.memo.once(("clauses", era(family, day)), lambda: _clauses(family, day))


def era(family: Family, day: date) -> int:
    """Number the time between two changes of the terms: on its days the same terms are in force."""
    starts = family.memo.once("starts", lambda: _starts(family))
    return bisect_right(starts, day)


def _starts(family: Family) -> list[date]:
    found = (_since(term, member) for member in family.members for term in member.terms)
    return sorted({day for day in found if day is not None})


def _clauses(family: Family, day: date) -> tuple[Clause, ...]:
    groups: dict[tuple[str, str], list[tuple[int, Clause]]] = {}
    keys = item_keys(family)
    for place, member in enumerate(family.members):
        amends = member.contract.kind == "amendment"
        for term in member.terms:
            since = _since(term, member)
            if since is not None and since > day:
                continue
            rank = place + (len(family.members) if amends and isinstance(term, _BY_ITEM) else 0)
            groups.setdefault(keys[id(term)], []).append((rank, Clause(term, member, since)))
    chosen = {id(clause.term) for group in groups.values() for clause in _governing(group)}
    return tuple(
        clause for group in groups.values() for _, clause in group if id(clause.term) in chosen
    )


def item_keys(family: Family) -> dict[int, tuple[str, str]]:
    """Return what each term is about, by its ``id``: its kind and item.

    An amendment may name an item a little otherwise than the document it amends ("monthly
    service desk fee", "service desk fee"); it gets the key of the one item it can mean.
    """
    return family.memo.once("keys", lambda: _item_keys(family))


def _item_keys(family: Family) -> dict[int, tuple[str, str]]:
    amending = [member for member in family.members if member.contract.kind == "amendment"]
    amended = [member for member in family.members if member.contract.kind != "amendment"]
    keys = {id(term): _key(term) for member in amended for term in member.terms}
    for member in amending:
        known = set(keys.values())
        for term in member.terms:
            key = _key(term)
            keys[id(term)] = _meant(key, known) if isinstance(term, _BY_ITEM) else key
    return keys


def _meant(key: tuple[str, str], known: set[tuple[str, str]]) -> tuple[str, str]:
    kind, item = key
    if key in known:
        return key
    alike = [
        other
        for other in known
        if other[0] == kind and max(likeness(item, other[1]), likeness(other[1], item)) >= _ALIKE
    ]
    return alike[0] if len(alike) == 1 else key


def terms_on(family: Family, day: date) -> tuple[Term, ...]:
    """Return the terms in force on a day."""
    key = "terms", era(family, day)
    return family.memo.once(key, lambda: tuple(clause.term for clause in clauses_on(family, day)))


def of_kind(family: Family, day: date, kind: type[T]) -> tuple[T, ...]:
    """Return the terms of one kind in force on a day."""
    key = "kind", era(family, day), kind
    return family.memo.once(
        key, lambda: tuple(term for term in terms_on(family, day) if isinstance(term, kind))
    )


def versions(family: Family, term: Term) -> tuple[Clause, ...]:
    """Return every version of a term that any document gives, oldest first.

    Versions are terms of the same kind and item; rows of one tier table come together.
    """
    wanted = item_keys(family).get(id(term)) or _key(term)
    return family.memo.once(("versions", wanted), lambda: _versions(family, wanted))


def _versions(family: Family, wanted: tuple[str, str]) -> tuple[Clause, ...]:
    keys = item_keys(family)
    found = [
        Clause(other, member, _since(other, member))
        for member in family.members
        for other in member.terms
        if keys[id(other)] == wanted
    ]
    return tuple(sorted(found, key=lambda clause: clause.since or date.min))


def contract_of(family: Family, term: Term) -> Contract | None:
    """Return the document a term stands in."""
    held = family.memo.once(
        "homes",
        lambda: {id(term): m for m in reversed(family.members) for term in reversed(m.terms)},
    )
    return held.get(id(term))


def term_bounds(family: Family) -> tuple[date | None, date | None]:
    """Return the first and last day of the agreement; the most specific document decides.

    The last day is None where the term renews by itself or no document names an end.
    """
    start = end = None
    for member in family.members:
        if member.contract.kind == "amendment":
            end = member.contract.expiration_date or end
            continue
        start = member.takes_effect or start
        end = member.contract.expiration_date or end
    renews = [
        m.contract.auto_renewal for m in family.members if m.contract.auto_renewal is not None
    ]
    return start, None if renews and renews[-1] else end


def _since(term: Term, member: Contract) -> date | None:
    own = getattr(term, "effective_from", None) or getattr(term, "start", None)
    if isinstance(own, date):
        return own
    return member.takes_effect if member.contract.kind == "amendment" else None


def _governing(group: list[tuple[int, Clause]]) -> list[Clause]:
    """Keep the highest document, and of its versions the latest."""
    top, leader = max(group, key=lambda ranked: ranked[0])
    beside = isinstance(leader.term, _SIDE_BY_SIDE)
    if beside and leader.contract.contract.kind != "amendment":
        ranks = {rank for rank, _ in group}
        return [clause for rank in ranks for clause in _latest(group, rank)]
    return _latest(group, top)


def _latest(group: list[tuple[int, Clause]], rank: int) -> list[Clause]:
    kept = [clause for place, clause in group if place == rank]
    latest = max(clause.since or date.min for clause in kept)
    return [clause for clause in kept if (clause.since or date.min) == latest]


def _key(term: Term) -> tuple[str, str]:
    return term.kind, key_of(_item(term) or "")


def _item(term: Term) -> str | None:  # noqa: PLR0911 (one answer for each kind of term)
    match term:
        case Rate() | Fee():
            return term.item
        case PercentageFee():
            return term.item or term.base
        case Milestone():
            return term.name
        case Escalator():
            return term.applies_to
        case Cap():
            return f"{term.scope} {term.per}"
        case Minimum():
            return f"{term.per} {term.period} {term.unit if term.amount is None else ''}"
        case ExpenseRule():
            return " ".join(sorted(term.categories))
        case Discount():
            return f"{term.applies_to} {term.min_quantity} {term.min_amount}"
        case PaymentTerm():
            return _covers(term.covers)
        case _:
            return None


def _covers(covers: str | None) -> str:
    words = key_of(covers or "")
    return "" if words in ("invoice", "all invoice", "undisputed invoice", "all") else words
