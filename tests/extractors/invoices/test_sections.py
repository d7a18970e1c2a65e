"""Sums of sections within a line table are no lines, and headings of sections no descriptions."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from extractors.invoices.printed.line_draft import LineDraft
from extractors.invoices.printed.section_sums import without_section_sums
from extractors.invoices.printed.table_sections import is_section_sum
from extractors.invoices.read import read_invoices
from models.invoices import Invoice
from tests.extractors.invoices.printing import Printer, Row

SUMS = [
    ("Subtotal Crane hire", "Subtotal Labour"),
    ("Sub-total: Crane hire", "Sub-total: Labour"),
    ("Total Crane hire", "Total Labour"),
    ("Section total", "Section total"),
    ("Crane hire subtotal", "Labour subtotal"),
    ("Zwischensumme Kran", "Zwischensumme Löhne"),
    ("Zwischentotal Kran", "Zwischentotal Löhne"),
    ("Gruppentotal Kran", "Gruppentotal Löhne"),
    ("Kran insgesamt", "Löhne insgesamt"),
    ("Total intermédiaire grue", "Total intermédiaire salaires"),
    ("Totale parziale gru", "Totale parziale manodopera"),
    ("Tussentotaal kraan", "Tussentotaal loon"),
    ("Suma parcial grúa", "Suma parcial mano de obra"),
    ("Delsumma kran", "Delsumma arbete"),
]
UNKNOWN = [
    ("Crane hire in all", "Labour in all"),
    ("Jeřáb celkem", "Práce celkem"),
    ("Block A comes to", "Block B comes to"),
    ("", ""),
]


def _paper(first: str, second: str, *, priced: bool) -> Invoice:
    rows: list[Row] = [
        ("Description", "Qty", "Unit price", "Amount"),
        ("Crane hire", "", "", ""),
        ("Mobile crane 40 t", "2", "300.00", "600.00"),
        ("Operator", "2", "100.00", "200.00"),
        (first, "", "", "800.00"),
        ("Labour", "", "", ""),
        ("Slinger", "4", "25.00", "100.00"),
        (second, "", "", "100.00"),
    ]
    if not priced:
        rows = [(row[0], row[3]) for row in rows]
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.right(545, 50, "INVOICE", 18)
    page.pairs(380, 470, 90, [("Invoice no.", "HL-88"), ("Invoice date", "14/03/2026")])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    y = page.table(250, "50 380r 460r 545r" if priced else "50 545r", rows)
    page.sums(y + 20, [("Net amount", "900.00"), ("VAT 20%", "180.00"), ("Total GBP", "1,080.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


@pytest.mark.parametrize("priced", [True, False])
@pytest.mark.parametrize(("first", "second"), SUMS)
def test_the_sum_of_a_section_is_no_line(first: str, second: str, priced: bool) -> None:  # noqa: FBT001 (a parameter)
    invoice = _paper(first, second, priced=priced)
    assert [str(line.amount) for line in invoice.lines] == ["600.00", "200.00", "100.00"]
    assert invoice.lines[1].description == "Operator"
    assert str(invoice.net_amount) == "900.00"


@pytest.mark.parametrize("priced", [True, False])
@pytest.mark.parametrize(("first", "second"), UNKNOWN)
def test_sums_of_sections_under_unknown_words_are_known_by_what_they_add_up_to(
    first: str,
    second: str,
    priced: bool,  # noqa: FBT001 (a parameter)
) -> None:
    invoice = _paper(first, second, priced=priced)
    assert [str(line.amount) for line in invoice.lines] == ["600.00", "200.00", "100.00"]
    assert [line.number for line in invoice.lines] == [1, 2, 3]


def test_lines_that_the_net_amount_holds_are_no_sums() -> None:
    def named(*amounts: str) -> list[LineDraft]:
        return [LineDraft({"amount": a}, Decimal(a), row) for row, a in enumerate(amounts)]

    held = named("600", "200", "800", "100")
    assert without_section_sums(held, [Decimal(1700)]) == held
    assert without_section_sums(held, [Decimal(900)]) == [*held[:2], held[3]]
    assert without_section_sums(held, [Decimal(850)]) == held
    twice = named("100", "100")
    assert without_section_sums(twice, [Decimal(100)]) == twice
    counted = [LineDraft({"quantity": "1"}, one.amount, one.row) for one in held]
    assert without_section_sums(counted, [Decimal(900)]) == counted


@pytest.mark.parametrize("sum_", ["Total Labour", "Subtotal Labour", "Labour subtotal"])
@pytest.mark.parametrize("first", [1, 2, 3])
def test_the_sum_of_a_section_that_goes_over_two_pages(sum_: str, first: int) -> None:
    head: Row = ("Description", "Qty", "Unit price", "Amount")
    lines: list[Row] = [
        (name, "2", "100.00", "200.00") for name in ("Slinger", "Rigger", "Banksman", "Driver")
    ]
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.pairs(380, 470, 90, [("Invoice no.", "HL-88"), ("Invoice date", "14/03/2026")])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    crane: list[Row] = [("Crane", "1", "100.00", "100.00"), ("Total Crane hire", "", "", "100.00")]
    page.table(250, "50 380r 460r 545r", [head, *crane, *lines[:first]])
    page.page()
    page.text(50, 50, "Invoice no. HL-88 (continued)")
    rest: list[Row] = [head, *lines[first:], (sum_, "", "", "800.00")]
    y = page.table(90, "50 380r 460r 545r", rest)
    page.sums(y + 20, [("Net amount", "900.00"), ("VAT 20%", "180.00"), ("Total GBP", "1,080.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert [line.amount for line in invoice.lines] == [Decimal(100), *[Decimal(200)] * 4]


def test_a_sum_that_does_not_add_up_stays_a_line() -> None:
    billed = [Decimal(600), Decimal(200)]
    assert is_section_sum("Subtotal Crane hire  800.00", Decimal(800), billed, 0)
    assert not is_section_sum("Subtotal Crane hire  750.00", Decimal(750), billed, 0)
    assert not is_section_sum("Crane standing time  800.00", Decimal(800), billed, 0)


def _described(
    rows: list[Row], places: Sequence[tuple[float, float, str, float]] = ()
) -> list[str]:
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.right(545, 50, "INVOICE", 18)
    page.pairs(380, 470, 90, [("Invoice no.", "HL-88"), ("Invoice date", "14/03/2026")])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    y = page.table(250, "50 380r 460r 545r", [("Description", "Qty", "Rate", "Amount"), *rows])
    for x, at, text, size in places:
        page.text(x, at, text, size)
    page.sums(y + 30, [("Net amount", "900.00"), ("VAT 20%", "180.00"), ("Total GBP", "1,080.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return [line.description or "" for line in invoice.lines]


@pytest.mark.parametrize("name", ["Total for {}", "Total {}", "Total: {}"])
@pytest.mark.parametrize("number", ["07700 900114", "site Leeds", "0116 496 0042"])
def test_a_table_for_each_number_and_its_sum(name: str, number: str) -> None:
    page = Printer()
    page.block(50, 50, ["Harbour Telecom Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.pairs(380, 470, 90, [("Invoice no.", "HL-88"), ("Invoice date", "14/03/2026")])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    head: Row = ("Description", "Qty", "Unit price", "Amount")
    first: list[Row] = [head, ("SIM", "2", "5.00", "10.00"), (name.format("X 1"), "", "", "10.00")]
    y = page.table(230, "50 380r 460r 545r", first)
    second: list[Row] = [
        head,
        ("SIM", "2", "5.00", "10.00"),
        ("Handset credit", "", "", "-4.00"),
        (name.format(number), "", "", "6.00"),
        ("Account level charges", "", "", ""),
        ("Paper bill", "", "", "2.50"),
        ("Loyalty discount", "", "", "-1.00"),
        ("Total account level charges", "", "", "1.50"),
    ]
    y = page.table(y + 30, "50 380r 460r 545r", second)
    page.sums(y + 20, [("Total excl. VAT", "17.50"), ("VAT 0%", "0.00"), ("To pay", "17.50")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert [(line.description, str(line.amount)) for line in invoice.lines] == [
        ("SIM", "10.00"),
        ("SIM", "10.00"),
        ("Handset credit", "-4.00"),
        ("Paper bill", "2.50"),
        ("Loyalty discount", "-1.00"),
    ]


@pytest.mark.parametrize(
    "before", ["Total quantity:", "Total in words: nine hundred", "Total hours"]
)
def test_another_total_beside_the_net_amount_is_no_section(before: str) -> None:
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.pairs(380, 470, 90, [("Invoice no.", "HL-88"), ("Invoice date", "14/03/2026")])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    rows: list[Row] = [
        ("Description", "Qty", "Rate", "Amount"),
        ("Slinger", "3", "300.00", "900.00"),
    ]
    y = page.table(250, "50 380r 460r 545r", rows)
    page.text(50, y + 36, before)
    page.sums(y + 20, [("Total:", "900.00"), ("Tax 10%", "90.00"), ("Grand total", "990.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert (str(invoice.net_amount), str(invoice.total)) == ("900.00", "990.00")
    assert len(invoice.lines) == 1


def _fees(after: list[Row], sums: list[tuple[str, str]]) -> Invoice:
    page = Printer()
    page.block(50, 50, ["Harbour & Pike LLP", "12 Quay Street", "Bristol BS1 4AB"])
    page.pairs(380, 470, 90, [("Invoice no.", "HL-88"), ("Invoice date", "14/03/2026")])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    rows: list[Row] = [
        ("Date", "Description of services", "Hours", "Rate", "Amount"),
        ("03/03/2026", "Review of agreement", "2.0", "300.00", "600.00"),
        ("12/03/2026", "Notice of breach", "1.0", "200.00", "200.00"),
    ]
    page.sums(page.table(230, "50 120 380r 460r 545r", [*rows, *after]) + 20, sums)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


@pytest.mark.parametrize("name", ["Total professional services", "Total time", "Subtotal fees"])
def test_a_sum_may_count_the_hours(name: str) -> None:
    after: list[Row] = [("", name, "3.0", "", "800.00")]
    invoice = _fees(after, [("Total due", "800.00")])
    assert [str(line.amount) for line in invoice.lines] == ["600.00", "200.00"]


@pytest.mark.parametrize("name", ["Timekeeper summary", "Fee summary", "Recap"])
def test_a_table_under_a_summary_holds_no_lines(name: str) -> None:
    after: list[Row] = [
        ("", "Total fees", "3.0", "", "800.00"),
        (name, "", "", "", ""),
        ("", "Timekeeper", "Hours", "Rate", "Amount"),
        ("", "J. Pike", "2.0", "300.00", "600.00"),
        ("", "A. Harbour", "1.0", "200.00", "200.00"),
    ]
    invoice = _fees(after, [("Total due", "800.00")])
    assert [line.description for line in invoice.lines] == [
        "Review of agreement",
        "Notice of breach",
    ]


@pytest.mark.parametrize("name", ["Costs Advanced", "DISBURSEMENTS", "Other expenses", "Auslagen"])
def test_costs_behind_the_sum_of_the_fees_are_lines(name: str) -> None:
    after: list[Row] = [
        ("", "Total fees", "3.0", "", "800.00"),
        (name, "", "", "", ""),
        ("14/03/2026", "Courier", "", "", "64.18"),
    ]
    invoice = _fees(after, [("Total due", "864.18")])
    assert [line.description for line in invoice.lines][2:] == ["Courier"]


@pytest.mark.parametrize("name", ["Total fees", "Total services", "Total charges"])
def test_the_sum_of_the_first_lines_is_not_the_net_amount(name: str) -> None:
    after: list[Row] = [
        ("", name, "", "", "800.00"),
        ("Costs advanced", "", "", "", ""),
        ("14/03/2026", "Courier", "", "", "64.18"),
    ]
    assert str(_fees(after, [("Total this invoice", "864.18")]).net_amount) == "864.18"


@pytest.mark.parametrize("total", ["800.00", "850.00"])
def test_a_net_amount_that_is_wrong_stays_as_printed(total: str) -> None:
    sums = [("Subtotal", "850.00"), ("VAT 0%", "0.00"), ("Total", total)]
    assert str(_fees([], sums).net_amount) == "850.00"


@pytest.mark.parametrize("name", ["Total hours", "Total Hours:", "Total hours worked"])
def test_the_sum_of_the_hours_is_no_amount(name: str) -> None:
    invoice = _fees([], [(name, "3.00"), ("Invoice total", "800.00")])
    assert (invoice.net_amount, str(invoice.total)) == (None, "800.00")


@pytest.mark.parametrize("words", ["SPRING10 (50.00 off)", "Referral 2 (new)", "Goodwill (2)"])
def test_words_with_figures_among_the_sums_are_no_line(words: str) -> None:
    sums = [("Subtotal", "800.00"), (words, "-50.00"), ("Total", "750.00")]
    invoice = _fees([], sums)
    assert [str(line.amount) for line in invoice.lines] == ["600.00", "200.00"]
    assert [(one.description, str(one.amount)) for one in invoice.adjustments] == [
        (words, "-50.00")
    ]


@pytest.mark.parametrize("head", ["Creative hours", "Prior month", "Phase 2", "Löhne und Gehälter"])
def test_the_heading_of_a_section_ends_no_line(head: str) -> None:
    rows: list[Row] = [
        (("Operator, both", "shifts"), "2", "300.00", "600.00"),
        (head, "", "", ""),
        ("Slinger", "3", "100.00", "300.00"),
    ]
    assert _described(rows) == ["Operator, both shifts", "Slinger"]


@pytest.mark.parametrize("below", ["1 March 2026 to 31 March 2026", "Period: March 2026"])
def test_a_period_apart_from_its_line_is_no_heading(below: str) -> None:
    rows: list[Row] = [
        ("Operator", "2", "300.00", "600.00"),
        (below, "", "", ""),
        ("Slinger", "3", "100.00", "300.00"),
    ]
    assert len(_described(rows)) == 2


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("Translation English–", "German", "Translation English–German"),
        ("Set-up fee, take-", "over of records", "Set-up fee, take-over of records"),
        ("Personal- und", "Sachkosten", "Personal- und Sachkosten"),
        ("Personal-", "und Sachkosten", "Personal- und Sachkosten"),
        ("Crane hire -", "Leeds", "Crane hire - Leeds"),
    ],
)
def test_words_broken_at_a_hyphen(first: str, second: str, whole: str) -> None:
    assert _described([((first, second), "3", "300.00", "900.00")]) == [whole]


@pytest.mark.parametrize("code", ["PLT-STD", "VER", "HX2.40"])
def test_a_code_in_small_letters_below_is_no_description(code: str) -> None:
    rows: list[Row] = [("Platform fee", "3", "300.00", "900.00")]
    assert _described(rows, [(50, 277, code, 6)]) == ["Platform fee"]
    assert _described(rows, [(50, 279, "USA", 9)]) == ["Platform fee USA"]
