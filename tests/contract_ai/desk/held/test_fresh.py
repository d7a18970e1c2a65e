"""Whatever another process changes is seen at once, and what was undone or erased is not."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from threading import Barrier, Event
from typing import cast

import pytest
from sqlalchemy import delete, select, text
from sqlmodel import Session, col

from contract_ai.audit.trail import record
from contract_ai.desk import finding_summary, findings
from contract_ai.desk.columns import FINDING
from contract_ai.desk.dashboard import dashboard, recovered
from contract_ai.desk.finding_filter import FindingFilter
from contract_ai.desk.held import findings as held_findings
from contract_ai.desk.held.shelf import held, once
from contract_ai.desk.scope import EVERYTHING, Scope
from contract_ai.intake.erasure import erase
from contract_ai.reading import Reader
from contract_ai.storage.engine import Database
from contract_ai.storage.findings import (
    CheckedPart,
    Grounds,
    close_run,
    decide,
    open_run,
    save_parts,
)
from models.findings import Audit, State
from models.lives import Decision
from models.tables.audit import AuditEventRow
from models.tables.terms import TermRow
from tests.contract_ai.desk.held.conftest import NOW, SCOPES, TODAY, listed

ANY = FindingFilter()
Seen = list[tuple[str, str]]


class NoPictures:
    """A reader of documents without scanned pages."""

    def picture_keys(self, _source: object) -> tuple[str, ...]:
        return ()


READER = cast("Reader", NoPictures())


class Undone(Exception):
    """Ends a session that must leave nothing."""


def seen(session: Session, scope: Scope = EVERYTHING) -> Seen:
    """Return a list as it is held: fingerprints and states."""
    table = held(session).findings
    marks = findings.marks(session, scope, ANY, TODAY, limit=1000)
    states = table.coded["state"]
    return [(mark, states.values[states.codes[table.at([mark])[0]]]) for mark in marks]


def told(session: Session, scope: Scope = EVERYTHING) -> Seen:
    """Return the same as SQL says it."""
    return [(row.fingerprint, row.state) for row in listed(session, scope, ANY)]


def agrees(database: Database) -> None:
    """Look at all lists through one handle."""
    for scope in SCOPES:
        with database.read() as session:
            assert seen(session, scope) == told(session, scope)
            session.info.clear()  # as another session, which finds the lists in memory
            assert seen(session, scope) == told(session, scope)
            counts = finding_summary.summary(session, scope, ANY, TODAY)
            assert counts.count == len(told(session, scope))


def marks_of(database: Database) -> list[str]:
    with database.read() as session:
        return [mark for mark, _ in told(session)]


def made(state: State) -> Decision:
    return Decision(state, "by phone", NOW, "ann")


def settle(database: Database, marks: list[str], state: State = State.WAIVED) -> None:
    with database.write() as session:
        decide(session, marks, made(state))


def take_back(database: Database, marks: list[str]) -> None:
    """Decide, look, and undo it."""
    with suppress(Undone), database.write() as session:
        decide(session, marks, made(State.ACCEPTED))
        session.flush()
        assert seen(session) == told(session), "who writes sees what was written"
        raise Undone


def check(database: Database, chance: random.Random) -> None:
    """Run the checks again: one part has no findings any more."""
    with database.write() as session:
        open_run(session, TODAY, NOW)
        key = f"MSA-{chance.randrange(20):05}"
        save_parts(session, [CheckedPart(key, Grounds("2", TODAY), Audit((), ()), ())])
    agrees(database)  # between the first and the last part
    with database.write() as session:
        close_run(session, TODAY, NOW)


def forget(database: Database, chance: random.Random) -> None:
    """Erase a contract; one that was erased before stays so."""
    with database.read() as session:
        stems = {row.contract for row in listed(session, EVERYTHING, ANY) if row.contract}
    stem = chance.choice(sorted(one for one in stems if one.startswith("MSA-")))
    erase(database, None, READER, stem, reason="Retention ended.", now=NOW)
    with database.read() as session:
        names = held(session).findings.coded["contract"].values
        assert stem not in names
        words = held(session).findings.words
        assert not words.having(stem).any()


def sign_in(database: Database) -> None:
    with database.write() as session:
        record(session, action="session.opened", object="user ann")


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_changes(database: Database, other: Database, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (any order)
    handles = [database, other]
    agrees(database)
    for _ in range(12):
        who = chance.choice(handles)
        marks = marks_of(who)
        some = chance.sample(marks, min(3, len(marks)))
        steps: tuple[Callable[[], None], ...] = (
            partial(settle, who, some, chance.choice(list(State))),
            partial(settle, who, some[:1], State.DISPUTED),
            partial(take_back, who, some),
            partial(check, who, chance),
            partial(forget, who, chance),
            partial(sign_in, who),
        )
        chance.choice(steps)()
        for one in chance.sample(handles, chance.randrange(3)):
            agrees(one)
    agrees(database)
    agrees(other)


def test_a_decision_reads_nothing_else_anew(database: Database, other: Database) -> None:
    with database.read() as session:
        before = held(session)
    settle(other, marks_of(other)[:2])
    sign_in(other)
    with database.read() as session:
        after = held(session)
        assert after is not before
        assert after.findings.words is before.findings.words
        assert seen(session) == told(session)
        assert after.since == before.since


def test_a_finding_event_that_names_none_has_all_read_anew(database: Database) -> None:
    with database.read() as session:
        before = held(session)
    with database.write() as session:
        record(session, action="finding.waived", object="12 findings")
    with database.read() as session:
        assert not held(session).follows(before)


def test_an_undone_change_leaves_nothing(database: Database) -> None:
    agrees(database)
    with database.read() as session:
        before = held(session)
    take_back(database, marks_of(database)[:3])
    with database.read() as session:
        assert held(session) is before
    agrees(database)


def test_who_began_before_a_change_sees_the_state_of_then(
    database: Database, other: Database
) -> None:
    some = marks_of(database)[:9]
    with database.read() as session:
        was = told(session)  # on SQLite it sees this to its end
        settle(other, some, State.RESOLVED)
        agrees(database)
        now = told(session)
        assert seen(session) == now
        assert (now == was) is (database.engine.dialect.name == "sqlite")
    agrees(database)


def test_an_answer_of_before_is_not_kept_for_after(database: Database, other: Database) -> None:
    """Who sees terms of before must not answer for those who see one less."""

    def count(session: Session) -> int:
        return once(session, "terms", lambda: len(session.execute(select(col(TermRow.id))).all()))

    with database.read() as late:
        told(late)
        with other.write() as session:
            session.execute(delete(TermRow).where(col(TermRow.id) == 100))
            record(session, action="contract.read", object="MSA-00001.pdf")
        with database.read() as session:
            held(session)  # brings what is held up to date
        count(late)
    with database.read() as session:
        assert count(session) == len(session.execute(select(col(TermRow.id))).all())


def test_a_session_that_goes_on_after_its_transaction_sees_what_is_new(
    database: Database, other: Database
) -> None:
    with database.read() as session:
        before = seen(session)
        session.rollback()
        settle(other, [mark for mark, _ in before[:9]], State.RESOLVED)
        assert seen(session) == told(session) != before


def test_a_trail_that_was_put_back_is_noticed(database: Database) -> None:
    """A backup is put in the place of a database that is open: its trail is shorter, or another."""
    marks = marks_of(database)
    with database.read() as session:
        old = session.execute(select(FINDING.fingerprint, FINDING.state)).all()
        first = session.execute(select(col(AuditEventRow.seq))).all()
    settle(database, marks[:5])
    agrees(database)
    with database.engine.begin() as connection:
        for (trigger,) in _guards(connection):
            connection.execute(text(trigger))
        connection.execute(delete(AuditEventRow).where(col(AuditEventRow.seq) > len(first)))
        for mark, state in old:
            connection.execute(
                text("UPDATE finding SET state = :state WHERE fingerprint = :mark"),
                {"state": state, "mark": mark},
            )
    agrees(database)
    settle(database, marks[7:9], State.DISPUTED)
    agrees(database)


def _guards(connection: object) -> list[tuple[str]]:
    """Return what takes the guards of the trail off, which let nothing be deleted."""
    name = connection.dialect.name  # type: ignore[attr-defined]  # a connection
    if name == "postgresql":
        return [("ALTER TABLE audit_event DISABLE TRIGGER USER",)]
    found = connection.execute(  # type: ignore[attr-defined]  # a connection
        text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'")
    )
    return [(f"DROP TRIGGER {one}",) for (one,) in found.all()]


def test_money_that_came_back_is_followed(database: Database, other: Database) -> None:
    with database.read() as session:
        row = next(
            r for r in listed(session, EVERYTHING, FindingFilter(state=("open",))) if r.amount
        )
        before = sum(one.amount for one in recovered(session, EVERYTHING))
        amount, mark, contract = row.amount or Decimal(0), row.fingerprint, row.contract
    settle(other, [mark], State.DISPUTED)
    settle(other, [mark], State.CREDITED)
    with database.read() as session:
        assert sum(one.amount for one in recovered(session, EVERYTHING)) == before + amount
        others = Scope(tuple(sorted({f"MSA-{n:05}" for n in range(20)} - {contract or ""})))
        assert sum(one.amount for one in recovered(session, others)) <= before
    settle(other, [mark], State.OPEN)
    with database.read() as session:
        assert sum(one.amount for one in recovered(session, EVERYTHING)) == before


def test_people_who_see_different_contracts_share_no_row(database: Database) -> None:
    with database.read() as session:
        mine, theirs = (
            {mark for mark, _ in seen(session, scope)}
            for scope in (Scope.of("MSA-0000*"), Scope.of("MSA-0001*"))
        )
        assert mine
        assert theirs
        assert not mine & theirs
        for mark in theirs:
            assert findings.neighbours(session, Scope.of("MSA-0000*"), ANY, TODAY, mark, anywhere=True) is None  # fmt: skip
        assert {mark for mark, _ in seen(session, Scope.of("MSA-0000*"))} == mine
        for scope in (Scope.of("MSA-0000*"), Scope.of("MSA-0001*"), Scope(())):
            dashboard(session, scope, TODAY)
        assert dashboard(session, Scope(()), TODAY).waiting.invoices == 0


def test_nobody_can_write_into_what_all_are_given(database: Database) -> None:
    with database.read() as session:
        table = held(session).findings
        for given in (
            table.seen(Scope.of("MSA-0000*")),
            table.ordered("amount", downwards=True),
        ):
            with pytest.raises(ValueError, match="read-only"):
                given[:] = 0


def test_threads_that_read_while_another_decides(database: Database, other: Database) -> None:
    marks, stop = marks_of(database), Event()
    together = Barrier(5, timeout=60)

    def read(_: int) -> int:
        together.wait()
        rounds = 0
        while not stop.is_set() or not rounds:
            with database.read() as session:
                if session.get_bind().dialect.name == "postgresql":
                    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
                rounds += 1
                assert seen(session) == told(session)
        return rounds

    def write() -> None:
        together.wait()
        chance = random.Random(1)  # noqa: S311 (any order)
        for number in range(15):
            settle(other, chance.sample(marks, 3), chance.choice(list(State)))
            if number % 5 == 0:
                check(other, chance)
                marks[:] = marks_of(other)
        stop.set()

    with ThreadPoolExecutor(5) as pool:
        readers = [pool.submit(read, number) for number in range(4)]
        try:
            write()
        finally:
            stop.set()
        assert all(reader.result() for reader in readers)


def test_threads_that_come_first_read_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[datetime] = []
    load = held_findings.load

    def counted(session: Session) -> object:
        reads.append(datetime.now(UTC))
        return load(session)

    monkeypatch.setattr(held_findings, "load", counted)

    def read(_: int) -> int:
        with database.read() as session:
            return len(held(session).findings)

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(read, range(8)))
    with database.read() as session:
        assert found == {len(session.execute(select(FINDING.id)).all())}
    assert len(reads) == 1
