"""CT103 schedule-does-not-add-up: the parts of a price are not the price.

Why:    What the parts lack or have too much is billed by one side and refused by the other.
Inputs: Milestones; the price stated beside them; totals printed under tables.
Source: The rows and the total, or the clause that states the price.
Edges:  - A rounding of one minor unit a part (a setting) is no difference.
        - Percents must make 100, or what retainage leaves of 100.
        - A deposit or instalment that is a fee may be part of the price: where the sum fits with
          one, it passes; where it fits with none of them, it cannot be told.
        - A contract that states two prices cannot be told either, and so are two milestones that
          wait for review and make too little: a third was perhaps not read.  Milestones for review
          that make less than half or more than double the price were perhaps misread.
        - A printed total far from its rows (half or double) is the total of something else.
Example: milestones of 20,000, 30,000 and 40,000 under a fixed price of 100,000: 10,000.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import combinations

from checks.proofs import money, number
from models.cases import ContractCase
from models.clauses import StatedTotal
from models.evidence import Evidence
from models.findings import (
    CannotTell,
    Check,
    Direction,
    EvidenceRole,
    Finding,
    NotApplicable,
    Outcomes,
    Passed,
    Proof,
    Scope,
    Severity,
)
from models.money import minor_unit
from models.terms import Fee, Frequency, Milestone, Retainage

_FEWEST = 2
_MOST_FEES = 10
_WHOLE = Decimal(100)
_FAR = 2
_PRICE_WORDS = ("price", "total", "consideration", "contract sum", "lump sum", "project fee")


def schedule_does_not_add_up(case: ContractCase) -> Outcomes:
    """Add up milestones and the rows of tables."""
    tables = [total for total in case.contract.totals if total.parts and _is_near(total)]
    stages = [term for term in case.contract.terms if isinstance(term, Milestone)]
    if not tables and len(stages) < _FEWEST:
        yield NotApplicable("The contract has no schedule of parts.")
        return
    wrong = [total for total in tables if _off(case, total)]
    for total in wrong:
        yield _table_finding(total)
    if wrong:
        return  # the same rows are the milestones
    if len(stages) >= _FEWEST:
        yield from _stages(case, stages)
    elif tables:
        yield Passed(f"{len(tables)} printed totals are the sums of their rows.")


def _is_near(total: StatedTotal) -> bool:
    return _near(sum(total.parts, Decimal(0)), total.total)


def _near(parts: Decimal, total: Decimal) -> bool:
    return parts > 0 and total > 0 and 1 / Decimal(_FAR) < parts / total < _FAR


def _off(case: ContractCase, total: StatedTotal) -> bool:
    if total.percent:
        return sum(total.parts) != total.total
    return not _equal(
        case, sum(total.parts, Decimal(0)), total.total, total.currency, len(total.parts)
    )


def _equal(
    case: ContractCase, one: Decimal, other: Decimal, currency: str | None, parts: int
) -> bool:
    unit = minor_unit(currency) * case.book.settings.tolerance_minor_units
    return abs(one - other) <= unit * parts


def _table_finding(total: StatedTotal) -> Finding:
    parts = sum(total.parts, Decimal(0))
    return _finding(
        total.total,
        parts,
        None if total.percent else total.currency,
        percent=total.percent,
        working=f"{' + '.join(map(number, total.parts))} = {number(parts)}",
        what="The total under a table is not the sum of its rows",
        evidence=(total.evidence,),
    )


def _stages(case: ContractCase, stages: Sequence[Milestone]) -> Outcomes:
    percents = [stage.percent for stage in stages if stage.percent is not None]
    amounts = [stage.amount for stage in stages if stage.amount is not None]
    if percents and not amounts:
        yield from _percents(case, stages, percents)
    elif amounts and not percents:
        yield from _amounts(case, stages, amounts)
    else:
        yield CannotTell("Some milestones are sums and some are percents of a price.")


def _percents(
    case: ContractCase, stages: Sequence[Milestone], percents: Sequence[Decimal]
) -> Outcomes:
    total = sum(percents, Decimal(0))
    held = [term.percent for term in case.contract.terms if isinstance(term, Retainage)]
    if total == _WHOLE or any(total == _WHOLE - percent for percent in held):
        yield Passed(f"The milestones make {number(total)} percent of the price.")
        return
    if total < _WHOLE and _perhaps_unread(case, stages):
        yield CannotTell(
            "A milestone was perhaps misread or not read; confirm the contract's terms."
        )
        return
    if total < _WHOLE and len(_lump_sums(case)) > 1:
        yield CannotTell("A deposit or other sum may be the rest of the price.")
        return
    prices = _prices(case)
    price = prices[0].total if len({one.total for one in prices}) == 1 else None
    currency = prices[0].currency if price is not None else None
    finding = _finding(
        _WHOLE,
        total,
        currency,
        percent=True,
        working=f"{' + '.join(map(number, percents))} = {number(total)} percent",
        what="The milestones' percents do not make the whole price",
        evidence=tuple(stage.evidence for stage in stages),
        amount=None if price is None else abs(total - _WHOLE) * price / _WHOLE,
        review=_unsure(case, stages),
    )
    yield finding


def _amounts(
    case: ContractCase, stages: Sequence[Milestone], amounts: Sequence[Decimal]
) -> Outcomes:
    total = sum(amounts, Decimal(0))
    currency = stages[0].currency or case.contract.contract.currency
    prices = [one for one in _prices(case) if one.currency in (None, currency)]
    if not prices:
        yield NotApplicable("The contract states no price that the milestones add up to.")
        return
    stated = {one.total for one in prices}
    others = [fee.amount for fee in _lump_sums(case) if fee.amount not in stated]
    for price in prices:
        if _fits(case, price, total, others, len(amounts)):
            yield Passed(f"The milestones make the price of {money(price.total, currency)}.")
            return
    if len(stated) > 1 or others:
        yield CannotTell("The milestones and the other sums make none of the prices stated.")
        return
    price = prices[0]
    misread = _unsure(case, stages) and not _near(total, price.total)
    if misread or (total < price.total and _perhaps_unread(case, stages)):
        yield CannotTell(
            "A milestone was perhaps misread or not read; confirm the contract's terms."
        )
        return
    yield _finding(
        price.total,
        total,
        currency,
        percent=False,
        working=f"{' + '.join(map(number, amounts))} = {number(total)}",
        what="The milestones do not add up to the price",
        evidence=(price.evidence, *(stage.evidence for stage in stages)),
        review=_unsure(case, stages),
    )


def _fits(
    case: ContractCase,
    price: StatedTotal,
    total: Decimal,
    others: Sequence[Decimal],
    parts: int,
) -> bool:
    """Whether the milestones, with none or some of the other sums, make the price."""
    some = others[:_MOST_FEES]
    return any(
        _equal(case, total + sum(chosen), price.total, price.currency, parts)
        for size in range(len(some) + 1)
        for chosen in combinations(some, size)
    )


def _prices(case: ContractCase) -> list[StatedTotal]:
    """The prices the contract states: in a clause, under a table, or as a fee that is the price."""
    fees = [
        StatedTotal(total=fee.amount, currency=fee.currency, evidence=fee.evidence)
        for fee in _lump_sums(case)
        if any(word in (fee.item or "").casefold() for word in _PRICE_WORDS)
    ]
    clauses = [total for total in case.contract.totals if not total.parts and not total.percent]
    return [*fees, *clauses]


def _lump_sums(case: ContractCase) -> list[Fee]:
    return [
        term
        for term in case.contract.terms
        if isinstance(term, Fee) and term.frequency in (None, Frequency.ONE_TIME)
    ]


def _perhaps_unread(case: ContractCase, stages: Sequence[Milestone]) -> bool:
    """Two milestones read without being sure are hardly a schedule."""
    return len(stages) <= _FEWEST and _unsure(case, stages)


def _unsure(case: ContractCase, stages: Iterable[Milestone]) -> bool:
    return not case.contract.confirmed and any(stage.review for stage in stages)


def _finding(  # noqa: PLR0913 (the two sides, their unit and their proof)
    stated: Decimal,
    parts: Decimal,
    currency: str | None,
    *,
    percent: bool,
    working: str,
    what: str,
    evidence: tuple[Evidence, ...],
    amount: Decimal | None = None,
    review: bool = False,
) -> Finding:
    if percent:
        sides = f"{number(parts)} against {number(stated)} percent"
    else:
        amount = abs(stated - parts)
        sides = f"{money(parts, currency)} against {money(stated, currency)}"
    quotes = dict.fromkeys(one for one in evidence if one.quote)
    return Finding(
        message=f"{what}: {sides}. Ask which figure is wrong and have it corrected in writing.",
        direction=Direction.NEUTRAL,
        expected=number(stated),
        actual=number(parts),
        amount=amount,
        currency=currency if amount is not None else None,
        working=working,
        proofs=tuple(Proof(EvidenceRole.CONTRACT, quote) for quote in quotes),
        review=review,
        key=f"{number(stated)}|{number(parts)}|{working}",
    )


CHECK = Check(
    "CT103",
    "schedule-does-not-add-up",
    Severity.MEDIUM,
    schedule_does_not_add_up,
    Scope.CONTRACT,
)
