"""The invoices of made cases, written by us: each is valid and says the same, or its sums are wrong."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from models.errors import DocumentError, ErrorCode
from models.forms import read_invoice_form
from models.invoices import Invoice
from models.issuing import Issuing
from reports.invoices.ubl import ubl
from tests.docs.pages import ROOT
from tests.reports.invoices.made import ISSUING
from tests.reports.invoices.official import faults
from tests.reports.invoices.test_ubl import read_back

CASES = ROOT.parent / "shared" / "eval" / "findings"
EVERY = 3
WRONG_SUMS = 0.1  # some cases plant an invoice whose sums are wrong

pytestmark = pytest.mark.skipif(
    not CASES.is_dir(), reason="the made cases (../shared/eval) are missing"
)


def _issuing(invoice: Invoice) -> Issuing:
    """Return a file of the company with the parties of an invoice."""
    (customer,) = ISSUING["customers"]
    taxed = any(line.tax_rate for line in (*invoice.lines, *invoice.adjustments))
    entry = customer | {"tax_category": "Z" if taxed else "O"}
    form: dict[str, Any] = {
        "company": ISSUING["company"] | {"name": invoice.supplier.name or "Provider"},
        "customers": [entry | {"name": invoice.customer.name or "Customer", "names": []}],
    }
    return Issuing.model_validate(form)


def _true_invoices() -> list[Invoice]:
    found: list[Invoice] = []
    for file in sorted(CASES.glob("*/true_invoices.json"))[::EVERY]:
        found += map(read_invoice_form, _list(file))
    return found


def _list(file: Path) -> list[dict[str, object]]:
    form = json.loads(file.read_text("utf-8"))
    return form if isinstance(form, list) else [form]


def test_each_is_valid_and_says_the_same_or_is_refused_for_its_sums() -> None:
    counts: Counter[str] = Counter()
    for invoice in _true_invoices():
        try:
            made = ubl(invoice, _issuing(invoice))
        except DocumentError as error:
            counts[error.code] += 1
            continue
        assert faults(made) == []
        read = read_back(made)
        assert (read.net_amount, read.total) == (invoice.net_amount, invoice.total)
        assert [line.amount for line in read.lines] == [line.amount for line in invoice.lines]
        assert read.tax_amount == (invoice.tax_amount or Decimal(0))
        counts["written"] += 1
    assert counts["written"]
    refused = counts[ErrorCode.INVOICE_UNSOUND]
    assert counts["written"] + refused == counts.total()
    assert refused <= WRONG_SUMS * counts.total()
