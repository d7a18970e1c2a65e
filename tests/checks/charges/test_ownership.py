"""Which invoices can hold the charges of a document."""

from datetime import date

from checks.charges.ownership import billing
from checks.matching import build_cases
from checks.run import prepared
from tests.checks.test_cases import Case, book_of


def test_an_invoice_of_an_order_is_there_once() -> None:
    case = Case.model_validate(
        {
            "contracts": {
                "MSA": {"header": {"kind": "agreement"}},
                "SOW": {"header": {"kind": "statement_of_work", "under": "MSA", "currency": "EUR"}},
            },
            "invoices": {
                "A": {
                    "contract_reference": "SOW",
                    "currency": "EUR",
                    "issue_date": date(2026, 3, 1),
                    "lines": [{"description": "hotel", "amount": "90"}],
                },
                "B": {
                    "contract_reference": "SOW",
                    "currency": "EUR",
                    "issue_date": date(2026, 4, 1),
                    "lines": [{"description": "train", "amount": "40"}],
                },
            },
        }
    )
    cases = build_cases(prepared(book_of(case))).contracts
    order = next(one for one in cases if one.contract.stem == "SOW")
    assert [one.invoice.document.file for one in billing(order)] == ["A.xml", "B.xml"]
