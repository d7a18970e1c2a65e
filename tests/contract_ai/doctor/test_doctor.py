"""The doctor says what is well, finds each thing that is not, and changes nothing."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import text

from contract_ai.doctor import machine
from contract_ai.doctor.books import look_at_books
from contract_ai.doctor.machine import look_at_machine
from contract_ai.doctor.places import look_at_places
from contract_ai.doctor.told import State, Told
from contract_ai.pool import open_pool
from contract_ai.storage.engine import Database, open_engine
from contract_ai.storage.upgrade import open_database
from tests.contract_ai.batch.nights import COMPANY, House
from tests.contract_ai.fakes import InProcess
from tests.contract_ai.storage.conftest import place_of

OF_THE_MACHINE = {"sandbox", "space", "scans", "sorting", "account"}
"""What the machine that tests run on may lack, and its PostgreSQL: how it sorts, whose tables they are."""


class Usage(NamedTuple):
    """As `shutil.disk_usage` gives it, in bytes."""

    total: int
    used: int
    free: int


@pytest.fixture(params=["file", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    made = House(tmp_path / "house", place=place_of(request.param, tmp_path))
    made.hand.now = datetime.now(UTC)  # not of the beginning of all tests, which may be long ago
    made.put(COMPANY)
    made.night()
    key = tmp_path / "contract-ai.key"
    made.settings = made.settings.model_copy(update={"secret_key_file": key})
    return made


@pytest.fixture
def database(house: House) -> Iterator[Database]:
    opened = open_engine(house.place)
    yield opened
    opened.close()


def looked(house: House, database: Database, ago: timedelta = timedelta(0)) -> dict[str, Told]:
    with InProcess() as readers:
        found = [
            *look_at_machine(readers),
            *look_at_places(house.settings, database),
            *look_at_books(database, datetime.now(UTC) - ago + timedelta(seconds=30)),
        ]
    return {one.name: one for one in found}


def test_where_all_is_well_it_says_so(house: House, database: Database) -> None:
    before = house.dump()
    told = looked(house, database)
    ours = {name: one for name, one in told.items() if name not in OF_THE_MACHINE}
    assert {name: one for name, one in ours.items() if one.state is not State.WELL} == {}
    assert all((one.state is State.WELL) is (one.do == "") for one in told.values())
    assert {"python", "readers", "scans", "audit trail", "clock", "nights"} <= told.keys()
    assert house.dump() == before


def _say(statement: str, **values: object) -> Callable[[House, Database], None]:
    def do(_house: House, database: Database) -> None:
        with database.write() as session:
            session.execute(text(statement), values)

    return do


def _readable(house: House, _database: Database) -> None:
    key = house.settings.secret_key_file
    assert key is not None
    key.write_text("x", encoding="ascii")
    key.chmod(0o644)


def _open_to_all(house: House, _database: Database) -> None:
    (house.root / "files" / "originals").chmod(0o755)


def _unguarded(_house: House, database: Database) -> None:
    on = " ON audit_event" if database.engine.dialect.name == "postgresql" else ""
    name = "audit_event_no_change" if on else "audit_event_no_update"
    _say(f"DROP TRIGGER {name}{on}")(_house, database)


def _tampered(house: House, database: Database) -> None:
    _unguarded(house, database)
    _say("UPDATE audit_event SET reason = 'nothing' WHERE seq = 2")(house, database)


FAULTS: dict[str, tuple[str, State, Callable[[House, Database], None]]] = {
    "the key is readable": ("key", State.WRONG, _readable),
    "the originals are open to all": ("originals", State.WRONG, _open_to_all),
    "a trigger is gone": ("triggers", State.WRONG, _unguarded),
    "the trail was changed": ("audit trail", State.WRONG, _tampered),
    "a check crashed": ("checks", State.WRONG, _say("UPDATE run SET crashes = '[\"PT101\"]'")),
    "nothing was checked": ("checks", State.LIMITED, _say("DELETE FROM run")),
    "a night was cut off": (
        "nights",
        State.LIMITED,
        _say(
            "UPDATE night SET ended_at = NULL, began_at = :at",
            at=datetime.now(UTC) - timedelta(hours=3),
        ),
    ),
    "the timer stands still": (
        "nights",
        State.LIMITED,
        _say("UPDATE night SET began_at = :at", at=datetime.now(UTC) - timedelta(days=9)),
    ),
    "the tables are older": (
        "database",
        State.LIMITED,
        _say("UPDATE alembic_version SET version_num = '0013'"),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(house: House, database: Database, fault: str) -> None:
    name, state, do = FAULTS[fault]
    do(house, database)
    told = looked(house, database)[name]
    assert told.state is state
    assert told.do


def test_a_clock_that_was_set_back_is_found(house: House, database: Database) -> None:
    told = looked(house, database, timedelta(days=2))
    assert told["clock"].state is State.WRONG


@pytest.mark.parametrize(
    ("rules", "state"),
    [("LOCALE 'C'", State.WELL), ("LOCALE_PROVIDER icu ICU_LOCALE 'en-US'", State.LIMITED)],
)
@pytest.mark.parametrize("kind", ["postgresql"])
def test_a_server_that_sorts_as_a_dictionary_is_found(
    tmp_path: Path, kind: str, rules: str, state: State
) -> None:
    place = place_of(kind, tmp_path, f"TEMPLATE template0 ENCODING 'UTF8' {rules}")
    database = open_database(place)
    told = {one.name: one for one in look_at_books(database, datetime.now(UTC))}["sorting"]
    assert told.state is state
    assert bool(told.do) is (state is State.LIMITED)
    database.close()


def test_what_is_missing_on_the_machine_is_said(
    house: House, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "find_tesseract", lambda: None)
    monkeypatch.setattr(machine, "can_leave_network", lambda: False)
    monkeypatch.setattr(
        machine, "requires", lambda _: ["pydantic>=99", "nobody>=1", "x; extra=='y'"]
    )
    monkeypatch.setattr("contract_ai.doctor.places.shutil.disk_usage", lambda _: Usage(1, 1, 100))
    told = looked(house, database)
    assert "apt-get install tesseract-ocr" in told["scans"].do
    assert told["sandbox"].what.startswith("limits only")
    assert "nobody (not installed), pydantic" in told["packages"].what
    assert told["space"].state is State.WRONG


def test_real_readers_are_tried(tmp_path: Path) -> None:
    database = open_database(tmp_path / "books.db")
    house = House(tmp_path / "house")
    with open_pool(house.settings) as readers:
        told = {one.name: one for one in look_at_machine(readers)}
    assert told["readers"].state is State.WELL
    database.close()
