"""Accounts come by invitation, change, and end; one administrator is always left."""

import pytest
from sqlmodel import Session, select

from contract_ai.accounts import changing_passwords, invitations, people, tokens, users
from contract_ai.accounts.invitations import Offer
from contract_ai.accounts.signing_in import Result
from contract_ai.storage.engine import Database
from models.accounts import EVERY_CONTRACT, Actor, Role, Scope
from models.errors import AccountError, ErrorCode
from models.tables.accounts import InvitationRow, UserRow
from models.tables.audit import AuditEventRow
from tests.contract_ai.accounts.world import HOME, OTHER_PASSWORD, PASSWORD, WRONG, World

ANYBODY = users.Newcomer("Chosen.Name", "Chris  Chosen\n", PASSWORD)


def _invite(session: Session, world: World, name: str | None = "anna") -> str:
    return invitations.invite(session, Offer(Role.FINANCE, ("MSA*", "NDA-1"), name), world.means)


def _refused(session: Session, world: World, link: str) -> ErrorCode:
    with pytest.raises(AccountError) as caught:
        users.accept(session, link, ANYBODY, world.means)
    return caught.value.code


def test_there_is_no_account_until_the_first_administrator_makes_one(
    session: Session, world: World
) -> None:
    assert people.all_people(session) == ()
    link = users.first_administrator(session, world.means)
    assert link is not None
    user = users.accept(session, link, ANYBODY, world.means)
    assert (user.name, user.full_name) == ("chosen.name", "Chris Chosen")
    assert (user.role, user.contracts) == (Role.ADMINISTRATOR, EVERY_CONTRACT)
    assert users.first_administrator(session, world.means) is None
    assert _refused(session, world, link) is ErrorCode.LINK_INVALID


def test_only_the_last_link_for_a_first_administrator_works(session: Session, world: World) -> None:
    old, new = (users.first_administrator(session, world.means) for _ in range(2))
    assert old is not None
    assert new is not None
    assert _refused(session, world, old) is ErrorCode.LINK_INVALID
    users.accept(session, new, ANYBODY, world.means)


def test_a_link_for_a_first_administrator_ends_when_anybody_has_an_account(
    session: Session, world: World
) -> None:
    link = users.first_administrator(session, world.means)
    assert link is not None
    world.person(session, "other")
    assert _refused(session, world, link) is ErrorCode.LINK_INVALID


def test_an_invitation_says_what_its_account_will_be(session: Session, world: World) -> None:
    link = _invite(session, world)
    offer = invitations.look(session, link, world.now).offer
    assert offer == Offer(Role.FINANCE, ("MSA*", "NDA-1"), "anna")
    user = users.accept(session, link, ANYBODY, world.means)
    assert (user.name, user.role, user.contracts) == ("anna", Role.FINANCE, ("MSA*", "NDA-1"))
    assert world.sign_in(session).user == user


def test_an_invitation_opens_once_and_only_its_hash_is_kept(session: Session, world: World) -> None:
    link = _invite(session, world)
    assert link not in session.exec(select(InvitationRow)).one().model_dump_json()
    users.accept(session, link, ANYBODY, world.means)
    assert _refused(session, world, link) is ErrorCode.LINK_INVALID
    assert _refused(session, world, "guessed") is ErrorCode.LINK_INVALID


@pytest.mark.parametrize("hours", [47, 48])
def test_an_invitation_holds_for_48_hours(session: Session, world: World, hours: int) -> None:
    link = _invite(session, world)
    world.wait(hours=hours)
    if hours < 48:
        users.accept(session, link, ANYBODY, world.means)
    else:
        assert invitations.open_invitations(session, world.now) == ()
        assert _refused(session, world, link) is ErrorCode.LINK_INVALID


def test_an_invitation_can_be_taken_back_and_made_again(session: Session, world: World) -> None:
    first = _invite(session, world)
    second = _invite(session, world)
    assert _refused(session, world, first) is ErrorCode.LINK_INVALID
    (seen,) = invitations.open_invitations(session, world.now)
    invitations.revoke(session, seen.key, world.now)
    assert _refused(session, world, second) is ErrorCode.LINK_INVALID
    with pytest.raises(AccountError, match="no such open link"):
        invitations.revoke(session, seen.key, world.now)


