"""Exports of accounting systems are read under the headings they document."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.invoices.draft import Home
from extractors.invoices.sheet import read_sheet_invoices
from models.customs import AS_WRITTEN, Customs
from models.errors import DocumentError, ErrorCode
from models.invoices import Invoice, InvoiceSource

CASES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("exports.yaml").read_text("utf-8"))
LEDGER = "Date,Transaction Type,Num,Name,Memo/Description,Account,Split,Amount,Balance\n"
JOURNAL = "Date,Transaction Type,Num,Name,Memo/Description,Account,Debit,Credit\n"
LIST = "Date,Transaction type,Num,Name,Memo,Due date,Amount,Open balance\n"


def _read(text: str, customs: Customs = AS_WRITTEN) -> list[Invoice]:
    data = text.encode()
    return read_sheet_invoices(data, Home.of(data, "export.csv", InvoiceSource.CSV), customs)


def _customs(case: dict[str, Any]) -> Customs:
    order = {"day_first": True, "month_first": False}.get(case.get("date_order", ""))
    return Customs(day_first=order, zone=case.get("zone"))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _said(invoice: Invoice, keys: set[str]) -> dict[str, Any]:
    known: dict[str, Any] = {
        "customer": invoice.customer.name,
        "supplier": invoice.supplier.name,
        "kind": invoice.kind.value,
        "notices": list(invoice.notices),
        "lines": [_text(line.amount) for line in invoice.lines],
        "prices": [_text(line.unit_price) for line in invoice.lines],
        "discounts": [_text(line.discount) for line in invoice.lines],
        "rates": [_text(line.tax_rate) for line in invoice.lines],
        "adjusted": [_text(line.amount) for line in invoice.adjustments],
    }
    values = {key: known.get(key, getattr(invoice, key, None)) for key in keys}
    return {
        key: str(value) if isinstance(value, Decimal) else value for key, value in values.items()
    }


@pytest.mark.parametrize("name", CASES)
def test_an_export_is_read_whole(name: str) -> None:
    case = CASES[name]
    invoices = _read(case["text"], _customs(case))
    assert {invoice.document.source.value for invoice in invoices} == {case["source"]}
    assert len(invoices) == len(case["expect"])
    for invoice, expected in zip(invoices, case["expect"], strict=True):
        assert _said(invoice, set(expected)) == expected


def test_the_customer_is_proved_by_the_heading_of_its_group() -> None:
    invoice = _read(CASES["quickbooks_sales_by_customer_detail"]["text"])[2]
    proof = invoice.evidence["customer.name"]
    assert (proof.quote, proof.anchor) == ("Borealis Inc.", "row 12")


@pytest.mark.parametrize("headings", [LEDGER, JOURNAL])
def test_a_ledger_of_accounts_holds_no_invoices(headings: str) -> None:
    with pytest.raises(DocumentError, match="postings of a ledger") as error:
        _read(headings + "1/19/2026,Invoice,1001,Aurora,Advice,Sales,1500.00,1500.00\n")
    assert error.value.code is ErrorCode.TABLE_NO_HEADER


def test_drafts_alone_are_no_invoices() -> None:
    headings = "Number,Date (UTC),Amount Due,Subtotal,Total,Status\n"
    with pytest.raises(DocumentError, match="that was issued") as error:
        _read(headings + "A-1,2026-01-01,5.00,5.00,5.00,draft\n")
    assert error.value.code is ErrorCode.INVOICE_NOT_FOUND


def test_a_day_that_may_be_a_month_is_not_guessed() -> None:
    (invoice,) = _read(LIST + "3/4/2026,Invoice,1001,Aurora,,5/6/2026,10.00,10.00\n")
    assert (invoice.issue_date, invoice.due_date, invoice.review) == (None, None, True)
    assert any("CONTRACT_AI_DATE_ORDER" in notice for notice in invoice.notices)
