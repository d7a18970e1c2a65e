"""Connecting a service, reading it, and being told how it went: as a person at the terminal."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import click
import pytest
from sqlmodel import select

from contract_ai.accounts.secrets import KEY_FILE, vault_of
from contract_ai.connectors import opening
from contract_ai.connectors.connections import connection
from contract_ai.settings import Settings
from contract_ai.storage.engine import open_engine
from contract_ai.storage.upgrade import open_database
from models.ledgers import Service
from models.tables.audit import AuditEventRow
from tests.contract_ai.cli.invoke import Program
from tests.fakes.hubspot import FakeHubSpot
from tests.fakes.quickbooks import REALM, FakeQuickBooks
from tests.fakes.salesforce import FakeSalesforce
from tests.fakes.service import Fake, Time, status
from tests.fakes.stripe import KEY, FakeStripe
from tests.fakes.tokens import CLIENT, SECRET, TokenFake
from tests.fakes.xero import FakeXero

Say = Callable[..., None]
BOOKS = ("--database", "books.db")


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Say:
    """Answer what a command asks, in turn."""

    def answers(*given: str) -> None:
        left = list(given)
        monkeypatch.setattr(click, "prompt", lambda *_, **__: left.pop(0))

    return answers


def use(monkeypatch: pytest.MonkeyPatch, fake: Fake, time: Time) -> None:
    monkeypatch.setattr(opening, "outside", lambda: (time.clock(), fake.transport()))


@pytest.mark.on_sqlite("the file is searched")
def test_stripe_from_key_to_records(
    program: Program, say: Say, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeStripe(time)
    fake.add(12)
    use(monkeypatch, fake, time)
    say(KEY)
    made = program("connect", "stripe", "--map", "contract=metadata.contract", *BOOKS)
    assert (made.code, made.out) == (0, "")
    assert "contract-ai sync stripe" in made.err
    assert KEY not in made.err

    read = program("sync", "stripe", "--format", "json", *BOOKS)
    assert read.code == 0
    invoices = {"service": "stripe", "kind": "invoice", "new": 12, "changed": 0, "same": 0}
    assert invoices in read.json

    (known,) = program("connections", "--format", "json", *BOOKS).json
    assert known["last_sync"] == "2026-03-01T09:00:00+00:00"
    assert "problem" not in known
    lists = {one["kind"]: one for one in known["lists"]}
    assert lists["invoice"]["here"] == 12
    assert "there" not in lists["invoice"]
    shown = program("connections", *BOOKS).out
    assert "not told" in shown
    assert KEY.encode() not in Path("books.db").read_bytes()


def test_what_went_wrong_is_said_in_words(
    program: Program, say: Say, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeStripe(time)
    use(monkeypatch, fake, time)
    say(KEY)
    program("connect", "stripe", *BOOKS)
    fake.faults = [status(403)]
    failed = program("sync", *BOOKS)
    assert failed.code == 3
    assert "stripe: [SERVICE_REFUSED]" in failed.err
    assert "SERVICE_REFUSED" in program("connections", *BOOKS).out
    assert program("sync", *BOOKS).code == 0
    assert "SERVICE_REFUSED" not in program("connections", *BOOKS).out


def leave(monkeypatch: pytest.MonkeyPatch, fake: TokenFake, *, realm: str = "") -> None:
    """Answer for a person: the program's secret, then the address they came back to."""
    secret = [SECRET]

    def prompt(*_: object, **__: object) -> str:
        return secret.pop() if secret else asked.pop()

    asked: list[str] = []

    def put(text: str) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(text).query).items()}
        fake.codes["code-1"] = query["code_challenge"]
        asked.append(f"http://localhost/?code=code-1&state={query['state']}&realmId={realm}")

    monkeypatch.setattr(click, "prompt", prompt)
    monkeypatch.setattr("contract_ai.cli.connect.put", put)


LEAVES: dict[str, tuple[type[TokenFake], str]] = {
    "xero": (FakeXero, ""),
    "quickbooks": (FakeQuickBooks, REALM),
    "salesforce": (FakeSalesforce, ""),
}


@pytest.mark.parametrize("kind", LEAVES)
def test_a_service_that_wants_a_persons_leave(
    program: Program, time: Time, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    service, realm = LEAVES[kind]
    fake = service(time)
    fake.add(7)
    use(monkeypatch, fake, time)
    leave(monkeypatch, fake, realm=realm)
    made = program("connect", kind, "--client-id", CLIENT, *BOOKS)
    assert made.code == 0, made.err
    read = program("sync", kind, "--format", "json", *BOOKS)
    assert read.code == 0, read.err
    assert 7 in [one["new"] for one in read.json]
    (known,) = program("connections", "--format", "json", *BOOKS).json
    assert 7 in [one.get("there") for one in known["lists"]]


def test_hubspot_with_a_key(
    program: Program, say: Say, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeHubSpot(time)
    fake.add(3)
    use(monkeypatch, fake, time)
    say("pat-eu1-1")
    assert program("connect", "hubspot", "--currency", "EUR", *BOOKS).code == 0
    assert program("sync", "hubspot", *BOOKS).code == 0


def test_the_secret_for_notices_comes_later_and_goes_again(
    program: Program, say: Say, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, FakeStripe(time), time)
    failed = program("connect", "stripe", "--only-notices", *BOOKS)
    assert (failed.code, "[SERVICE_NOT_CONNECTED]" in failed.err) == (2, True)
    say(KEY, "whsec_1", "")
    program("connect", "stripe", "--account", "Tidewater", *BOOKS)
    for secret in ("whsec_1", ""):
        made = program("connect", "stripe", "--only-notices", *BOOKS)
        assert (made.code, "/webhooks/stripe" in made.err) == (0, True)
        database = open_database("books.db")
        with database.read() as session:
            seals = vault_of(Settings(secret_key_file=Path(KEY_FILE)), database.engine.url)
            kept = connection(session, seals, Service.STRIPE)
        database.close()
        assert kept.secrets.notices.get_secret_value() == secret
        assert kept.secrets.key.get_secret_value() == KEY
        assert kept.account == "Tidewater"


def test_forgetting_a_service(
    program: Program, say: Say, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeStripe(time)
    use(monkeypatch, fake, time)
    say(KEY)
    program("connect", "stripe", *BOOKS)
    assert program("connect", "stripe", "--forget", *BOOKS).code == 0
    assert program("connections", "--format", "json", *BOOKS).json == []
    failed = program("sync", "stripe", *BOOKS)
    assert (failed.code, "[SERVICE_NOT_CONNECTED]" in failed.err) == (3, True)
    assert "Nothing is connected" in program("sync", *BOOKS).err
    database = open_engine("books.db")
    with database.read() as session:
        actions = session.exec(select(AuditEventRow.action)).all()
    database.close()
    assert {"service.connected", "service.disconnected"} <= set(actions)


@pytest.mark.parametrize(
    "arguments",
    [["connect", "xero"], ["connect", "stripe", "--map", "nothing"], ["sync", "sap"]],
)
def test_wrong_usage(program: Program, arguments: list[str]) -> None:
    assert program(*arguments, *BOOKS).code == 2


def test_every_service_has_its_stand_in() -> None:
    fakes = {FakeStripe, FakeQuickBooks, FakeXero, FakeHubSpot, FakeSalesforce}
    assert len(fakes) == len(Service)
