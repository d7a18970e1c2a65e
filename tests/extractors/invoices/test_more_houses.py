"""Invoices of yet other houses: firms' accounts, corrections, claims, sums between lines and net."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document

from extractors.invoices.periods import Period, column_period, period_in
from extractors.invoices.printed.made_of import count_in
from extractors.invoices.read import read_invoices
from models.invoices import Invoice, InvoiceKind
from tests.extractors.invoices.printing import Printer, Row

LINES: list[Row] = [
    ("Description", "Qty", "Unit price", "Amount"),
    ("Lift inspection", "3", "300.00", "900.00"),
]
HEAD = [("Invoice no.", "HL-77"), ("Date", "3 March 2026")]
SUMS = [("Net amount", "900.00"), ("VAT 20%", "180.00"), ("Total GBP", "1,080.00")]


def _paper(
    head: list[tuple[str, str]] = HEAD,
    *,
    title: str = "Invoice",
    lines: list[Row] = LINES,
    sums: list[tuple[str, str]] = SUMS,
) -> Invoice:
    page = Printer()
    page.block(50, 60, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.pairs(330, 450, 130, head)
    page.text(50, 240, title, 14)
    end = page.table(290, "50 380r 460r 545r", lines)
    page.sums(end + 20, sums)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


@pytest.mark.parametrize(
    "title", ["Rechnungskorrektur 2026-88", "Stornorechnung Nr. 2026-88", "Credit note 2026-88"]
)
@pytest.mark.parametrize("label", ["zu Rechnung:", "Original invoice:", "Bezugsrechnung"])
def test_the_corrected_invoice_over_the_title(title: str, label: str) -> None:
    invoice = _paper([("Date", "3 March 2026"), (label, "2026-14")], title=title)
    assert (invoice.kind, invoice.number) == (InvoiceKind.CREDIT_NOTE, "2026-88")
    assert invoice.corrects == "2026-14"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Less retention 10% of this claim", "(90.00)"),
        ("Loyalty bonus 10%", "-90.00"),
        ("Delivery (next day van)", "90.00"),
        ("Trade discount (spring offer)", "-90.00"),
    ],
)
def test_a_sum_between_the_lines_and_the_net_amount(name: str, value: str) -> None:
    change = Decimal(value.strip("()-")) * (1 if value[0].isdigit() else -1)
    net = 900 + change
    invoice = _paper(
        sums=[
            ("Subtotal", "900.00"),
            (name, value),
            ("VAT 20%", f"{net * Decimal('0.2'):.2f}"),
            ("Total GBP", f"{net * Decimal('1.2'):.2f}"),
        ]
    )
    assert invoice.net_amount == net
    assert [one.amount for one in invoice.adjustments] == [change]


@pytest.mark.parametrize(
    ("fees", "total"),
    [
        ("Total professional fees", "TOTAL OF THIS ACCOUNT"),
        ("Total legal fees", "Total this account"),
        ("Net claim ex GST", "Amount claimed inc GST"),
        ("Subtotal", "Balance now due and owing"),
    ],
)
@pytest.mark.parametrize("tax", ["HST at 20%", "Output IGST 20%", "Input tax 20%"])
def test_sums_of_firms_and_claims(fees: str, total: str, tax: str) -> None:
    invoice = _paper(sums=[(fees, "900.00"), (tax, "180.00"), (total, "1,080.00")])
    sums = (invoice.net_amount, invoice.tax_amount, invoice.total)
    assert sums == (Decimal(900), Decimal(180), Decimal(1080))


@pytest.mark.parametrize(
    "paid",
    [
        "Less: transferred from trust (retainer)",
        "Less: paid from our client account",
        "Transferred from trust account",
        "Advance payment applied",
    ],
)
def test_what_was_paid_out_of_money_held(paid: str) -> None:
    invoice = _paper(sums=[*SUMS, (paid, "(200.00)"), ("Balance now due", "880.00")])
    assert (invoice.prepaid_amount, invoice.amount_due) == (Decimal(200), Decimal(880))
    assert invoice.total == Decimal(1080)


@pytest.mark.parametrize(
    "label", ["Performance", "Works to", "Work completed through", "Claim period"]
)
def test_the_period_of_works(label: str) -> None:
    invoice = _paper([*HEAD, (label, "1-30 April 2026")])
    assert [line.period_start for line in invoice.lines] == [date(2026, 4, 1)]
    assert [line.period_end for line in invoice.lines] == [date(2026, 4, 30)]


@pytest.mark.parametrize("label", ["No. PC-04", "Claim no. PC-04", "# PC-04"])
def test_a_number_under_a_title_of_two(label: str) -> None:
    page = Printer()
    page.block(50, 60, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.right(545, 60, "PROGRESS CLAIM / TAX INVOICE", 14)
    page.right(545, 72, label)
    page.block(50, 130, ["To:", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.pairs(330, 450, 130, [("Claim date", "30 April 2026")])
    page.sums(page.table(290, "50 380r 460r 545r", LINES) + 20, SUMS)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert (invoice.number, invoice.issue_date) == ("PC-04", date(2026, 4, 30))


@pytest.mark.parametrize(
    "text",
    [
        "Gear unit K77, delivery note 80331207 of 04.03.2025",
        "Lieferschein 8033 vom 04.03.2025",
        "Call-off, your order 4500771 dated 4 March 2025",
    ],
)
def test_the_date_of_a_paper_is_no_period(text: str) -> None:
    assert period_in(text) is None


@pytest.mark.parametrize(
    "text", ["14,820 GB-Mo 0.0960 per GB-Mo", "14,820 GB-Mo @ 0.0960/GB-Mo", "14,820 x 0.0960"]
)
def test_a_unit_of_two_words(text: str) -> None:
    count = count_in(text, Decimal("1422.72"), ".")
    assert count is not None
    assert (count.quantity, count.price) == (Decimal(14820), Decimal("0.0960"))


@pytest.mark.parametrize("day", ["9th May 2026", "May 9, 2026", "9 May 2026"])
def test_the_date_of_a_letter_without_a_table(day: str) -> None:
    page = Printer()
    page.block(50, 60, ["Ashby & Vale LLP", "12 Quay Street", "Bristol BS1 4AB"])
    page.block(50, 130, ["Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.text(50, 190, day)
    page.text(50, 220, "Invoice no: AV/3308")
    page.sums(260, [("To professional fees", "900.00"), *SUMS])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.issue_date == date(2026, 5, 9)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Jan 6/26", date(2026, 1, 6)),
        ("Jan 6", date(2026, 1, 6)),
        ("6 Dec", date(2025, 12, 6)),
        ("06.01.", date(2026, 1, 6)),
        ("28/12", date(2025, 12, 28)),
        ("soon 26", None),
    ],
)
def test_a_day_without_its_year_in_a_column(words: str, day: date | None) -> None:
    found = column_period(words, day_first=True, near=date(2026, 1, 31))
    assert found == (Period(day, day) if day else None)


@pytest.mark.parametrize("again", ["SUMMARY BY TIMEKEEPER", "Fee summary", "Recapitulation"])
@pytest.mark.parametrize("costs", ["DISBURSEMENTS", "Expenses", "Costs advanced"])
def test_costs_behind_a_recapitulation(again: str, costs: str) -> None:
    page = Printer()
    page.block(50, 60, ["Ashby & Vale LLP", "12 Quay Street", "Bristol BS1 4AB"])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.pairs(330, 450, 130, [*HEAD, ("For the period ending", "28 February 2026")])
    columns = "50 110 380r 460r 545r"
    head = ("Date", "Description of services", "Hours", "Rate", "Amount")
    work: list[Row] = [
        head,
        ("Feb 3/26", "Telephone call since 2 December 2024", "2.0", "200.00", "400.00"),
        ("Feb 9/26", "Drafting", "1.0", "200.00", "200.00"),
    ]
    end = page.table(220, columns, work)
    page.text(50, end + 40, again)
    over: list[Row] = [
        ("Timekeeper", "", "Hours", "Rate", "Fees"),
        ("A. Vale", "", "3.0", "200.00", "600.00"),
    ]
    end = page.table(end + 58, columns, over)
    page.text(50, end + 40, costs)
    end = page.table(end + 58, columns, [("Feb 9/26", "Courier", "", "", "50.00")])
    page.sums(
        end + 20,
        [
            ("Total professional fees", "600.00"),
            ("Total disbursements", "50.00"),
            ("VAT 20%", "130.00"),
            ("Total of this account", "780.00"),
        ],
    )
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    told = [(line.amount, line.period_start) for line in invoice.lines]
    assert told == [
        (Decimal(400), date(2026, 2, 3)),
        (Decimal(200), date(2026, 2, 9)),
        (Decimal(50), date(2026, 2, 9)),
    ]
    assert (invoice.net_amount, invoice.total) == (Decimal(650), Decimal(780))


@pytest.mark.parametrize(("unit", "per"), [("UoM", "per"), ("Unit", "Per"), ("ME", "per unit")])
def test_a_price_for_many_behind_its_unit(unit: str, per: str) -> None:
    page = Printer()
    page.block(50, 60, ["Kessel Drives NV", "Havenlaan 86", "B-1000 Brussels"])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.pairs(330, 450, 130, HEAD)
    lines: list[Row] = [
        ("Item", "Description", "Qty", unit, "Price", per, "Value EUR"),
        ("10", "Hex bolt M10", "1,200", "KG", "14.60", "100", "175.20"),
        ("20", "Gear unit", "2", "KG", "362.40", "1", "724.80"),
    ]
    end = page.table(290, "50 90 330r 345 430r 470r 545r", lines)
    page.sums(end + 20, SUMS)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    told = [(line.quantity, line.unit, line.unit_price) for line in invoice.lines]
    assert told == [
        (Decimal(1200), "kilogram", Decimal("0.146")),
        (Decimal(2), "kilogram", Decimal("362.40")),
    ]


@pytest.mark.parametrize(
    "name",
    [
        ("Oakhanger Refrigeration", "Services Ltd"),
        ("Northern Catering Equipment", "Company Limited"),
        ("Vandenberg Industrial", "Automation BV"),
    ],
)
def test_a_supplier_in_a_narrow_column_at_the_right(name: tuple[str, str]) -> None:
    page = Printer()
    page.text(50, 60, "TAX INVOICE", 16)
    page.block(
        70,
        110,
        ["Orchard Foods Ltd", "Attention: Accounts Payable", "3 Mill Lane", "Leeds LS1 4AP"],
    )
    facts = [
        "Invoice Date",
        "17 Jan 2026",
        "",
        "Invoice Number",
        "INV-3391",
        "",
        "Reference",
        "PO 88",
    ]
    page.block(290, 60, facts)
    page.block(430, 60, [*name, "Units 3-5 Bridge Works", "BRIGHOUSE", "HD6 1PE", "Tel 01484 555"])
    end = page.table(290, "50 380r 460r 545r", LINES)
    page.sums(end + 20, SUMS)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert (invoice.supplier.name, invoice.customer.name) == (" ".join(name), "Orchard Foods Ltd")
    assert (invoice.number, invoice.issue_date) == ("INV-3391", date(2026, 1, 17))


def _typed(paragraphs: list[str]) -> Invoice:
    file = BytesIO()
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(file)
    (invoice,) = read_invoices(file.getvalue(), "typed.docx")
    return invoice


@pytest.mark.parametrize("tabs", ["\t", "\t\t"])
@pytest.mark.parametrize("first", ["Additional roof survey, 22 April 2026", "Inspection as agreed"])
def test_a_letter_with_amounts_behind_tabs(tabs: str, first: str) -> None:
    invoice = _typed(
        [
            "Ashby & Vale LLP",
            "Chartered Surveyors · 12 Quay Street, Bristol BS1 4AB · VAT Reg. 732 0914 55",
            "Orchard Foods plc\n3 Mill Lane\nLeeds\nLS1 4AP",
            "9th May 2026",
            "Invoice No: AV/3308",
            f"{tabs}£",
            f"{first}{tabs}720.00",
            f"Mileage and printing{tabs}180.00",
            f"Net{tabs}900.00",
            f"VAT at 20%{tabs}180.00",
            f"Total payable{tabs}1,080.00",
        ]
    )
    told = (invoice.number, invoice.issue_date, invoice.currency, invoice.total)
    assert told == ("AV/3308", date(2026, 5, 9), "GBP", Decimal(1080))
    assert [line.amount for line in invoice.lines] == [Decimal(720), Decimal(180)]
    assert (invoice.supplier.name, invoice.customer.name) == (
        "Ashby & Vale LLP",
        "Orchard Foods plc",
    )


def test_a_table_typed_with_tabs() -> None:
    invoice = _typed(
        [
            "Ashby & Vale LLP\n12 Quay Street\nBristol BS1 4AB",
            "Invoice no.:\tAV/3308",
            "Date:\t9 May 2026",
            "To:\tOrchard Foods plc\n\t3 Mill Lane\n\tLeeds LS1 4AP",
            "Lift inspections in April",
            "Description\tQty\tUnit price\tAmount £",
            "Lift inspection\t3\t200.00\t600.00",
            "Lamp\t2\t150.00\t300.00",
            "\t\tNet\t900.00",
            "\t\tVAT 20%\t180.00",
            "\t\tTotal\t1,080.00",
        ]
    )
    told = [(line.description, line.quantity, line.unit_price) for line in invoice.lines]
    assert told == [
        ("Lift inspection", Decimal(3), Decimal("200.00")),
        ("Lamp", Decimal(2), Decimal("150.00")),
    ]
    assert (invoice.number, invoice.customer.name) == ("AV/3308", "Orchard Foods plc")
    assert (invoice.net_amount, invoice.total) == (Decimal(900), Decimal(1080))
