"""What the headings of a line table say: words we do not know, qualifiers, currencies alone."""

import pytest

from extractors.invoices.periods import column_period
from extractors.invoices.printed.column_roles import role_of
from extractors.invoices.read import read_invoices
from models.invoices import Invoice, InvoiceLine
from tests.extractors.invoices.printing import Printer, Row

_FIGURES = ("3", "300.00", "900.00")


def _read(columns: str, rows: list[Row]) -> Invoice:
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.right(545, 50, "INVOICE", 18)
    page.pairs(340, 440, 90, [("Invoice no.", "HL-88"), ("Invoice date", "14 Mar 2026")])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    end = page.table(250, columns, rows)
    page.sums(end + 20, [("Net amount", "900.00"), ("VAT 0%", "0.00"), ("Total GBP", "900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


def _only(columns: str, rows: list[Row]) -> InvoiceLine:
    (line,) = _read(columns, rows).lines
    return line


def _figures(line: InvoiceLine) -> tuple[str, str, str]:
    return str(line.quantity), str(line.unit_price), str(line.amount)


@pytest.mark.parametrize(
    "head", ["What we did", "What you get", "Things done for you", "Our work this month"]
)
def test_unknown_words_are_one_column(head: str) -> None:
    line = _only(
        "50 380r 460r 545r",
        [(head, "Qty", "Rate", "Amount"), ("Copywriter, three new hires", *_FIGURES)],
    )
    assert line.description == "Copywriter, three new hires"
    assert _figures(line) == _FIGURES


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("Price ex GST", "unit_price"),
        ("Amount (excl. VAT)", "amount"),
        ("Preis ohne MwSt.", "unit_price"),
        ("Total before tax", "amount"),
        ("GST", "tax_rate"),
        ("From / to", "period"),
        ("Von / bis", "period"),
    ],
)
def test_what_a_heading_means(head: str, role: str) -> None:
    assert role_of(head) == role


@pytest.mark.parametrize("head", ["Price ex GST", "Price excl. VAT", "Rate (before tax)"])
def test_the_price_under_a_qualified_heading(head: str) -> None:
    rows: list[Row] = [("Description", "Quantity", head, "Amount"), ("Support", *_FIGURES)]
    assert _figures(_only("50 330r 440r 545r", rows)) == _FIGURES


@pytest.mark.parametrize("head", ["No.", "Count", "How many"])
def test_how_many_under_a_heading_between_words_and_price(head: str) -> None:
    rows: list[Row] = [
        ("Service", head, "Price £", "VAT", "Net £"),
        ("Managed servers", "3", "300.00", "20%", "900.00"),
    ]
    assert _figures(_only("50 330r 420r 470r 545r", rows)) == _FIGURES


def test_a_number_left_of_the_words_counts_nothing() -> None:
    rows: list[Row] = [("No.", "Service", "Price", "Net"), ("1", "Servers", "900.00", "900.00")]
    assert _only("50 90 420r 545r", rows).quantity is None


@pytest.mark.parametrize("heads", [("EUR", "Total EUR"), ("CHF", "Amount CHF"), ("£", "Total £")])
def test_a_price_headed_by_its_currency(heads: tuple[str, str]) -> None:
    rows: list[Row] = [("Service", "Qty", *heads), ("Cabinet fee", *_FIGURES)]
    assert _figures(_only("50 330r 440r 545r", rows)) == _FIGURES


@pytest.mark.parametrize(
    ("quantity", "percent", "amount", "price"),
    [
        ("11,250.00 USD", "8%", "900.00", "0.08"),
        ("1,800.00", "50 %", "900.00", "0.5"),
        ("36,000.00 EUR", "2.5%", "900.00", "0.025"),
        ("11,250.00 USD", "7%", "900.00", "None"),  # no share of the quantity
    ],
)
def test_a_percent_of_a_sum_of_money(quantity: str, percent: str, amount: str, price: str) -> None:
    rows: list[Row] = [("Fee", "Qty", "Rate", "Amount"), ("Commission", quantity, percent, amount)]
    assert str(_only("50 330r 440r 545r", rows).unit_price) == price


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-03-01", "2026-05-31"), ("01/03/2026", "31/05/2026"), ("1 Mar 2026", "31 May 2026")],
)
def test_first_and_last_day_under_each_other(first: str, last: str) -> None:
    rows: list[Row] = [
        ("Service", "From / to", "Qty", "Price", "Amount"),
        ("Cabinet fee", (first, last), *_FIGURES),
    ]
    line = _only("50 200 330r 440r 545r", rows)
    assert (str(line.period_start), str(line.period_end)) == ("2026-03-01", "2026-05-31")


