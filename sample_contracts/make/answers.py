"""What a person confirmed for the scanned contract, and the list of planted discrepancies."""

import json

from sample_contracts.make.cash_answers import cash_answers
from sample_contracts.make.story import ANSWERS, all_bills

SCAN_TERMS: dict[str, object] = {
    "schema": "contract-terms/1",
    "document": {"file": "SUP-2025-030-calder.pdf"},
    "contract": {
        "title": "Support and Maintenance Agreement",
        "number": "SUP-2025-030",
        "kind": "agreement",
        "parties": [
            {"name": "Tidewater Analytics, Inc.", "role": "provider"},
            {"name": "Calder Freight Lines, Inc.", "role": "customer"},
        ],
        "effective_date": "2025-10-01",
        "expiration_date": "2028-10-01",
        "initial_term": "P3Y",
        "currency": "USD",
        "governing_law": "Minnesota",
        "signed": True,
    },
    "terms": [
        {
            "kind": "fee",
            "item": "support fee",
            "amount": "3600.00",
            "currency": "USD",
            "frequency": "quarterly",
            "evidence": {
                "page": 1,
                "quote": "Customer shall pay a support fee of $3,600.00 per quarter, invoiced quarterly in advance.",
            },
        },
        {
            "kind": "rate",
            "item": "on-site visit",
            "amount": "900.00",
            "currency": "USD",
            "unit": "visit",
            "evidence": {"page": 1, "quote": "On-site visits are charged at $900.00 per visit."},
        },
        {
            "kind": "billing",
            "frequency": "quarterly",
            "timing": "advance",
            "evidence": {"page": 1, "quote": "invoiced quarterly in advance"},
        },
        {
            "kind": "payment_term",
            "days": 30,
            "from": "invoice_date",
            "covers": "invoice",
            "evidence": {
                "page": 1,
                "quote": "Customer shall pay each invoice within thirty (30) days of the invoice date.",
            },
        },
        {
            "kind": "tax",
            "treatment": "exclusive",
            "evidence": {"page": 1, "quote": "All fees are exclusive of taxes."},
        },
    ],
}

_HEAD = """# What is wrong with these documents

Tidewater Analytics, Inc. and its customers are invented. `make samples` writes every file of this folder from
`sample_contracts/make/`, the same bytes each time. These discrepancies were planted; a run on 30 June 2026 must
find all of them and nothing else, and a test holds that.

The contract `SUP-2025-030-calder.pdf` is a scan without a text layer. Where tesseract is installed it is read, and the report shows each
clause on its page; a person's reading lies in `terms/` and counts in either case, so that the run is the same without.

| code | contract | invoice | line | at stake | why |
| --- | --- | --- | --- | --- | --- |
"""


def scan_terms() -> bytes:
    """Write the confirmed terms of the scan."""
    terms = [{**term, "confidence": 1.0, "review": False} for term in SCAN_TERMS["terms"]]  # type: ignore[attr-defined]  # a list, by its place above
    return (json.dumps({**SCAN_TERMS, "terms": terms}, indent=1) + "\n").encode()


def answers() -> bytes:
    """Write ANSWERS.md."""
    rows = [
        f"| {a.code} | {a.contract or '-'} | {a.invoice or '-'} | {a.line or '-'} | {f'{a.amount} {a.currency}' if a.amount else '-'} | {a.why} |"
        for a in sorted(ANSWERS, key=lambda a: (a.code, a.invoice))
    ]
    return (_HEAD + "\n".join(rows) + "\n" + cash_answers(all_bills())).encode()
