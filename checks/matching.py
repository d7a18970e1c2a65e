"""Which contract an invoice is billed under, and what each of its lines is.

What a person said decides first, also of the invoice that a credit note corrects.  Then a reference (contract number, title or file name), the
purchase order, what was learnt from what a person said of another invoice, and the parties.  Of several contracts that fit, those of the invoice's currency and period, and
those whose items the lines name, go before the others.  Of an agreement and the orders under it
that still fit alike it is the agreement; any other two are both named and none is chosen.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import NamedTuple

from checks.agreement import forest_of, term_bounds
from checks.charges.billed import marked
from checks.copies import originals
from checks.deals.belonging import sales_of
from checks.line_charges import Offered, charges_of, offer_of
from checks.recognition.index import ContractIndex
from checks.recognition.lines import best_match
from checks.recognition.misread_names import is_no_company
from checks.recognition.natures import nature_of
from checks.recognition.parties import same_party
from checks.recognition.periods import service_period
from checks.recognition.references import plain
from checks.recognition.subtotals import is_subtotal
from checks.taught import Taught
from models.cases import Book, ContractCase, Family, Forest, InvoiceCase
from models.contracts import Contract
from models.facts import PurchaseOrder
from models.heads import Headed
from models.invoices import Invoice
from models.matching import Told

_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Cases:
    """All that the checks look at, in the order of the book."""

    invoices: tuple[InvoiceCase, ...]
    contracts: tuple[ContractCase, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """All contracts on file, and what is needed to find the one an invoice is billed under.

    ``book`` holds them without their copies; ``orders`` are the contracts that purchase orders
    name, by the order's number in plain form.  ``taught`` is what people said of matches.
    """

    book: Book
    index: ContractIndex
    families: Mapping[str, Family]
    orders: Mapping[str, tuple[Contract, ...]]
    taught: Taught = field(default_factory=Taught)
    stems: Mapping[str, Contract] = field(init=False)

    def __post_init__(self) -> None:
        """Know each contract by its own name and those of its copies."""
        stems = {copy: one for one in self.index.contracts for copy in one.copies}
        stems |= {one.stem: one for one in self.index.contracts}
        object.__setattr__(self, "stems", stems)


def register_of(book: Book) -> Register:
    """Enter the contracts of a book; copies of a contract count once."""
    index = ContractIndex(originals(book.contracts))
    forest = forest_of(index.contracts, index)
    return Register(
        book=replace(
            book,
            contracts=index.contracts,
            forest=forest,
            sales=sales_of(book.facts.deals, index, forest),
        ),
        index=index,
        families={contract.stem: forest.family(contract) for contract in index.contracts},
        orders=orders_of(book.facts.purchase_orders or (), index),
        taught=Taught(book.corrections),
    )


def build_cases(book: Book) -> Cases:
    """Match every invoice to its contract and its lines to what they charge."""
    register = register_of(book)
    found = [find_contract(invoice, register) for invoice in book.invoices]
    return cases_of(register.book, register, found, register.index.contracts)


def cases_of(
    book: Book,
    register: Register,
    found: Iterable[tuple[Contract, ...]],
    contracts: Iterable[Contract],
) -> Cases:
    """Build the cases of a book whose invoices were matched; ``contracts`` are those looked at."""
    pairs = zip(book.invoices, found, strict=True)
    cases = marked(_case(invoice, book, one, register) for invoice, one in pairs)
    together: dict[int, list[InvoiceCase]] = {}
    for case in cases:
        if case.family:
            together.setdefault(id(case.family.root), []).append(case)
    whole = [
        replace(case, siblings=_siblings(case, together[id(case.family.root)]))
        if case.family
        else case
        for case in cases
    ]
    within: dict[str, list[InvoiceCase]] = {}
    under: dict[str, list[InvoiceCase]] = {}
    for case in whole:
        for member in case.family.members if case.family else ():
            within.setdefault(member.stem, []).append(case)
        if case.contract:
            under.setdefault(case.contract.stem, []).append(case)
    forest = book.forest
    return Cases(
        tuple(whole),
        tuple(
            ContractCase(
                contract,
                register.families[contract.stem],
                book,
                tuple(within.get(forest.home(contract).stem, ())),
                forest.orders(contract),
                tuple(_above(contract, register.families[contract.stem], forest, under)),
            )
            for contract in contracts
        ),
    )


def _above(
    contract: Contract, family: Family, forest: Forest, under: Mapping[str, Sequence[InvoiceCase]]
) -> Iterator[InvoiceCase]:
    """Yield the invoices under the documents that a contract stands under, but its own."""
    home = forest.home(contract)
    for member in family.members:
        if forest.home(member) is not home:
            yield from under.get(member.stem, ())


def find_contract(invoice: Invoice, register: Register) -> tuple[Contract, ...]:
    """Return the contract an invoice is billed under, none, or all that fit equally well."""
    told = told_by(invoice, register)
    if told is not None:
        return _on_file(told, register)
    found = by_head(invoice, register) or by_lines(invoice, register, register.index.contracts)
    return best_of(found, invoice, register)


def best_of(
    found: tuple[Contract, ...], invoice: Invoice, register: Register
) -> tuple[Contract, ...]:
    """Return those of several contracts that fit an invoice best."""
    return _narrowed(invoice, found, register.families) if len(found) > 1 else found


def found_by_head(invoice: Headed, register: Register) -> tuple[Contract, ...] | None:
    """Return the contract that the head of an invoice settles; None where its lines decide."""
    decided = decided_by(invoice, register)
    if decided is not None:
        return _on_file(decided, register)
    named = named_by(invoice, register.index, register.orders)
    if len(named) != 1 and register.taught.concerns(invoice):
        return None
    found = named or _by_parties(invoice, register)
    return found if len(found) == 1 else None


def told_by(invoice: Invoice, register: Register) -> Told | None:
    """Return the correction that settles the contract of an invoice, where one does."""
    decided = decided_by(invoice, register)
    if decided is not None or not register.taught.concerns(invoice):
        return decided
    named = named_by(invoice, register.index, register.orders)
    if len(named) == 1:
        return None
    among = {name for contract in named for name in (contract.stem, *contract.copies)}
    return register.taught.contract_rule(invoice, among or register.stems)


def decided_by(invoice: Headed, register: Register) -> Told | None:
    """Return what a person said of the contract of an invoice; None where it is not on file.

    Of a credit note what was said of the invoice that it corrects, where nothing was said of itself.
    """
    own, with_it = register.taught.of_invoice(invoice), register.taught.of_corrected(invoice)
    said = (
        Told(one, learned=one is with_it)
        for one in (own, with_it)
        if one is not None and (one.contract is None or one.contract in register.stems)
    )
    return next(said, None)


def _on_file(told: Told, register: Register) -> tuple[Contract, ...]:
    stem = told.correction.contract
    return () if stem is None else (register.stems[stem],)


def by_head(invoice: Headed, register: Register) -> tuple[Contract, ...]:
    """Return the contracts that an invoice names, else those between its parties."""
    named = named_by(invoice, register.index, register.orders)
    return named or _by_parties(invoice, register)


def named_by(
    invoice: Headed, index: ContractIndex, orders: Mapping[str, tuple[Contract, ...]]
) -> tuple[Contract, ...]:
    """Return the contracts that an invoice names, itself or by its purchase order."""
    ordered = orders.get(plain(invoice.purchase_order or ""), ())
    return index.mentioned(invoice.contract_reference) or ordered


def _case(
    invoice: Invoice, book: Book, found: tuple[Contract, ...], register: Register
) -> InvoiceCase:
    told = told_by(invoice, register)
    told = told if told and _on_file(told, register) == found else None
    if len(found) != 1:
        return InvoiceCase(invoice, book, candidates=found, told=told)
    family = register.families[found[0].stem]
    below = tuple(register.families[one.stem] for one in book.forest.below(found[0]))
    charges = charges_of(invoice, Offered(family, below), register.taught, book.facts)
    return InvoiceCase(invoice, book, found[0], family, charges=charges, told=told)


def _siblings(case: InvoiceCase, together: Iterable[InvoiceCase]) -> tuple[InvoiceCase, ...]:
    return tuple(other for other in together if other is not case)


def orders_of(
    orders: Iterable[PurchaseOrder], index: ContractIndex
) -> dict[str, tuple[Contract, ...]]:
    """Return the contracts that the purchase orders of each number are for."""
    places = {contract.stem: place for place, contract in enumerate(index.contracts)}
    named: dict[str, dict[int, Contract]] = {}
    for order in orders:
        found = {places[one.stem]: one for one in index.named(order.contract)}
        named.setdefault(plain(order.number), {}).update(found)
    return {
        number: tuple(one for _, one in sorted(found.items(), key=itemgetter(0)))
        for number, found in named.items()
        if number and found
    }


def _by_parties(invoice: Headed, register: Register) -> tuple[Contract, ...]:
    """Return the contracts between supplier and customer that can be billed under.

    A heading or an address that was read for one of them is passed over.
    """
    names = [invoice.supplier.name, invoice.customer.name]
    known = [name for name in names if name is None or not is_no_company(name)]
    between = register.index.having(*known)
    billed = [c for c in between if c.contract.kind != "amendment"]
    above = {id(register.book.forest.above.get(contract.stem)) for contract in billed}
    return tuple(c for c in billed if id(c) not in above or _has_prices(c)) or tuple(billed)


def by_lines(
    invoice: Invoice, register: Register, among: Iterable[Contract]
) -> tuple[Contract, ...]:
    """Return those contracts whose items the lines name, of which no party is known to be another.

    Whether one is among them depends on the invoice and on that contract and its family alone.

    It finds the contract of an invoice that shows one wrong party, or of a contract whose
    parties could not be read; a stranger's invoice names other items.
    """
    known = {
        contract.stem
        for printed in (invoice.supplier.name, invoice.customer.name)
        for contract in register.index.having(printed)
    }
    return tuple(
        contract
        for contract in among
        if contract.contract.kind != "amendment"
        and (contract.stem in known or not contract.contract.parties)
        and _names_enough(invoice, register.families[contract.stem])
    )


def _names_enough(invoice: Invoice, family: Family) -> bool:
    """Whether the lines that charge something are, without doubt, items of the contract.

    All of them where both names are a company's, else all but one of at least two.
    """
    offer = offer_of(family)
    asking = [
        line
        for line in invoice.lines
        if nature_of(line.description or "") is None and line.amount and not is_subtotal(line)
    ]
    matches = [best_match(line, offer) for line in asking]
    named = sum(match is not None and match.sure >= _SURE for match in matches)
    names = (invoice.supplier.name, invoice.customer.name)
    misread = any(name is None or is_no_company(name) for name in names)
    return named > 0 and named >= max(len(asking) - misread, 2 if misread else 1)


def _has_prices(contract: Contract) -> bool:
    return any(term.kind in ("fee", "milestone", "percentage_fee") for term in contract.terms)


def _between(invoice: Invoice, contract: Contract) -> bool:
    names = [party.name for party in contract.contract.parties]
    return all(
        any(same_party(printed, name) for name in names)
        for printed in (invoice.supplier.name, invoice.customer.name)
    )


def _narrowed(
    invoice: Invoice, found: tuple[Contract, ...], families: Mapping[str, Family]
) -> tuple[Contract, ...]:
    """Keep the contracts that fit best; parties weigh before currency, lines and period."""
    marks = {contract.stem: fit_of(invoice, families[contract.stem]) for contract in found}
    best = max(marks.values())
    alike = tuple(contract for contract in found if marks[contract.stem] == best)
    return tuple(one for one in alike if _is_above(one, alike, families)) or alike


def _is_above(
    contract: Contract, others: Iterable[Contract], families: Mapping[str, Family]
) -> bool:
    """Whether all the other documents stand under this one: it may bill what they price."""
    return all(
        any(member is contract for member in families[other.stem].members) for other in others
    )


class Fit(NamedTuple):
    """What speaks for a contract, the weightiest first; ``named`` lines name its items."""

    between: bool
    currency: bool
    named: int
    inside: bool


def fit_of(invoice: Invoice, family: Family) -> Fit:
    """Say what of an invoice fits a contract, the last of its family."""
    contract = family.members[-1]
    period = service_period(invoice)
    day = period[0] if period else invoice.issue_date
    offer = offer_of(family)
    named = sum(best_match(line, offer) is not None for line in invoice.lines)
    begin, end = term_bounds(family)
    inside = day is not None and (begin or day) <= day <= (end or day)
    currency = contract.contract.currency or family.root.contract.currency
    between = any(_between(invoice, member) for member in family.members)
    return Fit(between, invoice.currency == currency, named, inside)
