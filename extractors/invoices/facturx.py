"""XML invoices attached to a PDF: Factur-X, ZUGFeRD 1 and 2, XRechnung, or any UBL or CII."""

from collections.abc import Mapping

from extractors.invoices.draft import Home
from extractors.invoices.structured import is_invoice_xml, read_xml_invoice
from extractors.readers.xmltree import parse_xml
from models.errors import DocumentError
from models.invoices import Invoice, InvoiceSource

_NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "order-x.xml", "cii.xml")
_LARGEST = 20 * 1024 * 1024
_MOST = 50


def attached_invoice(attachments: Mapping[str, bytes], home: Home) -> Invoice | None:
    """Read the invoice attached to a PDF; None where no attachment is one."""
    named = sorted(
        list(attachments.items())[:_MOST], key=lambda item: _plain(item[0]) not in _NAMES
    )
    for _, data in named:
        if len(data) > _LARGEST or b"<" not in data[:200]:
            continue
        try:
            if is_invoice_xml(parse_xml(data, home.file)):
                return read_xml_invoice(data, home, source=InvoiceSource.FACTURX)
        except DocumentError:
            continue  # a damaged attachment: the page is read instead
    return None


def _plain(name: str) -> str:
    return name.replace("\x00", "").strip().lower()