def test_two_days_the_wrong_way_round_are_no_period() -> None:
    assert column_period("2026-05-31 2026-03-01") is None


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("Price per meal", "unit_price"),
        ("Preis je ME €", "unit_price"),
        ("$/gal", "unit_price"),
        ("Hourly charge", "unit_price"),
        ("Price per", "unit_price"),  # its second word is on the next row
        ("Guard hours", "quantity"),
        ("Meals served", "quantity"),
        ("Fläche/Menge", "quantity"),
        ("Terms per annum", None),
        ("Opening hours and", None),
    ],
)
def test_prices_and_counts_of_whatever_it_is(head: str, role: str | None) -> None:
    assert role_of(head) == role


@pytest.mark.parametrize(
    ("first", "second"), [("Gallons", "Tariff X"), ("Kilos", "Toll"), ("Loads", "Fare")]
)
def test_columns_whose_product_is_the_amount_are_quantity_and_price(
    first: str, second: str
) -> None:
    rows: list[Row] = [
        ("Product", first, second, "Extended"),
        ("Jet fuel", "150", "4.00", "600.00"),
        ("Flowage", "150", "2.00", "300.00"),
    ]
    lines = _read("50 300r 430r 545r", rows).lines
    assert [_figures(line) for line in lines] == [
        ("150", "4.00", "600.00"),
        ("150", "2.00", "300.00"),
    ]


def test_columns_that_prove_nothing_stay_unread() -> None:
    rows: list[Row] = [
        ("Product", "Meter", "Zone", "Amount"),
        ("Gas", "1500", "4", "600.00"),
        ("Water", "150", "2", "300.00"),
    ]
    assert {line.quantity for line in _read("50 300r 430r 545r", rows).lines} == {None}


@pytest.mark.parametrize(
    "head", ["Week / service", "Site / description", "Item / date", "Ref / details"]
)
def test_words_beside_another_thing_in_one_heading_are_the_description(head: str) -> None:
    rows: list[Row] = [
        (head, "Qty", "Rate", "Amount"),
        ("Registered Nurse, week 5 to 11 Jan", *_FIGURES),
    ]
    assert _only("50 330r 440r 545r", rows).description == "Registered Nurse, week 5 to 11 Jan"


@pytest.mark.parametrize("currency", ["CHF", "EUR", "GBP", "£"])
@pytest.mark.parametrize("beside", [("50 250 480r 545r", "Period"), ("50 250 440r 545r", "Dates")])
def test_the_last_column_headed_by_a_currency_is_the_amount(
    beside: tuple[str, str], currency: str
) -> None:
    columns, period = beside
    rows: list[Row] = [
        ("Description", period, "VAT", currency),
        ("Royalty on boxed games", "1.1.2026 - 31.3.2026", "0%", "900.00"),
    ]
    line = _only(columns, rows)
    assert (str(line.amount), str(line.period_end)) == ("900.00", "2026-03-31")


@pytest.mark.parametrize(
    "terms",
    [
        "Net 21 days. EFT to account 010-00427-5188316 (institution - transit - account).",
        "Net 30 calendar days to account 5188316",
        "Net 14 days, quote 7700123 with your payment",
    ],
)
def test_days_to_pay_are_no_net_amount(terms: str) -> None:
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.pairs(340, 440, 90, [("Invoice no.", "HL-88"), ("Invoice date", "14 Mar 2026")])
    rows: list[Row] = [("Service", "Qty", "Rate", "Amount"), ("Lift care", *_FIGURES)]
    end = page.table(250, "50 330r 440r 545r", rows)
    page.sums(end + 20, [("Charges", "900.00"), ("Total GBP", "900.00")])
    page.block(50, end + 120, [terms])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert str(invoice.net_amount) in {"900.00", "None"}
    assert str(invoice.total) == "900.00"


@pytest.mark.parametrize("line", ["Agreement CTA-VDZ301-07", "Contract no. 4711", "PO 77120"])
def test_a_reference_right_above_a_heading_is_no_part_of_it(line: str) -> None:
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.pairs(340, 440, 90, [("Invoice no.", "HL-88"), ("Invoice date", "14 Mar 2026")])
    page.text(350, 239, line)
    rows = [("No", "Description", "Quantity", "Fee", "Amount")]
    rows += [("1", "Screening visit", "3", "300.00", "900.00")]
    page.sums(page.table(250, "50 80 380r 460r 545r", rows) + 20, [("Total GBP", "900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    reference = invoice.contract_reference or invoice.purchase_order
    assert reference == line.rsplit(maxsplit=1)[-1]
    assert str(invoice.lines[0].quantity) == "3"
