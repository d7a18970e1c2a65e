"""The migrations make exactly the tables of the models, and the views that go with them."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from contract_ai.storage import upgrade as upgrade_module
from contract_ai.storage.engine import Database, open_engine
from contract_ai.storage.upgrade import (
    migrations,
    newest_version,
    open_database,
    upgrade,
    version_of,
)
from contract_ai.storage.views import view_statements
from models.errors import ErrorCode, SettingsError
from models.tables import METADATA
from models.terms import TERM_KINDS
from tests import in_haste
from tests.contract_ai.batch.nights import COMPANY, House
from tests.contract_ai.storage.conftest import place_of

pytestmark = pytest.mark.usefixtures("real_migrations")
OLDEST = "0013"
"""The version to which a database with rows of today can still go back."""


def test_models_and_migrations_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    before = inspect(database.engine).get_table_names()
    assert upgrade(database) == upgrade(database)
    assert inspect(database.engine).get_table_names() == before


def test_the_latest_migration_goes_back_and_forth(database: Database) -> None:
    before = _shape(database)
    for step, target in ((command.downgrade, "-1"), (command.upgrade, "head")):
        with database.engine.execution_options(contract_ai_write=True).begin() as connection:
            config = migrations()
            config.attributes["connection"] = connection
            step(config, target)
        assert (_shape(database) == before) is (target == "head")


def _shape(database: Database) -> set[tuple[str, str]]:
    """Name the columns and indexes of every table."""
    found = inspect(database.engine)
    return {
        (table, str(one["name"]))
        for table in found.get_table_names()
        for one in (*found.get_columns(table), *found.get_indexes(table))
    }


@pytest.mark.parametrize("kind", ["memory", "postgresql"])
def test_tables_made_in_haste_are_those_of_the_migrations(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = []
    for make in (upgrade_module._migrate, in_haste.migrate, in_haste.migrate):
        monkeypatch.setattr(upgrade_module, "_migrate", make)
        database = open_database(place_of(kind, tmp_path))
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, METADATA) == []
        shapes.append((_shape(database), version_of(database)))
        database.close()
    assert shapes[0] == shapes[1] == shapes[2]


def test_every_kind_of_term_has_a_view(database: Database) -> None:
    views = set(inspect(database.engine).get_view_names())
    assert views == {f"term_{kind}" for kind in TERM_KINDS}


def test_the_views_are_written_for_postgresql_as_well() -> None:
    statements = "\n".join(view_statements("postgresql"))
    assert "CAST((term.values ->> 'amount') AS numeric) AS \"amount\"" in statements
    assert "CAST((term.values ->> 'days') AS integer) AS \"days\"" in statements
    assert "(term.values ->> 'from') AS \"counts_from\"" in statements


def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    opened = open_database(tmp_path / "books.db")
    with opened.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    opened.close()
    with pytest.raises(SettingsError, match="newer version") as caught:
        open_database(tmp_path / "books.db")
    assert caught.value.code is ErrorCode.DATABASE_UNUSABLE


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "books.db"
    place.write_bytes(b"This is a letter, no database. " * 200)
    with pytest.raises(SettingsError, match="cannot be used") as caught:
        open_database(place)
    assert caught.value.code is ErrorCode.DATABASE_UNUSABLE


@pytest.mark.parametrize(
    "place", ["nonsense://x", "sqlite:///:none:/x/y.db", "postgresql+no://h/d"]
)
def test_a_place_that_cannot_be_opened_is_named(place: str) -> None:
    with pytest.raises(SettingsError):
        upgrade(open_engine(place))


def test_a_password_is_never_shown() -> None:
    with pytest.raises(SettingsError) as caught:
        open_engine("sqlite://user:secret@/x.db")
    assert "secret" not in str(caught.value)


def test_a_view_that_is_missing_is_made_when_the_database_is_opened(tmp_path: Path) -> None:
    opened = open_database(tmp_path / "books.db")
    with opened.engine.begin() as connection:
        connection.execute(text("DROP VIEW term_rate"))
    opened.close()
    opened = open_database(tmp_path / "books.db")
    assert "term_rate" in inspect(opened.engine).get_view_names()
    opened.close()


def test_opening_for_reading_waits_for_no_writer(tmp_path: Path) -> None:
    writer = open_database(tmp_path / "books.db")
    with writer.write() as session:
        session.execute(text("DELETE FROM decision"))
        reader = open_database(tmp_path / "books.db")
        with reader.read() as reading:
            assert reading.execute(text("SELECT count(*) FROM term")).scalar_one() == 0
        reader.close()
    writer.close()


@pytest.mark.parametrize("kind", ["file", "postgresql"])
def test_with_rows_in_it_a_database_goes_back_and_forth(tmp_path: Path, kind: str) -> None:
    house = House(tmp_path / "house", place=place_of(kind, tmp_path))
    house.put(COMPANY)
    house.night()
    opened = open_engine(house.place)
    before = _counts(opened)
    assert {"part", "finding", "test", "inbox_file", "document", "term"} <= before.keys()
    for target in ("0019", "0018", OLDEST):
        with opened.engine.execution_options(contract_ai_write=True).begin() as connection:
            config = migrations()
            config.attributes["connection"] = connection
            command.downgrade(config, target)
        kept = _counts(opened)
        assert kept == {name: before[name] for name in kept}
        opened.close()
        opened = open_database(house.place)  # as the next start of the program does
        after = _counts(opened)
        gone = before.keys() - kept.keys()
        assert {n: c for n, c in after.items() if n not in gone | {"audit_event"}} == {
            n: c for n, c in before.items() if n not in gone | {"audit_event"}
        }
        before = after
    opened.close()


def _counts(database: Database) -> dict[str, int]:
    """Count the rows of every table that has any."""
    with database.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        counts = {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608 (our own names)
            for name in names
        }
    return {name: count for name, count in counts.items() if count}


def test_the_newest_version_is_read_from_the_files_of_the_migrations() -> None:
    script = ScriptDirectory.from_config(migrations())
    assert newest_version() == script.get_current_head()
