"""The term review in a real browser: confirm, correct, reject and undo by keyboard only."""

import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from contract_ai.storage.contracts import save_contract
from contract_ai.storage.documents import CONTRACT, NewDocument, put_document
from contract_ai.web.site import Site
from models.accounts import Role
from models.contracts import Contract, DocumentInfo
from models.coverage import Coverage
from models.evidence import BBox, Evidence
from models.terms import PaymentTerm
from tests.contract_ai.web.browsing import DESK, PHONE, needs_chromium, served, signed_in
from tests.contract_ai.web.journeys import accessible
from tests.contract_ai.web.sites import NOW, Ticking, sample_site

pytestmark = needs_chromium
MASTER, PROJECT = "MSA-2025-011-larchmont", "FPA-2025-021-ostrava"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(sample_site(tmp_path_factory.mktemp("review"), Ticking())) as here:
        yield here


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_from_the_queue_to_confirmed_terms_by_keyboard_only(browser: Browser, site: Site) -> None:
    page = signed_in(browser, site, Role.FINANCE)
    page.goto("/review?q=master+services")
    _press(page, "j", "Enter")
    page.wait_for_url(f"**/review/{MASTER}")
    progress = page.locator("#progress .count")
    expect(progress).to_have_text("0 of 6 confirmed")
    expect(page.locator(".sheet.drawn").first).to_be_visible()

    _press(page, "Enter")  # the first that needs a look
    expect(progress).to_have_text("1 of 6 confirmed")
    expect(page.locator("#said")).to_have_text("Term confirmed.")

    lit = page.locator(".term.lit")
    expect(lit).to_contain_text("due 30 calendar days")
    _press(page, "e")
    days = page.get_by_role("textbox", name="Days", exact=True)
    expect(days).to_be_focused()
    days.fill("soon")
    _press(page, "Enter")
    expect(page.get_by_text("Write a whole number, such as 30.")).to_be_visible()
    expect(days).to_be_focused()
    days.fill("45")
    _press(page, "Enter")
    expect(progress).to_have_text("2 of 6 confirmed")
    corrected = page.locator(".term.corrected")
    expect(corrected).to_contain_text("due 45 calendar days")
    expect(corrected).to_contain_text("Corrected by Fiona Ames")

    expect(lit).to_contain_text("1 percent a month")
    _press(page, "x")
    expect(progress).to_have_text("2 of 5 confirmed")
    _press(page, "u")
    expect(progress).to_have_text("2 of 6 confirmed")
    expect(page.locator("#said")).to_have_text("1 decision taken back.")

    _press(page, "a")
    expect(page.locator("#sure h2")).to_have_text("Confirm the 4 terms that are sure?")
    _press(page, "Tab", "Enter")
    expect(page.locator("#progress")).to_contain_text("All terms are confirmed.")
    _press(page, "u")
    expect(progress).to_have_text("2 of 6 confirmed")


def test_a_new_term_from_words_that_were_found_by_keyboard(browser: Browser, site: Site) -> None:
    page = signed_in(browser, site, Role.FINANCE)
    page.goto(f"/review/{PROJECT}")
    before = page.locator(".term").count()
    _press(page, "/")
    page.keyboard.type("forty-five (45) days of the invoice date")
    _press(page, "Enter")
    expect(page.locator("#picked q")).to_have_text("forty-five (45) days of the invoice date")
    _press(page, "Escape", "n")
    page.get_by_label("It states a").select_option("payment_term")
    _press(page, "Enter")
    form = page.locator("#new-terms .term-form")
    expect(form.get_by_role("textbox", name="Days", exact=True)).to_have_value("45")
    form.get_by_role("textbox", name="Days", exact=True).press("Enter")
    expect(page.locator("#said")).to_have_text("Term added.")
    expect(page.locator(".term")).to_have_count(before + 1)
    expect(page.locator(".term.lit")).to_contain_text("Added")
    page.keyboard.press("u")
    expect(page.locator(".term")).to_have_count(before)


def test_words_are_dragged_over_and_boxes_lead_to_their_cards(browser: Browser, site: Site) -> None:
    page = signed_in(browser, site, Role.FINANCE)
    page.goto("/review/RET-2026-002-bramble")
    expect(page.locator(".sheet.drawn").first).to_be_visible()
    card = page.locator('.term[data-kind="payment_term"]')
    box = page.locator(f'rect.mark[data-key="{card.get_attribute("data-term")}"]')
    box.click()
    expect(page.locator(".term.lit")).to_contain_text("due 10 calendar days")
    place = box.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + 3, place["y"] + place["height"] / 2)
    page.mouse.down()
    page.mouse.move(place["x"] + 160, place["y"] + place["height"] / 2, steps=4)
    page.mouse.up()
    expect(page.locator("rect.picked")).to_have_count(1)
    expect(page.locator("#picked q")).to_have_text(re.compile(r"\w+ \w+"))
    page.keyboard.press("Escape")
    expect(page.locator("#picked")).to_be_hidden()


