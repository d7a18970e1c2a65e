"""The stand-in of Stripe has the shapes of Stripe's own SDK, which is made from its API's description.

The SDK is used by this test alone: it knows each field of each thing, of the version that the
connector pins.
"""

import importlib
import inspect
from types import ModuleType
from typing import Any, get_args

import pytest

from contract_ai.connectors import stripe as connector
from tests.fakes.service import Row, Time
from tests.fakes.stripe import FakeStripe

CLASSES = {
    "invoices": "Invoice",
    "credit_notes": "CreditNote",
    "invoice_payments": "InvoicePayment",
    "payouts": "Payout",
    "balance_transactions": "BalanceTransaction",
    "customers": "Customer",
    "events": "Event",
}
_FREE = {"metadata", "object"}
"""What holds names of others: fields of the user's own, and the thing of an event."""


@pytest.fixture(scope="module")
def sdk() -> ModuleType:
    try:
        return importlib.import_module("stripe")
    except ModuleNotFoundError:
        pytest.skip("the SDK of Stripe is not installed")


@pytest.fixture
def fake() -> FakeStripe:
    made = FakeStripe(Time())
    made.add(2)
    made.payout(("charge", 12000, 378, "ch_1"), ("refund", -5000, 0, "re_1"))
    now = made.seconds()
    made.put("customers", {"id": "cus_1", "object": "customer", "name": "Acme", "created": now})
    credit: Row = {"id": "cn_1", "object": "credit_note", "number": "CN-1", "status": "issued"}
    made.put(
        "credit_notes",
        credit | {"currency": "eur", "total": 5000, "customer": "cus_1", "created": now},
    )
    paid: Row = {"id": "inpay_1", "object": "invoice_payment", "invoice": "in_1", "status": "paid"}
    paid |= {"amount_paid": 12000, "currency": "eur", "created": now}
    paid |= {"status_transitions": {"paid_at": now, "canceled_at": None}}
    made.put("invoice_payments", paid | {"payment": {"payment_intent": "pi_1", "charge": "ch_1"}})
    return made


def test_the_version_that_is_pinned_is_the_one_of_the_sdk(sdk: ModuleType) -> None:
    versions = importlib.import_module(f"{sdk.__name__}._api_version")
    assert versions._ApiVersion.CURRENT == connector.VERSION


@pytest.mark.parametrize("name", CLASSES)
def test_every_field_is_one_of_stripe(sdk: ModuleType, fake: FakeStripe, name: str) -> None:
    assert fake.lists[name]
    for row in fake.lists[name]:
        assert list(_strange(getattr(sdk, CLASSES[name]), row)) == []


def test_a_field_that_stripe_does_not_have_is_seen(sdk: ModuleType, fake: FakeStripe) -> None:
    row = fake.lists["invoices"][0]
    row["tax_percent"] = 20
    row["status_transitions"]["sent_at"] = None
    found = list(_strange(sdk.Invoice, row))
    assert found == ["status_transitions.sent_at", "tax_percent"]


def test_the_states_of_invoices_are_those_that_we_know(sdk: ModuleType) -> None:
    states = set(_texts(sdk.Invoice.__annotations__["status"]))
    assert states == set(connector._STATUS)


def _strange(kind: Any, row: Row) -> list[str]:  # noqa: ANN401 (a class of the SDK)
    """Name the fields of a row that a class of the SDK does not know."""
    known, inner = set(_fields(kind)), getattr(kind, "_inner_class_types", {})
    found = [name for name in row if name not in known]
    for name, value in row.items():
        if name in inner and name not in _FREE:
            for part in value if isinstance(value, list) else [value]:
                found += [f"{name}.{one}" for one in _strange(inner[name], part)]
    return sorted(found)


def _fields(kind: Any) -> list[str]:  # noqa: ANN401 (a class of the SDK)
    return [name for base in kind.__mro__ for name in inspect.get_annotations(base)]


def _texts(kind: Any) -> list[str]:  # noqa: ANN401 (whatever stands in an annotation)
    if isinstance(kind, str):
        return [kind]
    return [text for part in get_args(kind) for text in _texts(part)]
