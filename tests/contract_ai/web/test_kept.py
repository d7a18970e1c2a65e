"""A page that is made once for several people gives nobody what is another's."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from contract_ai.accounts import sessions, users
from contract_ai.accounts.means import Means
from contract_ai.audit.trail import record
from contract_ai.desk import contracts
from contract_ai.storage.engine import open_engine
from contract_ai.web import kept, visit
from contract_ai.web.app import create_app
from contract_ai.web.assets import assets
from contract_ai.web.cookies import cookie_name
from contract_ai.web.site import Site
from models.accounts import Role, User
from tests.contract_ai.web.casework import a_person
from tests.contract_ai.web.sites import NOW, Browser, person, sample_site

SHARED = ("/", "/findings", "/findings?state=any&page=1", "/contracts", "/invoices", "/review", "/quality")  # fmt: skip
_CSRF = re.compile(r'name="csrf" (?:content|value)="([^"]*)"')


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = sample_site(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def app(site: Site) -> FastAPI:
    return create_app(site)


@pytest.mark.parametrize("address", SHARED)
def test_two_people_of_one_role_differ_in_name_and_token_only(
    site: Site, app: FastAPI, address: str
) -> None:
    people = a_person(site, "anna"), a_person(site, "bea", full_name="<b>&é")
    one, two = (Browser(site, user, app) for user in people)
    pages = [web.get(address).text for web in (one, two, one)]
    assert pages[0] == pages[2]
    tokens = [set(_CSRF.findall(page)) for page in pages[:2]]
    assert [len(found) for found in tokens] == [1, 1]
    (first,), (second,) = tokens
    assert first == one.csrf() != second == two.csrf()
    assert '<span class="who">Anna</span>' in pages[0]
    assert '<span class="who">&lt;b&gt;&amp;é</span>' in pages[1]
    blank = [
        re.sub(r'(?<="who">)[^<]*', "", page).replace(token, "")
        for page, token in zip(pages[:2], (first, second), strict=True)
    ]
    assert blank[0] == blank[1]
    for page in pages:
        assert kept._TOKEN not in page
        assert kept._NAME not in page


def test_it_is_made_once(site: Site, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    find = contracts.find

    def counted(*asked: object) -> object:
        made.append(asked)
        return find(*asked)  # type: ignore[arg-type]  # what the route asks

    monkeypatch.setattr(contracts, "find", counted)
    people = [a_person(site, name) for name in ("anna", "bea", "cleo")]
    for web in (Browser(site, user, app) for user in people):
        assert web.get("/contracts").status_code == 200
    assert len(made) == 1
    # Signing in is told in the trail, and changes no list.
    for action, times in (("session.opened", 1), ("sign_in.failed", 1), ("term.confirmed", 2)):
        with site.database.write() as session:
            record(session, action=action, object="somebody")
        assert web.get("/contracts").status_code == 200
        assert len(made) == times


def _means(site: Site) -> Means:
    return Means(site.clock(), site.vault)


@pytest.mark.parametrize("address", SHARED)
def test_another_role_and_other_contracts_are_another_page(
    site: Site, app: FastAPI, address: str
) -> None:
    """What each is shown is what they are shown where nothing was made for anybody before."""
    people = [
        a_person(site, "anna"),
        a_person(site, "nora", ("SUB-*",)),
        a_person(site, "olga", ("SOW-*",)),
        person(site, Role.AUDITOR),
        person(site, Role.ADMINISTRATOR),
    ]
    alone = [_plain(Browser(site, user).get(address).text) for user in people]
    together = [_plain(Browser(site, user, app).get(address).text) for user in people]
    assert together == alone
    assert [_plain(Browser(site, user, app).get(address).text) for user in people] == alone


def _plain(page: str) -> str:
    found = _CSRF.search(page)
    assert found is not None
    return page.replace(found[1], "")


def test_a_session_that_ended_and_a_person_who_was_disabled_are_refused_at_once(
    site: Site, app: FastAPI
) -> None:
    user = a_person(site, "anna")
    web, other = Browser(site, user, app), Browser(site, user, app)
    admin = person(site, Role.ADMINISTRATOR)
    for one in (web, other):
        assert one.get("/contracts").status_code == 200
    elsewhere = open_engine(site.database.engine.url.render_as_string(hide_password=False))
    with elsewhere.write() as session:
        sessions.end(session, web.cookies[cookie_name(site, visit.SESSION)], NOW)
    assert web.get("/contracts").status_code == 303
    assert other.get("/contracts").status_code == 200
    with elsewhere.write(admin.actor) as session:
        users.disable(session, user, _means(site))
    elsewhere.close()
    assert other.get("/contracts").status_code == 303
    tag = {"if-none-match": "*"}
    assert other.get("/contracts", headers=tag).status_code == 303


def test_contracts_that_were_taken_from_a_person_leave_at_once(site: Site, app: FastAPI) -> None:
    user = a_person(site, "anna")
    web = Browser(site, user, app)
    assert "SOW-2025-014-larchmont" in web.get("/contracts").text
    with site.database.write(person(site, Role.ADMINISTRATOR).actor) as session:
        users.set_contracts(session, user, ("SUB-*",), _means(site))
    page = web.get("/contracts")
    assert page.status_code in {200, 303}
    assert "SOW-2025-014-larchmont" not in page.text


def test_no_browser_keeps_a_page_that_is_kept_here(site: Site, app: FastAPI) -> None:
    anna, bea = (Browser(site, a_person(site, name), app) for name in ("anna", "bea"))
    for web in (anna, anna, bea):
        answer = web.get("/contracts")
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers


def test_what_a_person_saved_and_may_undo_is_theirs(site: Site, app: FastAPI) -> None:
    anna, bea = (Browser(site, a_person(site, name), app) for name in ("anna", "bea"))
    anna.submit("/findings/views", name="Mine alone", query="currency=EUR")
    for _ in range(2):
        assert "Mine alone" in anna.get("/findings").text
        assert "Mine alone" not in bea.get("/findings").text
    page = anna.get("/findings").text
    ticked = re.search(r'name="finding" value="([^"]+)"', page)
    assert ticked is not None
    form = {"csrf": anna.csrf("/findings"), "finding": ticked[1], "verb": "dispute", "reason": "no"}
    assert anna.post("/findings/decisions", data=form).status_code == 303
    for _ in range(2):
        assert "/findings/undo" in anna.get("/findings").text
        assert "/findings/undo" not in bea.get("/findings").text


def test_a_file_of_the_pages_asks_for_no_session(
    site: Site, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = Browser(site, a_person(site, "anna"), app)

    def nobody(*_: object) -> User:
        raise AssertionError

    monkeypatch.setattr(sessions, "find", nobody)
    assert web.get(assets()["app.css"].address).status_code == 200
    with pytest.raises(AssertionError):
        web.get("/contracts")
