"""How a meter is counted: what the wording of its price says, and who goes before whom."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from checks.usage.rules import ADDED_UP, rule_of
from models.contracts import Contract
from models.usage import Aggregation, Basis, MeterRule

CASES: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("rules.yaml").read_text("utf-8")
)


def contract(*quotes: str, item: str = "seats") -> Contract:
    terms = [
        {"kind": "rate", "item": item, "amount": "1", "evidence": {"quote": text, "page": 2}}
        for text in quotes
    ]
    return Contract.model_validate({"document": {"file": "MSA.pdf"}, "terms": terms})


@pytest.mark.parametrize("name", CASES)
def test_the_wording_of_the_price_says_how(name: str) -> None:
    found = rule_of("Seats", [contract(CASES[name]["text"])], None)
    wanted = CASES[name]["rule"]
    if wanted is None:
        assert found == MeterRule(why=ADDED_UP)
        return
    assert f"{found.aggregation} {found.per}" == wanted
    assert found.basis is Basis.CONTRACT
    assert found.why.startswith('MSA, page 2, says "')


def test_the_price_of_another_meter_says_nothing() -> None:
    found = rule_of("API calls", [contract("unique users")], None)
    assert found.why == ADDED_UP


def test_clauses_that_differ_are_not_decided() -> None:
    found = rule_of("seats", [contract("unique users", "the peak of the month")], None)
    assert (found.aggregation, found.basis) == (Aggregation.SUM, Basis.DEFAULT)
    assert "max or unique" in found.why


def test_a_person_goes_before_the_clause() -> None:
    said = MeterRule(Aggregation.LAST, basis=Basis.PERSON, why="said")
    assert rule_of("seats", [contract("unique users")], said) is said
