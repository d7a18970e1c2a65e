"""PR104 escalator-differs: a price rose earlier, later, more or less than the contract lets it.

Why:    Increases are typed in by hand once a year; a wrong one stays until the next.
Inputs: Rate and fee lines whose price an escalator moves; the steps up to their service period.
Source: The escalator clause and the price it moves.
Edges:  - Compound and simple increases are both computed; either passes, unless the clause settles
          it: "the fee then in force" compounds, a percent "of the initial fee" does not.
        - Without a first day, increases fall on the anniversaries of the effective date.
        - An increase by an index that is not on file cannot be told; what is above its cap can.
Example: 4% due each anniversary, taken three months early on 4,999.00: 199.96.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from checks.agreement import of_kind
from checks.charges.escalation import reading_said, since_of, steps_of, steps_until
from checks.charges.homes import family_of
from checks.charges.pricing import WrongPrice, wrong_prices
from checks.charges.readings import fits
from checks.proofs import difference, differs, number, price, term_proofs
from models.cases import Family, InvoiceCase
from models.findings import CannotTell, Check, Finding, NotApplicable, Outcomes, Severity
from models.money import to_minor
from models.terms import Escalator

_CAP = "cap"  # the name of the reading that is the highest price an index may lead to


def escalator_differs(case: InvoiceCase) -> Outcomes:
    """Compare each price under an escalator with the price after its steps."""
    wrongs = [wrong for wrong in wrong_prices(case) if wrong.escalator]
    if not wrongs and not _has_escalator(case):
        yield NotApplicable("The contract has no escalator.")
        return
    for wrong in wrongs:
        escalator, family = wrong.escalator, family_of(case, wrong.charge)
        if escalator is None or family is None or wrong.partial:
            continue
        if escalator.percent is None:
            yield from _by_index(family, wrong, escalator, case)
        else:
            yield _finding(case, wrong, escalator)


def _has_escalator(case: InvoiceCase) -> bool:
    day = case.invoice.issue_date or date.max
    return case.family is not None and bool(of_kind(case.family, day, Escalator))


def _by_index(
    family: Family, wrong: WrongPrice, escalator: Escalator, case: InvoiceCase
) -> Outcomes:
    """Hold a price that follows an index against the cap on its increase.

    What is above the cap is certain, whatever the index was; what is below it cannot be told.
    """
    day = wrong.charge.start or date.max
    steps = steps_until(escalator, family, since_of(wrong.term, family, day), day)
    if steps == 0:
        yield _finding(case, wrong, escalator)
    elif escalator.cap_percent is not None and (above := _above(wrong, escalator, steps, case)):
        yield _finding(case, above, escalator)
    else:
        yield CannotTell(
            f"The increase follows {escalator.index or 'an index'}; its values are not on file.",
            term_proofs([escalator]),
        )


def _above(
    wrong: WrongPrice, escalator: Escalator, steps: int, case: InvoiceCase
) -> WrongPrice | None:
    """Return a price against the highest that the cap allows; None where it keeps to the cap."""
    currency, cap = case.invoice.currency, escalator.cap_percent or Decimal(0)
    tops = steps_of(wrong.term.amount, cap, steps, currency, reading_said(escalator))
    top = max(tops, key=lambda reading: reading.amount)
    if wrong.billed_price <= top.amount or fits(top, wrong.billed_price, currency):
        return None
    expected = to_minor(wrong.quantity * top.amount, currency)
    if not differs(case, wrong.billed, expected):
        return None
    return replace(wrong, expected_price=replace(top, name=_CAP), expected=expected)


def _finding(case: InvoiceCase, wrong: WrongPrice, escalator: Escalator) -> Finding:
    currency = case.invoice.currency
    most = "at most " if wrong.expected_price.name == _CAP else ""
    billed, agreed = price(wrong.billed_price, currency), number(wrong.expected_price.amount)
    return difference(
        case,
        [wrong.charge],
        wrong.billed,
        wrong.expected,
        message=f"{wrong.charge.item} is billed at {billed}; with the agreed increases the price "
        f"is {most}{price(wrong.expected_price.amount, currency)} on {wrong.charge.start}. Ask for a corrected invoice.",
        working=f"{wrong.expected_price.working} = {agreed}; line: {wrong.expected}",
        terms=(wrong.term, escalator),
    )


CHECK = Check("PR104", "escalator-differs", Severity.HIGH, escalator_differs)
