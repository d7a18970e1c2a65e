"""CT102 two-prices-for-one-item: one item has two prices at the same time, and nothing says which counts.

Why:    Each side reads the price it likes; the dispute comes with the first invoice.
Inputs: Rates, fees and percentages of the contract and of the documents above it; clauses on
        which document prevails.
Source: The two clauses, side by side.
Edges:  - An amendment settles it from its own day on; two amendments of the same day do not.
        - A clause on which document prevails settles it between agreement and order, and so do
          the words "instead of", "in lieu of", "notwithstanding" and the like beside a price.
        - Other units, tiers, currencies, frequencies, bases or dates of effect are other prices.
        - Two orders under one agreement each have their own prices.
        - Within one document, prices that wait for review are not compared: a badly read name
          makes two items one.
        - An item called no more than "charge" or "price" may be another one each time.
        - The finding stands at the more specific document.
Example: section 4 says 5,000.00 a month for support, schedule 1 says 5,500.00.
"""

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from checks.agreement import item_keys
from checks.proofs import money, number, term_proofs
from checks.recognition.units import unit_of
from checks.recognition.wording import WEAK, key_of, words_of
from models.cases import ContractCase
from models.contracts import Contract
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
from models.terms import Fee, PercentageFee, Rate, Term

Price = Rate | Fee | PercentageFee
_SETTLES = re.compile(
    r"\b(?:instead\s+of|in\s+lieu\s+of|notwithstanding|supersed\w+|replac\w+|overrid\w+|in\s+place\s+of|prevails?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Priced:
    """A price with its document and with what must be equal for two to be the same thing."""

    term: Price
    contract: Contract
    same: tuple[Hashable, ...]

    @property
    def value(self) -> Decimal:
        return self.term.percent if isinstance(self.term, PercentageFee) else self.term.amount

    @property
    def words(self) -> str:
        if isinstance(self.term, PercentageFee):
            return f"{number(self.value)} percent"
        return money(self.value, self.term.currency)


def two_prices_for_one_item(case: ContractCase) -> Outcomes:
    """Compare each price of the contract with the others for the same item and time."""
    prices = list(_prices(case))
    mine = [one for one in prices if one.contract is case.contract]
    if not mine:
        yield NotApplicable("The contract states no price of its own.")
        return
    settled = ""
    told: set[tuple[Hashable, ...]] = set()
    for one, other in combinations(prices, 2):
        if other.contract is not case.contract or one.same != other.same or one.same in told:
            continue
        if one.value == other.value or not _comparable(one, other):
            continue
        if reason := _settled(case, one, other):
            settled = reason
            continue
        told.add(one.same)
        yield _finding(one, other)
    if settled and not told:
        yield Passed(settled)


def _prices(case: ContractCase) -> Iterator[_Priced]:
    """The prices of the family up to this contract, the general documents first."""
    keys = item_keys(case.family)
    for member in case.family.members:
        for term in member.terms:
            if isinstance(term, Price) and keys[id(term)][1] and not _says_nothing(term):
                yield _Priced(term, member, (*keys[id(term)], *_conditions(term)))
        if member is case.contract:
            return


def _says_nothing(term: Price) -> bool:
    """Whether an item is called no more than "charge" or "price", as many things are."""
    words = words_of(term.item or "")
    return len(words) == 1 and words[0] in WEAK


def _conditions(term: Price) -> tuple[Hashable, ...]:
    match term:
        case Rate():
            bounds = (term.min_quantity or None, term.max_quantity)
            return (unit_of(term.unit), term.currency, term.effective_from, *bounds)
        case Fee():
            return (term.frequency, term.currency, term.start, key_of(term.due or ""))
        case PercentageFee():
            return (key_of(term.base or ""), term.min_amount or None, term.max_amount)


def _comparable(one: _Priced, other: _Priced) -> bool:
    if one.contract is not other.contract:
        return True
    sure = one.contract.confirmed or not (one.term.review or other.term.review)
    return sure and one.term.evidence != other.term.evidence


def _settled(case: ContractCase, one: _Priced, other: _Priced) -> str:
    """Why two prices do not contradict each other; empty where they do."""
    if _SETTLES.search(one.term.evidence.quote) or _SETTLES.search(other.term.evidence.quote):
        return "A price is said to replace the other one."
    if one.contract is other.contract:
        return ""
    kinds = [one.contract.contract.kind == "amendment", other.contract.contract.kind == "amendment"]
    if all(kinds):
        days = one.contract.takes_effect, other.contract.takes_effect
        same_day = days[0] is not None and days[0] == days[1]
        return "" if same_day else "The later amendment counts from its day on."
    if any(kinds):
        return "The amendment counts from its day on."
    if any(member.precedence for member in case.family.members):
        return "A clause says which document prevails."
    return ""


def _finding(one: _Priced, other: _Priced) -> Finding:
    item = one.term.item or other.term.item or "This item"
    within = one.contract is other.contract
    first, second = one.words, other.words
    where = (
        f"Both stand in {one.contract.stem}."
        if within
        else f"The first stands in {one.contract.stem}, the second in {other.contract.stem}."
    )
    unsure = [p for p in (one, other) if p.term.review and not p.contract.confirmed]
    terms: list[Term] = [one.term, other.term]
    return Finding(
        message=f'"{item}" has two prices for the same time: {first} and {second}. {where} '
        "Settle in writing which one counts.",
        direction=Direction.NEUTRAL,
        expected=number(one.value),
        actual=number(other.value),
        working=f"{first} or {second}; no amendment and no clause on precedence decides",
        proofs=term_proofs(terms),
        review=bool(unsure),
        key="|".join(str(part) for part in one.same),
    )


CHECK = Check(
    "CT102",
    "two-prices-for-one-item",
    Severity.MEDIUM,
    two_prices_for_one_item,
    Scope.CONTRACT,
)
