"""Made invoices of ours, and the file of the company that issues them."""

from datetime import date
from decimal import Decimal
from typing import Any

from models.invoices import Invoice
from models.issuing import Issuing

ISSUING: dict[str, Any] = {
    "company": {
        "name": "Provider Ltd",
        "address": {
            "lines": ["1 High Street", "Floor 2", "Back door"],
            "postal_code": "D02 X285",
            "city": "Dublin",
            "country": "IE",
        },
        "vat_id": "IE6388047V",
        "registration": "483251",
        "endpoint": {"scheme": "9935", "id": "IE6388047V"},
        "contact": "Accounts",
        "email": "accounts@provider.example",
        "account": "IE29 AIBK 9311 5212 3456 78",
        "bic": "AIBKIE2D",
    },
    "customers": [
        {
            "name": "Customer GmbH",
            "names": ["Customer"],
            "address": {
                "lines": ["Hauptstraße 7"],
                "postal_code": "10115",
                "city": "Berlin",
                "country": "DE",
            },
            "vat_id": "DE123456789",
            "endpoint": {"scheme": "EM", "id": "invoices@customer.example"},
            "reference": "Cost centre 7",
        }
    ],
    "quickbooks": {
        "dates": "month_first",
        "item": "Services",
        "taxes": {"23": "23.0% S", "13.5": "13.5% R", "0": "0% Z", "AE": "RC", "Z": "0.0% Z"},
    },
    "xero": {
        "dates": "day_first",
        "account": "200",
        "taxes": {"23.0": "23% (VAT on Income)", "13.5": "13.5% VAT", "AE": "Reverse charge"},
    },
}


def issuing(customer: dict[str, Any] | None = None, **company: Any) -> Issuing:  # noqa: ANN401 (values of a form)
    """Return the company's file with other values for the customer and the company."""
    (usual,) = ISSUING["customers"]
    form = {
        **ISSUING,
        "company": {**ISSUING["company"], **company},
        "customers": [{**usual, **(customer or {})}],
    }
    return Issuing.model_validate(form)


LINES: tuple[dict[str, Any], ...] = (
    {
        "number": 1,
        "description": "Support fee, March 2026",
        "quantity": "1",
        "unit": "month",
        "unit_price": "2650.00",
        "amount": "2650.00",
        "tax_rate": "23",
        "period_start": "2026-03-01",
        "period_end": "2026-03-31",
    },
    {
        "number": 2,
        "description": "API calls <1,000 & more>",
        "quantity": "1234567",
        "unit": "API call",
        "amount": "1851.85",
        "tax_rate": "23",
        "period_start": "2026-03-01",
        "period_end": "2026-03-31",
    },
    {"number": 3, "description": "discount", "amount": "-265.00", "tax_rate": "23.00"},
    {
        "number": 4,
        "description": "Training",
        "quantity": "7.5",
        "unit": "hour",
        "unit_price": "120.333",
        "discount": "2.50",
        "amount": "900.00",
        "tax_rate": "13.5",
    },
)


def invoice(**changed: Any) -> Invoice:  # noqa: ANN401 (values of a form)
    """Return an approved invoice with other values."""
    form: dict[str, Any] = {
        "document": {"file": "draft MSA 2026-03-01 to 2026-03-31"},
        "number": "INV-0042",
        "issue_date": date(2026, 4, 1),
        "due_date": date(2026, 5, 1),
        "payment_terms": "Net 30 days",
        "supplier": {"name": "Provider Ltd."},
        "customer": {"name": "Customer GmbH"},
        "currency": "EUR",
        "purchase_order": "PO-9",
        "contract_reference": "MSA",
        "period_start": date(2026, 3, 1),
        "period_end": date(2026, 3, 31),
        "lines": LINES,
    }
    return Invoice.model_validate(form | changed)


def money(text: str) -> Decimal:
    """Return an amount."""
    return Decimal(text)
