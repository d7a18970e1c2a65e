"""What people come for, from its beginning to its end, in a real browser: by keys, and by few clicks."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from contract_ai.web import demo
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.papers import AGREEMENT, INVOICE_CSV, pdf
from tests.contract_ai.web.browsing import DESK, PHONE, needs_chromium, served
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.journeys import (
    enter,
    follow,
    letter,
    reach,
    sign_in_by_keys,
    sound,
    watched,
)
from tests.contract_ai.web.sites import Ticking, sample_site

pytestmark = needs_chromium
both_sizes = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
FILES = {
    "MSA.pdf": pdf(*AGREEMENT),
    "march.csv": INVOICE_CSV.encode(),
    "same again.pdf": pdf(*AGREEMENT),
    "torn.pdf": pdf(*AGREEMENT)[:300],
}
AT_MOST = 12  # clicks from the front page to a letter


def password_of(site: Site, role: Role) -> tuple[str, str]:
    """Give the people of the demonstration new passwords, and return the name and that of one."""
    return next((user.name, secret) for user, secret in demo.people(site) if user.role is role)


@both_sizes
def test_from_a_folder_to_confirmed_terms_by_keys_only(
    browser: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    folder = tmp_path / "give"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    with served(fresh_site(tmp_path, Ticking())) as site:
        page, watch = watched(browser, site, size)
        page.goto("/")
        sound(page, watch)
        sign_in_by_keys(page, *password_of(site, Role.FINANCE))
        sound(page, watch)

        follow(page, "Uploads")
        sound(page, watch)
        reach(page, "button", "Choose a folder")
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Enter")
        chooser.value.set_files(folder)
        expect(page.locator(".next")).to_contain_text("1 contract to review.", timeout=60_000)
        files = page.locator("#files")
        expect(files.locator("tr")).to_have_count(len(FILES))
        expect(files).to_contain_text("The same content as")
        expect(files).to_contain_text("cannot be opened")
        sound(page, watch)

        follow(page, "Review", within=".next")
        sound(page, watch)
        page.keyboard.press("j")
        with page.expect_event("load"):
            page.keyboard.press("Enter")
        progress = page.locator("#progress")
        expect(progress).to_contain_text("confirmed")
        sound(page, watch)
        terms = page.locator(".term").count()
        assert terms
        for done in range(1, terms + 1):
            page.keyboard.press("Enter")
            expect(progress).to_contain_text(re.compile(rf"{done} of {terms} |All terms"))
        expect(progress).to_contain_text("All terms are confirmed.")
        enter(page, "button", "Check again")
        expect(page.locator("#checking")).to_contain_text("in this contract", timeout=60_000)
        sound(page, watch)
        assert watch.presses == 0


@both_sizes
def test_from_the_list_of_findings_to_the_letter_by_keys_only(
    browser: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    with served(sample_site(tmp_path)) as site:
        page, watch = watched(browser, site, size)
        page.goto("/findings")
        sign_in_by_keys(page, *password_of(site, Role.FINANCE))
        sound(page, watch)
        page.keyboard.press("/")
        page.keyboard.type("Senior Data Engineer")
        page.keyboard.press("Enter")
        expect(page.locator(".showing").first).to_contain_text("Senior Data Engineer")
        sound(page, watch)
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Senior Data Engineer")
        sound(page, watch)
        reach(page, "link", "Letter")
        words = letter(page, lambda: page.keyboard.press("Enter"))
        assert "Senior Data Engineer" in words
        page.keyboard.press("d")
        page.keyboard.type("The contract says 185.00.")
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_contain_text("isputed")
        sound(page, watch)
        assert watch.presses == 0


def test_from_the_front_page_to_a_letter_within_twelve_clicks(
    browser: Browser, tmp_path: Path
) -> None:
    with served(sample_site(tmp_path)) as site:
        name, password = password_of(site, Role.FINANCE)
        page, watch = watched(browser, site)
        page.goto("/")
        page.get_by_label("Name").click()
        page.keyboard.type(name)
        page.get_by_label("Password").click()
        page.keyboard.type(password)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="Findings", exact=True).click()
        sound(page, watch)
        page.locator("[data-open]").first.click()
        sound(page, watch)
        words = letter(page, page.get_by_role("link", name="Letter").click)
        assert "Dear" in words
        assert watch.presses == 6
        assert watch.presses <= AT_MOST
