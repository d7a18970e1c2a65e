"""Bills in sections with a sum each, claims with headings of two rows, tables of Word, sums unnamed."""

from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document

from extractors.invoices.printed.values import amounts, tax_id
from extractors.invoices.read import read_invoices
from models.invoices import Invoice
from tests.extractors.invoices.printing import Printer, Row

Rows = list[list[str]]
SECTIONS = [
    ("Internet", [("Fiber 500 / 500", "", "189.00"), ("Contract discount 24 mo.", "", "-20.00")]),
    ("Voice", [("Hosted voice seat", "9 @ 17.95", "161.55"), ("Directory listing", "", "0.00")]),
]


def _bill(word: str, taxes: str) -> Invoice:
    page = Printer()
    page.block(50, 60, ["Prairie Fiber Inc.", "12 Quay Street", "Kansas City MO 64121"])
    page.pairs(330, 450, 60, [("Invoice number", "PL-0042"), ("Bill date", "June 15, 2026")])
    page.block(50, 130, ["Orchard Foods LLC", "1207 N Kansas Ave", "Topeka KS 66608"])
    page.sums(130, [("New charges (see below)", "$330.55"), (taxes, "$39.99")])
    page.sums(170, [("Total amount due", "$370.54")])
    y = 240.0
    for name, items in SECTIONS:
        page.text(50, y, f"{name} services", 11)
        for words, made, amount in items:
            y += 14
            page.text(52, y, words)
            page.text(380, y, made)
            page.right(545, y, amount)
        y += 14
        page.text(52, y, f"{word} {name} services")
        page.right(545, y, f"${sum(Decimal(item[2]) for item in items)}")
        y += 24
    page.text(50, y, "Taxes, surcharges and fees", 11)
    for words, amount in (("Universal Service Fee", "30.00"), ("State levy", "9.99")):
        y += 14
        page.text(52, y, words)
        page.right(545, y, amount)
    page.text(52, y + 14, f"{word} taxes and surcharges")
    page.right(545, y + 14, "$39.99")
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


