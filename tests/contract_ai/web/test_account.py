"""A person's own account: what protects it, and what is shown once."""

import re
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest

from contract_ai.accounts import changing_passwords, invitations
from contract_ai.accounts.means import Means
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.sites import Browser, Clock, browser, person

PASSWORD, NEW = "quiet orbit lantern mango", "seven purple kettles hum"
_SECRET = re.compile(r'<code class="secret">([A-Z2-7 ]+)</code>')
_CODE = re.compile(r"<li><code>([a-z2-7-]+)</code>")
_TOKEN = re.compile(r"cai_[\w-]{20,}")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site(tmp_path: Path, clock: Clock) -> Site:
    made = fresh_site(tmp_path, clock)
    with made.database.write() as session:
        means = Means(made.clock(), made.vault)
        token = invitations.offer_reset(session, person(made, Role.FINANCE), means)
        changing_passwords.reset_password(session, token, PASSWORD, means)
    return made


@pytest.fixture
def fiona(site: Site) -> Browser:
    return browser(site, Role.FINANCE)


def sign_in(site: Site, password: str) -> Browser:
    who = Browser(site)
    form = {"csrf": who.csrf("/sign-in"), "name": "finance", "password": password}
    who.post("/sign-in", data=form)
    return who


def enrolled(fiona: Browser, clock: Clock) -> list[str]:
    """Set an authenticator up; return the recovery codes."""
    page = fiona.submit("/account/authenticator", password=PASSWORD).text
    secret = _SECRET.search(page)
    assert secret is not None
    code = pyotp.TOTP(secret[1].replace(" ", "")).at(clock.now)
    return _CODE.findall(fiona.submit("/account/authenticator/confirm", code=code).text)


def test_a_new_password_ends_all_other_sessions(site: Site, fiona: Browser) -> None:
    elsewhere = browser(site, Role.FINANCE)
    answer = fiona.submit("/account/password", old=PASSWORD, new=NEW, again=NEW)
    assert answer.status_code == 303
    assert "Your password is changed." in fiona.get("/account").text
    assert elsewhere.get("/account").status_code == 303
    assert sign_in(site, PASSWORD).get("/account").status_code == 303
    assert sign_in(site, NEW).get("/account").status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"old": "wrong", "new": NEW, "again": NEW}, "The password is wrong."),
        ({"old": PASSWORD, "new": NEW, "again": "other"}, "The two new passwords differ."),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "12"),
    ],
)
def test_a_password_that_is_not_changed_says_why(
    fiona: Browser, fields: dict[str, str], words: str
) -> None:
    answer = fiona.submit("/account/password", **fields)
    assert answer.status_code == 400
    assert words in answer.text


def test_guessing_the_password_in_an_open_browser_is_locked(fiona: Browser) -> None:
    for _ in range(20):
        answer = fiona.submit("/account/authenticator/remove", password="guess")
    assert "Too many attempts failed." in answer.text
    answer = fiona.submit("/account/authenticator", password=PASSWORD)
    assert "Too many attempts failed." in answer.text


def test_an_authenticator_is_set_up_by_picture_or_text_and_then_asked_for(
    site: Site, fiona: Browser, clock: Clock
) -> None:
    page = fiona.submit("/account/authenticator", password=PASSWORD).text
    assert "<svg" in page
    assert "style=" not in page
    elsewhere = browser(site, Role.FINANCE)
    codes = enrolled(fiona, clock)
    assert elsewhere.get("/account").status_code == 303
    assert len(codes) == 10
    assert "10 recovery codes left." in fiona.get("/account").text
    again = sign_in(site, PASSWORD)
    assert again.get("/account").status_code == 303
    form = {"csrf": again.csrf("/sign-in"), "code": codes[0]}
    assert again.post("/sign-in/code", data=form).status_code == 303
    assert "9 recovery codes left." in again.get("/account").text


