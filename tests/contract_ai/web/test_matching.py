"""Correcting a match on the pages: who may, what is offered, who was first, what is said after."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from contract_ai.accounts import users
from contract_ai.accounts.means import Means
from contract_ai.desk.columns import INVOICE
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.web.sites import Browser, browser, person, sample_site

RETAINER, ORDER = "RET-2026-002-bramble", "SOW-2025-014-larchmont"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return sample_site(tmp_path)


def address(site: Site, number: str) -> str:
    with site.database.read() as session:
        row = session.execute(select(INVOICE.id).where(INVOICE.number == number)).scalar_one()
    return f"/invoices/{row}"


def test_an_invoice_is_put_under_another_contract_and_back(site: Site) -> None:
    finance, page = browser(site, Role.FINANCE), address(site, "TA-1003")
    offered = finance.get(f"{page}/match").text
    assert f'value="to:{ORDER}" checked' in offered
    assert "both companies are its parties" in offered
    kept = finance.submit(
        f"{page}/match", to=f"to:{RETAINER}", reason="as they wrote", seen="0", learn="yes"
    )
    assert kept.headers["location"] == f"{page}?changed=yes"
    text = finance.get(kept.headers["location"]).text
    assert "Matched by Fiona Ames on 2026-06-30: as they wrote" in text
    assert "Checked again: 2 findings gone (6,685.00" in text  # PR101 1,225.00 and CP101 5,460.00
    assert "USD overbilled), " in text
    (found,) = set(re.findall(r'href="(/findings/[0-9a-f]{16})">Senior Data', text))
    assert "Matched by Fiona Ames on 2026-06-30: as they wrote" in finance.get(found).text
    assert f'href="/contracts/{RETAINER}"' in text
    row = f'data-open href="{page}"'
    assert row in finance.get("/invoices?match=hand").text
    assert row not in finance.get("/invoices?match=computed&q=TA-1003").text
    assert "Fiona Ames matched TA-1003" in finance.get("/learned").text
    stale = finance.submit(f"{page}/match", to="to:" + ORDER, seen="0")
    assert stale.status_code == 409
    assert "Fiona Ames matched this invoice at" in stale.text
    assert finance.submit(f"{page}/match/undo", seen="1").status_code == 303
    assert "The invoice names it." in finance.get(page).text


def test_a_line_is_put_to_another_term_or_to_nothing(site: Site) -> None:
    finance, page = browser(site, Role.FINANCE), address(site, "TA-1003")
    offered = finance.get(f"{page}/lines/1/match").text
    keys = re.findall(r'value="(to:[0-9a-f]{16})"', offered)
    assert len(keys) >= 3
    other = next(key for key in keys if f'value="{key}" checked' not in offered)
    assert finance.submit(f"{page}/match", line="1", to=other, seen="0").status_code == 303
    assert "By hand" in finance.get(page).text
    without = finance.submit(f"{page}/match", line="1", to="none", seen="1")
    assert without.status_code == 400
    assert "Say why none of them fits" in without.text
    done = finance.submit(f"{page}/match", line="1", to="none", seen="1", reason="not agreed")
    assert done.status_code == 303
    assert "nothing that was agreed" in finance.get(page).text


def test_an_auditor_looks_only(site: Site) -> None:
    auditor, page = browser(site, Role.AUDITOR), address(site, "TA-1003")
    assert f"{page}/match" not in auditor.get(page).text
    assert auditor.get(f"{page}/match").status_code == 403
    assert auditor.submit(f"{page}/match", to="none", seen="0").status_code == 403
    assert auditor.get("/learned").status_code == 200


def test_what_is_for_others_is_neither_offered_nor_taken(site: Site) -> None:
    user = person(site, Role.FINANCE)
    with site.database.write() as session:
        users.set_contracts(session, user, ("SOW-*",), Means(site.clock(), site.vault))
    some = Browser(site, replace(user, contracts=("SOW-*",)))
    page = address(site, "TA-1003")
    assert RETAINER not in some.get(f"{page}/match").text
    assert some.submit(f"{page}/match", to=f"to:{RETAINER}", seen="0").status_code == 404
    assert some.get(f"{address(site, 'TA-5002')}/match").status_code == 404
    assert some.get(f"{page}/lines/99/match").status_code == 404
