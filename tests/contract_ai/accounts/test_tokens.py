"""Tokens of the programming interface."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from contract_ai.accounts import tokens, users
from contract_ai.accounts.tokens import Grant
from models.accounts import SCOPES, Role, Scope
from models.errors import AccountError
from models.tables.accounts import ApiTokenRow
from tests.contract_ai.accounts.world import World

READ = frozenset({Scope.FINDINGS_READ})
WEEK = timedelta(days=7)


def test_a_token_is_shown_once_and_kept_as_a_hash(session: Session, world: World) -> None:
    user = world.person(session)
    token = tokens.issue(session, user, Grant("nightly", READ, WEEK), world.means)
    assert token.startswith("cai_")
    assert token not in session.exec(select(ApiTokenRow)).one().model_dump_json()
    found = tokens.find(session, token, world.now)
    assert found is not None
    assert (found.user, found.name, found.scopes) == (user, "nightly", READ)
    assert tokens.tokens_of(session, user, world.now) == (found,)


@pytest.mark.parametrize("guess", ["", "cai_", "cai_guessed", "x" * 10**6, "cai_" + "x" * 10**6])
def test_a_token_that_was_never_given_finds_nothing(
    session: Session, world: World, guess: str
) -> None:
    tokens.issue(session, world.person(session), Grant("a", READ, WEEK), world.means)
    assert tokens.find(session, guess, world.now) is None


def test_a_token_expires(session: Session, world: World) -> None:
    token = tokens.issue(session, world.person(session), Grant("a", READ, WEEK), world.means)
    world.wait(days=6, hours=23)
    assert tokens.find(session, token, world.now) is not None
    world.wait(hours=1)
    assert tokens.find(session, token, world.now) is None


@pytest.mark.parametrize(
    "grant",
    [
        Grant("a", READ, timedelta(days=366)),
        Grant("a", READ, timedelta(0)),
        Grant("a", READ, -WEEK),
        Grant(" \n", READ, WEEK),
        Grant("a", frozenset(), WEEK),
        Grant("a", frozenset({Scope.AUDIT_READ}), WEEK),
    ],
)
def test_a_grant_that_goes_too_far_is_refused(session: Session, world: World, grant: Grant) -> None:
    user = world.person(session)
    with pytest.raises(AccountError):
        tokens.issue(session, user, grant, world.means)
    assert tokens.tokens_of(session, user, world.now) == ()


@pytest.mark.parametrize("role", Role)
def test_a_token_may_do_what_its_persons_role_allows_today(
    session: Session, world: World, role: Role
) -> None:
    world.person(session, "boss", Role.ADMINISTRATOR)
    user = world.person(session, role=Role.ADMINISTRATOR)
    grant = Grant("all", SCOPES[Role.ADMINISTRATOR], WEEK)
    token = tokens.issue(session, user, grant, world.means)
    users.set_role(session, user, role, world.means)
    found = tokens.find(session, token, world.now)
    assert found is not None
    assert found.scopes == SCOPES[role] & SCOPES[Role.ADMINISTRATOR]


def test_people_take_back_their_own_tokens_and_nobody_elses(session: Session, world: World) -> None:
    anna, ben = world.person(session, "anna"), world.person(session, "ben")
    token = tokens.issue(session, anna, Grant("a", READ, WEEK), world.means)
    (seen,) = tokens.tokens_of(session, anna, world.now)
    with pytest.raises(AccountError, match="no such token"):
        tokens.revoke(session, ben, seen.key, world.now)
    assert tokens.find(session, seen.key, world.now) is None
    assert tokens.find(session, token, world.now) is not None
    tokens.revoke(session, anna, seen.key, world.now)
    assert tokens.find(session, token, world.now) is None


def test_when_it_was_used_is_written_once_a_minute_at_most(session: Session, world: World) -> None:
    token = tokens.issue(session, world.person(session), Grant("a", READ, WEEK), world.means)
    found = tokens.find(session, token, world.now)
    assert found is not None
    assert found.needs_touch(world.now)
    tokens.touch(session, token, world.now)
    found = tokens.find(session, token, world.now)
    assert found is not None
    assert found.last_used_at == world.now
    assert not found.needs_touch(world.now + timedelta(seconds=59))
    assert found.needs_touch(world.now + timedelta(seconds=60))
