"""Who asks too much is told to wait, in words; nobody else notices."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts

from contract_ai.settings import load_settings
from contract_ai.web.app import create_app
from contract_ai.web.pacing import OF_ALL, cost_of
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.web.api.programs import program
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.sites import SETTINGS, Browser, Clock, person

_FILE = re.compile(r"\.(csv|jsonl|xlsx|pdf)$|/files/\{form\}$|/verify$|/report$")
_OF_ALL = {
    "GET /findings.csv",
    "GET /findings.xlsx",
    "GET /audit/trail.csv",
    "GET /audit/trail.jsonl",
    "GET /audit/verify",
    "POST /audit/evidence",
    "GET /api/v1/audit/verify",
    "GET /api/v1/report",
}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site(tmp_path: Path, clock: Clock) -> Site:
    return fresh_site(tmp_path, clock)


def limited(site: Site, *, pages: int = 0, exports: int = 0) -> Site:
    few = {"page_requests_per_minute": pages, "exports_per_minute": exports}
    return replace(site, settings=SETTINGS.model_copy(update=few))


def statuses(browser: Browser, address: str, times: int) -> list[int]:
    return [browser.get(address).status_code for _ in range(times)]


def test_a_person_is_slowed_in_all_sessions_together_and_nobody_else(
    site: Site, clock: Clock
) -> None:
    site = limited(site, pages=6)
    app = create_app(site)
    one, two = (Browser(site, person(site, Role.FINANCE), app) for _ in range(2))
    other = Browser(site, person(site, Role.AUDITOR), app)
    assert statuses(one, "/quality", 3) + statuses(two, "/quality", 3) == [200] * 6
    refused = one.get("/quality")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "10")
    assert "You asked for more than 6 pages in a minute." in refused.text
    assert "Wait 10 seconds, then try again." in refused.text
    assert two.post("/findings/decisions").status_code == 429
    assert other.get("/quality").status_code == 200
    clock.pass_(seconds=10)
    assert statuses(one, "/quality", 2) == [200, 429]
    counted = b'contract_ai_errors_total{code="TOO_MANY_REQUESTS"} 3.0'
    assert counted in app.state.traffic.text()


def test_who_is_not_signed_in_is_counted_by_address(site: Site) -> None:
    site = limited(site, pages=3)
    app = create_app(site)
    stranger, member = Browser(site, app=app), Browser(site, person(site, Role.FINANCE), app)
    found = statuses(stranger, "/sign-in", 2) + statuses(stranger, "/findings", 2)
    assert found == [200, 200, 303, 429]
    refused = stranger.get("/sign-in")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "20")
    assert stranger.post("/sign-in").status_code == 429
    assert stranger.get("/api/v1/me").status_code == 429
    assert statuses(stranger, "/healthz/live", 9) == [200] * 9
    assert member.get("/quality").status_code == 200


def test_exports_have_a_bucket_of_their_own(site: Site, clock: Clock) -> None:
    site = limited(site, exports=2 * OF_ALL)
    browser = Browser(site, person(site, Role.FINANCE))
    assert statuses(browser, "/findings.csv", 3) == [200, 200, 429]
    refused = browser.get("/findings.xlsx")
    assert "You asked for more files in a minute than we make." in refused.text
    assert refused.headers["retry-after"] == "30"
    assert statuses(browser, "/quality", 20) == [200] * 20
    clock.pass_(seconds=30)
    assert statuses(browser, "/findings.csv", 2) == [200, 429]


def test_exports_of_programs_are_counted_too(site: Site) -> None:
    caller = program(limited(site, exports=OF_ALL), Role.AUDITOR)
    assert caller.read("/audit/verify").status_code == 200
    refused = caller.read("/audit/verify")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert refused.json()["code"] == "TOO_MANY_REQUESTS"
    assert caller.read("/me").status_code == 200


def test_every_route_that_makes_a_file_is_an_export(site: Site) -> None:
    found = {}
    for context in iter_route_contexts(create_app(site).routes):
        cost = cost_of(context.original_route)
        if _FILE.search(context.path or "") or cost:
            found[f"{min(context.methods or ())} {context.path}"] = cost
    assert {name for name, cost in found.items() if cost == OF_ALL} == _OF_ALL
    assert set(found.values()) == {1, OF_ALL}


def test_a_fast_person_never_meets_the_limits() -> None:
    """A key held down repeats 30 times a second; a page scrolled into view asks for two things."""
    settings = load_settings({})
    held, scrolled = 30 * 60, 200 * 2
    assert settings.page_requests_per_minute > held + scrolled
    assert settings.exports_per_minute == 60
