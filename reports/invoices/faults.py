"""What keeps an invoice from being written, said so that a clerk can mend it."""

from models.errors import DocumentError, ErrorCode
from models.invoices import Invoice


def named(invoice: Invoice) -> str:
    """Name an invoice: its number, else where it is from."""
    return invoice.number or invoice.document.file


def unsound(invoice: Invoice, what: str, do: str) -> DocumentError:
    """Say that an invoice contradicts itself, or cannot be said in a format."""
    return DocumentError(ErrorCode.INVOICE_UNSOUND, what, where=named(invoice), do=do)


def incomplete(invoice: Invoice, missing: tuple[str, ...]) -> DocumentError:
    """Say which values are missing; each says where it belongs."""
    what = f"This cannot be written yet; missing: {'; '.join(missing)}."
    do = "Give what is missing, then write it again."
    return DocumentError(ErrorCode.INVOICE_INCOMPLETE, what, where=named(invoice), do=do)
