"""Bringing a database to this program's version: migrations, then the views.

What runs migrations is loaded when some are missing: most programs find their tables up to date.
"""

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from contract_ai.audit.trail import Event, record_on
from contract_ai.storage.engine import Database, open_engine, unusable
from contract_ai.storage.grants import give, may_upgrade, working_roles
from contract_ai.storage.views import create_views, has_views
from models.accounts import SYSTEM, Actor
from models.errors import ErrorCode, SettingsError

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"
_TABLE = "alembic_version"
_NAMED = re.compile(r'^(down_revision|revision) = (?:"(\w+)"|None)$', re.MULTILINE)


def open_database(place: str | Path, actor: Actor = SYSTEM, *, plain: bool = False) -> Database:
    """Connect, and create or upgrade the tables where they are not of this version.

    ``actor`` is who works with the database from here on; ``plain`` lets what goes to another host
    be in the clear.

    Raises:
        SettingsError: the database cannot be used, a newer program made it, or its tables must be
            upgraded by their owner.
    """
    database = open_engine(place, plain=plain).acting(actor)
    try:
        if not _up_to_date(database):
            upgrade(database)
    except SettingsError:
        database.close()
        raise
    return database


def upgrade(database: Database) -> str:
    """Run the migrations that are missing, renew the views, and return the version.

    Accounts of PostgreSQL that were let work here (`contract_ai.storage.grants`) still may.

    Raises:
        SettingsError: the database cannot be used, a newer program made it, or the account does
            not own the tables.
    """
    head = newest_version()
    try:
        with database.engine.execution_options(contract_ai_write=True).begin() as connection:
            current = _version_on(connection)
            if current is not None and current not in _versions():
                raise _too_new(database)
            if not may_upgrade(connection):
                raise _not_the_owner(database, current, head)
            roles = working_roles(connection)
            if current != head:
                _migrate(connection, "head")
                record_on(connection, [_upgraded(current, head)], database.actor)
            create_views(connection)
            for role in roles:
                give(connection, role)
    except DBAPIError as error:
        raise unusable(database.name, str(error.orig)) from error
    return head


def create_tables(connection: Connection, version: str) -> None:
    """Make the tables and views of a version in an empty database, for rows from another."""
    _migrate(connection, version)
    create_views(connection)


def newest_version() -> str:
    """Return the version of the tables that this program works with."""
    versions = _versions()
    (head,) = versions.keys() - versions.values()
    return head


def version_of(database: Database) -> str | None:
    """Return the version of the tables; None where there are none.

    Raises:
        SettingsError: the database cannot be used.
    """
    try:
        with database.engine.connect() as connection:
            return _version_on(connection)
    except DBAPIError as error:
        raise unusable(database.name, str(error.orig)) from error


def _up_to_date(database: Database) -> bool:
    """Whether there is nothing to do, found out without taking the lock for writing."""
    try:
        with database.engine.connect() as connection:
            return _version_on(connection) == newest_version() and has_views(connection)
    except DBAPIError as error:
        raise unusable(database.name, str(error.orig)) from error


def _version_on(connection: Connection) -> str | None:
    """Return the version of the tables; None where there are none."""
    if not inspect(connection).has_table(_TABLE):
        return None
    query = text(f"SELECT version_num FROM {_TABLE}")  # noqa: S608 (a name of our own)
    return connection.execute(query).scalar_one_or_none()


@cache
def _versions() -> dict[str, str]:
    """Return every version and the one before it ("" before the first), as the migrations say."""
    found: dict[str, str] = {}
    for path in sorted((_MIGRATIONS / "versions").glob("v*.py")):
        named = dict(_NAMED.findall(path.read_text(encoding="utf-8")))
        found[named["revision"]] = named["down_revision"]
    return found


def _migrate(connection: Connection, version: str) -> None:
    """Run the migrations that lead to a version."""
    from alembic import command  # noqa: PLC0415 (only who migrates pays for it)

    config = migrations()
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def migrations() -> "Config":
    """Say where the migrations lie; a connection is for the caller to give."""
    from alembic.config import Config  # noqa: PLC0415 (only who migrates pays for it)

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _upgraded(current: str | None, head: str) -> Event:
    if current is None:
        made = f"database, version {head}"
        return Event("database.created", made, after=head, at=datetime.now(UTC))
    name = f"database, from version {current} to {head}"
    return Event("database.upgraded", name, before=current, after=head, at=datetime.now(UTC))


def _not_the_owner(database: Database, current: str | None, head: str) -> SettingsError:
    now = "are not there yet" if current is None else f"are of version {current}"
    what = f"The tables {now}, this program needs {head}, and this account may not make tables."
    do = "Run contract-ai db upgrade with the DATABASE_URL of their owner (docs/security.md)."
    return SettingsError(ErrorCode.DATABASE_UNUSABLE, what, where=database.name, do=do)


def _too_new(database: Database) -> SettingsError:
    what = "A newer version of this program made this database."
    do = "Update this program, or choose another database."
    return SettingsError(ErrorCode.DATABASE_UNUSABLE, what, where=database.name, do=do)
