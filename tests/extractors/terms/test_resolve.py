"""What becomes of candidates that the judge holds for terms, told in their words."""

from decimal import Decimal
from typing import Literal

import pytest

from extractors.terms.candidates import Candidate
from extractors.terms.resolve import resolve
from models.passage import Passage
from models.terms import (
    BillingSchedule,
    CountsFrom,
    ExpenseRule,
    Frequency,
    Milestone,
    PaymentTerm,
    PercentageFee,
    Retainage,
    Term,
)

KINDS = ("billing", "milestone", "payment_term", "percentage_fee", "retainage")
SHARE = "Licensee shall pay ten percent (10%) of Net Sales."
AGAIN = "The royalty of 10% of Net Sales is due quarterly."
UPON = "$50,000 is payable upon completion of the design."


def _found(term: Term, text: str, score: float, at: int = 0) -> Candidate:
    return Candidate(term, score, Passage(text), at, at + 4)


def _share(base: str | None, text: str, score: float, above: int | None = None) -> Candidate:
    least = None if above is None else Decimal(above)
    return _found(PercentageFee(percent=Decimal(10), base=base, min_amount=least), text, score)


def _billed(timing: Literal["advance", "arrears"], score: float) -> Candidate:
    term = BillingSchedule(frequency=Frequency.MONTHLY, timing=timing)
    return _found(term, "Vendor invoices monthly.", score)


def _kept(percent: int, release: str | None, score: float) -> Candidate:
    term = Retainage(percent=Decimal(percent), release=release)
    return _found(term, "Owner retains a part of each payment.", score)


_DUE = PaymentTerm(days=0, counts_from=CountsFrom.EVENT, event="completion of the design")
_LATER = PaymentTerm(days=30, counts_from=CountsFrom.EVENT, event="completion of the design")
_ACHIEVED = Milestone(name="completion of the design", amount=Decimal(50000), currency="USD")
_PLACE = Passage(UPON)


@pytest.mark.parametrize(
    ("candidates", "scores"),
    [
        pytest.param(
            [_share("Net Sales", SHARE, 0.8), _share("Net Sales of Products", AGAIN, 0.7)],
            [0.8],
            id="a share stated again in another clause is one share",
        ),
        pytest.param(
            [_share("Net Sales", SHARE, 0.8), _share("commission income", AGAIN, 0.7)],
            [0.8, 0.7],
            id="shares of different bases are two",
        ),
        pytest.param(
            [
                _share("Net Sales", SHARE, 0.8),
                _share("Net Sales", AGAIN, 0.7, above=1000),
            ],
            [0.8, 0.7],
            id="brackets of one base are two",
        ),
        pytest.param(
            [_billed("advance", 0.6), _billed("arrears", 0.9)],
            [0.9],
            id="one rhythm of invoices has one timing",
        ),
        pytest.param(
            [_kept(10, "until completion", 0.9), _kept(10, None, 0.6), _kept(5, None, 0.7)],
            [0.9, 0.7],
            id="a retainage stated again without its release is one",
        ),
        pytest.param(
            [
                Candidate(_ACHIEVED, 0.8, _PLACE, 0, 7),
                Candidate(_DUE, 0.7, _PLACE, 19, 34),
            ],
            [0.8],
            id="the event of a milestone is no due time",
        ),
        pytest.param(
            [
                Candidate(_ACHIEVED, 0.8, _PLACE, 0, 7),
                Candidate(_LATER, 0.7, _PLACE, 19, 34),
            ],
            [0.8, 0.7],
            id="days after a milestone are a due time",
        ),
    ],
)
def test_settled(candidates: list[Candidate], scores: list[float]) -> None:
    kept = resolve(candidates, dict.fromkeys(KINDS, 0.5))
    assert [c.score for c in kept] == scores


def _repaid(text: str, score: float, **said: object) -> Candidate:
    return _found(ExpenseRule.model_validate({"reimbursable": True} | said), text, score)


_PARTS = "Parts are recoverable at net cost plus 12.5%."
_APPROVED = "No part above 750 may be ordered without prior approval, failing which it is not paid."
_HOTELS = "Hotels are reimbursed up to 180 a night."
_ALL = "Expenses are reimbursed at cost."


def _rules(*candidates: Candidate) -> list[ExpenseRule]:
    found = resolve(candidates, {"expense": 0.5})
    return [one.term for one in found if isinstance(one.term, ExpenseRule)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"markup_percent": "12.5"}, {"preapproval": True, "preapproval_over": "750"}),
        ({"preapproval_over": "750"}, {"markup_percent": "0", "receipt_over": "25"}),
        ({"receipt_over": "0"}, {"markup_percent": "5", "preapproval": True}),
    ],
)
def test_two_clauses_on_one_sort_of_cost_are_one_rule(
    one: dict[str, object], other: dict[str, object]
) -> None:
    sort = {"categories": ("materials",)}
    (rule,) = _rules(_repaid(_PARTS, 0.8, **sort, **one), _repaid(_APPROVED, 0.7, **sort, **other))
    assert rule == ExpenseRule.model_validate({"reimbursable": True} | sort | one | other)


def test_conditions_of_another_sort_of_cost_are_left_out() -> None:
    (rule,) = _rules(
        _repaid(_PARTS, 0.8, categories=("materials",), markup_percent="12.5"),
        _repaid(_APPROVED, 0.7, categories=("travel",), preapproval=True),
    )
    assert (rule.markup_percent, rule.preapproval) == (Decimal("12.5"), None)


@pytest.mark.parametrize("sort", ["lodging", "meals", "mileage"])
def test_a_limit_on_one_sort_of_cost_stands_beside_the_rule_for_all(sort: str) -> None:
    rules = _rules(
        _repaid(_ALL, 0.9, markup_percent="0"),
        _repaid(_HOTELS, 0.7, categories=(sort,), cap="180"),
    )
    assert [(rule.categories, rule.cap) for rule in rules] == [
        ((), None),
        ((sort,), Decimal(180)),
    ]
