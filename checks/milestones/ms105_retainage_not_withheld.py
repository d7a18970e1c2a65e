"""MS105 retainage-not-withheld: retainage is not (or wrongly) withheld, or released too soon.

Why:    Retainage is the customer's security; what was not held back cannot be kept.
Inputs: Retainage lines; the milestones (or other work) billed; earlier invoices; acceptances.
Source: The retainage clause.
Edges:  - A release equals what was really held, this invoice's own deduction included.
        - A release before the milestone that the clause names (else the last) is accepted is too
          soon; where that milestone is billed beside it, MS102 speaks.
        - No file of acceptances: whether a release came too soon cannot be told.
Example: 5% of 40,875.00 withheld where 10% is agreed: 2,043.75.
"""

from datetime import date
from decimal import Decimal

from checks.agreement import of_kind
from checks.charges.billed import PRICED, billed_amount, order, standing
from checks.charges.stages import acceptances_of
from checks.proofs import difference, differs, money, term_proofs
from models.cases import Charge, ChargeKind, Family, InvoiceCase
from models.findings import CannotTell, Check, NotApplicable, Outcomes, Severity
from models.money import to_minor
from models.terms import Milestone, Retainage


def retainage_not_withheld(case: InvoiceCase) -> Outcomes:
    """Compare what is held back and released with the clause."""
    day = case.invoice.issue_date or date.max
    terms = of_kind(case.family, day, Retainage) if case.family else ()
    if not terms or not case.stands:
        yield NotApplicable("The contract withholds no retainage.")
        return
    yield from _withheld(case, terms[-1])
    yield from _released(case, terms[-1], day)


def _withheld(case: InvoiceCase, term: Retainage) -> Outcomes:
    base, currency = _base(case), case.invoice.currency
    worked = sum((billed_amount(charge, currency) for charge in base), Decimal(0))
    due = to_minor(worked * term.percent / 100, currency)
    lines = _lines(case, ChargeKind.RETAINAGE)
    held = _held(case)
    if differs(case, held, due):
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
    lines, currency = _lines(case, ChargeKind.RETAINAGE_RELEASE), case.invoice.currency
    if not lines:
        return
    released = sum((abs(charge.amount) for charge in lines), Decimal(0))
    until = [one for one in standing(case) if order(one) <= order(case)]
    given = sum((abs(c.amount) for one in until for c in _releases(one)), Decimal(0)) - released
    kept = sum((_held(one) for one in until), Decimal(0)) - given
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
    names = [one.name for one in of_kind(case.family, day, Milestone) if one.name]
    said = f"{term.release or ''} {term.evidence.quote}"
    awaited = [name for name in names if name.casefold() in said.casefold()] or names[-1:]
    billed_here = {charge.item for charge in _lines(case, ChargeKind.MILESTONE)}
    return [
        name
        for name in awaited
        if name not in billed_here and not _accepted(case, case.family, name, day)
    ]


def _accepted(case: InvoiceCase, family: Family, name: str, day: date) -> bool:
    rows = acceptances_of(name, family, case.book.facts)
    return any(row.accepted_on <= day for row in rows)


def _base(case: InvoiceCase) -> list[Charge]:
    """Return the milestones of an invoice, or else all priced work."""
    stages = _lines(case, ChargeKind.MILESTONE)
    return stages or [charge for charge in case.charges if charge.kind in PRICED]


def _held(case: InvoiceCase) -> Decimal:
    return sum((abs(c.amount) for c in _lines(case, ChargeKind.RETAINAGE)), Decimal(0))


def _lines(case: InvoiceCase, kind: ChargeKind) -> list[Charge]:
    return [charge for charge in case.charges if charge.kind is kind]


def _releases(case: InvoiceCase) -> list[Charge]:
    return _lines(case, ChargeKind.RETAINAGE_RELEASE)


CHECK = Check("MS105", "retainage-not-withheld", Severity.MEDIUM, retainage_not_withheld)
