"""When invoices of ours fall due, by the payment terms of their contract."""

from datetime import date
from typing import Any

import pytest

from checks.billing.falling_due import with_terms
from models.invoices import Invoice
from tests.checks.test_cases import Case, book_of

NET_30 = {"kind": "payment_term", "days": 30, "from": "invoice_date"}
INVOICE: dict[str, Any] = {
    "document": {"file": "draft"},
    "number": "INV-1",
    "issue_date": date(2026, 4, 1),
    "contract_reference": "A",
    "supplier": {"name": "Provider Inc."},
    "customer": {"name": "Customer LLC"},
    "lines": [{"number": 1, "description": "Fee", "amount": "5.00"}],
}


def _told(terms: list[dict[str, Any]], **changed: Any) -> tuple[str | None, date | None]:  # noqa: ANN401 (values of a form)
    book = book_of(Case.model_validate({"contracts": {"A": {"terms": terms}}}))
    (told,) = with_terms([Invoice.model_validate(INVOICE | changed)], book)
    return told.payment_terms, told.due_date


@pytest.mark.parametrize(
    ("terms", "changed", "words", "due"),
    [
        ([NET_30], {}, "30 days after the invoice date", date(2026, 5, 1)),
        (
            [NET_30 | {"days": 10, "day_type": "business"}],
            {},
            "10 business days after the invoice date",
            date(2026, 4, 15),
        ),
        (
            [NET_30 | {"from": "invoice_receipt"}],
            {},
            "30 days after receipt of the invoice",
            None,
        ),
        ([NET_30], {"number": None, "issue_date": None}, "30 days after the invoice date", None),
        ([NET_30, NET_30 | {"days": 45}], {}, None, None),
        ([], {}, None, None),
        ([NET_30], {"due_date": date(2026, 4, 9)}, None, date(2026, 4, 9)),
        ([NET_30], {"payment_terms": "At once"}, "At once", None),
        ([NET_30], {"kind": "credit_note"}, None, None),
        ([NET_30], {"contract_reference": "B", "customer": {"name": "Other AG"}}, None, None),
    ],
)
def test_terms_and_due_date(
    terms: list[dict[str, Any]], changed: dict[str, Any], words: str | None, due: date | None
) -> None:
    assert _told(terms, **changed) == (words, due)