def test_a_weak_password_leaves_the_invitation_open(session: Session, world: World) -> None:
    link = _invite(session, world)
    weak = users.Newcomer("", "Anna", "short")
    with pytest.raises(AccountError, match="shorter"):
        users.accept(session, link, weak, world.means)
    users.accept(session, link, ANYBODY, world.means)


def test_a_name_belongs_to_one_account(session: Session, world: World) -> None:
    links = [_invite(session, world, None) for _ in range(2)]
    users.accept(session, links[0], ANYBODY, world.means)
    assert _refused(session, world, links[1]) is ErrorCode.ACCOUNT_REFUSED
    with pytest.raises(AccountError, match="taken"):
        _invite(session, world, "CHOSEN.NAME")


@pytest.mark.parametrize("name", ["", " ", "two words", "a,b", "a/b", "x" * 255, "a\0b", "<b>"])
def test_a_name_that_cannot_be_used_is_refused(session: Session, world: World, name: str) -> None:
    with pytest.raises(AccountError, match=r"\[ACCOUNT_REFUSED\]"):
        _invite(session, world, name)


@pytest.mark.parametrize("pattern", ["", "MSA,NDA", "a\0b"])
def test_a_pattern_that_cannot_be_used_is_refused(
    session: Session, world: World, pattern: str
) -> None:
    with pytest.raises(AccountError, match="pattern"):
        users.set_contracts(session, world.person(session), (pattern,), world.means)


@pytest.mark.parametrize("email", ["nobody", "@example.com", "anna@", "a\0@b.example"])
def test_what_is_no_address_is_refused(session: Session, world: World, email: str) -> None:
    offer = Offer(Role.FINANCE, EVERY_CONTRACT, email=email)
    with pytest.raises(AccountError, match="e-mail"):
        invitations.invite(session, offer, world.means)


def test_an_account_may_see_no_contract_at_all(session: Session, world: World) -> None:
    assert users.set_contracts(session, world.person(session), (), world.means).contracts == ()


def test_the_last_administrator_stays(session: Session, world: World) -> None:
    boss = world.person(session, "boss", Role.ADMINISTRATOR)
    world.person(session, "anna")
    with pytest.raises(AccountError, match="last administrator"):
        users.disable(session, boss, world.means)
    with pytest.raises(AccountError, match="last administrator"):
        users.set_role(session, boss, Role.AUDITOR, world.means)
    second = world.person(session, "second", Role.ADMINISTRATOR)
    users.disable(session, second, world.means)
    with pytest.raises(AccountError, match="last administrator"):
        users.disable(session, boss, world.means)
    users.enable(session, second, world.means)
    users.set_role(session, boss, Role.AUDITOR, world.means)
    with pytest.raises(AccountError, match="last administrator"):
        users.set_role(session, second, Role.FINANCE, world.means)


def test_an_administrator_who_cannot_sign_in_does_not_count(session: Session, world: World) -> None:
    boss = world.person(session, "boss", Role.ADMINISTRATOR)
    second = world.person(session, "second", Role.ADMINISTRATOR)
    session.get_one(UserRow, second.id).password_hash = None
    with pytest.raises(AccountError, match="last administrator"):
        users.disable(session, boss, world.means)


def test_disabling_ends_links_and_tokens_for_good(session: Session, world: World) -> None:
    user = world.person(session)
    link = invitations.offer_reset(session, user, world.means)
    grant = tokens.Grant("bot", frozenset({Scope.FINDINGS_READ}), tokens.LONGEST)
    token = tokens.issue(session, user, grant, world.means)
    users.disable(session, user, world.means)
    users.enable(session, user, world.means)
    assert tokens.find(session, token, world.now) is None
    with pytest.raises(AccountError, match="link"):
        changing_passwords.reset_password(session, link, OTHER_PASSWORD, world.means)
    assert world.sign_in(session).result is Result.OPEN


