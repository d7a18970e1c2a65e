"""Invoices of ours as UBL: valid by the official rules, and read back to the same figures."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from extractors.invoices.read import read_invoices
from models.errors import DocumentError, ErrorCode
from models.invoices import Invoice, InvoiceKind
from reports.invoices.ubl import ubl
from tests.reports.invoices.made import LINES, invoice, issuing
from tests.reports.invoices.official import count_of_rules, faults, peppol_faults

FEE = {"number": 1, "description": "Fee", "amount": "100.00", "tax_rate": "23"}
FREE = FEE | {"tax_rate": "0"}
OPEN = {"number": 1, "description": "Fee", "amount": "100.00"}
RULES_OF_UBL = 979
# What is written, the customer's entry, the company's: each must be valid.
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "several rates, a discount, a quantity without price": ({}, {}, {}),
    "credit note": (
        {"kind": "credit_note", "corrects": "INV-0041", "due_date": date(2026, 5, 1)},
        {},
        {},
    ),
    "invoice over less than nothing": ({"lines": [FEE | {"amount": "-100.00"}]}, {}, {}),
    "invoice over nothing": ({"lines": [FEE | {"amount": "0.00", "quantity": "0"}]}, {}, {}),
    "negative price": (
        {"lines": [FEE | {"amount": "-100.00", "quantity": "4", "unit_price": "-25"}]},
        {},
        {},
    ),
    "reverse charge": ({"lines": [OPEN]}, {"tax_category": "AE"}, {}),
    "reverse charge, rate nought": ({"lines": [FREE]}, {"tax_category": "AE"}, {}),
    "within the Union": ({"lines": [FREE]}, {"tax_category": "K"}, {}),
    "within the Union, a line's period outside": (
        {"lines": [FREE | {"period_start": "2026-01-01"}]},
        {"tax_category": "K", "delivery_country": "AT"},
        {},
    ),
    "export": ({"lines": [FREE]}, {"tax_category": "G", "vat_id": None}, {}),
    "exempt": (
        {"lines": [FREE]},
        {"tax_category": "E", "tax_reason": "Education, exempt", "vat_id": None},
        {},
    ),
    "exempt by a code": (
        {"lines": [FREE]},
        {"tax_category": "E", "tax_reason_code": "VATEX-EU-132-1I"},
        {},
    ),
    "zero rate": ({"lines": [FREE, FEE | {"number": 2}]}, {}, {}),
    "exempt and taxed lines together": (
        {"lines": [FREE, FEE | {"number": 2}]},
        {"tax_category": "E", "tax_reason": "Insurance, exempt"},
        {},
    ),
    "outside of tax": ({"lines": [OPEN], "currency": "USD"}, {"tax_category": "O"}, {}),
    "tax number instead of a VAT identifier": ({}, {}, {"vat_id": None, "tax_number": "29/815"}),
    "allowance and charge of the document": (
        {
            "lines": [FEE],
            "adjustments": [
                {"number": 1, "description": "Rebate", "amount": "-10.55", "tax_rate": "23"},
                {"number": 2, "description": "Freight", "amount": "5.00", "tax_rate": "13.5"},
            ],
        },
        {},
        {},
    ),
    "paid before, and rounded": (
        {"lines": [FEE], "prepaid_amount": "50.00", "rounding_amount": "-0.01"},
        {},
        {},
    ),
    "Peppol": ({}, {"specification": "peppol"}, {}),
    "Peppol credit note": (
        {"kind": "credit_note", "corrects": "INV-0041"},
        {"specification": "peppol"},
        {},
    ),
    "a currency without minor digits": (
        {"currency": "JPY", "lines": [FEE | {"amount": "1000"}]},
        {},
        {},
    ),
    "without periods": (
        {"period_start": None, "period_end": None, "lines": [FEE | {"unit": "hours"}]},
        {},
        {},
    ),
    "another type": ({"type_code": "384", "corrects": "INV-0001"}, {}, {}),
    "direct transfer of a bank without IBAN": ({}, {}, {"account": "123456-78", "bic": None}),
    "letters that XML cannot hold": (
        {"lines": [FEE | {"description": "a\x00b\ufffe <c> & \U0001f600"}]},
        {},
        {},
    ),
}


def _extra(name: str) -> dict[str, Any]:
    """Return what the case "zero rate" needs besides: it is the invoice that states the category."""
    return {"taxes": [{"category": "Z", "rate": "0"}]} if name == "zero rate" else {}


@pytest.mark.parametrize("name", CASES)
def test_the_official_rules_have_nothing_against_it(name: str) -> None:
    changed, customer, company = CASES[name]
    made = ubl(invoice(**changed, **_extra(name)), issuing(customer, **company))
    assert faults(made) == []
    if customer.get("specification") == "peppol":
        assert peppol_faults(made) == []


@pytest.mark.parametrize("name", CASES)
def test_it_is_read_back_as_what_was_written(name: str) -> None:
    changed, customer, company = CASES[name]
    written = invoice(**changed, **_extra(name))
    read = read_back(ubl(written, issuing(customer, **company)))
    assert not read.review
    same(written, read)


def read_back(made: bytes) -> Invoice:
    """Read XML as our own extractor does."""
    (read,) = read_invoices(made, "made.xml")
    return read


def same(written: Invoice, read: Invoice) -> None:
    """Compare what both say: numbers, dates, and every figure of every line."""
    for key in ("number", "kind", "issue_date", "due_date", "currency", "purchase_order"):
        assert getattr(read, key) == getattr(written, key), key
    for key in ("corrects", "contract_reference", "payment_terms"):
        assert getattr(read, key) == getattr(written, key), key
    net = sum((one.amount or 0 for one in (*written.lines, *written.adjustments)), Decimal(0))
    assert read.net_amount == net
    assert read.total == net + (read.tax_amount or 0)
    prepaid, rounding = written.prepaid_amount or 0, written.rounding_amount or 0
    assert read.amount_due == (read.total or 0) - prepaid + rounding
    assert len(read.lines) == len(written.lines)
    for one, other in zip(written.lines, read.lines, strict=True):
        assert other.amount == one.amount
        assert (other.period_start, other.period_end) == (one.period_start, one.period_end)
        assert (other.tax_rate or 0) == (one.tax_rate or 0)
        assert other.discount == (one.discount or None)
        if one.quantity is not None:  # what is taken off has a minus at its quantity (BR-27)
            assert abs(other.quantity or 0) == abs(one.quantity)
        if one.quantity is not None and (one.unit_price or 0) > 0:
            assert other.quantity == one.quantity
        if one.unit_price is not None:
            assert other.unit_price == abs(one.unit_price)
    changes = [one.amount for one in written.adjustments]
    assert sorted(filter(None, (one.amount for one in read.adjustments))) == sorted(
        filter(None, changes)
    )


def test_tax_is_worked_out_rate_by_rate_and_rounded_once() -> None:
    read = read_back(ubl(invoice(), issuing()))
    assert [(one.rate, one.taxable_amount, one.tax_amount) for one in read.taxes] == [
        (Decimal(23), Decimal("4236.85"), Decimal("974.48")),
        (Decimal("13.5"), Decimal("900.00"), Decimal("121.50")),
    ]
    assert (read.tax_amount, read.total) == (Decimal("1095.98"), Decimal("6232.83"))
    half = [FEE | {"number": at, "amount": "0.25", "tax_rate": "10"} for at in (1, 2, 3)]
    # 0.75 x 10% is 0.075: half up; a sum of rounded taxes would be 0.09.
    assert read_back(ubl(invoice(lines=half), issuing())).tax_amount == Decimal("0.08")


def test_why_no_tax_is_due_is_said() -> None:
    for category, words in (("AE", "Reverse charge"), ("G", "Export outside the EU")):
        read = read_back(ubl(invoice(lines=[FREE]), issuing({"tax_category": category})))
        assert [(one.category, one.reason) for one in read.taxes] == [(category, words)]


def test_a_price_that_is_no_whole_number_of_digits_is_given_for_the_whole_quantity() -> None:
    made = ubl(invoice(), issuing()).decode()
    assert '<cbc:BaseQuantity unitCode="C62">1234567</cbc:BaseQuantity>' in made
    assert '<cbc:PriceAmount currencyID="EUR">1851.85</cbc:PriceAmount>' in made


def test_a_spelling_of_the_customer_is_enough() -> None:
    read = read_back(ubl(invoice(customer={"name": "CUSTOMER"}), issuing()))
    assert read.customer.name == "Customer GmbH"
    assert (read.customer.tax_id, read.supplier.tax_id) == ("DE123456789", "IE6388047V")
    assert read.supplier.iban == "IE29AIBK93115212345678"


@pytest.mark.parametrize(
    ("changed", "customer", "company", "words"),
    [
        ({"number": None}, {}, {}, "number (an invoice gets it when it is approved)"),
        ({"number": "  "}, {}, {}, "number"),
        ({"issue_date": None}, {}, {}, "issue date"),
        ({"currency": None}, {}, {}, "currency"),
        ({"due_date": None, "payment_terms": None}, {}, {}, "due date or payment terms"),
        ({"customer": {"name": "Other AG"}}, {}, {}, 'entry of the customer "Other AG"'),
        ({"customer": {}}, {}, {}, "name of the customer"),
        ({"lines": []}, {}, {}, "lines"),
        ({"lines": [OPEN]}, {}, {}, "tax rate of line 1"),
        ({"lines": [FREE]}, {}, {}, "why line 1 bears no tax"),
        ({"lines": [FEE, OPEN | {"number": 2}]}, {"tax_category": "Z"}, {}, "tax rate of line 2"),
        ({"lines": [FEE | {"amount": None}]}, {}, {}, "amount of line 1"),
        ({"lines": [FEE | {"description": " "}]}, {}, {}, "description of line 1"),
        ({}, {}, {"vat_id": None}, "vat_id or tax_number of the company"),
        ({}, {}, {"account": None}, "account of the company"),
        ({}, {}, {"vat_id": None, "registration": None}, "registration of the company"),
        ({"lines": [OPEN]}, {"tax_category": "O"}, {"registration": None}, "registration"),
        ({"lines": [OPEN]}, {"tax_category": "E"}, {}, "tax_reason or tax_reason_code"),
        ({"lines": [OPEN]}, {"tax_category": "K", "vat_id": None}, {}, "vat_id of the customer"),
        (
            {"lines": [OPEN]},
            {"tax_category": "AE", "vat_id": None},
            {},
            "vat_id or registration of the customer",
        ),
        (
            {"lines": [OPEN], "period_start": None, "period_end": None},
            {"tax_category": "K"},
            {},
            "period of the invoice",
        ),
        ({}, {"specification": "peppol", "endpoint": None}, {}, "endpoint of the customer"),
        ({"purchase_order": None}, {"specification": "peppol", "reference": None}, {}, "reference"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_written(
    changed: dict[str, Any], customer: dict[str, Any], company: dict[str, Any], words: str
) -> None:
    with pytest.raises(DocumentError) as raised:
        ubl(invoice(**changed), issuing(customer, **company))
    assert raised.value.code is ErrorCode.INVOICE_INCOMPLETE
    assert words in raised.value.what


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(DocumentError) as raised:
        ubl(invoice(number=None, issue_date=None, lines=[OPEN]), issuing(account=None))
    for words in ("number", "issue date", "tax rate of line 1", "account"):
        assert words in raised.value.what


@pytest.mark.parametrize(
    ("changed", "customer", "words"),
    [
        ({"net_amount": "1.00"}, {}, "states 1.00 as net amount, and its lines make 5136.85"),
        ({"tax_amount": "1.00"}, {}, "tax amount"),
        ({"total": "1.00"}, {}, "total"),
        ({"amount_due": "1.00"}, {}, "amount due"),
        ({"lines": [FEE | {"amount": "1.005"}]}, {}, "no whole 0.01"),
        (
            {"lines": [FEE | {"quantity": "3", "unit_price": "30"}]},
            {},
            "states 100.00, and 3 x 30 is something else",
        ),
        ({"lines": [FEE | {"quantity": "0"}]}, {}, "something else"),
        ({"lines": [FEE | {"tax_rate": "-5"}]}, {}, "negative"),
        ({"lines": [FEE]}, {"tax_category": "AE"}, "bears 23% tax"),
        ({"supplier": {"name": "Somebody else"}}, {}, 'issued by "Somebody else"'),
        ({"currency": "XYZ"}, {}, '"XYZ" is no currency'),
        ({"currency": "KWD", "lines": [FEE | {"amount": "1.005"}]}, {}, "two digits"),
        ({"type_code": "381"}, {}, "381 is no type"),
        ({"payment_means": "4711"}, {}, "no means of payment"),
        ({"kind": "credit_note", "lines": [FEE | {"amount": "-1.00"}]}, {}, "asks for money"),
        ({"period_end": date(2026, 2, 1)}, {}, "ends on 2026-02-01 before it begins"),
        (
            {
                "lines": [FREE, FEE | {"number": 2}],
                "taxes": [{"category": "O"}],
            },
            {},
            "cannot stand on one invoice",
        ),
    ],
)
def test_a_contradiction_is_said_and_nothing_is_written(
    changed: dict[str, Any], customer: dict[str, Any], words: str
) -> None:
    with pytest.raises(DocumentError) as raised:
        ubl(invoice(**changed), issuing(customer))
    assert raised.value.code is ErrorCode.INVOICE_UNSOUND
    assert words in raised.value.what


def test_a_credit_note_says_what_it_corrects_and_no_account_of_ours() -> None:
    made = ubl(invoice(kind="credit_note", corrects="INV-0041"), issuing())
    read = read_back(made)
    assert (read.kind, read.corrects) == (InvoiceKind.CREDIT_NOTE, "INV-0041")
    assert b"PayeeFinancialAccount" not in made
    assert read.due_date == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("<cbc:ID>INV-0042</cbc:ID>", "", "BR-02"),
        ("1095.98", "1095.97", "BR-CO-14"),
        (">974.48<", ">990.48<", "BR-S-09"),
        (">6232.83<", ">6232.84<", "BR-CO-15"),
        (">5136.85<", ">5136.86<", "BR-CO-10"),
        ("<cbc:Percent>13.5</cbc:Percent>", "<cbc:Percent>0</cbc:Percent>", "BR-S-05"),
        ('unitCode="HUR"', 'unitCode="hours"', "BR-CL-23"),
        ("<cbc:IdentificationCode>DE", "<cbc:IdentificationCode>XX", "BR-CL-14"),
        ("IE29AIBK93115212345678", " ", "BR-50"),
        (">EUR<", ">EURO<", "BR-CL-04"),
        ("<cbc:IssueDate>2026-04-01</cbc:IssueDate>", "", "IssueDate"),
        ("<cbc:StartDate>2026-03-01", "<cbc:StartDate>2026-07-01", "BR-29"),
    ],
)
def test_the_rules_do_find_what_is_wrong(old: str, new: str, rule: str) -> None:
    assert count_of_rules() == RULES_OF_UBL
    made = ubl(invoice(), issuing()).decode()
    assert old in made
    assert any(rule in one for one in faults(made.replace(old, new).encode()))


def test_lines_are_numbered_as_they_stand() -> None:
    twice = [line | {"number": 1} for line in LINES]
    assert [one.number for one in read_back(ubl(invoice(lines=twice), issuing())).lines] == [
        1,
        2,
        3,
        4,
    ]
