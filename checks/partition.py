"""What is checked together: a family of contracts with the invoices billed under it.

A run over many documents holds the heads of all invoices and the contracts, and looks at the
lines of one part at a time.  A part also names the invoices of other parts that its checks
compare with: those under the same number, credit notes, copies, and earlier ones to another
account.  Checked part by part, a book gives what it gives when it is checked whole.
"""

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from checks.duplicates.du101_invoice_number_reused import folded_number
from checks.matching import Register
from checks.recognition.index import Directory
from checks.recognition.parties import same_party
from checks.recognition.references import plain
from models.contracts import Contract
from models.heads import InvoiceHead

K = TypeVar("K")
_UNMATCHED = 64  # parts that share the invoices without a contract


@dataclass(frozen=True, slots=True)
class Part:
    """Contracts and invoices that are checked together.

    ``own`` and ``beside`` are places in the list of heads, in its order; those beside are only
    compared with.
    """

    key: str
    contracts: tuple[Contract, ...]
    own: tuple[int, ...]
    beside: tuple[int, ...]


def parts_of(
    heads: Sequence[InvoiceHead], found: Sequence[tuple[Contract, ...]], register: Register
) -> Iterator[Part]:
    """Divide contracts and invoices; ``found`` are the contracts of each invoice."""
    groups = _together(heads, found, register)
    contracts: dict[str, list[Contract]] = {}
    for contract in register.index.contracts:
        contracts.setdefault(groups.of(contract.stem), []).append(contract)
    own: dict[str, list[int]] = {}
    for place, head in enumerate(heads):
        own.setdefault(groups.of(_node(head, found[place])), []).append(place)
    neighbours = Neighbours(heads)
    for key in sorted({*contracts, *own}):
        places = own.get(key, [])
        beside = neighbours.of(places) - set(places)
        yield Part(key, tuple(contracts.get(key, ())), tuple(places), tuple(sorted(beside)))


