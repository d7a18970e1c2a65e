"""Notices: signed ones are hints and no more; forged and old ones are refused."""

import base64
import hmac
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from contract_ai.connectors.connections import connections
from contract_ai.connectors.notices import Notice, verify
from contract_ai.connectors.running import note, run
from models.errors import ErrorCode, ServiceError
from models.ledgers import Service
from tests.contract_ai.connectors.worlds import NOTICES, World, world
from tests.fakes.service import BEGIN
from tests.on_postgresql import copy

ADDRESS = "https://contracts.example/notices/hubspot?a=b%20c"
SIGNED = [Service.STRIPE, Service.QUICKBOOKS, Service.XERO, Service.HUBSPOT]


def stripe(body: bytes, secret: bytes, at: datetime) -> dict[str, str]:
    sent = str(int(at.timestamp()))
    signed = hmac.new(secret, f"{sent}.".encode() + body, sha256).hexdigest()
    return {"stripe-signature": f"t={sent},v1=00ff,v1={signed},v0=aa"}


def quickbooks(body: bytes, secret: bytes, _: datetime) -> dict[str, str]:
    return {"intuit-signature": in_base64(secret, body)}


def xero(body: bytes, secret: bytes, _: datetime) -> dict[str, str]:
    return {"x-xero-signature": in_base64(secret, body)}


def hubspot(body: bytes, secret: bytes, at: datetime) -> dict[str, str]:
    sent = str(int(at.timestamp() * 1000))
    text = b"POST" + ADDRESS.encode() + body + sent.encode()
    signed = in_base64(secret, text)
    return {"x-hubspot-signature-v3": signed, "x-hubspot-request-timestamp": sent}


def in_base64(secret: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.new(secret, text, sha256).digest()).decode()


SIGNERS: dict[Service, Callable[[bytes, bytes, datetime], dict[str, str]]] = {
    Service.STRIPE: stripe,
    Service.QUICKBOOKS: quickbooks,
    Service.XERO: xero,
    Service.HUBSPOT: hubspot,
}


def notice(service: Service, body: bytes = b'{"a": 1}', at: datetime = BEGIN) -> Notice:
    return Notice(SIGNERS[service](body, NOTICES.encode(), at), body, ADDRESS)


@pytest.mark.parametrize("service", SIGNED)
def test_what_the_service_signed_is_taken(service: Service) -> None:
    verify(service, notice(service), NOTICES, BEGIN)
    verify(service, notice(service, b""), NOTICES, BEGIN)


@pytest.mark.parametrize("service", SIGNED)
def test_what_it_did_not_sign_is_refused(service: Service) -> None:
    good = notice(service)
    others = [
        Notice(good.headers, good.body + b" ", ADDRESS),
        Notice({}, good.body, ADDRESS),
        Notice(dict.fromkeys(good.headers, "\u00e9"), good.body, ADDRESS),
    ]
    for other, secret in [(good, "another"), (good, ""), *((one, NOTICES) for one in others)]:
        with pytest.raises(ServiceError) as raised:
            verify(service, other, secret, BEGIN)
        assert raised.value.code is ErrorCode.NOTICE_FORGED


@pytest.mark.parametrize("service", [Service.STRIPE, Service.HUBSPOT])
@pytest.mark.parametrize("minutes", [-6, 6, 600])
def test_a_notice_of_another_time_is_refused(service: Service, minutes: int) -> None:
    now = BEGIN + timedelta(minutes=minutes)
    with pytest.raises(ServiceError):
        verify(service, notice(service), NOTICES, now)


def test_salesforce_sends_no_notices() -> None:
    with pytest.raises(ServiceError):
        verify(Service.SALESFORCE, Notice({}, b""), NOTICES, BEGIN)


@pytest.mark.parametrize("service", SIGNED)
def test_notices_in_any_order_only_say_that_a_sync_is_due(
    service: Service, tmp_path: Path, empty_file: Path
) -> None:
    copy(empty_file, tmp_path / "books.db")
    at = world(service, tmp_path)
    at.fake.add(3)
    at.sync()
    held = at.held()
    at.time.go(hours=1)
    told = []
    for number in range(3):
        at.fake.change(number)
        at.time.go(seconds=2)
        body = f'{{"id": {number}, "amount": 999}}'.encode()
        told.append(notice(service, body, at.time.now()))
    for one in itertools.islice(itertools.permutations(told), 1, 4):
        for each in (*one, one[0]):
            verify(service, each, NOTICES, at.time.now())
            note(service, at.means())
    assert at.held() == held
    assert hinted(at) == at.time.now()
    at.time.go(seconds=1)
    run(service, at.means(), at.places.originals)
    assert at.is_whole()
    assert hinted(at) is None
    at.places.database.close()


def hinted(at: World) -> datetime | None:
    with at.places.database.read() as session:
        return connections(session)[0].hint_at
