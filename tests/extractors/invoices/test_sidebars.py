"""Parties and dates in a column beside the table, columns that nearly touch, names without room."""

import pytest

from extractors.invoices.printed.sidebar import apart
from extractors.invoices.read import read_invoices
from models.invoices import Invoice
from models.passage import Word
from tests.extractors.invoices.printing import Printer

_SIDES = [
    ["Client", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP", "", "Document", "HL-88"],
    ["Billed to:", "Orchard Foods plc", "Leeds LS1 4AP", "", "Invoice no.", "HL-88"],
    ["Invoice number", "HL-88", "", "Bill to", "Orchard Foods plc", "3 Mill Lane, Leeds LS1 4AP"],
]


def _beside(x: float, table: str, side: list[str], step: float) -> Invoice:
    """A sidebar at ``x`` whose rows fall between those of the table as they like."""
    page = Printer()
    lines = ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB", "", *side]
    lines += ["Invoice date", "14 Mar 2026", "Due on", "13 Apr 2026"]
    for index, line in enumerate(lines):
        page.text(x, 60 + step * index, line, 8)
    left = float(table.split(maxsplit=1)[0])
    page.text(left, 60, "Invoice", 16)
    end = page.table(
        90,
        table,
        [
            ("Service", "Qty", "Price", "Amount"),
            (("Lift inspection,", "all floors"), "3", "200.00", "600.00"),
            ("Rope", "2", "150.00", "300.00"),
        ],
    )
    for index, (label, value) in enumerate(
        [("Net", "900.00"), ("VAT 20%", "180.00"), ("Total", "£1,080.00")]
    ):
        page.right(left + 230, end + 20 + 16 * index, label)
        page.right(left + 330, end + 20 + 16 * index, value)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


@pytest.mark.parametrize("side", _SIDES)
@pytest.mark.parametrize("step", [10.5, 13.0])
@pytest.mark.parametrize(("x", "table"), [(50, "210 360r 440r 540r"), (430, "50 200r 280r 380r")])
def test_a_sidebar_is_read_apart_from_the_table(
    side: list[str], step: float, x: float, table: str
) -> None:
    invoice = _beside(x, table, side, step)
    assert invoice.number == "HL-88"
    assert (str(invoice.issue_date), str(invoice.due_date)) == ("2026-03-14", "2026-04-13")
    assert (invoice.supplier.name, invoice.customer.name) == (
        "Harbour Lifts Ltd",
        "Orchard Foods plc",
    )
    assert [line.description for line in invoice.lines] == ["Lift inspection, all floors", "Rope"]
    assert [str(line.quantity) for line in invoice.lines] == ["3", "2"]
    assert str(invoice.total) == "1080.00"


def _words(rows: list[tuple[float, float, str]]) -> list[Word]:
    words = []
    for x, y, text in rows:
        at = x
        for part in text.split():
            words.append(Word(part, at, y, at + 5.0 * len(part), y + 10))
            at += 5.0 * len(part) + 3
    return words


@pytest.mark.parametrize(
    "left", [["Code", "AB-1", "AB-2"], ["Pos.", "1", "2"], ["Site", "Leeds", "York"]]
)
def test_a_column_of_the_table_is_no_sidebar(left: list[str]) -> None:
    rows = [(50.0, 100.0 + 20 * i, text) for i, text in enumerate(left)]
    rows += [(200, 100, "Description"), (450, 100, "Amount")]
    rows += [(200, 120, "Lift inspection"), (450, 120, "600.00")]
    rows += [(200, 140, "Rope"), (450, 140, "300.00")]
    assert len(apart(_words(rows))) == 1


def test_details_over_the_amounts_are_no_sidebar() -> None:
    rows = [(50.0, 40.0, "Harbour Lifts"), (400.0, 40.0, "Invoice no."), (400, 52, "HL-88")]
    rows += [(400, 64, "Invoice date"), (400, 76, "14/03/2026")]
    rows += [(50, 100, "Description"), (200, 100, "Qty"), (270, 100, "Price"), (400, 100, "Amount")]
    rows += [(50, 120, "Rope"), (200, 120, "2"), (270, 120, "150.00"), (400, 120, "300.00")]
    assert len(apart(_words(rows))) == 1


def test_a_long_line_does_not_take_the_next_column() -> None:
    page = Printer()
    long = "Harbour Works, 12 Quay Street, Bristol BS1 4AB, VAT reg. no. GB 402 1187 55"
    page.block(50, 60, ["Harbour Lifts Ltd", long], 9)
    start = 50 + 4.55 * len(long) * 0.985
    for index, (label, value) in enumerate(
        [
            ("Invoice no.", "HL-88"),
            ("Due date", "13 Apr 2026"),
            ("Invoice date", "14 Mar 2026"),
            ("Agreement", "CBH-184"),
        ]
    ):
        page.text(start, 60 + 12 * index, label)
        page.right(545, 60 + 12 * index, value)
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.sums(200, [("Net", "£900.00"), ("VAT 20%", "£180.00"), ("Total", "£1,080.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert (str(invoice.due_date), invoice.number) == ("2026-04-13", "HL-88")
