"""Parties of contracts that nobody confirmed and that were read badly or not at all.

The family tells first, then the invoices: a name as printed there stands inside what was read
("5 Harbourside, Bristol) and Fairhaven Logistics Limited"), and the pair that bills under a
contract most often is its parties.  A confirmed contract keeps its parties as they are.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from checks.recognition.parties import core_name, same_party
from checks.recognition.references import mentioned, refers_to
from models.cases import Book
from models.contracts import Contract, Party
from models.invoices import Invoice

_SIDES = 2
_SHORTEST = 2  # words of a name that is looked for inside another
_OFTEN = 2  # invoices of one pair before it is believed without a reference

Pair = tuple[str, str]
FROM_INVOICES = "The parties could not be read; those of most invoices stand in for them."


def with_parties(book: Book) -> tuple[Contract, ...]:
    """Return the contracts with the parties that family and invoices give."""
    printed = _printed(book.invoices)
    mended = tuple(_mended(contract, printed) for contract in book.contracts)
    related = _of_families(mended)
    if all(contract.confirmed or _is_whole(contract) for contract in related):
        return related
    naming = _naming(book.invoices, related)
    return _of_families(
        tuple(
            _adopted(contract, related, book.invoices, naming.get(contract.stem, ()))
            for contract in related
        )
    )


def _of_families(contracts: tuple[Contract, ...]) -> tuple[Contract, ...]:
    """Hand parties on from a master to its order, and on to the order's amendment, and back."""
    before: tuple[Contract, ...] = ()
    while contracts != before:
        before = contracts
        contracts = tuple(_of_family(contract, before) for contract in before)
    return contracts


def _printed(invoices: Iterable[Invoice]) -> tuple[str, ...]:
    names = (name for one in invoices for name in (one.supplier.name, one.customer.name) if name)
    return tuple(dict.fromkeys(names))


def _mended(contract: Contract, printed: Sequence[str]) -> Contract:
    """Replace a party's text by the name on invoices that stands inside it."""
    if contract.confirmed:
        return contract
    parties = tuple(
        party.model_copy(update={"name": _inside(party.name, printed)})
        for party in contract.contract.parties
    )
    return _with(contract, parties) if parties != contract.contract.parties else contract


def _inside(text: str, printed: Sequence[str]) -> str:
    core = core_name(text)
    if any(core_name(name) == core for name in printed):
        return text
    if any(same_party(text, name) for name in printed):
        return text
    words = f" {core_name(text)} "
    found = [
        name
        for name in printed
        if len(core_name(name).split()) >= _SHORTEST and f" {core_name(name)} " in words
    ]
    return max(found, key=len, default=text)


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
    contracts: Sequence[Contract],
    invoices: Sequence[Invoice],
    naming: Sequence[Invoice],
) -> Contract:
    """Take the pair that most invoices show: those naming the contract, else those left over."""
    if contract.confirmed or _is_whole(contract):
        return contract
    pair = _usual(naming, contract, 1)
    if pair is None and _is_last_open(contract, contracts):
        left = [i for i in invoices if not any(_between(i, one) for one in contracts)]
        pair = _usual(left, contract, _OFTEN)
    if pair is None:
        return contract
    supplier, customer = pair
    parties = (Party(name=supplier, role="provider"), Party(name=customer, role="customer"))
    told = contract.model_copy(update={"notices": (*contract.notices, FROM_INVOICES)})
    return _with(told, parties)


def _naming(invoices: Iterable[Invoice], contracts: Sequence[Contract]) -> dict[str, list[Invoice]]:
    """Return the invoices that name each contract, by the contract's file stem."""
    by_reference: dict[str, list[Invoice]] = {}
    for one in invoices:
        by_reference.setdefault(one.contract_reference or "", []).append(one)
    naming: dict[str, list[Invoice]] = {}
    for reference, named in by_reference.items():
        found = mentioned(reference, contracts)
        if len(found) == 1:
            naming.setdefault(found[0].stem, []).extend(named)
    return naming


def _usual(invoices: Iterable[Invoice], contract: Contract, least: int) -> Pair | None:
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


def _between(invoice: Invoice, contract: Contract) -> bool:
    names = [party.name for party in contract.contract.parties]
    return all(
        any(same_party(printed, name) for name in names)
        for printed in (invoice.supplier.name, invoice.customer.name)
    )


def _is_whole(contract: Contract) -> bool:
    return len({core_name(party.name) for party in contract.contract.parties}) >= _SIDES


def _with(contract: Contract, parties: tuple[Party, ...]) -> Contract:
    header = contract.contract.model_copy(update={"parties": parties})
    return contract.model_copy(update={"contract": header})
