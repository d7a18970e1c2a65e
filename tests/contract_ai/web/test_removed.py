"""Taking documents out of use and back, and letting a newer one take the place of an older."""

import re
from pathlib import Path

import pytest
from sqlmodel import col, select

from contract_ai.web.site import Site
from models.accounts import Role
from models.tables.audit import AuditEventRow
from models.tables.documents import DocumentRow
from tests.contract_ai.papers import AGREEMENT, pdf
from tests.contract_ai.web.fresh import fresh_site
from tests.contract_ai.web.sending import Sender
from tests.contract_ai.web.sites import browser, sample_site
from tests.contract_ai.web.test_ledger import narrowed

STEM = "RET-2026-002-bramble"
FILE = f"{STEM}.pdf"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return sample_site(tmp_path)


def _document(site: Site, file: str) -> DocumentRow:
    with site.database.read() as session:
        return session.exec(select(DocumentRow).where(DocumentRow.file == file)).one()


def _reasons(site: Site) -> list[tuple[str, str]]:
    wanted = col(AuditEventRow.action).in_(["document.retired", "document.restored"])
    with site.database.read() as session:
        return [
            (one.action, one.reason) for one in session.exec(select(AuditEventRow).where(wanted))
        ]


def test_a_contract_is_taken_out_of_use_and_put_back(site: Site) -> None:
    finance = browser(site, Role.FINANCE)
    assert "Everything is in use" in finance.get("/removed").text
    found = _document(site, FILE)
    address = f"/documents/{found.sha256}/remove"
    assert f'href="{address}"' in finance.get(f"/contracts/{STEM}").text
    assert finance.submit(address, reason=" ").status_code == 400
    finance.submit(address, reason="Sent by mistake.")
    assert finance.get(f"/contracts/{STEM}").status_code == 404
    assert FILE in finance.get("/removed").text
    assert finance.submit(address, reason="Again.").status_code == 404
    assert finance.submit(f"/removed/{found.id}/restore", reason="").status_code == 409
    finance.submit(f"/removed/{found.id}/restore", reason="It was right.")
    assert finance.get(f"/contracts/{STEM}").status_code == 200
    assert _reasons(site) == [
        ("document.retired", "Sent by mistake."),
        ("document.restored", "It was right."),
    ]


def test_others_contracts_are_neither_taken_out_nor_put_back(site: Site) -> None:
    found = _document(site, FILE)
    other = narrowed(site, "SOW-*")
    assert other.submit(f"/documents/{found.sha256}/remove", reason="x").status_code == 404
    browser(site, Role.ADMINISTRATOR).submit(f"/documents/{found.sha256}/remove", reason="x")
    assert FILE not in other.get("/removed").text
    assert other.submit(f"/removed/{found.id}/restore", reason="x").status_code == 404


def test_an_auditor_changes_nothing(site: Site) -> None:
    found, auditor = _document(site, FILE), browser(site, Role.AUDITOR)
    assert "/remove" not in auditor.get(f"/contracts/{STEM}").text
    assert auditor.submit(f"/documents/{found.sha256}/remove", reason="x").status_code == 403
    assert auditor.get("/removed").status_code == 403


def test_a_newer_version_takes_the_place_of_the_older(tmp_path: Path) -> None:
    sender = Sender(browser(fresh_site(tmp_path), Role.FINANCE))
    sender.all({"MSA.pdf": pdf(*AGREEMENT)})
    batch = sender.all({"MSA.pdf": pdf(*AGREEMENT, "Signed anew.")})
    page = sender.who.get(f"/uploads/{batch}").text
    found = re.search(r'action="(/uploads/\d+/files/\d+/replace)"', page)
    assert found is not None
    assert sender.who.submit(found[1].replace(f"/{batch}/", "/1/", 1)).status_code == 409
    assert sender.who.submit(found[1]).status_code == 303
    sender.work()
    page = sender.who.get(f"/uploads/{batch}").text
    assert "Takes the place of MSA.pdf" in page
    assert "/replace" not in page
    assert sender.who.submit(found[1]).status_code == 409
    assert "MSA (2)" not in sender.who.get("/contracts").text
