"""What protects accounts is changed only by who signed in lately; others say again who they are."""

import re
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from contract_ai.accounts import changing_passwords, invitations, sessions, tokens, totp
from contract_ai.accounts.means import Means
from contract_ai.accounts.sessions import MOST
from contract_ai.accounts.tokens import Grant
from contract_ai.web.access import wants_lately
from contract_ai.web.routes import people
from contract_ai.web.site import Site
from models.accounts import Role, Scope
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.sites import ADDRESS, Browser, Clock, browser, person

PASSWORD = "quiet orbit lantern mango"
AGAIN = "/sign-in?again=yes&then="
LATER = {"minutes": 16}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site(tmp_path: Path, clock: Clock) -> Site:
    made = fresh_site(tmp_path, clock)
    with made.database.write() as session:
        means = Means(made.clock(), made.vault)
        admin = person(made, Role.ADMINISTRATOR)
        token = invitations.offer_reset(session, admin, means)
        changing_passwords.reset_password(session, token, PASSWORD, means)
    return made


@pytest.fixture
def admin(site: Site) -> Browser:
    return browser(site, Role.ADMINISTRATOR)


def sign_in(who: Browser) -> None:
    form = {"csrf": who.csrf(), "name": "admin", "password": PASSWORD, "then": "/people"}
    answer = who.post("/sign-in", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/people")


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/account/sessions/others", {}),
        ("/account/authenticator", {"password": PASSWORD}),
        ("/account/tokens", {"name": "nightly", "scopes": "read", "days": "30"}),
        ("/people/invite", {"name": "nora", "role": "auditor"}),
        ("/people/sign-out", {}),
    ],
)
def test_a_change_of_what_protects_accounts_waits_for_who_signed_in_long_ago(
    admin: Browser, clock: Clock, address: str, fields: dict[str, str]
) -> None:
    clock.pass_(**LATER)
    answer = admin.submit(address, **fields)
    assert answer.status_code == 303
    assert AGAIN in answer.headers["location"]
    page = admin.get(answer.headers["location"]).text
    assert "Sign in again" in page
    assert 'value="admin"' in page
    sign_in(admin)
    assert AGAIN not in admin.submit(address, **fields).headers.get("location", "")


def test_taking_back_what_is_of_others_waits_as_well(
    site: Site, admin: Browser, clock: Clock
) -> None:
    number = person(site, Role.FINANCE).id
    with site.database.write() as session:
        means = Means(site.clock(), site.vault)
        user = person(site, Role.FINANCE)
        scopes = frozenset({Scope.FINDINGS_READ})
        token = tokens.issue(session, user, Grant("t", scopes, timedelta(days=30)), means)
        (one,) = tokens.tokens_of(session, user, means.now)
        link = invitations.invite(session, invitations.Offer(Role.AUDITOR, ("*",)), means)
        (invited,) = invitations.open_invitations(session, means.now)
    takes_back = {
        f"/people/{number}/tokens/revoke": one.key,
        "/people/invitations/revoke": invited.key,
    }
    clock.pass_(**LATER)
    for address, key in takes_back.items():
        assert AGAIN in admin.submit(address, key=key).headers["location"], address
    with site.database.read() as session:
        assert tokens.find(session, token, clock.now) is not None
        assert invitations.open_invitations(session, clock.now) == (invited,)
    sign_in(admin)
    for address, key in takes_back.items():
        assert admin.submit(address, key=key).headers["location"].startswith("/people")
    with site.database.read() as session:
        assert tokens.find(session, token, clock.now) is None
        assert not invitations.open_invitations(session, clock.now)
    assert Browser(site).get(f"/welcome/{link}").status_code != 200


def test_whatever_changes_accounts_of_others_asks_for_a_late_sign_in() -> None:
    changing = [one for one in people.router.routes if one.methods != {"GET"}]  # type: ignore[attr-defined]  # an APIRoute
    assert len(changing) >= 10
    assert [one for one in changing if not wants_lately(one)] == []


def test_they_are_led_back_to_the_page_they_came_from_and_nowhere_else(
    admin: Browser, clock: Clock
) -> None:
    clock.pass_(**LATER)
    token = admin.csrf()
    for referer, then in (
        (f"{ADDRESS}/people/1", "%2Fpeople%2F1"),
        ("https://elsewhere.example/people/1", "%2Faccount"),
        ("", "%2Faccount"),
    ):
        headers = {"X-CSRF-Token": token, "Referer": referer}
        answer = admin.post("/people/sign-out", headers=headers)
        assert answer.headers["location"].endswith(f"{AGAIN}{then}")


def test_signing_in_again_ends_the_session_so_far(site: Site, admin: Browser, clock: Clock) -> None:
    before = admin.cookies["contract-ai-session"]
    clock.pass_(**LATER)
    sign_in(admin)
    with site.database.read() as session:
        assert sessions.find(session, before, clock.now) is None
        assert (
            len(sessions.open_sessions(session, person(site, Role.ADMINISTRATOR), clock.now)) == 1
        )


def test_who_has_an_authenticator_gives_its_code_as_well(
    site: Site, admin: Browser, clock: Clock
) -> None:
    with site.database.write() as session:
        means, who = Means(clock.now, site.vault), person(site, Role.ADMINISTRATOR)
        secret = totp.begin(session, who, means).secret
        totp.confirm(session, who, pyotp.TOTP(secret).at(clock.now), means)
    clock.pass_(**LATER)
    form = {"csrf": admin.csrf(), "name": "admin", "password": PASSWORD}
    assert "Your code" in admin.post("/sign-in", data=form).text
    assert admin.get("/people").status_code == 303  # nothing is open until the code
    code = pyotp.TOTP(secret).at(clock.now)
    form = {"csrf": admin.csrf("/sign-in"), "code": code, "then": "/people"}
    assert admin.post("/sign-in/code", data=form).headers["location"] == "/people"
    assert admin.submit("/people/sign-out").headers["location"] == "/people"


def test_who_signed_in_lately_is_not_asked(admin: Browser) -> None:
    assert admin.get("/sign-in?again=yes&then=/people").headers["location"] == "/people"


def test_an_administrator_sees_and_ends_the_sessions_of_a_person(
    site: Site, admin: Browser
) -> None:
    fiona = browser(site, Role.FINANCE)
    number = person(site, Role.FINANCE).id
    page = admin.get(f"/people/{number}").text
    assert "192.0.2.1" in page
    assert "End this session" in page
    admin.submit(f"/people/{number}/sign-out")
    assert fiona.get("/account").status_code == 303
    assert "End this session" not in admin.get(f"/people/{number}").text


def test_an_administrator_ends_the_sessions_of_everybody_else(site: Site, admin: Browser) -> None:
    others = [browser(site, Role.FINANCE), browser(site, Role.AUDITOR)]
    admin.submit("/people/sign-out")
    assert "2 people must sign in again." in admin.get("/people").text
    assert {who.get("/account").status_code for who in others} == {303}


def test_of_more_sessions_than_there_may_be_the_oldest_ends(site: Site, clock: Clock) -> None:
    opened = []
    for _ in range(MOST + 1):
        clock.pass_(seconds=1)
        opened.append(browser(site, Role.FINANCE))
    answers = [who.get("/account").status_code for who in opened]
    assert answers == [303, *[200] * MOST]


def test_every_page_has_a_way_to_sign_out(admin: Browser) -> None:
    for address in ("/", "/account", "/people", "/uploads", "/findings"):
        assert re.search(r'<form method="post" action="/sign-out">', admin.get(address).text)
