"""What one clause says of a price that stands in another: an allowance, how tiers are reckoned."""

from decimal import Decimal

import pytest

from extractors.terms.allowances import with_allowances
from extractors.terms.candidates import Candidate
from extractors.terms.tier_modes import with_tier_modes
from models.document import Document, DocumentKind
from models.passage import Passage
from models.terms import Rate, TierMode


def _document(*texts: str) -> Document:
    return Document("a.pdf", "0", DocumentKind.PDF, passages=tuple(map(Passage, texts)))


def _rate(item: str, unit: str, low: int | None = None) -> Candidate:
    least = Decimal(low) if low else None
    term = Rate(item=item, amount=Decimal(1), currency="USD", unit=unit, min_quantity=least)
    return Candidate(term, 0.5, Passage(item), 0, 1)


def _rates(candidates: list[Candidate]) -> list[Rate]:
    return [c.term for c in candidates if isinstance(c.term, Rate)]


@pytest.mark.parametrize(
    "text",
    [
        "The first ninety (90) nurse triage calls of each calendar month are covered by the fee.",
        "Up to 90 triage calls per month are included.",
        "No charge is made for the first 90 triage calls in each month.",
        "90 nurse triage calls each month are free of charge.",
    ],
)
def test_an_allowance_goes_to_the_price_it_is_about(text: str) -> None:
    prices = [_rate("Nurse triage call", "call"), _rate("Video visit", "visit")]
    call, visit = _rates(with_allowances(prices, _document(text)))
    assert (call.included_quantity, call.included_per) == (Decimal(90), "month")
    assert visit.included_quantity is None


@pytest.mark.parametrize(
    "text",
    [
        "The first 90 calls of each month are covered by the fee.",  # of which of the two?
        "The first 90 lab tests of each month are covered by the fee.",
        "The first 90 triage calls of each month are included, each further one costs $4.",
    ],
)
def test_no_price_gets_an_allowance_that_may_be_anothers(text: str) -> None:
    prices = [_rate("Nurse triage call", "call"), _rate("Follow-up call", "call")]
    found = _rates(with_allowances(prices, _document(text)))
    assert all(one.included_quantity is None for one in found)


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("The price of each band applies only to the items inside that band.", "graduated"),
        ("Each item is charged at the price of the band it falls within.", "graduated"),
        ("Once a tier is reached its price applies to all units of the month.", "volume"),
        ("The bands are counted by month.", None),
    ],
)
def test_a_clause_tells_how_the_bands_of_a_schedule_are_reckoned(
    text: str, mode: str | None
) -> None:
    rows = [_rate("Items", "item", 1), _rate("Items", "item", 101)]
    found = _rates(with_tier_modes(rows, _document(text)))
    wanted = TierMode(mode) if mode else None
    assert [one.tier_mode for one in found] == [wanted, wanted]


def test_of_two_tables_or_two_modes_none_is_told() -> None:
    text = "Once a tier is reached its price applies to all units."
    two = [_rate("Items", "item", 1), _rate("Pages", "page", 1)]
    assert all(one.tier_mode is None for one in _rates(with_tier_modes(two, _document(text))))
    other = "The price of each band applies only to the items inside that band, a graduated price."
    rows = [_rate("Items", "item", 1), _rate("Items", "item", 101)]
    found = _rates(with_tier_modes(rows, _document(text, other)))
    assert all(one.tier_mode is None for one in found)
