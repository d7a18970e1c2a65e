"""What somebody typed is not lost: signed out meanwhile, or a colleague was faster."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from contract_ai.accounts import changing_passwords, invitations
from contract_ai.accounts.means import Means
from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.web import sites
from tests.contract_ai.web.browsing import let_in, needs_chromium, served, signed_in
from tests.contract_ai.web.casework import mark, state
from tests.contract_ai.web.sites import ADDRESS, sample_site

LONG = "The acceptance of 20 May is a copy; the customer looks for the original"
PASSWORD = "quiet orbit lantern mango"
MILESTONE = "MS102"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = sample_site(tmp_path)
    with made.database.write() as session:
        means = Means(made.clock(), made.vault)
        token = invitations.offer_reset(session, sites.person(made, Role.FINANCE), means)
        changing_passwords.reset_password(session, token, PASSWORD, means)
    return made


@pytest.mark.parametrize(
    ("referer", "then"),
    [
        (f"{ADDRESS}/findings/ab?sort=code", "%2Ffindings%2Fab%3Fsort%3Dcode"),
        (f"{ADDRESS}/findings/ab/decision", "%2F"),  # no address shows an answer to a change again
        ("https://elsewhere.example/findings/ab", "%2F"),
        ("", "%2F"),
    ],
)
def test_who_was_signed_out_comes_back_to_the_page_of_the_form(
    site: Site, referer: str, then: str
) -> None:
    nobody = sites.Browser(site)
    answer = nobody.post("/findings/ab/comments", data={"text": LONG}, headers={"Referer": referer})
    assert answer.headers["location"].endswith(f"/sign-in?then={then}&unsaved=yes")
    assert "what you sent was not saved" in nobody.get(answer.headers["location"]).text


def test_a_page_that_is_too_old_says_where_to_go_on(site: Site) -> None:
    finance = sites.browser(site, Role.FINANCE)
    address = f"/findings/{mark(site, MILESTONE)}"
    headers = {"Referer": f"{ADDRESS}{address}?q=pilot"}
    answer = finance.post(f"{address}/comments", data={"csrf": "old", "text": "x"}, headers=headers)
    assert answer.status_code == 403
    assert f'href="{address}?q=pilot">Back to the page</a>' in answer.text


@needs_chromium
def test_a_comment_is_there_again_after_signing_in(site: Site, browser: Browser) -> None:
    with served(site) as here:
        page = signed_in(browser, here, Role.FINANCE)
        address = f"/findings/{mark(site, MILESTONE)}"
        page.goto(address)
        page.locator("#text").fill(LONG)
        page.context.clear_cookies()
        page.get_by_role("button", name="Comment").click()
        expect(page.get_by_text("You were signed out meanwhile")).to_be_visible()
        _sign_in(page, "no password of theirs")
        expect(page.locator(".trouble")).to_be_visible()
        _sign_in(page, PASSWORD)
        expect(page.locator("#text")).to_have_value(LONG)
        expect(page.locator("#said")).to_contain_text("What you typed was not saved.")
        page.get_by_role("button", name="Comment").click()
        expect(page.locator(".comment")).to_contain_text(LONG)
        expect(page.locator("#text")).to_have_value("")
        page.goto(address)  # it was taken, so nothing comes back
        expect(page.locator("#text")).to_have_value("")


@needs_chromium
def test_a_reason_is_there_again_where_a_colleague_was_faster(site: Site, browser: Browser) -> None:
    with served(site) as here:
        slow = signed_in(browser, here, Role.FINANCE)
        address = f"/findings/{mark(site, MILESTONE)}"
        slow.goto(address)
        fast = slow.context.new_page()
        fast.goto(address)
        fast.locator("#reason").fill("Accepted by phone")
        fast.get_by_role("button", name="Accept").click()
        expect(fast.locator("#said")).to_contain_text("Accepted")
        slow.locator("#reason").fill(LONG)
        slow.get_by_role("button", name="Dispute").click()
        expect(slow.get_by_role("heading", name="Somebody was faster")).to_be_visible()
        slow.get_by_role("link", name="Load the page again").click()
        expect(slow.locator("#reason")).to_have_value(LONG)
        assert state(site, mark(site, MILESTONE)) == "accepted"


@needs_chromium
def test_what_was_typed_stays_where_the_form_says_what_is_wrong(
    site: Site, browser: Browser
) -> None:
    with served(site) as here:
        page = signed_in(browser, here, Role.ADMINISTRATOR)
        page.goto("/retention")
        page.get_by_label("Contract to hold").fill("larchmont")
        page.get_by_label("Why it must be kept").fill(LONG)
        page.get_by_role("button", name="Put on hold").click()
        expect(page.locator(".trouble")).to_contain_text("named larchmont")
        expect(page.get_by_label("Contract to hold")).to_have_value("larchmont")
        expect(page.get_by_label("Why it must be kept")).to_have_value(LONG)


@needs_chromium
def test_a_review_goes_on_after_signing_in_in_another_tab(site: Site, browser: Browser) -> None:
    with served(site) as here:
        page = signed_in(browser, here, Role.FINANCE)
        page.goto("/review/FPA-2025-021-ostrava")
        page.locator(".card.lit").wait_for()
        page.context.clear_cookies()
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_contain_text("You were signed out, so this was not saved.")
        let_in(page.context, here, Role.FINANCE)
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_have_text("Term confirmed.")


@needs_chromium
def test_no_form_with_a_password_is_kept(site: Site, browser: Browser) -> None:
    with served(site) as here:
        page = signed_in(browser, here, Role.FINANCE)
        page.goto("/account")
        for field in page.locator("form[action='/account/password'] input[type=password]").all():
            field.fill(PASSWORD)
        page.context.clear_cookies()
        page.get_by_role("button", name="Change password").click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert page.evaluate("sessionStorage.getItem('unsent')") is None


@needs_chromium
def test_nothing_that_was_typed_is_shown_to_another_person(site: Site, browser: Browser) -> None:
    with served(site) as here:
        page = signed_in(browser, here, Role.AUDITOR)
        address = f"/findings/{mark(site, MILESTONE)}"
        page.goto(address)
        page.locator("#text").fill(LONG)
        page.context.clear_cookies()
        page.get_by_role("button", name="Comment").click()
        _sign_in(page, PASSWORD)
        expect(page).to_have_url(f"{here.address}{address}")
        expect(page.locator("#text")).to_have_value("")
        assert page.evaluate("sessionStorage.getItem('unsent')") is None


def _sign_in(page: Page, password: str) -> None:
    page.get_by_label("Name").fill("finance")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
