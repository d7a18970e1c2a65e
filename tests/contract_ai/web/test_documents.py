"""Documents themselves: pictures that no browser keeps, originals that none shows."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from contract_ai.desk.documents import document
from contract_ai.desk.scope import EVERYTHING, Scope
from contract_ai.pagework.pages import Pages
from contract_ai.web.site import Site
from models.accounts import Role
from models.tables.documents import DocumentRow
from tests.contract_ai.web.sites import browser, sample_site

CONTRACT, INVOICE, FACTS = "SOW-2025-014-larchmont.pdf", "TA-1001.pdf", "payments.csv"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return sample_site(tmp_path)


def _sha256(session: Session, file: str) -> str:
    return session.exec(select(DocumentRow.sha256).where(DocumentRow.file == file)).one()


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        (EVERYTHING, (True, True, True)),
        (Scope(("SOW-*",)), (True, True, False)),
        (Scope(("SUB-*",)), (False, False, False)),
        (Scope(()), (False, False, False)),
    ],
)
def test_who_sees_a_contract_sees_its_documents(
    site: Site, scope: Scope, seen: tuple[bool, ...]
) -> None:
    with site.database.read() as session:
        files = [_sha256(session, file) for file in (CONTRACT, INVOICE, FACTS)]
        found = tuple(document(session, scope, sha256) is not None for sha256 in files)
    assert found == seen


def test_a_drawn_page_is_kept_here_and_by_no_browser(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = browser(site, Role.AUDITOR)
    with site.database.read() as session:
        sha256 = _sha256(session, CONTRACT)
    drawn = web.get(f"/documents/{sha256}/pages/1.webp")
    assert drawn.headers["content-type"] == "image/webp"
    assert drawn.headers["cache-control"] == "no-store"
    assert drawn.content[8:12] == b"WEBP"

    def draw_anew(*_: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr(Pages, "_ask", draw_anew)
    assert web.get(f"/documents/{sha256}/pages/1.webp").content == drawn.content
    monkeypatch.undo()
    assert web.get(f"/documents/{sha256}/pages/9.webp").status_code == 400
    assert web.get(f"/documents/{sha256}/outline.json").json()["kind"] == "pdf"
    assert web.get(f"/documents/{'0' * 64}/pages/1.webp").status_code == 404


def test_an_original_is_kept_and_never_shown(site: Site) -> None:
    web = browser(site, Role.AUDITOR)
    name = 'Été "final"\r\n.pdf'
    with site.database.write() as session:
        sha256 = _sha256(session, CONTRACT)
        row = session.exec(select(DocumentRow).where(DocumentRow.sha256 == sha256)).one()
        row.file = name
        session.add(row)
    answer = web.get(f"/documents/{sha256}/original")
    assert answer.content.startswith(b"%PDF")
    shown = answer.headers["content-disposition"]
    assert shown.startswith('attachment; filename="_t_ _final___.pdf"; ')
    assert shown.endswith("filename*=UTF-8''%C3%89t%C3%A9%20%22final%22%0D%0A.pdf")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_document_whose_original_is_gone_says_so(site: Site) -> None:
    web = browser(site, Role.FINANCE)
    with site.database.write() as session:
        sha256 = _sha256(session, CONTRACT)
        row = session.exec(select(DocumentRow).where(DocumentRow.sha256 == sha256)).one()
        row.path = f"upload:{sha256}"
        session.add(row)
    assert web.get(f"/documents/{sha256}/original").status_code == 404
    page = web.get("/review/SOW-2025-014-larchmont")
    assert page.status_code == 200
    assert "not kept here any more" in page.text
    assert "Principal Consultant" in page.text
