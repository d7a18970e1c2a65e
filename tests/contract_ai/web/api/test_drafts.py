"""Drafts as a program: listed by month, taken as files, only of what its person sees."""

from pathlib import Path

import pytest

from contract_ai.accounts import users
from contract_ai.accounts.means import Means
from contract_ai.storage.drafts import draft
from contract_ai.web.site import Site
from extractors.invoices.read import read_invoices
from models.accounts import Role, Scope
from tests.contract_ai.web.api.programs import Program, program
from tests.contract_ai.web.issuing import COMPANY, with_company
from tests.contract_ai.web.sites import browser, person, sample_site
from tests.reports.paper import needs_pango

MONTH = "2026-07"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """The sample company with the drafts of a month, the first of them approved."""
    made = with_company(sample_site(tmp_path))
    who = browser(made, Role.FINANCE)
    assert who.submit("/billing/keep", period=MONTH).status_code == 303
    first = next(program(made, Role.FINANCE).all("/drafts", period=MONTH))
    with made.database.read() as session:
        seen = draft(session, first["draft"]).content
    assert who.submit(f"/billing/{first['draft']}/approve", seen=seen).status_code == 303
    return made


def test_drafts_are_listed_with_the_files_that_there_are(finance: Program) -> None:
    first, second = finance.all("/drafts", period=MONTH, limit=1)
    assert (first["state"], first["number"]) == ("approved", "2026-0001")
    assert first["files"] == ["pdf", "ubl", "csv-quickbooks", "csv-xero"]
    assert (second["state"], second["files"]) == ("draft", ["pdf"])
    assert "number" not in second
    assert list(finance.all("/drafts", period="2026-01")) == []
    assert finance.read("/drafts", period="July").status_code == 400


def test_an_approved_draft_is_read_back_from_its_xml(finance: Program) -> None:
    first = next(finance.all("/drafts", period=MONTH))
    answer = finance.read(f"/drafts/{first['draft']}/files/ubl")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    assert 'filename="2026-0001.xml"' in answer.headers["content-disposition"]
    (read,) = read_invoices(answer.content, "x.xml")
    assert (read.number, f"{read.net_amount:.2f}") == ("2026-0001", first["net"])
    again = finance.get(str(answer.url), headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@needs_pango
def test_a_draft_that_waits_is_paper_only(finance: Program) -> None:
    _, second = finance.all("/drafts", period=MONTH)
    at = f"/drafts/{second['draft']}/files"
    assert finance.read(f"{at}/pdf", paper="letter").content.startswith(b"%PDF-")
    early = finance.read(f"{at}/csv-xero")
    assert (early.status_code, early.json()["code"]) == (400, "DRAFT_NOT_SO")


def test_what_is_missing_is_a_problem_in_words(site: Site) -> None:
    lacking = with_company(site, COMPANY.replace("Quillfeather", "Other"))
    told = program(lacking, Role.FINANCE).read("/drafts/1/files/ubl").json()
    assert told["code"] == "INVOICE_INCOMPLETE"
    assert 'entry of the customer "Quillfeather' in told["detail"]
    broken = with_company(site, "[company")
    told = program(broken, Role.FINANCE).read("/drafts/1/files/ubl").json()
    assert told["code"] == "ISSUING_UNUSABLE"
    assert "CONTRACT_AI_ISSUING" in told["detail"]
    assert str(broken.settings.issuing) not in told["detail"]


def test_drafts_are_for_who_sees_them_and_a_token_for_them(site: Site, finance: Program) -> None:
    assert program(site, Role.AUDITOR).read("/drafts/1/files/ubl").status_code == 200
    other = program(site, Role.FINANCE, [Scope.INVOICES_READ])
    for caller in (other, program(site, Role.ADMINISTRATOR)):
        for path in (f"/drafts?period={MONTH}", "/drafts/1/files/ubl"):
            answer = caller.read(path)
            assert (answer.status_code, answer.json()["code"]) == (403, "SCOPE_MISSING")
    first, second = finance.all("/drafts", period=MONTH)
    assert finance.read("/drafts/99/files/ubl").status_code == 404
    with site.database.write() as session:
        means = Means(site.clock(), site.vault)
        users.set_contracts(session, person(site, Role.FINANCE), (second["contract"],), means)
    assert [one["draft"] for one in finance.all("/drafts", period=MONTH)] == [second["draft"]]
    assert finance.read(f"/drafts/{first['draft']}/files/ubl").status_code == 404
