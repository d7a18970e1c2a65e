"""Connections that are kept: what lets us in, encrypted, and who reads now.

All secrets of a connection are one text, sealed under the application's key (docs/security.md)
for this service alone.  Whoever has the database without the key cannot read with them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, SecretStr, field_serializer
from sqlmodel import Session, col, delete, select

from contract_ai.accounts.secrets import Vault
from contract_ai.audit.trail import record
from contract_ai.connectors.oauth import Tokens
from contract_ai.connectors.trouble import not_connected, running
from contract_ai.storage.engine import Database
from models.ledgers import Service
from models.tables.ledgers import LedgerRecordRow, ServiceConnectionRow, SyncPositionRow

LEASE = timedelta(minutes=20)
"""How long a sync that was killed keeps others away: longer than any wait for one answer."""


class Secrets(BaseModel):
    """What lets us in: a key, or a program's name and what a person allowed it.

    ``notices`` is what the service signs its notices with.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    way: Literal["key", "oauth"]
    key: SecretStr = SecretStr("")
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    back: str = ""
    access: SecretStr = SecretStr("")
    refresh: SecretStr = SecretStr("")
    ends_at: AwareDatetime | None = None
    address: str = ""
    currency: str | None = None
    notices: SecretStr = SecretStr("")

    @field_serializer("key", "client_secret", "access", "refresh", "notices", when_used="json")
    def _plain(self, value: SecretStr) -> str:
        """Write a secret out: what comes of it is sealed at once."""
        return value.get_secret_value()

    def with_tokens(self, tokens: Tokens) -> "Secrets":
        """Return the same with other tokens."""
        update = {
            "access": SecretStr(tokens.access),
            "refresh": SecretStr(tokens.refresh),
            "ends_at": tokens.ends_at,
            "address": tokens.address or self.address,
        }
        return self.model_copy(update=update)


@dataclass(frozen=True, slots=True)
class Connection:
    """A service that is connected; ``account`` is the company or organisation there."""

    service: Service
    account: str
    secrets: Secrets
    mapping: dict[str, str]


def save_connection(session: Session, vault: Vault, connection: Connection, at: datetime) -> None:
    """Keep a connection in the place of the last one of its service.

    Another account there begins anew, and its records take the place of the last one's: two
    accounts must never be compared with our books as one.
    """
    service = connection.service
    row = _known_row(session, service)
    reason = ""
    if row is not None and row.account != connection.account:
        for table in (SyncPositionRow, LedgerRecordRow):
            session.execute(delete(table).where(col(table.service) == service))
        reason = "another account; the records of the one before are dropped"
    row = row or ServiceConnectionRow(service=service, sealed="", connected_at=at)
    row.account, row.mapping, row.connected_at = connection.account, connection.mapping, at
    row.sealed = vault.seal(connection.secrets.model_dump_json(), _purpose(service))
    row.problem = ""
    session.add(row)
    after = {"account": connection.account, "mapping": connection.mapping}
    thing = f"service {service}"
    record(session, action="service.connected", object=thing, after=after, reason=reason, at=at)


def save_notices(
    session: Session, vault: Vault, service: Service, secret: SecretStr, at: datetime
) -> None:
    """Keep what a service signs its notices with; an empty text takes none.

    Raises:
        ServiceError: the service is not connected.
        SettingsError: its secrets were sealed under another key.
    """
    row = _needed(session, service)
    secrets = connection(session, vault, service).secrets
    text = secrets.model_copy(update={"notices": secret}).model_dump_json()
    row.sealed = vault.seal(text, _purpose(service))
    session.add(row)
    record(session, action="service.notices", object=f"service {service}", at=at)


def forget_connection(session: Session, service: Service, at: datetime) -> None:
    """Forget what lets us in; what was read stays.

    Raises:
        ServiceError: the service is not connected.
    """
    row = _needed(session, service)
    row.sealed = ""  # the account stays known, as its records do
    session.add(row)
    record(session, action="service.disconnected", object=f"service {service}", at=at)


def connection(session: Session, vault: Vault, service: Service) -> Connection:
    """Return a connection with its secrets.

    Raises:
        ServiceError: the service is not connected.
        SettingsError: its secrets were sealed under another key.
    """
    row = _needed(session, service)
    secrets = Secrets.model_validate_json(vault.open(row.sealed, _purpose(service)))
    return Connection(service, row.account, secrets, dict(row.mapping))


