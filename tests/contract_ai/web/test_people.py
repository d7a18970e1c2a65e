"""People: invited, changed, shut out; what administrators may do and where their power ends."""

import re
from pathlib import Path

import pyotp
import pytest

from contract_ai.accounts import totp
from contract_ai.accounts.means import Means
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.sites import Browser, browser, person

_LINK = re.compile(r"http://127\.0\.0\.1:8000(/welcome/[\w-]+)")
PASSWORD = "quiet orbit lantern mango"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return fresh_site(tmp_path)


@pytest.fixture
def admin(site: Site) -> Browser:
    return browser(site, Role.ADMINISTRATOR)


def invited(admin: Browser, **fields: str) -> str:
    answer = admin.submit("/people/invite", **({"role": "finance", "contracts": "*"} | fields))
    assert answer.status_code == 200, answer.text
    found = _LINK.search(answer.text)
    assert found is not None
    return found[1]


def accepted(site: Site, link: str, **fields: str) -> Browser:
    """Open a link as a stranger, and sign in with what was chosen."""
    who = Browser(site)
    chosen = {"full_name": "Nora Quist", "password": PASSWORD, "again": PASSWORD} | fields
    answer = who.post(link, data={"csrf": who.csrf("/sign-in")} | chosen)
    assert answer.status_code == 303, answer.text
    name = fields.get("name", "nora@example.com")
    form = {"csrf": who.csrf("/sign-in"), "name": name, "password": PASSWORD}
    assert who.post("/sign-in", data=form).status_code == 303
    return who


def test_who_is_invited_comes_in_with_role_and_contracts(site: Site, admin: Browser) -> None:
    link = invited(admin, name="nora@example.com", role="auditor", contracts="MSA-*, SOW-1")
    assert "nora@example.com" in admin.get("/people").text
    nora = accepted(site, link)
    page = nora.get("/account").text
    assert "Auditor" in page
    assert "<code>MSA-*</code>" in page
    assert "No link is open." in admin.get("/people").text


def test_an_invitation_without_a_name_lets_the_person_choose_one(
    site: Site, admin: Browser
) -> None:
    nora = accepted(site, invited(admin, name=" "), name="nora")
    assert "(nora)" in nora.get("/account").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "finance"}, "The name is taken."),
        ({"name": "a b c"}, "The name is empty, too long, or has characters besides"),
        ({"name": "@example.com"}, "This is no e-mail address."),
    ],
)
def test_an_invitation_that_cannot_be_made_says_why(
    admin: Browser, fields: dict[str, str], words: str
) -> None:
    answer = admin.submit("/people/invite", role="finance", contracts="MSA-*", **fields)
    assert answer.status_code == 400
    assert words in answer.text
    assert 'value="MSA-*"' in answer.text


def test_an_invitation_that_is_revoked_opens_nothing(site: Site, admin: Browser) -> None:
    link = invited(admin, name="nora@example.com")
    key = re.search(r'name="key" value="(\w+)"', admin.get("/people").text)
    assert key is not None
    assert admin.submit("/people/invitations/revoke", key=key[1]).status_code == 303
    answer = Browser(site).get(link)
    assert answer.status_code == 400
    assert "was used, or has expired" in answer.text


def test_a_new_role_ends_the_sessions_of_its_person(site: Site, admin: Browser) -> None:
    fiona, number = browser(site, Role.FINANCE), person(site, Role.FINANCE).id
    assert fiona.get("/uploads").status_code == 200
    answer = admin.submit(f"/people/{number}", role="auditor", contracts="MSA-*")
    assert answer.status_code == 303
    assert fiona.get("/uploads").status_code == 303
    assert person(site, Role.AUDITOR)
    assert "must sign in again" in admin.get("/people").text


def test_saving_what_is_there_already_changes_nothing(site: Site, admin: Browser) -> None:
    fiona, number = browser(site, Role.FINANCE), person(site, Role.FINANCE).id
    admin.submit(f"/people/{number}", role="finance", contracts="*")
    assert fiona.get("/uploads").status_code == 200


def test_who_is_disabled_is_out_at_once_and_may_come_back(site: Site, admin: Browser) -> None:
    fiona, number = browser(site, Role.FINANCE), person(site, Role.FINANCE).id
    admin.submit(f"/people/{number}/disable", reason="left the company")
    assert fiona.get("/account").status_code == 303
    assert "Disabled" in admin.get("/people").text
    assert admin.submit(f"/people/{number}/reset").status_code == 409
    admin.submit(f"/people/{number}/enable")
    assert "Disabled" not in admin.get("/people").text


@pytest.mark.parametrize("what", ["", "/disable"])
def test_the_last_administrator_stays(site: Site, admin: Browser, what: str) -> None:
    number = person(site, Role.ADMINISTRATOR).id
    answer = admin.submit(f"/people/{number}{what}", role="finance", contracts="*")
    assert answer.status_code == 400
    assert "This is the last administrator." in answer.text
    assert "Make another person an administrator first." in answer.text
    assert admin.get("/people").status_code == 200


def test_a_link_for_a_new_password_is_shown_once(site: Site, admin: Browser) -> None:
    number = person(site, Role.FINANCE).id
    answer = admin.submit(f"/people/{number}/reset")
    link = _LINK.search(answer.text)
    assert link is not None
    assert link[1] not in admin.get("/people").text
    assert answer.headers["cache-control"] == "no-store"
    fiona = accepted(site, link[1], name="finance")
    assert fiona.get("/account").status_code == 200


def test_an_authenticator_is_taken_off_only_with_a_reason(site: Site, admin: Browser) -> None:
    fiona = person(site, Role.FINANCE)
    means = Means(site.clock(), site.vault)
    with site.database.write() as session:
        secret = totp.begin(session, fiona, means).secret
        totp.confirm(session, fiona, pyotp.TOTP(secret).at(means.now), means)
    address = f"/people/{fiona.id}/authenticator"
    assert "Say why" in admin.submit(address, reason=" ").text
    assert "Take off the authenticator" in admin.get(f"/people/{fiona.id}").text
    assert admin.submit(address, reason="phone lost; seen in person").status_code == 303
    assert admin.submit(address, reason="again").status_code == 409


def test_nobody_of_this_number_is_not_found(admin: Browser) -> None:
    assert admin.get("/people/99").status_code == 404
    assert admin.submit("/people/99/disable").status_code == 404
    assert admin.submit("/people/99", role="finance", contracts="*").status_code == 404


def test_the_table_of_who_may_do_what_is_the_one_the_guard_goes_by(admin: Browser) -> None:
    page = admin.get("/people/access").text
    assert "<code>POST /people/invite</code>" in page
    assert "Invite somebody, and show the one-time link." in page
