"""MS105 retainage-not-withheld: retainage is not (or wrongly) withheld, or released too soon.

Why:    Retainage is the customer's security; what was not held back cannot be kept.
Inputs: Retainage lines; the milestones (or other work) billed; earlier invoices; acceptances.
Source: The retainage clause.
Edges:  - It is held back of the milestones on an invoice; without any of all priced work, unless
          the clause speaks of milestones alone.
        - Where each line has its retainage, each may be rounded by itself.
        - A release equals what was really held, this invoice's own deduction included.
        - A release before the milestone that the clause names (else the last) is accepted is too
          soon; where that milestone is billed beside it, MS102 speaks.
        - No file of acceptances: whether a release came too soon cannot be told.
Example: 5% of 40,875.00 withheld where 10% is agreed: 2,043.75.
"""

from datetime import date
from decimal import Decimal

from checks.charges.billed import billed_amount, order, standing
from checks.charges.retainage import (
    accepted_by,
    awaited,
    base_kinds,
    held_on,
    lines_of,
    released_on,
    retainage_on,
)
from checks.proofs import difference, differs, money, term_proofs
from models.cases import Charge, ChargeKind, InvoiceCase
from models.findings import CannotTell, Check, NotApplicable, Outcomes, Severity
from models.money import to_minor
from models.terms import Retainage


def retainage_not_withheld(case: InvoiceCase) -> Outcomes:
    """Compare what is held back and released with the clause."""
    day = case.invoice.issue_date or date.max
    term = retainage_on(case.family, day)
    if term is None or not case.stands:
        yield NotApplicable("The contract withholds no retainage.")
        return
    yield from _withheld(case, term)
    yield from _released(case, term, day)


def _withheld(case: InvoiceCase, term: Retainage) -> Outcomes:
    base, currency = _base(case, term), case.invoice.currency
    worked = sum((billed_amount(charge, currency) for charge in base), Decimal(0))
    due = to_minor(worked * term.percent / 100, currency)
    lines = lines_of(case, ChargeKind.RETAINAGE)
    held = held_on(case)
    if differs(case, held, due, max(len(lines), 1)):
        yield difference(
            case,
            [*lines, *base],
            -held,
            -due,
            message=f"{money(held, currency)} is held back; {term.percent}% of "
            f"{money(worked, currency)} is {money(due, currency)}.",
            working=f"{term.percent}% of {worked} = {due}; held {held}",
            terms=[term],
            several=not lines,
        )


def _released(case: InvoiceCase, term: Retainage, day: date) -> Outcomes:
    lines, currency = lines_of(case, ChargeKind.RETAINAGE_RELEASE), case.invoice.currency
    if not lines:
        return
    released = released_on(case)
    until = [one for one in standing(case) if order(one) <= order(case)]
    given = sum((released_on(one) for one in until), Decimal(0)) - released
    kept = sum((held_on(one) for one in until), Decimal(0)) - given
    open_ones = _not_accepted(case, term, day)
    if open_ones is None:
        yield CannotTell(
            "No acceptances are on file; whether the release is due cannot be told.",
            term_proofs([term]),
        )
    allowed = Decimal(0) if open_ones else kept
    if released > allowed and differs(case, released, allowed):
        why = f"{', '.join(open_ones)} not accepted" if open_ones else f"{kept} was held"
        yield difference(
            case,
            lines,
            released,
            allowed,
            message=f"{money(released, currency)} of retainage is released; "
            f"{money(allowed, currency)} may be ({why}).",
            working=f"held so far {kept + given}, released before {given}; {why}",
            terms=[term],
            key="release",
        )


def _not_accepted(case: InvoiceCase, term: Retainage, day: date) -> list[str] | None:
    """Return the milestones a release waits for, None where no acceptances are on file."""
    if case.book.facts.acceptances is None or case.family is None:
        return None
    billed_here = {charge.item for charge in lines_of(case, ChargeKind.MILESTONE)}
    return [
        name
        for name in awaited(term, case.family, day)
        if name not in billed_here and accepted_by(name, case.family, case.book.facts, day) is None
    ]


def _base(case: InvoiceCase, term: Retainage) -> list[Charge]:
    kinds = base_kinds(term, [charge.kind for charge in case.charges])
    return [charge for charge in case.charges if charge.kind in kinds]


CHECK = Check("MS105", "retainage-not-withheld", Severity.MEDIUM, retainage_not_withheld)