def reseal(session: Session, vault: Vault, at: datetime) -> int:
    """Seal the secrets of every connection under the key that counts now; return how many were not.

    Raises:
        SettingsError: one was sealed under a key that is not given.
    """
    changed = 0
    for row in connections(session):
        if not vault.is_current(row.sealed):
            purpose = _purpose(Service(row.service))
            row.sealed = vault.seal(vault.open(row.sealed, purpose), purpose)
            session.add(row)
            record(session, action="service.resealed", object=f"service {row.service}", at=at)
            changed += 1
    return changed


def connections(session: Session) -> list[ServiceConnectionRow]:
    """List what is connected; its secrets stay sealed."""
    query = select(ServiceConnectionRow).where(col(ServiceConnectionRow.sealed) != "")
    return list(session.exec(query.order_by(col(ServiceConnectionRow.service))))


def is_told(session: Session, service: Service, now: datetime) -> bool:
    """Whether a notice stands which a sync to come will take in.

    What is read now may have passed what changed, so a sync at work counts for nothing.

    Raises:
        ServiceError: the service is not connected.
    """
    row = _needed(session, service)
    return row.hint_at is not None and not _is_held(row, now)


def due(session: Session, now: datetime, pause: timedelta) -> list[Service]:
    """Name services whose first notice since the last sync is so old, and which nobody reads."""
    return [
        Service(row.service)
        for row in connections(session)
        if row.hint_at is not None and row.hint_at + pause <= now and not _is_held(row, now)
    ]


def hint(session: Session, service: Service, at: datetime) -> None:
    """Note that the service says something changed: a sync is due.

    Raises:
        ServiceError: the service is not connected.
    """
    row = _needed(session, service)
    row.hint_at = at if row.hint_at is None else max(row.hint_at, at)
    session.add(row)


def hold(database: Database, service: Service, holder: str, now: datetime) -> None:
    """Keep other syncs of a service away until `end_hold`, or for `LEASE`; again to go on.

    Raises:
        ServiceError: another sync is at work, or the service is not connected.
    """
    with database.write() as session:
        row = _needed(session, service, lock=True)
        if row.holder != holder and row.held_until is not None and row.held_until > now:
            raise running(service, row.held_until)
        row.holder, row.held_until = holder, now + LEASE
        session.add(row)


def end_hold(
    database: Database,
    service: Service,
    holder: str,
    problem: str,
    times: tuple[datetime, datetime],
) -> None:
    """Let others read, and note how it ended: ``problem`` is empty where all went well.

    ``times`` are when the sync began and when it ended.
    """
    began, now = times
    with database.write() as session:
        row = _known_row(session, service)
        if row is None or row.holder != holder:
            return
        row.holder, row.held_until, row.problem = "", None, problem
        if not problem:
            row.synced_at = now
            # A notice that came while it read may be of what it had passed.
            row.hint_at = row.hint_at if row.hint_at and row.hint_at > began else None
        session.add(row)
        action = "service.failed" if problem else "service.synced"
        record(session, action=action, object=f"service {service}", reason=problem, at=now)


class KeptTokens:
    """The tokens of a connection in the database."""

    def __init__(self, database: Database, vault: Vault, service: Service) -> None:
        self._database, self._vault, self._service = database, vault, service

    def load(self) -> Tokens:
        """Return the newest ones.

        Raises:
            ServiceError: the service is not connected.
            SettingsError: they were sealed under another key.
        """
        with self._database.read() as session:
            found = connection(session, self._vault, self._service).secrets
        access, refresh = found.access.get_secret_value(), found.refresh.get_secret_value()
        return Tokens(access, refresh, found.ends_at, found.address)

    def save(self, tokens: Tokens) -> None:
        """Keep them; they are committed when this returns.

        Raises:
            ServiceError: the service is not connected any more.
        """
        with self._database.write() as session:
            secrets = connection(session, self._vault, self._service).secrets
            row = _needed(session, self._service)
            text = secrets.with_tokens(tokens).model_dump_json()
            row.sealed = self._vault.seal(text, _purpose(self._service))
            session.add(row)


def _known_row(
    session: Session, service: Service, *, lock: bool = False
) -> ServiceConnectionRow | None:
    query = select(ServiceConnectionRow).where(col(ServiceConnectionRow.service) == service)
    return session.exec(query.with_for_update() if lock else query).first()


def _needed(session: Session, service: Service, *, lock: bool = False) -> ServiceConnectionRow:
    row = _known_row(session, service, lock=lock)
    if row is None or not row.sealed:
        raise not_connected(service)
    return row


def _is_held(row: ServiceConnectionRow, now: datetime) -> bool:
    return row.held_until is not None and row.held_until > now


def _purpose(service: Service) -> str:
    return f"connection {service}"
