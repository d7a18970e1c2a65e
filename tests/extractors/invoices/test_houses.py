"""How houses differ: payments and totals, credit notes, summaries, prices for a hundred, no headings."""

from decimal import Decimal

import pytest

from extractors.invoices.periods import period_in
from extractors.invoices.printed.values import amounts
from extractors.invoices.read import read_invoices
from models.invoices import Invoice
from tests.extractors.invoices.printing import Printer, Row

HEAD = ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"]
BUYER = ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"]
FOUR = "50 380r 460r 545r"
ROWS: list[Row] = [
    ("Description", "Qty", "Unit price", "Amount"),
    ("Lift inspection", "3", "300.00", "900.00"),
]


def _page(
    pairs: list[tuple[str, str]], title: str = "INVOICE", buyer: list[str] | None = None
) -> Printer:
    page = Printer()
    page.block(50, 50, HEAD)
    page.right(545, 50, title, 18)
    page.pairs(340, 440, 90, pairs)
    page.block(50, 130, buyer or BUYER)
    return page


def _read(page: Printer) -> Invoice:
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


PAIRS = [("Invoice no.", "HL-88"), ("Invoice date", "14 Mar 2026")]


def _paid(sums: list[tuple[str, str]]) -> Invoice:
    page = _page(PAIRS)
    page.sums(page.table(250, FOUR, ROWS) + 20, sums)
    return _read(page)


@pytest.mark.parametrize(
    "label",
    [
        "Deposit received April 1",
        "Less: Retainer Applied",
        "Copay received 08-19-2025",
        "Acompte reçu le 2 mai 2025",
        "Deposit applied (paid on May 2, 2025)",
    ],
)
def test_what_was_paid_before(label: str) -> None:
    invoice = _paid([("Total", "£900.00"), (label, "-400.00"), ("Balance due", "£500.00")])
    assert (str(invoice.total), str(invoice.prepaid_amount)) == ("900.00", "400.00")
    assert str(invoice.amount_due) == "500.00"


@pytest.mark.parametrize("due", ["Amount Due", "Balance due", "Total due"])
def test_what_payments_left_is_not_the_total(due: str) -> None:
    invoice = _paid([("Subtotal", "£900.00"), ("Payments", "-£400.00"), (due, "£500.00")])
    assert (str(invoice.total), str(invoice.amount_due)) == ("900.00", "500.00")


@pytest.mark.parametrize(
    "sentence",
    [
        "Payment within 14 days by EFT. BSB 063-010, account 1044 2870.",
        "Payment by cheque to box 4410",
        "Balance carried by the client 2025",
    ],
)
def test_prose_with_a_figure_is_no_sum(sentence: str) -> None:
    page = _page(PAIRS)
    page.sums(page.table(250, FOUR, ROWS) + 20, [("Total", "£900.00")])
    page.text(50, 500, sentence)
    invoice = _read(page)
    assert invoice.prepaid_amount is None
    assert str(invoice.total) == "900.00"


@pytest.mark.parametrize("mark", ["T", " T", "N", "*"])
def test_a_mark_of_taxable_lines_is_no_part_of_the_amount(mark: str) -> None:
    page = _page(PAIRS)
    rows = [ROWS[0], ("Toner", "3", "300.00", f"900.00{mark}")]
    page.sums(page.table(250, FOUR, rows) + 20, [("Total", "£900.00")])
    assert [str(line.amount) for line in _read(page).lines] == ["900.00"]


def test_report_writing_is_no_carried_sum() -> None:
    page = _page(PAIRS)
    rows = [ROWS[0], ("Report writing", "3", "300.00", "900.00"), ("Report", "", "", "900.00")]
    page.sums(page.table(250, FOUR, rows) + 20, [("Total", "£900.00")])
    assert [line.description for line in _read(page).lines] == ["Report writing"]


@pytest.mark.parametrize("title", ["Timekeeper Summary", "Summary of fees", "Hours recap"])
def test_a_summary_of_lines_is_not_billed_twice(title: str) -> None:
    page = _page(PAIRS)
    rows = [
        *ROWS,
        (title, "", "", ""),
        ("J. Pelletier", "2", "300.00", "600.00"),
        ("T. Crowe", "1", "300.00", "300.00"),
        ("Costs advanced", "", "", ""),
        ("Courier", "1", "64.00", "64.00"),
    ]
    page.sums(page.table(250, FOUR, rows) + 20, [("Total", "£964.00")])
    assert [str(line.amount) for line in _read(page).lines] == ["900.00", "64.00"]


def test_hours_before_a_sum_are_no_sum() -> None:
    page = _page(PAIRS)
    rows = [*ROWS, ("Total Fees", "42.60", "", "$900.00")]
    page.sums(page.table(250, FOUR, rows) + 20, [("Total this invoice", "$900.00")])
    assert str(_read(page).net_amount) == "900.00"


