"""Read every invoice of a file: bytes to a list of invoice/1."""

from extractors.invoices.read import read_invoices
from models.forms import Json, invoice_form


def run(data: bytes, file: str, _extra: str) -> Json:
    """Read one file, which may hold many invoices."""
    return [invoice_form(invoice) for invoice in read_invoices(data, file)]
