"""How papers write quantities and prices: headings, units, both in one cell or on a row below."""

import pytest

from extractors.invoices.read import read_invoices
from models.invoices import InvoiceLine
from tests.extractors.invoices.printing import Printer, Row

FOUR = "50 380r 460r 545r"


def _only(rows: list[Row], places: str = FOUR) -> InvoiceLine:
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.right(545, 50, "INVOICE", 18)
    page.pairs(340, 440, 90, [("Invoice no.", "HL-88"), ("Invoice date", "14 Mar 2026")])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    sums = [("Net amount", "900.00"), ("VAT 0%", "0.00"), ("Total GBP", "900.00")]
    page.sums(page.table(250, places, rows) + 20, sums)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    (line,) = invoice.lines
    return line


def _figures(line: InvoiceLine) -> tuple[str | None, str, str, str]:
    return line.description, str(line.quantity), str(line.unit_price), str(line.amount)


WHOLE = ("Guard duty nights", "3", "300.00", "900.00")


@pytest.mark.parametrize(
    ("count", "price", "amount"),
    [
        ("Hrs worked", "Rate applied", "Extended cost"),
        ("Quantity delivered", "Unit value", "Total cost"),
        ("Units billed", "EP netto", "Line cost"),
        ("Aantal uur", "Tarief", "Bedrag"),
    ],
)
def test_what_the_columns_are_called(count: str, price: str, amount: str) -> None:
    assert _figures(_only([("Line item", count, price, amount), WHOLE])) == WHOLE


@pytest.mark.parametrize(
    ("head", "unit"),
    [("Time (h)", "hour"), ("Consumption (kWh)", "kilowatt-hour"), ("Usage (GB)", "gigabyte")],
)
def test_a_unit_in_the_heading(head: str, unit: str) -> None:
    line = _only([("Description", head, "Rate", "Amount"), WHOLE])
    assert (_figures(line), line.unit) == (WHOLE, unit)


@pytest.mark.parametrize(
    ("cell", "unit"), [("3h", "hour"), ("3pcs", "each"), ("3 (hours)", "hour"), ("3kg", "kilogram")]
)
def test_a_unit_right_at_its_figure(cell: str, unit: str) -> None:
    line = _only([("Description", "Qty", "Rate", "Amount"), (WHOLE[0], cell, *WHOLE[2:])])
    assert (_figures(line), line.unit) == (WHOLE, unit)


@pytest.mark.parametrize("cell", ["300.00/hr", "300.00 per hour", "£300.00 / hour", "300.00 p. h"])
def test_a_price_with_its_unit(cell: str) -> None:
    line = _only([("Description", "Qty", "Rate", "Amount"), (*WHOLE[:2], cell, WHOLE[3])])
    assert (_figures(line), line.unit) == (WHOLE, "hour")


MADE = ["3 x 300.00", "3 hrs at 300.00", "3 / 300.00", "3 × £300.00", "3 h @ 300.00/h"]


@pytest.mark.parametrize("made", MADE)
@pytest.mark.parametrize("head", ["Quantity", "Calculation", "How worked out"])
def test_quantity_and_price_in_one_cell(made: str, head: str) -> None:
    rows: list[Row] = [("Description", head, "Amount"), (WHOLE[0], made, WHOLE[3])]
    assert _figures(_only(rows, "50 350 545r")) == WHOLE


@pytest.mark.parametrize("made", MADE)
def test_quantity_and_price_on_a_row_below(made: str) -> None:
    rows: list[Row] = [("Description", "Amount"), ((WHOLE[0], made), WHOLE[3])]
    assert _figures(_only(rows, "50 545r")) == WHOLE


@pytest.mark.parametrize("made", ["3 x 250.00", "2 rooms / 300.00", "12 x 30"])
def test_what_does_not_make_the_amount_is_a_description(made: str) -> None:
    rows: list[Row] = [("Description", "Amount"), ((WHOLE[0], made), WHOLE[3])]
    line = _only(rows, "50 545r")
    assert (line.description, line.quantity) == (f"{WHOLE[0]} {made}", None)


@pytest.mark.parametrize(
    "head", [("Description", "Qty", "Rate", ""), ("Work", "Hours", "Price", "")]
)
def test_a_last_column_without_a_heading(head: tuple[str, str, str, str]) -> None:
    assert _figures(_only([head, WHOLE])) == WHOLE
