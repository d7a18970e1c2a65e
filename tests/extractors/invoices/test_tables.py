"""Line tables as houses set them: headings close together or over rows, prices beside quantities."""

from collections.abc import Sequence

import pytest

from extractors.invoices.read import read_invoices
from extractors.invoices.units import unit_of_word
from models.invoices import Invoice, InvoiceLine
from tests.extractors.invoices.printing import Printer, Row


def _page(pairs: Sequence[tuple[str, str]] = ()) -> Printer:
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.right(545, 50, "INVOICE", 18)
    head = [("Invoice no.", "HL-88"), ("Invoice date", "14 Mar 2026"), *pairs]
    page.pairs(340, 440, 90, head)
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    return page


def _read(page: Printer, end: float) -> Invoice:
    page.sums(end + 20, [("Net amount", "900.00"), ("VAT 0%", "0.00"), ("Total GBP", "900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


def _figures(line: InvoiceLine) -> tuple[str | None, str, str, str]:
    return line.description, str(line.quantity), str(line.unit_price), str(line.amount)


def _table(columns: str, rows: list[Row]) -> Invoice:
    page = _page()
    return _read(page, page.table(250, columns, rows))


@pytest.mark.parametrize("close", ["VAT Amount (£)", "VAT % Amount", "Tax Amount GBP"])
def test_two_headings_that_touch_are_two_columns(close: str) -> None:
    rows: list[Row] = [
        ("Description", "Qty", "Unit price", "", close),
        ("Lift inspection", "3", "300.00", "20%", "900.00"),
    ]
    invoice = _table("50 330r 420r 485r 545r", rows)
    assert [_figures(line) for line in invoice.lines] == [
        ("Lift inspection", "3", "300.00", "900.00")
    ]
    assert str(invoice.lines[0].tax_rate) == "20"


@pytest.mark.parametrize(
    "cell", ["3 hours @ 300.00", "3 h x 300.00", "3 days @ £300.00", "3 @ 300.00"]
)
def test_a_price_behind_the_quantity(cell: str) -> None:
    rows: list[Row] = [("Description", "Quantity", "Amount"), ("Carpenter", cell, "900.00")]
    (line,) = _table("50 350 545r", rows).lines
    assert _figures(line) == ("Carpenter", "3", "300.00", "900.00")
    assert line.unit in ("hour", "day", None)


@pytest.mark.parametrize(
    "heads", [("Fee EUR", "Amount EUR"), ("Charge", "Total"), ("Honorar", "Betrag")]
)
def test_a_fee_beside_a_quantity_is_the_price_of_one(heads: tuple[str, str]) -> None:
    rows: list[Row] = [
        ("Description", "Quantity", *heads),
        ("Screening visit", "3 visits", "300.00", "900.00"),
    ]
    (line,) = _table("50 350r 450r 545r", rows).lines
    assert _figures(line) == ("Screening visit", "3", "300.00", "900.00")
    assert line.unit == "visit"


@pytest.mark.parametrize("head", ["Volume", "Number", "Nights"])
def test_a_word_that_may_mean_how_many(head: str) -> None:
    rows: list[Row] = [("Service", head, "Rate", "Charge"), ("Visit", "3", "250.00", "900.00")]
    (line,) = _table("50 330r 430r 545r", rows).lines
    assert _figures(line) == ("Visit", "3", "250.00", "900.00")


@pytest.mark.parametrize("slip", [1, 2, 4])
def test_an_unknown_column_is_proved_though_one_line_is_wrong(slip: int) -> None:
    rows: list[Row] = [("Service", "Pulls", "Rate", "Charge")]
    right = [("Bin", "2", "100.00", "200.00")] * 4
    rows += [*right[: slip - 1], ("Bin", "2", "100.00", "100.00"), *right[slip - 1 : 3]]
    lines = _table("50 330r 430r 545r", rows).lines
    assert {str(line.quantity) for line in lines} == {"2"}


def test_an_unknown_column_is_not_proved_by_less_than_three_lines() -> None:
    rows: list[Row] = [("Service", "Pulls", "Rate", "Charge")]
    rows += [("Bin", "2", "350.00", "700.00"), ("Bin", "2", "300.00", "200.00")]
    assert {line.quantity for line in _table("50 330r 430r 545r", rows).lines} == {None}


@pytest.mark.parametrize("head", ["Activity", "Product/Service", "Item type", "Category"])
def test_the_sort_of_a_line_is_no_description(head: str) -> None:
    rows: list[Row] = [
        (head, "Description", "Qty", "Rate", "Amount"),
        ("Labor:Call-out", "Emergency water extraction", "2", "300.00", "600.00"),
        ("Consulting", "March 2026", "3", "100.00", "300.00"),
        ("Service", "Design", "3", "0.00", "0.00"),
    ]
    lines = _table("50 140 380r 460r 545r", rows).lines
    assert [(line.description, line.item_code) for line in lines] == [
        ("Emergency water extraction", "Labor:Call-out"),
        ("Consulting March 2026", None),
        ("Design", "Service"),
    ]


@pytest.mark.parametrize("head", ["Activity", "Type", "Product/Service", "Category"])
def test_the_sort_of_a_line_where_nothing_else_describes_it(head: str) -> None:
    rows: list[Row] = [(head, "Qty", "Rate", "Amount"), ("Excavator", "3", "300.00", "900.00")]
    (line,) = _table("50 380r 460r 545r", rows).lines
    assert _figures(line) == ("Excavator", "3", "300.00", "900.00")


@pytest.mark.parametrize("head", ["Procedure", "Nature of work", "Intervention", "Kind of care"])
def test_unknown_words_beside_a_code_are_the_description(head: str) -> None:
    rows: list[Row] = [
        ("Code", head, "Qty", "Rate", "Amount"),
        ("99203", "Office visit of new staff", "2", "350.00", "700.00"),
        ("B7", "Drug screen", "2", "100.00", "200.00"),
    ]
    lines = _table("50 100 380r 460r 545r", rows).lines
    assert [(line.description, line.item_code) for line in lines] == [
        ("Office visit of new staff", "99203"),
        ("Drug screen", "B7"),
    ]


@pytest.mark.parametrize("head", ["Taken", "Pulls", "Ferried"])
def test_quantities_with_their_unit_are_no_description(head: str) -> None:
    rows: list[Row] = [
        ("Code", head, "Rate", "VAT", "Amount"),
        ("B7", "2 long working hours", "350.00", "0%", "700.00"),
        ("B9", "2 long working hours", "100.00", "0%", "200.00"),
    ]
    lines = _table("50 250 430r 480r 545r", rows).lines
    assert [(line.description, str(line.quantity)) for line in lines] == [("B7", "2"), ("B9", "2")]


@pytest.mark.parametrize("head", ["Ex. rate", "ROE", "Exchange rate", "Kurs"])
def test_a_price_in_another_currency_is_no_price_of_the_amount(head: str) -> None:
    rows: list[Row] = [
        ("Charge description", "Qty", "Rate", "Cur", head, "Amount GBP"),
        ("Ocean freight", "1", "800.00", "USD", "0.7500", "600.00"),
        ("Haulage", "1", "300.00", "GBP", "1.0000", "300.00"),
    ]
    lines = _table("50 250r 330r 350 450r 545r", rows).lines
    assert [str(line.unit_price) for line in lines] == ["None", "300.00"]


@pytest.mark.parametrize(
    ("price", "amount"),
    [("Unit £", "£ excl. VAT"), ("£ per unit", "GBP ex VAT"), ("Unit GBP", "Excl. VAT (£)")],
)
def test_charges_headed_by_what_they_are(price: str, amount: str) -> None:
    rows: list[Row] = [
        ("Charge", "From", "To", "Quantity", price, amount),
        ("Calls to mobiles", "", "", "300 min", "2.0000", "600.00"),
        ("Business SIM", "01/03/26", "31/03/26", "1", "300.0000", "300.00"),
    ]
    lines = _table("50 200 260 370r 460r 545r", rows).lines
    assert [(line.description, str(line.quantity), str(line.amount)) for line in lines] == [
        ("Calls to mobiles", "300", "600.00"),
        ("Business SIM", "1", "300.00"),
    ]
    assert str(lines[1].period_end) == "2026-03-31"


@pytest.mark.parametrize("codes", [("HL-ENT-A", "HSK-2"), ("GM-40-112", "MO-1"), ("4410", "4420")])
def test_codes_over_the_descriptions(codes: tuple[str, str]) -> None:
    rows: list[Row] = [
        ("Item", "Qty", "Rate", "Amount"),
        ((codes[0], "Ledger subscription", "all modules"), "2", "300.00", "600.00"),
        ((codes[1], "Hardware key"), "3", "100.00", "300.00"),
    ]
    lines = _table("50 380r 460r 545r", rows).lines
    assert [line.item_code for line in lines] == list(codes)
    assert [line.description for line in lines] == [
        "Ledger subscription all modules",
        "Hardware key",
    ]


def test_a_code_over_one_description_only_is_part_of_it() -> None:
    rows: list[Row] = [
        ("Item", "Qty", "Rate", "Amount"),
        (("M365", "Business licence"), "2", "300.00", "600.00"),
        ("Hardware key", "3", "100.00", "300.00"),
    ]
    lines = _table("50 380r 460r 545r", rows).lines
    assert lines[0].description == "M365 Business licence"


@pytest.mark.parametrize("size", ["DN50", "M16x90 DN16", "3-piece DN25", "1/2 NPT"])
def test_sizes_over_the_figures_of_a_line_of_two_rows(size: str) -> None:
    page = _page()
    page.table(250, "50 130", [("Material", "Description")])
    page.table(261, "190r 205 330r 545r", [("Quantity", "Unit", "Price", "Value")])
    for y, amount in ((280, "600.00"), (310, "300.00")):
        page.table(y, "50 130", [("4410000", f"Globe valve {size}")])
        page.table(y + 11, "190r 205 330r 545r", [("1,200.000", "PC", "0.50", amount)])
    lines = _read(page, 340).lines
    assert {line.description for line in lines} == {f"Globe valve {size}"}
    assert {str(line.quantity) for line in lines} == {"1200.000"}


def test_numbers_of_lines_without_a_heading_are_no_description() -> None:
    rows: list[Row] = [
        ("", "Description of work", "Quantity", "Amount"),
        ("1", "Stage 1: Strip-out", "1", "600.00"),
        ("2", "Stage 2: Framing", "1", "300.00"),
    ]
    lines = _table("50 70 350r 545r", rows).lines
    assert [line.description for line in lines] == ["Stage 1: Strip-out", "Stage 2: Framing"]


def test_headings_over_three_rows_none_of_which_is_one_alone() -> None:
    page = _page()
    for x, y, text in [
        (440, 244, "Unit"),
        (500, 244, "Amount"),
        (50, 250, "Description"),
        (400, 250, "Qty"),
        (470, 250, "VAT"),
        (438, 257, "price"),
        (510, 257, "(£)"),
    ]:
        page.text(x, y, text, 7)
    end = page.table(
        280, "50 420r 460r 490r 545r", [("Scanning, May", "3 assets", "300.00", "20%", "900.00")]
    )
    (line,) = _read(page, end).lines
    assert _figures(line) == ("Scanning, May", "3", "300.00", "900.00")


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Service month", "1 February 2026 - 28 February 2026"),
        ("Billing period:", "February 2026"),
        ("Leistungszeitraum", "01.02.2026 - 28.02.2026"),
        ("Period covered", "2026-02-01 to 2026-02-28"),
    ],
)
def test_the_period_of_the_invoice_is_that_of_lines_without_one(label: str, value: str) -> None:
    page = _page([(label, value)])
    rows: list[Row] = [
        ("Description", "Qty", "Unit price", "Amount"),
        ("Retainer", "1", "600.00", "600.00"),
        ("Call-out, 3 March 2026", "1", "290.00", "290.00"),
        ("Late payment interest on HL-70", "1", "10.00", "10.00"),
    ]
    lines = _read(page, page.table(250, "50 380r 460r 545r", rows)).lines
    assert [str(line.period_start) for line in lines] == ["2026-02-01", "2026-03-03", "None"]
    assert str(lines[0].period_end) == "2026-02-28"


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("PLT-MO", "pallet-month"),
        ("visits", "visit"),
        ("boxes", "box"),
        ("m2", "square metre"),
        ("gas", "gas"),
    ],
)
def test_units_are_one_word_for_one(text: str, unit: str) -> None:
    assert unit_of_word(text) == unit


def test_a_unit_broken_at_its_hyphen_and_one_on_a_row_of_its_own() -> None:
    rows: list[Row] = [
        ("Description", "Qty", "UoM", "Rate", "Amount"),
        ("Storage", "2", ("PLT-", "MO"), "300.00", "600.00"),
        (("Screening", "unit: visit"), "1", "", "300.00", "300.00"),
    ]
    lines = _table("50 350r 380 460r 545r", rows).lines
    assert [line.unit for line in lines] == ["pallet-month", "visit"]
    assert lines[1].description == "Screening"
