"""What a run holds of all that is on file, and what each part of it rests on.

Contracts and the heads of invoices; of facts only which file holds whose rows.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from checks.copies import settled
from checks.duplicates.du101_invoice_number_reused import folded_number
from checks.matching import (
    Register,
    best_of,
    by_head,
    by_lines,
    find_contract,
    found_by_head,
    register_of,
)
from checks.partition import Part, parts_of
from checks.recognition.references import names_of, plain
from checks.recognition.unread_items import Spoken, with_items
from checks.recognition.unread_parties import with_parties
from checks.reconciliation.records import recorded
from contract_ai.storage.contracts import load_contracts
from contract_ai.storage.facts import KEYS, FactIndex, load_deals
from contract_ai.storage.findings import LineMatch, LineMatches, known_matches
from contract_ai.storage.invoice_shelf import Shelf
from contract_ai.storage.invoices import invoices_of, load_heads, load_sayings
from contract_ai.storage.matching import load_corrections
from contract_ai.versions import checks_stamp
from models.cases import Book, CheckSettings
from models.contracts import Contract
from models.facts import Facts
from models.heads import InvoiceHead
from models.invoices import Invoice

_CHUNK = 100  # invoices that are read at once to find their contract


@dataclass(slots=True)
class Survey:
    """All that is held in memory during a run; nothing of it grows with all lines on file."""

    register: Register
    heads: list[InvoiceHead]
    records: "Records"
    found: list[tuple[Contract, ...]]
    facts: FactIndex
    digests: Mapping[str, str]
    matches: LineMatches
    general: str
    parts: list[Part] = field(default_factory=list)
    names: str = ""
    shelf: Shelf = field(default_factory=Shelf)

    def fingerprint(self, part: Part) -> str:
        """Name all that the checks of a part rest on.

        The program, the settings and the kinds of facts on file; the contracts of the
        part as they count now; its invoices and those beside, each with its contract and what
        people said of it or of others like it; the files that hold its facts; the rows of the
        books that record its invoices; the deals that became its contracts.
        """
        digest = hashlib.sha256(self.general.encode())
        for text in self._grounds(part):
            digest.update(f"{text}\n".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def fact_keys(self, part: Part) -> dict[str, AbstractSet[str]]:
        """Return the keys by which facts belong to a part, by the kind of fact."""
        heads = [self.heads[place] for place in part.own]
        numbers = frozenset(folded_number(head.number or "") for head in heads)
        orders = frozenset(plain(head.purchase_order or "") for head in heads)
        names = frozenset(name for contract in part.contracts for name in names_of(contract))
        keys = {kind: names if key.open else numbers for kind, key in KEYS.items()}
        paid = numbers - {""}
        return {**keys, "payments": paid, "purchase_orders": orders - {""}}

    def recorded(self, part: Part) -> list[InvoiceHead]:
        """Return the rows of the books that can record a part's invoices, and their first and last."""
        return self.records.of(self.heads[place] for place in part.own)

    def _grounds(self, part: Part) -> Iterator[str]:
        forest = self.register.book.forest
        stems = {contract.stem for contract in part.contracts}
        for place in (*part.own, *part.beside):
            contracts = self.found[place]
            names = "|".join(contract.stem for contract in contracts)
            yield f"{self.heads[place].stamp}|{place in part.beside}|{names}"
            yield from filter(None, [self.register.taught.stamp(self.heads[place])])
            if len(contracts) == 1:
                stems.update(one.stem for one in self.register.families[contracts[0].stem].members)
                stems.update(one.stem for one in forest.below(contracts[0]))
        for stem in sorted(stems):
            family = self.register.families[stem]
            members = ",".join(member.stem for member in family.members)
            orders = ",".join(one.stem for one in forest.orders(family.members[-1]))
            yield f"{self.digests[stem]}|{members}|{orders}|{forest.sharing.get(stem, 0)}"
        if any(_looks_around(contract) for contract in part.contracts):
            yield self.names
        yield from self.facts.stamps(self.fact_keys(part))
        yield from (row.stamp for row in self.recorded(part))
        yield from self._sold(part)

    def _sold(self, part: Part) -> Iterator[str]:
        sales = self.register.book.sales
        if sales is None:
            return
        for contract in part.contracts:
            yield from (f"{contract.stem}|{sale!r}" for sale in sales.of(contract.stem))


class Records:
    """The rows of the books that record invoices, by what can tell which one."""

    def __init__(self, rows: Sequence[InvoiceHead]) -> None:
        self._rows = rows
        self._alike: dict[object, list[int]] = {}
        for place, row in enumerate(rows):
            for key in _record_keys(row):
                self._alike.setdefault(key, []).append(place)
        dated = [place for place, row in enumerate(rows) if row.issue_date]
        ends = (f(dated, key=lambda place: str(rows[place].issue_date)) for f in (min, max))
        self._ends = {0, *ends} if dated else set(range(len(rows))[:1])

    def of(self, heads: Iterable[InvoiceHead]) -> list[InvoiceHead]:
        """Return the rows that can record one of these, and the first and last of all."""
        keys = (key for head in heads for key in _record_keys(head))
        places = self._ends.union(*(self._alike.get(key, ()) for key in keys))
        return [self._rows[place] for place in sorted(places)]


def _record_keys(head: InvoiceHead) -> tuple[object, object]:
    return folded_number(head.number or ""), (head.total, head.issue_date)