class Groups:
    """Names that belong together, each group known by its first name."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def of(self, name: str) -> str:
        """Return the group of a name."""
        root = name
        while (above := self._above.get(root, root)) != root:
            root = above
        while name != root:
            self._above[name], name = root, self._above[name]
        return root

    def join(self, one: str, other: str) -> None:
        """Say that two names belong together."""
        first, second = sorted((self.of(one), self.of(other)))
        if first != second:
            self._above[second] = first


class Neighbours:
    """Invoices that are compared with each other across contracts."""

    def __init__(self, heads: Sequence[InvoiceHead]) -> None:
        self._heads = heads
        self._companies = _companies(head.supplier.name for head in heads)
        self._customers = _companies(head.customer.name for head in heads)
        self._notes = _grouped(
            (plain(h.corrects or ""), k) for k, h in enumerate(heads) if h.is_credit
        )
        self._corrected = _grouped(
            (name, place)
            for place, head in enumerate(heads)
            if not head.is_credit and (name := plain(head.number or "")) in self._notes
        )
        self._numbers = _several(
            (self._number(head), place) for place, head in enumerate(heads) if head.number
        )
        self._copies = self._alike()
        self._accounts = _grouped(
            (self._company(head), place) for place, head in enumerate(heads) if head.supplier.iban
        )

    def of(self, places: Iterable[int]) -> set[int]:
        """Return the invoices that the checks of these compare them with."""
        own = list(places)
        near: set[int] = set()
        for place in own:
            near.update(self._copies.get(self._asked(self._heads[place]), ()))
            near.update(self._numbers.get(self._number(self._heads[place]), ()))
        found = set(near)
        for place in near.union(own):
            found.update(self._credited(self._heads[place]))
        for place in self._firsts(own):
            found.update(self._earlier_accounts(place))
        return found

    def _company(self, head: InvoiceHead) -> str | None:
        return self._companies.of(head.supplier.name) if head.supplier.name else None

    def _number(self, head: InvoiceHead) -> tuple[object, ...]:
        return folded_number(head.number or ""), head.kind, self._company(head)

    def _figures(self, head: InvoiceHead) -> tuple[object, ...]:
        return head.is_credit, self._company(head), head.total, head.currency, head.amounts

    def _asked(self, head: InvoiceHead) -> tuple[object, ...]:
        """Return what an invoice asks for, and whom; None for a customer that it does not name."""
        customer = head.customer.name
        return *self._figures(head), self._customers.of(customer) if customer else None

    def _alike(self) -> dict[tuple[object, ...], list[int]]:
        """Group invoices of one total to one customer; by their lines as well, where all are known."""
        heads = self._heads
        unknown = {self._figures(head)[:-1] for head in heads if head.amounts is None}
        groups = _grouped(
            (figures[:-1] if figures[:-1] in unknown else figures, place)
            for place, head in enumerate(heads)
            for figures in [self._figures(head)]
            if not head.is_credit
        )
        found: dict[tuple[object, ...], list[int]] = {}
        for group in groups.values():
            if len(group) > 1:
                asked = [(self._asked(heads[place]), place) for place in group]
                by_customer = _grouped((key[-1], place) for key, place in asked)
                # One that names no customer may be the copy of any, and hides others then.
                whole = None in by_customer
                found.update((key, group if whole else by_customer[key[-1]]) for key, _ in asked)
        return found

    def _credited(self, head: InvoiceHead) -> Iterator[int]:
        """Yield the notes on an invoice, or with a note, and the invoices of their number."""
        number = head.corrects if head.is_credit else head.number
        name = plain(number or "")
        if number and name in self._notes:
            yield from self._notes[name]
            yield from self._corrected.get(name, ())

    def _firsts(self, own: Iterable[int]) -> Iterator[int]:
        """Yield the first invoice to each account of each supplier: the others have an earlier one."""
        met: set[tuple[str | None, str]] = set()
        for place in sorted(own):
            supplier = self._heads[place].supplier
            key = supplier.name, plain(supplier.iban or "")
            if supplier.iban and key not in met:
                met.add(key)
                yield place

    def _earlier_accounts(self, place: int) -> Sequence[int]:
        """Return an earlier invoice to the same account; all earlier ones where there is none."""
        head = self._heads[place]
        account = plain(head.supplier.iban or "")
        if not head.supplier.iban:
            return ()
        billed = self._accounts[self._company(head)]
        earlier = billed[: bisect_left(billed, place)]
        for other in reversed(earlier):
            supplier = self._heads[other].supplier
            if plain(supplier.iban or "") == account and same_party(
                supplier.name, head.supplier.name
            ):
                return (other,)
        return earlier


def _together(
    heads: Sequence[InvoiceHead], found: Sequence[tuple[Contract, ...]], register: Register
) -> Groups:
    """Join the documents of a family, and what one document bills under one number."""
    groups = Groups()
    for contract in register.index.contracts:
        for other in (
            *register.families[contract.stem].members,
            *register.book.forest.orders(contract),
        ):
            groups.join(contract.stem, other.stem)
    first: dict[tuple[str, str], str] = {}
    for head, contracts in zip(heads, found, strict=True):
        node = _node(head, contracts)
        if head.number:  # one finding silences another on the same invoice of the same file
            groups.join(first.setdefault((head.number, head.document.file), node), node)
    return groups


def _node(head: InvoiceHead, found: tuple[Contract, ...]) -> str:
    if len(found) == 1:
        return found[0].stem
    # No file's name holds a line break.
    return f"\n{zlib.crc32((head.number or '').encode('utf-8', 'replace')) % _UNMATCHED:02}"


def _companies(printed: Iterable[str | None]) -> Groups:
    names = dict.fromkeys(filter(None, printed))
    directory, groups = Directory(names), Groups()
    for name in names:
        for other in directory.same(name):
            groups.join(name, other)
    return groups


def _grouped(pairs: Iterable[tuple[K, int]]) -> dict[K, list[int]]:
    found: dict[K, list[int]] = {}
    for key, place in pairs:
        found.setdefault(key, []).append(place)
    return found


def _several(pairs: Iterable[tuple[K, int]]) -> dict[K, list[int]]:
    return {key: places for key, places in _grouped(pairs).items() if len(places) > 1}
