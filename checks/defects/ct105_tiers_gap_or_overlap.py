"""CT105 tiers-gap-or-overlap: the bounds of a tier table leave quantities without a price, or with two.

Why:    A quantity in the gap has no price; one in the overlap has two.
Inputs: The rates or percentages of one item with their bounds, a document at a time.
Source: The rows of the tier table.
Edges:  - "1 to 10,000" and "10,001 and more" follow on each other: the next whole number (or the
          next unit of the last decimal place printed) leaves no gap.
        - A bound that two tiers share belongs to the lower one: no overlap.
        - Tiers that name only where they begin, or only where they end, follow on each other.
        - Below the first and above the last tier nothing is said: that is no gap.
        - Prices of another date of effect, unit or base are another table.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from checks.proofs import number, term_proofs
from checks.recognition.units import unit_of
from checks.recognition.wording import key_of
from models.cases import ContractCase
from models.findings import (
    Check,
    Direction,
    Finding,
    NotApplicable,
    Outcomes,
    Passed,
    Scope,
    Severity,
)
from models.terms import PercentageFee, Rate, Term

Priced = Rate | PercentageFee
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class _Tier:
    term: Priced
    low: Decimal | None
    high: Decimal | None

    @property
    def words(self) -> str:
        if self.low is None:
            return f"up to {number(self.high or Decimal(0))}"
        if self.high is None:
            return f"from {number(self.low)}"
        return f"{number(self.low)} to {number(self.high)}"


def tiers_gap_or_overlap(case: ContractCase) -> Outcomes:
    """Look at where each tier ends and the next begins."""
    tables = [tiers for tiers in _tables(case).values() if len(tiers) >= _FEWEST]
    if not tables:
        yield NotApplicable("The contract has no tiers.")
        return
    for tiers in tables:
        yield from _table(case, tiers)
    yield Passed(f"{len(tables)} tier tables were looked at; a shared bound is the lower tier's.")


def _tables(case: ContractCase) -> dict[tuple[Hashable, ...], list[_Tier]]:
    tables: dict[tuple[Hashable, ...], list[_Tier]] = {}
    for term in case.contract.terms:
        match term:
            case Rate(min_quantity=low, max_quantity=high) if (low, high) != (None, None):
                key: tuple[Hashable, ...] = (
                    key_of(term.item or ""),
                    unit_of(term.unit),
                    term.currency,
                    term.effective_from,
                )
                tables.setdefault(key, []).append(_Tier(term, low, high))
            case PercentageFee(min_amount=low, max_amount=high) if (low, high) != (None, None):
                key = (key_of(term.item or ""), key_of(term.base or ""))
                tables.setdefault(key, []).append(_Tier(term, low, high))
    return tables


def _table(case: ContractCase, tiers: list[_Tier]) -> Iterator[Finding]:
    ordered = sorted(tiers, key=lambda tier: (tier.low or Decimal(0), tier.high or Decimal("Inf")))
    bounds = {(tier.low, tier.high) for tier in ordered}
    if len(bounds) < len(ordered):
        return  # one tier with two prices: CT102, or two tables that share a name
    for lower, upper in pairwise(ordered):
        if lower.high is None or upper.low is None:
            continue  # only where it begins, or only where it ends, is named
        step = _step(lower.high, upper.low)
        if upper.low > lower.high + step:
            yield _finding(case, lower, upper, "gap", lower.high, upper.low)
        elif upper.low < lower.high:
            yield _finding(case, lower, upper, "overlap", upper.low, lower.high)


def _step(high: Decimal, low: Decimal) -> Decimal:
    """The next number: a whole one, or one in the last decimal place printed."""
    exponents = [value.normalize().as_tuple().exponent for value in (high, low)]
    places = min(0, *(exponent for exponent in exponents if isinstance(exponent, int)))
    return Decimal(1).scaleb(places)


def _finding(  # noqa: PLR0913, PLR0917 (two tiers and what lies between them)
    case: ContractCase, lower: _Tier, upper: _Tier, what: str, start: Decimal, end: Decimal
) -> Finding:
    item = lower.term.item or "This item"
    between = f"between {number(start)} and {number(end)}"
    problem = (
        f"quantities {between} have no price"
        if what == "gap"
        else f"quantities {between} have two prices"
    )
    terms: list[Term] = [lower.term, upper.term]
    return Finding(
        message=f'"{item}": {problem}. Settle the tier\'s bounds with the other side, in writing.',
        direction=Direction.NEUTRAL,
        expected=f"the next tier begins after {number(lower.high or start)}",
        actual=f"it begins at {number(upper.low or end)}",
        working=f"{lower.words}, then {upper.words}: {what} {between}",
        proofs=term_proofs(terms),
        review=not case.contract.confirmed and any(term.review for term in terms),
        key=f"{key_of(item)}|{number(start)}|{number(end)}",
    )


CHECK = Check(
    "CT105", "tiers-gap-or-overlap", Severity.MEDIUM, tiers_gap_or_overlap, Scope.CONTRACT
)
