"""Notices of other systems: let in by their signature alone, and good for one sync, soon after."""

import logging
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from contract_ai.connectors import opening
from contract_ai.connectors.connections import (
    Connection,
    Secrets,
    connections,
    forget_connection,
    hold,
    save_connection,
)
from contract_ai.storage.ledgers import counts
from contract_ai.web.background import Background
from contract_ai.web.bodies import LARGEST
from contract_ai.web.due_syncs import AGAIN, PAUSE, DueSyncs, due_syncs_of
from contract_ai.web.notices import PER_MINUTE, means_of
from contract_ai.web.routes import webhooks
from models.ledgers import RecordKind, Service
from models.tables.ledgers import ServiceConnectionRow
from tests.contract_ai.connectors import test_notices as signing
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.sites import NOW, Browser
from tests.fakes.service import Time, status
from tests.fakes.stripe import KEY, FakeStripe

SECRET = "the-secret-of-the-notices"
PUBLIC = "https://contracts.example"
BODY = b'{"type": "invoice.paid", "canary": 4711}'
SIGNED = [Service.STRIPE, Service.QUICKBOOKS, Service.XERO, Service.HUBSPOT]


class Stage:
    """A site with everything connected, what Stripe holds, and a caller without a session."""

    def __init__(self, folder: Path) -> None:
        self.time = Time()
        self.time.go(seconds=(NOW - self.time.at).total_seconds())
        self.fake = FakeStripe(self.time)
        self.fake.add(3)
        self.site = replace(fresh_site(folder), address=PUBLIC)
        for service in Service:
            self.connect(service, SECRET)
        self.who = Browser(self.site)
        self.who.base_url = "http://127.0.0.1:8000"  # as a server in front of us asks

    def connect(self, service: Service, secret: str) -> None:
        secrets = Secrets(way="key", key=SecretStr(KEY), notices=SecretStr(secret))
        with self.site.database.write() as session:
            made = Connection(service, "", secrets, {})
            save_connection(session, self.site.vault, made, self.time.now())

    def headers(self, service: Service, body: bytes = BODY, secret: str = SECRET) -> dict[str, str]:
        if service is Service.HUBSPOT:
            return self.hubspot(f"{PUBLIC}/webhooks/hubspot", body)
        return signing.SIGNERS[service](body, secret.encode(), self.time.now())

    def hubspot(self, address: str, body: bytes = BODY) -> dict[str, str]:
        sent = str(int(self.time.now().timestamp() * 1000))
        text = f"POST{address}".encode() + body + sent.encode()
        signed = signing.in_base64(SECRET.encode(), text)
        return {"x-hubspot-signature-v3": signed, "x-hubspot-request-timestamp": sent}

    def tell(self, service: Service, body: bytes = BODY, **headers: str) -> tuple[int, bytes]:
        given = headers or self.headers(service, body)
        answer = self.who.post(f"/webhooks/{service}", content=body, headers=given)
        assert "set-cookie" not in answer.headers
        return answer.status_code, answer.content

    def row(self, service: Service = Service.STRIPE) -> ServiceConnectionRow:
        with self.site.database.read() as session:
            return next(one for one in connections(session) if one.service == service)

    def told(self, service: Service = Service.STRIPE) -> datetime | None:
        return self.row(service).hint_at

    def due(self) -> DueSyncs:
        """Make what another process of the server has."""
        return due_syncs_of(self.site, Background())

    def invoices(self) -> int:
        with self.site.database.read() as session:
            return counts(session, Service.STRIPE).get(RecordKind.INVOICE, 0)


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage(tmp_path)
    way_out = made.time.clock(), made.fake.transport()
    monkeypatch.setattr(opening, "outside", lambda: way_out)
    return made


@pytest.mark.parametrize("service", SIGNED)
def test_what_a_system_signed_is_taken_and_only_noted(stage: Stage, service: Service) -> None:
    assert stage.told(service) is None
    assert stage.tell(service) == (200, b"")
    assert stage.told(service) == stage.time.now()
    assert [one for one in Service if stage.told(one)] == [service]
    assert not stage.fake.asked