@pytest.mark.parametrize("word", ["Total", "Subtotal", "Sum of"])
@pytest.mark.parametrize("taxes", ["Taxes and surcharges", "Taxes and fees"])
def test_the_sections_that_make_the_net_amount_are_the_lines(word: str, taxes: str) -> None:
    invoice = _bill(word, taxes)
    told = [str(line.amount) for line in invoice.lines]
    assert told == ["189.00", "-20.00", "161.55", "0.00"]
    assert (invoice.net_amount, invoice.total) == (Decimal("330.55"), Decimal("370.54"))
    assert invoice.lines[2].unit_price == Decimal("17.95")
    assert invoice.contract_reference is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            (
                "Item",
                "Description of work",
                "Contract",
                "%",
                "Total to",
                "Previously",
                "This claim",
            ),
            ("", "", "value", "compl.", "date", "claimed", "(ex GST)"),
        ),
        (
            ("No", "Description of work", "Contract", "%", "Claimed", "Previous", "This"),
            ("", "", "sum", "complete", "to date", "claims", "period"),
        ),
        (
            (
                "Item",
                "Description of work",
                "Scheduled",
                "Percent",
                "Billed",
                "Previously",
                "Current",
            ),
            ("", "", "value", "complete", "to date", "billed", "amount"),
        ),
    ],
)
def test_headings_of_a_claim_over_two_rows(first: Row, second: Row) -> None:
    page = Printer()
    page.block(50, 60, ["Harbour Builders Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.pairs(330, 450, 130, [("Invoice no.", "HL-77"), ("Date", "3 March 2026")])
    columns = "50 80 280r 320r 400r 470r 545r"
    page.table(280, columns, [first])
    page.table(291, columns, [second])
    lines: list[Row] = [
        ("1", "Preliminaries", "18,000.00", "55%", "9,900.00", "9,000.00", "900.00"),
        ("2", "Demolition", "4,250.00", "100%", "4,250.00", "4,250.00", "0.00"),
        ("3", "Roofing", "1,900.00", "0%", "0.00", "0.00", "0.00"),
    ]
    end = page.table(312, columns, lines)
    page.sums(end + 20, [("Net amount", "900.00"), ("GST 10%", "90.00"), ("Total", "990.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    told = [(line.description, str(line.amount), line.quantity) for line in invoice.lines]
    assert told == [
        ("Preliminaries", "900.00", None),
        ("Demolition", "0.00", None),
        ("Roofing", "0.00", None),
    ]


def _typed(rows: Rows) -> Invoice:
    file = BytesIO()
    document = Document()
    for text in (
        "Vaigai Laboratories Private Limited\nPlot 44, Guindy\nChennai 600032",
        "Invoice no.: VTL/25-26/0219",
        "Date: 4 July 2025",
        "Bill to:\nOrchard Foods LLP\n7 Tannery Road\nRanipet 632401",
    ):
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(file)
    (invoice,) = read_invoices(file.getvalue(), "typed.docx")
    return invoice


@pytest.mark.parametrize(
    "first", ["Cost category", "Cost heading", "Object of expenditure", "Funding source"]
)
@pytest.mark.parametrize("now", ["Current period", "This invoice (£)", "Amount this period"])
def test_a_cell_of_word_is_one_heading(first: str, now: str) -> None:
    invoice = _typed(
        [
            [first, "Budget", now, "Cumulative"],
            ["Salaries and wages", "182,000.00", "31,418.62", "94,210.05"],
            ["Travel", "8,000.00", "0.00", "2,140.16"],
            ["Total", "190,000.00", "31,418.62", "96,350.21"],
        ]
    )
    told = [(line.description, str(line.amount)) for line in invoice.lines]
    assert told == [("Salaries and wages", "31418.62"), ("Travel", "0.00")]


@pytest.mark.parametrize(
    "taxes",
    [
        [("Output CGST 9%", "90.18"), ("Output SGST 9%", "90.18")],
        [("Output IGST 18%", "180.36")],
        [("CGST @ 9%", "90.18"), ("SGST @ 9%", "90.18")],
    ],
)
def test_a_net_amount_without_a_name_and_what_was_rounded_off(taxes: list[tuple[str, str]]) -> None:
    invoice = _typed(
        [
            ["Sl No.", "Description of Services", "Quantity", "Rate", "per", "Amount"],
            ["1", "Stack emission test", "2 Nos", "401.00", "Nos", "802.00"],
            ["2", "Report", "1 Nos", "200.00", "Nos", "200.00"],
            ["", "", "", "", "", "1,002.00"],
            *[["", name, "", "", "", value] for name, value in taxes],
            ["", "Round Off", "", "", "", "(-)0.36"],
            ["", "Total", "", "", "", "₹ 1,182.00"],
        ]
    )
    assert [str(line.amount) for line in invoice.lines] == ["802.00", "200.00"]
    sums = (invoice.net_amount, invoice.tax_amount, invoice.total, invoice.rounding_amount)
    assert [str(one) for one in sums] == ["1002.00", "180.36", "1182.00", "-0.36"]


@pytest.mark.parametrize(
    ("text", "value"), [("(-)0.36", "-0.36"), ("(0.36)", "-0.36"), ("(-) 12.50", "-12.50")]
)
def test_a_minus_in_brackets(text: str, value: str) -> None:
    assert [str(one.value) for one in amounts(text, ".")] == [value]


@pytest.mark.parametrize("text", ["81144 2296 RT0001", "811442296 RT0001", "811442296RT0001"])
def test_a_canadian_business_number(text: str) -> None:
    assert tax_id(text) == text


@pytest.mark.parametrize(
    ("label", "value", "reference"),
    [
        ("Agreement", "RV 2024-07 (framework)", "RV 2024-07"),
        ("Contract", "WV-204, 01.04.2026 bis 30.06.2026", "WV-204"),
        ("Award No.", "TBM-2024-08", "TBM-2024-08"),
        ("Reference No.", "WO/88/2025", "WO/88/2025"),
        ("Subject", "SOW 3: Hosting and care plan", "SOW 3"),
        ("Re", "Work Order 12", "Work Order 12"),
    ],
)
def test_what_a_contract_is_called(label: str, value: str, reference: str) -> None:
    page = Printer()
    page.block(50, 60, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.pairs(330, 420, 130, [("Invoice no.", "HL-77"), ("Date", "3 March 2026"), (label, value)])
    lines: list[Row] = [("Description", "Amount"), ("Lift inspection", "900.00")]
    page.sums(page.table(290, "50 545r", lines) + 20, [("Total GBP", "900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.contract_reference == reference


@pytest.mark.parametrize("words", ["This is our account herein", "Total of this account"])
def test_the_number_of_an_account(words: str) -> None:
    page = Printer()
    page.block(50, 60, ["Ashby & Vale LLP", "12 Quay Street", "Bristol BS1 4AB"])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.text(330, 130, "Account No.: 119-2048")
    lines: list[Row] = [("Description", "Amount"), ("Advice on a lease", "900.00")]
    end = page.table(290, "50 545r", lines)
    page.sums(end + 20, [("Net", "900.00"), ("VAT 20%", "180.00"), ("Total", "1,080.00")])
    page.text(50, end + 120, words)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.number == "119-2048"
