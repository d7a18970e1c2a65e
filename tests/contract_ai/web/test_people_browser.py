"""In a real browser: people come and go, and files are given by dropping them."""

import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.papers import AGREEMENT, INVOICE_CSV, pdf
from tests.contract_ai.web.browsing import DESK, PHONE, needs_chromium, served, signed_in
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.journeys import accessible, sound, watched

pytestmark = needs_chromium
PASSWORD = "quiet orbit lantern mango"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return fresh_site(tmp_path)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_an_administrator_invites_the_person_comes_in_and_is_shut_out(
    browser: Browser, site: Site, size: tuple[int, int]
) -> None:
    with served(site) as here:
        admin, over = watched(browser, here, size, Role.ADMINISTRATOR)
        admin.goto("/people")
        admin.get_by_label("Name or e-mail address").fill("nora@example.com")
        admin.get_by_label("Role").select_option("auditor")
        admin.get_by_label("Contracts they see").fill("MSA-*")
        sound(admin, over)
        admin.get_by_role("button", name="Make the link").click()
        sound(admin, over)
        link = admin.locator("#secret").inner_text()

        nora, under = watched(browser, here, size)
        nora.goto(link)
        sound(nora, under)
        nora.get_by_label("Full name").fill("Nora Quist")
        nora.get_by_label("Password", exact=True).fill(PASSWORD)
        nora.get_by_label("Password again").fill(PASSWORD)
        nora.get_by_role("button", name="Go on").click()
        nora.get_by_label("Name").fill("nora@example.com")
        nora.get_by_label("Password").fill(PASSWORD)
        nora.get_by_role("button", name="Sign in").click()
        nora.goto("/account")
        expect(nora.get_by_text("MSA-*")).to_be_visible()
        sound(nora, under)

        admin.get_by_role("link", name="Back to people").click()
        admin.get_by_role("link", name="Nora Quist").click()
        sound(admin, over)
        admin.get_by_label("Why").fill("left the company")
        admin.get_by_role("button", name="Disable Nora Quist").click()
        admin.get_by_role("button", name="Yes").click()
        expect(admin.locator("#said")).to_contain_text("Nora Quist is disabled")
        sound(admin, over)
        nora.reload()
        expect(nora).to_have_url(f"{here.address}/sign-in?then=%2Faccount")
        sound(nora, under)


def test_files_that_are_dropped_are_sent_read_and_told_of(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    folder = tmp_path / "give"
    folder.mkdir()
    (folder / "MSA.pdf").write_bytes(pdf(*AGREEMENT))
    (folder / "march.csv").write_text(INVOICE_CSV)
    (folder / "empty.pdf").write_bytes(b"")
    (folder / ".DS_Store").write_bytes(b"x")
    with served(site) as here:
        page = signed_in(browser, here, Role.FINANCE)
        page.goto("/uploads")
        accessible(page)
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("f")
        chooser.value.set_files(folder)
        expect(page.locator(".next")).to_contain_text("1 contract to review.", timeout=60_000)
        expect(page.locator("#said")).to_have_text("1 hidden file was left out.")
        expect(page.locator("#files tr")).to_have_count(3)
        expect(page.locator("#files")).to_contain_text("The file is empty.")
        accessible(page)
        page.reload()
        expect(page.locator("#overall")).to_have_text("All is done: 2 done, 1 cannot be used.")
        accessible(page)


def test_a_network_that_is_gone_for_a_while_is_waited_for(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    file = tmp_path / "march.csv"
    file.write_text(INVOICE_CSV)
    with served(site) as here:
        page = signed_in(browser, here, Role.FINANCE)
        gone = [True]
        page.route("**/uploads/files?*", lambda one: one.abort() if gone else one.continue_())
        page.clock.install()
        page.goto("/uploads")
        page.locator("#many").set_input_files(file)
        expect(page.locator("#files")).to_contain_text("It is tried again by itself.")
        gone.clear()
        page.clock.run_for(2000)
        expect(page.locator(".next")).to_contain_text("1 invoice", timeout=60_000)


def test_what_was_not_sent_is_sent_again_by_one_press(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    file = tmp_path / "march.csv"
    file.write_text(INVOICE_CSV)
    with served(site) as here:
        page = signed_in(browser, here, Role.FINANCE)
        gone = [True]
        page.route("**/uploads/files?*", lambda one: one.abort() if gone else one.continue_())
        page.clock.install()
        page.goto("/uploads")
        page.locator("#many").set_input_files(file)
        again = page.get_by_role("button", name="Send it again")
        for _ in range(60):
            page.clock.run_for(10_000)
            if again.is_visible():
                break
        expect(page.locator("#files")).to_contain_text("Not sent")
        expect(page.locator("#trouble")).to_contain_text("1 file was not sent.")
        accessible(page)
        gone.clear()
        again.click()
        expect(page.locator(".next")).to_contain_text("1 invoice", timeout=60_000)
        expect(page.locator("#trouble")).to_be_hidden()


def test_without_script_a_plain_form_does(browser: Browser, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "march.csv"
    file.write_text(INVOICE_CSV)
    with served(site) as here:
        scripted = signed_in(browser, here, Role.FINANCE)
        state = scripted.context.storage_state()
        page = browser.new_context(
            java_script_enabled=False, storage_state=state, base_url=here.address
        ).new_page()
        page.goto("/uploads")
        page.get_by_label("Files", exact=True).set_input_files(file)
        page.get_by_role("button", name="Upload", exact=True).click()
        expect(page.locator("#files")).to_contain_text("march.csv")
        assert "/uploads/" in page.url


def test_a_file_whose_sender_goes_away_leaves_nothing(browser: Browser, site: Site) -> None:
    with served(site) as here:
        page = signed_in(browser, here, Role.FINANCE)
        page.goto("/uploads")
        batch = page.evaluate("app.send('/uploads', {files: 1, size: 9000000})")["batch"]
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
        token = page.evaluate("app.csrf")
        port = int(here.address.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as gone:
            gone.sendall(
                f"POST /uploads/files?batch={batch}&name=a.csv HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                f"Cookie: {cookies}\r\nX-CSRF-Token: {token}\r\nContent-Length: 9000\r\n\r\na,b".encode()
            )
            wait_for(lambda: any(here.data.rglob("*.part")))
        wait_for(lambda: not any(here.data.rglob("*.part")))
        page.goto(f"/uploads/{batch}")
        expect(page.locator("#overall")).to_have_text("No file has come yet.")


def wait_for(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)
