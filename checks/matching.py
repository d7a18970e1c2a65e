"""Which contract an invoice is billed under, and what each of its lines is.

A reference decides first (contract number, title or file name), then the purchase order, then
the parties.  Of several contracts that fit, those of the invoice's currency and period, and
those whose items the lines name, go before the others; if two still fit alike, both are named
and none is chosen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter

from checks.agreement import contract_of, era, forest_of, term_bounds, terms_on, versions
from checks.charges.billed import marked
from checks.copies import originals
from checks.recognition.index import ContractIndex
from checks.recognition.lines import Offer, best_match, recognise
from checks.recognition.natures import nature_of
from checks.recognition.parties import same_party
from checks.recognition.periods import period_of, service_period
from checks.recognition.references import plain
from models.cases import Book, Charge, ContractCase, Family, InvoiceCase
from models.contracts import Contract
from models.facts import PurchaseOrder
from models.heads import Headed
from models.invoices import Invoice
from models.terms import Fee, PercentageFee, Rate, Term

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
    name, by the order's number in plain form.
    """

    book: Book
    index: ContractIndex
    families: Mapping[str, Family]
    orders: Mapping[str, tuple[Contract, ...]]


def register_of(book: Book) -> Register:
    """Enter the contracts of a book; copies of a contract count once."""
    index = ContractIndex(originals(book.contracts))
    forest = forest_of(index.contracts, index)
    return Register(
        book=replace(book, contracts=index.contracts, forest=forest),
        index=index,
        families={contract.stem: forest.family(contract) for contract in index.contracts},
        orders=_orders(book.facts.purchase_orders or (), index),
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
    cases = marked(_case(invoice, book, one, register.families) for invoice, one in pairs)
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
    for case in whole:
        for member in case.family.members if case.family else ():
            within.setdefault(member.stem, []).append(case)
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
            )
            for contract in contracts
        ),
    )


def find_contract(invoice: Invoice, register: Register) -> tuple[Contract, ...]:
    """Return the contract an invoice is billed under, none, or all that fit equally well."""
    found = _by_head(invoice, register) or _by_lines(invoice, register)
    return _narrowed(invoice, found, register.families) if len(found) > 1 else found


def found_by_head(invoice: Headed, register: Register) -> tuple[Contract, ...] | None:
    """Return the contract that the head of an invoice settles; None where its lines decide."""
    found = _by_head(invoice, register)
    return found if len(found) == 1 else None


def _by_head(invoice: Headed, register: Register) -> tuple[Contract, ...]:
    return (
        register.index.mentioned(invoice.contract_reference)
        or register.orders.get(plain(invoice.purchase_order or ""), ())
        or _by_parties(invoice, register)
    )


def _case(
    invoice: Invoice, book: Book, found: tuple[Contract, ...], families: Mapping[str, Family]
) -> InvoiceCase:
    if len(found) != 1:
        return InvoiceCase(invoice, book, candidates=found)
    family = families[found[0].stem]
    charges = tuple(_charge(invoice, number, family) for number in range(len(invoice.lines)))
    return InvoiceCase(invoice, book, found[0], family, charges=charges)


def _charge(invoice: Invoice, number: int, family: Family) -> Charge:
    line = invoice.lines[number]
    start, _ = period_of(line, invoice)
    charge = recognise(line, invoice, _offer_on(family, start or date.max))
    if not charge.terms:  # an item of another time: before its fee starts, after an amendment
        other = recognise(line, invoice, _offer(family))
        charge = other if other.terms else charge
    if not charge.terms:
        return charge
    first = charge.terms[0]
    home, item = family.memo.once(
        ("named", id(first)), lambda: (contract_of(family, first), _item(first, family))
    )
    return Charge(
        line=line,
        kind=charge.kind,
        terms=charge.terms,
        contract=home,
        sure=charge.sure,
        start=charge.start,
        end=charge.end,
        item=item or charge.item,
    )


def _offer(family: Family) -> Offer:
    """Return all terms of a family, of any time."""
    return family.memo.once(
        "offer", lambda: Offer(term for member in family.members for term in member.terms)
    )


def _offer_on(family: Family, day: date) -> Offer:
    """Return the terms in force on a day."""
    return family.memo.once(("offer", era(family, day)), lambda: Offer(terms_on(family, day)))


def _item(term: Term, family: Family) -> str | None:
    """Return one name for an item over all its versions: the oldest's."""
    if not isinstance(term, Rate | Fee | PercentageFee):
        return None
    oldest = versions(family, term)[0].term
    return (oldest if isinstance(oldest, Rate | Fee | PercentageFee) else term).item


def _siblings(case: InvoiceCase, together: Iterable[InvoiceCase]) -> tuple[InvoiceCase, ...]:
    return tuple(other for other in together if other is not case)


def _orders(
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
    """Return the contracts between supplier and customer that can be billed under."""
    between = register.index.having(invoice.supplier.name, invoice.customer.name)
    billed = [c for c in between if c.contract.kind != "amendment"]
    above = {id(register.book.forest.above.get(contract.stem)) for contract in billed}
    return tuple(c for c in billed if id(c) not in above or _has_prices(c)) or tuple(billed)


def _by_lines(invoice: Invoice, register: Register) -> tuple[Contract, ...]:
    """Return contracts whose items every line names, of which no party is known to be another.

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
        for contract in register.index.contracts
        if contract.contract.kind != "amendment"
        and (contract.stem in known or not contract.contract.parties)
        and _names_all(invoice, register.families[contract.stem])
    )


def _names_all(invoice: Invoice, family: Family) -> bool:
    """Whether every line that charges something is, without doubt, an item of the contract."""
    offer = _offer(family)
    asking = [
        line for line in invoice.lines if nature_of(line.description or "") is None and line.amount
    ]
    matches = (best_match(line, offer) for line in asking)
    return bool(asking) and all(match is not None and match.sure >= _SURE for match in matches)


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
    marks = {contract.stem: _marks(invoice, families[contract.stem]) for contract in found}
    best = max(marks.values())
    return tuple(contract for contract in found if marks[contract.stem] == best)


def _marks(invoice: Invoice, family: Family) -> tuple[int, ...]:
    contract = family.members[-1]
    period = service_period(invoice)
    day = period[0] if period else invoice.issue_date
    offer = _offer(family)
    named = sum(best_match(line, offer) is not None for line in invoice.lines)
    begin, end = term_bounds(family)
    inside = day is not None and (begin or day) <= day <= (end or day)
    currency = contract.contract.currency or family.root.contract.currency
    between = any(_between(invoice, member) for member in family.members)
    return between, invoice.currency == currency, named, inside
