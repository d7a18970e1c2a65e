"""Signing in: right and wrong passwords, codes, locks, and that every failure looks the same."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from contract_ai.accounts import passwords, sessions, signing_in, users
from contract_ai.accounts.means import Visitor
from contract_ai.accounts.signing_in import Credentials, Outcome, Result
from contract_ai.storage.engine import Database
from models.accounts import Role
from models.tables.accounts import LoginAttemptRow, UserRow
from models.tables.audit import AuditEventRow
from tests.contract_ai.accounts.world import HOME, OTHER_PASSWORD, WRONG, World, token


def test_the_right_password_opens_a_session(session: Session, world: World) -> None:
    user = world.person(session)
    outcome = world.sign_in(session)
    assert outcome.result is Result.OPEN
    found = sessions.find(session, token(outcome), world.now)
    assert found is not None
    assert found.user == user == outcome.user
    assert (found.address, found.agent) == ("192.0.2.7", "Firefox")


@pytest.mark.parametrize("name", ["ANNA", " anna ", "\uff41nna"])
def test_a_name_may_be_written_in_any_case_and_width(
    session: Session, world: World, name: str
) -> None:
    world.person(session)
    assert world.sign_in(session, name).result is Result.OPEN


def test_a_password_holds_for_years(session: Session, world: World) -> None:
    world.person(session)
    world.wait(days=3650)
    assert world.sign_in(session).result is Result.OPEN


def test_a_password_may_be_typed_on_any_keyboard(session: Session, world: World) -> None:
    world.person(session, password="caf\u00e9 und m\u00fcller \U0001f308")
    assert (
        world.sign_in(session, password="cafe\u0301 und mu\u0308ller \U0001f308").result
        is Result.OPEN
    )


Failure = Callable[[Session, World], Outcome]


def _wrong_password(session: Session, world: World) -> Outcome:
    return world.sign_in(session, password=WRONG)


def _unknown_name(session: Session, world: World) -> Outcome:
    return world.sign_in(session, name="nobody")


def _disabled(session: Session, world: World) -> Outcome:
    users.disable(session, world.person(session, "leaver"), world.means)
    return world.sign_in(session, "leaver")


def _without_password(session: Session, world: World) -> Outcome:
    row = UserRow(name="sso", full_name="", role=Role.FINANCE, contracts="*", created_at=world.now)
    session.add(row)
    return world.sign_in(session, "sso")


def _endless(session: Session, world: World) -> Outcome:
    return world.sign_in(session, password="x" * 1_000_000)


def _name_no_database_takes(session: Session, world: World) -> Outcome:
    return world.sign_in(session, name="a\0\ud800" * 1000)


FAILURES = (
    _name_no_database_takes,
    _wrong_password,
    _unknown_name,
    _disabled,
    _without_password,
    _endless,
)


@pytest.mark.usefixtures("real_hashes")
@pytest.mark.parametrize("failure", FAILURES)
def test_every_failure_looks_the_same_and_does_the_same_work(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch, failure: Failure
) -> None:
    world.person(session)
    work: list[str] = []

    class Spy:
        """Notes the parameters of every hash that is computed."""

        def verify(self, kept: str, password: bytes) -> bool:
            work.append(kept.rpartition("p=1$")[0])
            return real.verify(kept, password)

        def hash(self, password: bytes) -> str:
            return real.hash(password)

    real = passwords.HASHER
    monkeypatch.setattr(passwords, "HASHER", Spy())
    assert failure(session, world) == Outcome(Result.REFUSED)
    assert work == ["$argon2id$v=19$m=38912,t=2,"]


@pytest.mark.usefixtures("real_hashes")
def test_a_password_kept_with_weaker_parameters_is_hashed_again(
    session: Session, world: World
) -> None:
    user = world.person(session)
    row = session.get_one(UserRow, user.id)
    old = "$argon2id$v=19$m=8,t=1,p=1$"
    row.password_hash = type(passwords.HASHER)(1, 8, 1).hash("seven purple umbrellas")
    assert row.password_hash.startswith(old)
    assert world.sign_in(session, password=WRONG).result is Result.REFUSED
    assert row.password_hash.startswith(old)
    assert world.sign_in(session).result is Result.OPEN
    assert row.password_hash.startswith("$argon2id$v=19$m=38912,t=2,p=1$")
    assert world.sign_in(session).result is Result.OPEN


def test_the_fifth_failure_locks_a_name_for_fifteen_minutes(session: Session, world: World) -> None:
    world.person(session)
    for _ in range(5):
        assert world.sign_in(session, password=WRONG).result is Result.REFUSED
    locked = world.sign_in(session)
    assert locked.result is Result.LOCKED
    assert locked.user is None
    assert locked.token is None
    world.wait(minutes=14, seconds=59)
    assert world.sign_in(session).result is Result.LOCKED
    world.wait(seconds=1)
    assert world.sign_in(session).result is Result.OPEN


def test_a_name_that_nobody_has_is_locked_the_same_way(session: Session, world: World) -> None:
    results = [world.sign_in(session, "nobody").result for _ in range(6)]
    assert results == [Result.REFUSED] * 5 + [Result.LOCKED]


def test_a_success_forgets_the_failures_of_its_name(session: Session, world: World) -> None:
    world.person(session)
    for _ in range(2):
        for _ in range(4):
            world.sign_in(session, password=WRONG)
        assert world.sign_in(session).result is Result.OPEN


def test_failures_of_other_names_lock_nobody_else(session: Session, world: World) -> None:
    world.person(session)
    for _ in range(5):
        world.sign_in(session, "ben")
    assert world.sign_in(session).result is Result.OPEN


@pytest.mark.parametrize(
    ("addresses", "other"),
    [
        ("192.0.2.7", "192.0.2.8"),
        ("2001:db8::{}", "2001:db8:0:1::7"),
        ("::ffff:192.0.2.7", "192.0.2.8"),
    ],
)
def test_twenty_failures_lock_an_address(
    session: Session, world: World, addresses: str, other: str
) -> None:
    world.person(session)
    for count in range(20):
        visitor = Visitor(addresses.format(count + 1))
        assert world.sign_in(session, f"n{count}", visitor=visitor).result is Result.REFUSED
    assert world.sign_in(session, visitor=Visitor(addresses.format(77))).result is Result.LOCKED
    assert world.sign_in(session, visitor=Visitor(other)).result is Result.OPEN


def test_a_success_does_not_forget_the_failures_of_its_address(
    session: Session, world: World
) -> None:
    world.person(session)
    for count in range(19):
        world.sign_in(session, f"n{count}")
    assert world.sign_in(session).result is Result.OPEN
    assert world.sign_in(session, "n19").result is Result.REFUSED
    assert world.sign_in(session).result is Result.LOCKED


def test_a_code_is_asked_for_and_until_then_nothing_is_open(session: Session, world: World) -> None:
    device, _ = world.authenticator(session, world.person(session))
    world.wait(minutes=1)
    half = world.sign_in(session)
    assert half.result is Result.CODE_NEEDED
    assert half.user is None
    assert sessions.find(session, token(half), world.now) is None
    code = device.at(world.now)
    whole = signing_in.give_code(session, token(half), code, HOME, world.means)
    assert whole.result is Result.OPEN
    assert token(whole) != token(half)
    assert sessions.find(session, token(whole), world.now) is not None
    assert sessions.awaiting_code(session, token(half), world.now) is None


def test_a_code_may_come_with_the_password(session: Session, world: World) -> None:
    device, _ = world.authenticator(session, world.person(session))
    world.wait(minutes=1)
    assert world.sign_in(session, code=device.at(world.now)).result is Result.OPEN


def test_the_code_is_awaited_for_five_minutes(session: Session, world: World) -> None:
    device, _ = world.authenticator(session, world.person(session))
    half = world.sign_in(session)
    world.wait(minutes=5)
    code = device.at(world.now)
    late = signing_in.give_code(session, token(half), code, HOME, world.means)
    assert late.result is Result.REFUSED


def test_wrong_codes_lock_like_wrong_passwords(session: Session, world: World) -> None:
    device, _ = world.authenticator(session, world.person(session))
    world.wait(minutes=1)
    for _ in range(5):
        half = world.sign_in(session)
        wrong = signing_in.give_code(session, token(half), "000000", HOME, world.means)
        assert wrong == Outcome(Result.REFUSED)
    code = device.at(world.now)
    assert world.sign_in(session, code=code).result is Result.LOCKED
    locked = signing_in.give_code(session, token(half), code, HOME, world.means)
    assert locked.result is Result.LOCKED


def test_neither_names_nor_passwords_typed_into_the_wrong_field_are_kept(
    database: Database, world: World
) -> None:
    with database.write() as session:
        world.person(session)
        world.sign_in(session, name=OTHER_PASSWORD, password="anna")
        world.sign_in(session, password=OTHER_PASSWORD)
    with database.read() as session:
        attempts = [row.model_dump_json() for row in session.exec(select(LoginAttemptRow))]
        events = [row.model_dump_json() for row in session.exec(select(AuditEventRow))]
    assert len(attempts) == 2
    assert OTHER_PASSWORD not in "".join(attempts + events)


def test_the_trail_says_who_came_in_and_who_failed(database: Database, world: World) -> None:
    with database.write() as session:
        world.person(session)
        for _ in range(5):
            world.sign_in(session, password=WRONG)
        world.wait(minutes=15)
        world.sign_in(session)
    with database.read() as session:
        events = [
            (row.action, row.object, row.actor) for row in session.exec(select(AuditEventRow))
        ]
    failed, locked = (
        ("sign_in.failed", "user anna", "visitor"),
        ("sign_in.locked", "user anna", "visitor"),
    )
    assert events[-6:] == [failed] * 4 + [locked, ("session.opened", "user anna", "anna")]


def test_secrets_do_not_show_in_a_repr(session: Session, world: World) -> None:
    world.person(session)
    outcome = world.sign_in(session)
    found = sessions.find(session, token(outcome), world.now)
    assert found is not None
    shown = repr((outcome, found, world.means, Credentials("anna", WRONG, "123456")))
    assert all(secret not in shown for secret in (token(outcome), found.csrf, WRONG, "123456"))
