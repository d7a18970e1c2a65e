"""Files of a draft from its page: which there are, who may have them, and what is said where one lacks something."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from contract_ai.accounts import users
from contract_ai.accounts.means import Means
from contract_ai.storage.drafts import StoredDraft, drafts
from contract_ai.web.site import Site
from extractors.invoices.read import read_invoices
from models.accounts import Role
from reports.wording import grouped
from tests.contract_ai.web.issuing import COMPANY, with_company
from tests.contract_ai.web.sites import Browser, browser, person, sample_site
from tests.reports.invoices.official import faults
from tests.reports.paper import needs_pango, words_of

MONTH = "2026-07"
FORMS = ("pdf", "ubl", "csv-quickbooks", "csv-xero")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return with_company(sample_site(tmp_path))


def kept(site: Site) -> tuple[Browser, list[StoredDraft]]:
    finance = browser(site, Role.FINANCE)
    assert finance.submit("/billing/keep", period=MONTH).status_code == 303
    with site.database.read() as session:
        return finance, drafts(session)


def approved(finance: Browser, told: StoredDraft) -> str:
    """Approve a draft; return where its files are."""
    done = finance.submit(f"/billing/{told.id}/approve", seen=told.content)
    assert done.status_code == 303, done.text
    return f"/billing/{told.id}/files"


@needs_pango
def test_a_draft_that_waits_is_paper_marked_as_draft_and_nothing_else(site: Site) -> None:
    finance, (first, *_) = kept(site)
    shown = finance.get(f"/billing/{first.id}").text
    assert f'href="/billing/{first.id}/files/pdf"' in shown
    assert "files/ubl" not in shown
    answer = finance.get(f"/billing/{first.id}/files/pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    words = " ".join(" ".join(words_of(answer.content)).split())
    assert "DRAFT, NOT AN INVOICE" in words
    assert grouped(first.lines[0].working)[:20] in words
    early = finance.get(f"/billing/{first.id}/files/ubl")
    assert early.status_code == 400
    assert "No file: It waits for its approval. Approve it first" in early.text


@needs_pango
def test_an_approved_draft_is_paper_xml_and_tables(site: Site) -> None:
    finance, (first, *_) = kept(site)
    at = approved(finance, first)
    shown = finance.get(f"/billing/{first.id}").text
    assert all(f'href="{at}/{form}"' in shown for form in FORMS)
    paper = finance.get(f"{at}/pdf?paper=letter")
    words = " ".join(" ".join(words_of(paper.content)).split())
    assert "Invoice 2026-0001" in words
    assert "DRAFT" not in words
    xml = finance.get(f"{at}/ubl")
    assert xml.headers["content-disposition"].startswith('attachment; filename="2026-0001.xml"')
    assert faults(xml.content) == []
    (read,) = read_invoices(xml.content, "2026-0001.xml")
    assert (read.number, read.net_amount, read.currency) == ("2026-0001", first.net, first.currency)
    assert read.due_date is not None
    for form, name in (("csv-quickbooks", "quickbooks"), ("csv-xero", "xero")):
        table = finance.get(f"{at}/{form}")
        assert f'filename="invoices-{name}.csv"' in table.headers["content-disposition"]
        heading, *rows = csv.reader(io.StringIO(table.content.decode("utf-8-sig")))
        assert len(rows) == len(first.lines)
        assert all(len(row) == len(heading) and "2026-0001" in row for row in rows)


def test_without_the_file_of_the_company_the_page_says_what_to_do(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    finance, (first, *_) = kept(site)
    at = approved(finance, first)
    shown = finance.get(f"/billing/{first.id}").text
    assert "Nothing says who issues our invoices." in shown
    assert "CONTRACT_AI_ISSUING" in shown
    assert at not in shown
    asked = finance.get(f"{at}/ubl")
    assert (asked.status_code, "No file: Nothing says who" in asked.text) == (400, True)
    broken = with_company(site, "[company]\nname = 'x'")
    told = browser(broken, Role.FINANCE).get(f"{at}/ubl").text
    assert "company, address: missing" in told
    assert str(broken.settings.issuing) not in told


def test_what_an_invoice_lacks_is_said_on_its_page(tmp_path: Path) -> None:
    text = COMPANY.replace("Quillfeather", "Other").replace('account = "000123456789"', "")
    site = with_company(sample_site(tmp_path), text)
    finance, (first, *_) = kept(site)
    at = approved(finance, first)
    for form in ("pdf", "ubl"):  # tables name the customer only
        answer = finance.get(f"{at}/{form}")
        assert answer.status_code == 400, form
        assert "entry of the customer &#34;Quillfeather Publishing Limited&#34;" in answer.text
        assert "Give what is missing" in answer.text
    other = with_company(site, COMPANY.replace("Tidewater", "Another"))
    answer = browser(other, Role.FINANCE).get(f"{at}/ubl")
    assert "If that is the same company, add the spelling to its names." in answer.text


def test_a_withdrawn_draft_has_no_files(site: Site) -> None:
    finance, (first, *_) = kept(site)
    finance.submit(f"/billing/{first.id}/withdraw", reason="By us")
    assert "/files/" not in finance.get(f"/billing/{first.id}").text
    answer = finance.get(f"/billing/{first.id}/files/pdf")
    assert (answer.status_code, "No file: It is withdrawn." in answer.text) == (400, True)


def test_files_are_for_who_sees_the_draft(site: Site) -> None:
    finance, made = kept(site)
    at = approved(finance, made[0])
    assert browser(site, Role.AUDITOR).get(f"{at}/ubl").status_code == 200
    assert browser(site, Role.ADMINISTRATOR).get(f"{at}/ubl").status_code == 403
    assert finance.get(f"{at}/doc").status_code == 400
    assert finance.get("/billing/99/files/ubl").status_code == 404
    user, other = person(site, Role.FINANCE), made[1].contract
    with site.database.write() as session:
        users.set_contracts(session, user, (other,), Means(site.clock(), site.vault))
    reader = Browser(site, replace(user, contracts=(other,)))
    assert reader.get(f"{at}/ubl").status_code == 404
