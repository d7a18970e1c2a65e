"""A wrong match is corrected in a real browser, and the next invoice like it follows."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from models.accounts import Role
from tests.contract_ai.papers import AGREEMENT, pdf
from tests.contract_ai.web.browsing import DESK, PHONE, needs_chromium, served
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.journeys import sound, watched
from tests.contract_ai.web.sites import Ticking

pytestmark = needs_chromium
both_sizes = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
CARE = (
    "MANAGED CARE AGREEMENT",
    *AGREEMENT[1:5],
    "2. Fees. The Customer shall pay a monthly care fee of $200.00.",
    *AGREEMENT[6:],
)
HEAD = (
    "invoice_number,issue_date,supplier,customer,currency,line,description,quantity,unit_price,"
    "amount,net_amount,tax_amount,total\n"
)


def _bill(number: str, day: str, month: str) -> bytes:
    """Bill care for a month in words that name no contract."""
    who = "Tidewater Ltd,Larchmont Inc.,USD"
    sums = "1,200.00,200.00,200.00,0.00,200.00"
    return f"{HEAD}{number},{day},{who},1,Monthly fee {month} 2026,{sums}\n".encode()


def _upload(page: Page, folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    page.get_by_role("link", name="Uploads", exact=True).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a folder").click()
    chooser.value.set_files(folder)
    expect(page.locator(".next").first).to_be_visible(timeout=60_000)


def _open(page: Page, number: str) -> None:
    page.get_by_role("link", name="Invoices", exact=True).click()
    page.get_by_role("link", name=number, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Invoice {number}")


@both_sizes
def test_a_wrong_match_is_corrected_and_learned(
    browser: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    with served(fresh_site(tmp_path, Ticking())) as site:
        page, watch = watched(browser, site, size, Role.FINANCE)
        page.goto("/")
        first = {"MSA.pdf": pdf(*AGREEMENT), "CARE.pdf": pdf(*CARE)}
        _upload(page, tmp_path / "one", first | {"march.csv": _bill("C-1", "2026-03-31", "March")})
        _open(page, "C-1")
        expect(page.locator("dl.facts")).not_to_contain_text("CARE")
        sound(page, watch)

        page.get_by_role("link", name="Change the contract").click()
        page.get_by_role("radio", name="CARE").check()
        page.get_by_label("Why").fill("Care is billed apart.")
        sound(page, watch)
        page.get_by_role("button", name="Keep, and check again").click()
        expect(page.locator("dl.facts")).to_contain_text("Matched by Fiona Ames")
        expect(page.locator("#said")).to_contain_text("Kept. Checked again:")
        expect(page.get_by_role("heading", name="What the last run changed")).to_be_visible()
        sound(page, watch)

        _upload(page, tmp_path / "two", {"april.csv": _bill("C-2", "2026-04-30", "April")})
        _open(page, "C-2")
        expect(page.locator("dl.facts")).to_contain_text("CARE")
        expect(page.locator("dl.facts")).to_contain_text("because Fiona Ames matched C-1")
        sound(page, watch)
