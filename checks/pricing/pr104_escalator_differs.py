"""PR104 escalator-differs: a price rose earlier, later, more or less than the contract lets it.

Why:    Increases are typed in by hand once a year; a wrong one stays until the next.
Inputs: Rate and fee lines whose price an escalator moves; the steps up to their service period.
Source: The escalator clause and the price it moves.
Edges:  - Compound and simple increases are both computed; either passes.
        - Without a first day, increases fall on the anniversaries of the effective date.
        - An increase by an index that is not on file cannot be told; its cap still binds.
Example: 4% due each anniversary, taken three months early on 4,999.00: 199.96.
"""

from datetime import date
from decimal import Decimal

from checks.agreement import of_kind
from checks.charges.escalation import steps_until
from checks.charges.pricing import WrongPrice, wrong_prices
from checks.proofs import difference, number, price, term_proofs
from models.cases import Family, InvoiceCase
from models.findings import CannotTell, Check, Finding, NotApplicable, Outcomes, Severity
from models.terms import Escalator


def escalator_differs(case: InvoiceCase) -> Outcomes:
    """Compare each price under an escalator with the price after its steps."""
    family = case.family
    if family is None or not of_kind(family, case.invoice.issue_date or date.max, Escalator):
        yield NotApplicable("The contract has no escalator.")
        return
    for wrong in wrong_prices(case):
        escalator = wrong.escalator
        if escalator is None or wrong.partial:
            continue
        if escalator.percent is None:
            yield from _by_index(family, wrong, escalator, case)
        else:
            yield _finding(case, wrong, escalator)


def _by_index(
    family: Family, wrong: WrongPrice, escalator: Escalator, case: InvoiceCase
) -> Outcomes:
    """Hold a price that follows an index against the cap on its increase."""
    steps = steps_until(escalator, family, None, wrong.charge.start or date.max)
    top = wrong.term.amount * (1 + (escalator.cap_percent or Decimal(0)) / 100) ** steps
    if steps == 0 or (escalator.cap_percent is not None and wrong.billed_price > top):
        yield _finding(case, wrong, escalator)
    else:
        yield CannotTell(
            f"The increase follows {escalator.index or 'an index'}; its values are not on file.",
            term_proofs([escalator]),
        )


def _finding(case: InvoiceCase, wrong: WrongPrice, escalator: Escalator) -> Finding:
    currency = case.invoice.currency
    billed, agreed = price(wrong.billed_price, currency), number(wrong.expected_price.amount)
    return difference(
        case,
        [wrong.charge],
        wrong.billed,
        wrong.expected,
        message=f"{wrong.charge.item} is billed at {billed}; with the agreed increases the price "
        f"is {price(wrong.expected_price.amount, currency)} on {wrong.charge.start}. Ask for a corrected invoice.",
        working=f"{wrong.expected_price.working} = {agreed}; line: {wrong.expected}",
        terms=(wrong.term, escalator),
    )


CHECK = Check("PR104", "escalator-differs", Severity.HIGH, escalator_differs)
