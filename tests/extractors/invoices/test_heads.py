"""Heads of invoices of further houses: numbers, dates, references, tax numbers, sums paid before."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document

from extractors.invoices.printed.values import identifier
from extractors.invoices.read import read_invoices
from models.invoices import Invoice
from tests.extractors.invoices.printing import Printer

SENDER = ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"]
SUMS = [("Net amount", "900.00"), ("VAT 20%", "180.00"), ("Total GBP", "1,080.00")]


def _paper(
    pairs: list[tuple[str, str]],
    *,
    sender: list[str] = SENDER,
    sums: list[tuple[str, str]] = SUMS,
    to: tuple[str, ...] = ("Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"),
) -> Invoice:
    page = Printer()
    page.block(50, 60, sender)
    page.block(50, 130, to)
    page.pairs(330, 450, 130, pairs)
    end = page.table(
        290,
        "50 380r 460r 545r",
        [
            ("Description", "Qty", "Unit price", "Amount"),
            ("Lift inspection", "3", "300.00", "900.00"),
        ],
    )
    page.sums(end + 20, sums)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Nummer/Datum", "9010044817 / 23.03.2026"),
        ("Nr. / Datum", "9010044817 / 23.03.2026"),
        ("Rechnungsnummer/Datum", "9010044817 / 23.03.2026"),
        ("No. and date", "9010044817 / 23 Mar 2026"),
    ],
)
def test_number_and_date_behind_one_label(label: str, value: str) -> None:
    invoice = _paper([(label, value), ("Lieferschein Nr./Datum", "80077120 / 18.03.2026")])
    assert (invoice.number, invoice.issue_date) == ("9010044817", date(2026, 3, 23))


@pytest.mark.parametrize(
    ("text", "number"),
    [("77120 / Line 3", "77120"), ("4500 / 12", "4500 / 12"), ("JP/26/118", "JP/26/118")],
)
def test_words_behind_a_number_are_no_part_of_it(text: str, number: str) -> None:
    assert identifier(text) == number


@pytest.mark.parametrize("label", ["Contract", "Kontrakt", "Agreement"])
@pytest.mark.parametrize("value", ["4600001182", ": FSA-118"])
def test_a_value_far_right_of_its_label(label: str, value: str) -> None:
    invoice = _paper([(label, value), ("Packing list/Carrier", "80077120"), ("Route", "North")])
    assert invoice.contract_reference == value.strip(": ")


@pytest.mark.parametrize("other", ["SALES REP", "DEPARTMENT", "Sales representative"])
def test_an_empty_column_does_not_take_the_next_one(other: str) -> None:
    page = Printer()
    page.block(50, 60, SENDER)
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane"])
    page.table(200, "50 200 380", [("P.O. NUMBER", "SERVICE AGREEMENT", other)])
    page.text(380, 212, "T. Okafor")
    page.sums(300, [("Total USD", "900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.contract_reference is None
    assert invoice.purchase_order is None


def test_the_first_word_of_a_longer_label_is_none() -> None:
    prose = "Retainer account: opening balance $10,000.00; remaining in trust $7,500.00."
    page = Printer()
    page.block(50, 60, SENDER)
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane"])
    page.sums(300, [("Total USD", "900.00")])
    page.block(50, 400, [prose, "Payable upon receipt. Balances over 30 days bear interest."])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.contract_reference is None


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Federal ID 01-0554827", "01-0554827"),
        ("Tax I.D. No. 06-1448290", "06-1448290"),
        ("VAT Registration GB 176 8204 91", "GB 176 8204 91"),
        ("12 Quay Street · Bristol · VAT Reg. GB 318 4472 06", "GB 318 4472 06"),
        ("GST 80442 1187 RT0001", "80442 1187 RT0001"),
        ("HST 81192 3345 RT0001", "81192 3345 RT0001"),
        ("GSTIN 29AAHCS4417K1Z3", "29AAHCS4417K1Z3"),
        ("EU OSS VAT EU372001951", "EU372001951"),
        ("Company no. 09917344 · VAT GB 229 8841 70", "GB 229 8841 70"),
    ],
)
def test_what_a_tax_number_is_called(line: str, number: str) -> None:
    assert _paper([("Invoice no.", "HL-88")], sender=[*SENDER, line]).supplier.tax_id == number


@pytest.mark.parametrize(
    "number", ["CHE-219.446.803 MWST", "NL004417723B62", "DE129773104", "01-0554827"]
)
@pytest.mark.parametrize("before", ["", "VAT ", "Tax no. "])
def test_a_tax_number_at_the_end_of_the_suppliers_own_line(number: str, before: str) -> None:
    foot = f"{', '.join(SENDER)} {before}{number}"
    assert _paper([("Invoice no.", "HL-88")], sender=[*SENDER, "", foot]).supplier.tax_id == number


@pytest.mark.parametrize("sum_", ["GST 12345.60", "VAT 1234567.80"])
def test_a_sum_of_tax_is_no_tax_number(sum_: str) -> None:
    assert _paper([("Invoice no.", "HL-88")], sender=[*SENDER, sum_]).supplier.tax_id is None


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("Your VAT no.", "GB 176 8204 91"),
        ("Ihre USt-IdNr.", "DE129773104"),
        ("USt-IdNr. Kunde", "DE129773104"),
        ("Customer VAT number", "GB 176 8204 91"),
    ],
)
def test_the_customers_tax_number_is_not_the_suppliers(label: str, number: str) -> None:
    own = [*SENDER, "VAT no. GB 229 8841 70"]
    invoice = _paper([(label, number), ("Invoice no.", "HL-88")], sender=own)
    assert (invoice.supplier.tax_id, invoice.customer.tax_id) == ("GB 229 8841 70", number)


@pytest.mark.parametrize(
    ("customer", "supplier"),
    [
        ("TO OWNER:", "FROM CONTRACTOR:"),
        ("To Contractor:", "From Subcontractor:"),
        ("To the Client:", "From the Consultant:"),
    ],
)
def test_parties_by_their_roles_in_a_project(customer: str, supplier: str) -> None:
    page = Printer()
    page.block(50, 60, ["APPLICATION FOR PAYMENT"])
    page.block(50, 90, [customer, "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.block(50, 160, [supplier, "Harbour Lifts Ltd", "12 Quay Street"])
    page.block(250, 90, ["PROJECT:", "Tenant improvement, Suite 210"])
    page.pairs(400, 480, 90, [("INVOICE NO:", "DB-7"), ("APPLICATION DATE:", "04/25/2026")])
    for place, (words, amount) in enumerate(
        [
            ("1. ORIGINAL CONTRACT SUM", "$421,200.00"),
            ("2. NET CHANGE BY CHANGE ORDERS", "$9,800.00"),
            ("3. TOTAL COMPLETED TO DATE", "$240,825.00"),
            ("4. CURRENT PAYMENT DUE", "$84,249.00"),
            ("5. BALANCE TO FINISH, INCLUDING RETAINAGE", "$214,257.50"),
        ]
    ):
        page.text(50, 260 + 16 * place, words)
        page.right(545, 260 + 16 * place, amount)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert (invoice.customer.name, invoice.supplier.name) == (
        "Orchard Foods plc",
        "Harbour Lifts Ltd",
    )
    assert invoice.issue_date == date(2026, 4, 25)
    assert (invoice.net_amount, invoice.total) == (None, Decimal("84249.00"))


@pytest.mark.parametrize("label", ["Provider", "Contractor", "Vendor"])
def test_a_person_behind_a_label_is_not_the_company_of_the_letterhead(label: str) -> None:
    page = Printer()
    page.text(50, 60, "Harbour Sports Medicine, P.A.", 15)
    page.block(50, 78, ["12 Clinic Drive, Kearney, NE 68847", "Tax ID 47-0918846"])
    page.block(50, 130, ["RESPONSIBLE PARTY", "Marsha Brandt", "61 Fort St"])
    page.text(50, 200, f"{label}: T. Lindqvist MD")
    page.sums(300, [("Total due", "$900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.supplier.name == "Harbour Sports Medicine, P.A."


@pytest.mark.parametrize(
    "label",
    [
        "Less: applied from trust retainer",
        "Applied balance",
        "Paid at time of service",
        "Amount applied against deposit",
    ],
)
@pytest.mark.parametrize("due", ["Balance due", "PLEASE PAY THIS AMOUNT"])
@pytest.mark.parametrize(
    "whole", ["Total fees and costs this bill", "Total charges", "Net charges"]
)
def test_what_was_paid_before_is_no_part_of_the_total(whole: str, label: str, due: str) -> None:
    sums = [(whole, "900.00"), (label, "-200.00"), (due, "$700.00")]
    invoice = _paper([("Invoice no.", "HL-88")], sums=sums)
    assert (invoice.total, invoice.prepaid_amount) == (Decimal(900), Decimal(200))
    assert invoice.amount_due == Decimal(700)


@pytest.mark.parametrize(
    "terms",
    [
        "Payment: 30 days net, 2% within 10 days",
        "Payments: within 14 working days",
        "Paid: 2 weeks from receipt",
        "Betaald: 30 dagen",
    ],
)
def test_days_to_pay_are_no_payment(terms: str) -> None:
    invoice = _paper([("Invoice no.", "HL-88")], sums=[*SUMS, (terms, "")])
    assert invoice.prepaid_amount is None
    assert invoice.total == Decimal(1080)


@pytest.mark.parametrize(
    "address",
    [
        ("Liffey Valley Hotels Group", "Finance Department", "40 Parkgate Street", "Dublin 8"),
        ("Mount Juliet Stud", "9 Main Street", "Naas", "Co. Kildare"),
        ("Bakkerij De Zon", "Kanaalstraat 9", "Utrecht"),
    ],
)
def test_an_address_without_a_code_of_the_town(address: tuple[str, ...]) -> None:
    invoice = _paper([("Invoice no.", "HL-88")], to=address)
    assert invoice.customer.name == address[0]


def test_tables_of_a_typed_letter_are_blocks_of_their_own() -> None:
    document, file = Document(), BytesIO()
    for text in ("Harbour & Pike LLP", "1900 Walnut Street, Philadelphia, PA 19103"):
        document.add_paragraph(text)
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text = "Orchard Foods, Inc.\nAttn: M. Dunleavy\nDayton, OH 45402"
    table.rows[0].cells[1].text = "Invoice No.: 84417\nInvoice Date: April 8, 2026"
    document.add_paragraph("Total due: $900.00")
    document.save(file)
    (invoice,) = read_invoices(file.getvalue(), "typed.docx")
    assert invoice.supplier.name == "Harbour & Pike LLP"
    assert invoice.customer.name == "Orchard Foods, Inc."


@pytest.mark.parametrize("other", ["Week(s) Ending", "Foreman", "Cost centre"])
def test_a_grid_of_headings_has_its_values_below(other: str) -> None:
    page = Printer()
    page.block(50, 50, SENDER)
    heads = ("Purchase Order", "Section", "Agreement", other, "Invoice Number")
    page.table(120, "50 150 250 350 460", [heads, ("CS-4471", "North", "MSA-25", "March", "HL-88")])
    page.block(50, 180, ["Sold to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.sums(300, [("Total GBP", "900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert (invoice.purchase_order, invoice.contract_reference) == ("CS-4471", "MSA-25")
    assert invoice.number == "HL-88"


@pytest.mark.parametrize(
    ("paragraphs", "supplier"),
    [
        (
            [
                "Quay & Crane Solicitors",
                "12 Harbour Road, Hull HU1 1AA",
                "Our ref: BC/7",
                "Orchard Foods plc",
                "3 Mill Lane",
                "Leeds LS1 4AP",
                "Quay & Crane Solicitors is the trading name of QC Law LLP, registered in England.",
            ],
            "QC Law LLP",
        ),
        (
            [
                "Dr. Jane Miller\nCoaching\nHafenstr. 12\n24103 Kiel",
                "Orchard Foods plc\n3 Mill Lane\nLeeds LS1 4AP",
            ],
            "Dr. Jane Miller",
        ),
        (
            [
                "Harbour Lifts Ltd",
                "12 Quay Street",
                "Bristol BS1 4AB",
                "Orchard Foods plc",
                "3 Mill Lane",
                "Leeds LS1 4AP",
            ],
            "Harbour Lifts Ltd",
        ),
    ],
)
def test_addresses_of_a_typed_letter_without_gaps(paragraphs: list[str], supplier: str) -> None:
    document, file = Document(), BytesIO()
    *above, foot = [*paragraphs, "Thank you"] if "registered" not in paragraphs[-1] else paragraphs
    for text in [*above, "Invoice No.: 84417", "Invoice Date: 8 April 2026"]:
        document.add_paragraph(text)
    table = document.add_table(2, 2)
    for row, texts in zip(table.rows, [("Description", "Amount"), ("Work", "900.00")], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for text in ("Total due: GBP 900.00", foot):
        document.add_paragraph(text)
    document.save(file)
    (invoice,) = read_invoices(file.getvalue(), "typed.docx")
    assert (invoice.supplier.name, invoice.customer.name) == (supplier, "Orchard Foods plc")


@pytest.mark.parametrize("town", ["Melbourne VIC 3000", "Denver, CO 80202", "8001 Zürich"])
def test_an_address_right_of_a_label_is_not_its_value(town: str) -> None:
    page = Printer()
    page.block(50, 60, ["CREDIT NOTE", "Orchard Foods plc", "Attention: Accounts Payable"])
    page.block(260, 72, ["Credit Note Number", "INV-1037"])
    page.block(420, 60, ["Harbour Lifts Pty Ltd", town, "AUSTRALIA"])
    page.sums(300, [("Total AUD", "900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.number == "INV-1037"
