"""Invoices of ours as CSV for QuickBooks Online and Xero."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from models.errors import DocumentError, ErrorCode
from models.invoices import Invoice
from models.issuing import Issuing
from reports.invoices.quickbooks import quickbooks_csv
from reports.invoices.xero import xero_csv
from tests.reports.invoices.made import ISSUING, invoice, issuing

WRITERS = {"quickbooks": quickbooks_csv, "xero": xero_csv}
FEE = {"number": 1, "description": "Fee", "amount": "100.00", "tax_rate": "23"}


def _read(made: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made.decode())))


def test_quickbooks_is_given_a_row_a_line_whose_product_is_exact() -> None:
    rows = _read(quickbooks_csv([invoice()], issuing()))
    assert [row["*InvoiceNo"] for row in rows] == ["INV-0042"] * 4
    assert rows[0] == {
        "*InvoiceNo": "INV-0042",
        "*Customer": "Customer GmbH",
        "*InvoiceDate": "04/01/2026",
        "*DueDate": "05/01/2026",
        "Terms": "Net 30 days",
        "Location": "",
        "Memo": "Contract MSA",
        "Item(Product/Service)": "Services",
        "ItemDescription": "Support fee, March 2026",
        "ItemQuantity": "1",
        "ItemRate": "2650.00",
        "*ItemAmount": "2650.00",
        "*ItemTaxCode": "23.0% S",
        "ItemTaxAmount": "609.50",
        "Currency": "EUR",
        "Service Date": "03/31/2026",
    }
    for row in rows:
        product = Decimal(row["ItemQuantity"]) * Decimal(row["ItemRate"])
        assert product == Decimal(row["*ItemAmount"])
    assert rows[1]["ItemDescription"] == "API calls <1,000 & more> (1,234,567 API call)"
    assert rows[3]["ItemDescription"] == "Training (7.5 hour, discount 2.50)"
    assert sum(Decimal(row["ItemTaxAmount"]) for row in rows) == Decimal("1095.98")


def test_xero_is_given_its_own_columns_dates_and_names() -> None:
    rows = _read(xero_csv([invoice()], issuing({"email": "ap@customer.example"})))
    filled = {key: value for key, value in rows[0].items() if value}
    assert filled == {
        "*ContactName": "Customer GmbH",
        "EmailAddress": "ap@customer.example",
        "POAddressLine1": "Hauptstraße 7",
        "POCity": "Berlin",
        "POPostalCode": "10115",
        "POCountry": "DE",
        "*InvoiceNumber": "INV-0042",
        "Reference": "PO-9",
        "*InvoiceDate": "01/04/2026",
        "*DueDate": "01/05/2026",
        "*Description": "Support fee, March 2026",
        "*Quantity": "1",
        "*UnitAmount": "2650.00",
        "*AccountCode": "200",
        "*TaxType": "23% (VAT on Income)",
        "Currency": "EUR",
    }
    net = sum(Decimal(row["*Quantity"]) * Decimal(row["*UnitAmount"]) for row in rows)
    assert net == Decimal("5136.85")


def test_tax_of_rows_makes_the_tax_of_the_invoice_to_the_cent() -> None:
    lines = [FEE | {"number": at, "amount": "0.33"} for at in range(1, 8)]
    rows = _read(quickbooks_csv([invoice(lines=lines)], issuing()))
    taxes = [Decimal(row["ItemTaxAmount"]) for row in rows]
    assert sum(taxes) == Decimal("0.53")  # 2.31 x 23% = 0.5313; seven times 0.08 would be 0.56
    assert set(taxes) <= {Decimal("0.07"), Decimal("0.08")}


def test_a_credit_note_is_below_zero_for_xero_and_refused_for_quickbooks() -> None:
    credit = invoice(kind="credit_note", corrects="INV-0041", lines=[FEE], due_date=None)
    (row,) = _read(xero_csv([credit], issuing()))
    assert (row["*UnitAmount"], row["*DueDate"]) == ("-100.00", "01/04/2026")
    with pytest.raises(DocumentError) as raised:
        quickbooks_csv([credit], issuing())
    assert raised.value.code is ErrorCode.INVOICE_UNSOUND


@pytest.mark.parametrize("system", WRITERS)
def test_what_could_be_a_formula_is_made_plain(system: str) -> None:
    lines = [FEE | {"description": "=HYPERLINK(1)"}, FEE | {"description": "\t@x", "number": 2}]
    made = WRITERS[system]([invoice(number="+1", lines=lines)], issuing()).decode()
    assert "'=HYPERLINK(1)" in made
    assert "'@x" in made
    assert "'+1" in made


@pytest.mark.parametrize("system", WRITERS)
def test_allowances_and_reverse_charge_have_their_rows(system: str) -> None:
    changes = [{"number": 1, "description": "Rebate", "amount": "-10.00"}]
    lines = [FEE | {"tax_rate": None}]
    made = invoice(lines=lines, adjustments=changes)
    rows = _read(WRITERS[system]([made], issuing({"tax_category": "AE"})))
    key = {"quickbooks": "*ItemTaxCode", "xero": "*TaxType"}[system]
    assert [row[key] for row in rows] == [
        {"quickbooks": "RC", "xero": "Reverse charge"}[system]
    ] * 2


@pytest.mark.parametrize("system", WRITERS)
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"number": None}, "number (an invoice gets it when it is approved)"),
        ({"issue_date": None}, "issue date"),
        ({"due_date": None}, "due date"),
        ({"customer": {}}, "name of the customer"),
        ({"currency": None}, "currency"),
        ({"lines": [FEE | {"tax_rate": "17"}]}, '"17" in {}.taxes'),
        ({"lines": [FEE | {"tax_rate": None}]}, "tax rate of line 1"),
    ],
)
def test_what_is_missing_is_named(system: str, changed: dict[str, Any], words: str) -> None:
    refused = _refusal(WRITERS[system], invoice(**changed), issuing())
    assert words.format(system) in refused.what


@pytest.mark.parametrize("system", WRITERS)
def test_without_its_table_nothing_is_written(system: str) -> None:
    bare = Issuing.model_validate(ISSUING | {system: None})
    assert f"table {system} in" in _refusal(WRITERS[system], invoice(), bare).what


def test_a_customer_without_entry_is_booked_by_name() -> None:
    (row, *_) = _read(xero_csv([invoice(customer={"name": "Other AG"})], issuing()))
    assert (row["*ContactName"], row["POCity"]) == ("Other AG", "")


def _refusal(
    writer: Callable[[list[Invoice], Issuing], bytes], one: Invoice, file: Issuing
) -> DocumentError:
    with pytest.raises(DocumentError) as raised:
        writer([one], file)
    assert raised.value.code is ErrorCode.INVOICE_INCOMPLETE
    return raised.value
