"""Logos and short names: they are the supplier's, not another party's."""

import pytest

from extractors.invoices.read import read_invoices
from models.invoices import Invoice
from tests.extractors.invoices.printing import Printer, Row

_ROWS: list[Row] = [
    ("Item", "Qty", "Rate", "Amount"),
    ("Lift inspection", "3", "300.00", "900.00"),
]
_BUYER = ["Orchard Foods plc", "Accounts Payable", "3 Mill Lane", "Leeds LS1 4AP"]


def _paper(logo: str, under: list[str], footer: str, buyer_at: float = 280) -> Invoice:
    page = Printer()
    page.text(50, 60, logo, 20)
    page.block(50, 78, under, 7)
    page.block(buyer_at, 110, _BUYER)
    page.pairs(50, 120, 110, [("Invoice", "HL-88"), ("Date", "14 Mar 2026")])
    end = page.table(190, "50 380r 460r 545r", _ROWS)
    page.sums(end + 20, [("Net", "£900.00"), ("VAT 20%", "£180.00"), ("Total", "£1,080.00")])
    page.text(50, 700, footer, 7)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


@pytest.mark.parametrize(
    ("logo", "rest", "whole"),
    [
        ("H A R B O U R", "Lifts Ltd", "Harbour Lifts Ltd"),
        ("FIRN", "Security AG", "Firn Security AG"),
        ("Q U A Y", "Works GmbH", "Quay Works GmbH"),
    ],
)
def test_a_logo_that_is_the_first_word_of_the_name(logo: str, rest: str, whole: str) -> None:
    invoice = _paper(
        logo, [f"{rest} — 12 Quay Street — Bristol BS1 4AB"], f"Account 70441892, {whole}"
    )
    assert (invoice.supplier.name, invoice.customer.name) == (whole, "Orchard Foods plc")


def test_a_logo_that_nothing_joins_to_the_name_stays_apart() -> None:
    invoice = _paper("L I F T", ["Harbour Ltd — 12 Quay Street — Bristol BS1 4AB"], "")
    assert invoice.supplier.name == "Harbour Ltd"


@pytest.mark.parametrize("logo", ["Harbour Lifts", "HARBOUR LIFTS", "Harbour"])
def test_the_short_name_over_the_buyers_address_is_not_the_buyer(logo: str) -> None:
    page = Printer()
    page.text(50, 60, logo, 14)
    page.block(50, 84, _BUYER, 8)
    page.pairs(300, 400, 70, [("Invoice", "HL-88"), ("Issued", "2026-03-14")])
    end = page.table(190, "50 380r 460r 545r", _ROWS)
    page.sums(end + 20, [("Net", "£900.00"), ("VAT 20%", "£180.00"), ("Total", "£1,080.00")])
    page.text(50, 700, "Harbour Lifts Ltd · 12 Quay Street · Bristol BS1 4AB", 7)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert (invoice.supplier.name, invoice.customer.name) == (
        "Harbour Lifts Ltd",
        "Orchard Foods plc",
    )


@pytest.mark.parametrize(
    "name",
    [
        ("Northlight People", "Services Ltd"),
        ("Sault Harbour Marine", "Supply Ltd"),
        ("Greater Leeds Fruit and", "Vegetable Growers plc"),
    ],
)
def test_a_name_over_two_lines_of_a_sidebar(name: tuple[str, str]) -> None:
    page = Printer()
    side = ["Harbour Lifts Ltd", "12 Quay Street, Bristol", "BS1 4AB", "", "Client", *name]
    side += ["15 Foster Drive, Floor 2", "Leeds LS1 4AP", "", "Document", "HL-88", "Dated"]
    for index, line in enumerate([*side, "14 Mar 2026", "Contract", "CBH-184"]):
        page.text(50, 60 + 11.0 * index, line, 8)
    end = page.table(80, "190 400r 460r 545r", _ROWS)
    page.sums(end + 20, [("Net", "£900.00"), ("VAT 20%", "£180.00"), ("Total", "£1,080.00")])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.customer.name == " ".join(name)
