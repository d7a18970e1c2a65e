"""Which contract an invoice is billed under, and what each of its lines is.

A reference decides first (contract number, title or file name), then the purchase order, then
the parties.  Of several contracts that fit, those of the invoice's currency and period, and
those whose items the lines name, go before the others; if two still fit alike, both are named
and none is chosen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from checks.agreement import (
    contract_of,
    forest_of,
    home_of,
    parent_of,
    term_bounds,
    terms_on,
    versions,
)
from checks.charges.billed import marked
from checks.copies import originals
from checks.recognition.lines import best_match, recognise
from checks.recognition.natures import nature_of
from checks.recognition.parties import same_party
from checks.recognition.periods import period_of, service_period
from checks.recognition.references import concerns, mentioned, plain
from models.cases import Book, Charge, ContractCase, Family, InvoiceCase
from models.contracts import Contract
from models.invoices import Invoice
from models.terms import Fee, PercentageFee, Rate, Term

_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Cases:
    """All that the checks look at, in the order of the book."""

    invoices: tuple[InvoiceCase, ...]
    contracts: tuple[ContractCase, ...]


def build_cases(book: Book) -> Cases:
    """Match every invoice to its contract and its lines to what they charge.

    Copies of a contract count once.
    """
    book = replace(book, contracts=originals(book.contracts))
    forest = forest_of(book.contracts)
    families = {contract.stem: forest.family(contract) for contract in book.contracts}
    cases = marked(_case(invoice, book, families) for invoice in book.invoices)
    whole = [replace(case, siblings=_siblings(case, cases)) for case in cases]
    within: dict[str, list[InvoiceCase]] = {}
    for case in whole:
        for member in case.family.members if case.family else ():
            within.setdefault(member.stem, []).append(case)
    contracts = tuple(
        ContractCase(
            contract,
            families[contract.stem],
            book,
            tuple(within.get(home_of(contract, book.contracts).stem, ())),
            forest.orders(contract),
        )
        for contract in book.contracts
    )
    return Cases(tuple(whole), contracts)


def find_contract(
    invoice: Invoice, book: Book, families: dict[str, Family]
) -> tuple[Contract, ...]:
    """Return the contract an invoice is billed under, none, or all that fit equally well."""
    ordered = _by_order(invoice, book)
    named = mentioned(invoice.contract_reference or "", book.contracts)
    found = (
        named
        or ordered
        or _by_parties(invoice, book.contracts)
        or _by_lines(invoice, book.contracts, families)
    )
    return _narrowed(invoice, found, families) if len(found) > 1 else tuple(found)


def _case(invoice: Invoice, book: Book, families: dict[str, Family]) -> InvoiceCase:
    found = find_contract(invoice, book, families)
    if len(found) != 1:
        return InvoiceCase(invoice, book, candidates=found)
    family = families[found[0].stem]
    charges = tuple(_charge(invoice, number, family) for number in range(len(invoice.lines)))
    return InvoiceCase(invoice, book, found[0], family, charges=charges)


def _charge(invoice: Invoice, number: int, family: Family) -> Charge:
    line = invoice.lines[number]
    start, _ = period_of(line, invoice)
    terms = terms_on(family, start or date.max)
    charge = recognise(line, invoice, terms)
    if not charge.terms:  # an item of another time: before its fee starts, after an amendment
        anything = tuple(term for member in family.members for term in member.terms)
        other = recognise(line, invoice, anything)
        charge = other if other.terms else charge
    if not charge.terms:
        return charge
    first = charge.terms[0]
    return replace(charge, contract=contract_of(family, first), item=_item(charge, first, family))


def _item(charge: Charge, term: Term, family: Family) -> str:
    """Return one name for an item over all its versions: the oldest's."""
    if not isinstance(term, Rate | Fee | PercentageFee):
        return charge.item
    oldest = versions(family, term)[0].term
    named = oldest if isinstance(oldest, Rate | Fee | PercentageFee) else term
    return named.item or charge.item


def _siblings(case: InvoiceCase, cases: Iterable[InvoiceCase]) -> tuple[InvoiceCase, ...]:
    if case.family is None:
        return ()
    root = case.family.root
    return tuple(
        other for other in cases if other is not case and other.family and other.family.root is root
    )


def _by_order(invoice: Invoice, book: Book) -> tuple[Contract, ...]:
    wanted = plain(invoice.purchase_order or "")
    orders = [
        order
        for order in book.facts.purchase_orders or ()
        if wanted and plain(order.number) == wanted
    ]
    return tuple(
        contract
        for contract in book.contracts
        if any(order.contract and concerns(order.contract, Family((contract,))) for order in orders)
    )


def _by_parties(invoice: Invoice, contracts: Sequence[Contract]) -> tuple[Contract, ...]:
    """Return the contracts between supplier and customer that can be billed under."""
    between = [contract for contract in contracts if _between(invoice, contract)]
    billed = [c for c in between if c.contract.kind != "amendment"]
    above = {id(parent_of(contract, contracts)) for contract in billed}
    return tuple(c for c in billed if id(c) not in above or _has_prices(c)) or tuple(billed)


def _by_lines(
    invoice: Invoice, contracts: Sequence[Contract], families: dict[str, Family]
) -> tuple[Contract, ...]:
    """Return contracts whose items every line names, of which no party is known to be another.

    It finds the contract of an invoice that shows one wrong party, or of a contract whose
    parties could not be read; a stranger's invoice names other items.
    """
    return tuple(
        contract
        for contract in contracts
        if contract.contract.kind != "amendment"
        and _not_strangers(invoice, contract)
        and _names_all(invoice, families[contract.stem])
    )


def _not_strangers(invoice: Invoice, contract: Contract) -> bool:
    names = [party.name for party in contract.contract.parties]
    printed = (invoice.supplier.name, invoice.customer.name)
    return not names or any(same_party(one, name) for one in printed for name in names)


def _names_all(invoice: Invoice, family: Family) -> bool:
    """Whether every line that charges something is, without doubt, an item of the contract."""
    terms = [term for member in family.members for term in member.terms]
    asking = [
        line for line in invoice.lines if nature_of(line.description or "") is None and line.amount
    ]
    matches = [best_match(line, terms) for line in asking]
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
    invoice: Invoice, found: tuple[Contract, ...], families: dict[str, Family]
) -> tuple[Contract, ...]:
    """Keep the contracts that fit best; parties weigh before currency, lines and period."""
    marks = {contract.stem: _marks(invoice, families[contract.stem]) for contract in found}
    best = max(marks.values())
    return tuple(contract for contract in found if marks[contract.stem] == best)


def _marks(invoice: Invoice, family: Family) -> tuple[int, ...]:
    contract = family.members[-1]
    period = service_period(invoice)
    day = period[0] if period else invoice.issue_date
    terms = [term for member in family.members for term in member.terms]
    named = sum(best_match(line, terms) is not None for line in invoice.lines)
    begin, end = term_bounds(family)
    inside = day is not None and (begin or day) <= day <= (end or day)
    currency = contract.contract.currency or family.root.contract.currency
    between = any(_between(invoice, member) for member in family.members)
    return between, invoice.currency == currency, named, inside
