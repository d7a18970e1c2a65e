"""Roles that orders and amendments leave to the document above them."""

import pytest

from checks.recognition.untold_roles import with_roles
from models.contracts import Contract
from tests.checks.builders import contract

OPEN = [{"name": "Customer LLC", "role": "other"}, {"name": "Provider, Inc.", "role": "other"}]
TOLD = {"Customer LLC": "customer", "Provider, Inc.": "provider"}


def _roles(one: Contract) -> dict[str, str]:
    return {party.name: party.role for party in one.contract.parties}


@pytest.mark.parametrize(
    "head",
    [
        {"kind": "statement_of_work", "under": "MSA"},
        {"kind": "amendment", "amends": "MSA"},
        {"kind": "order_form"},
        {"kind": "other", "under": "MSA"},
    ],
)
def test_the_master_tells_the_roles_of_what_stands_under_it(head: dict[str, str]) -> None:
    order = contract("SO-1", parties=OPEN, **head)
    master, found = with_roles((contract("MSA", kind="agreement"), order))
    assert master == contract("MSA", kind="agreement")
    assert _roles(found) == TOLD


def test_an_amendment_of_an_order_goes_up_to_the_master() -> None:
    order = contract("SO-1", parties=OPEN, kind="order_form", under="MSA")
    change = contract("CN-1", parties=OPEN, kind="amendment", amends="SO-1")
    *_, found = with_roles((contract("MSA"), order, change))
    assert _roles(found) == TOLD


@pytest.mark.parametrize(
    ("order", "master"),
    [
        (contract("SO-1", parties=OPEN, under="OTHER"), contract("MSA", kind="agreement")),
        (contract("SO-1", parties=OPEN, under="MSA"), contract("MSA", parties=OPEN)),
        (
            contract("SO-1", parties=[*OPEN, {"name": "Bank AG", "role": "other"}], under="MSA"),
            contract("MSA"),
        ),
        (
            contract("SO-1", parties=OPEN, under="MSA").model_copy(update={"confirmed": True}),
            contract("MSA"),
        ),
        (contract("SO-1", parties=OPEN, under="MSA"), contract("MSA", parties=OPEN, under="SO-1")),
    ],
    ids=["another master", "a master that is open too", "a third party", "confirmed", "a ring"],
)
def test_roles_stay_open(order: Contract, master: Contract) -> None:
    assert with_roles((order, master)) == (order, master)


def test_a_role_that_an_order_tells_stays() -> None:
    parties = [{"name": "Customer LLC", "role": "provider"}, OPEN[1]]
    order = contract("SO-1", parties=parties, under="MSA")
    assert with_roles((contract("MSA"), order))[1] == order
