"""CO104 milestone-not-billed: an accepted milestone has no charge after the grace days.

Why:    The work was accepted and the invoice never written.
Inputs: Acceptances; milestones and their worth; all standing invoice lines.
Source: The row of the payment schedule; the acceptance record.
Edges:  - Within the grace days (a setting, 30) after acceptance nothing is missed.
        - Invoices under a master agreement count for its orders as well (see CO101).
        - The amount is the milestone's, before retainage, net of an included tax.
Example: "Go-Live", 78,250.00, accepted on 1 March and on no invoice on 15 April.
"""

from datetime import timedelta

from checks.charges.metering import same_name
from checks.charges.ownership import (
    answered_elsewhere,
    billing,
    charges_of,
    concerns_document,
    owned_on,
)
from checks.charges.stages import bare_name, milestone_worth
from checks.charges.stand_ins import missing_line, stand_in
from checks.charges.taxes import net_of_tax
from checks.proofs import fact_proofs, money, term_proofs, unsure
from models.cases import ChargeKind, ContractCase, InvoiceCase
from models.facts import Acceptance
from models.findings import (
    CannotTell,
    Check,
    Direction,
    Finding,
    NotApplicable,
    Outcomes,
    Scope,
    Severity,
)
from models.money import to_minor
from models.terms import Milestone


def milestone_not_billed(case: ContractCase) -> Outcomes:
    """Look for a line for each accepted milestone."""
    if elsewhere := answered_elsewhere(case):
        yield NotApplicable(elsewhere)
        return
    terms = [clause.term for clause in owned_on(case, case.book.as_of)]
    stages = [term for term in terms if isinstance(term, Milestone)]
    if not stages:
        yield NotApplicable("The contract has no milestones of its own.")
        return
    if case.book.facts.acceptances is None:
        yield CannotTell("No acceptances are on file.")
        return
    invoices = billing(case)
    for stage in stages:
        yield from _missing(case, stage, invoices)


def _missing(case: ContractCase, stage: Milestone, invoices: tuple[InvoiceCase, ...]) -> Outcomes:
    name = stage.name or ""
    rows = [
        row
        for row in case.book.facts.acceptances or ()
        if concerns_document(row.contract, case)
        and same_name(bare_name(row.milestone), bare_name(name))
    ]
    grace = timedelta(days=case.book.settings.milestone_grace_days)
    due = [row for row in rows if row.accepted_on + grace < case.book.as_of]
    billed = any(stage in charge.terms for charge in charges_of(invoices))
    if due and not billed:
        yield from _finding(case, stage, due[0], invoices)


def _finding(
    case: ContractCase, stage: Milestone, row: Acceptance, invoices: tuple[InvoiceCase, ...]
) -> Outcomes:
    currency = stage.currency or case.contract.contract.currency
    worth = milestone_worth(stage, case.family, row.accepted_on, currency)
    if worth is None:
        yield CannotTell(f'The price that "{stage.name}" is a percent of is not stated.')
        return
    day = (row.accepted_on, row.accepted_on)
    charge = stand_in(ChargeKind.MILESTONE, stage.name or "", day, invoices)
    reading = net_of_tax([worth], charge, case.family, row.accepted_on)[0]
    amount = to_minor(reading.amount, currency)
    yield Finding(
        message=f'Milestone "{stage.name}" was accepted on {row.accepted_on} and never billed: '
        f"{money(amount, currency)}.",
        direction=Direction.UNDERBILLED,
        expected=str(amount),
        actual="0",
        amount=amount,
        currency=currency,
        working=reading.working,
        proofs=(*term_proofs([stage]), *fact_proofs([row])),
        review=unsure([stage]),
        missing=missing_line(charge, amount),
        key=stage.name or "",
    )


CHECK = Check("CO104", "milestone-not-billed", Severity.HIGH, milestone_not_billed, Scope.CONTRACT)
