"""What any answer of the application keeps to, whichever route gives it."""

import re
from pathlib import Path

import pytest
from sqlmodel import select

from contract_ai.audit.trail import newest
from contract_ai.web.app import create_app
from contract_ai.web.assets import assets
from contract_ai.web.matrix import matrix
from contract_ai.web.site import Site
from models.accounts import Role
from models.tables.accounts import UserRow
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.sites import Browser, browser, person

_INPUT = re.compile(r"<input[^>]*>")
_SECRET_FIELDS = {"old", "new", "again", "password"}
# What no script of ours does: run text, keep things in the browser, listen to other windows,
# take properties of objects from outside.
_NEVER_IN_SCRIPTS = re.compile(
    r"\beval\(|new Function|document\.write|localStorage|sessionStorage|indexedDB|postMessage"
    r'|addEventListener\("message"|__proto__|document\.cookie|https?://(?!www\.w3\.org)'
)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return fresh_site(tmp_path)


def gets(site: Site) -> list[str]:
    """List the addresses that can be read, filled in with numbers and names of nothing."""
    rows = matrix(create_app(site))
    return [re.sub(r"\{[^}]+\}", "0", row.path) for row in rows if row.method == "GET"]


def test_every_answer_says_what_it_is_and_in_which_characters(site: Site) -> None:
    admin = browser(site, Role.ADMINISTRATOR)
    for address in gets(site):
        answer = admin.get(address)
        kind = answer.headers.get("content-type", "")
        assert kind or not answer.content, address
        if kind.startswith("text/"):
            assert "charset=utf-8" in kind, address


def test_no_answer_is_for_other_sites(site: Site) -> None:
    admin = browser(site, Role.ADMINISTRATOR)
    for address in gets(site):
        answer = admin.get(address, headers={"Origin": "https://elsewhere.example"})
        assert not [name for name in answer.headers if name.startswith("access-control-")], address


def test_reading_changes_nothing(site: Site) -> None:
    admin = browser(site, Role.ADMINISTRATOR)
    with site.database.read() as session:
        before = newest(session)
    for address in gets(site):
        admin.get(address)
    with site.database.read() as session:
        assert newest(session) == before


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PATCH", "CONNECT", "FOO"])
def test_methods_that_no_route_has_are_refused(site: Site, method: str) -> None:
    assert browser(site, Role.ADMINISTRATOR).request(method, "/account").status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        *("/.git/config", "/.env", "/static/", "/static", "/uploads/", "/docs", "/redoc"),
        *("/openapi.json", "/metrics", "/debug", "/static/x/..%2f..%2fapp.py", "/books.db"),
    ],
)
def test_there_is_nothing_but_the_routes(site: Site, address: str) -> None:
    for who in (Browser(site), browser(site, Role.ADMINISTRATOR)):
        assert who.get(address).status_code in {404, 307}, address
    assert create_app(site).debug is False


def test_no_answer_names_the_programs_behind_it(site: Site) -> None:
    answer = browser(site, Role.ADMINISTRATOR).get("/people")
    assert not {"server", "x-powered-by", "via"} & set(answer.headers)


def test_what_is_private_is_kept_by_no_cache_and_by_no_browser(site: Site) -> None:
    admin = browser(site, Role.ADMINISTRATOR)
    described = {"/api/v1/openapi.json"}  # the same for everybody
    for address in set(gets(site)) - described:
        assert admin.get(address).headers["cache-control"] == "no-store", address


def test_signing_out_has_the_browser_forget(site: Site) -> None:
    admin = browser(site, Role.ADMINISTRATOR)
    assert admin.submit("/sign-out").headers["clear-site-data"] == '"cache", "storage"'


def test_passwords_are_masked_and_left_to_the_browsers_own_keeper(site: Site) -> None:
    pages = [Browser(site).get("/sign-in").text, browser(site, Role.FINANCE).get("/account").text]
    fields = [one for page in pages for one in _INPUT.findall(page)]
    secret = [one for one in fields if _SECRET_FIELDS & set(re.findall(r'name="(\w+)"', one))]
    assert secret
    for one in secret:
        assert 'type="password"' in one
        assert re.search(r'autocomplete="(current|new)-password"', one)
    assert not any("onpaste" in page or 'autocomplete="off"' in page for page in pages)


def test_nothing_but_name_and_password_is_asked_of_who_signs_in(site: Site) -> None:
    fields = re.findall(
        r'name="(\w+)"', "".join(_INPUT.findall(Browser(site).get("/sign-in").text))
    )
    assert sorted(fields) == ["csrf", "name", "password", "then"]


def test_no_page_holds_what_is_kept_of_secrets(site: Site) -> None:
    admin, fiona = browser(site, Role.ADMINISTRATOR), browser(site, Role.FINANCE)
    with site.database.read() as session:
        kept = [row.password_hash for row in session.exec(select(UserRow)) if row.password_hash]
    assert kept
    number = person(site, Role.FINANCE).id
    for address in ("/people", f"/people/{number}", "/account", "/people/access"):
        text = admin.get(address).text
        assert "argon2" not in text
        assert not [one for one in kept if one in text]
        assert fiona.cookies["contract-ai-session"] not in text
        assert fiona.csrf() not in text


def test_nobody_is_led_to_another_site(site: Site) -> None:
    who = browser(site, Role.FINANCE)
    for then in ("https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"):
        assert who.get("/sign-in", params={"then": then}).headers["location"] == "/"


def test_fields_that_a_form_does_not_have_change_nothing(site: Site) -> None:
    fiona = browser(site, Role.FINANCE)
    more = {"role": "administrator", "contracts": "*", "user_id": "1", "disabled_at": "", "id": "1"}
    fiona.submit("/account/tokens", name="nightly", scopes="read", days="30", **more)
    fiona.submit("/account/password", old="x", new="y", again="y", **more)
    after = person(site, Role.FINANCE)
    assert (after.role, after.name, after.has_password) == (Role.FINANCE, "finance", True)


def test_a_field_is_taken_from_its_own_place_only(site: Site) -> None:
    admin = browser(site, Role.ADMINISTRATOR)
    answer = admin.post(
        "/people/invite?name=mallory&role=administrator",
        data={"csrf": admin.csrf(), "name": "nora", "role": "auditor"},
    )
    assert "nora is invited as auditor" in answer.text
    form = f"csrf={admin.csrf()}&name=nora2&role=finance&role=auditor"
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = admin.post("/people/invite", content=form, headers=kind)
    assert "nora2 is invited as auditor" in answer.text  # the last one, as everywhere


def test_scripts_do_what_scripts_of_ours_do() -> None:
    scripts = {name: one.data.decode() for name, one in assets().items() if name.endswith(".js")}
    assert scripts
    # One alone keeps something in the browser: what was typed into a form that was not taken.
    scripts["unsent.js"] = scripts["unsent.js"].replace("sessionStorage", "")
    for name, text in scripts.items():
        assert _NEVER_IN_SCRIPTS.search(text) is None, name