@pytest.mark.parametrize("service", SIGNED)
def test_what_it_did_not_sign_is_refused_without_a_word(stage: Stage, service: Service) -> None:
    refused = (400 if service is Service.STRIPE else 401, b"")
    good = stage.headers(service)
    assert stage.tell(service, BODY + b" ", **good) == refused
    assert stage.tell(service, BODY, **dict.fromkeys(good, "0")) == refused
    assert stage.tell(service, BODY, accept="*/*") == refused
    assert stage.told(service) is None
    if service is not Service.HUBSPOT:
        other = stage.headers(service, secret="another")
        assert stage.tell(service, BODY, **other) == refused


@pytest.mark.parametrize("service", [Service.STRIPE, Service.HUBSPOT])
def test_a_notice_that_is_played_again_later_is_refused(stage: Stage, service: Service) -> None:
    good = stage.headers(service)
    stage.time.go(minutes=6)
    assert stage.tell(service, BODY, **good)[0] in {400, 401}
    assert stage.told(service) is None


def test_the_test_of_an_address_by_xero_is_answered_as_it_wants(stage: Stage) -> None:
    body = (
        b'{"events":[],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "S0m3r4Nd0mt3xt"}'
    )
    assert stage.tell(Service.XERO, body) == (200, b"")
    wrong = {"x-xero-signature": signing.in_base64(b"another", body)}
    assert stage.tell(Service.XERO, body, **wrong) == (401, b"")


def test_hubspot_signs_the_public_address_with_its_query(stage: Stage) -> None:
    path = "/webhooks/hubspot?a=b%20c"
    good = stage.hubspot(f"{PUBLIC}{path}")
    assert stage.who.post(path, content=BODY, headers=good).status_code == 200
    for other in ("/webhooks/hubspot?a=c", "/webhooks/hubspot"):
        assert stage.who.post(other, content=BODY, headers=good).status_code == 401
    inside = stage.hubspot(f"http://127.0.0.1:8000{path}")
    assert stage.who.post(path, content=BODY, headers=inside).status_code == 401


def test_systems_that_send_none_are_not_there(stage: Stage) -> None:
    """Not connected, without a secret, unknown: none of it can be told from another."""
    stage.connect(Service.QUICKBOOKS, "")
    with stage.site.database.write() as session:
        forget_connection(session, Service.XERO, NOW)
    for service in (Service.QUICKBOOKS, Service.XERO):
        assert stage.tell(service) == (404, b"")
    for name in ("sage", "STRIPE", "stripe%20"):
        answer = stage.who.post(f"/webhooks/{name}", content=BODY)
        assert (answer.status_code, answer.content) == (404, b"")
    # Salesforce signs nothing, whatever secret is kept for it.
    assert stage.tell(Service.SALESFORCE, BODY, accept="*/*") == (401, b"")


def test_a_body_over_the_limit_is_refused(stage: Stage) -> None:
    large = b"x" * (LARGEST + 1)
    assert stage.tell(Service.STRIPE, large)[0] == 413
    assert stage.told() is None
    assert stage.tell(Service.STRIPE, b"x" * LARGEST) == (200, b"")


def test_who_gives_too_many_is_told_when_to_come_again(stage: Stage) -> None:
    for _ in range(PER_MINUTE):
        assert stage.tell(Service.XERO, BODY, accept="*/*")[0] == 401
    answer = stage.who.post("/webhooks/xero", content=BODY, headers=stage.headers(Service.XERO))
    assert (answer.status_code, answer.content) == (429, b"")
    assert int(answer.headers["retry-after"]) >= 1
    assert stage.tell(Service.STRIPE) == (200, b"")
    stage.time.go(minutes=1)
    assert stage.tell(Service.XERO) == (200, b"")


