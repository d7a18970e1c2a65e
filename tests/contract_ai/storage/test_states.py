"""The state kept with each finding is the one that its decisions give it, whatever happens."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from contract_ai.storage.engine import MEMORY, Database
from contract_ai.storage.findings import (
    CheckedPart,
    Grounds,
    Place,
    close_run,
    decide,
    load_audit,
    save_parts,
)
from contract_ai.storage.lives import live_on
from contract_ai.storage.upgrade import open_database
from models.findings import Audit, LocatedFinding, State
from models.lives import Decision
from models.tables.findings import FindingRow, LifeRow
from tests.contract_ai import samples
from tests.contract_ai.samples import NOW, TODAY

KEYS = ("a", "b", "c")
RUNS = st.tuples(
    st.just("run"),
    st.integers(-3, 60),
    st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["100.00", "70.00"])),
)
DECISIONS = st.tuples(
    st.just("decide"),
    st.sampled_from(KEYS),
    st.sampled_from(list(State)),
    st.none() | st.integers(0, 50),
)
STEPS = st.lists(RUNS | DECISIONS, max_size=8)


def _found(key: str, amount: str) -> LocatedFinding:
    (known,) = samples.audit().findings
    return replace(known, finding=replace(known.finding, key=key, amount=Decimal(amount)))


def _run(database: Database, day: date, sums: dict[str, str]) -> None:
    found = tuple(_found(key, amount) for key, amount in sums.items())
    audit = Audit(found, samples.audit().tests)
    place = Place("MSA", "INV-1", "INV-1.pdf", "1", supplier="Tidewater Ltd")
    with database.write() as session:
        save_parts(session, [CheckedPart("MSA", Grounds("1f", TODAY), audit, (place,))])
        close_run(session, day, NOW)
    _agree(database)
    with database.write() as session:
        live_on(session, day, NOW)
    _agree(database)


def _agree(database: Database) -> None:
    with database.read() as session:
        stored = load_audit(session)
        rows = list(session.exec(select(FindingRow)))
        lives = {row.fingerprint: row.first_found_on for row in session.exec(select(LifeRow))}
    if stored is not None:
        said = {one.fingerprint: one.state.value for one in stored.audit.findings}
        assert {row.fingerprint: row.state for row in rows} == said
    for row in rows:
        assert row.supplier == "Tidewater Ltd"
        assert row.found_on in (None, lives.get(row.fingerprint))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_the_state_kept_is_the_state_worked_out(steps: list[tuple[object, ...]]) -> None:
    database = open_database(MEMORY)
    _run(database, TODAY, dict.fromkeys(KEYS, "100.00"))
    for step in steps:
        if step[0] == "run":
            _, days, sums = step
            assert isinstance(days, int)
            assert isinstance(sums, dict)
            _run(database, TODAY + timedelta(days=days), sums)
        else:
            _decide(database, step)
        _agree(database)
    database.close()


def _decide(database: Database, step: tuple[object, ...]) -> None:
    _, key, state, days = step
    mark = _found(str(key), "100.00").fingerprint
    assert isinstance(state, State)
    until = TODAY + timedelta(days=days) if isinstance(days, int) else None
    with database.write() as session:
        known = session.exec(select(FindingRow).where(FindingRow.fingerprint == mark)).first()
        if known is not None:
            decide(session, [mark], Decision(state, "so it is", NOW, "ann", until))


def test_on_every_database(database: Database) -> None:
    _run(database, TODAY, dict.fromkeys(KEYS, "100.00"))
    for key, state, days in (("a", State.WAIVED, 5), ("b", State.ACCEPTED, None)):
        _decide(database, ("decide", key, state, days))
        _agree(database)
    _run(database, TODAY + timedelta(days=6), {"a": "100.00", "b": "70.00"})
    with database.read() as session:
        rows = list(session.exec(select(FindingRow)))
    assert {row.state for row in rows} == {"open"}
    assert {row.found_on for row in rows} == {TODAY}
