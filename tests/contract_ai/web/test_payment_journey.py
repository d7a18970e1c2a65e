"""A bank's file is uploaded in a real browser, a likely match accepted, and the invoice is paid."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from models.accounts import Role
from tests.contract_ai.bank_files import BANK
from tests.contract_ai.web.browsing import DESK, PHONE, needs_chromium, served
from tests.contract_ai.web.journeys import sound, watched
from tests.contract_ai.web.sites import sample_site

pytestmark = needs_chromium
both_sizes = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def _upload(page: Page, file: Path) -> None:
    page.goto("/uploads")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").click()
    chooser.value.set_files(file)
    expect(page.locator(".next").first).to_be_visible(timeout=60_000)


@both_sizes
def test_from_the_banks_file_to_a_paid_invoice(
    browser: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    bank = tmp_path / "june.csv"
    bank.write_text(BANK)
    with served(sample_site(tmp_path)) as site:
        page, watch = watched(browser, site, size, Role.FINANCE)
        page.goto("/receivables")
        expect(page.get_by_role("main")).to_contain_text("TA-3007")
        _upload(page, bank)
        page.get_by_role("link", name="See the payments").click()
        expect(page.locator("caption")).to_have_text("3 payments")
        sound(page, watch)
        page.get_by_role("link", name="Look at the likely ones").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Palisade Payments Inc")
        sound(page, watch)
        page.get_by_role("button", name="Accept the proposal").click()
        expect(page.locator("#said")).to_contain_text("Applied. Checked again:")
        expect(page.get_by_role("button", name="Take back")).to_be_visible()
        sound(page, watch)
        page.goto("/receivables")
        expect(page.get_by_role("main")).not_to_contain_text("TA-3007")
        sound(page, watch)


def test_by_keys_alone(browser: Browser, tmp_path: Path) -> None:
    """Reject, search another invoice, choose it, type a part, keep the rest on account, take back."""
    bank = tmp_path / "june.csv"
    bank.write_text(BANK)
    with served(sample_site(tmp_path)) as site:
        page, watch = watched(browser, site, DESK, Role.FINANCE)
        _upload(page, bank)
        presses = watch.presses
        page.goto("/payments")
        for key in ("j", "j", "Enter"):
            page.keyboard.press(key)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Palisade Payments Inc")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_contain_text("reject the proposal")
        page.keyboard.press("Escape")
        page.keyboard.press("x")
        expect(page.locator("#said")).to_contain_text("Rejected; it is not proposed again.")
        page.keyboard.press("/")
        page.keyboard.type("TA-1008")
        page.keyboard.press("Enter")
        other = page.get_by_label("Amount for TA-1008")
        expect(other).to_be_focused()
        page.keyboard.press("Escape")
        page.keyboard.press("c")
        expect(other).to_have_value("8883.00")
        expect(page.locator("#left")).to_have_text("0.00")
        page.keyboard.press("e")
        page.keyboard.type("8,000.50")
        expect(page.locator("#left")).to_have_text("882.50")
        page.get_by_label("Keep the rest on account of").focus()
        page.keyboard.type("Larchmont Health Partners, LLC")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_contain_text("882.50")
        expect(page.get_by_role("main")).to_contain_text("kept on account of")
        page.keyboard.press("u")
        expect(page.locator("#said")).to_contain_text("Taken back.")
        sound(page, watch)
        assert watch.presses == presses
