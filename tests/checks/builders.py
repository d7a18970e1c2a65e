"""Short ways to the values that tests of the checks room need."""

from collections.abc import Mapping
from datetime import date

from models.cases import Book, Family
from models.contracts import Contract
from models.facts import Facts
from models.invoices import Invoice, InvoiceLine
from models.terms import TERM, Term

PARTIES = (
    {"name": "Provider Inc.", "role": "provider"},
    {"name": "Customer LLC", "role": "customer"},
)


def term(kind: str, **values: object) -> Term:
    """Return a term of a kind, read as from JSON."""
    return TERM.validate_python({"kind": kind, **values})


def contract(name: str = "MSA", *terms: Term, **header: object) -> Contract:
    """Return a contract NAME.pdf between the two parties."""
    whole = {"number": name, "parties": PARTIES, "effective_date": "2026-01-01", **header}
    return Contract.model_validate(
        {"document": {"file": f"{name}.pdf"}, "contract": whole, "terms": terms}
    )


def line(number: int = 1, **values: object) -> InvoiceLine:
    """Return an invoice line."""
    return InvoiceLine.model_validate({"number": number, **values})


def invoice(number: str = "A", *lines: InvoiceLine, **values: object) -> Invoice:
    """Return an invoice of the provider to the customer, issued on 1 March 2026."""
    whole: Mapping[str, object] = {
        "document": {"file": f"{number}.xml"},
        "number": number,
        "issue_date": "2026-03-01",
        "supplier": {"name": "Provider Inc."},
        "customer": {"name": "Customer LLC"},
        "currency": "USD",
        **values,
        "lines": lines,
    }
    return Invoice.model_validate(whole)


def book(contracts: tuple[Contract, ...], *invoices: Invoice, facts: Facts | None = None) -> Book:
    """Return a book as of 30 June 2026."""
    return Book(contracts, invoices, facts or Facts(), date(2026, 6, 30))


def alone(one: Contract) -> Family:
    """Return the family of a contract by itself."""
    return Family((one,))
