"""Nothing that a document or a person writes is run by any page, and no statement becomes another.

`payloads.yaml` holds what is written; `poisoned.py` puts it into every text field there is.
"""

import dataclasses
from collections.abc import Iterator, Sequence
from itertools import cycle
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Browser, Page, Response
from sqlalchemy import func
from sqlmodel import select

from contract_ai.desk.contracts import ContractFilter
from contract_ai.desk.filters import Filter
from contract_ai.desk.finding_filter import FindingFilter
from contract_ai.desk.invoices import InvoiceFilter
from contract_ai.desk.ledger import customer_key
from contract_ai.desk.payments import PaymentFilter
from contract_ai.desk.reviews import QueueFilter
from contract_ai.web.app import create_app
from contract_ai.web.matrix import matrix
from contract_ai.web.site import Site
from models.accounts import Role
from models.tables import METADATA
from tests.contract_ai.web.browsing import chromium, needs_chromium, served
from tests.contract_ai.web.casework import RATE, latest, mark
from tests.contract_ai.web.crawl import Crawl
from tests.contract_ai.web.injected import COUNTED, foreign, foreign_in, sees
from tests.contract_ai.web.journeys import watched
from tests.contract_ai.web.poisoned import (
    FIRST,
    Hostile,
    blends,
    payloads,
    poisoned_site,
    singles,
    texts_of,
)
from tests.contract_ai.web.sending import Sender
from tests.contract_ai.web.sites import browser as client

pytestmark = [
    needs_chromium,
    pytest.mark.on_sqlite("one payload has a NUL, which PostgreSQL takes in no text"),
]
ASKED: dict[str, type[Filter]] = {
    "/findings": FindingFilter,
    "/contracts": ContractFilter,
    "/invoices": InvoiceFilter,
    "/review": QueueFilter,
}
"""Lists, and what an address may ask of them."""
OTHERS = ("/sign-in?then=", "/uploads?kind=", "/people?q=", "/findings?page=", "/contracts?page=")
ALONE = "address"
"""What works only where nothing stands before it: looked at by itself as well."""
MANY = 40
"""Payloads that one thing holds whose pages are looked at: a page takes long, a longer text does not."""


@dataclasses.dataclass
class Walk:
    """Somebody who looks at pages of a hostile company."""

    site: Site
    page: Page
    made: Sequence[Hostile]
    faults: list[str]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    texts = [*singles(), *blends(MANY)]
    made_site, made = poisoned_site(tmp_path_factory.mktemp("hostile"), texts)
    with served(made_site) as site, chromium() as browser:
        page, faults = _opened(browser, site)
        yield Walk(site, page, made, faults)


