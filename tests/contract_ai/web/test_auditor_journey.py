"""An auditor's work in a real browser: draw a sample, look at it, sign it off, take the evidence away."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from models.accounts import Role
from tests.contract_ai.web.browsing import DESK, PHONE, needs_chromium, served
from tests.contract_ai.web.journeys import sound, watched
from tests.contract_ai.web.sites import Ticking, sample_site

pytestmark = needs_chromium
both_sizes = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
SEED, SIZE = "june 2026", 3


def _draw(page: Page) -> None:
    """Draw findings at random, beginning at the bar."""
    page.get_by_role("link", name="Audit", exact=True).click()
    page.get_by_role("link", name="Draw a sample").click()
    page.get_by_label("What it is for").fill("Findings of June, are they right?")
    page.get_by_label("Items", exact=True).select_option("findings")
    page.get_by_label("How many").fill(str(SIZE))
    page.get_by_label("Seed").fill(SEED)
    page.get_by_role("button", name="Draw", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sample 1")


def _look(page: Page) -> None:
    """Find the first item wrong and agree to the others."""
    page.get_by_label("Item 1 is an exception").click()
    page.locator("#note-1").fill("The approval came by letter.")
    page.get_by_role("button", name="Keep").first.click()
    expect(page.get_by_text(f"1 of {SIZE} looked at")).to_be_visible()
    expect(page.get_by_role("button", name="Sign off")).to_be_disabled()
    for item in range(2, SIZE + 1):
        page.get_by_label(f"Item {item} agrees").click()
        expect(page.get_by_text(f"{item} of {SIZE} looked at")).to_be_visible()


def _sign(page: Page) -> None:
    page.get_by_label("Conclusion").fill("One exception, without money in it.")
    page.get_by_role("button", name="Sign off").click()
    page.get_by_role("dialog").get_by_role("button", name="Yes").click()
    expect(page.get_by_text("Signed off by Anton Beck")).to_be_visible()
    expect(page.locator(".marking")).to_have_count(0)


def _evidence(page: Page, folder: Path) -> Path:
    with page.expect_download(timeout=120_000) as sent:
        page.get_by_role("button", name="Evidence (zip)").click()
    place = folder / sent.value.suggested_filename
    sent.value.save_as(place)
    return place


@both_sizes
def test_an_auditor_samples_signs_off_and_exports(
    browser: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    with served(sample_site(tmp_path, Ticking())) as site:
        page, watch = watched(browser, site, size, Role.AUDITOR)
        page.goto("/")
        _draw(page)
        expect(page.get_by_text(SEED, exact=True)).to_be_visible()
        sound(page, watch)
        _look(page)
        page.get_by_role("link", name="Derive it again").click()
        expect(page.locator("#verdict")).to_contain_text("Equal.")
        sound(page, watch)
        page.get_by_role("link", name="Back to the sample").click()
        _sign(page)
        page.get_by_role("link", name="Draw it again").click()
        expect(page.get_by_role("status").filter(has_text="The same.")).to_be_visible()
        sound(page, watch)

        with zipfile.ZipFile(_evidence(page, tmp_path)) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            named = {one["path"]: one["sha256"] for one in manifest["files"]}
            assert {"report/report.html", "report/report.pdf", "findings.json"} <= set(named)
            for path, sha256 in named.items():
                assert hashlib.sha256(archive.read(path)).hexdigest() == sha256

        page.get_by_role("link", name="Overview").click()
        page.get_by_role("button", name="Verify now").click()
        expect(page.locator("#verdict")).to_contain_text("Whole.")
        sound(page, watch)


def test_a_finding_is_derived_again_from_its_proof(browser: Browser, tmp_path: Path) -> None:
    with served(sample_site(tmp_path)) as site:
        page, watch = watched(browser, site, DESK, Role.AUDITOR)
        page.goto("/findings")
        page.locator("a[data-open]").first.click()
        page.get_by_role("link", name="Derive it again").click()
        expect(page.locator("#verdict")).to_contain_text("Equal.")
        sound(page, watch)
