"""Papers with the addressee left and the sender right, names over both, labels in one run."""

import io

import pytest
from docx import Document

from extractors.invoices.read import read_invoices
from models.invoices import Invoice
from tests.extractors.invoices.printing import Printer

_SUMS = [("Net amount", "900.00"), ("Tax 10%", "90.00"), ("Total", "990.00")]


def _two_addresses(payee: list[str], pay: str, title: str = "INVOICE") -> Invoice:
    """The customer on top on the left; the number and below it the supplier on the right."""
    page = Printer()
    page.text(250, 40, title, 14)
    page.block(57, 70, ["Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    for place, text in enumerate(["No. HL-88", "Date 14 Mar 2026", "Agreement HL-MSA-1"]):
        page.right(545, 70 + 12 * place, text)
    page.block(400, 112, payee)
    page.sums(300, _SUMS)
    page.text(57, 600, pay)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


@pytest.mark.parametrize(
    ("payee", "pay"),
    [
        (
            ["Hoshi Imaging K.K.", "3-7-12 Honcho, Chuo-ku", "Tokyo 103-0023"],
            "Payment: 30 days from invoice date. Bank code 0005, branch 118, account number 4406213, Hoshi Imaging KK",
        ),
        (
            ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"],
            "Payment within 14 days please: sort code 20-13-52, account no. 70441892, Harbour Lifts Ltd",
        ),
        (
            ["Nordlicht Software GmbH", "Hafenstraße 12", "24103 Kiel"],
            "Payment: 21 days. Nordlicht Software GmbH, IBAN DE89 3704 0044 0532 0130 00, Förde Sparkasse",
        ),
    ],
)
@pytest.mark.parametrize("title", ["INVOICE", "I N V O I C E", "T A X  I N V O I C E"])
def test_the_company_beside_the_account_is_the_supplier(
    payee: list[str], pay: str, title: str
) -> None:
    invoice = _two_addresses(payee, pay, title)
    assert (invoice.supplier.name, invoice.customer.name) == (payee[0], "Orchard Foods plc")
    assert (str(invoice.total), invoice.prepaid_amount) == ("990.00", None)


def test_a_number_beside_a_title_set_wide() -> None:
    payee = ["Hoshi Imaging K.K.", "3-7-12 Honcho, Chuo-ku", "Tokyo 103-0023"]
    assert _two_addresses(payee, "", "I N V O I C E").number == "HL-88"


def _docx(above: str, cells: tuple[str, str], run: str) -> Invoice:
    """A letter: the sender's name, its address beside the customer's, all details in one run."""
    document = Document()
    document.add_paragraph(above)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = cells
    document.add_paragraph("Invoice HL-88")
    document.add_paragraph(run)
    lines = document.add_table(0, 4)
    for row in (
        ("Description", "Quantity", "Rate", "Amount"),
        ("Lift inspection", "3", "300.00", "900.00"),
    ):
        for cell, text in zip(lines.add_row().cells, row, strict=True):
            cell.text = text
    for label, amount in _SUMS:
        document.add_paragraph(f"{label}\t{amount}")
    file = io.BytesIO()
    document.save(file)
    (invoice,) = read_invoices(file.getvalue(), "typed.docx")
    return invoice


@pytest.mark.parametrize(
    ("above", "street", "number"),
    [
        ("HARBOUR LOGISTICS NV", "Kruisschansweg 41\n2040 Antwerpen", "VAT BE 0468.219.733"),
        ("Nordlicht Software GmbH", "Hafenstraße 12\n24103 Kiel", "USt-IdNr. DE 232 446 240"),
        ("Brightwater Studio Ltd", "88 Mill Road\nHull HU1 1AA", "VAT no. GB 402 1187 55"),
    ],
)
@pytest.mark.parametrize("gap", ["\t", "   ", "\t\t"])
def test_a_name_over_its_address_and_details_in_one_run(
    above: str, street: str, number: str, gap: str
) -> None:
    customer = "Maison Perrault SRL\nChaussée de Charleroi 112\n1060 Bruxelles\nVAT BE 0731.904.458"
    run = gap.join(["Invoice date: 3 Dec 2025", "Due date: 30 Jan 2026", "Contract: TS-088-A1"])
    invoice = _docx(above, (f"{street}\n{number}", customer), run)
    assert (invoice.supplier.name, invoice.customer.name) == (above, "Maison Perrault SRL")
    assert invoice.contract_reference == "TS-088-A1"
    assert str(invoice.due_date) == "2026-01-30"


@pytest.mark.parametrize(
    "last",
    [
        "Bill to: Maison Perrault SRL, a Belgian company, Accounts Payable, Dept. 4410, 112 Chaussée de Charleroi, 1060 Bruxelles",
        "Sold to: Maison Perrault SRL, Accounts Payable, third floor, Chaussée de Charleroi 112, 1060 Bruxelles, Belgium",
        "Customer: Maison Perrault SRL, Finance Shared Service Centre, Chaussée de Charleroi 112, 1060 Bruxelles, Belgium",
    ],
)
def test_labelled_lines_of_one_paragraph_stand_alone_however_long(last: str) -> None:
    run = f"Date: 3 Dec 2025\nTerms: Net 30\nSchedule: BHS-AS-1142-01\n{last}"
    invoice = _docx("Harbour Lifts Ltd", ("12 Quay Street\nBristol BS1 4AB", ""), run)
    assert invoice.customer.name == "Maison Perrault SRL"
    assert invoice.contract_reference == "BHS-AS-1142-01"


@pytest.mark.parametrize("label", ["Schedule no.", "Assignment schedule", "Pricing schedule"])
@pytest.mark.parametrize(("value", "read"), [("AS-1142-01", "AS-1142-01"), ("2", None)])
def test_a_schedule_with_a_number_of_its_own_stands_for_the_contract(
    label: str, value: str, read: str | None
) -> None:
    run = f"Date: 3 Dec 2025\n{label}: {value}"
    invoice = _docx("Harbour Lifts Ltd", ("12 Quay Street\nBristol BS1 4AB", ""), run)
    assert invoice.contract_reference == read
