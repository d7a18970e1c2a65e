"""What should be billed in a period: what would be missing if nothing of it had been billed.

The checks of completeness (CO101 to CO105) know each charge that is due and on no invoice, with
its price, its working and its clause.  Asked of a book in which the invoices of the period are
left out, as of the end of the period and without days of grace, they name every charge that falls
due in it; asked once more with all invoices, those of them that are still to be billed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from checks.agreement import of_kind, term_bounds
from checks.billing.interest import Late, late_payments
from checks.billing.keys import Identity, identity_of
from checks.charges.ownership import billing, charges_of, owned_terms
from checks.charges.rating import discount_of, in_scope
from checks.charges.stand_ins import missing_line, stand_in
from checks.matching import build_cases
from checks.proofs import term_proofs, unsure
from checks.recognition.frequencies import is_one_time
from checks.recognition.wording import key_of
from checks.run import examined, prepared
from models.cases import Book, ChargeKind, ContractCase
from models.findings import LocatedFinding, Proof, Result, Scope
from models.invoices import Invoice, InvoiceLine
from models.terms import Discount, Fee

_PRICED = frozenset({"CO101", "CO102", "CO103"})
_COMPLETENESS = frozenset({"CO101", "CO102", "CO103", "CO104", "CO105"})
_BEGINNING = re.compile(
    r"\b(implementation|set-?up|onboarding|activation|installation|migration|initial|sign-?on|"
    r"integration|kick-?off|start-?up)\b",
    re.IGNORECASE,
)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A charge that falls due in the period, net of tax; ``billed`` says that an invoice has it.

    ``currency`` is empty where the contract names none; ``review`` says that the term, or when it
    falls due, wants a person's look.  ``identity`` says what it is for, the same in every run.
    """

    contract: str
    currency: str
    line: InvoiceLine
    working: str
    proofs: tuple[Proof, ...]
    review: bool
    billed: bool
    identity: Identity
    priced: bool = False
    """Whether it is for a period and priced by the contract, as charges are that are discounted."""

    @property
    def amount(self) -> Decimal:
        """What is to be billed."""
        return self.line.amount or Decimal(0)


@dataclass(frozen=True, slots=True)
class Untold:
    """A contract of which cannot be told what is due, and why."""

    contract: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bill:
    """All that falls due in a period, by contract and day, and what cannot be told."""

    first: date
    last: date
    charges: tuple[Due, ...]
    untold: tuple[Untold, ...]

    def of(self, contract: str | None) -> "Bill":
        """Return the part of one contract; None is all of it."""
        if contract is None:
            return self
        charges = tuple(one for one in self.charges if one.contract == contract)
        return replace(
            self,
            charges=charges,
            untold=tuple(one for one in self.untold if one.contract == contract),
        )


def bill(book: Book, first: date, last: date) -> Bill:
    """Work out what falls due from the first to the last day of a period, both inclusive.

    A charge in advance falls due on the first day it is for, others on their last; a milestone on
    the day of its acceptance, an expense on its day, interest when the late invoice is paid.  What
    fell due before the period is left out.
    """
    earlier = replace(book, invoices=tuple(_issued_before(book, first)))
    before, _ = _missing(earlier, first - _DAY)
    due, untold = _missing(earlier, last)
    left, _ = _missing(book, last)
    charges = [
        _due(found, line, billed=mark not in left)
        for mark, found in due.items()
        if mark not in before and (line := found.finding.missing) is not None
    ]
    cases = build_cases(prepared(replace(book, as_of=last)))
    charges += [_interest(one) for one in late_payments(cases.invoices, first, last)]
    for case in cases.contracts:
        charges += _once(case, first, last)
        own = [one for one in charges if one.contract == case.contract.stem]
        charges += _discounts(case, own, first)
    charges.sort(key=lambda one: (one.contract, one.currency, str(one.line.period_start)))
    return Bill(first, last, tuple(charges), untold)