@pytest.mark.parametrize(
    ("base", "each"), [("100 PC", "3.00"), ("1 PC", "300.00"), ("1000 PC", "0.30")]
)
def test_a_price_for_a_number_of_units(base: str, each: str) -> None:
    quantity = {"100 PC": "300", "1 PC": "3", "1000 PC": "3000"}[base]
    rows: list[Row] = [
        ("Description", "Quantity", "Unit", "Price", "per Unit", "Value"),
        ("Hex nut M16", quantity, "PC", "300.00", base, "900.00"),
    ]
    page = _page(PAIRS)
    end = page.table(250, "50 280r 300 400r 430 545r", rows)
    page.sums(end + 20, [("Total EUR", "900.00")])
    (line,) = _read(page).lines
    assert line.unit_price == Decimal(each)
    assert line.unit == "each"


@pytest.mark.parametrize("cell", ["3.000 CTR", "3 SET", "3.0 TRIP"])
def test_a_figure_that_stands_under_the_unit_is_the_quantity(cell: str) -> None:
    rows: list[Row] = [("Charge description", "Qty", "UOM", "Rate", "Amount SGD")]
    page = _page(PAIRS)
    end = page.table(250, "50 250r 290 420r 545r", rows)
    page.text(50, end + 18, "Terminal handling")
    page.right(316, end + 18, cell)
    page.right(420, end + 18, "300.00")
    page.right(545, end + 18, "900.00")
    page.sums(end + 40, [("Grand total SGD", "900.00")])
    (line,) = _read(page).lines
    assert (line.quantity, str(line.unit_price)) == (Decimal(3), "300.00")


@pytest.mark.parametrize(
    ("middle", "quantity", "each", "unit"),
    [
        (("3,000 kWh @", "30.000p"), "3000", "0.30000", "kilowatt-hour"),
        (("3 Users", "$300.0000"), "3", "300.0000", "user"),
        (("30 days @", "£30.00/day"), "30", "30.00", "day"),
    ],
)
def test_items_without_headings_say_how_many_at_what_price(
    middle: tuple[str, str], quantity: str, each: str, unit: str
) -> None:
    page = _page(PAIRS)
    page.text(50, 250, "Usage")
    page.right(380, 250, middle[0])
    page.right(460, 250, middle[1])
    page.right(545, 250, "900.00")
    page.sums(270, [("Total", "£900.00")])
    (line,) = _read(page).lines
    found = (line.quantity, line.unit_price, line.unit)
    assert found == (Decimal(quantity), Decimal(each), unit)


def test_items_whose_product_is_another_keep_only_the_amount() -> None:
    page = _page(PAIRS)
    for x, text in [(150, "Fibre 1000"), (380, "3 channels"), (460, "200.00"), (545, "900.00")]:
        page.right(x, 250, text)
    page.sums(270, [("Total", "£900.00")])
    (line,) = _read(page).lines
    assert (line.quantity, line.unit_price) == (None, None)


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Applies to Invoice:", "HL-70"),
        ("Credited invoice", "HL-70"),
        ("Reference invoice no.", "HL-70"),
        ("Rectifica la factura:", "HL-70"),
    ],
)
def test_which_invoice_a_credit_note_corrects(label: str, value: str) -> None:
    page = _page([("Credit note no.", "CN-4"), PAIRS[1], (label, value)], title="CREDIT NOTE")
    page.sums(page.table(250, FOUR, ROWS) + 20, [("Total", "£900.00")])
    invoice = _read(page)
    assert (invoice.number, invoice.corrects) == ("CN-4", "HL-70")


def test_the_number_under_a_credit_memos_title_counts_before_that_of_an_invoice() -> None:
    page = Printer()
    page.block(50, 50, HEAD)
    page.right(545, 50, "Credit Memo", 18)
    page.right(545, 72, "#CM01177")
    page.right(545, 90, "12 Mar 2026")
    page.block(50, 130, BUYER)
    page.text(340, 150, "Created from")
    page.text(340, 162, "Invoice #INV48213")
    page.sums(page.table(250, FOUR, ROWS) + 20, [("Total", "($900.00)")])
    invoice = _read(page)
    assert (invoice.number, invoice.corrects) == ("CM01177", "INV48213")
    assert str(invoice.issue_date) == "2026-03-12"


def test_a_heading_of_dates_is_no_label_and_a_lone_date_over_the_lines_is_the_date() -> None:
    page = Printer()
    page.block(50, 50, HEAD)
    page.text(460, 106, "May 6, 2025")
    page.block(50, 130, BUYER)
    page.text(340, 150, "Invoice No.")
    page.text(440, 150, "118842")
    rows: list[Row] = [
        ("Date", "Description of Services", "Hours", "Rate", "Amount"),
        ("04/01/25", "Telephone conference", "2", "300.00", "600.00"),
        ("04/22/25", "Closing", "1", "300.00", "300.00"),
    ]
    page.sums(page.table(250, "50 110 380r 460r 545r", rows) + 20, [("Total", "$900.00")])
    invoice = _read(page)
    assert str(invoice.issue_date) == "2025-05-06"
    assert [str(line.period_start) for line in invoice.lines] == ["2025-04-01", "2025-04-22"]


