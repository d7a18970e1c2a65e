"""Milestones: what each is worth, what was billed of it, and when it was accepted."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from checks.agreement import of_kind
from checks.charges.billed import billed_amount, credited, same_item
from checks.charges.metering import same_name
from checks.charges.readings import Reading, distinct
from checks.charges.taxes import net_of_tax
from checks.recognition.frequencies import frequency_of
from checks.recognition.milestones import CALLED, of_name
from checks.recognition.references import concerns
from models.cases import Charge, ChargeKind, Family, InvoiceCase
from models.facts import Acceptance, Facts
from models.money import to_minor
from models.terms import Fee, Frequency, Milestone

_HEAD = re.compile(rf"^\s*{CALLED}", re.VERBOSE | re.IGNORECASE)


def milestone_of(charge: Charge) -> Milestone | None:
    """Return the milestone a line bills, None where the contract has none of that name."""
    return next((term for term in charge.terms if isinstance(term, Milestone)), None)


def milestone_charges(case: InvoiceCase) -> list[Charge]:
    """Return the lines of an invoice that bill a milestone of the contract."""
    found = [charge for charge in case.charges if charge.kind is ChargeKind.MILESTONE]
    return [charge for charge in found if milestone_of(charge)]


def milestone_worth(
    milestone: Milestone, family: Family, day: date, currency: str | None
) -> Reading | None:
    """Return a milestone's sum, or its percent of the price; None where neither is known."""
    if milestone.amount is not None:
        return Reading(milestone.amount, f"{milestone.amount}")
    price = fixed_price(family, day)
    if milestone.percent is None or price is None:
        return None
    amount = to_minor(price.amount * milestone.percent / 100, currency)
    return Reading(amount, f"{milestone.percent}% of {price.amount} = {amount}")


def worth_of_line(case: InvoiceCase, charge: Charge) -> tuple[Reading, ...]:
    """Return what the milestone a line bills is worth, net of included tax."""
    day, currency = case.invoice.issue_date or date.max, case.invoice.currency
    return distinct(
        reading
        for family in [case.family]
        for term in charge.terms
        if family is not None and isinstance(term, Milestone)
        for worth in [milestone_worth(term, family, day, currency)]
        if worth is not None
        for reading in net_of_tax([worth], charge, family, day)
    )


def fixed_price(family: Family, day: date) -> Fee | None:
    """Return the one-time fee that milestones are percents of: the largest."""
    fees = [
        fee
        for fee in of_kind(family, day, Fee)
        if frequency_of(fee)
        in (None, Frequency.ONE_TIME, Frequency.ON_MILESTONE, Frequency.ON_COMPLETION)
    ]
    return max(fees, key=lambda fee: fee.amount, default=None)


def acceptances_of(name: str, family: Family, facts: Facts) -> tuple[Acceptance, ...]:
    """Return the recorded acceptances of a milestone, earliest first."""
    rows = [
        row
        for row in facts.acceptances or ()
        if concerns(row.contract, family) and same_name(bare_name(row.milestone), bare_name(name))
    ]
    return tuple(sorted(rows, key=lambda row: row.accepted_on))


def billed_so_far(cases: Iterable[InvoiceCase], like: Charge) -> Decimal:
    """Return what invoices bill for the milestone of a line, credits taken off."""
    total = Decimal(0)
    for case in cases:
        own = [charge for charge in milestone_charges(case) if same_item(charge, like)]
        total += sum((billed_amount(charge, case.invoice.currency) for charge in own), Decimal(0))
        if own:
            total -= credited(case, own[0])[1]
    return total


def bare_name(name: str) -> str:
    """Drop "Milestone 2:" before a name, or a "Milestone:" without a number."""
    head, mark, rest = name.partition(":")
    return rest if mark and _HEAD.search(head) else of_name(name)
