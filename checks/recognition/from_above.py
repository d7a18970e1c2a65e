"""What a document leaves open and the documents above it tell: one frame for roles and currencies."""

from collections.abc import Callable, Iterator

from checks.agreement import parent_of
from checks.recognition.index import ContractIndex
from models.contracts import Contract


def filled_from_above(
    contracts: tuple[Contract, ...],
    leaves_open: Callable[[Contract], bool],
    told: Callable[[Contract, Iterator[Contract]], Contract],
) -> tuple[Contract, ...]:
    """Return the contracts, each that leaves something open as ``told`` by those above it."""
    if not any(leaves_open(contract) for contract in contracts):
        return contracts
    index = ContractIndex(contracts)
    return tuple(
        told(contract, _documents_above(contract, index)) if leaves_open(contract) else contract
        for contract in contracts
    )


def _documents_above(contract: Contract, index: ContractIndex) -> Iterator[Contract]:
    """Yield the document that this one stands under, then the one above that, each once."""
    seen = {contract.stem}
    parent = parent_of(contract, index)
    while parent is not None and parent.stem not in seen:
        yield parent
        seen.add(parent.stem)
        parent = parent_of(parent, index)
