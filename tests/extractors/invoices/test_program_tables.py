"""Tables as billing programs set them: close headings, taxes in money, summaries below, dollars."""

from datetime import date
from decimal import Decimal

import pytest

from extractors.invoices.printed.column_roles import role_of
from extractors.invoices.read import read_invoices
from models.invoices import Invoice
from tests.extractors.invoices.printing import Printer, Row

SUMS = [("Net amount", "900.00"), ("VAT 20%", "180.00"), ("Total", "1,080.00")]


def _paper(
    lines: list[Row],
    columns: str,
    *,
    sums: list[tuple[str, str]] = SUMS,
    also: tuple[str, str] = ("Ref", "none"),
    tail: list[Row] | None = None,
) -> Invoice:
    page = Printer()
    page.block(
        50, 60, ["Hirewell Plant Pty Ltd", "ABN 77 218 440 991", "18 Forge Road", "Dubbo 2830"]
    )
    page.block(50, 130, ["Bill to", "Orchard Foods Pty Ltd", "3 Mill Lane", "Dubbo NSW 2830"])
    page.pairs(330, 430, 130, [("Invoice no.", "HL-77"), ("Date", "3 March 2026"), also])
    end = page.table(290, columns, lines)
    if tail:
        page.table(end + 18, "50 200 300 400", tail)
    else:
        page.sums(end + 20, sums)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


@pytest.mark.parametrize(
    ("what", "price"),
    [("Work stage", "Rate agreed"), ("Item hired", "Price each"), ("Service line", "Unit price")],
)
def test_an_unknown_word_behind_a_heading_is_part_of_it(what: str, price: str) -> None:
    lines: list[Row] = [
        (what, "Qty", price, "Total ex"),
        ("Stage 3 survey", "3", "200.00", "600.00"),
        ("Stage 4 drawings", "1", "300.00", "300.00"),
    ]
    invoice = _paper(lines, "50 300r 420r 545r")
    told = [(line.description, line.quantity, str(line.amount)) for line in invoice.lines]
    assert told == [
        ("Stage 3 survey", Decimal(3), "600.00"),
        ("Stage 4 drawings", Decimal(1), "300.00"),
    ]


@pytest.mark.parametrize(
    ("first", "last"), [("On hire", "Off hire"), ("Arrival", "Departure"), ("From", "To")]
)
def test_days_of_hire_and_a_tax_in_money(first: str, last: str) -> None:
    lines: list[Row] = [
        ("Item", first, last, "Days", "Rate/day", "GST", "Total"),
        ("Excavator", "05/02/2026", "16/02/2026", "3", "$200.00", "$60.00", "$600.00"),
        ("Compactor", "05/02/2026", "09/02/2026", "1", "$300.00", "$30.00", "$300.00"),
    ]
    sums = [("Total ex GST", "$900.00"), ("GST", "$90.00"), ("Total inc GST", "$990.00")]
    invoice = _paper(lines, "50 150 230 340r 400r 470r 545r", sums=sums)
    told = [(line.period_start, line.period_end, line.tax_rate) for line in invoice.lines]
    assert told == [
        (date(2026, 2, 5), date(2026, 2, 16), None),
        (date(2026, 2, 5), date(2026, 2, 9), None),
    ]
    assert (invoice.currency, invoice.net_amount) == ("AUD", Decimal(900))


@pytest.mark.parametrize(
    "head",
    [
        ("Base imponible", "% IVA", "Cuota IVA", "Total factura"),
        ("Net amount", "VAT %", "VAT", "Total"),
        ("Nettobetrag", "MwSt %", "MwSt", "Gesamtbetrag"),
    ],
)
def test_a_summary_right_below_the_lines(head: Row) -> None:
    lines: list[Row] = [
        ("Description", "Qty", "Price", "Amount"),
        ("Maintenance", "3", "300.00", "900.00"),
    ]
    invoice = _paper(
        lines, "50 300r 420r 545r", tail=[head, ("900.00", "20", "180.00", "1,080.00")]
    )
    assert [line.description for line in invoice.lines] == ["Maintenance"]
    sums = (invoice.net_amount, invoice.tax_amount, invoice.total)
    assert sums == (Decimal(900), Decimal(180), Decimal(1080))


@pytest.mark.parametrize("seats", ["Seats", "Users", "Licences"])
@pytest.mark.parametrize("what", ["Subscription", "Plan"])
def test_seats_of_a_plan(seats: str, what: str) -> None:
    lines: list[Row] = [(what, seats, "Price", "Total"), ("Growth", "40", "22.50", "900.00")]
    invoice = _paper(lines, "50 300r 420r 545r")
    told = [(line.description, line.quantity, line.unit_price) for line in invoice.lines]
    assert told == [("Growth", Decimal(40), Decimal("22.50"))]


@pytest.mark.parametrize("unit", ["m³", "h", "Stk"])
def test_a_figure_close_to_its_unit(unit: str) -> None:
    lines: list[Row] = [
        ("Omschrijving", "Aantal", "Eenheid", "Prijs", "Bedrag"),
        ("Afvoer", "6", unit, "150,00", "900,00"),
    ]
    invoice = _paper(lines, "50 305r 308 430r 545r", sums=[("Totaal te betalen", "900,00")])
    told = [(line.quantity, line.unit_price) for line in invoice.lines]
    assert (told, invoice.total) == ([(Decimal(6), Decimal("150.00"))], Decimal(900))


@pytest.mark.parametrize("heading", ["Fee to date", "Previously certified", "Previous valuation"])
def test_what_was_charged_before(heading: str) -> None:
    assert role_of(heading) == "progress"


@pytest.mark.parametrize(
    "label", ["Apply to invoice:", "Applies to invoice", "Applied to invoice no."]
)
def test_the_invoice_a_credit_applies_to(label: str) -> None:
    page = Printer()
    page.text(400, 60, "CREDIT MEMO", 16)
    page.block(50, 60, ["Pennant Paper Co.", "12 Mill Ln", "Dayton, OH 45402"])
    page.block(50, 130, ["Customer:", "Maple Print Inc.", "9 Elm St", "Akron, OH 44301"])
    page.pairs(
        330, 450, 130, [("Credit #", "CM-0092"), ("Date", "March 3, 2026"), (label, "55120")]
    )
    lines: list[Row] = [("Description", "Amount"), ("Cover stock", "-900.00")]
    page.sums(page.table(290, "50 545r", lines) + 20, [("Total credit", "$-900.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert (invoice.number, invoice.corrects) == ("CM-0092", "55120")
