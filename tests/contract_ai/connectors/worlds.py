"""A service's stand-in, its connector and a database: what the conformance suite works with."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from pydantic import SecretStr

from contract_ai.accounts.secrets import Vault as Seals
from contract_ai.connectors.base import Connector
from contract_ai.connectors.clock import Clock
from contract_ai.connectors.connections import Connection, Secrets, connection, save_connection
from contract_ai.connectors.services import Means, connector_for
from contract_ai.connectors.syncing import Places, sync
from contract_ai.intake.vault import Vault
from contract_ai.storage.ledgers import Kept, records
from contract_ai.storage.upgrade import open_database
from models.ledgers import Deal, LedgerInvoice, LedgerRecord, RecordKind, Service
from tests.fakes import hubspot, quickbooks, salesforce, stripe, xero
from tests.fakes.service import Fake, Time
from tests.fakes.tokens import CLIENT, SECRET

SEALS = Seals(bytes(range(32)))
NOTICES = "notice-secret-1"


@dataclass
class World:
    """What is the same for all runs of the program; ``size`` is the number of rows of a page."""

    service: Service
    fake: Fake
    time: Time
    kind: RecordKind
    places: Places
    folder: Path
    size: int
    ours: timedelta = timedelta(0)
    """How far our clock is ahead of the service's."""

    def sync(self, *, whole: bool = False) -> Kept:
        """Run the program once."""
        return sync(self.connector(), self.places, whole=whole)[self.kind]

    def connector(self) -> Connector:
        """Open the connector anew, as another run of the program does."""
        means = self.means()
        with means.database.read() as session:
            kept = connection(session, means.vault, self.service)
        return connector_for(kept, means, self.size)

    def means(self) -> Means:
        clock = Clock(lambda: self.time.now() + self.ours, self.time.sleep, lambda: 0.5)
        return Means(self.places.database, SEALS, clock, self.fake.transport())

    def rows(self) -> list[LedgerRecord]:
        with self.places.database.read() as session:
            return records(session, self.kind, [self.service])

    def row(self, identity: str) -> LedgerRecord:
        return next(one for one in self.rows() if one.id == identity)

    def held(self) -> dict[str, Decimal]:
        """Return the amounts of what is here and not deleted, by id."""
        return {one.id: _amount(one) for one in self.rows() if not one.deleted}

    def is_whole(self) -> bool:
        return self.held() == self.fake.truth()


def _amount(one: LedgerRecord) -> Decimal:
    amount = one.gross if isinstance(one, LedgerInvoice) else None
    amount = one.amount if isinstance(one, Deal) else amount
    assert amount is not None
    return amount


def _key(key: str) -> Secrets:
    address = "https://service.example"
    return Secrets(way="key", key=SecretStr(key), address=address, notices=SecretStr(NOTICES))


OAUTH = Secrets(
    way="oauth",
    client_id=CLIENT,
    client_secret=SecretStr(SECRET),
    refresh=SecretStr("refresh-0"),
    address="https://service.example",
    notices=SecretStr(NOTICES),
)
FAKES: dict[Service, type[Fake]] = {
    Service.STRIPE: stripe.FakeStripe,
    Service.QUICKBOOKS: quickbooks.FakeQuickBooks,
    Service.XERO: xero.FakeXero,
    Service.HUBSPOT: hubspot.FakeHubSpot,
    Service.SALESFORCE: salesforce.FakeSalesforce,
}
CONNECTIONS = {
    Service.STRIPE: Connection(
        Service.STRIPE, "", _key(stripe.KEY), {"contract": "metadata.contract"}
    ),
    Service.QUICKBOOKS: Connection(
        Service.QUICKBOOKS, quickbooks.REALM, OAUTH, {"contract": "CustomField.Contract"}
    ),
    Service.XERO: Connection(Service.XERO, xero.TENANT, OAUTH, {"contract": "Reference"}),
    Service.HUBSPOT: Connection(
        Service.HUBSPOT, "", _key(hubspot.KEY), {"contract": "contract_number"}
    ),
    Service.SALESFORCE: Connection(
        Service.SALESFORCE, "", OAUTH, {"contract": "Contract_Number__c"}
    ),
}
WITH_DEALS = frozenset({Service.HUBSPOT, Service.SALESFORCE})
WITH_TOKENS = frozenset(one for one, kept in CONNECTIONS.items() if kept.secrets.way == "oauth")


def world(service: Service, folder: Path, size: int = 10) -> World:
    """Make the world of a service; pages have ``size`` rows."""
    time = Time()
    database = open_database(folder / "books.db")
    with database.write() as session:
        save_connection(session, SEALS, CONNECTIONS[service], time.now())
    kind = RecordKind.DEAL if service in WITH_DEALS else RecordKind.INVOICE
    places = Places(database, Vault(folder / "originals"))
    return World(service, FAKES[service](time), time, kind, places, folder, size)
