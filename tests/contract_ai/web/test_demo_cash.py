"""The demonstration's cash: payments matched, records compared, drafts waiting, and once only."""

from dataclasses import replace
from pathlib import Path

import pytest

from contract_ai.billing.papers import Form
from contract_ai.pipeline import findings
from contract_ai.storage.drafts import drafts
from contract_ai.storage.upgrade import open_database
from contract_ai.web import demo, demo_cash
from contract_ai.web.site import Site
from models.accounts import Role
from sample_contracts.make.cash import movements
from sample_contracts.make.cash_answers import APART, DRAFTS, FOUND
from sample_contracts.make.story import ANSWERS, all_bills
from tests.contract_ai.web.sites import SETTINGS, browser, make_site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The demonstration, started twice in one folder."""
    folder = tmp_path_factory.mktemp("demo")
    site = make_site(open_database(folder / "demo.db"), folder / "files")
    for _ in range(2):
        settings = demo_cash.with_company(SETTINGS, folder, demo.copied(folder))
        site = replace(site, settings=settings)
        demo.load(site, folder, cash=True)
    demo.people(site)
    return site


def _text(site: Site, address: str) -> str:
    found = browser(site, Role.FINANCE).get(address)
    assert found.status_code == 200
    return found.text


def test_payments_are_those_of_the_bank(site: Site) -> None:
    total = len(movements(all_bills()))
    assert f"{total} payments" in _text(site, "/payments")
    waiting = _text(site, "/payments?state=likely")
    assert "Quillfeather" in waiting
    assert "Northgate" in _text(site, "/payments?state=unknown")


def test_each_page_has_something_to_show(site: Site) -> None:
    receivables = _text(site, "/receivables")
    for number in ("TA-1008", "TA-2011", "TA-3007"):
        assert number in receivables
    billing = _text(site, "/billing?period=2026-07")
    for one in DRAFTS:
        assert one.customer in billing
    june = _text(site, "/reconciliation?month=2026-06")
    assert "TA-1009" in june


def test_what_was_found_is_what_the_answers_say(site: Site) -> None:
    codes = sorted(one.code for one in findings(site.database).audit.findings)
    assert codes == sorted(one.code for one in (*ANSWERS, *FOUND))


def test_a_second_start_adds_nothing(site: Site) -> None:
    with site.database.read() as session:
        assert len(drafts(session)) == len(DRAFTS)
    assert site.settings.issuing is not None
    assert site.settings.closing_key is not None


def test_what_quickbooks_has_otherwise_is_on_the_months_pages(site: Site) -> None:
    pages = {one.number: _text(site, f"/reconciliation?q={one.number}") for one in APART}
    assert all(number in text for number, text in pages.items())


def test_an_approved_draft_is_there_as_every_file(site: Site) -> None:
    finance = browser(site, Role.FINANCE)
    with site.database.read() as session:
        waiting = drafts(session)
    for one in waiting:
        finance.submit(f"/billing/{one.id}/approve", seen=one.content)
        for form in Form:
            if form is not Form.PDF:
                answer = finance.get(f"/billing/{one.id}/files/{form}")
                assert answer.status_code == 200, (one.contract, form)


def test_own_settings_stay(tmp_path: Path) -> None:
    own = SETTINGS.model_copy(
        update={"issuing": tmp_path / "own.toml", "closing_key": tmp_path / "own.pem"}
    )
    assert demo_cash.with_company(own, tmp_path, tmp_path) == own
    assert not list(tmp_path.iterdir())
