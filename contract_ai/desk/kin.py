"""A contract with all that stands above, beneath and beside it, as the last run related them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from checks.copies import settled
from contract_ai.desk.columns import TESTED_ON
from contract_ai.storage.contracts import load_contracts
from models.cases import Family, Forest
from models.contracts import Contract


@dataclass(frozen=True, slots=True)
class Kin:
    """The documents of one tree, by stem, and which stands under which."""

    stem: str
    contracts: Mapping[str, Contract]
    forest: Forest

    @property
    def family(self) -> Family:
        """The contract with all above it and the amendments of each, general first."""
        return self.forest.family(self.contracts[self.stem])


def load_kin(session: Session, stem: str) -> Kin | None:
    """Load the tree of a contract; a contract that no run has looked at stands alone.

    None where there is no such contract in use.
    """
    parents = _parents(session, stem)
    wanted = _tree(stem, parents)
    found = settled(load_contracts(session, wanted))
    contracts: dict[str, Contract] = {}
    for contract in found:
        contracts.setdefault(contract.stem, contract)
    if stem not in contracts:
        return None
    return Kin(stem, contracts, _forest(contracts, parents))


def _parents(session: Session, stem: str) -> dict[str, str | None]:
    """Return the parent of every contract that was checked together with this one."""
    contract = TESTED_ON.invoice.is_(None) & TESTED_ON.document.is_(None)
    part = select(TESTED_ON.part_id).where(TESTED_ON.contract == stem, contract).limit(1)
    query = select(TESTED_ON.contract, TESTED_ON.parent).where(
        TESTED_ON.part_id.in_(part), contract, TESTED_ON.contract.is_not(None)
    )
    return dict(session.execute(query.order_by(TESTED_ON.place)).all())


def _tree(stem: str, parents: Mapping[str, str | None]) -> set[str]:
    """Return the names that hang together with one."""
    near: dict[str, set[str]] = {}
    for child, parent in parents.items():
        if parent is not None:
            near.setdefault(child, set()).add(parent)
            near.setdefault(parent, set()).add(child)
    found, ahead = {stem}, [stem]
    while ahead:
        new = near.get(ahead.pop(), set()) - found
        found |= new
        ahead += new
    return found


def _forest(contracts: Mapping[str, Contract], parents: Mapping[str, str | None]) -> Forest:
    above = {
        stem: contracts[parent]
        for stem in sorted(contracts)
        if (parent := parents.get(stem)) is not None and parent in contracts
    }
    beneath: dict[str, list[Contract]] = {}
    sharing: dict[str, int] = {}
    for stem, parent_contract in above.items():
        beneath.setdefault(parent_contract.stem, []).append(contracts[stem])
        if contracts[stem].contract.kind != "amendment" and contracts[stem].contract.under:
            sharing[parent_contract.stem] = sharing.get(parent_contract.stem, 0) + 1
    return Forest(above, {stem: tuple(under) for stem, under in beneath.items()}, sharing)


@dataclass(frozen=True, slots=True)
class Relative:
    """One document of a tree; ``depth`` is 0 for the topmost, ``parent`` what it stands under."""

    contract: Contract
    depth: int
    parent: str | None


def relatives(kin: Kin) -> tuple[Relative, ...]:
    """Return the tree from the top, each document before those beneath it."""
    roots = [one for one in kin.contracts.values() if one.stem not in kin.forest.above]
    # Two documents that name each other have no top: the one asked for takes its place.
    tops = roots or [kin.contracts[kin.stem]]
    made = {
        one.contract.stem: one for root in tops for one in _down(kin.forest, root, 0, frozenset())
    }
    return tuple(made.values())


def _down(forest: Forest, top: Contract, depth: int, seen: frozenset[str]) -> Iterator[Relative]:
    if top.stem in seen:
        return
    parent = forest.above.get(top.stem)
    yield Relative(top, depth, parent.stem if parent else None)
    for one in forest.beneath.get(top.stem, ()):
        yield from _down(forest, one, depth + 1, seen | {top.stem})
