"""Which document answers for a charge that was never billed.

A fee or rate belongs to the document it is billed under.  What a master agreement states for
several orders belongs to the master, so that it is missed once and not once an order.  Of a
master with one order the order answers for both, unless invoices are billed under the master
itself: then each answers for its own, and what the order states anew is the order's.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from checks.agreement import Clause, clauses_on, era, item_keys
from checks.charges.billed import order
from checks.recognition.references import names_of, plain
from models.cases import Charge, ContractCase, InvoiceCase
from models.contracts import Contract
from models.terms import Term


def is_billed_document(case: ContractCase) -> bool:
    """Whether charges can be missing from a document: no amendment, no master of one order."""
    return answered_elsewhere(case) is None


def answered_elsewhere(case: ContractCase) -> str | None:
    """Say which document answers for what this one prices; None where it does so itself."""
    head = case.contract.contract
    if head.kind == "amendment":
        home = case.book.forest.home(case.contract)
        named = f" {home.stem}" if home is not case.contract else ""
        return f"What an amendment prices is looked for under the document{named} that it amends."
    if len(case.orders) == 1 and not _is_billed_itself(case.contract, case, case.invoices):
        return (
            f"What this agreement prices is looked for under its only order, {case.orders[0].stem}."
        )
    return None


def owned_on(case: ContractCase, day: date) -> tuple[Clause, ...]:
    """Return the clauses in force on a day that this document answers for."""
    key = "owned", id(case.contract), era(case.family, day)
    return case.book.memo.once(key, lambda: tuple(_owned_on(case, day)))


def _owned_on(case: ContractCase, day: date) -> Iterator[Clause]:
    if not is_billed_document(case):
        return
    for clause in clauses_on(case.family, day):
        if _is_own(clause.term, clause.contract, case):
            yield clause


def owned_terms(case: ContractCase) -> tuple[Term, ...]:
    """Return all terms, of any time, that this document answers for."""
    if not is_billed_document(case):
        return ()
    return tuple(
        term
        for member in case.family.members
        for term in member.terms
        if _is_own(term, member, case)
    )


def billing(case: ContractCase) -> tuple[InvoiceCase, ...]:
    """Return the standing invoices that can hold this document's charges, by date of issue.

    An invoice under the master agreement may bill an order below it, of no other currency.
    """
    currency = case.contract.contract.currency
    above = (one for one in case.above if not currency or one.invoice.currency == currency)
    return tuple(sorted((one for one in (*case.invoices, *above) if one.stands), key=order))


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


def _is_own(term: Term, holder: Contract, case: ContractCase) -> bool:
    """Whether a document answers for a term that one of its family holds."""
    home = case.book.forest.home(holder)
    if home is case.contract:
        return id(term) not in _restated(case)
    return not _answers_itself(home, case)


def _answers_itself(home: Contract, case: ContractCase) -> bool:
    """Whether a document above this one answers for its own: of several orders, or billed."""
    forest = case.book.forest
    several = forest.sharing.get(home.stem, 0) > 1 or len(forest.orders(home)) > 1
    return several or _is_billed_itself(home, case, case.above)


def _is_billed_itself(
    contract: Contract, case: ContractCase, invoices: Iterable[InvoiceCase]
) -> bool:
    """Whether standing invoices are billed under a document and not under an order below it."""
    return any(one.stands and is_under(one, contract, case) for one in invoices)


def is_under(invoice: InvoiceCase, contract: Contract, case: ContractCase) -> bool:
    """Whether an invoice is billed under a document itself, or under an amendment of it."""
    billed = invoice.contract
    return billed is not None and case.book.forest.home(billed) is contract


def _restated(case: ContractCase) -> frozenset[int]:
    """Return the terms, by ``id``, of a document that its only order states anew."""
    if len(case.orders) != 1:
        return frozenset()
    key = "restated", id(case.contract)
    return case.book.memo.once(key, lambda: frozenset(_restated_by(case.orders[0], case)))


def _restated_by(below: Contract, case: ContractCase) -> Iterator[int]:
    forest = case.book.forest
    family = forest.family(below)
    keys = item_keys(family)
    homes = [(member, forest.home(member)) for member in family.members]
    anew = {keys[id(term)] for member, home in homes if home is below for term in member.terms}
    for member, home in homes:
        if home is case.contract:
            yield from (id(term) for term in member.terms if keys[id(term)] in anew)
