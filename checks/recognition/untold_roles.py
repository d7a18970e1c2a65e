"""Roles that a document leaves to its master: who is paid and who pays under an order or an amendment.

An order between two firms that calls neither "Customer" nor "Supplier" takes the roles that the same
firms have in the document above it, or above that one.  A confirmed document keeps its roles, and so
does one that tells a single role itself.
"""

from collections.abc import Iterator

from checks.agreement import same_parties
from checks.recognition.from_above import filled_from_above
from checks.recognition.parties import same_party
from models.contracts import Contract, Party

_PAY = ("provider", "customer")


def with_roles(contracts: tuple[Contract, ...]) -> tuple[Contract, ...]:
    """Return the contracts with the roles that the documents above them give."""
    return filled_from_above(contracts, _leaves_open, _told)


def _leaves_open(contract: Contract) -> bool:
    parties = contract.contract.parties
    return bool(parties) and not contract.confirmed and not any(p.role in _PAY for p in parties)


def _told(contract: Contract, documents: Iterator[Contract]) -> Contract:
    for above in documents:
        if same_parties(contract, above) and all(above.contract.party(role) for role in _PAY):
            parties = tuple(_as_in(party, above) for party in contract.contract.parties)
            header = contract.contract.model_copy(update={"parties": parties})
            return contract.model_copy(update={"contract": header})
    return contract


def _as_in(party: Party, above: Contract) -> Party:
    role = next(one.role for one in above.contract.parties if same_party(party.name, one.name))
    return party.model_copy(update={"role": role})
