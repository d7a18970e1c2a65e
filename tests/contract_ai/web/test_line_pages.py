"""An invoice with many lines: by pages, light, and each line where a link says it stands."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from contract_ai.desk.columns import INVOICE
from contract_ai.web.line_pages import LINES, LinePage
from models.accounts import Role
from models.invoices import InvoiceLine
from tests.contract_ai.papers import AGREEMENT, pdf
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.sending import Sender
from tests.contract_ai.web.sites import Browser, browser

MANY = 250
HEAD = "invoice_number,issue_date,supplier,customer,currency,contract,line,description,quantity,unit_price,amount"
OF_ALL = "INV-9,2026-03-31,Tidewater Ltd,Larchmont Inc.,USD,MSA"


@pytest.fixture
def finance(tmp_path: Path) -> Browser:
    made = browser(fresh_site(tmp_path), Role.FINANCE)
    rows = [f"{OF_ALL},{at},Call number {at},1,2.50,2.50" for at in range(1, MANY + 1)]
    table = "\n".join([HEAD, *rows]).encode()
    Sender(made).all({"MSA.pdf": pdf(*AGREEMENT), "calls.csv": table})
    return made


def test_lines_are_shown_by_pages(finance: Browser) -> None:
    with finance.site.database.read() as session:
        row = session.execute(select(INVOICE.id)).scalar_one()
    first = finance.get(f"/invoices/{row}")
    assert len(first.content) < 150_000
    assert _lines(first.text) == list(range(1, LINES + 1))
    assert f"{MANY} lines in all" in first.text
    reasons = re.findall('data-label="Why">([^<]*)', first.text)
    assert 100 < max(map(len, reasons)) < 1000  # a test that found 250 things says so by some
    assert f'href="/invoices/{row}?lines=2#lines">Next' in first.text
    last = finance.get(f"/invoices/{row}?lines=3").text
    assert _lines(last) == list(range(2 * LINES + 1, MANY + 1))
    assert _lines(finance.get(f"/invoices/{row}?lines=99").text) == _lines(last)
    assert finance.get(f"/invoices/{row}?lines=0").status_code == 400
    choice = finance.get(f"/invoices/{row}/lines/205/match").text
    assert f'href="/invoices/{row}?lines=3#line-205"' in choice
    assert f'href="/invoices/{row}#line-7"' in finance.get(f"/invoices/{row}/lines/7/match").text


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (LINES, 1), (LINES + 1, 2)])
def test_pages_of_few_lines(count: int, pages: int) -> None:
    lines = [InvoiceLine(number=at) for at in range(count)]
    assert LinePage(1, lines).pages == pages
    assert len(LinePage(1, lines, asked=9).shown) == (count - LINES if pages == 2 else count)


def _lines(text: str) -> list[int]:
    return [int(at) for at in re.findall(r'<tr id="line-(\d+)">', text)]
