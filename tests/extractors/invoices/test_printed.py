"""Printed invoices of many layouts; what is printed is read, and nothing is repaired."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from extractors.invoices.read import read_invoices
from models.errors import DocumentError, ErrorCode
from models.invoices import Invoice
from tests.extractors.invoices import papers
from tests.extractors.invoices.printing import Printer

Line = tuple[str, str | None, str | None, str | None, str | None]

CASES: list[tuple[Callable[[], bytes], dict[str, str], list[Line]]] = [
    (
        papers.time_sheet_firm,
        {
            "number": "BW-2207",
            "issue_date": "2024-03-04",
            "due_date": "2024-04-03",
            "supplier.name": "Brightwater Consulting LLC",
            "customer.name": "Northgate Clinics Inc.",
            "currency": "USD",
            "purchase_order": "4500129",
            "payment_terms": "Net 30",
            "net_amount": "4339.20",
            "tax_amount": "260.35",
            "total": "4599.55",
            "prepaid_amount": "599.55",
            "amount_due": "4000.00",
        },
        [
            ("Design workshop with the clinical team", "6.5", "150.00", "975.00", "2024-02-14"),
            ("Interface build", "22", "150.00", "3300.00", "2024-02-20"),
            ("Travel, mileage", None, None, "64.20", "2024-02-28"),
        ],
    ),
    (
        papers.german_software_house,
        {
            "number": "2024-117",
            "issue_date": "2024-03-05",
            "supplier.name": "Nordlicht Software GmbH",
            "supplier.tax_id": "DE 811 907 980",
            "supplier.iban": "DE02120300000000202051",
            "customer.name": "Küstenbau AG",
            "currency": "EUR",
            "purchase_order": "KB-7781",
            "net_amount": "2310.00",
            "tax_amount": "438.90",
            "total": "2748.90",
        },
        [
            ("Beratung Datenmigration Februar 2024", "12.5", "120.00", "1500.00", "2024-02-01"),
            ("Wartungspauschale", "1", "350.00", "350.00", None),
            ("Lizenzen Arbeitsplatz", "25", "18.40", "460.00", None),
        ],
    ),
    (
        papers.french_studio,
        {
            "number": "F-2024-0042",
            "issue_date": "2024-03-12",
            "due_date": "2024-04-11",
            "supplier.name": "Atelier Morel SARL",
            "supplier.tax_id": "FR40 552 100 554",
            "supplier.iban": "FR1420041010050500013M02606",
            "customer.name": "Société Vernet SAS",
            "payment_terms": "30 jours à réception de facture",
            "net_amount": "1950.00",
            "tax_amount": "390.00",
            "total": "2340.00",
            "prepaid_amount": "340.00",
            "amount_due": "2000.00",
        },
        [
            ("Conception graphique - mars 2024", "3", "450.00", "1350.00", "2024-03-01"),
            ("Impression brochures", "500", "1.20", "600.00", None),
        ],
    ),
    (
        papers.boxed_british,
        {
            "number": "HP/2024/0931",
            "issue_date": "2024-06-04",
            "due_date": "2024-07-18",
            "supplier.name": "Harrow & Pike Ltd",
            "supplier.tax_id": "GB 123 4567 89",
            "customer.name": "Orchard Foods plc",
            "currency": "GBP",
            "purchase_order": "PO-55012",
            "net_amount": "650.00",
            "tax_amount": "119.00",
            "total": "769.00",
        },
        [
            ("Pallet storage, May 2024", "120", "2.35", "282.00", "2024-05-01"),
            ("Handling inbound containers", "4", "85.00", "340.00", None),
            ("Insurance premium", "1", "55.00", "55.00", None),
        ],
    ),
    (
        papers.centred_cells,
        {
            "number": "FO-12",
            "issue_date": "2024-09-30",
            "due_date": "2024-10-30",
            "supplier.name": "Fern & Oak Studio",
            "supplier.tax_id": "IE6388047V",
            "customer.name": "Kite Mobility BV",
            "contract_reference": "MSA-2023-4",
            "net_amount": "2220.00",
            "tax_amount": "0.00",
            "total": "2220.00",
        },
        [
            (
                "Brand audit and competitor review for the third quarter, Q3 2024",
                "18",
                "90.00",
                "1620.00",
                "2024-07-01",
            ),
            ("Illustration set, September 2024", "7.5", "80.00", "600.00", "2024-09-01"),
        ],
    ),
    (
        papers.dutch_two_rates,
        {
            "number": "2024.0311",
            "issue_date": "2024-04-03",
            "due_date": "2024-05-03",
            "supplier.name": "Bakker & Zonen B.V.",
            "supplier.tax_id": "NL 8567.34.210.B01",
            "supplier.iban": "NL91ABNA0417164300",
            "customer.name": "De Vries Logistiek B.V.",
            "net_amount": "910.00",
            "tax_amount": "183.90",
            "total": "1093.90",
        },
        [
            ("Onderhoud installatie maart 2024", "8", "95.00", "760.00", "2024-03-01"),
            ("Voorrijkosten", "2", "45.00", "90.00", None),
            ("Vakliteratuur", "1", "60.00", "60.00", None),
        ],
    ),
    (
        papers.builder,
        {
            "number": "GSB-1044",
            "issue_date": "2025-06-30",
            "supplier.name": "Granite State Builders, Inc.",
            "customer.name": "Pine Hill School District",
            "contract_reference": "PH-2024-09",
            "total": "144450.00",
        },
        [
            ("Site work", None, None, "42000.00", None),
            ("Concrete foundations", None, None, "118500.00", None),
            ("Less retainage 10%", None, None, "-16050.00", None),
        ],
    ),
    (
        papers.wrapped_labels,
        {
            "number": "LD-00009",
            "issue_date": "2024-10-09",
            "received_date": "2024-10-14",
            "supplier.name": "Larkspur Data plc",
            "customer.name": "WREN BANK LTD",
            "currency": "GBP",
            "contract_reference": "Distribution and License Agreement",
            "net_amount": "52751.73",
            "tax_amount": "10586.35",
            "total": "63338.08",
        },
        [
            (
                "Royalty Q3 2024: 6% of Gross Revenue of GBP 879,195.58",
                "1",
                "52751.73",
                "52751.73",
                "2024-07-01",
            )
        ],
    ),
    (
        papers.items_without_a_table,
        {
            "number": "42183017",
            "issue_date": "2024-08-03",
            "supplier.name": "Skyline Compute, Inc.",
            "customer.name": "Ivory Labs Limited",
            "currency": "USD",
            "total": "4.11",
        },
        [
            ("Data transfer", None, None, "0.01", None),
            ("Virtual machines", None, None, "1.87", None),
            ("Archive", None, None, "2.23", None),
        ],
    ),
]


def _one(data: bytes) -> Invoice:
    (invoice,) = read_invoices(data, "printed.pdf")
    return invoice


def _plain(value: Any) -> str | None:  # noqa: ANN401 (any field of an invoice)
    return None if value is None else str(value)


def _field(invoice: Invoice, path: str) -> str | None:
    value: Any = invoice
    for part in path.split("."):
        value = getattr(value, part)
    return _plain(value)


@pytest.mark.parametrize(
    ("paper", "header", "lines"), CASES, ids=[paper.__name__ for paper, _, _ in CASES]
)
def test_a_printed_invoice_is_read(
    paper: Callable[[], bytes], header: dict[str, str], lines: list[Line]
) -> None:
    invoice = _one(paper())
    assert {path: _field(invoice, path) for path in header} == header
    assert [
        (
            line.description,
            _plain(line.quantity),
            _plain(line.unit_price),
            _plain(line.amount),
            _plain(line.period_start),
        )
        for line in invoice.lines
    ] == lines
    assert not invoice.review


def test_units_and_rates_of_lines() -> None:
    lines = _one(papers.german_software_house()).lines
    assert [(line.unit, line.tax_rate) for line in lines] == [
        ("hour", Decimal(19)),
        ("month", Decimal(19)),
        ("each", Decimal(19)),
    ]


def test_a_discount_after_the_subtotal_is_an_adjustment() -> None:
    invoice = _one(papers.boxed_british())
    assert [(a.description, a.amount) for a in invoice.adjustments] == [
        ("Discount", Decimal("-27.00"))
    ]
    assert [line.item_code for line in invoice.lines] == ["PAL-01", "HND-04", "INS-00"]
    assert [line.tax_rate for line in invoice.lines] == [Decimal(20), Decimal(20), Decimal(0)]


def test_lines_of_two_pages_without_what_the_pages_repeat() -> None:
    invoice = _one(papers.two_pages())
    assert len(invoice.lines) == 42
    assert sum(line.amount or 0 for line in invoice.lines) == invoice.total == Decimal("1953.00")
    assert {line.evidence.page for line in invoice.lines if line.evidence} == {1, 2}


def test_a_credit_note_carries_positive_amounts() -> None:
    invoice = _one(papers.negative_credit_note())
    assert invoice.is_credit
    assert (invoice.number, invoice.corrects) == ("CN-0071", "INV-2093")
    assert (invoice.net_amount, invoice.tax_amount, invoice.total) == (
        Decimal("150.00"),
        Decimal("30.00"),
        Decimal("180.00"),
    )
    (line,) = invoice.lines
    assert (line.quantity, line.unit_price, line.amount) == (
        Decimal(2),
        Decimal("75.00"),
        Decimal("150.00"),
    )


def test_figures_that_do_not_add_up_stay_as_printed() -> None:
    page = Printer()
    page.block(50, 50, ["Alder Works Ltd", "3 Kiln Lane, Derby DE1 2GT"])
    page.pairs(
        300, 400, 50, [("Invoice no.:", "A-9"), ("Date:", "4 March 2025"), ("Bill to:", "Moss plc")]
    )
    y = page.table(
        150,
        "50 300r 400r 545r",
        [("Description", "Qty", "Price", "Amount"), ("Paint", "3", "10.00", "31.00")],
    )
    page.sums(y, [("Net amount", "£31.00"), ("VAT 20%", "£6.20"), ("Total", "£40.00")])
    invoice = _one(page.data())
    assert (invoice.net_amount, invoice.tax_amount, invoice.total) == (
        Decimal("31.00"),
        Decimal("6.20"),
        Decimal("40.00"),
    )
    assert invoice.lines[0].amount == Decimal("31.00")
    assert invoice.confidence < 0.9


def test_a_date_that_only_the_currency_settles_goes_to_review() -> None:
    page = Printer()
    page.block(50, 50, ["Alder Works Ltd", "3 Kiln Lane, Derby DE1 2GT"])
    page.pairs(
        300, 400, 50, [("Invoice no.:", "A-9"), ("Date:", "03/04/2025"), ("Bill to:", "Moss plc")]
    )
    y = page.table(
        150,
        "50 300r 400r 545r",
        [("Description", "Qty", "Price", "Amount"), ("Paint", "3", "10.00", "30.00")],
    )
    page.sums(y, [("Total", "£30.00")])
    invoice = _one(page.data())
    assert invoice.issue_date == date(2025, 4, 3)
    assert invoice.review
    assert "day or month" in invoice.notices[0]


def test_evidence_quotes_the_page() -> None:
    invoice = _one(papers.wrapped_labels())
    proof = invoice.evidence["contract_reference"]
    assert proof.page == 1
    assert "Distribution and License" in proof.quote
    assert len(proof.boxes) >= 2
    line = invoice.lines[0].evidence
    assert line is not None
    assert line.quote.startswith("1 Royalty Q3 2024: 6% of Gross Revenue of 1 quarter")
    assert "879,195.58" in line.quote


def test_a_letter_is_no_invoice() -> None:
    page = Printer()
    page.block(
        50, 50, ["Dear Ms Hart,", "thank you for the visit on Tuesday.", "Kind regards, Joan"]
    )
    with pytest.raises(DocumentError) as caught:
        read_invoices(page.data(), "letter.pdf")
    assert caught.value.code is ErrorCode.INVOICE_NOT_FOUND


def test_a_page_without_text_asks_for_recognition() -> None:
    page = Printer()
    page.page()
    with pytest.raises(DocumentError) as caught:
        read_invoices(page.data(), "scan.pdf")
    assert caught.value.code in (ErrorCode.PDF_NO_TEXT, ErrorCode.INVOICE_NOT_FOUND)
