"""The page of receivables: figures with their working, scopes, roles, and news while it is open."""

import asyncio
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from contract_ai.accounts import users
from contract_ai.accounts.means import Means
from contract_ai.audit.trail import newest
from contract_ai.storage.payments import promise
from contract_ai.web.changing import changes
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.web.sites import Browser, browser, person, sample_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return sample_site(tmp_path)


@pytest.mark.parametrize("role", [Role.FINANCE, Role.AUDITOR])
def test_what_is_owed_with_its_clause_and_formula(site: Site, role: Role) -> None:
    text = browser(site, role).get("/receivables").text
    assert "Quillfeather Publishing Limited" in text
    assert "14 days after the invoice date" in text
    assert "x 90 days" in text
    assert "2,880.00 x 1.5% x" in text


def test_administrators_of_the_machine_have_no_business_here(site: Site) -> None:
    assert browser(site, Role.ADMINISTRATOR).get("/receivables").status_code == 403


def test_a_reader_of_some_contracts_sees_those_only(site: Site) -> None:
    user = person(site, Role.FINANCE)
    with site.database.write() as session:
        users.set_contracts(session, user, ("USG-*",), Means(site.clock(), site.vault))
    text = Browser(site, replace(user, contracts=("USG-*",))).get("/receivables").text
    assert "Palisade" in text
    assert "Quillfeather" not in text
    assert "Larchmont" not in text


def test_the_page_is_told_that_something_changed(site: Site) -> None:
    """Nothing new, then a promise: one event, and the page shows it."""

    with site.database.read() as session:
        seen, _ = newest(session)

    async def told() -> list[str]:
        news = changes(site.database, threading.Event(), seen, patience=0.01)
        found = [await anext(news), await anext(news)]
        with site.database.write() as session:
            promise(session, "TA-2011", date(2026, 7, 20), "by phone", site.clock())
        found.append(await anext(news))
        await news.aclose()  # type: ignore[attr-defined]  # an async generator has it
        return found

    retry, nothing, changed = asyncio.run(told())
    assert retry.startswith("retry:")
    assert nothing.startswith(":")
    assert changed.startswith("event: changed")
    assert "promised for 2026-07-20" in browser(site, Role.FINANCE).get("/receivables").text