def _opened(
    browser: Browser, site: Site, role: Role = Role.ADMINISTRATOR
) -> tuple[Page, list[str]]:
    page, _ = watched(browser, site, role=role)
    faults: list[str] = []
    page.context.expose_function("canary", lambda *_: faults.append(f"ran: {page.url}"))
    page.on("dialog", lambda one: faults.append(f"dialog: {one.message}"))
    page.on("response", lambda one: _note_answer(faults, one))
    page.on("console", lambda line: _note(faults, line.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    return page, faults


def _note_answer(faults: list[str], answer: Response) -> None:
    if answer.status >= 500:
        faults.append(f"answered {answer.status}: {answer.url}")


def _note(faults: list[str], line: str) -> None:
    if "Content Security Policy" in line:
        faults.append(line)


def test_what_is_foreign_would_be_seen(walk: Walk) -> None:
    walk.page.goto("/account")
    assert foreign(walk.page) == []
    seen = [one for one in payloads()["markup"] if sees(walk.page, f"<p>{one}</p>")]
    assert len(seen) > len(payloads()["markup"]) * 0.85
    assert sees(walk.page, f'<a href="{payloads()["address"][0]}">x</a>')
    assert sees(walk.page, f'<a title="{payloads()["attribute"][0]}">x</a>')
    assert walk.faults  # what the page's policy refused; how much of it is told, browsers differ
    walk.faults.clear()


def test_every_text_field_holds_every_payload(walk: Walk) -> None:
    with walk.site.database.read() as session:
        for table in METADATA.sorted_tables:
            for column in texts_of(table):
                held = set(session.exec(select(column).distinct()))
                wanted = {one[: getattr(column.type, "length", None)] for one in singles()}
                missing = {one for one in wanted - held if one.replace("\0", "?") not in held}
                assert not missing, f"{column}: say in poisoned.py how it gets {missing}"


def test_lists_run_nothing(walk: Walk) -> None:
    rows = [
        row
        for row in matrix(create_app(walk.site))
        if row.method == "GET" and not row.path.endswith(("/events", "/original"))
    ]
    crawl = Crawl(client(walk.site, Role.ADMINISTRATOR), rows)
    crawl.follow("/")
    pages = {path: one for path, one in crawl.found.items() if "." not in path}
    assert len(pages) > len(ASKED) * 3
    for address in pages.values():
        _look(walk, address)
    for address in ASKED:
        shown = "state=any&" if address == "/findings" else ""
        for number in range(1, 9):
            _look(walk, f"{address}?{shown}page={number}")
    assert walk.faults == []


def test_pages_of_one_thing_run_nothing(walk: Walk) -> None:
    for one in walk.made:
        if one.payload in payloads()[ALONE] or one.number >= len(singles()):
            stem = quote(one.stem, safe="")
            for address in (
                f"/findings/{one.fingerprint}",
                f"/invoices/{one.invoice}",
                f"/contracts/{stem}",
                f"/review/{stem}",
                f"/people/{FIRST + one.number}",
                f"/rereadings/{FIRST + one.number}",
                f"/uploads/{FIRST + one.number}?every=true",
            ):
                _look(walk, address)
    assert walk.faults == []


def _as_finance(walk: Walk, browser: Browser) -> Walk:
    page, faults = _opened(browser, walk.site, Role.FINANCE)
    return Walk(walk.site, page, walk.made, faults)


def test_drafts_of_invoices_run_nothing(walk: Walk) -> None:
    browser = walk.page.context.browser
    assert browser is not None
    finance = _as_finance(walk, browser)
    for number in range(1, 4):
        _look(finance, f"/billing?page={number}")
    for one in walk.made:
        if one.payload in payloads()[ALONE] or one.number >= len(singles()):
            _look(finance, f"/billing/{FIRST + one.number}")
            assert "without a number yet" in finance.page.content()
    assert finance.faults == []


def test_payments_run_nothing(walk: Walk) -> None:
    """Payments and receivables, which administrators do not see."""
    browser = walk.page.context.browser
    assert browser is not None
    mine = _as_finance(walk, browser)
    page = mine.page
    for number in range(1, 5):
        _look(mine, f"/payments?page={number}")
    assert page.locator("[data-row]").count()
    for one in walk.made:
        if one.number >= len(singles()):
            _look(mine, f"/payments/{FIRST + one.number}")
            assert page.locator("#accept").count() == 1
            _look(mine, f"/receivables/customer/{customer_key(one.payload)}")
    _look(mine, "/receivables")
    asked = [
        f"/payments?{urlencode({field.name: text})}"
        for field in dataclasses.fields(PaymentFilter)
        for text in blends()
    ]
    asked += [f"/payments/{FIRST}?{urlencode({'q': text})}" for text in blends()]
    assert foreign_in(page, asked) == []
    assert mine.faults == []


def test_reconciliations_and_reminders_run_nothing(walk: Walk) -> None:
    """Those that administrators have no business with."""
    browser = walk.page.context.browser
    assert browser is not None
    mine = _as_finance(walk, browser)
    for address in ("/receivables", "/reconciliation?month=2026-06", "/reminders"):
        _look(mine, address)
    for number in range(2, 9):
        _look(mine, f"/reconciliation?month=2026-06&page={number}")
    for one in walk.made:
        if one.payload in payloads()[ALONE] or one.number >= len(singles()):
            _look(mine, f"/reminders/{FIRST + one.number}")
            _look(mine, f"/reconciliation/closed/{FIRST + one.number}")
    assert mine.faults == []


def _look(walk: Walk, address: str) -> None:
    walk.page.goto(address, wait_until="domcontentloaded")
    assert foreign(walk.page) == [], address
    assert COUNTED not in walk.page.content(), address


def test_addresses_that_ask_run_nothing(walk: Walk) -> None:
    asked = [
        f"{address}?{urlencode({field.name: text})}"
        for address, kind in ASKED.items()
        for field in dataclasses.fields(kind)
        for text in blends()
    ]
    asked += [f"{address}{quote(text)}" for address in OTHERS for text in blends()]
    asked += [
        f"{address}?{urlencode({'q': text})}"
        for address, text in zip(cycle(ASKED), singles(), strict=False)
    ]
    walk.page.goto("/account")
    assert foreign_in(walk.page, asked) == []
    assert walk.faults == []


def test_what_people_write_runs_nothing_and_no_statement_becomes_another(walk: Walk) -> None:
    who = client(walk.site, Role.ADMINISTRATOR)
    before = _rows(walk.site)
    finding, token = mark(walk.site, RATE), who.csrf()
    written = {
        f"/findings/{finding}/comments": {"text": "{}"},
        "/findings/views": {"name": "{}", "query": "{}"},
        "/people/invite": {"name": "{}", "role": "auditor", "contracts": "{}"},
        "/account/tokens": {"name": "{}", "scopes": "read"},
    }
    for address, form in written.items():
        for text in singles():
            data = {name: text if value == "{}" else value for name, value in form.items()}
            answer = who.post(address, data={"csrf": token} | data)
            assert answer.status_code < 500, (address, text)
            assert COUNTED not in answer.text
    _look(walk, f"/findings/{finding}")
    _look(walk, "/findings")
    _look(walk, "/people")
    after = _rows(walk.site)
    assert {name for name, count in before.items() if after[name] < count} == set()
    assert after["finding_comment"] == before["finding_comment"] + len(singles())


def _rows(site: Site) -> dict[str, int]:
    with site.database.read() as session:
        return {
            table.name: session.exec(select(func.count()).select_from(table)).one()
            for table in METADATA.sorted_tables
        }


def test_reasons_and_names_of_files_run_nothing(walk: Walk) -> None:
    who = client(walk.site, Role.ADMINISTRATOR)
    sender, finding = Sender(who), mark(walk.site, RATE)
    batch = sender.begin(len(singles()), 9 * len(singles()))
    for number, text in enumerate(singles()):
        answer = sender.send(batch, text, b"a,b\n%d,2\n" % number)
        assert answer.status_code < 500, text
        form = {"verb": "dispute", "reason": text, "number": latest(walk.site, finding)}
        answer = who.post(f"/findings/{finding}/decision", data={"csrf": sender.token} | form)
        assert answer.status_code < 500, text
    _look(walk, f"/uploads/{batch}?every=true")
    _look(walk, f"/findings/{finding}")
    assert walk.faults == []
