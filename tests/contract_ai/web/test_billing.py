"""The pages of billing: who may see and change what, and that nothing is approved unseen."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from contract_ai.accounts import users
from contract_ai.accounts.means import Means
from contract_ai.storage.drafts import StoredDraft, drafts
from contract_ai.web.site import Site
from models.accounts import Role
from reports.wording import grouped
from tests.contract_ai.web.sites import Browser, browser, person, sample_site

MONTH = "2026-07"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return sample_site(tmp_path)


def _kept(site: Site) -> tuple[Browser, list[StoredDraft]]:
    finance = browser(site, Role.FINANCE)
    answer = finance.submit("/billing/keep", period=MONTH)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/billing?period={MONTH}")
    return finance, _drafts(site)


def _drafts(site: Site) -> list[StoredDraft]:
    with site.database.read() as session:
        return drafts(session)


def test_a_month_is_worked_out_and_a_draft_approved_as_it_was_shown(site: Site) -> None:
    finance, (first, *_) = _kept(site)
    listed = finance.get("/billing").text
    assert f'href="/billing/{first.id}"' in listed
    assert first.contract in listed
    shown = finance.get(f"/billing/{first.id}").text
    assert grouped(first.lines[0].working) in shown
    assert re.search(r'<q class="quiet">.+</q>', shown)
    unseen = finance.submit(f"/billing/{first.id}/approve", seen="")
    assert unseen.status_code == 400
    assert "changed since it was seen" in unseen.text
    done = finance.submit(f"/billing/{first.id}/approve", seen=first.content)
    assert done.status_code == 303
    now = _drafts(site)[0]
    assert (now.number, now.approved_by) == ("2026-0001", person(site, Role.FINANCE).name)
    after = finance.get(f"/billing/{first.id}").text
    assert "2026-0001" in after
    assert "/approve" not in after
    again = finance.submit(f"/billing/{first.id}/withdraw", reason="late")
    assert (again.status_code, "Not withdrawn" in again.text) == (400, True)


def test_a_draft_is_withdrawn_with_a_reason(site: Site) -> None:
    finance, (first, *_) = _kept(site)
    assert finance.submit(f"/billing/{first.id}/withdraw", reason=" ").status_code == 400
    assert finance.submit(f"/billing/{first.id}/withdraw", reason="By us").status_code == 303
    assert "By us" in finance.get(f"/billing/{first.id}").text


def test_what_is_no_month_is_told(site: Site) -> None:
    finance = browser(site, Role.FINANCE)
    assert "No drafts yet" in finance.get("/billing").text
    assert "Write the month" in finance.submit("/billing/keep", period="June").text
    assert finance.get("/billing?period=June&page=-3").status_code == 200
    assert finance.get("/billing/99").status_code == 404


def test_auditors_look_and_administrators_do_not(site: Site) -> None:
    _, (first, *_) = _kept(site)
    auditor = browser(site, Role.AUDITOR)
    looked = auditor.get(f"/billing/{first.id}").text
    assert grouped(first.lines[0].working) in looked
    assert f'action="/billing/{first.id}' not in looked
    assert auditor.submit(f"/billing/{first.id}/approve", seen=first.content).status_code == 403
    assert browser(site, Role.ADMINISTRATOR).get("/billing").status_code == 403


def test_a_reader_of_some_contracts_sees_those_only(site: Site) -> None:
    _, made = _kept(site)
    own = made[0].contract
    other = next(one for one in made if one.contract != own)
    user = person(site, Role.FINANCE)
    with site.database.write() as session:
        users.set_contracts(session, user, (own,), Means(site.clock(), site.vault))
    reader = Browser(site, replace(user, contracts=(own,)))
    listed = reader.get("/billing").text
    assert own in listed
    assert other.contract not in listed
    assert reader.get(f"/billing/{other.id}").status_code == 404
    assert reader.submit(f"/billing/{other.id}/approve", seen=other.content).status_code == 404
    assert reader.submit(f"/billing/{other.id}/withdraw", reason="x").status_code == 404
    assert reader.submit("/billing/keep", period=MONTH).status_code == 400
