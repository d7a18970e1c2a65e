"""Signing in through a provider: the button, the way there and back, and what is refused."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from contract_ai.web.sign_on import BACK
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.accounts.identity_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    Form,
    Provider,
    running,
)
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.sites import NOW, Browser, browser

ANNA: Form = {"sub": "7", "email": "anna@example.com", "email_verified": True, "name": "Anna"}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running(Provider(dict(ANNA), int(NOW.timestamp()))) as found:
        yield found


@pytest.fixture
def site(tmp_path: Path, provider: Provider) -> Site:
    plain = fresh_site(tmp_path)
    settings = plain.settings.model_copy(
        update={
            "oidc_issuer": provider.url,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": SecretStr(CLIENT_SECRET),
            "oidc_name": "Tidewater ID",
        }
    )
    return replace(plain, settings=settings)


def there_and_back(who: Browser, provider: Provider) -> int:
    """Go to the provider and come back; return the status of the answer."""
    left = who.get("/sign-in/oidc")
    assert left.status_code == 303
    return who.get(BACK, params=provider.visit(left.headers["location"])).status_code


def test_without_a_provider_there_is_no_button_and_no_way(tmp_path: Path) -> None:
    who = Browser(fresh_site(tmp_path))
    assert "/sign-in/oidc" not in who.get("/sign-in").text
    assert who.get("/sign-in/oidc").status_code == 404
    assert who.get(BACK).status_code == 404


def test_who_was_invited_by_address_comes_in(site: Site, provider: Provider) -> None:
    admin = browser(site, Role.ADMINISTRATOR)
    admin.submit("/people/invite", name="anna@example.com", role="auditor", contracts="*")
    who = Browser(site)
    assert "Sign in with Tidewater ID" in who.get("/sign-in").text
    assert there_and_back(who, provider) == 303
    page = who.get("/account").text
    assert "Auditor" in page
    assert "You have no password here" in page
    assert "Single sign-on" in admin.get("/people").text


def test_what_the_provider_gives_us_goes_to_no_browser(site: Site, provider: Provider) -> None:
    browser(site, Role.ADMINISTRATOR).submit(
        "/people/invite", name="anna@example.com", role="auditor", contracts="*"
    )
    who = Browser(site)
    answer = who.get(BACK, params=provider.visit(who.get("/sign-in/oidc").headers["location"]))
    said = f"{answer.headers} {answer.text} {dict(who.cookies)} {who.get('/account').text}"
    assert "eyJ" not in said  # how every token of theirs begins
    assert CLIENT_SECRET not in said


def test_who_signs_in_again_is_asked_again_there(site: Site, provider: Provider) -> None:
    who = Browser(site)
    assert "prompt=login" in who.get("/sign-in/oidc?again=yes").headers["location"]
    assert "prompt" not in who.get("/sign-in/oidc").headers["location"]
    assert provider.url in who.get("/sign-in/oidc?again=yes").headers["location"]


def test_who_was_not_invited_is_told_whom_to_ask(site: Site, provider: Provider) -> None:
    who = Browser(site)
    left = who.get("/sign-in/oidc")
    answer = who.get(BACK, params=provider.visit(left.headers["location"]))
    assert answer.status_code == 401
    assert "You have no account here" in answer.text


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(
    site: Site, provider: Provider
) -> None:
    who = Browser(site)
    back = provider.visit(who.get("/sign-in/oidc").headers["location"])
    other = Browser(site).get(BACK, params=back)
    assert other.status_code == 401
    assert "another browser" in other.text
    back = provider.visit(who.get("/sign-in/oidc").headers["location"])
    who.get(BACK, params=back)
    assert "This sign-on was used" in who.get(BACK, params=back).text


def test_who_gives_up_at_the_provider_is_back_at_the_form(site: Site) -> None:
    answer = Browser(site).get(BACK, params={"error": "access_denied", "state": "x"})
    assert answer.status_code == 401
    assert "Try again." in answer.text


def test_a_provider_that_is_away_is_said_to_be(site: Site) -> None:
    settings = site.settings.model_copy(update={"oidc_issuer": "http://127.0.0.1:1"})
    answer = Browser(replace(site, settings=settings)).get("/sign-in/oidc")
    assert answer.status_code == 502
    assert "The provider cannot be reached." in answer.text


def test_a_person_joins_the_provider_to_an_account_and_takes_it_off(
    site: Site, provider: Provider
) -> None:
    fiona = browser(site, Role.FINANCE)
    page = fiona.submit("/account/sign-on").text
    address = page.split('href="http', 2)[-1].split('"')[0]
    back = provider.visit("http" + address.replace("&amp;", "&"))
    assert fiona.get(BACK, params=back).status_code == 303
    assert "You can sign in with Tidewater ID." in fiona.get("/account").text
    again = Browser(site)
    assert there_and_back(again, provider) == 303
    assert "Fiona Ames" in again.get("/account").text
    assert fiona.submit("/account/sign-on/leave").status_code == 303
    assert again.get("/account").status_code == 303
