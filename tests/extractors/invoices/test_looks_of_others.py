"""Looks that papers of other hands have: what wraps, what is said in prose, prices for many."""

from decimal import Decimal

import pytest

from extractors.invoices.printed.line_draft import is_code
from extractors.invoices.read import read_invoices
from models.invoices import Invoice, InvoiceLine
from tests.extractors.invoices.printing import Printer, Row

_SUMS = [("Net amount", "900.00"), ("VAT 0%", "0.00"), ("Total", "£900.00")]
_PRICED: list[Row] = [
    ("Description", "Qty", "Rate", "Amount"),
    ("Retainer", "3", "300.00", "900.00"),
]


def _paper(
    rows: list[Row] = _PRICED,
    places: str = "50 380r 460r 545r",
    pairs: tuple[tuple[str, str], ...] = (
        ("Invoice no.", "HL-88"),
        ("Invoice date", "14 Mar 2026"),
    ),
    prose: tuple[str, ...] = (),
    buyer: tuple[str, ...] = ("Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"),
) -> Invoice:
    page = Printer()
    page.block(50, 50, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.right(545, 50, "INVOICE", 18)
    page.pairs(340, 440, 90, pairs)
    page.block(50, 130, buyer)
    page.block(50, 200, prose)
    page.sums(page.table(250, places, rows) + 20, _SUMS)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


def _only(rows: list[Row], places: str = "50 380r 460r 545r") -> InvoiceLine:
    (line,) = _paper(rows, places).lines
    return line


@pytest.mark.parametrize("unit", ["hours", "months", "visits", "days"])
def test_a_unit_below_its_figure(unit: str) -> None:
    line = _only(
        [("Description", "Qty", "Rate", "Amount"), ("Retainer", ("3.00", unit), "300.00", "900.00")]
    )
    assert (str(line.quantity), line.unit) == ("3.00", unit.rstrip("s"))


@pytest.mark.parametrize(
    ("head", "price", "each"),
    [
        ("Price per 1,000", "300.00", "0.3"),
        ("Rate per 100", "30.00", "0.3"),
        ("Preis pro 1.000", "300.00", "0.3"),
        ("Per hour", "0.30", "0.30"),
        ("GBP per day", "0.30", "0.30"),
    ],
)
def test_what_a_price_is_for(head: str, price: str, each: str) -> None:
    rows: list[Row] = [("Product", "Qty", head, "Total"), ("Leaflets", "3,000", price, "900.00")]
    line = _only(rows, "50 300r 430r 545r")
    assert line.unit_price == Decimal(each)


@pytest.mark.parametrize("code", [("SEAT-", "PRO"), ("MF.X-", "SUB"), ("HX-40-", "B2")])
def test_a_code_broken_at_its_hyphen(code: tuple[str, str]) -> None:
    rows: list[Row] = [
        ("Item", "Description", "Qty", "Rate", "Amount"),
        (code, ("Pro seats, 1 March 2026 to", "31 March 2026"), "3", "300.00", "900.00"),
    ]
    line = _only(rows, "50 95 380r 460r 545r")
    assert line.item_code == "".join(code)
    assert line.description == "Pro seats, 1 March 2026 to 31 March 2026"
    assert str(line.period_start) == "2026-03-01"


@pytest.mark.parametrize("text", ["STOR-TB", "MF-", "AB.C_D", "X1"])
def test_codes(text: str) -> None:
    assert is_code(text)
    assert not is_code("Services")
    assert not is_code("USA")


@pytest.mark.parametrize("rule", ["-" * 60, "=" * 60, "* * *"])
def test_a_drawn_rule_is_no_description(rule: str) -> None:
    rows: list[Row] = [*_PRICED, (rule, "", "", "")]
    assert _only(rows).description == "Retainer"


@pytest.mark.parametrize(
    "line", ["Issued 14 Mar 2026 · due 13 Apr 2026", "Dated 14 Mar 2026 | Due date 13 Apr 2026"]
)
def test_several_labels_on_one_line(line: str) -> None:
    invoice = _paper(pairs=(("Invoice no.", "HL-88"),), prose=(line,))
    assert (str(invoice.issue_date), str(invoice.due_date)) == ("2026-03-14", "2026-04-13")


@pytest.mark.parametrize(
    ("prose", "reference"),
    [
        ("Under our Master Services Agreement HV-MSA-2024-5 we charge you:", "HV-MSA-2024-5"),
        ("As agreed in the contract CT/2025-17 of last year", "CT/2025-17"),
        ("Re: Statement of Work SOW-114, services in February 2026", "SOW-114"),
        ("All prices as in our agreement of 3 May 2024.", None),
        ("Terms of the agreement A-list apply.", None),
    ],
)
def test_a_contract_named_in_a_sentence(prose: str, reference: str | None) -> None:
    assert _paper(prose=(prose,)).contract_reference == reference


@pytest.mark.parametrize(
    "prose",
    [
        ("We charge for the period 1 February 2026 to 28", "February 2026 as agreed:"),
        ("We charge for the period 1 February 2026 to", "28 February 2026:"),
        ("Work performed from 1 February 2026 to 28 February", "2026 on your site"),
    ],
)
def test_a_period_that_goes_on_in_the_next_line(prose: tuple[str, str]) -> None:
    (line,) = _paper(prose=prose).lines
    assert (str(line.period_start), str(line.period_end)) == ("2026-02-01", "2026-02-28")


def test_a_list_of_labels_and_values_is_read_across() -> None:
    pairs = (("Factuurnummer", "BF-1"), ("Contractnummer", "BF-CON-551"), ("Uw kenmerk", "INK-14"))
    invoice = _paper(pairs=(*pairs, ("Factuurdatum", "14-03-2026")))
    assert invoice.contract_reference == "BF-CON-551"


@pytest.mark.parametrize("label", ["For", "For:", "Prepared for"])
def test_the_customer_below_for(label: str) -> None:
    invoice = _paper(buyer=(label, "Cascadia Health Network", "3 Mill Lane", "Leeds LS1 4AP"))
    assert invoice.customer.name == "Cascadia Health Network"


@pytest.mark.parametrize("below", ["Address", "Town", "Attention"])
def test_a_list_with_the_customer_right_of_its_label(below: str) -> None:
    page = Printer()
    page.text(50, 50, "Invoice", 16)
    left = [("Number", "HL-88"), ("Date", "14 Mar 2026"), ("Supplier", "Harbour Lifts Ltd")]
    page.pairs(50, 120, 90, left)
    page.pairs(300, 370, 90, [("Customer", "Ashdown Schools Trust"), (below, "2 Park Road, Lewes")])
    page.sums(page.table(250, "50 380r 460r 545r", _PRICED) + 20, _SUMS)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert (invoice.customer.name, invoice.supplier.name) == (
        "Ashdown Schools Trust",
        "Harbour Lifts Ltd",
    )


@pytest.mark.parametrize(
    "line",
    [
        "Billed to: Wren Cycles Ltd · 8 Mill Lane, York YO1 7AB",
        "Bill to: Wren Cycles Ltd | 8 Mill Lane | York",
        "Customer: Wren Cycles Ltd • York",
    ],
)
def test_a_name_ends_at_a_divider(line: str) -> None:
    assert _paper(buyer=(line,)).customer.name == "Wren Cycles Ltd"


@pytest.mark.parametrize("title", ["Your invoice from Cobalt Pay", "Our bill for you"])
def test_a_title_in_words_is_no_name(title: str) -> None:
    page = Printer()
    page.text(50, 50, title, 18)
    page.text(50, 70, "Invoice HL-88 | Issue date: 14 Mar 2026")
    page.text(50, 90, "Cobalt Pay Ltd · 1 Harbour Exchange, London E14 9GE · VAT GB 412 0091 22")
    page.text(50, 104, "Billed to: Wren Cycles Ltd · 8 Mill Lane, York YO1 7AB")
    page.sums(page.table(250, "50 380r 460r 545r", _PRICED) + 20, _SUMS)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.supplier.name == "Cobalt Pay Ltd"
    assert not invoice.review
