"""The pictures of the guides, taken of the sample company: ``python -m tests.guides.pictures``.

Names given after the command take only those pictures again.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page

from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.web.browsing import DESK, chromium, served, signed_in
from tests.contract_ai.web.sites import sample_site
from tests.guides.billed import MONTH, billed_site

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
_SETTLE = 1_500  # milliseconds that a page's own scripts and pictures get
_COLOURS = 128


@dataclass(frozen=True)
class Picture:
    """What a picture shows: somebody's view of an address, after having done something there.

    ``site`` makes the company that is looked at.
    """

    name: str
    role: Role
    address: str
    act: Callable[[Page], None] | None = None
    site: Callable[[Path], Site] = sample_site


def _first_finding(page: Page) -> None:
    page.locator("a[data-open]").first.click()


def _tick_two(page: Page) -> None:
    for row in range(2):
        page.locator("[data-row] input[type=checkbox]").nth(row).check()


def _draw(page: Page) -> None:
    page.get_by_label("What it is for").fill("Are the findings of June right?")
    page.get_by_label("Items", exact=True).select_option("findings")
    page.get_by_label("How many").fill("5")
    page.get_by_label("Seed").fill("june 2026")
    page.get_by_role("button", name="Draw", exact=True).click()
    for item in (1, 2):
        page.get_by_label(f"Item {item} agrees").click()


def _derive(page: Page) -> None:
    _first_finding(page)
    page.get_by_role("link", name="Derive it again").click()


def _at_files(page: Page) -> None:
    page.get_by_role("heading", name="Files").scroll_into_view_if_needed()


def _letter(page: Page) -> None:
    page.locator("a[href^='/reminders/']").first.click()


PICTURES = (
    Picture("dashboard", Role.FINANCE, "/"),
    Picture("uploads", Role.FINANCE, "/uploads"),
    Picture("review-queue", Role.FINANCE, "/review"),
    Picture("review", Role.FINANCE, "/review/MSA-2025-011-larchmont"),
    Picture("findings", Role.FINANCE, "/findings", _tick_two),
    Picture("proof", Role.FINANCE, "/findings", _first_finding),
    Picture("contract", Role.FINANCE, "/contracts/SOW-2025-014-larchmont"),
    Picture("invoice", Role.FINANCE, "/invoices/3"),
    Picture("audit", Role.AUDITOR, "/audit/verify"),
    Picture("sample", Role.AUDITOR, "/audit/samples/new", _draw),
    Picture("derived", Role.AUDITOR, "/findings", _derive),
    Picture("billing", Role.FINANCE, f"/billing?period={MONTH}", site=billed_site),
    Picture("billing-draft", Role.FINANCE, "/billing/1", _at_files, billed_site),
    Picture("receivables", Role.FINANCE, "/receivables", site=billed_site),
    Picture("reminder", Role.FINANCE, "/reminders", _letter, billed_site),
    Picture("reconciliation", Role.FINANCE, "/reconciliation?month=2026-05", site=billed_site),
)


def take(browser: Browser, site: Site, picture: Picture) -> bytes:
    """Return a picture as PNG with few colours, which keeps it small and its letters sharp."""
    page = signed_in(browser, site, picture.role, DESK)
    page.goto(picture.address)
    if picture.act is not None:
        picture.act(page)
    page.wait_for_load_state("load")
    page.wait_for_timeout(_SETTLE)
    seen = Image.open(BytesIO(page.screenshot())).convert("RGB")
    page.context.close()
    written = BytesIO()
    seen.quantize(_COLOURS, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def main(names: list[str]) -> None:
    """Take the pictures of some names, or all."""
    FOLDER.mkdir(exist_ok=True)
    wanted = [picture for picture in PICTURES if not names or picture.name in names]
    for make in dict.fromkeys(picture.site for picture in wanted):
        with (
            TemporaryDirectory() as folder,
            served(make(Path(folder))) as site,
            chromium() as browser,
        ):
            for picture in wanted:
                if picture.site is make:
                    (FOLDER / f"{picture.name}.png").write_bytes(take(browser, site, picture))


if __name__ == "__main__":
    main(sys.argv[1:])
