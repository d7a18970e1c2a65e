"""Sessions open, are found, grow old, and end on the server."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from contract_ai.accounts import changing_passwords, csrf, invitations, sessions, totp, users
from contract_ai.accounts.means import Visitor, fingerprint, new_secret
from contract_ai.storage.engine import Database
from models.accounts import Role, User
from models.tables.accounts import WebSessionRow
from tests.contract_ai.accounts.world import HOME, OTHER_PASSWORD, PASSWORD, World, token


def test_only_the_hash_of_a_token_is_kept(session: Session, world: World) -> None:
    world.person(session)
    opened = token(world.sign_in(session))
    row = session.exec(select(WebSessionRow)).one()
    assert opened not in row.model_dump_json()
    assert row.token_hash == fingerprint(opened)
    assert row.csrf != opened


def test_a_secret_has_256_bits_and_is_a_new_one_each_time() -> None:
    made = {new_secret() for _ in range(1000)}
    assert len(made) == 1000
    assert {len(one) for one in made} == {43}


@pytest.mark.parametrize("guess", ["", "x", "secret", "x" * 1_000_000])
def test_a_token_that_was_never_given_finds_nothing(
    session: Session, world: World, guess: str
) -> None:
    world.person(session)
    world.sign_in(session)
    assert sessions.find(session, guess, world.now) is None


def test_a_session_ends_after_thirty_minutes_without_a_request(
    session: Session, world: World
) -> None:
    world.person(session)
    opened = token(world.sign_in(session))
    world.wait(minutes=29, seconds=59)
    assert sessions.find(session, opened, world.now) is not None
    sessions.touch(session, opened, world.now)
    world.wait(minutes=29, seconds=59)
    assert sessions.find(session, opened, world.now) is not None
    world.wait(seconds=1)
    assert sessions.find(session, opened, world.now) is None
    sessions.touch(session, opened, world.now)
    assert sessions.find(session, opened, world.now) is None


def test_a_session_ends_after_twelve_hours_in_any_case(session: Session, world: World) -> None:
    world.person(session)
    opened = token(world.sign_in(session))
    for _ in range(12 * 6 - 1):
        world.wait(minutes=10)
        sessions.touch(session, opened, world.now)
        assert sessions.find(session, opened, world.now) is not None
    world.wait(minutes=10)
    assert sessions.find(session, opened, world.now) is None


def test_when_it_was_used_is_written_once_a_minute_at_most(session: Session, world: World) -> None:
    world.person(session)
    opened = token(world.sign_in(session))
    found = sessions.find(session, opened, world.now)
    assert found is not None
    assert not found.needs_touch(world.now + timedelta(seconds=59))
    assert found.needs_touch(world.now + timedelta(seconds=60))


End = Callable[[Session, World, User, str], object]
ENDS: dict[str, End] = {
    "sign out": lambda s, w, _, opened: sessions.end(s, opened, w.now),
    "password": lambda s, w, user, _: changing_passwords.change_password(
        s, user, changing_passwords.Change(PASSWORD, OTHER_PASSWORD), HOME, w.means
    ),
    "reset": lambda s, w, user, _: changing_passwords.reset_password(
        s, invitations.offer_reset(s, user, w.means), OTHER_PASSWORD, w.means
    ),
    "role": lambda s, w, user, _: users.set_role(s, user, Role.AUDITOR, w.means),
    "contracts": lambda s, w, user, _: users.set_contracts(s, user, ("MSA*",), w.means),
    "disabled": lambda s, w, user, _: users.disable(s, user, w.means),
    "authenticator": lambda s, w, user, _: users.remove_totp(s, user, w.means),
    "renewed": lambda s, w, _, opened: sessions.renew(s, opened, HOME, w.means),
}


@pytest.mark.parametrize("how", ENDS)
def test_a_session_ends_on_the_server_at_once(session: Session, world: World, how: str) -> None:
    user = world.person(session)
    opened = token(world.sign_in(session))
    assert sessions.find(session, opened, world.now) is not None
    ENDS[how](session, world, user, opened)
    assert sessions.find(session, opened, world.now) is None


def test_a_session_that_ended_is_not_opened_by_enabling_the_account(
    session: Session, world: World
) -> None:
    user = world.person(session)
    opened = token(world.sign_in(session))
    users.enable(session, users.disable(session, user, world.means), world.means)
    assert sessions.find(session, opened, world.now) is None


def test_renewing_gives_another_token_and_another_secret_of_forms(
    session: Session, world: World
) -> None:
    world.person(session)
    opened = token(world.sign_in(session))
    before = sessions.find(session, opened, world.now)
    renewed = sessions.renew(session, opened, HOME, world.means)
    assert renewed is not None
    after = sessions.find(session, renewed, world.now)
    assert before is not None
    assert after is not None
    assert after.user == before.user
    assert after.csrf != before.csrf
    assert sessions.renew(session, opened, HOME, world.means) is None


def test_a_session_that_awaits_its_code_cannot_be_renewed_into_a_whole_one(
    session: Session, world: World
) -> None:
    world.authenticator(session, world.person(session))
    half = token(world.sign_in(session))
    assert sessions.renew(session, half, HOME, world.means) is None


def test_people_see_and_end_their_own_sessions_and_nobody_elses(
    session: Session, world: World
) -> None:
    anna, ben = world.person(session, "anna"), world.person(session, "ben")
    phone = token(world.sign_in(session, visitor=Visitor("198.51.100.3", "Phone")))
    world.wait(minutes=1)
    desk = token(world.sign_in(session))
    seen = sessions.open_sessions(session, anna, world.now)
    assert [one.agent for one in seen] == ["Firefox", "Phone"]
    assert not sessions.end_one(session, ben, seen[1].key, world.now)
    assert sessions.find(session, phone, world.now) is not None
    assert sessions.end_one(session, anna, seen[1].key, world.now)
    assert not sessions.end_one(session, anna, seen[1].key, world.now)
    assert sessions.find(session, phone, world.now) is None
    assert sessions.find(session, desk, world.now) is not None


def test_the_key_of_a_session_opens_nothing(session: Session, world: World) -> None:
    anna = world.person(session)
    world.sign_in(session)
    (seen,) = sessions.open_sessions(session, anna, world.now)
    assert sessions.find(session, seen.key, world.now) is None


def test_long_headers_are_cut(session: Session, world: World) -> None:
    anna = world.person(session)
    world.sign_in(session, visitor=Visitor("9" * 500, "x" * 500))
    (seen,) = sessions.open_sessions(session, anna, world.now)
    assert (len(seen.address), len(seen.agent)) == (64, 200)


def test_a_change_must_carry_the_secret_of_its_session(session: Session, world: World) -> None:
    world.person(session)
    one, two = (sessions.find(session, token(world.sign_in(session)), world.now) for _ in range(2))
    assert one is not None
    assert two is not None
    assert csrf.genuine(one.csrf, one.csrf)
    for wrong in (two.csrf, "", None, one.csrf[:-1], "\u00fc" * 36, "\ud800"):
        assert not csrf.genuine(one.csrf, wrong)


def test_a_change_that_failed_leaves_the_session_open(database: Database, world: World) -> None:
    with database.write() as session:
        user = world.person(session)
        opened = token(world.sign_in(session))
    change = changing_passwords.Change(PASSWORD, "short")
    with database.write() as session, pytest.raises(Exception, match="shorter"):
        changing_passwords.change_password(session, user, change, HOME, world.means)
    with database.read() as session:
        assert sessions.find(session, opened, world.now) is not None


def test_adding_an_authenticator_leaves_the_session_for_the_route_to_renew(
    session: Session, world: World
) -> None:
    user = world.person(session)
    opened = token(world.sign_in(session))
    world.authenticator(session, user)
    assert totp.recovery_codes_left(session, user) == 10
    assert sessions.renew(session, opened, HOME, world.means) is not None


def test_sessions_that_are_over_are_deleted_when_others_open(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_PURGED", 2)
    user, other = world.person(session), world.person(session, "bea")
    before = [sessions.open_session(session, user, HOME, world.means) for _ in range(4)]
    last = sessions.open_session(session, other, HOME, world.means)
    world.wait(hours=11, minutes=59)
    sessions.open_session(session, user, HOME, world.means)
    assert _kept(session) >= {fingerprint(one) for one in (*before, last)}, "none is over for good"
    world.wait(minutes=2)
    for left in (2, 0):
        sessions.open_session(session, user, HOME, world.means)
        assert len(_kept(session) & {fingerprint(one) for one in before}) == left
    assert fingerprint(last) in _kept(session), "it says when she signed in last"


def _kept(session: Session) -> set[str]:
    return set(session.exec(select(WebSessionRow.token_hash)))
