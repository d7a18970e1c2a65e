"""Invoices of ours on paper: what stands on them, drafts marked, tagged to be read aloud."""

from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from models.errors import DocumentError, ErrorCode
from models.evidence import Evidence
from reports.invoices.paper_lines import LineNote
from reports.invoices.pdf import invoice_pdf
from tests.reports.invoices.made import LINES, invoice, issuing
from tests.reports.paper import needs_pango, words_of

DAY = date(2026, 4, 2)
CLAUSE = Evidence("The support fee is EUR 2,650.00 a month.", "MSA.pdf", page=4, section="5.1")
NOTES = {
    1: LineNote("2650 = 2650.00", CLAUSE),
    2: LineNote(
        "1,234,567 x 0.0015", Evidence("Usage", "B.docx", section="Schedule B", anchor="p7")
    ),
}
OPEN = {"number": 1, "description": "Fee", "amount": "100.00"}


def _words(customer: dict[str, Any] | None = None, **changed: Any) -> str:  # noqa: ANN401 (values of a form)
    made = invoice_pdf(invoice(**changed), issuing(customer), NOTES, day=DAY)
    return " ".join(" ".join(words_of(made)).split())


@needs_pango
def test_an_invoice_says_all_that_it_must() -> None:
    words = _words()
    for part in (
        "Provider Ltd",
        "1 High Street, Floor 2, Back door, D02 X285 Dublin, IE",
        "Customer GmbH",
        "Invoice INV-0042",
        "1 April 2026",
        "1 May 2026",
        "1 March 2026 to 31 March 2026",
        "DE123456789",
        "VAT IE6388047V, registered 483251",
        "PO-9",
        "Cost centre 7",
        "Support fee, March 2026",
        "1 month 2,650.00 23 % 2,650.00",
        "Working: 2650 = 2,650.00",
        "“The support fee is EUR 2,650.00 a month.” (MSA.pdf, section 5.1, page 4)",
        "“Usage” (B.docx, Schedule B, paragraph 7)",
        "1,234,567 API call",
        "API calls <1,000 & more>",
        "Discount: 2.50",
        "Net amount 5,136.85",
        "VAT 23 % of 4,236.85 974.48",
        "VAT 13.5 % of 900.00 121.50",
        "Amount due, EUR 6,232.83",
        "to account IE29 AIBK 9311 5212 3456 78 (BIC AIBKIE2D), quoting INV-0042.",
        "Terms of payment: Net 30 days",
        "Page 1 of 1",
    ):
        assert part in words, part
    assert "DRAFT" not in words


@needs_pango
def test_a_draft_is_marked_on_every_page_and_says_what_is_left_to_do() -> None:
    lines = [line | {"number": at} for at in range(20) for line in LINES]
    lines.append(OPEN)
    draft = invoice(number=None, issue_date=None, customer={"name": "New SA"}, lines=lines)
    pages = words_of(invoice_pdf(draft, issuing(), day=DAY))
    assert len(pages) > 1
    assert all("DRAFT, NOT AN INVOICE" in page for page in pages)
    words = " ".join(" ".join(pages).split())
    assert "Draft invoice" in words
    assert 'entry of the customer "New SA" in the file of the company' in words
    assert "tax rate of line 1" in words
    assert "Net amount, before tax, EUR 102,837.00" in words
    assert "Please pay" not in words


@needs_pango
def test_a_draft_that_lacks_only_its_number_has_its_sums() -> None:
    words = _words(number=None, issue_date=None)
    assert "Amount due, EUR 6,232.83" in words
    assert "number (an invoice gets it when it is approved)" in words


@needs_pango
def test_a_credit_note_names_what_it_corrects() -> None:
    words = _words(kind="credit_note", corrects="INV-0041", prepaid_amount="1.00")
    for part in ("Credit note INV-0042", "Corrects INV-0041", "To be credited, EUR 6,231.83"):
        assert part in words
    assert "Please pay" not in words
    assert "account" not in words.lower().replace("accounts", "")


@needs_pango
def test_why_no_tax_is_due_stands_below_the_sums() -> None:
    words = _words({"tax_category": "AE"}, lines=[OPEN])
    assert "No VAT on 100.00 (AE) 0.00" in words
    assert "AE: Reverse charge (VATEX-EU-AE)" in words
    words = _words({"tax_category": "O"}, lines=[OPEN])
    assert "No tax on 100.00 0.00" in words
    assert "O: Not subject to VAT" in words
    assert "IE6388047V" not in words
    words = _words({"tax_category": "E", "tax_reason": "Insurance"}, lines=[OPEN])
    assert "E: Insurance" in words


@needs_pango
def test_allowances_what_was_paid_and_rounding_lead_to_what_is_due() -> None:
    change = {"number": 1, "description": "Rebate", "amount": "-36.85", "tax_rate": "23"}
    words = _words(adjustments=[change], prepaid_amount="100.00", rounding_amount="0.02")
    for part in ("Rebate −36.85", "Net amount 5,100.00", "Paid before −100.00", "Rounding 0.02"):
        assert part in words
    assert "Total 6,187.50" in words
    assert "Amount due, EUR 6,087.52" in words


def test_a_numbered_invoice_that_lacks_something_is_refused() -> None:
    with pytest.raises(DocumentError) as raised:
        invoice_pdf(invoice(customer={"name": "New SA"}), issuing(), day=DAY)
    assert raised.value.code is ErrorCode.INVOICE_INCOMPLETE
    assert "New SA" in raised.value.what


@needs_pango
def test_the_file_is_tagged_and_the_same_each_time() -> None:
    made = [invoice_pdf(invoice(), issuing(), NOTES, day=DAY, paper="letter") for _ in "ab"]
    assert sha256(made[0]).digest() == sha256(made[1]).digest()
    reader = PdfReader(BytesIO(made[0]))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "Invoice INV-0042"
    assert reader.metadata.author == "Provider Ltd"


@needs_pango
def test_what_a_document_says_is_no_markup() -> None:
    words = _words(lines=[OPEN | {"description": "<b>bold</b> <img src=x>", "tax_rate": "23"}])
    assert "<b>bold</b> <img src=x>" in words