def _due(found: LocatedFinding, line: InvoiceLine, *, billed: bool) -> Due:
    finding = found.finding
    return Due(
        contract=found.contract or "",
        currency=finding.currency or "",
        line=line,
        working=finding.working or "",
        proofs=finding.proofs,
        review=finding.review,
        billed=billed,
        priced=found.code in _PRICED,
        identity=identity_of(found, line),
    )


def _interest(late: Late) -> Due:
    """Return what a late payment costs; the contract allows it, and a person says whether it is billed."""
    return Due(
        contract=late.contract,
        currency=late.currency,
        line=late.line,
        working=late.working,
        proofs=late.proofs,
        review=True,
        billed=late.billed,
        identity=Identity("interest", key_of(late.number), str(late.line.period_end)),
    )


def _once(case: ContractCase, first: date, last: date) -> Iterator[Due]:
    """Yield the fees for a beginning that are due once, on the day that their service begins.

    No clause need say that day: they want a person's look.
    """
    begins = term_bounds(case.family)[0]
    for fee in owned_terms(case):
        if not isinstance(fee, Fee) or not is_one_time(fee) or fee.due:
            continue
        day = fee.start or begins
        if day is None or not first <= day <= last or not _BEGINNING.search(fee.item or ""):
            continue
        invoices = billing(case)
        charge = stand_in(ChargeKind.FEE, fee.item or "", (day, day), invoices)
        yield Due(
            contract=case.contract.stem,
            currency=fee.currency or case.contract.contract.currency or "",
            line=missing_line(charge, fee.amount),
            working=f"{fee.amount}, once",
            proofs=term_proofs([fee]),
            review=True,
            billed=any(fee in one.terms for one in charges_of(invoices)),
            identity=Identity("once", key_of(fee.item or "")),
        )


def _discounts(case: ContractCase, charges: Sequence[Due], first: date) -> Iterator[Due]:
    """Yield the discounts agreed on the charges of a period, one for each scope."""
    priced = [one for one in charges if one.priced and one.line.period_start]
    if not priced:
        return
    day = min(one.line.period_start for one in priced if one.line.period_start)
    terms = of_kind(case.family, day, Discount)
    for scope in dict.fromkeys(term.applies_to for term in terms):
        base = [one for one in priced if in_scope(one.line.description or "", scope)]
        fitting = [term for term in terms if term.applies_to == scope]
        amount = sum((one.amount for one in base), Decimal(0))
        quantity = sum((one.line.quantity or Decimal(0) for one in base), Decimal(0))
        reading = discount_of(fitting, amount, quantity, base[0].currency if base else None)
        if reading.amount:
            yield Due(
                contract=case.contract.stem,
                currency=base[0].currency,
                line=base[0].line.model_copy(
                    update={
                        "description": "discount",
                        "quantity": None,
                        "unit_price": None,
                        "amount": -reading.amount,
                    }
                ),
                working=reading.working,
                proofs=term_proofs(fitting),
                review=unsure(fitting),
                billed=all(one.billed for one in base),
                identity=Identity("discount", key_of(scope or ""), first.isoformat()),
            )


def _issued_before(book: Book, first: date) -> Iterable[Invoice]:
    return (one for one in book.invoices if one.issue_date is None or one.issue_date < first)


def _missing(book: Book, day: date) -> tuple[dict[str, LocatedFinding], tuple[Untold, ...]]:
    """Return what is due on a day and on no invoice, by fingerprint, and what cannot be told."""
    settings = replace(book.settings, billing_grace_days=0, milestone_grace_days=0, tolerances={})
    asked = prepared(replace(book, as_of=day + _DAY, settings=settings))  # due before that day
    audit = examined(build_cases(asked), asked, (Scope.CONTRACT,))
    found = {one.fingerprint: one for one in audit.findings if one.code in _COMPLETENESS}
    untold = tuple(
        Untold(test.contract or "", test.reason)
        for test in audit.tests
        if test.code in _COMPLETENESS and test.result is Result.CANNOT_TELL
    )
    return found, untold
