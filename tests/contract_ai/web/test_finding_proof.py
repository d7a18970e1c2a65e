"""The proof of a finding: as the report shows it, its pictures, the letter that comes of it."""

import io
from html.parser import HTMLParser
from pathlib import Path

import pypdfium2
import pytest
from sqlmodel import select

from contract_ai.desk import finding_detail
from contract_ai.desk.scope import EVERYTHING
from contract_ai.pipeline import report
from contract_ai.web.site import Site
from models.accounts import Role
from models.tables.documents import DocumentRow
from models.tables.findings import FindingRow
from reports.finding_views import FindingView, FindingViews
from reports.proofs import CropBook
from reports.wording import grouped
from tests.contract_ai.web.casework import RATE, TAX, mark, newcomer, pictures
from tests.contract_ai.web.sites import browser, sample_site
from tests.reports.paper import needs_pango

ALIKE = (
    "title advice amount line expected actual difference working act_before act_words decided"
).split()
PAYLOADS = (
    "<evil>&lt;evil&gt;</evil>",
    '"><evil onclick=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "</textarea></script><evil>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.evil\u0000<evil>",
)


def test_page_and_report_say_the_same_of_every_finding(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    finance = browser(site, Role.FINANCE)
    for view in _report(site):
        page = finance.get(f"/findings/{view.found.fingerprint}")
        assert page.status_code == 200
        text = page.text.replace("&#34;", '"').replace("&#39;", "'")
        for name in ALIKE:
            value = getattr(view, name)
            parts = grouped(value).split("; ") if name == "working" else [value]
            for part in parts:
                assert part[1:] in text, (view.code, name)
        quotes = [quote for side in (view.left, view.right) for quote in side.quotes]
        assert all(quote.where in text for quote in quotes), view.code


def test_what_else_would_settle_it_and_all_tests_are_there(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    page = browser(site, Role.AUDITOR).get(f"/findings/{mark(site, RATE)}").text
    with site.database.read() as session:
        detail = finding_detail.finding(session, EVERYTHING, mark(site, RATE))
    assert detail is not None
    assert f"All {len(detail.tests)} tests of this invoice" in page
    assert "AU102</code> Approval missing: No file of approvals is on file" in page


def test_pictures_are_for_those_who_see_the_finding(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    finance = browser(site, Role.FINANCE)
    shown = pictures(finance.get(f"/findings/{mark(site, RATE)}").text)
    assert len(shown) == 2
    for address in shown:
        answer = finance.get(address)
        assert answer.status_code == 200
        assert answer.content[8:12] == b"WEBP"
        assert answer.headers["cache-control"] == "no-store"
    narrow = newcomer(site, "nora", ("SUB-*",))
    assert [narrow.get(address).status_code for address in shown] == [404, 404]
    # Words of a contract that they see do not open the door to another document.
    other = [one.replace(mark(site, RATE), mark(site, TAX)) for one in shown]
    assert [narrow.get(address).status_code for address in other] == [404, 404]


def test_who_sees_a_finding_reads_the_words_it_quotes_and_no_more_of_that_contract(
    tmp_path: Path,
) -> None:
    site = sample_site(tmp_path)
    own, above = "SOW-2025-014-larchmont", "MSA-2025-011-larchmont"
    narrow = newcomer(site, "nora", (own,))
    with site.database.read() as session:
        query = select(FindingRow.fingerprint).where(FindingRow.contract == own)
        found = session.exec(query).all()
        sha256 = session.exec(
            select(DocumentRow.sha256).where(DocumentRow.file == f"{above}.pdf")
        ).one()
    texts = [narrow.get(f"/findings/{one}").text for one in found]
    quoted = [one for text in texts for one in pictures(text) if sha256 in one]
    assert quoted, "no finding of this contract quotes the one above it"
    assert {narrow.get(one).status_code for one in quoted} == {200}
    assert any(f"{above}.pdf" in text for text in texts)
    alone = [one.partition("&finding=")[0] for one in quoted]
    for address in (
        *alone,
        f"/contracts/{above}",
        f"/documents/{sha256}/original",
        f"/documents/{sha256}/pages/1.webp",
        f"/documents/{sha256}/pages/1/words.json",
        f"/review/{above}",
    ):
        assert narrow.get(address).status_code == 404, address


@pytest.mark.parametrize(
    "boxes", ["", "1,2,3", "a,b,c,d", "nan,1,2,3", "9,9,1,1", "0,0,1e9,1", ",".join("1" * 804)]
)
def test_boxes_that_are_none_are_refused(tmp_path: Path, boxes: str) -> None:
    site = sample_site(tmp_path)
    finance = browser(site, Role.FINANCE)
    address = pictures(finance.get(f"/findings/{mark(site, RATE)}").text)[0].partition("?")[0]
    assert finance.get(address, params={"boxes": boxes}).status_code == 400


def test_a_document_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    finance = browser(sample_site(tmp_path), Role.FINANCE)
    assert finance.get(f"/documents/{'0' * 64}/crop/1.webp?boxes=1,1,2,2").status_code == 404


@needs_pango
def test_the_letter_names_the_other_party_and_the_sum(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    finance = browser(site, Role.FINANCE)
    page = finance.get(f"/findings/{mark(site, RATE)}").text
    assert "Letter to Tidewater Analytics, Inc. (PDF)" in page
    answer = finance.get(f"/findings/{mark(site, RATE)}/packet.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'inline; filename="letter-TA-1003.pdf"'
    text = _text(answer.content)
    assert "Please credit 1,225.00" in text.replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "30 June 2026" in text


@needs_pango
def test_a_letter_about_what_was_never_billed_goes_to_the_customer(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    finance = browser(site, Role.FINANCE)
    page = finance.get(f"/findings/{mark(site, TAX)}").text
    assert "Letter to Quillfeather" in page
    assert "DRAFT INVOICE" in _text(finance.get(f"/findings/{mark(site, TAX)}/packet.pdf").content)


@needs_pango
def test_one_letter_tells_all_findings_of_an_invoice(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    finance = browser(site, Role.FINANCE)
    page = finance.get(f"/findings/{mark(site, 'TM102')}").text
    address = page.split('/packet.pdf">One letter about all 2 findings on TA-5010')[0]
    text = _text(finance.get(f"{address.rpartition('href=')[2][1:]}/packet.pdf").content)
    assert "On the 2 points below" in text
    assert finance.get("/invoices/999999/packet.pdf").status_code == 404


def test_a_finding_that_asks_nobody_for_anything_says_so(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    finance = browser(site, Role.FINANCE)
    inside, settled = mark(site, "CT101"), mark(site, RATE)
    assert "this stays in the house" in finance.get(f"/findings/{inside}").text
    assert finance.get(f"/findings/{inside}/packet.pdf").status_code == 404
    finance.submit(f"/findings/{settled}/decision", number="0", verb="resolve", reason="so")
    assert "the finding is resolved" in finance.get(f"/findings/{settled}").text
    assert finance.get(f"/findings/{settled}/packet.pdf").status_code == 404


def test_words_lead_to_their_term_and_the_line_to_its_invoice(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    page = browser(site, Role.FINANCE).get(f"/findings/{mark(site, RATE)}").text
    assert 'href="/review/SOW-2025-014-larchmont?term=' in page
    assert 'href="/invoices/' in page


def test_the_panel_is_a_piece_of_the_same_proof(tmp_path: Path) -> None:
    site = sample_site(tmp_path)
    answer = browser(site, Role.FINANCE).get(f"/findings/{mark(site, RATE)}/panel?q=Senior")
    assert "<html" not in answer.text
    assert f'href="/findings/{mark(site, RATE)}?q=Senior"' in answer.text
    assert "49 x 210 = 10,290.00" in answer.text


def _report(site: Site) -> list[FindingView]:
    data = report(site.database)
    views = FindingViews(data, CropBook({}))
    return [views.view(1, found) for found in data.audit.findings]


def _text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.mark.on_sqlite("one payload has a NUL, which PostgreSQL takes in no text")
@pytest.mark.parametrize("payload", PAYLOADS)
@needs_pango
def test_what_stands_in_documents_is_text_and_nothing_else(tmp_path: Path, payload: str) -> None:
    site = sample_site(tmp_path)
    fingerprint = mark(site, RATE)
    with site.database.write() as session:
        row = session.exec(select(FindingRow).where(FindingRow.code == RATE)).one()
        row.message = row.expected = row.actual = row.working = payload
        row.supplier = row.customer = row.contract = row.invoice = payload
        row.proofs = [
            {"role": role, "evidence": _evidence(payload)} for role in ("contract", "fact")
        ]
    finance = browser(site, Role.FINANCE)
    for address in (
        "/findings?state=any",
        f"/findings/{fingerprint}",
        f"/findings/{fingerprint}/panel",
    ):
        answer = finance.get(address)
        assert answer.status_code == 200
        seen = _Tags()
        seen.feed(answer.text)
        assert "evil" not in seen.names
        assert not seen.acts
    assert finance.get(f"/findings/{fingerprint}/packet.pdf").content.startswith(b"%PDF")


class _Tags(HTMLParser):
    """Notes the names of all elements, and everything that a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.acts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.acts += [
            f"{tag} {name}={value}"
            for name, value in attrs
            if name.startswith("on") or (value or "").strip().lower().startswith("javascript:")
        ]


def _evidence(payload: str) -> dict[str, object]:
    return {"quote": payload, "file": payload, "anchor": payload, "section": payload}
