"""Bringing a database to this program's version: migrations, then the views."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from contract_ai.audit.trail import Event, record_on
from contract_ai.storage.engine import Database, open_engine, unusable
from contract_ai.storage.views import create_views, has_views
from models.accounts import SYSTEM, Actor
from models.errors import ErrorCode, SettingsError

_MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(place: str | Path, actor: Actor = SYSTEM) -> Database:
    """Connect, and create or upgrade the tables where they are not of this version.

    ``actor`` is who works with the database from here on.

    Raises:
        SettingsError: the database cannot be used, or a newer program made it.
    """
    database = open_engine(place).acting(actor)
    if not _up_to_date(database):
        upgrade(database)
    return database


def upgrade(database: Database) -> str:
    """Run the migrations that are missing, renew the views, and return the version.

    Raises:
        SettingsError: the database cannot be used, or a newer program made it.
    """
    config = migrations()
    script = ScriptDirectory.from_config(config)
    head = script.get_current_head() or ""
    try:
        with database.engine.execution_options(contract_ai_write=True).begin() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            if current is not None and current not in {r.revision for r in script.walk_revisions()}:
                raise _too_new(database)
            if current != head:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                record_on(connection, [_upgraded(current, head)], database.actor)
            create_views(connection)
    except DBAPIError as error:
        raise unusable(database.name, str(error.orig)) from error
    return head


def create_tables(connection: Connection, version: str) -> None:
    """Make the tables and views of a version in an empty database, for rows from another."""
    config = migrations()
    config.attributes["connection"] = connection
    command.upgrade(config, version)
    create_views(connection)


@cache
def newest_version() -> str:
    """Return the version of the tables that this program works with."""
    return ScriptDirectory.from_config(migrations()).get_current_head() or ""


def version_of(database: Database) -> str | None:
    """Return the version of the tables; None where there are none.

    Raises:
        SettingsError: the database cannot be used.
    """
    try:
        with database.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise unusable(database.name, str(error.orig)) from error


def _up_to_date(database: Database) -> bool:
    """Whether there is nothing to do, found out without taking the lock for writing."""
    head = ScriptDirectory.from_config(migrations()).get_current_head()
    try:
        with database.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            return current == head and has_views(connection)
    except DBAPIError as error:
        raise unusable(database.name, str(error.orig)) from error


def migrations() -> Config:
    """Say where the migrations lie; a connection is for the caller to give."""
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


def _too_new(database: Database) -> SettingsError:
    what = "A newer version of this program made this database."
    do = "Update this program, or choose another database."
    return SettingsError(ErrorCode.DATABASE_UNUSABLE, what, where=database.name, do=do)
