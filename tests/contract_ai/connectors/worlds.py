"""A service's stand-in, its connector and a database: what the conformance suite works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from contract_ai.connectors.base import Connector
from contract_ai.connectors.client import Client
from contract_ai.connectors.clock import Clock
from contract_ai.connectors.oauth import Key
from contract_ai.connectors.stripe import LIMITS as STRIPE_LIMITS
from contract_ai.connectors.stripe import Stripe
from contract_ai.connectors.syncing import Places, sync
from contract_ai.intake.vault import Vault
from contract_ai.storage.engine import Database
from contract_ai.storage.ledgers import Kept, records
from contract_ai.storage.upgrade import open_database
from models.ledgers import Deal, LedgerInvoice, LedgerRecord, RecordKind, Service
from tests.fakes.service import Fake, Time
from tests.fakes.stripe import KEY, FakeStripe

FOUND = "https://service.example"


@dataclass
class World:
    """``make`` opens the connector anew, as another run of the program does."""

    service: Service
    fake: Fake
    time: Time
    kind: RecordKind
    places: Places
    folder: Path
    make: Callable[[Clock], Connector]
    ours: timedelta = timedelta(0)
    """How far our clock is ahead of the service's."""

    def sync(self, *, whole: bool = False) -> Kept:
        """Run the program once."""
        clock = Clock(lambda: self.time.now() + self.ours, self.time.sleep, lambda: 0.5)
        return sync(self.make(clock), self.places, whole=whole)[self.kind]

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


def stripe(time: Time, _: Database, size: int) -> tuple[Fake, Callable[[Clock], Connector]]:
    fake = FakeStripe(time)

    def make(clock: Clock) -> Connector:
        client = Client(
            Service.STRIPE,
            FOUND,
            Key(KEY),
            clock,
            STRIPE_LIMITS,
            transport=fake.transport(),
        )
        return Stripe(client, mapping={"contract": "metadata.contract"}, page_size=size)

    return fake, make


MAKERS = {Service.STRIPE: (stripe, RecordKind.INVOICE)}


def world(service: Service, folder: Path, size: int = 10) -> World:
    """Make the world of a service; pages have ``size`` rows."""
    maker, kind = MAKERS[service]
    time = Time()
    database = open_database(folder / "books.db")
    fake, make = maker(time, database, size)
    places = Places(database, Vault(folder / "originals"))
    return World(service, fake, time, kind, places, folder, make)
