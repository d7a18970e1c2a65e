"""Every page of the route table, for each role, in a real browser: what holds of all of them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from contract_ai.accounts import invitations
from contract_ai.accounts.invitations import Offer
from contract_ai.accounts.means import Means
from contract_ai.web.app import create_app
from contract_ai.web.matrix import matrix
from contract_ai.web.site import Site
from models.accounts import EVERY_CONTRACT, Role
from tests.contract_ai.bank_files import BANK
from tests.contract_ai.papers import INVOICE_CSV
from tests.contract_ai.web.browsing import DESK, PHONE, needs_chromium, served
from tests.contract_ai.web.casework import mark
from tests.contract_ai.web.crawl import Crawl
from tests.contract_ai.web.issuing import with_company
from tests.contract_ai.web.journeys import narrow_enough, sound, watched
from tests.contract_ai.web.ledgered import with_ledgers, with_letters
from tests.contract_ai.web.newer_readings import ORDER, read_anew
from tests.contract_ai.web.sending import Sender
from tests.contract_ai.web.sites import Browser as Client
from tests.contract_ai.web.sites import browser as client
from tests.contract_ai.web.sites import sample_site

pytestmark = needs_chromium
SHOW_MUCH = ("PR101", "TM102")  # findings with pictures of words, and with others on their invoice
MASTER = "/review/MSA-2025-011-larchmont"
OPEN = (
    "/health",
    "/healthz",
    "/healthz/live",
    "/favicon.ico",
    "/api/v1/docs",
    "/api/v1/docs/forms",
    "/api/v1/openapi.json",
)
UNLINKED = (
    "/documents/{sha256}/outline.json",
    "/documents/{sha256}/flow.json",
    "/documents/{sha256}/search.json?q=fee",
    "/documents/{sha256}/pages/1/words.json",
    "/review/{stem}/check",
)
"""Addresses that scripts ask for, or that people are given."""
NEVER = frozenset(
    {
        "/sign-in/oidc",
        "/sign-in/oidc/back",
        "/uploads/{batch}/events",
        "/receivables/events",
        "/metrics",
    }
)
"""Ways through another site, streams that do not end, figures for programs: tests of their own."""
HEAVIEST = 150_000  # bytes of a page with its scripts and styles
_coloured: defaultdict[str, set[str]] = defaultdict(set)
"""What stood in what, of the pages of a path whose colours were looked at."""
_STANDS = """() => {
  const looks = /^(class|type|scope|aria-(selected|current|pressed|expanded))$/;
  const said = ({name, value}) => looks.test(name) ? `${name}=${value}` : name;
  const kind = one => [one.tagName, ...[...one.attributes].map(said)].join(" ");
  return [...new Set([...document.querySelectorAll("body, body *")].map(one =>
    `${kind(one.parentElement)} > ${kind(one)}`))];
}"""
_WEIGHT = """() => performance.getEntriesByType("navigation").concat(
  performance.getEntriesByType("resource").filter(one => /\\.(css|js)$/.test(one.name))
).reduce((sum, one) => sum + one.decodedBodySize, 0)"""
_BLIND = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.disabled)
  .filter(one => {
    one.focus();
    const look = getComputedStyle(one);
    return document.activeElement === one && (look.outlineStyle === "none" || !parseFloat(look.outlineWidth));
  }).map(one => one.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample company, with uploads, drafts, a sample that an auditor drew, and a newer reading."""
    made = sample_site(tmp_path_factory.mktemp("pages"))
    for role in (Role.FINANCE, Role.ADMINISTRATOR):
        Sender(client(made, role)).all({f"{role}.csv": INVOICE_CSV.encode()})
    Sender(client(made, Role.FINANCE)).all({"june.csv": BANK.encode()})
    made = with_letters(with_ledgers(made))
    closed = {"month": "2026-04", "note": "in May"}
    client(made, Role.FINANCE).submit("/reconciliation/close", **closed)
    drawn = {"purpose": "June", "kind": "findings", "method": "random", "size": "2", "seed": "s"}
    client(made, Role.AUDITOR).submit("/audit/samples", **drawn)
    made = with_company(made)
    client(made, Role.FINANCE).submit("/billing/keep", period="2026-07")
    read_anew(made, ORDER)
    with served(made) as here:
        yield here


def crawled(site: Site, role: Role | None) -> Crawl:
    """Return an address of every GET route of pages that a role may call, by the route's path."""
    rows = [row for row in matrix(create_app(site)) if row.method == "GET" and not row.token]
    mine = [row for row in rows if row.anybody == (role is None) and (not role or row.may(role))]
    who = client(site, role) if role else Client(site)
    crawl = Crawl(who, mine)
    rich = (f"/findings/{mark(site, code)}" for code in SHOW_MUCH)
    crawl.follow(*((*rich, MASTER, "/") if role else ("/sign-in",)))
    crawl.follow(*_unlinked(site, crawl, role))
    missing = {row.path for row in mine} - NEVER - set(crawl.found)
    assert not missing, f"no link leads to {sorted(missing)}: link them, or name them in UNLINKED"
    return crawl


def _unlinked(site: Site, crawl: Crawl, role: Role | None) -> Iterator[str]:
    if role is None:
        offer = Offer(Role.FINANCE, EVERY_CONTRACT)
        means = Means(site.clock(), site.vault)
        with site.database.write() as session:
            token = invitations.invite(session, offer, means)
        yield from (*OPEN, f"/welcome/{token}")
        return
    yield from UNLINKED
    review = crawl.found["/review/{stem}"]
    term = re.search(r'data-term="(\d+)"', crawl.who.get(review).text)
    assert term is not None
    yield f"{review}/terms/{term[1]}/form"


@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: role or "not signed in")
def test_every_page_is_sound(browser: Browser, site: Site, role: Role | None) -> None:
    page, watch = watched(browser, site, role=role)
    titles: Counter[str] = Counter()
    crawl = crawled(site, role)
    for path, address in crawl.found.items():
        if path not in crawl.documents:
            assert page.context.request.get(address).status == 200, path
            continue
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, path
        stands = set(page.evaluate(_STANDS))
        sound(page, watch, contrast=not stands <= _coloured[path])
        _coloured[path] |= stands
        titles[page.title()] += 1
        _reads_by_keys(page)
        assert page.evaluate(_WEIGHT) < HEAVIEST, path
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        narrow_enough(page)
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    assert len(titles) > 1
    assert [one for one, times in titles.items() if times > 1 or not one.partition(" · ")[0]] == []


def _reads_by_keys(page: Page) -> None:
    """The first Tab leads over the bar to the content, and every stop shows that it has the focus."""
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip", page.url
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main", page.url
    assert page.evaluate(_BLIND) == [], page.url
