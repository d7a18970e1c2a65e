"""Layouts of billing programs in wide use, drawn anew: what each of them puts where."""

from decimal import Decimal

import pytest

from extractors.invoices.printed.made_of import count_at_end
from extractors.invoices.printed.values import amounts
from extractors.invoices.read import read_invoices
from models.invoices import Invoice
from tests.extractors.invoices.printing import Printer, Row

HEAD = [("Invoice no.", "HL-77"), ("Date", "3 March 2026")]
SUMS = [("Net amount", "900.00"), ("VAT 20%", "180.00"), ("Total GBP", "1,080.00")]
LINES: list[Row] = [
    ("Description", "Qty", "Unit price", "Amount"),
    ("Lift inspection", "3", "300.00", "900.00"),
]


def _read(page: Printer) -> Invoice:
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


@pytest.mark.parametrize(
    ("sender", "customer"),
    [
        (
            ["ATELIER DU PONT SARL", "14 rue des Tanneurs", "69001 Lyon", "Tél. 04 78 55 01 22"],
            ["Brasserie du Parc SAS", "Service comptabilité", "22 quai Perrache", "69002 Lyon"],
        ),
        (
            ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB", "0117 555 0110"],
            ["Orchard Foods plc", "Unit 3", "3 Mill Lane", "Leeds LS1 4AP"],
        ),
        (
            ["Kade Techniek B.V.", "Kade 12", "3011 AB Rotterdam", "010 555 0110"],
            ["Tuin en Zaad B.V.", "Postbus 12", "Dreef 3", "3511 AB Utrecht"],
        ),
    ],
)
def test_the_sender_on_top_and_the_address_lower_at_the_right(
    sender: list[str], customer: list[str]
) -> None:
    page = Printer()
    page.block(50, 60, sender)
    page.block(340, 96, customer)
    page.pairs(50, 150, 190, HEAD)
    page.sums(page.table(290, "50 380r 460r 545r", LINES) + 20, SUMS)
    invoice = _read(page)
    assert (invoice.supplier.name, invoice.customer.name) == (sender[0], customer[0])


@pytest.mark.parametrize(
    "name", ["Sparrow & Thistle Design", "Kite and Company", "Blue Door Studio"]
)
def test_a_name_on_top_without_form_or_address(name: str) -> None:
    page = Printer()
    page.block(50, 60, [name, "Portland, OR"])
    page.block(
        50, 130, ["Billed To", "Renata Okafor", "Blue Heron Outfitters, LLC", "Astoria, OR 97103"]
    )
    page.pairs(330, 450, 130, HEAD)
    page.sums(page.table(290, "50 380r 460r 545r", LINES) + 20, SUMS)
    invoice = _read(page)
    assert (invoice.supplier.name, invoice.customer.name) == (name, "Blue Heron Outfitters, LLC")


@pytest.mark.parametrize(
    "beside", ["Account number 4471 0098", "Bill number WB-55120", "Period 2026"]
)
def test_a_customer_beside_numbers_is_no_sender(beside: str) -> None:
    page = Printer()
    page.text(50, 50, "Ribble Water", 16)
    page.block(50, 90, ["Pendle Laundry Ltd", "Accounts", "3 Weir Lane", "Nelson BB9 5QQ"])
    page.block(250, 90, [beside, "Invoice number WB-55120", "Bill date 4 July 2026"])
    page.sums(page.table(250, "50 380r 460r 545r", LINES) + 20, SUMS)
    page.text(50, 700, "Ribble Water Business Ltd, registered in England 0771882.")
    invoice = _read(page)
    told = (invoice.supplier.name, invoice.customer.name)
    assert told == ("Ribble Water Business Ltd", "Pendle Laundry Ltd")


@pytest.mark.parametrize("text", ["SGD4,578.00", "SGD 4,578.00", "S$4,578.00", "4,578.00SGD"])
def test_a_currency_set_close_to_its_figures(text: str) -> None:
    assert [(one.currency, one.value) for one in amounts(text, ".")] == [
        ("SGD", Decimal("4578.00"))
    ]


@pytest.mark.parametrize("tax", ["GST9 (9%)", "GST10 (9%)", "GST @ 9%"])
@pytest.mark.parametrize(
    "total", ["Total", "Total due by 25 July 2026", "Total payable on July 25, 2026"]
)
def test_sums_with_rates_and_days_in_their_names(tax: str, total: str) -> None:
    page = Printer()
    page.block(50, 60, ["Marigold Facilities Pte. Ltd.", "21 Kallang Avenue", "Singapore 339412"])
    page.block(
        50, 130, ["Bill To", "Orchid Bay Pte. Ltd.", "8 Sentosa Gateway", "098269 Singapore"]
    )
    page.pairs(330, 450, 130, HEAD)
    end = page.table(290, "50 380r 460r 545r", LINES)
    page.sums(end + 20, [("Sub Total", "900.00"), (tax, "81.00"), (total, "SGD981.00")])
    invoice = _read(page)
    sums = (invoice.net_amount, invoice.tax_amount, invoice.total, invoice.currency)
    assert sums == (Decimal(900), Decimal(81), Decimal(981), "SGD")


@pytest.mark.parametrize("what", ["From / To", "Route", "Leg"])
@pytest.mark.parametrize("count", ["Pallets", "Drops"])
def test_the_column_with_words_is_the_description(what: str, count: str) -> None:
    page = Printer()
    page.block(50, 60, ["Calder Freight Ltd", "Depot 4", "Leeds LS27 0TT"])
    page.block(50, 130, ["Invoice To:", "Tallow & Reed Ltd", "Unit 9", "Harrogate HG1 4QT"])
    page.pairs(330, 450, 130, HEAD)
    lines: list[Row] = [
        ("Date", "Job No", what, count, "Rate", "Fuel 12%", "Net"),
        ("02/02/26", "J-88101", "Leeds to Bristol", "6", "100.00", "72.00", "672.00"),
        ("09/02/26", "J-88164", "Leeds to Glasgow", "2", "100.00", "28.00", "228.00"),
    ]
    page.sums(page.table(290, "50 100 160 330r 400r 460r 545r", lines) + 20, SUMS)
    invoice = _read(page)
    assert [line.description for line in invoice.lines] == ["Leeds to Bristol", "Leeds to Glasgow"]


@pytest.mark.parametrize(
    ("text", "quantity", "unit"),
    [
        ("Water used 412 m3 @ £1.50", "412", "cubic metre"),
        ("Phase 2 visits (412 x 1.50)", "412", None),
        ("Standing charge 412 days à 1.50", "412", "day"),
        ("Water used 412 m3 @ £1.60", None, None),
    ],
)
def test_what_an_amount_is_made_of_behind_its_words(
    text: str, quantity: str | None, unit: str | None
) -> None:
    count = count_at_end(text, Decimal("618.00"), ".")
    assert (str(count.quantity) if count else None, count.unit if count else None) == (
        quantity,
        unit,
    )
