"""The stand-ins of Xero and HubSpot answer in the shapes of the vendors' own SDKs.

Both SDKs are made from the vendor's description of the API: each class maps its fields to the names
in JSON, says of what type they are, and takes only values that the description allows.
"""

import importlib
import re
from enum import Enum
from types import ModuleType
from typing import Any

import httpx2
import pytest

from contract_ai.connectors import hubspot, xero
from contract_ai.connectors.client import Client
from contract_ai.connectors.oauth import Key
from models.ledgers import RecordKind, Service
from tests.fakes.hubspot import KEY, FakeHubSpot
from tests.fakes.service import BEGIN, Asked, Fake, Row, Time
from tests.fakes.xero import TENANT, FakeXero

_TYPE = re.compile(r"(?:list\[)?(\w+)\]?")
_UNDESCRIBED = {"Invoice.DateString"}
"""What Xero's published answers hold and its description leaves out."""

XERO = ["Contacts", "Invoices", "CreditNotes", "Payments"]
LISTED = "CollectionResponseSimplePublicObjectWithAssociationsForwardPaging"
FOUND = "CollectionResponseWithTotalSimplePublicObjectForwardPaging"
JOINED = "BatchResponsePublicAssociationMultiWithLabel"


def models(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        pytest.skip(f"the SDK with {name} is not installed")


@pytest.fixture
def books() -> FakeXero:
    made = FakeXero(Time())
    made.add(3)
    made.void(0)
    made.delete(1)
    now = made.time.now()
    contact: Row = {"ContactID": "contact-1", "Name": "Acme Ltd", "updated": now}
    made.lists["Contacts"].append(contact | {"TaxNumber": "GB1", "EmailAddress": "a@acme.example"})
    credit: Row = {"CreditNoteID": "cn-1", "CreditNoteNumber": "CN-1", "Type": "ACCRECCREDIT"}
    credit |= {"Status": "PAID", "Total": 12, "SubTotal": 10, "TotalTax": 2, "RemainingCredit": 0}
    credit |= {"CurrencyCode": "GBP", "Contact": {"ContactID": "contact-1", "Name": "Acme Ltd"}}
    made.lists["CreditNotes"].append(credit | {"DueDate": "/Date(1772496000000)/", "updated": now})
    paid: Row = {"PaymentID": "p-1", "PaymentType": "ACCRECPAYMENT", "Status": "AUTHORISED"}
    paid |= {"Amount": 7, "Date": "/Date(1772496000000+1300)/", "Reference": "ref", "updated": now}
    invoice = {"InvoiceID": "i-1", "CurrencyCode": "GBP", "Contact": {"ContactID": "contact-1"}}
    made.lists["Payments"].append(paid | {"Invoice": invoice})
    return made


@pytest.fixture
def deals() -> FakeHubSpot:
    made = FakeHubSpot(Time())
    made.add(12)
    made.delete(0)
    company: Row = {"id": "501", "archived": False, "updated": made.time.now()}
    made.lists["companies"].append(company | {"properties": {"name": "Acme SARL"}})
    return made


@pytest.mark.parametrize("name", XERO)
def test_every_field_is_one_of_xero(books: FakeXero, name: str) -> None:
    sdk = models("xero_python.accounting.models")
    answer = asked_for_xero(books, name)
    assert answer[name]
    assert strange(sdk, name, answer) == []


def test_the_states_of_invoices_are_those_of_xero() -> None:
    sdk = models("xero_python.accounting.models")
    for kind in (sdk.Invoice, sdk.CreditNote):
        for state in xero._STATUS:
            assert kind(status=state).status == state
        with pytest.raises(ValueError, match="must be one of") as refused:
            kind(status="OPEN")
        listed = str(refused.value).partition("must be one of")[2]
        assert set(re.findall(r"'(\w+)'", listed)) == {*xero._STATUS, "None"}


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("AmountOpen", 1, ["Invoice.AmountOpen"]),
        ("Contact", {"TaxId": "GB1"}, ["Contact.TaxId"]),
        ("Contact", "Acme Ltd", ["Invoice.Contact is no Contact"]),
        ("Status", "OPEN", ["Invalid value for `status` (OPEN)"]),
        ("CurrencyCode", "EURO", ["Invoice.CurrencyCode is no CurrencyCode"]),
    ],
)
def test_what_xero_does_not_have_is_seen(
    books: FakeXero, field: str, value: object, found: list[str]
) -> None:
    sdk = models("xero_python.accounting.models")
    books.lists["Invoices"][2][field] = value
    assert strange(sdk, "Invoices", asked_for_xero(books, "Invoices")) == found


