"""Claims for work done, bills in groups, several hours or taxes in one row: what is billed now."""

from io import BytesIO

import pytest
from docx import Document

from extractors.invoices.printed.letterhead import company_before_address
from extractors.invoices.read import read_invoices
from models.invoices import Invoice
from tests.extractors.invoices.printing import Printer, Row


def _page(pairs: tuple[tuple[str, str], ...] = ()) -> Printer:
    page = Printer()
    page.block(50, 50, ["Harbour Civil Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.right(545, 50, "INVOICE", 18)
    page.pairs(340, 440, 90, [("Invoice no.", "HL-88"), ("Invoice date", "14 Mar 2026"), *pairs])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    return page


def _read(page: Printer) -> Invoice:
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


def _lines(invoice: Invoice) -> list[tuple[str | None, str]]:
    return [(line.description, str(line.amount)) for line in invoice.lines]


@pytest.mark.parametrize(
    "heads",
    [
        (
            "SCHEDULED VALUE",
            "WORK COMPLETED FROM PREVIOUS APPLICATION",
            "WORK COMPLETED THIS PERIOD",
        ),
        ("CONTRACT SUM", "FROM PREVIOUS APPLICATIONS", "CURRENT CLAIM (C-B)"),
        ("BUDGET", "PREVIOUSLY BILLED", "COMPLETED THIS PERIOD"),
    ],
)
@pytest.mark.parametrize("to_date", ["TOTAL COMPLETED AND STORED TO DATE (D+E)", "TO DATE (D+E)"])
def test_headings_of_a_claim_over_many_rows(heads: tuple[str, str, str], to_date: str) -> None:
    page = _page()
    for x, head in zip((50, 90, 230, 310, 390, 470), ("NO.", "WORK", *heads, to_date), strict=True):
        for index, word in enumerate(head.split()):
            page.text(x, 220 + 9 * index, word, 8)
    rows: list[Row] = [
        ("1", "Piles", "5,000.00", "400.00", "600.00", "1,000.00"),
        ("2", "Girders", "2,000.00", "0.00", "300.00", "300.00"),
    ]
    page.table(285, "50 90 280r 360r 440r 530r", rows)
    page.sums(330, [("Current payment due", "900.00")])
    assert _lines(_read(page)) == [("Piles", "600.00"), ("Girders", "300.00")]


_CLAIMS = [
    ("Scheduled value", "Previous applications", "This period", "Completed to date", "Retainage"),
    ("Contract sum", "Previously claimed", "This claim", "Claimed to date", "Retention"),
    ("Budget", "Prior", "Current billing", "To date", "Balance"),
    ("Contract value", "Previous", "Work this period", "Total to date", "Remaining"),
]


@pytest.mark.parametrize("heads", _CLAIMS)
@pytest.mark.parametrize("lettered", [False, True])
def test_a_claim_bills_what_was_done_this_period(heads: tuple[str, ...], lettered: bool) -> None:  # noqa: FBT001 (a parameter)
    page = _page()
    places = "50 85 240r 330r 410r 480r 545r"
    stacked: list[list[str]] = [[], []]
    for head in ("Item", "Description of work", *heads):
        first, _, rest = head.partition(" ") if len(head) > len("Retention") else (head, "", "")
        stacked[0].append(first)
        stacked[1].append(rest)
    if lettered:
        page.table(236, places, [tuple("ABCDEFG")])
    for index, row in enumerate(stacked):
        page.table(247 + 10.0 * index, places, [tuple(row)])
    end = page.table(
        275,
        places,
        [
            ("1", "Piles", "5,000.00", "400.00", "600.00", "1,000.00", "50.00"),
            ("2", "Girders", "2,000.00", "0.00", "300.00", "300.00", "15.00"),
            ("", "Grand totals", "7,000.00", "400.00", "900.00", "1,300.00", "65.00"),
        ],
    )
    page.sums(end + 30, [("Less retention", "-£65.00"), ("Current payment due", "£835.00")])
    invoice = _read(page)
    assert _lines(invoice) == [("Piles", "600.00"), ("Girders", "300.00")]
    assert str(invoice.total) == "835.00"


@pytest.mark.parametrize("step", [6, 10, 16])
def test_the_lines_of_a_bill_in_groups_are_those_within(step: int) -> None:
    page = _page()
    rows = [
        (0, "Compute", "", "", "600.00"),
        (1, "Large, on demand", "2,000 Hrs", "$0.25", "500.00"),
        (1, "Disks", "1,000.000 GB", "$0.10", "100.00"),
        (0, "Storage", "", "", "350.00"),
        (1, "Requests", "70,000,000 Requests", "$0.000005", "350.00"),
        (0, "Promotional balance", "", "", "-50.00"),
    ]
    for index, (depth, text, count, price, amount) in enumerate(rows):
        y = 250 + 16 * index
        page.text(50 + step * depth, y, text)
        page.right(380, y, count)
        page.right(460, y, price)
        page.right(545, y, amount)
    page.sums(370, [("Net amount", "900.00"), ("VAT 0%", "0.00"), ("Total GBP", "900.00")])
    invoice = _read(page)
    assert _lines(invoice) == [
        ("Large, on demand", "500.00"),
        ("Disks", "100.00"),
        ("Requests", "350.00"),
        ("Promotional balance", "-50.00"),
    ]
    assert [str(line.unit_price) for line in invoice.lines[:3]] == ["0.25", "0.10", "0.000005"]


@pytest.mark.parametrize(
    "heads", [("Reg Hrs", "Bill Rate", "OT Hrs", "OT Rate"), ("Hours", "Rate", "Hours", "Rate")]
)
def test_two_sorts_of_hours_are_no_one_quantity(heads: tuple[str, ...]) -> None:
    page = _page()
    rows: list[Row] = [
        ("Description", *heads, "Amount"),
        ("Alvarez, operator", "20.00", "30.00", "2.00", "50.00", "700.00"),
        ("Cho, inspector", "8.00", "25.00", "", "", "200.00"),
    ]
    end = page.table(250, "50 250r 310r 370r 430r 545r", rows)
    page.sums(end + 20, [("Net amount", "900.00"), ("VAT 0%", "0.00"), ("Total", "£900.00")])
    both, single = _read(page).lines
    assert (both.quantity, both.unit_price, str(both.amount)) == (None, None, "700.00")
    assert (str(single.quantity), str(single.unit_price)) == ("8.00", "25.00")


@pytest.mark.parametrize(
    "taxes", [("CGST (9%)", "SGST (9%)"), ("GST 9%", "QST 9%"), ("GST (9%)", "PST (9%)")]
)
def test_two_taxes_of_one_rate_are_two(taxes: tuple[str, str]) -> None:
    page = _page()
    rows: list[Row] = [("Description", "Amount"), ("Hosting", "900.00")]
    sums = [("Subtotal", "900.00"), *((tax, "81.00") for tax in taxes), ("Total", "£1,062.00")]
    page.sums(page.table(250, "50 545r", rows) + 20, sums)
    assert str(_read(page).tax_amount) == "162.00"


@pytest.mark.parametrize("tax", ["GST SGD", "VAT", "Tax amount"])
def test_a_tax_under_its_column_beside_the_net_amount(tax: str) -> None:
    page = _page()
    rows: list[Row] = [
        ("Description", "Qty", "Rate", "Amount", tax),
        ("Trucking", "3", "300.00", "900.00", "81.00"),
        ("", "", "Sub-total", "900.00", "81.00"),
        ("", "", "", "Grand total (incl. GST)", "981.00"),
    ]
    page.table(250, "50 250r 330r 430r 545r", rows)
    invoice = _read(page)
    assert (str(invoice.net_amount), str(invoice.tax_amount)) == ("900.00", "81.00")
    assert str(invoice.total) == "981.00"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Avon Joinery Ltd The Sawmill Farm Road Banbury OX17 2AA", "Avon Joinery Ltd"),
        ("Kraan B.V. Havenlaan 12 3011 AB Rotterdam", "Kraan B.V."),
        ("Brook Supply Inc. 400 Harbor Way Portland, ME 04101", "Brook Supply Inc."),
        ("Avon Joinery Ltd", None),
        ("Payable to Avon Joinery Ltd by 3 May", None),
    ],
)
def test_a_name_and_its_address_on_one_line(text: str, name: str | None) -> None:
    assert company_before_address(text) == name


@pytest.mark.parametrize(
    "text", ["Goods remain the property of the seller until paid in full.", "T1 = 20%  T0 = 0%"]
)
def test_what_stands_below_a_typed_table_is_none_of_its_last_line(text: str) -> None:
    document, file = Document(), BytesIO()
    for paragraph in ("Invoice no.: HL-88", "Bill to: Orchard Foods plc"):
        document.add_paragraph(paragraph)
    rows = [
        ("Stock code", "Qty", "Details", "Unit price", "Net amount"),
        ("GH-1", "2", "Gate hooks", "300.00", "600.00"),
        ("BOOK", "3", "Handbook", "100.00", "300.00"),
    ]
    table = document.add_table(rows=len(rows), cols=5)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    document.add_paragraph(text)
    document.add_paragraph("Total: £900.00")
    document.save(file)
    (invoice,) = read_invoices(file.getvalue(), "typed.docx")
    assert _lines(invoice) == [("Gate hooks", "600.00"), ("Handbook", "300.00")]
    assert invoice.customer.name == "Orchard Foods plc"
