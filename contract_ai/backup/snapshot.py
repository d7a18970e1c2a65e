"""A database as it is at one moment, as an SQLite file; and such a file put into a database.

Whatever the database is, its snapshot is SQLite: a backup of PostgreSQL can be opened on a laptop
and the other way round.  Tables are the same on both, and values pass through the same types.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Table, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from contract_ai.storage.engine import Database, open_engine, unusable
from contract_ai.storage.upgrade import create_tables
from models.tables import METADATA

_TOGETHER = 5_000
_VERSION = text("SELECT version_num FROM alembic_version")


def take(database: Database, file: Path) -> None:
    """Write the state of a database into a new SQLite file; who writes meanwhile does not wait.

    Raises:
        SettingsError: the database cannot be read.
    """
    try:
        if database.engine.dialect.name == "sqlite":
            _copy_file(database, file)
            return
        fresh = open_engine(file)
        try:
            with (
                database.engine.connect().execution_options(
                    isolation_level="REPEATABLE READ", yield_per=_TOGETHER
                ) as source,
                fresh.engine.execution_options(contract_ai_write=True).begin() as target,
            ):
                _copy_rows(source, target, version=source.execute(_VERSION).scalar_one())
        finally:
            fresh.close()
    except DBAPIError as error:
        raise unusable(database.name, str(error.orig)) from error


def give(file: Path, database: Database) -> None:
    """Put the rows of a snapshot of this version into an empty database, all or none.

    Raises:
        SettingsError: the database cannot be written.
    """
    snapshot = open_engine(file)
    try:
        with (
            snapshot.engine.connect().execution_options(yield_per=_TOGETHER) as source,
            database.engine.execution_options(contract_ai_write=True).begin() as target,
        ):
            _copy_rows(source, target, version=source.execute(_VERSION).scalar_one())
    except DBAPIError as error:
        raise unusable(database.name, str(error.orig)) from error
    finally:
        snapshot.close()


def is_empty(database: Database) -> bool:
    """Whether a database holds none of our tables."""
    try:
        with database.engine.connect() as connection:
            return not set(inspect(connection).get_table_names()) & set(METADATA.tables)
    except DBAPIError as error:
        raise unusable(database.name, str(error.orig)) from error


def counts(database: Database) -> Mapping[str, int]:
    """Count the rows of every table."""
    with database.read() as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in METADATA.sorted_tables
        }


def _copy_file(database: Database, file: Path) -> None:
    with database.engine.connect() as connection, closing(sqlite3.connect(file)) as target:
        source = connection.connection.driver_connection
        if not isinstance(source, sqlite3.Connection):
            msg = "no connection of SQLite"
            raise TypeError(msg)
        source.backup(target)  # all pages in one go: one state
        target.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it


def _copy_rows(source: Connection, target: Connection, *, version: str) -> None:
    create_tables(target, version)
    for table in METADATA.sorted_tables:
        # By key, so that a row comes after those that it follows.
        ordered = select(table).order_by(*table.primary_key.columns)
        with source.execute(ordered) as found:  # a cursor of the server, closed also after an error
            for rows in found.mappings().partitions(_TOGETHER):
                target.execute(insert(table), [dict(row) for row in rows])
    if target.dialect.name == "postgresql":
        for table in METADATA.sorted_tables:
            _count_on(target, table)


def _count_on(target: Connection, table: Table) -> None:
    """Have PostgreSQL number new rows after those that were put in."""
    column = table.autoincrement_column
    if column is None:
        return
    name = target.execute(
        text("SELECT pg_get_serial_sequence(:table, :column)"),
        {"table": table.name, "column": column.name},
    ).scalar_one()
    newest = target.execute(select(func.max(column))).scalar_one()
    if name is not None and newest is not None:
        target.execute(text("SELECT setval(:name, :newest)"), {"name": name, "newest": newest})
