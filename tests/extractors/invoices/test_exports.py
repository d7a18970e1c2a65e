"""Exports of accounting systems are read under the headings they document."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.invoices.draft import Home
from extractors.invoices.sheet import read_sheet_invoices
from models.errors import DocumentError, ErrorCode
from models.invoices import Invoice, InvoiceSource

CASES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("exports.yaml").read_text("utf-8"))
LEDGER = "Date,Transaction Type,Num,Name,Memo/Description,Account,Split,Amount,Balance\n"
LIST = "Date,Transaction type,Num,Name,Memo,Due date,Amount,Open balance\n"


def _read(text: str) -> list[Invoice]:
    data = text.encode()
    return read_sheet_invoices(data, Home.of(data, "export.csv", InvoiceSource.CSV))


def _said(invoice: Invoice, keys: set[str]) -> dict[str, Any]:
    lines = [str(line.amount) for line in invoice.lines]
    known = {"customer": invoice.customer.name, "kind": invoice.kind.value, "lines": lines}
    values = {key: known.get(key, getattr(invoice, key, None)) for key in keys}
    return {
        key: str(value) if key in ("total", "amount_due") else value
        for key, value in values.items()
    }


@pytest.mark.parametrize("name", CASES)
def test_an_export_is_read_whole(name: str) -> None:
    case = CASES[name]
    invoices = _read(case["text"])
    assert {invoice.document.source.value for invoice in invoices} == {case["source"]}
    assert len(invoices) == len(case["expect"])
    for invoice, expected in zip(invoices, case["expect"], strict=True):
        assert _said(invoice, set(expected)) == expected


def test_the_customer_is_proved_by_the_heading_of_its_group() -> None:
    invoice = _read(CASES["quickbooks_sales_by_customer_detail"]["text"])[2]
    proof = invoice.evidence["customer.name"]
    assert (proof.quote, proof.anchor) == ("Borealis Inc.", "row 12")


def test_a_ledger_of_accounts_holds_no_invoices() -> None:
    with pytest.raises(DocumentError) as error:
        _read(LEDGER + "1/19/2026,Invoice,1001,Aurora,Advice,Sales,A/R,1500.00,1500.00\n")
    assert error.value.code is ErrorCode.TABLE_NO_HEADER


def test_a_day_that_may_be_a_month_is_not_guessed() -> None:
    (invoice,) = _read(LIST + "3/4/2026,Invoice,1001,Aurora,,5/6/2026,10.00,10.00\n")
    assert (invoice.issue_date, invoice.due_date, invoice.review) == (None, None, True)
    assert any("may be day or month first" in notice for notice in invoice.notices)
