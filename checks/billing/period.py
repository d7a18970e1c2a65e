"""What should be billed in a period: what would be missing if nothing of it had been billed.

The checks of completeness (CO101 to CO105) know each charge that is due and on no invoice, with
its price, its working and its clause.  Asked of a book in which the invoices of the period are
left out, as of the end of the period and without days of grace, they name every charge that falls
due in it; asked once more with all invoices, those of them that are still to be billed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

from checks.billing.beside import beside, forgotten_beside
from checks.billing.due import Bill, Due, Month, Untold
from checks.billing.interest import Late, late_payments
from checks.billing.keys import Identity, identity_of
from checks.billing.limits import within_limits
from checks.billing.retainage import retainage
from checks.billing.true_ups import true_ups
from checks.charges.commitments import minimums_on
from checks.matching import build_cases
from checks.recognition.wording import key_of
from checks.run import examined, prepared
from models.cases import Book, ContractCase
from models.findings import LocatedFinding, MissingPart, Result, Scope
from models.invoices import Invoice

_PRICED = frozenset({"CO101", "CO102", "CO103"})
_COMPLETENESS = frozenset({"CO101", "CO102", "CO103", "CO104", "CO105"})
_DAY = timedelta(days=1)


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
    present = {mark: found for mark, found in due.items() if mark not in before}
    worth = [
        one for mark, found in present.items() for one in _dues(found, billed=mark not in left)
    ]
    charges, nothing = (
        [one for one in worth if bool(one.amount) is some] for some in (True, False)
    )
    forgotten = [
        one
        for mark, found in left.items()
        if mark not in present
        for one in _dues(found, billed=False)
    ]
    cases = build_cases(prepared(replace(book, as_of=last)))
    for case in cases.contracts:
        charges += beside(case, charges, first, last)
        forgotten += forgotten_beside(case, forgotten, first)
    month = Month(first, last, tuple(charges), tuple(forgotten), untold)
    for make in (_minimums, within_limits, _retainages):
        month = make(cases.contracts, month)
    charges = [
        *month.charges,
        *(_interest(one) for one in late_payments(cases.invoices, first, last)),
    ]
    charges.sort(key=lambda one: (one.contract, one.currency, str(one.line.period_start)))
    return Bill(first, last, tuple(charges), month.untold, tuple(nothing))


def _minimums(cases: Sequence[ContractCase], month: Month) -> Month:
    """Add true-ups: what is billed under an order counts for the agreement above it as well."""
    found: list[Due | Untold] = []
    for case in cases:
        if not any(minimums_on(case, day) for day in (month.first, month.last)):
            continue
        under = [
            one.contract.stem
            for one in cases
            if any(member is case.contract for member in one.family.members)
        ]
        found += true_ups(case, month, month.open(under))
    return month.plus(found)


def _retainages(cases: Sequence[ContractCase], month: Month) -> Month:
    """Add what is held back of the charges, and what is released."""
    return month.plus(chain.from_iterable(retainage(case, month) for case in cases))


def _dues(found: LocatedFinding, *, billed: bool) -> Iterator[Due]:
    """Yield the lines that a missing charge makes: one, or one for each of its prices."""
    finding = found.finding
    if finding.parts:
        yield from (_due(found, part, billed=billed) for part in finding.parts)
    elif finding.missing:
        yield _due(found, MissingPart(finding.missing, finding.working or ""), billed=billed)


def _due(found: LocatedFinding, part: MissingPart, *, billed: bool) -> Due:
    finding, line = found.finding, part.line
    return Due(
        contract=found.contract or "",
        currency=finding.currency or "",
        line=line,
        working=part.working,
        proofs=finding.proofs,
        review=finding.review,
        billed=billed,
        priced=found.code in _PRICED,
        identity=identity_of(found, line, part.name),
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


def _issued_before(book: Book, first: date) -> Iterable[Invoice]:
    return (one for one in book.invoices if one.issue_date is None or one.issue_date < first)


def _missing(book: Book, day: date) -> tuple[dict[str, LocatedFinding], tuple[Untold, ...]]:
    """Return what is due on a day and on no invoice, by fingerprint, and what cannot be told."""
    settings = replace(book.settings, billing_grace_days=0, milestone_grace_days=0, tolerances={})
    asked = prepared(replace(book, as_of=day + _DAY, settings=settings))  # due before that day
    audit = examined(build_cases(asked), asked, (Scope.CONTRACT,))
    found = {
        one.fingerprint: one
        for one in audit.findings
        if one.code in _COMPLETENESS and one.finding.missing is not None
    }
    untold = tuple(
        Untold(test.contract or "", test.reason)
        for test in audit.tests
        if test.code in _COMPLETENESS and test.result is Result.CANNOT_TELL
    )
    return found, untold