def test_where_it_is_required_nothing_else_is_open_before(site: Site, clock: Clock) -> None:
    required = site.settings.model_copy(update={"second_factor": "required"})
    strict = replace(site, settings=required)
    fiona = browser(strict, Role.FINANCE)
    for address in ("/", "/findings", "/uploads", "/contracts"):
        answer = fiona.get(address)
        assert (answer.status_code, answer.headers["location"][-8:]) == (303, "/account")
    assert fiona.submit("/account/sessions/others").headers["location"].endswith("/account")
    assert "Everybody here needs an authenticator." in fiona.get("/account").text
    assert len(enrolled(fiona, clock)) == 10
    assert fiona.get("/uploads").status_code == 200


def test_a_wrong_first_code_shows_the_same_secret_again(fiona: Browser) -> None:
    page = fiona.submit("/account/authenticator", password=PASSWORD).text
    again = fiona.submit("/account/authenticator/confirm", code="000000")
    assert again.status_code == 400
    assert "The code is wrong." in again.text
    assert _SECRET.findall(again.text) == _SECRET.findall(page)


def test_recovery_codes_are_renewed_only_with_the_password(fiona: Browser, clock: Clock) -> None:
    before = enrolled(fiona, clock)
    assert "The password is wrong." in fiona.submit("/account/authenticator/codes").text
    page = fiona.submit("/account/authenticator/codes", password=PASSWORD).text
    after = _CODE.findall(page)
    assert len(after) == 10
    assert not set(before) & set(after)
    assert after[0] not in fiona.get("/account").text


def test_an_authenticator_is_removed_only_with_the_password(
    site: Site, fiona: Browser, clock: Clock
) -> None:
    enrolled(fiona, clock)
    elsewhere = browser(site, Role.FINANCE)
    assert fiona.submit("/account/authenticator/remove", password="no").status_code == 400
    assert fiona.submit("/account/authenticator/remove", password=PASSWORD).status_code == 303
    assert elsewhere.get("/account").status_code == 303
    assert "Set up an authenticator" in fiona.get("/account").text


def test_sessions_are_ended_one_by_one_or_all_but_this(site: Site, fiona: Browser) -> None:
    first, second, third = (browser(site, Role.FINANCE) for _ in range(3))
    keys = re.findall(r'name="key" value="(\w+)"', fiona.get("/account").text)
    assert len(keys) == 3
    fiona.submit("/account/sessions/end", key=keys[0])
    assert sorted(who.get("/account").status_code for who in (first, second, third)) == [
        200,
        200,
        303,
    ]
    fiona.submit("/account/sessions/others")
    assert {who.get("/account").status_code for who in (first, second, third)} == {303}
    assert fiona.get("/account").status_code == 200


def test_nobody_ends_the_session_of_another_person(site: Site, fiona: Browser) -> None:
    admin = browser(site, Role.ADMINISTRATOR)
    browser(site, Role.ADMINISTRATOR)
    key = re.findall(r'name="key" value="(\w+)"', admin.get("/account").text)[0]
    assert fiona.submit("/account/sessions/end", key=key).status_code == 404


def test_a_token_is_shown_once_and_revoked(fiona: Browser) -> None:
    answer = fiona.submit("/account/tokens", name="nightly", scopes=["findings:read"], days="30")
    assert _TOKEN.search(answer.text)
    page = fiona.get("/account").text
    assert "nightly" in page
    assert not _TOKEN.search(page)
    key = re.search(r'name="key" value="(\w+)" data-sure="Revoke nightly', page)
    assert key is not None
    fiona.submit("/account/tokens/revoke", key=key[1])
    assert "Revoke nightly" not in fiona.get("/account").text


@pytest.mark.parametrize(
    ("scopes", "words"),
    [
        (["audit:read"], "no more than your role"),
        (["everything"], "There is no such scope."),
        ([], "A token may do something"),
    ],
)
def test_a_token_never_may_more_than_its_person(
    fiona: Browser, scopes: list[str], words: str
) -> None:
    answer = fiona.submit("/account/tokens", name="nightly", scopes=scopes, days="30")
    assert answer.status_code == 400
    assert words in answer.text


def test_browsers_are_named_in_words(site: Site) -> None:
    who = browser(site, Role.FINANCE)
    assert "another program" in who.get("/account").text
