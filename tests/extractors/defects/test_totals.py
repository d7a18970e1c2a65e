"""Totals of price tables against the sum of their rows."""

from decimal import Decimal

import pytest

from extractors.defects import totals_wrong
from models.document import Cell, Document, DocumentKind, Table
from models.passage import Passage
from models.terms import Doubt

HEAD = ("Deliverable", "Payment")


def _doubts(*rows: tuple[str, ...]) -> list[Doubt]:
    cells = tuple(tuple(Cell(Passage(text)) for text in row) for row in (HEAD, *rows))
    table = Table(cells, header_rows=1)
    return list(totals_wrong(Document("a.pdf", "", DocumentKind.PDF, tables=(table,))))


def test_a_wrong_total() -> None:
    (doubt,) = _doubts(("Plan", "$20,000.00"), ("Build", "$30,000.00"), ("Total", "$60,000.00"))
    assert doubt.cause == Doubt.TABLE_TOTAL
    assert doubt.readings == ("50000.00", "60000.00")
    assert doubt.amount_difference == Decimal("10000.00")
    assert doubt.currency == "USD"


@pytest.mark.parametrize(
    "rows",
    [
        (("Plan", "$20,000.00"), ("Build", "$30,000.00"), ("Total", "$50,000.00")),
        (("Plan", "$20,000.00"), ("Build", "$30,000.00")),
        (("Plan", "$20,000.00"), ("Total", "$50,000.00")),
        (("Plan", "$20,000.00"), ("Build", "at cost"), ("Total", "$50,000.00")),
        (("Plan", "$20,000.00"), ("Build", "€30,000.00"), ("Total", "$60,000.00")),
        (("Plan", "20"), ("Build", "30"), ("Total", "60")),
        (("Plan", "$20,000.00"), ("Subtotal", "$20,000.00"), ("Tax", "$4,000.00"), ("Total", "$24,000.00")),
        (("Plan", "$20,000.00"), ("Build", "$30,000.00"), ("Total", "to be agreed")),
        (("Plan", "$20,000.00"), ("Build", "$30,000.00"), ("Total hours", "$1.00")),
        (("Plan", "$1.2.3,4"), ("Build", "$30,000.00"), ("Total", "$60,000.00")),
    ],
    ids=["right", "none", "one row", "words", "currencies", "counts", "subtotal", "no sum", "hours", "no number"],
)  # fmt: skip
def test_what_is_no_wrong_total(rows: tuple[tuple[str, ...], ...]) -> None:
    assert _doubts(*rows) == []


def test_european_figures() -> None:
    (doubt,) = _doubts(
        ("Plan", "1.000,50 EUR"), ("Build", "2.000,00 EUR"), ("Total", "3.500,50 EUR")
    )
    assert (doubt.amount_difference, doubt.currency) == (Decimal("500.00"), "EUR")


def test_a_table_that_goes_on_over_the_page() -> None:
    def part(page: int, head: int, *rows: tuple[str, ...]) -> Table:
        cells = tuple(tuple(Cell(Passage(text)) for text in row) for row in rows)
        return Table(cells, pages=(page,), header_rows=head)

    first = part(1, 1, HEAD, ("Plan", "19,200.00"))
    more = part(2, 0, ("Build", "28,800.00"), ("Go-Live", "19,200.00"), ("Total", "67,200.00"))
    other = part(2, 1, HEAD, ("One", "1.00"), ("Two", "2.00"), ("Total", "3.00"))
    for tables in ((first, more), (first, more, other), (other, first, more)):
        assert list(totals_wrong(Document("a.pdf", "", DocumentKind.PDF, tables=tables))) == []


def test_no_tables() -> None:
    assert list(totals_wrong(Document("a.pdf", "", DocumentKind.PDF))) == []
