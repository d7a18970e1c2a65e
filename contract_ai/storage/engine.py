"""Opening a database and working in it: one transaction, all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic_core import from_json
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from contract_ai.audit.trail import ACTOR
from contract_ai.storage.encryption import must_be_encrypted
from models.accounts import SYSTEM, Actor
from models.errors import ErrorCode, SettingsError

BUSY_SECONDS = 30
MEMORY = "sqlite://"
_WRITE = "contract_ai_write"


@dataclass(frozen=True, slots=True)
class Database:
    """An open database; ``name`` is what messages call it, ``actor`` who works with it."""

    engine: Engine
    name: str
    actor: Actor = SYSTEM

    def acting(self, actor: Actor) -> "Database":
        """Return the same database, in which this person works."""
        return replace(self, actor=actor)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that only reads.

        Raises:
            SettingsError: the database cannot be used.
        """
        with self._guard(), Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self, actor: Actor | None = None) -> Iterator[Session]:
        """Open a session that commits at its end; an error undoes all of it.

        The audit trail says that ``actor`` did it; None means who works with the database.

        Raises:
            SettingsError: the database cannot be used: locked, full, damaged or read-only.
        """
        with self._guard(), Session(self.engine.execution_options(**{_WRITE: True})) as session:
            session.info[ACTOR] = actor or self.actor
            yield session
            session.commit()

    @contextmanager
    def trial(self) -> Iterator[Session]:
        """Open a session in which things are tried: all that is written is undone at its end.

        Other writers of SQLite wait meanwhile; those of PostgreSQL do not.

        Raises:
            SettingsError: the database cannot be used.
        """
        with self._guard(), Session(self.engine.execution_options(**{_WRITE: True})) as session:
            session.info[ACTOR] = self.actor
            try:
                yield session
            finally:
                session.rollback()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise unusable(self.name, str(error.orig)) from error


def open_engine(place: str | Path, *, plain: bool = False) -> Database:
    """Connect to a database: a file, or a URL (``sqlite://``, ``postgresql+psycopg://``).

    Nothing is created; see `contract_ai.storage.upgrade.open_database`.  ``plain`` lets what goes
    to another host be in the clear.

    Raises:
        SettingsError: the URL cannot be read, its driver is not installed, or the connection might
            not be encrypted.
    """
    name = "the database URL"
    try:
        url = _url(place)
        name = url.render_as_string(hide_password=True)
        engine = _sqlite(url) if url.get_backend_name() == "sqlite" else create_engine(url)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise unusable(name, str(error)) from error
    if not plain:
        must_be_encrypted(url, name)
    return Database(engine, name)


def file_of(database: Database) -> Path | None:
    """Return the file of a database of SQLite; None for one in memory or of a server."""
    url = make_url(database.engine.url)
    in_file = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
    return Path(str(url.database)).absolute() if in_file else None


def writes(session: Session) -> bool:
    """Whether a session was opened to write."""
    return bool(session.get_bind().get_execution_options().get(_WRITE))


def unusable(name: str, why: str) -> SettingsError:
    """Say that a database cannot be used."""
    what = f"The database cannot be used: {why.splitlines()[0] if why else 'unknown reason'}."
    do = "Check --database or DATABASE_URL, free space and permissions."
    return SettingsError(ErrorCode.DATABASE_UNUSABLE, what, where=name, do=do)


def forked(database: Database) -> None:
    """Make a database usable in a process that was just forked, for work that may be done again.

    Connections of the other process are left alone.  New ones do not wait for the disk at each
    commit; the next commit of any other connection puts on the disk what these wrote before it.
    """
    database.engine.dispose(close=False)
    event.listen(database.engine, "connect", _hurry)


def _hurry(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # a connection of either database
    sqlite = type(connection).__module__.startswith("sqlite3")
    cursor.execute("PRAGMA synchronous = NORMAL" if sqlite else "SET synchronous_commit TO OFF")
    cursor.close()
    if not sqlite:
        connection.commit()  # type: ignore[attr-defined]  # a connection of psycopg


def _url(place: str | Path) -> URL:
    text = str(place)
    return make_url(text) if "://" in text else URL.create("sqlite", database=text)


def _sqlite(url: URL) -> Engine:
    options: dict[str, object] = {
        "connect_args": {"timeout": BUSY_SECONDS},
        "json_deserializer": from_json,  # twice as fast as json.loads, with the same result
    }
    if url.database in (None, "", ":memory:"):
        options["poolclass"] = StaticPool
        options["connect_args"] = {"check_same_thread": False}
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: object, _record: object) -> None:
    # sqlite3 would begin transactions by itself, and too late to take the write lock first.
    connection.isolation_level = None  # type: ignore[attr-defined]  # a sqlite3.Connection
    cursor = connection.cursor()  # type: ignore[attr-defined]  # a sqlite3.Connection
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
