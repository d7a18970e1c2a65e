"""A correction of one invoice is used for the next of the same supplier, and for no other."""

from datetime import date
from decimal import Decimal

import pytest

from extractors.invoices.draft import Home
from extractors.invoices.printed.read import learn_printed
from extractors.invoices.printed.taught import CannotLearn
from extractors.invoices.read import read_invoices
from extractors.readers.pdf import read_pdf
from models.invoices import Invoice, InvoiceSource
from models.lessons import Lesson, Place
from tests.extractors.invoices.printing import Printer

SUPPLIER = "Hollis Print Works Ltd"
TAUGHT = {
    "number": "A-7731",
    "issue_date": "2026-04-03",
    "purchase_order": "K/889",
    "amount_due": "90.00",
}


def paper(
    folio: str, day: str, job: str, amount: str, due: str, *, supplier: str = SUPPLIER
) -> bytes:
    """An invoice that calls its number a folio, its date a strike and its amount due a rest."""
    page = Printer()
    page.block(40, 50, [supplier, "12 Mill Yard", "Leeds LS1 4AP"])
    page.text(40, 130, f"Folio {folio}")
    page.text(40, 150, "Struck on")
    page.text(120, 150, day)
    page.text(300, 130, "Job bag")
    page.text(300, 142, job)
    page.block(40, 180, ["Bill to", "Alder Media Ltd", "3 High Street", "Bristol BS1 5TR"])
    page.table(260, "40 300r 420r 545r", [
        ("Description", "Qty", "Price", "Amount"),
        ("Printing of leaflets", "1", amount, amount),
    ])  # fmt: skip
    y = page.sums(300, [("Total", f"£{amount}")])
    page.text(40, y + 30, f"Rest after advance £{due}")
    return page.data()


FIRST = paper("A-7731", "03/04/2026", "K/889", "120.00", "90.00")
SECOND = paper("A-7802", "05/06/2026", "K/901", "300.00", "250.00")


def lessons(**corrections: str) -> list[Lesson]:
    home = Home.of(FIRST, "first.pdf", InvoiceSource.PDF)
    return learn_printed(read_pdf(FIRST, "first.pdf"), home, corrections or TAUGHT)


def read(data: bytes, taught: list[Lesson]) -> Invoice:
    (invoice,) = read_invoices(data, "invoice.pdf", lessons=taught)
    return invoice


def test_a_correction_says_where_values_stand() -> None:
    assert [(one.field, one.place, one.label) for one in lessons()] == [
        ("number", Place.AFTER, "Folio"),
        ("issue_date", Place.RIGHT, "Struck on"),
        ("purchase_order", Place.BELOW, "Job bag"),
        ("amount_due", Place.AFTER, "Rest after advance"),
    ]


def test_the_next_invoice_is_read_right_after_the_correction_and_not_before() -> None:
    before = read(SECOND, [])
    assert (before.number, before.issue_date, before.purchase_order) == (None, None, None)
    assert before.amount_due == Decimal("300.00")
    assert before.review
    after = read(SECOND, lessons())
    assert (after.number, after.purchase_order) == ("A-7802", "K/901")
    assert after.issue_date == date(2026, 6, 5)
    assert after.amount_due == Decimal("250.00")
    assert after.evidence["number"].quote == "Folio A-7802"
    assert after.evidence["purchase_order"].quote == "Job bag K/901"
    assert not after.review


def test_another_supplier_with_the_same_look_is_not_touched() -> None:
    other = paper("B-1", "05/06/2026", "K/1", "10.00", "5.00", supplier="Quarry Press Ltd")
    assert read(other, lessons()) == read(other, [])


def test_a_name_and_a_currency_stay_the_same() -> None:
    taught = lessons(**{"supplier.name": SUPPLIER.upper(), "currency": "EUR"})
    after = read(SECOND, taught)
    assert (after.supplier.name, after.currency) == (SUPPLIER.upper(), "EUR")


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("number", "X-999", "is not on the page"),
        ("total", "a lot", "is no amount"),
        ("due_date", "3 April", "is no date"),
        ("colour", "blue", "cannot be taught"),
    ],
)
def test_what_teaches_nothing_says_why(field: str, value: str, reason: str) -> None:
    with pytest.raises(CannotLearn, match=reason):
        lessons(**{field: value})