@pytest.mark.parametrize("archived", ["false", "true"])
def test_lists_are_those_of_hubspot(deals: FakeHubSpot, archived: str) -> None:
    for name in hubspot._NAMES.values():
        sdk = models(f"hubspot.crm.{name}.models")
        asked = {"limit": "5", "archived": archived, "properties": "dealname,amount"}
        answer = get(deals, f"/crm/v3/objects/{name}", asked)
        assert answer["results"] or (name, archived) == ("companies", "true")
        assert strange(sdk, LISTED, answer) == []


def test_searches_are_those_of_hubspot(deals: FakeHubSpot) -> None:
    sdk = models("hubspot.crm.deals.models")
    _reader(deals).page(RecordKind.DEAL, BEGIN, None)
    search = deals.asked[0]
    assert search.path == "/crm/v3/objects/deals/search"
    assert strange(sdk, "PublicObjectSearchRequest", search.json) == []
    answer = answered(deals, search.request)
    assert (len(answer["results"]), answer["paging"]["next"]["after"]) == (5, "5")
    assert strange(sdk, FOUND, answer) == []


@pytest.mark.parametrize("kind", [JOINED, f"{JOINED}WithErrors"])
def test_companies_of_deals_are_those_of_hubspot(deals: FakeHubSpot, kind: str) -> None:
    sdk = models("hubspot.crm.associations.v4.models")
    if kind == JOINED:
        for row in deals.lists["deals"]:
            row["company"] = "501"
    _reader(deals).page(RecordKind.DEAL, None, None)
    asked = deals.asked[1]
    assert asked.path == "/crm/v4/associations/deals/companies/batch/read"
    assert strange(sdk, "BatchInputPublicFetchAssociationsBatchRequest", asked.json) == []
    answer = answered(deals, asked.request)
    assert answer["results"]
    assert strange(sdk, kind, answer) == []


def test_what_hubspot_does_not_have_or_must_have_is_seen() -> None:
    sdk = models("hubspot.crm.deals.models")
    row: Row = {"id": "1", "properties": {}, "createdAt": "2026-03-01T09:00:00Z", "changedAt": ""}
    found = strange(sdk, "SimplePublicObject", row)
    assert found == ["SimplePublicObject.changedAt", "Invalid value for `updated_at`"]


def _reader(fake: FakeHubSpot) -> hubspot.HubSpot:
    key, transport = Key(KEY), fake.transport()
    clock, address = fake.time.clock(), "https://service.example"
    client = Client(Service.HUBSPOT, address, key, clock, hubspot.LIMITS, transport=transport)
    return hubspot.HubSpot(client, page_size=5)


def asked_for_xero(fake: FakeXero, name: str) -> Row:
    params = {"page": "1", "pageSize": "100", "order": "UpdatedDateUTC ASC"}
    return get(fake, f"/api.xro/2.0/{name}", params, {"xero-tenant-id": TENANT})


def get(
    fake: Fake, path: str, params: dict[str, str], headers: dict[str, str] | None = None
) -> Row:
    url = f"https://service.example{path}"
    return answered(fake, httpx2.Request("GET", url, params=params, headers=headers))


def answered(fake: Fake, request: httpx2.Request) -> Row:
    answer = fake.answer(Asked(request, fake.time.now()))
    assert answer.is_success
    found: Row = answer.json()
    return found


def strange(sdk: ModuleType, name: str, row: Row) -> list[str]:
    """Name what a class of the SDK does not know, does not allow, or misses."""
    kind = getattr(sdk, name)
    ours = {theirs: own for own, theirs in kind.attribute_map.items()}
    found = {f"{name}.{field}" for field in row if field not in ours} - _UNDESCRIBED
    inner: list[str] = []
    for field in [one for one in row if one in ours]:
        typed = _TYPE.fullmatch(kind.openapi_types[ours[field]])
        if typed is not None and hasattr(sdk, typed[1]):
            for part in row[field] if isinstance(row[field], list) else [row[field]]:
                inner += _strange_part(sdk, f"{name}.{field}", typed[1], part)
    return (
        sorted(found) + inner + _refused(kind, {ours[one]: row[one] for one in row if one in ours})
    )


def _strange_part(sdk: ModuleType, place: str, name: str, part: object) -> list[str]:
    if isinstance(part, dict):
        return strange(sdk, name, part)
    allowed = getattr(sdk, name)
    known = issubclass(allowed, Enum) and part in {one.value for one in allowed}
    return [] if known else [f"{place} is no {name}"]


def _refused(kind: Any, values: Row) -> list[str]:  # noqa: ANN401 (a class of the SDK)
    if kind.__module__.startswith("hubspot."):  # whose classes look only where they are told to
        package = kind.__module__.partition(".models.")[0]
        checked = importlib.import_module(f"{package}.configuration").Configuration()
        checked.client_side_validation = True
        values = values | {"local_vars_configuration": checked}
    try:
        kind(**values)
    except ValueError as error:
        return [str(error).split(", must")[0]]
    return []
