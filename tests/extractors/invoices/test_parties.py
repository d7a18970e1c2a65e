"""Who bills and who pays by the words before their names, whatever the names look like."""

from io import BytesIO

import pytest
from docx import Document

from extractors.invoices.read import read_invoices
from models.invoices import Invoice
from tests.extractors.invoices.printing import Printer

NAMES = ("Lingua Nova", "Lingua Nova OÜ", "Nova & Partners", "Brook d.o.o.")
REST = ["Invoice number: X1", "Date: 2025-06-02", "Currency: EUR", "Total amount due: EUR 100.00"]
LABELS = [
    ("From:", "Bill to:"),
    ("Seller:", "Customer:"),
    ("Supplier:", "To:"),
    ("Issued by:", "Invoice to:"),
    ("Issued by", "Bill to"),
    ("Vendor:", "Client:"),
]


def _pdf(lines: list[str]) -> Invoice:
    page = Printer()
    page.text(50, 50, "Invoice", 18)
    page.block(50, 90, lines)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


def _docx(lines: list[str]) -> Invoice:
    document, file = Document(), BytesIO()
    for text in ("Invoice", *lines):
        document.add_paragraph(text)
    document.save(file)
    (invoice,) = read_invoices(file.getvalue(), "typed.docx")
    return invoice


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("supplier", "customer"), LABELS)
def test_the_label_of_one_party_is_no_name_of_the_other(
    supplier: str, customer: str, name: str
) -> None:
    parties = [f"{supplier} {name}", f"{customer} Courthouse Services Oy"]
    found = [
        (invoice.supplier.name, invoice.customer.name)
        for order in (parties, parties[::-1])
        for invoice in (_pdf([*order, *REST]), _docx([*order, *REST]))
    ]
    assert found == [(name, "Courthouse Services Oy")] * 4


@pytest.mark.parametrize("label", ["Prepared by:", "Issued by:", "Invoice issued by:"])
def test_the_person_who_issued_an_invoice_is_no_party(label: str) -> None:
    lines = ["From: Arden Works Ltd", "Bill to: Courthouse Services Oy", *REST]
    for invoice in (
        _pdf([*lines, f"{label} Dana Whitfield"]),
        _docx([*lines, f"{label} Dana Whitfield"]),
    ):
        assert invoice.prepared_by == "Dana Whitfield"
        assert invoice.supplier.name == "Arden Works Ltd"
        assert invoice.evidence["prepared_by"].quote.startswith(label)
