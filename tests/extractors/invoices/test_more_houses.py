"""Invoices of yet other houses: firms' accounts, corrections, claims, sums between lines and net."""

from datetime import date
from decimal import Decimal

import pytest

from extractors.invoices.periods import period_in
from extractors.invoices.printed.made_of import count_in
from extractors.invoices.read import read_invoices
from models.invoices import Invoice, InvoiceKind
from tests.extractors.invoices.printing import Printer, Row

LINES: list[Row] = [
    ("Description", "Qty", "Unit price", "Amount"),
    ("Lift inspection", "3", "300.00", "900.00"),
]
HEAD = [("Invoice no.", "HL-77"), ("Date", "3 March 2026")]
SUMS = [("Net amount", "900.00"), ("VAT 20%", "180.00"), ("Total GBP", "1,080.00")]


def _paper(
    head: list[tuple[str, str]] = HEAD,
    *,
    title: str = "Invoice",
    lines: list[Row] = LINES,
    sums: list[tuple[str, str]] = SUMS,
) -> Invoice:
    page = Printer()
    page.block(50, 60, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.block(50, 130, ["Bill to", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.pairs(330, 450, 130, head)
    page.text(50, 240, title, 14)
    end = page.table(290, "50 380r 460r 545r", lines)
    page.sums(end + 20, sums)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    return invoice


@pytest.mark.parametrize(
    "title", ["Rechnungskorrektur 2026-88", "Stornorechnung Nr. 2026-88", "Credit note 2026-88"]
)
@pytest.mark.parametrize("label", ["zu Rechnung:", "Original invoice:", "Bezugsrechnung"])
def test_the_corrected_invoice_over_the_title(title: str, label: str) -> None:
    invoice = _paper([("Date", "3 March 2026"), (label, "2026-14")], title=title)
    assert (invoice.kind, invoice.number) == (InvoiceKind.CREDIT_NOTE, "2026-88")
    assert invoice.corrects == "2026-14"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Less retention 10% of this claim", "(90.00)"),
        ("Loyalty bonus 10%", "-90.00"),
        ("Delivery (next day van)", "90.00"),
        ("Trade discount (spring offer)", "-90.00"),
    ],
)
def test_a_sum_between_the_lines_and_the_net_amount(name: str, value: str) -> None:
    change = Decimal(value.strip("()-")) * (1 if value[0].isdigit() else -1)
    net = 900 + change
    invoice = _paper(
        sums=[
            ("Subtotal", "900.00"),
            (name, value),
            ("VAT 20%", f"{net * Decimal('0.2'):.2f}"),
            ("Total GBP", f"{net * Decimal('1.2'):.2f}"),
        ]
    )
    assert invoice.net_amount == net
    assert [one.amount for one in invoice.adjustments] == [change]


@pytest.mark.parametrize(
    ("fees", "total"),
    [
        ("Total professional fees", "TOTAL OF THIS ACCOUNT"),
        ("Total legal fees", "Total this account"),
        ("Net claim ex GST", "Amount claimed inc GST"),
        ("Subtotal", "Balance now due and owing"),
    ],
)
@pytest.mark.parametrize("tax", ["HST at 20%", "Output IGST 20%", "Input tax 20%"])
def test_sums_of_firms_and_claims(fees: str, total: str, tax: str) -> None:
    invoice = _paper(sums=[(fees, "900.00"), (tax, "180.00"), (total, "1,080.00")])
    sums = (invoice.net_amount, invoice.tax_amount, invoice.total)
    assert sums == (Decimal(900), Decimal(180), Decimal(1080))


@pytest.mark.parametrize(
    "paid",
    [
        "Less: transferred from trust (retainer)",
        "Less: paid from our client account",
        "Transferred from trust account",
        "Advance payment applied",
    ],
)
def test_what_was_paid_out_of_money_held(paid: str) -> None:
    invoice = _paper(sums=[*SUMS, (paid, "(200.00)"), ("Balance now due", "880.00")])
    assert (invoice.prepaid_amount, invoice.amount_due) == (Decimal(200), Decimal(880))
    assert invoice.total == Decimal(1080)


@pytest.mark.parametrize(
    "label", ["Performance", "Works to", "Work completed through", "Claim period"]
)
def test_the_period_of_works(label: str) -> None:
    invoice = _paper([*HEAD, (label, "1-30 April 2026")])
    assert [line.period_start for line in invoice.lines] == [date(2026, 4, 1)]
    assert [line.period_end for line in invoice.lines] == [date(2026, 4, 30)]


@pytest.mark.parametrize("label", ["No. PC-04", "Claim no. PC-04", "# PC-04"])
def test_a_number_under_a_title_of_two(label: str) -> None:
    page = Printer()
    page.block(50, 60, ["Harbour Lifts Ltd", "12 Quay Street", "Bristol BS1 4AB"])
    page.right(545, 60, "PROGRESS CLAIM / TAX INVOICE", 14)
    page.right(545, 72, label)
    page.block(50, 130, ["To:", "Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.pairs(330, 450, 130, [("Claim date", "30 April 2026")])
    page.sums(page.table(290, "50 380r 460r 545r", LINES) + 20, SUMS)
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert (invoice.number, invoice.issue_date) == ("PC-04", date(2026, 4, 30))


@pytest.mark.parametrize(
    "text",
    [
        "Gear unit K77, delivery note 80331207 of 04.03.2025",
        "Lieferschein 8033 vom 04.03.2025",
        "Call-off, your order 4500771 dated 4 March 2025",
    ],
)
def test_the_date_of_a_paper_is_no_period(text: str) -> None:
    assert period_in(text) is None


@pytest.mark.parametrize(
    "text", ["14,820 GB-Mo 0.0960 per GB-Mo", "14,820 GB-Mo @ 0.0960/GB-Mo", "14,820 x 0.0960"]
)
def test_a_unit_of_two_words(text: str) -> None:
    count = count_in(text, Decimal("1422.72"), ".")
    assert count is not None
    assert (count.quantity, count.price) == (Decimal(14820), Decimal("0.0960"))


@pytest.mark.parametrize("day", ["9th May 2026", "May 9, 2026", "9 May 2026"])
def test_the_date_of_a_letter_without_a_table(day: str) -> None:
    page = Printer()
    page.block(50, 60, ["Ashby & Vale LLP", "12 Quay Street", "Bristol BS1 4AB"])
    page.block(50, 130, ["Orchard Foods plc", "3 Mill Lane", "Leeds LS1 4AP"])
    page.text(50, 190, day)
    page.text(50, 220, "Invoice no: AV/3308")
    page.sums(260, [("To professional fees", "900.00"), *SUMS])
    (invoice,) = read_invoices(page.data(), "printed.pdf")
    assert invoice.issue_date == date(2026, 5, 9)
