"""What should be billed in March 2026, case by case, and the drafts of it."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from checks.billing.drafts import drafts
from checks.billing.due import Due
from checks.billing.period import bill
from tests.checks.test_cases import Case, book_of

FILES = "bills", "prices", "true_ups", "retainage", "limits"
CASES: dict[str, dict[str, Any]] = {
    f"{name}-{case}": given
    for name in FILES
    for case, given in yaml.safe_load(
        (Path(__file__).parent / f"{name}.yaml").read_text("utf-8")
    ).items()
}
MARCH = date(2026, 3, 1), date(2026, 3, 31)


def state(one: Due) -> str:
    return "billed" if one.billed else "review" if one.review else ""


@pytest.mark.parametrize("name", CASES)
def test_bill(name: str) -> None:
    case = dict(CASES[name])
    wanted, papers, why = (case.pop(key, None) for key in ("due", "drafts", "untold"))
    book = book_of(Case.model_validate(case))
    found = bill(book, *MARCH)
    assert [[one.line.description, str(one.amount), state(one)] for one in found.charges] == wanted
    assert all(one.working and one.proofs for one in found.charges)
    if why is not None:
        assert why in {one.reason for one in found.untold}
    made = drafts(found, book.contracts)
    assert len(made) == (len(papers) if papers is not None else bool(wanted))
    for paper, expected in zip(made, papers or (), strict=False):
        values = paper.model_dump() | {
            key: getattr(paper.lines[0], key) for key in ("quantity", "unit_price")
        }
        for key, value in expected.items():
            assert values[key] == (None if value is None else Decimal(value)), key
        assert (paper.number, paper.supplier.name) == (None, "Provider Inc.")
        assert [line.number for line in paper.lines] == [*range(1, len(paper.lines) + 1)]
        assert sum(line.amount or 0 for line in paper.lines) == paper.net_amount


def test_a_bill_of_one_contract_holds_nothing_of_another() -> None:
    fee = {"kind": "fee", "item": "service fee", "amount": "280", "frequency": "monthly"}
    case = Case.model_validate({"contracts": {"A": {"terms": [fee]}, "B": {"terms": [fee]}}})
    found = bill(book_of(case), *MARCH)
    assert {one.contract for one in found.charges} == {"A", "B"}
    assert {one.contract for one in found.of("A").charges} == {"A"}
    assert found.of(None) == found
