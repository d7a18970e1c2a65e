"""Retention and erasing on pages: who may, what is asked first, what is left."""

from html import unescape
from pathlib import Path

import pytest
from sqlmodel import select

from contract_ai.intake.retention import put_on_hold
from contract_ai.web.site import Site
from models.accounts import Role
from models.tables.audit import AuditEventRow
from models.tables.contracts import ContractRow
from tests.contract_ai.web.sites import NOW, browser, sample_site

OLD, OTHER = "FPA-2025-021-ostrava", "RET-2026-002-bramble"  # the last invoice: 11 May, 1 June


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """The sample company; the old contract names no day on which it ends."""
    made = sample_site(tmp_path)
    with made.database.write() as session:
        row = session.exec(select(ContractRow).where(ContractRow.stem == OLD)).one()
        row.expiration_date = None
    return made


def _stems(site: Site) -> set[str]:
    with site.database.read() as session:
        return set(session.exec(select(ContractRow.stem)))


def _reasons(site: Site) -> list[tuple[str, str]]:
    with site.database.read() as session:
        query = select(AuditEventRow).where(AuditEventRow.action == "contract.erased")
        return [(one.actor, one.reason) for one in session.exec(query)]


def test_the_rule_is_set_and_says_what_would_go(site: Site) -> None:
    admin = browser(site, Role.ADMINISTRATOR)
    assert "There is no rule: contracts are kept for ever." in admin.get("/retention").text
    admin.submit("/retention/rule", months="1", reason="Policy 3.")
    page = unescape(admin.get("/retention").text)
    assert "Contracts are kept 1 month after they ended. Set by admin on 2026-06-30." in page
    assert "the last invoice is of this day" in page
    assert f'value="{OLD}"' in page
    assert OTHER not in page


@pytest.mark.parametrize("months", ["x", "0", "1201", "-1", "1.5", "\u00b2", "9" * 40])
def test_a_rule_that_is_no_number_of_months_is_refused(site: Site, months: str) -> None:
    admin = browser(site, Role.ADMINISTRATOR)
    answer = admin.submit("/retention/rule", months=months, reason="Policy 3.")
    assert answer.status_code == 400
    assert "There is no rule" in answer.text


def test_what_is_due_is_erased_after_the_word(site: Site) -> None:
    admin = browser(site, Role.ADMINISTRATOR)
    admin.submit("/retention/rule", months="1", reason="Policy 3.")
    assert admin.submit("/retention/erase", contract=[OLD], sure="yes").status_code == 400
    assert OLD in _stems(site)
    # What is not due is left, whatever the form says.
    admin.submit("/retention/erase", contract=[OLD, OTHER], sure="ERASE")
    assert OLD not in _stems(site)
    assert OTHER in _stems(site)
    assert _reasons(site) == [("admin", "Retention: the last invoice is of 2026-05-11.")]


def test_a_hold_keeps_a_contract_from_both_ways(site: Site) -> None:
    admin = browser(site, Role.ADMINISTRATOR)
    admin.submit("/retention/rule", months="1", reason="Policy 3.")
    admin.submit("/retention/holds", contract=OLD, reason="Lawsuit 7.")
    page = admin.get("/retention").text
    assert "Due, and kept by a hold" in page
    assert "No contract was kept 1 month after its end." in page
    admin.submit("/retention/erase", contract=[OLD], sure="ERASE")
    refused = admin.submit(f"/contracts/{OLD}/erase", name=OLD, reason="Because.")
    assert "it is on legal hold" in refused.text
    assert OLD in _stems(site)
    admin.submit("/retention/holds/lift", contract=OLD, reason="Settled.")
    assert f'value="{OLD}"' in admin.get("/retention").text


def test_one_contract_is_erased_when_its_name_is_typed(site: Site) -> None:
    admin = browser(site, Role.ADMINISTRATOR)
    assert f'href="/contracts/{OLD}/erase"' in admin.get(f"/contracts/{OLD}").text
    for name, reason in ((OTHER, "Asked for."), (OLD, " ")):
        answer = admin.submit(f"/contracts/{OLD}/erase", name=name, reason=reason)
        assert answer.status_code == 400
    assert OLD in _stems(site)
    admin.submit(f"/contracts/{OLD}/erase", name=OLD, reason="Asked for.")
    assert OLD not in _stems(site)
    assert _reasons(site) == [("admin", "Asked for.")]
    assert admin.get(f"/contracts/{OLD}").status_code == 404


@pytest.mark.parametrize("role", [Role.FINANCE, Role.AUDITOR])
def test_others_do_not_see_or_do_it(site: Site, role: Role) -> None:
    person = browser(site, role)
    assert "/erase" not in person.get(f"/contracts/{OLD}").text
    assert person.get("/retention").status_code == 403
    assert person.submit(f"/contracts/{OLD}/erase", name=OLD, reason="x").status_code == 403
    assert OLD in _stems(site)


def test_a_name_of_no_contract_is_said(site: Site) -> None:
    admin = browser(site, Role.ADMINISTRATOR)
    answer = admin.submit("/retention/holds", contract="No-such", reason="Why.")
    assert "No contract on file is named No-such. Take the name from the list" in answer.text
    part = admin.submit("/retention/holds", contract="larchmont", reason="Why.").text
    assert "named larchmont. These have it in their words: AMD-2026-001-larchmont, MSA-" in part
    assert admin.get("/contracts/No-such/erase").status_code == 404
    with site.database.write() as session:
        put_on_hold(session, OTHER, "Why.", NOW)
    again = admin.submit("/retention/holds", contract=OTHER, reason="Why.")
    assert f"{OTHER} is on hold already." in again.text