@pytest.mark.parametrize(
    "department", ["Accounts Payable", "Finance Department", "Crediteurenadministratie"]
)
def test_a_department_over_the_company_is_no_customer(department: str) -> None:
    page = _page(PAIRS, buyer=["Bill To", department, "Meridian Oak Bank", "1 Oak Plaza"])
    page.sums(page.table(250, FOUR, ROWS) + 20, [("Total", "£900.00")])
    assert _read(page).customer.name == "Meridian Oak Bank"


@pytest.mark.parametrize(
    ("text", "value"),
    [("3,80,000.00", "380000.00"), ("₹1,17,900", "117900"), ("12,34,56,789.5", "123456789.5")],
)
def test_lakhs_and_crores(text: str, value: str) -> None:
    assert [amount.value for amount in amounts(text, ".")] == [Decimal(value)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("01/06–30/06/25", "2025-06-01", "2025-06-30"),
        ("15.09. – 10.10.2025", "2025-09-15", "2025-10-10"),
        ("July 1 , 2025 - July 31 , 2025", "2025-07-01", "2025-07-31"),
        ("08-19-2025 to 08-26-2025", "2025-08-19", "2025-08-26"),
        ("06/01/25 - 06/30/25", "2025-06-01", "2025-06-30"),
    ],
)
def test_days_as_houses_write_them(text: str, first: str, last: str) -> None:
    found = period_in(text)
    assert found is not None
    assert tuple(map(str, found)) == (first, last)


@pytest.mark.parametrize(
    ("label", "value", "first"),
    [
        ("Week Ending:", "15-Jun-2025", "2025-06-09"),
        ("This invoice is for the billing period", "June 9, 2025 - June 15, 2025", "2025-06-09"),
        ("For electricity supplied", "9 June 2025 to 15 June 2025", "2025-06-09"),
    ],
)
def test_the_period_of_the_invoice_in_a_sentence(label: str, value: str, first: str) -> None:
    page = _page(PAIRS)
    page.text(50, 220, f"{label} {value}")
    page.sums(page.table(250, FOUR, ROWS) + 20, [("Total", "£900.00")])
    (line,) = _read(page).lines
    assert (str(line.period_start), str(line.period_end)) == (first, "2025-06-15")


def test_a_row_of_totals_under_net_vat_and_gross() -> None:
    rows: list[Row] = [
        ("Details", "Net", "VAT code", "VAT", "Gross"),
        ("Research", "900.00", "S", "180.00", "1,080.00"),
        ("Total GBP", "900.00", "", "180.00", "1,080.00"),
    ]
    page = _page(PAIRS)
    page.table(250, "50 330r 380 460r 545r", rows)
    invoice = _read(page)
    assert (str(invoice.net_amount), str(invoice.tax_amount)) == ("900.00", "180.00")
    assert str(invoice.total) == "1080.00"


@pytest.mark.parametrize(
    ("heading", "unit"),
    [("Hours", "hour"), ("Hrs", "hour"), ("Std.", "hour"), ("Days", "day"), ("Qty", None)],
)
def test_the_heading_of_quantities_names_their_unit(heading: str, unit: str | None) -> None:
    page = _page(PAIRS)
    rows: list[Row] = [("Description", heading, "Rate", "Amount"), ROWS[1]]
    page.sums(page.table(250, FOUR, rows) + 20, [("Total", "£900.00")])
    assert [line.unit for line in _read(page).lines] == [unit]


@pytest.mark.parametrize("number", ["SLI/25-26/0184", "RA/0031187", "24/25-0007"])
def test_a_number_with_a_financial_year_is_no_date(number: str) -> None:
    page = _page([("Invoice no.", number), PAIRS[1]])
    page.sums(page.table(250, FOUR, ROWS) + 20, [("Total", "£900.00")])
    assert _read(page).number == number


@pytest.mark.parametrize("text", ["April 7-11, 2025", "Apr 7 to 11, 2025", "7-11 April 2025"])
def test_days_of_one_month(text: str) -> None:
    found = period_in(f"Audit of the yard, {text}")
    assert found is not None
    assert tuple(map(str, found)) == ("2025-04-07", "2025-04-11")


@pytest.mark.parametrize(
    "label", ["Current payment due", "CURRENT AMOUNT DUE", "Gutschriftsbetrag"]
)
def test_what_else_a_total_is_called(label: str) -> None:
    assert str(_paid([(label, "£900.00")]).total) == "900.00"
