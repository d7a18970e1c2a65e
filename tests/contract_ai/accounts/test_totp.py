"""Codes of an authenticator, and recovery codes."""

import re
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from pyotp import TOTP
from sqlmodel import Session, select

from contract_ai.accounts import totp
from contract_ai.accounts.people import row_of
from contract_ai.accounts.secrets import Vault
from contract_ai.accounts.signing_in import Result
from models.accounts import User
from models.errors import AccountError, ErrorCode, SettingsError
from models.tables.accounts import RecoveryCodeRow
from tests.contract_ai.accounts.world import World


def _accept(session: Session, world: World, user: User, code: str) -> bool:
    return totp.accept(session, row_of(session, user.id), code, world.means)


def test_the_secret_is_kept_encrypted_for_its_account_alone(session: Session, world: World) -> None:
    anna, ben = world.person(session, "anna"), world.person(session, "ben")
    enrolment = totp.begin(session, anna, world.means)
    assert len(enrolment.secret) == 32
    row, other = row_of(session, anna.id), row_of(session, ben.id)
    assert enrolment.secret not in (row.totp_secret or "")
    assert enrolment.secret not in repr(enrolment)
    other.totp_secret = row.totp_secret
    with pytest.raises(SettingsError):
        totp.accept(session, other, TOTP(enrolment.secret).at(world.now), world.means)


def test_the_picture_leads_an_authenticator_to_the_secret(session: Session, world: World) -> None:
    enrolment = totp.begin(session, world.person(session), world.means)
    assert enrolment.uri == (
        f"otpauth://totp/Contract%20AI:anna?secret={enrolment.secret}&issuer=Contract%20AI"
    )
    svg = enrolment.svg()
    assert ET.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 (our own)
    assert not re.search(r"<script|style=|<\?xml", svg)


def test_it_counts_from_its_first_code_on(session: Session, world: World) -> None:
    user = world.person(session)
    device = TOTP(totp.begin(session, user, world.means).secret)
    assert world.sign_in(session).result is Result.OPEN
    with pytest.raises(AccountError) as caught:
        totp.confirm(session, user, "000000", world.means)
    assert caught.value.code is ErrorCode.CODE_WRONG
    assert world.sign_in(session).result is Result.OPEN
    totp.confirm(session, user, device.at(world.now), world.means)
    assert world.sign_in(session).result is Result.CODE_NEEDED


@pytest.mark.parametrize(
    ("seconds", "accepted"),
    [(-60, False), (-30, True), (0, True), (30, True), (60, False)],
)
def test_a_code_holds_for_one_period_to_either_side(
    session: Session, world: World, seconds: int, *, accepted: bool
) -> None:
    user = world.person(session)
    device, _ = world.authenticator(session, user)
    world.wait(minutes=10)
    code = device.at(world.now + timedelta(seconds=seconds))
    assert _accept(session, world, user, code) is accepted


def test_a_code_is_used_once_and_so_are_older_ones(session: Session, world: World) -> None:
    user = world.person(session)
    device, _ = world.authenticator(session, user)
    assert not _accept(session, world, user, device.at(world.now))
    world.wait(minutes=10)
    old, code = device.at(world.now - timedelta(seconds=30)), device.at(world.now)
    assert _accept(session, world, user, f"{code[:3]} {code[3:]}")
    assert not _accept(session, world, user, code)
    assert not _accept(session, world, user, old)


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-1", "x" * 10**6]
)
def test_what_is_no_code_is_refused(session: Session, world: World, code: str) -> None:
    user = world.person(session)
    world.authenticator(session, user)
    assert not _accept(session, world, user, code)


def test_a_recovery_code_is_used_once_however_it_is_typed(session: Session, world: World) -> None:
    user, other = world.person(session), world.person(session, "ben")
    _, codes = world.authenticator(session, user)
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([a-z2-7]{4}-){5}[a-z2-7]{4}", code) for code in codes)
    kept = "".join(row.model_dump_json() for row in session.exec(select(RecoveryCodeRow)))
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    assert not _accept(session, world, other, codes[0])
    assert _accept(session, world, user, codes[0].upper().replace("-", " "))
    assert not _accept(session, world, user, codes[0])
    assert totp.recovery_codes_left(session, user) == 9
    assert world.sign_in(session, code=codes[1]).result is Result.OPEN


def test_new_recovery_codes_take_the_place_of_the_old_ones(session: Session, world: World) -> None:
    user = world.person(session)
    _, old = world.authenticator(session, user)
    new = totp.renew_recovery_codes(session, user, world.means)
    assert not _accept(session, world, user, old[0])
    assert _accept(session, world, user, new[0])


def test_a_second_authenticator_waits_until_the_first_is_removed(
    session: Session, world: World
) -> None:
    user = world.person(session)
    _, codes = world.authenticator(session, user)
    with pytest.raises(AccountError, match="set up already"):
        totp.begin(session, user, world.means)
    totp.remove(session, user, world.means)
    assert not _accept(session, world, user, codes[0])
    assert world.sign_in(session).result is Result.OPEN
    with pytest.raises(AccountError, match="No authenticator"):
        totp.renew_recovery_codes(session, user, world.means)
    world.authenticator(session, user)


def test_a_secret_is_sealed_anew_under_another_key(session: Session, world: World) -> None:
    user = world.person(session)
    device = TOTP(totp.begin(session, user, world.means).secret)
    totp.confirm(session, user, device.at(world.now), world.means)
    after = replace(world.means, vault=Vault(b"n" * 32, (world.vault.key,)))
    assert (totp.reseal(session, after), totp.reseal(session, after)) == (1, 0)
    alone = replace(after, vault=Vault(b"n" * 32), now=world.now + timedelta(minutes=1))
    row = row_of(session, user.id)
    assert totp.accept(session, row, device.at(alone.now), alone)
    with pytest.raises(SettingsError):
        totp.accept(session, row, device.at(alone.now), world.means)
    lost = replace(after, vault=Vault(b"x" * 32))
    with pytest.raises(SettingsError):
        totp.reseal(session, lost)
