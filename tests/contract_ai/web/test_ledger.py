"""Dashboard, contracts and invoices: what the sample company shows, and what is not for everybody."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from contract_ai.accounts import users
from contract_ai.accounts.means import Means
from contract_ai.desk import invoices
from contract_ai.desk.columns import FINDING
from contract_ai.desk.dashboard import dashboard
from contract_ai.desk.held.open_findings import UNSETTLED
from contract_ai.desk.invoices import InvoiceFilter
from contract_ai.desk.scope import EVERYTHING
from contract_ai.storage.findings import decide
from contract_ai.web.site import Site
from models.accounts import Role
from models.findings import Result, State
from models.lives import Decision
from tests.contract_ai.web.sites import Browser, browser, person, sample_site

CONTRACT = "SOW-2025-014-larchmont"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return sample_site(tmp_path)


def narrowed(site: Site, pattern: str, role: Role = Role.FINANCE) -> Browser:
    user = person(site, role)
    with site.database.write() as session:
        users.set_contracts(session, user, (pattern,), Means(site.clock(), site.vault))
    return Browser(site, replace(user, contracts=(pattern,)))


@pytest.mark.parametrize("role", Role)
def test_every_role_sees_what_is_at_stake(site: Site, role: Role) -> None:
    text = browser(site, role).get("/").text
    assert "66,500.00" in text
    assert "24,085.00" in text
    assert "Checked as of 30 June 2026" in text


def test_the_list_of_contracts_leads_to_each(site: Site) -> None:
    finance = browser(site, Role.FINANCE)
    text = finance.get("/contracts").text
    assert "9 contracts" in text
    assert f'href="/contracts/{CONTRACT}"' in text
    assert "1 contract<" in finance.get("/contracts?q=bramble").text


def test_a_contract_shows_its_family_terms_and_limit(site: Site) -> None:
    text = browser(site, Role.FINANCE).get(f"/contracts/{CONTRACT}").text
    assert 'href="/contracts/MSA-2025-011-larchmont"' in text
    assert "Senior Data Engineer" in text
    assert "Limits" in text
    assert "165,460.00" in text


def test_terms_are_those_of_the_day_that_is_asked_for(site: Site) -> None:
    finance = browser(site, Role.FINANCE)
    first = finance.get(f"/contracts/{CONTRACT}?day=2026-01-15").text
    later = finance.get(f"/contracts/{CONTRACT}?day=2026-06-30").text
    assert "On 15 January 2026" in first
    assert "Senior Data Engineer: 185.00" in first
    assert "Senior Data Engineer: 195.00" in later
    assert finance.get(f"/contracts/{CONTRACT}?day=soon").status_code == 400


def test_an_invoice_shows_lines_and_tests(site: Site) -> None:
    finance = browser(site, Role.FINANCE)
    listed = finance.get("/invoices?q=TA-1003").text
    address = listed.split('data-open href="')[1].split('"')[0]
    text = finance.get(address).text
    assert "Senior Data Engineer" in text
    assert "PR101" in text
    assert f'href="/contracts/{CONTRACT}"' in text


def test_what_is_for_others_is_not_there(site: Site) -> None:
    some = narrowed(site, "RET-*")
    assert "1 contract<" in some.get("/contracts").text
    assert some.get(f"/contracts/{CONTRACT}").status_code == 404
    assert "TA-1003" not in some.get("/invoices").text
    assert "66,500.00" not in some.get("/").text
    assert some.get("/invoices/1").status_code in {200, 404}


def test_a_wrong_filter_is_said(site: Site) -> None:
    finance = browser(site, Role.FINANCE)
    assert finance.get("/contracts?sort=colour").status_code == 400
    assert finance.get("/invoices?currenci=EUR").status_code == 400


def links(text: str, start: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'href="([^"]+)"', text) if one.startswith(start)]


def test_figures_lead_to_the_findings_they_count(site: Site) -> None:
    finance = browser(site, Role.FINANCE)
    with site.database.write() as session:
        one = session.execute(
            select(FINDING.fingerprint).where(FINDING.amount.is_not(None)).limit(1)
        ).scalar_one()
        decide(session, [one], Decision(State.DISPUTED, "asked", site.clock(), "fiona"))
    with site.database.read() as session:
        found = dashboard(session, EVERYTHING, site.today())
    addresses = links(finance.get("/").text, "/findings?")
    for stakes, key in ((found.stakes, ""), (found.by_supplier, "supplier"), (found.by_age, "age")):
        for stake in stakes:
            wanted = [
                *(("state", state) for state in UNSETTLED),
                *([(key, stake.name)] if key else []),
                ("direction", stake.direction),
                ("currency", stake.currency),
            ]
            address = f"/findings?{urlencode(wanted)}"
            assert address in addresses
            assert f"<b>{stake.findings} finding" in finance.get(address).text


def test_all_findings_of_a_contract_are_of_every_state(site: Site) -> None:
    text = browser(site, Role.FINANCE).get(f"/contracts/{CONTRACT}").text
    assert f"/findings?state=any&contract={CONTRACT}" in links(text, "/findings?")


def test_a_list_keeps_its_filter_when_it_is_sorted_or_searched(site: Site) -> None:
    finance = browser(site, Role.FINANCE)
    text = finance.get(f"/invoices?contract={CONTRACT}&sort=total").text
    assert f"/invoices?contract={CONTRACT}&sort=-total" in links(text, "/invoices?")
    assert f'<input type="hidden" name="contract" value="{CONTRACT}">' in text
    assert 'aria-sort="descending"' in text


def test_checks_that_did_not_apply_are_told_too(site: Site) -> None:
    finance = browser(site, Role.FINANCE)
    with site.database.read() as session:
        listed = invoices.find(session, EVERYTHING, InvoiceFilter(q="TA-1003")).items[0]
        detail = invoices.invoice(session, EVERYTHING, listed.id)
    assert detail is not None
    text = finance.get(f"/invoices/{listed.id}").text
    assert {test.result for test in detail.tests} >= {Result.PASS, Result.NOT_APPLICABLE}
    for test in detail.tests:
        assert f"<code>{test.code}</code>" in text
