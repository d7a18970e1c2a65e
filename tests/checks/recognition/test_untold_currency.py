"""The bare dollar of orders and amendments is that of the document above them."""

import pytest

from checks.recognition.untold_currency import with_currencies
from models.contracts import Contract
from models.evidence import Evidence
from tests.checks.builders import contract, term


def _paper(name: str, quote: str, currency: str, **head: object) -> Contract:
    price = term("fee", item="rent", amount="100", currency=currency, frequency="monthly")
    one = contract(name, price, currency=currency, **head)
    return one.model_copy(update={"contract_evidence": {"currency": Evidence(quote)}})


MASTER = _paper("MSA", "All amounts are in Canadian dollars.", "CAD", kind="agreement")


@pytest.mark.parametrize(
    ("quote", "head"),
    [
        ("a rent of $6,250.00 a month", {"kind": "statement_of_work", "under": "MSA"}),
        ("Crowd Controller (weekday) $49.95", {"kind": "amendment", "amends": "MSA"}),
        ("the sum of forty dollars per visit", {"kind": "order_form", "under": "MSA"}),
        ("Price | $ per hour", {"kind": "other", "under": "MSA"}),
    ],
)
def test_the_agreement_above_tells_which_dollars_are_meant(
    quote: str, head: dict[str, str]
) -> None:
    master, order = with_currencies((MASTER, _paper("SO-1", quote, "USD", **head)))
    assert master == MASTER
    assert order.contract.currency == "CAD"
    assert [one.currency for one in order.terms if one.kind == "fee"] == ["CAD"]


def test_an_amendment_of_an_order_goes_up_to_the_agreement() -> None:
    order = _paper("SO-1", "$40 per visit", "USD", kind="order_form", under="MSA")
    change = _paper("CN-1", "$45 per visit", "USD", kind="amendment", amends="SO-1")
    assert [one.contract.currency for one in with_currencies((MASTER, order, change))] == [
        "CAD",
        "CAD",
        "CAD",
    ]


@pytest.mark.parametrize(
    "order",
    [
        _paper("SO-1", "US$40 per visit", "USD", under="MSA"),
        _paper("SO-1", "USD 40 per visit, $10 per call", "USD", under="MSA"),
        _paper("SO-1", "forty U.S. dollars per visit", "USD", under="MSA"),
        _paper("SO-1", "$40 per visit", "USD", under="MSA", governing_law="Delaware"),
        _paper("SO-1", "$40 per visit", "USD", under="OTHER"),
        _paper("SO-1", "EUR 40 per visit", "EUR", under="MSA"),
        _paper("SO-1", "$40", "USD", under="MSA").model_copy(update={"confirmed": True}),
        contract("SO-1", currency="USD", under="MSA"),
    ],
)
def test_a_currency_stays(order: Contract) -> None:
    assert with_currencies((MASTER, order))[1] == order


def test_bare_dollars_above_tell_nothing() -> None:
    papers = (
        _paper("MSA", "$40 per visit", "AUD"),
        _paper("SO-1", "$45 per visit", "USD", under="MSA"),
    )
    assert with_currencies(papers) == papers
