"""Journeys through the pages as a person makes them: by keys or by clicks, with nothing amiss.

``watched`` opens a page whose complaints are kept: script errors, lines of the console, answers
that failed.  ``sound`` holds the page that stands there to what every page must be.  ``Watch``
counts how often a button of the mouse went down, so that a journey by keyboard can show that it
was one.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import pypdfium2
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
)

from contract_ai.web.site import Site
from models.accounts import Role
from tests.contract_ai.web.browsing import DESK, let_in

Kind = Literal["link", "button", "textbox", "combobox", "checkbox", "tab"]
_STOPS = 150  # of the Tab key, before a thing counts as out of reach
_VIOLATIONS = """contrast => axe.run({
  resultTypes: ["violations"], rules: {"color-contrast": {enabled: contrast}}
}).then(found => found.violations)"""
_SERIOUS = frozenset({"serious", "critical"})
_LEFT = "net::ERR_ABORTED"  # a page was left, or became a download
_COUNT = "addEventListener('pointerdown', () => window.countPress(), true)"
_FOCUS = """() => {
  const at = document.activeElement, look = getComputedStyle(at);
  const ring = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0;
  return at === document.body || at.tagName === "MAIN" || ring ? "" : at.outerHTML.slice(0, 200);
}"""


@dataclass
class Watch:
    """What was amiss while somebody used the pages, and how often they pressed the mouse."""

    complaints: list[str] = field(default_factory=list)
    presses: int = 0

    def follow(self, context: BrowserContext) -> None:
        """Listen to all pages of a context."""
        context.expose_function("countPress", self._press)
        context.add_init_script(_COUNT)
        context.on("console", self._console)
        context.on("weberror", lambda one: self.complaints.append(f"script: {one.error}"))
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def _press(self) -> None:
        self.presses += 1

    def _console(self, line: ConsoleMessage) -> None:
        if line.type in {"error", "warning"}:
            self.complaints.append(f"console: {line.text} {line.location['url']}")

    def _failed(self, request: Request) -> None:
        if request.failure != _LEFT:
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"answered {response.status}: {response.url}")


def watched(
    browser: Browser, site: Site, size: tuple[int, int] = DESK, role: Role | None = None
) -> tuple[Page, Watch]:
    """Open a page, for the person of a role or for somebody who is not signed in, and watch it."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, base_url=site.address, reduced_motion="reduce"
    )
    watch = Watch()
    watch.follow(context)
    if role is not None:
        let_in(context, site, role)
    page = context.new_page()
    # Choosers are asked for from the first on: asked for just before a press, one may be missed.
    page.on("filechooser", lambda _: None)
    return page, watch


@cache
def _axe() -> str:
    script: str = Axe().axe_script
    return script


def accessible(page: Page, *, contrast: bool = True) -> None:
    """Hold a page to axe: nothing serious or critical.

    Contrast takes axe three quarters of its time: colours that were looked at need no second look.
    """
    page.evaluate(_axe())
    found = page.evaluate(_VIOLATIONS, contrast)  # what is well is much, and is not carried over
    wrong = [(one["id"], one["nodes"][0]["target"]) for one in found if one["impact"] in _SERIOUS]
    assert wrong == [], json.dumps(found)


def sound(page: Page, watch: Watch, *, contrast: bool = True) -> None:
    """Hold the page that stands there to what every page must be, once it is there."""
    page.wait_for_load_state("load")
    expect(page.locator("h1")).to_have_count(1)
    assert not watch.complaints, watch.complaints
    narrow_enough(page)
    accessible(page, contrast=contrast)


def narrow_enough(page: Page) -> None:
    """Hold a page to its window: nobody scrolls sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than its window"


def reach(page: Page, kind: Kind, name: str, *, within: str = "body") -> None:
    """Go to a thing by the Tab key; every stop on the way must show that it has the focus.

    Scripts begin their work before a page is loaded: keys pressed earlier would do nothing.
    """
    page.wait_for_load_state("load")
    wanted = page.locator(within).get_by_role(kind, name=name)
    for _ in range(_STOPS):
        if wanted.count() and wanted.first.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
        unseen = page.evaluate(_FOCUS)
        assert not unseen, f"nobody sees where the focus is: {unseen}"
    message = f"the Tab key does not lead to the {kind} {name!r} of {page.url}"
    raise AssertionError(message)


def follow(page: Page, name: str, *, within: str = "body") -> None:
    """Go to a link by the Tab key and follow it to the page it leads to."""
    reach(page, "link", name, within=within)
    with page.expect_event("load"):
        page.keyboard.press("Enter")


def enter(page: Page, kind: Kind, name: str, *, within: str = "body") -> None:
    """Go to a thing by the Tab key and use it."""
    reach(page, kind, name, within=within)
    page.keyboard.press("Enter")


def sign_in_by_keys(page: Page, name: str, password: str) -> None:
    """Sign in from the page of signing in without a mouse."""
    reach(page, "textbox", "Name")
    page.keyboard.type(name)
    reach(page, "textbox", "Password")
    page.keyboard.type(password)
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    assert "/sign-in" not in page.url


def letter(page: Page, ask: Callable[[], object]) -> str:
    """Ask for a letter, return its words, and go back to where it was asked for."""
    ask()
    page.wait_for_url("**/packet.pdf")
    data = page.context.request.get(page.url).body()  # the browser shows it in a viewer of its own
    document = pypdfium2.PdfDocument(data)
    words = "\n".join(one.get_textpage().get_text_range() for one in document)
    page.go_back()
    return words
