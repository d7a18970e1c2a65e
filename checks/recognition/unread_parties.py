"""Parties of contracts that nobody confirmed and that were read badly or not at all.

The family tells first, then the invoices: a name as printed there stands inside what was read
("5 Harbourside, Bristol) and Fairhaven Logistics Limited"), and the pair that bills under a
contract most often is its parties.  A confirmed contract keeps its parties as they are.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from checks.recognition.index import ContractIndex, Directory
from checks.recognition.parties import core_name, same_party
from checks.recognition.references import refers_to
from checks.recognition.untold_currency import with_currencies
from checks.recognition.untold_roles import with_roles
from models.contracts import Contract, Party
from models.heads import Headed

_SIDES = 2
_SHORTEST = 2  # words of a name that is looked for inside another
_OFTEN = 2  # invoices of one pair before it is believed without a reference

Pair = tuple[str, str]
FROM_INVOICES = "The parties could not be read; those of most invoices stand in for them."


def with_parties(
    contracts: tuple[Contract, ...], invoices: Sequence[Headed]
) -> tuple[Contract, ...]:
    """Return the contracts with the parties that family and invoices give, and roles and dollars from above."""
    if all(contract.confirmed for contract in contracts):
        return contracts
    printed = _Printed(invoices)
    related = _of_families(tuple(_mended(contract, printed) for contract in contracts))
    if all(contract.confirmed or _is_whole(contract) for contract in related):
        return with_currencies(with_roles(related))
    index = ContractIndex(related)
    naming = _naming(invoices, index)
    adopted = tuple(
        _adopted(contract, index, invoices, naming.get(contract.stem, ())) for contract in related
    )
    return with_currencies(with_roles(_of_families(adopted)))


def _of_families(contracts: tuple[Contract, ...]) -> tuple[Contract, ...]:
    """Hand parties on from a master to its order, and on to the order's amendment, and back."""
    before: tuple[Contract, ...] = ()
    while contracts != before:
        before = contracts
        contracts = tuple(_of_family(contract, before) for contract in before)
    return contracts


class _Printed:
    """The names on invoices, each once, in the order of the invoices."""

    def __init__(self, invoices: Iterable[Headed]) -> None:
        pairs = ((one.supplier.name, one.customer.name) for one in invoices)
        self.names = tuple(dict.fromkeys(name for pair in pairs for name in pair if name))
        self.directory = Directory(self.names)
        self._cores: dict[str, list[int]] = {}
        for place, name in enumerate(self.names):
            self._cores.setdefault(core_name(name), []).append(place)

    def inside(self, text: str) -> list[str]:
        """Return the names of two or more words that stand in a text word for word."""
        words = core_name(text).split()
        spans = {
            " ".join(words[start:end])
            for start in range(len(words))
            for end in range(start + _SHORTEST, len(words) + 1)
        }
        places = sorted(place for span in spans for place in self._cores.get(span, ()))
        return [self.names[place] for place in places]


def _mended(contract: Contract, printed: _Printed) -> Contract:
    """Replace a party's text by the name on invoices that stands inside it."""
    if contract.confirmed:
        return contract
    parties = tuple(
        party.model_copy(update={"name": _inside(party.name, printed)})
        for party in contract.contract.parties
    )
    return _with(contract, parties) if parties != contract.contract.parties else contract


def _inside(text: str, printed: _Printed) -> str:
    if printed.directory.same(text):
        return text
    return max(printed.inside(text), key=len, default=text)


def _of_family(contract: Contract, contracts: Sequence[Contract]) -> Contract:
    """Take the parties of the document above or below where this one shows fewer."""
    if contract.confirmed or _is_whole(contract):
        return contract
    for other in contracts:
        if other is not contract and _is_whole(other) and _related(contract, other):
            return _with(contract, other.contract.parties)
    return contract


def _related(one: Contract, other: Contract) -> bool:
    return any(
        reference and refers_to(reference, target)
        for source, target in ((one, other), (other, one))
        for reference in (source.contract.under, source.contract.amends)
    )


def _adopted(
    contract: Contract,
    index: ContractIndex,
    invoices: Sequence[Headed],
    naming: Sequence[Headed],
) -> Contract:
    """Take the pair that most invoices show: those naming the contract, else those left over."""
    if contract.confirmed or _is_whole(contract):
        return contract
    pair = _usual(naming, contract, 1)
    if pair is None and _is_last_open(contract, index.contracts):
        left = [i for i in invoices if not index.having(i.supplier.name, i.customer.name)]
        pair = _usual(left, contract, _OFTEN)
    if pair is None:
        return contract
    supplier, customer = pair
    parties = (Party(name=supplier, role="provider"), Party(name=customer, role="customer"))
    told = contract.model_copy(update={"notices": (*contract.notices, FROM_INVOICES)})
    return _with(told, parties)


def _naming(invoices: Iterable[Headed], index: ContractIndex) -> dict[str, list[Headed]]:
    """Return the invoices that name each contract, by the contract's file stem."""
    naming: dict[str, list[Headed]] = {}
    for one in invoices:
        found = index.mentioned(one.contract_reference)
        if len(found) == 1:
            naming.setdefault(found[0].stem, []).append(one)
    return naming


def _usual(invoices: Iterable[Headed], contract: Contract, least: int) -> Pair | None:
    """Return the pair that holds the known party and comes most often; None if two come alike."""
    known = [party.name for party in contract.contract.parties]
    pairs: dict[Pair, Pair] = {}
    counts: Counter[Pair] = Counter()
    for one in invoices:
        if one.supplier.name and one.customer.name:
            pair = one.supplier.name, one.customer.name
            if all(any(same_party(name, party) for name in pair) for party in known):
                core = core_name(pair[0]), core_name(pair[1])
                counts[core] += 1
                pairs.setdefault(core, pair)
    ranked = counts.most_common(_SIDES)
    if not ranked or ranked[0][1] < least or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return pairs[ranked[0][0]]


def _is_last_open(contract: Contract, contracts: Sequence[Contract]) -> bool:
    """Whether all other documents without parties belong to this one's family."""
    open_ones = [one for one in contracts if not _is_whole(one)]
    return all(one is contract or _related(one, contract) for one in open_ones)


def _is_whole(contract: Contract) -> bool:
    return len({core_name(party.name) for party in contract.contract.parties}) >= _SIDES


def _with(contract: Contract, parties: tuple[Party, ...]) -> Contract:
    header = contract.contract.model_copy(update={"parties": parties})
    return contract.model_copy(update={"contract": header})