def test_who_comes_second_hears_who_was_first(browser: Browser, site: Site) -> None:
    ours = signed_in(browser, site, Role.FINANCE)
    theirs = signed_in(browser, site, Role.ADMINISTRATOR)
    for page in (ours, theirs):
        page.goto("/review/USG-2025-003-palisade")
    ours.keyboard.press("Enter")
    expect(ours.locator("#progress .count")).to_have_text("1 of 6 confirmed")
    theirs.keyboard.press("x")
    expect(theirs.locator("#said")).to_contain_text("Fiona Ames confirmed this term at")
    expect(theirs.locator(".term.lit")).to_contain_text("Confirmed by Fiona Ames")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("address", ["/review", f"/review/{MASTER}", f"/review/{PROJECT}"])
def test_axe_finds_nothing_serious(
    browser: Browser, site: Site, address: str, size: tuple[int, int], tmp_path: Path
) -> None:
    page = signed_in(browser, site, Role.FINANCE, size)
    page.goto(address)
    page.screenshot(path=tmp_path / "page.png")
    accessible(page)


def test_on_a_phone_document_and_terms_are_two_tabs(browser: Browser, site: Site) -> None:
    page = signed_in(browser, site, Role.FINANCE, PHONE)
    page.goto(f"/review/{MASTER}")
    expect(page.locator("#document")).to_be_hidden()
    page.locator(".term [data-show]").first.click()
    expect(page.locator("#document")).to_be_visible()
    expect(page.get_by_role("tab", name="Document")).to_have_attribute("aria-selected", "true")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_an_auditor_reads_only(browser: Browser, site: Site) -> None:
    page = signed_in(browser, site, Role.AUDITOR)
    page.goto("/review/LIC-2024-019-juno")
    expect(page.locator(".term.lit")).to_have_count(1)
    expect(page.locator(".term button.main, [data-edit], [data-undo], #new-term")).to_have_count(0)
    _press(page, "Enter", "x")
    expect(page.locator("#progress .count")).to_have_text("0 of 3 confirmed")


_THIRTY = PaymentTerm(
    days=30,
    evidence=Evidence("thirty (30) days", page=1, boxes=(BBox(250, 70, 340, 84),)),
    confidence=0.97,
    review=False,
)


def _contract(
    site: Site,
    stem: str,
    pages: int,
    terms: tuple[PaymentTerm, ...] = (),
    coverage: tuple[Coverage, ...] = (),
) -> str:
    """Put a contract on file, of pages that all give thirty days; return its SHA-256."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    for number in range(1, pages + 1):
        canvas.drawString(72, 760, f"Page {number}. Invoices are payable within thirty (30) days.")
        canvas.showPage()
    canvas.save()
    path = site.data / f"{stem}.pdf"
    path.write_bytes(out.getvalue())
    sha256 = hashlib.sha256(out.getvalue()).hexdigest()
    document = DocumentInfo(file=path.name, sha256=sha256, pages=pages)
    contract = Contract(document=document, terms=terms, coverage=coverage)
    with site.database.write() as session:
        new = NewDocument(sha256, CONTRACT, path.name, str(path), "v1")
        save_contract(session, put_document(session, new, NOW), contract, NOW)
    return sha256


def test_a_statement_that_was_not_decided_becomes_a_term(browser: Browser, site: Site) -> None:
    possible = Coverage(
        kind="payment_term", status="undecided", subject="days to pay", possible=(_THIRTY,)
    )
    _contract(site, "undecided", 1, coverage=(possible,))
    page = signed_in(browser, site, Role.FINANCE)
    page.goto("/review/undecided")
    page.get_by_text("Looked for and not found").click()
    page.get_by_role("button", name="Make it a term").click()
    expect(page.locator("#new-term blockquote")).to_contain_text("thirty (30) days")
    expect(page.get_by_label("It states a")).to_have_value("payment_term")
    _press(page, "Enter")
    expect(page.get_by_role("textbox", name="Days", exact=True)).to_have_value("30")
    _press(page, "Enter")
    expect(page.locator(".term.lit")).to_contain_text("due 30 calendar days")


def test_of_200_pages_only_those_near_the_window_are_drawn(browser: Browser, site: Site) -> None:
    kept = site.data / "pages"
    sha256 = _contract(site, "long", 200, terms=(_THIRTY,))

    def drawn() -> set[int]:
        files = (kept / sha256[:2] / sha256).glob("page-*.webp")
        return {int(file.name.split("-")[1]) for file in files}

    page = signed_in(browser, site, Role.FINANCE)
    page.goto("/review/long")
    expect(page.locator(".sheet.drawn").first).to_be_visible()
    expect(page.locator(".sheet")).to_have_count(200)
    height = page.locator("#document").evaluate("pane => pane.scrollHeight")
    page.locator("#document").evaluate("pane => { pane.scrollTop = pane.scrollHeight; }")
    expect(page.locator("#page-200.drawn")).to_be_visible()
    expect(page.locator("#at-page")).to_have_text("200")
    expect(page.locator(".sheet img")).to_have_count(2)  # as many as reach near the window
    assert page.locator("#document").evaluate("pane => pane.scrollHeight") == height
    assert not drawn() & set(range(5, 196))
    page.locator(".term [data-show]").click()
    expect(page.locator("#page-1.drawn")).to_be_visible()
    expect(page.locator(".sheet img")).to_have_count(2)
