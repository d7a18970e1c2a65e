"""A real browser before a running site: the server in a thread on a free port, Debian's chromium."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from contract_ai.accounts import sessions
from contract_ai.accounts.means import Means, Visitor
from contract_ai.web.app import create_app
from contract_ai.web.cookies import cookie_name
from contract_ai.web.site import Site
from contract_ai.web.visit import SESSION
from models.accounts import Role
from tests.contract_ai.web.sites import person

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
DESK, PHONE = (1440, 900), (390, 844)
needs_chromium = pytest.mark.skipif(not CHROMIUM.exists(), reason="no chromium here")


@contextmanager
def served(site: Site) -> Iterator[Site]:
    """Answer requests for a site on a free port; gives the site with the address it has there."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        here = replace(site, address=f"http://127.0.0.1:{port}")
        server = uvicorn.Server(uvicorn.Config(create_app(here), log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            end = time.monotonic() + 20
            while not server.started and time.monotonic() < end:
                time.sleep(0.02)
            assert server.started
            yield here
        finally:
            server.should_exit = True
            thread.join(20)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def signed_in(
    browser: Browser, site: Site, role: Role, size: tuple[int, int] = DESK, *, dark: bool = False
) -> Page:
    """Open a page for the person of a role; what its scripts complain of fails the test."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        base_url=site.address,
    )
    let_in(context, site, role)
    page = context.new_page()
    page.on("pageerror", _fail)
    # Choosers are asked for from the first on: asked for just before a press, one may be missed.
    page.on("filechooser", lambda _: None)
    return page


def let_in(context: BrowserContext, site: Site, role: Role) -> None:
    """Give a browser the session of the person of a role."""
    with site.database.write() as session:
        means = Means(site.clock(), site.vault)
        token = sessions.open_session(session, person(site, role), Visitor("127.0.0.1"), means)
    cookie = {"name": cookie_name(site, SESSION), "value": token, "url": site.address}
    context.add_cookies([cookie])  # type: ignore[list-item]  # a dictionary of its three keys


def _fail(error: object) -> None:
    pytest.fail(f"a script of the page stopped: {error}")
