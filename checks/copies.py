"""Two files of one contract, such as a signed scan and its Word file, count as one contract.

They are copies where number (or title) and parties agree and no figure contradicts another.
The most complete is used; where figures differ they are two contracts and nobody has chosen.
"""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations

from checks.agreement import same_parties
from checks.recognition.references import plain
from models.contracts import Contract
from models.terms import Term

Figures = frozenset[tuple[Hashable, ...]]


def settled(contracts: Iterable[Contract]) -> tuple[Contract, ...]:
    """Mark copies and the contract that is used for them, each with a notice; order is kept."""
    everything = tuple(contracts)
    groups = _groups(everything)
    changed: dict[int, Contract] = {}
    for group in groups:
        used = max(group, key=_completeness)
        copies = [one for one in group if one is not used]
        changed[id(used)] = _used(used, copies)
        for copy in copies:
            notice = f"This is a copy of {used.stem}; that file is used and this one is not checked again."
            changed[id(copy)] = _noted(copy, notice, {"copy_of": used.stem})
    return tuple(changed.get(id(one), one) for one in everything)


def originals(contracts: Iterable[Contract]) -> tuple[Contract, ...]:
    """Return the contracts without those that are copies of another one on file."""
    return tuple(one for one in settled(contracts) if one.copy_of is None)


def are_copies(one: Contract, other: Contract) -> bool:
    """Whether two documents are the same contract."""
    return (
        one.contract.kind == other.contract.kind
        and _same_name(one, other)
        and _same_sides(one, other)
        and (_same_number(one, other) or _same_start(one, other))
        and _agree(one.contract.under, other.contract.under)
        and _agree(one.contract.amends, other.contract.amends)
        and _same_figures(one, other)
    )


def _groups(contracts: Sequence[Contract]) -> list[list[Contract]]:
    """Contracts with all their copies; a copy of two that contradict each other is of neither."""
    alike = _alike(contracts)
    groups: list[list[Contract]] = []
    seen: set[int] = set()
    for one in contracts:
        if id(one) in seen or id(one) not in alike:
            continue
        group = [one]
        for member in group:  # grows while it is walked
            group += [c for c in alike[id(member)] if all(c is not known for known in group)]
        seen |= {id(member) for member in group}
        if all(len(alike[id(member)]) == len(group) - 1 for member in group):
            groups.append(group)
    return groups


def _alike(contracts: Iterable[Contract]) -> dict[int, list[Contract]]:
    """The copies of each contract that has any; only those of one number or title are compared."""
    buckets: dict[tuple[int, str], list[Contract]] = {}
    for one in contracts:
        for sort, name in enumerate(_names(one)):
            if name:
                buckets.setdefault((sort, name), []).append(one)
    alike: dict[int, list[Contract]] = {}
    for bucket in buckets.values():
        for one, other in combinations(bucket, 2):
            known = alike.get(id(one), [])
            if all(other is not copy for copy in known) and are_copies(one, other):
                alike.setdefault(id(one), []).append(other)
                alike.setdefault(id(other), []).append(one)
    return alike


def _names(contract: Contract) -> tuple[str, str]:
    head = contract.contract
    return plain(head.number or ""), plain(head.title or "")


def _same_name(one: Contract, other: Contract) -> bool:
    """The same number; where only one or none shows a number, the same title."""
    (number, title), (other_number, other_title) = _names(one), _names(other)
    if number and other_number:
        return number == other_number
    return bool(title) and title == other_title


def _same_number(one: Contract, other: Contract) -> bool:
    return bool(_names(one)[0]) and _names(one)[0] == _names(other)[0]


def _same_start(one: Contract, other: Contract) -> bool:
    """A title comes again from year to year; a number does not."""
    return _agree(one.contract.effective_date, other.contract.effective_date)


def _same_sides(one: Contract, other: Contract) -> bool:
    """The same parties; a number they share is enough where no party was read in one."""
    if not one.contract.parties or not other.contract.parties:
        return _same_number(one, other)
    return same_parties(one, other) and same_parties(other, one)


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _same_figures(one: Contract, other: Contract) -> bool:
    """Of each kind of term one document may lack some, but neither says another figure."""
    ours, theirs = _figures(one), _figures(other)
    return all(
        ours[kind] <= theirs[kind] or theirs[kind] <= ours[kind]
        for kind in ours.keys() & theirs.keys()
    )


def _figures(contract: Contract) -> dict[str, Figures]:
    found: dict[str, Figures] = {}
    for term in contract.terms:
        found[term.kind] = found.get(term.kind, frozenset()) | {_of(term)}
    return found


def _of(term: Term) -> tuple[Hashable, ...]:
    """The figures of a term; its words may be spelled otherwise in a scan."""
    skip = {"evidence", "confidence", "review"}
    values = (getattr(term, name) for name in type(term).model_fields if name not in skip)
    return tuple(v for v in values if isinstance(v, bool | int | Decimal | date))


def _completeness(contract: Contract) -> tuple[Hashable, ...]:
    """Confirmed, then most terms, then signed, then latest, then more pages; the name decides last."""
    head = contract.contract
    return (
        contract.confirmed,
        -len(contract.document.unread_pages),
        len(contract.terms),
        head.signed is True,
        head.signed_on or head.effective_date or date.min,
        contract.document.pages or 0,
        contract.stem,
    )


def _used(used: Contract, copies: Sequence[Contract]) -> Contract:
    names = " and ".join(copy.stem for copy in copies)
    hold = "holds" if len(copies) == 1 else "hold"
    notice = f"{names} {hold} the same contract; this file is used, as the most complete one."
    signed = [one.contract for one in copies if one.contract.signed]
    update: dict[str, object] = {"copies": tuple(copy.stem for copy in copies)}
    if signed and not used.contract.signed:
        seen = {"signed": True, "signed_on": used.contract.signed_on or signed[0].signed_on}
        update["contract"] = used.contract.model_copy(update=seen)
    return _noted(used, notice, update)


def _noted(contract: Contract, notice: str, update: dict[str, object]) -> Contract:
    notices = contract.notices if notice in contract.notices else (*contract.notices, notice)
    return contract.model_copy(update={**update, "notices": notices})
