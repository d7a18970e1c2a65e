"""Which document answers for a charge that was never billed.

A fee or rate belongs to the order it is billed under.  One that a master agreement states for
several orders belongs to the master, so that it is missed once and not once an order.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from checks.agreement import Clause, clauses_on, era
from checks.charges.billed import order, standing_within
from checks.recognition.references import names_of, plain
from models.cases import Charge, ContractCase, InvoiceCase
from models.contracts import Contract
from models.terms import Term


def is_billed_document(case: ContractCase) -> bool:
    """Whether charges can be missing from a document: no amendment, no master of one order."""
    return case.contract.contract.kind != "amendment" and len(case.orders) != 1


def owned_on(case: ContractCase, day: date) -> tuple[Clause, ...]:
    """Return the clauses in force on a day that this document answers for."""
    key = "owned", id(case.contract), era(case.family, day)
    return case.book.memo.once(key, lambda: tuple(_owned_on(case, day)))


def _owned_on(case: ContractCase, day: date) -> Iterator[Clause]:
    if not is_billed_document(case):
        return
    for clause in clauses_on(case.family, day):
        home = case.book.forest.home(clause.contract)
        if home is case.contract or not _is_shared(home, case):
            yield clause


def owned_terms(case: ContractCase) -> tuple[Term, ...]:
    """Return all terms, of any time, that this document answers for."""
    if not is_billed_document(case):
        return ()
    return tuple(
        term
        for member in case.family.members
        for home in [case.book.forest.home(member)]
        if home is case.contract or not _is_shared(home, case)
        for term in member.terms
    )


def billing(case: ContractCase) -> tuple[InvoiceCase, ...]:
    """Return the standing invoices that can hold this document's charges, by date of issue.

    An invoice under the master agreement may bill an order below it.
    """
    own = {id(one.invoice) for one in case.invoices}  # a case knows its siblings without theirs
    above = [
        one
        for one in _siblings(case)
        if one.stands
        and id(one.invoice) not in own
        and any(one.contract is member for member in case.family.members)
        and one.invoice.currency == case.contract.contract.currency
    ]
    return tuple(sorted((*standing_within(case), *above), key=order))


def charges_of(invoices: Iterable[InvoiceCase]) -> Iterator[Charge]:
    """Return the lines of invoices."""
    return (charge for one in invoices for charge in one.charges)


def concerns_document(reference: str | None, case: ContractCase) -> bool:
    """Whether a fact names this document, one above or below it, an amendment, or none."""
    if not reference:
        return True
    key = "names", id(case.contract)
    return plain(reference) in case.book.memo.once(key, lambda: _names(case))


def _names(case: ContractCase) -> frozenset[str]:
    documents = (*case.family.members, *case.orders)
    return frozenset(name for document in documents for name in names_of(document)) - {""}


def _is_shared(home: Contract, case: ContractCase) -> bool:
    """Whether a document above this one stands over several orders."""
    return home is not case.contract and case.book.forest.sharing.get(home.stem, 0) > 1


def _siblings(case: ContractCase) -> list[InvoiceCase]:
    known: dict[int, InvoiceCase] = {}
    for one in case.invoices:
        for sibling in one.siblings:
            known.setdefault(id(sibling.invoice), sibling)
    return list(known.values())
