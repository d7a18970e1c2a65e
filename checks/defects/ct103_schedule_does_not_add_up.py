"""CT103 schedule-does-not-add-up: milestones do not sum to the price, or a table's total is wrong.

Why:    The last milestone is paid by the schedule or by the price, whichever is higher.
Inputs: Milestones and the stated price of one document; totals of its tables as read.
Source: The schedule and the clause that states the price.
Edges:  - Percents must make 100; three of 33.3 are rounding, one unit of the last place each.
        - Sums must make the stated price; without one there is nothing to add up to.
        - Sums and percents mixed: the percents count of the price.
        - An advance or a deposit that is named apart belongs to the schedule.
        - A milestone that waits for review was perhaps misread: cannot tell.
Example: milestones of 20,000, 30,000 and 40,000 under a fixed price of 100,000: 10,000.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from checks.proofs import money, number, term_proofs
from checks.recognition.frequencies import is_one_time
from models.cases import ContractCase
from models.findings import (
    CannotTell,
    Check,
    Direction,
    EvidenceRole,
    Finding,
    NotApplicable,
    Outcomes,
    Proof,
    Scope,
    Severity,
)
from models.money import minor_unit, to_minor
from models.terms import Doubt, Fee, Milestone

_WHOLE = Decimal(100)
_PRICE = re.compile(
    r"\b(?:total|contract|fixed|lump[- ]sum|overall|project|purchase|aggregate)\b.*\b(?:price|fee|sum|amount|value|cost)\b|^price$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:advance|deposit|down[- ]?payment|first\s+instal\w*|mobili[sz]ation|upfront|up-front|"
    r"on\s+sign\w*|upon\s+sign\w*)\b",
    re.IGNORECASE,
)
_FEWEST = 2


def schedule_does_not_add_up(case: ContractCase) -> Outcomes:
    """Add up the schedule."""
    terms = case.contract.terms
    stages = [term for term in terms if isinstance(term, Milestone)]
    totals = [doubt for doubt in case.contract.doubts if doubt.cause == Doubt.TABLE_TOTAL]
    if len(stages) < _FEWEST and not totals:
        yield NotApplicable("The document has no schedule to add up.")
        return
    for doubt in totals:
        yield _wrong_total(doubt)
    if len(stages) < _FEWEST:
        return
    if any(stage.review for stage in stages):
        yield CannotTell("Milestones wait for review; confirm them.", term_proofs(stages))
        return
    yield from _added(case, stages)


def _added(case: ContractCase, stages: Sequence[Milestone]) -> Iterator[Finding]:
    fees = [t for t in case.contract.terms if isinstance(t, Fee) and is_one_time(t)]
    prices = [fee for fee in fees if _PRICE.search(fee.item or "")]
    parts = [fee for fee in fees if _PART.search(fee.item or "")]
    price = prices[0] if len({fee.amount for fee in prices}) == 1 else None
    percents = [stage.percent for stage in stages if stage.amount is None and stage.percent]
    if len(percents) == len(stages):
        yield from _of_percents(case, stages, percents, price, parts)
    elif price is not None and not price.review:
        yield from _of_sums(case, stages, price, parts)


def _of_percents(
    case: ContractCase,
    stages: Sequence[Milestone],
    percents: Sequence[Decimal],
    price: Fee | None,
    parts: Sequence[Fee],
) -> Iterator[Finding]:
    total = sum(percents, Decimal(0))
    if price is not None:
        total += sum((_WHOLE * part.amount / price.amount for part in parts), Decimal(0))
    places = min(_exponent(percent) for percent in percents)
    if abs(total - _WHOLE) <= len(percents) * Decimal(1).scaleb(min(places, -1)):
        return
    amount = None if price is None else abs(total - _WHOLE) * price.amount / 100
    yield _finding(
        case,
        stages,
        price,
        (f"{number(total)}%", "100%"),
        amount,
        " + ".join(f"{number(percent)}%" for percent in percents) + f" = {number(total)}%",
    )


def _of_sums(
    case: ContractCase, stages: Sequence[Milestone], price: Fee, parts: Sequence[Fee]
) -> Iterator[Finding]:
    amounts = [
        stage.amount if stage.amount is not None else price.amount * (stage.percent or 0) / 100
        for stage in stages
    ]
    amounts += [part.amount for part in parts if part is not price]
    total = sum(amounts, Decimal(0))
    # An advance may be the first milestone named again.
    readings = {total, total - sum((part.amount for part in parts), Decimal(0))}
    if any(
        abs(one - price.amount) <= minor_unit(price.currency) * len(amounts) for one in readings
    ):
        return
    yield _finding(
        case,
        stages,
        price,
        (number(total), number(price.amount)),
        abs(total - price.amount),
        " + ".join(number(amount) for amount in amounts) + f" = {number(total)}",
    )


def _finding(  # noqa: PLR0913, PLR0917 (a finding has this many sides)
    case: ContractCase,
    stages: Sequence[Milestone],
    price: Fee | None,
    sides: tuple[str, str],
    amount: Decimal | None,
    working: str,
) -> Finding:
    currency = (price.currency if price else None) or case.contract.contract.currency
    return Finding(
        message=f"The milestones make {sides[0]}, not {sides[1]}. "
        "Settle the schedule in writing before the last milestone is billed.",
        direction=Direction.NEUTRAL,
        expected=sides[1],
        actual=sides[0],
        amount=None if amount is None else to_minor(amount, currency),
        currency=None if amount is None else currency,
        working=working,
        proofs=term_proofs([*stages, *([price] if price else [])]),
        key="milestones",
    )


def _wrong_total(doubt: Doubt) -> Finding:
    added, printed = (*doubt.readings, "", "")[:2]
    amount = abs(doubt.amount_difference) if doubt.amount_difference is not None else None
    return Finding(
        message=f"The table's total is {printed}, its rows add up to {added} "
        f"({money(amount, doubt.currency) if amount is not None else 'a difference'} apart). "
        "Settle in writing which counts.",
        direction=Direction.NEUTRAL,
        expected=added,
        actual=printed,
        amount=amount,
        currency=doubt.currency,
        working=f"sum of the rows {added}, total {printed}",
        proofs=(Proof(EvidenceRole.CONTRACT, doubt.evidence),),
        key=f"total|{added}|{printed}",
    )


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


CHECK = Check(
    "CT103", "schedule-does-not-add-up", Severity.MEDIUM, schedule_does_not_add_up, Scope.CONTRACT
)
