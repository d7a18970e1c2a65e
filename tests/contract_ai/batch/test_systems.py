"""Connected systems in the night: read first, told of, and never what stops it."""

from dataclasses import replace
from pathlib import Path

import pytest

from contract_ai.accounts.secrets import KEY_FILE, Vault, vault_of
from contract_ai.batch.figures import Figures, SystemRead
from contract_ai.batch.saying import figures_text
from contract_ai.batch.summary import Summary
from contract_ai.connectors import opening
from contract_ai.connectors.connections import connections, hold
from contract_ai.connectors.services import Means
from contract_ai.storage.engine import Database
from contract_ai.storage.ledgers import counts
from contract_ai.storage.upgrade import open_database
from models.ledgers import RecordKind, Service
from tests.contract_ai.batch.nights import COMPANY, TODAY, House
from tests.contract_ai.cli.invoke import Program
from tests.fakes.hubspot import FakeHubSpot
from tests.fakes.service import Fake, Time, status
from tests.fakes.stripe import FakeStripe
from tests.fakes.together import connect, together
from tests.fakes.xero import FakeXero

THREE = (Service.STRIPE, Service.XERO, Service.HUBSPOT)


class Stage:
    """A house whose three systems are connected."""

    def __init__(self, root: Path) -> None:
        self.house = House(root)
        self.time = Time()
        self.fakes: dict[Service, Fake] = {
            Service.STRIPE: FakeStripe(self.time),
            Service.XERO: FakeXero(self.time),
            Service.HUBSPOT: FakeHubSpot(self.time),
        }
        for fake in self.fakes.values():
            fake.add(4)
        with self.books() as database:
            vault = vault_of(self.house.settings, database.engine.url)
            connect(database, vault, self.time, *THREE)

    def books(self) -> "Books":
        return Books(self.house.place)

    def asked(self) -> int:
        return sum(len(fake.asked) for fake in self.fakes.values())

    def night(self, **changed: object) -> dict[str, SystemRead]:
        return _systems(self.house.night(**changed))  # type: ignore[arg-type]  # of the plan


class Books:
    """The database, for a while."""

    def __init__(self, place: str | Path) -> None:
        self._place = place

    def __enter__(self) -> Database:
        self._database = open_database(self._place)
        return self._database

    def __exit__(self, *_: object) -> None:
        self._database.close()


def _systems(said: Summary) -> dict[str, SystemRead]:
    return {one.service: one for one in said.figures.systems}


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(capsys)


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage(tmp_path)
    way_out = made.time.clock(), together(made.fakes)
    monkeypatch.setattr(opening, "outside", lambda: way_out)
    return made


def test_connected_systems_are_read_first_and_counted(stage: Stage) -> None:
    stage.house.put(COMPANY)
    first = stage.house.night()
    read = _systems(first)
    assert set(read) == set(THREE)
    assert [one.code for one in read.values()] == ["", "", ""]
    with stage.books() as database, database.read() as session:
        assert counts(session, Service.XERO)[RecordKind.INVOICE] == 4
    assert f"  Stripe         {read['stripe'].new} records new, 0 changed" in figures_text(
        first.figures
    )

    stage.time.go(hours=24)
    stage.fakes[Service.XERO].change(0)
    second = stage.house.night()
    assert _systems(second)["xero"].changed == 1
    assert second.figures.checked


def test_where_nothing_changed_there_nothing_is_checked(stage: Stage) -> None:
    stage.house.put(COMPANY)
    stage.house.night()
    stage.time.go(hours=24)
    again = stage.house.night()
    assert {(one.new, one.changed, one.code) for one in _systems(again).values()} == {(0, 0, "")}
    assert not again.figures.checked


def test_a_system_that_is_down_stops_nothing(stage: Stage) -> None:
    stage.house.put(COMPANY)
    stage.fakes[Service.XERO].faults += [status(503)] * 20
    stage.fakes[Service.HUBSPOT].faults += [status(401)] * 3
    said = stage.house.night()
    read = _systems(said)
    assert (read["stripe"].code, read["stripe"].new > 0) == ("", True)
    assert (read["xero"].code, read["hubspot"].code) == ("SERVICE_UNREACHABLE", "SERVICE_REFUSED")
    assert said.figures.checked
    assert said.figures.new == {"contract": 1, "facts": 1, "invoice": 1}
    text = figures_text(said.figures)
    assert "not read [SERVICE_REFUSED] HubSpot does not let us read (status 401)." in text
    assert "contract-ai connect hubspot" in text
    stage.fakes[Service.XERO].faults.clear()
    stage.fakes[Service.HUBSPOT].faults.clear()
    assert {one.code for one in stage.night().values()} == {""}


def test_a_fault_of_ours_in_one_system_is_told_and_the_rest_goes_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(number: int) -> None:
        raise KeyError(number)

    stage.fakes[Service.STRIPE].before = broken
    read = stage.night()
    assert (read["stripe"].code, read["xero"].code) == ("FAULT", "")
    open_means = opening.means_for

    def without_key(*given: object) -> Means:
        made = open_means(*given)  # type: ignore[arg-type]  # as it was called
        return replace(made, vault=Vault(b"x" * 32))

    monkeypatch.setattr("contract_ai.batch.syncing.means_for", without_key)
    assert {one.code for one in stage.night().values()} == {"SECRET_KEY_UNUSABLE"}


def test_who_wants_it_leaves_them_out(stage: Stage) -> None:
    assert stage.night(sync=False) == {}
    assert stage.asked() == 0


def test_a_sync_of_the_server_is_waited_for(stage: Stage) -> None:
    with stage.books() as database:
        hold(database, Service.STRIPE, "server", stage.time.now())
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        stage.time.go(minutes=11)

    stage.house.hand.sleep = sleep
    assert stage.night()["stripe"].code == ""
    assert slept == [30.0, 30.0]
    with stage.books() as database, database.read() as session:
        assert {one.problem for one in connections(session)} == {""}


def test_one_that_goes_on_too_long_is_left_to_who_reads_it(stage: Stage) -> None:
    with stage.books() as database:
        hold(database, Service.STRIPE, "server", stage.time.now())
    stage.house.hand.sleep = lambda _: None
    read = stage.night()
    assert (read["stripe"].code, read["xero"].code) == ("SYNC_RUNNING", "")


def test_the_command_says_it_and_ends_with_3(
    stage: Stage, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTRACT_AI_DATA", str(tmp_path / "files"))
    monkeypatch.setenv("CONTRACT_AI_SECRET_KEY_FILE", str(stage.house.root / KEY_FILE))
    stage.house.put(COMPANY)
    day = TODAY.isoformat()
    place = ("--database", stage.house.place, "--settle", 0, "--as-of", day, "--workers", 1)
    stage.fakes[Service.XERO].faults += [status(401)] * 3
    failed = program("batch", stage.house.inbox, *place)
    assert failed.code == 3
    assert "xero: [SERVICE_REFUSED] Xero does not let us read" in failed.err
    assert "  Xero           not read [SERVICE_REFUSED]" in failed.out
    left_out = program("batch", stage.house.inbox, *place, "--no-sync")
    assert (left_out.code, "Xero" in left_out.out) == (0, False)
    stage.fakes[Service.XERO].faults.clear()
    told = program("batch", stage.house.inbox, *place, "--format", "json")
    assert told.code == 0
    assert [one["service"] for one in told.json["systems"]] == ["hubspot", "stripe", "xero"]


def test_figures_of_nights_before_this_are_still_read() -> None:
    form = Figures(night=1, as_of=TODAY).model_dump(mode="json")
    del form["systems"]
    assert Figures.model_validate(form).systems == ()