def test_nothing_of_a_notice_is_stored_or_logged(
    stage: Stage, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    before = stage.row().model_dump(exclude={"hint_at"})
    assert stage.tell(Service.STRIPE)[0] == 200
    assert stage.tell(Service.STRIPE, BODY, **{"stripe-signature": "canary 4711"})[0] == 400
    assert stage.row().model_dump(exclude={"hint_at"}) == before
    shown = capfd.readouterr()
    told = caplog.text + shown.out + shown.err
    stage.site.database.close()
    kept = b"".join(one.read_bytes() for one in stage.site.data.parent.glob("books.db*"))
    for word in ("canary", "4711", SECRET):
        assert word not in told
        assert word.encode() not in kept


def test_a_key_that_does_not_open_the_secret_is_no_refusal(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service sends it again when the key is right."""
    with stage.site.database.write() as session:
        row = session.merge(stage.row())
        row.sealed = row.sealed[:-4] + "AAAA"
    assert stage.tell(Service.STRIPE) == (503, b"")

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(webhooks, "note", broken)
    with pytest.raises(RuntimeError):
        stage.tell(Service.XERO)


def test_a_storm_of_notices_makes_one_sync(stage: Stage) -> None:
    due = stage.due()
    for _ in range(40):
        assert stage.tell(Service.STRIPE)[0] == 200
        assert due.work() == []
        stage.time.go(seconds=0.5)
    stage.time.go(seconds=PAUSE.total_seconds())
    assert due.work() == [Service.STRIPE]
    assert stage.invoices() == 3
    assert (stage.told(), stage.row().problem) == (None, "")
    asked = len(stage.fake.asked)
    stage.time.go(hours=1)
    assert due.work() == []
    assert len(stage.fake.asked) == asked
    assert "records new" in due.background.state("sync stripe").said


def test_what_is_told_while_it_reads_makes_another_sync(stage: Stage) -> None:
    due = stage.due()
    stage.tell(Service.STRIPE)
    stage.time.go(seconds=60)

    def told(_: int) -> None:
        stage.fake.before = None
        stage.time.go(seconds=1)
        assert stage.tell(Service.STRIPE)[0] == 200

    stage.fake.before = told
    assert due.work() == [Service.STRIPE]
    assert stage.told() is not None
    stage.time.go(seconds=60)
    assert due.work() == [Service.STRIPE]
    assert stage.told() is None


def test_after_a_failure_it_waits_and_the_notice_stands(stage: Stage) -> None:
    due = stage.due()
    stage.tell(Service.STRIPE)
    stage.time.go(seconds=60)
    stage.fake.faults += [status(401)] * 8
    assert due.work() == [Service.STRIPE]
    assert "does not let us read" in due.background.state("sync stripe").trouble
    assert "SERVICE_REFUSED" in stage.row().problem
    stage.fake.faults.clear()
    stage.time.go(seconds=AGAIN.total_seconds() - 60)
    assert due.work() == []
    stage.time.go(seconds=120)
    assert due.work() == [Service.STRIPE]
    assert (stage.told(), stage.invoices()) == (None, 3)


def test_another_process_goes_on_with_what_was_told(stage: Stage) -> None:
    first = stage.due()
    stage.tell(Service.STRIPE)
    stage.time.go(seconds=60)
    stage.fake.before = lambda _: first.stop()
    assert first.work() == [Service.STRIPE]
    row = stage.row()
    assert "interrupted" in row.problem
    assert row.held_until is None
    stage.fake.before = None
    assert stage.due().work() == [Service.STRIPE]
    assert stage.told() is None
    assert stage.invoices() == 3


def test_a_system_that_is_read_is_left_to_whoever_reads_it(stage: Stage) -> None:
    stage.tell(Service.STRIPE)
    stage.time.go(seconds=60)
    hold(stage.site.database, Service.STRIPE, "another", stage.time.now())
    assert stage.due().work() == []
    assert stage.told() == stage.time.now() - timedelta(seconds=60)


def test_waiting_for_a_system_ends_with_the_server(stage: Stage) -> None:
    due = stage.due()
    stage.tell(Service.STRIPE)
    stage.time.go(seconds=60)
    stage.fake.faults += [status(429, **{"retry-after": "600"})]
    asleep = means_of(stage.site).clock.sleep
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        asleep(seconds)
        if len(slept) == 3:
            due.stop()

    means = means_of(stage.site)
    due.open_means = lambda: replace(means, clock=replace(means.clock, sleep=sleep))
    assert due.work() == [Service.STRIPE]
    assert slept == [1.0] * 3
    assert stage.told() is not None


def test_the_server_reads_what_is_due(stage: Stage) -> None:
    stage.tell(Service.STRIPE)
    stage.time.go(seconds=60)
    with stage.who:  # from the start of the server to its end
        background: Background = stage.who.app.state.background  # type: ignore[attr-defined]
        end = time.monotonic() + 20
        while not (state := background.state("sync stripe")).said:
            assert time.monotonic() < end, state
            time.sleep(0.05)
    assert stage.invoices() == 3