def test_changing_a_password_asks_for_the_old_one_and_counts_failures(
    session: Session, world: World
) -> None:
    user = world.person(session)
    right = changing_passwords.Change(PASSWORD, OTHER_PASSWORD)
    wrong = changing_passwords.Change(WRONG, OTHER_PASSWORD)
    results = [
        changing_passwords.change_password(session, user, wrong, HOME, world.means).result
        for _ in range(6)
    ]
    assert results == [Result.REFUSED] * 5 + [Result.LOCKED]
    world.wait(minutes=15)
    done = changing_passwords.change_password(session, user, right, HOME, world.means)
    assert done.result is Result.OPEN
    assert world.sign_in(session).result is Result.REFUSED
    assert world.sign_in(session, password=OTHER_PASSWORD).result is Result.OPEN
    assert PASSWORD not in repr(right)


def test_a_reset_keeps_the_authenticator_and_opens_once(session: Session, world: World) -> None:
    user = world.person(session)
    world.authenticator(session, user)
    old = invitations.offer_reset(session, user, world.means)
    link = invitations.offer_reset(session, user, world.means)
    with pytest.raises(AccountError, match=r"\[LINK_INVALID\]"):
        changing_passwords.reset_password(session, old, OTHER_PASSWORD, world.means)
    changing_passwords.reset_password(session, link, OTHER_PASSWORD, world.means)
    with pytest.raises(AccountError, match=r"\[LINK_INVALID\]"):
        changing_passwords.reset_password(session, link, PASSWORD, world.means)
    assert world.sign_in(session, password=OTHER_PASSWORD).result is Result.CODE_NEEDED


def test_a_reset_link_makes_no_account_and_an_invitation_sets_no_password(
    session: Session, world: World
) -> None:
    user = world.person(session)
    reset, invitation = (
        invitations.offer_reset(session, user, world.means),
        _invite(session, world, "ben"),
    )
    assert _refused(session, world, reset) is ErrorCode.LINK_INVALID
    with pytest.raises(AccountError, match="makes an account"):
        changing_passwords.reset_password(session, invitation, OTHER_PASSWORD, world.means)


def test_every_change_is_in_the_trail_with_its_actor_and_without_secrets(
    database: Database, world: World
) -> None:
    boss = Actor("boss", Role.ADMINISTRATOR)
    with database.write(boss) as session:
        user = world.person(session)
        device, codes = world.authenticator(session, user)
        grant = tokens.Grant("bot", frozenset({Scope.FINDINGS_READ}), tokens.LONGEST)
        token = tokens.issue(session, user, grant, world.means)
        key = tokens.tokens_of(session, user, world.now)[0].key
        tokens.revoke(session, user, key, world.now)
        users.set_role(session, user, Role.AUDITOR, world.means)
        users.set_contracts(session, user, ("MSA*",), world.means)
        users.remove_totp(session, user, world.means, "phone lost")
        invitations.offer_reset(session, user, world.means)
        users.disable(session, user, world.means, "left")
        users.enable(session, user, world.means)
        _invite(session, world, "ben")
        (seen,) = invitations.open_invitations(session, world.now)
        invitations.revoke(session, seen.key, world.now)
    with database.read() as session:
        rows = session.exec(select(AuditEventRow).order_by("seq")).all()
    told = [(row.action, row.object, row.actor, row.reason) for row in rows][1:]
    assert told == [
        ("user.invited", "invitation of anna", "boss", ""),
        ("user.created", "user anna", "anna", ""),
        ("totp.added", "user anna", "boss", ""),
        ("token.issued", "token bot of user anna", "boss", ""),
        ("token.revoked", "token bot of user anna", "boss", ""),
        ("user.role", "user anna", "boss", "finance to auditor"),
        ("user.contracts", "user anna", "boss", "* to MSA*"),
        ("totp.removed", "user anna", "boss", "phone lost"),
        ("password.reset_offered", "user anna", "boss", ""),
        ("user.disabled", "user anna", "boss", "left"),
        ("user.enabled", "user anna", "boss", "disabled to enabled"),
        ("user.invited", "invitation of ben", "boss", ""),
        ("invitation.revoked", "invitation of ben", "boss", ""),
    ]
    assert {row.at for row in rows[1:]} == {world.now}
    written = "".join(row.model_dump_json() for row in rows)
    assert not any(secret in written for secret in [*world.given, *codes, token, device.secret])
