"""The program works with an account of PostgreSQL that may change rows and nothing else."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import select

from contract_ai.doctor.books import look_at_books
from contract_ai.doctor.told import State
from contract_ai.storage.engine import Database, open_engine
from contract_ai.storage.grants import grants, let_work, working_roles
from contract_ai.storage.upgrade import newest_version, open_database, upgrade, version_of
from contract_ai.web import demo
from models.accounts import Role
from models.errors import ErrorCode, RequestError, SettingsError
from models.tables.findings import FindingRow
from tests.contract_ai.batch.nights import COMPANY, START, House
from tests.contract_ai.cli.conftest import program
from tests.contract_ai.cli.invoke import Program
from tests.contract_ai.storage.conftest import empty_database, place_of
from tests.contract_ai.web.sites import browser, make_site

__all__ = ["program"]
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "only")
ROLE = f"contract_ai_work_{_WORKER}"
REFUSED = (
    "UPDATE audit_event SET reason = ''",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "DROP TRIGGER audit_event_no_change ON audit_event",
    "DROP FUNCTION audit_event_kept() CASCADE",
    "UPDATE alembic_version SET version_num = '0001'",
    "DROP TABLE term CASCADE",
    "TRUNCATE term CASCADE",
    "ALTER TABLE term ADD COLUMN more text",
    "CREATE TABLE more (id integer)",
    "CREATE TEMPORARY TABLE more (id integer)",
)


class Accounts(NamedTuple):
    """One database, as its owner and as the account that works in it."""

    owner: Database
    worker: Database

    @property
    def url(self) -> str:
        return self.worker.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    url = str(place_of("postgresql", tmp_path))
    owner = open_database(url)
    with owner.write() as session:
        session.execute(text(f"DROP ROLE IF EXISTS {ROLE}"))
        session.execute(text(f"CREATE ROLE {ROLE} LOGIN"))
    lesser = make_url(url).set(username=ROLE).render_as_string(hide_password=False)
    worker = open_engine(lesser)
    try:
        yield Accounts(owner, worker)
    finally:
        worker.close()
        with owner.write() as session:
            session.execute(text(f"DROP OWNED BY {ROLE}"))
            session.execute(text(f"DROP ROLE {ROLE}"))
        owner.close()


def _run(database: Database, statement: str) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_a_night_and_a_decision_need_no_more(accounts: Accounts, tmp_path: Path) -> None:
    let_work(accounts.owner, ROLE)
    house = House(tmp_path / "house", place=accounts.url)
    house.put(COMPANY)
    said = house.night()
    assert said.figures.new == {"contract": 1, "facts": 1, "invoice": 1}
    assert said.figures.findings > 0
    site = make_site(open_database(accounts.url), tmp_path / "site")
    demo.people(site)
    with site.database.read() as session:
        fingerprint = session.exec(select(FindingRow.fingerprint)).first()
    answer = browser(site, Role.FINANCE).submit(
        f"/findings/{fingerprint}/comments", text="Told the supplier."
    )
    assert answer.status_code == 303
    assert "Told the supplier." in browser(site, Role.AUDITOR).get(f"/findings/{fingerprint}").text
    told = {one.name: one for one in look_at_books(site.database, START)}
    assert told["account"].state is State.WELL
    assert told["audit trail"].state is State.WELL
    site.database.close()


def test_everything_else_is_refused_by_the_database(accounts: Accounts) -> None:
    let_work(accounts.owner, ROLE)
    for statement in REFUSED:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            _run(accounts.worker, statement)


def test_what_was_given_holds_after_an_upgrade(accounts: Accounts) -> None:
    let_work(accounts.owner, ROLE)
    _run(accounts.owner, "CREATE TABLE later (id integer)")
    upgrade(accounts.owner)  # makes the views anew, as every upgrade does
    _run(accounts.worker, "SELECT count(*) FROM term_rate")
    _run(accounts.worker, "INSERT INTO later VALUES (1)")
    with accounts.owner.read() as session:
        assert working_roles(session.connection()) == [ROLE]


def test_tables_of_another_version_are_for_their_owner(accounts: Accounts) -> None:
    let_work(accounts.owner, ROLE)
    _run(accounts.owner, "UPDATE alembic_version SET version_num = '0035'")
    _run(accounts.owner, "DROP VIEW term_rate")
    with pytest.raises(SettingsError, match="may not make tables") as caught:
        open_database(accounts.url)
    assert caught.value.code is ErrorCode.DATABASE_UNUSABLE
    assert "contract-ai db upgrade" in caught.value.do


def test_an_empty_database_is_for_its_owner(accounts: Accounts) -> None:
    let_work(accounts.owner, ROLE)
    name = f"contract_ai_empty_{_WORKER}"
    server = accounts.owner.engine.url.set(database="postgres")
    empty = empty_database(server.render_as_string(hide_password=False), name)
    with pytest.raises(SettingsError, match="are not there yet"):
        open_database(str(make_url(empty).set(username=ROLE)))
    opened = open_engine(empty)
    assert version_of(opened) is None
    opened.close()


def test_the_doctor_names_an_account_that_may_too_much(accounts: Accounts) -> None:
    told = {one.name: one for one in look_at_books(accounts.owner, START)}
    assert (told["account"].state, "owns" in told["account"].what) == (State.LIMITED, True)
    let_work(accounts.owner, ROLE)
    _run(accounts.owner, f"GRANT UPDATE ON audit_event TO {ROLE}")
    told = {one.name: one for one in look_at_books(accounts.worker, START)}
    assert told["account"].state is State.LIMITED
    assert "audit trail" in told["account"].what


def test_the_command_prints_or_gives(accounts: Accounts, program: Program) -> None:
    place = accounts.owner.engine.url.render_as_string(hide_password=False)
    printed = program("db", "grants", ROLE, "--database", place)
    assert (printed.code, printed.err) == (0, "")
    assert f'GRANT SELECT, INSERT ON "public"."audit_event" TO "{ROLE}";' in printed.out
    with pytest.raises(ProgrammingError):
        _run(accounts.worker, "SELECT 1 FROM term")
    for statement in printed.out.splitlines():
        _run(accounts.owner, statement)
    _run(accounts.worker, "SELECT 1 FROM term")
    assert program("db", "grants", ROLE, "--apply", "--database", place).code == 0
    assert program("db", "upgrade", "--database", place).code == 0
    assert program("db", "upgrade", "--database", accounts.url).code == 2
    with accounts.owner.read() as session:
        event = session.execute(
            text("SELECT action, object FROM audit_event ORDER BY seq DESC LIMIT 1")
        ).one()
    assert tuple(event) == ("database.granted", f"account {ROLE}")


def test_an_account_that_there_is_not_is_refused(accounts: Accounts) -> None:
    for role in ("nobody", 'a"; DROP TABLE term; --'):
        with accounts.owner.read() as session, pytest.raises(RequestError, match="no such account"):
            grants(session.connection(), role)


def test_files_have_no_accounts(program: Program) -> None:
    refused = program("db", "grants", "somebody")
    assert refused.code != 0
    assert "[REQUEST_INVALID]" in refused.err
    assert newest_version() in program("db", "upgrade").out