def surveyed(session: Session, as_of: date, settings: CheckSettings) -> Survey:
    """Read contracts and heads, and find the contract of each invoice."""
    heads = load_heads(session)
    records = recorded(heads)
    apart = {row.row for row in records}
    heads = [head for head in heads if head.row not in apart]
    facts = FactIndex(session)
    contracts = with_parties(_in_order(settled(load_contracts(session))), heads)
    if not all(contract.confirmed for contract in contracts):
        spoken = Spoken(facts.spoken(session))
        for supplier, saying in load_sayings(session, apart):
            spoken.hear(supplier, saying)
        contracts = with_items(contracts, spoken)
    orders = facts.load(session, {"purchase_orders": facts.others("purchase_orders", set())})
    register = register_of(
        Book(
            contracts,
            (),
            Facts(purchase_orders=orders.purchase_orders, deals=load_deals(session)),
            as_of,
            settings,
            corrections=load_corrections(session),
        )
    )
    digests = {one.stem: _digest(one.model_dump_json()) for one in register.index.contracts}
    program = checks_stamp()
    named = sorted((order.number, order.contract or "") for order in orders.purchase_orders or ())
    basis = _digest(
        program, *(f"{stem}|{text}" for stem, text in digests.items()), *map(str, named)
    )
    grounds = _contract_grounds(register, digests, program)
    finder = _Finder(register, known_matches(session, basis), basis, grounds)
    found = finder.find(session, heads)
    made = Survey(
        register=register,
        heads=heads,
        records=Records(records),
        found=found,
        facts=facts,
        digests=digests,
        matches=finder.matches,
        general=_digest(program, settings.said, *sorted(facts.kinds), *_deals(register)),
        names=_digest(
            *(f"{names_of(one)}|{one.contract.parties}" for one in register.index.contracts)
        ),
    )
    made.parts = list(parts_of(heads, found, register))
    return made


class _Finder:
    """Finds the contract of every invoice; lines are read where nothing else tells.

    ``matches`` is what the lines told; not where something was learnt, which may be another thing
    the next time.  Of an invoice that was asked before only contracts are asked that came or
    changed since.
    """

    def __init__(
        self, register: Register, before: LineMatches, basis: str, grounds: Mapping[str, str]
    ) -> None:
        self._register, self._before = register, before
        self._places = {one.stem: place for place, one in enumerate(register.index.contracts)}
        self._named = {digest: stem for stem, digest in grounds.items()}
        self._bits = {self._named[one]: 1 << bit for bit, one in enumerate(sorted(self._named))}
        known = set(before.grounds)
        self._new = [one for one in register.index.contracts if grounds[one.stem] not in known]
        self._asked: dict[str, LineMatch] = {}
        self.matches = LineMatches(basis, sorted(self._named), self._asked)

    def find(self, session: Session, heads: Sequence[InvoiceHead]) -> list[tuple[Contract, ...]]:
        """Return the contracts of each invoice."""
        found: list[tuple[Contract, ...]] = [()] * len(heads)
        asked: list[int] = []
        same = self.matches.basis == self._before.basis
        for place, head in enumerate(heads):
            settled_one = found_by_head(head, self._register)
            if settled_one is not None:
                found[place] = settled_one
                continue
            known = self._before.found.get(head.stamp) if same else None
            if known is not None and not self._register.taught.concerns(head):
                self._asked[head.stamp] = known
                found[place] = self._contracts(known.contracts)
            else:
                asked.append(place)
        for start in range(0, len(asked), _CHUNK):
            chunk = asked[start : start + _CHUNK]
            invoices = invoices_of(session, [heads[place].row for place in chunk])
            for place, invoice in zip(chunk, invoices, strict=True):
                found[place] = self._by_lines(heads[place], invoice)
        for family in self._register.families.values():
            family.memo.clear()
        return found

    def _by_lines(self, head: InvoiceHead, invoice: Invoice) -> tuple[Contract, ...]:
        if self._register.taught.concerns(head):
            return find_contract(invoice, self._register)
        among: tuple[Contract, ...] | None = None
        several = by_head(invoice, self._register)
        if not several:
            several = among = self._among(head, invoice)
        found = best_of(several, invoice, self._register)
        bits = None if among is None else sum(self._bits[one.stem] for one in among)
        self._asked[head.stamp] = LineMatch([one.stem for one in found], bits)
        return found

    def _among(self, head: InvoiceHead, invoice: Invoice) -> tuple[Contract, ...]:
        """All contracts whose items the lines name."""
        known = self._before.found.get(head.stamp)
        if known is None or known.among is None:
            return by_lines(invoice, self._register, self._register.index.contracts)
        grounds = self._before.grounds
        told = (one for bit, one in enumerate(grounds) if known.among >> bit & 1)
        old = (self._named[one] for one in told if one in self._named)
        new = (one.stem for one in by_lines(invoice, self._register, self._new))
        return self._contracts(sorted((*old, *new), key=self._places.__getitem__))

    def _contracts(self, stems: Iterable[str]) -> tuple[Contract, ...]:
        contracts = self._register.index.contracts
        return tuple(contracts[self._places[stem]] for stem in stems)


def _contract_grounds(
    register: Register, digests: Mapping[str, str], program: str
) -> dict[str, str]:
    """Name what an invoice is judged by that may be under a contract: the contract and its family."""
    return {
        stem: _digest(program, stem, *(digests[one.stem] for one in family.members))
        for stem, family in register.families.items()
    }


def _looks_around(contract: Contract) -> bool:
    """Whether a document is judged by all others on file: one of them may be its price list."""
    return any(one.fixes_prices and not one.present for one in contract.exhibits)


def _in_order(contracts: Iterable[Contract]) -> tuple[Contract, ...]:
    return tuple(sorted(contracts, key=lambda one: (one.stem, one.document.sha256)))


def _deals(register: Register) -> list[str]:
    """Say that deals are on file, which tells every check of a contract that it applies."""
    return [] if register.book.sales is None else ["deals"]


def _digest(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
