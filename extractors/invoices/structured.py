"""XML invoices of every syntax: tells which one it is and reads it."""

from dataclasses import replace

from lxml import etree

from extractors.invoices.cii import is_cii, read_cii
from extractors.invoices.draft import Home
from extractors.invoices.ubl import is_ubl, read_ubl
from extractors.invoices.witness import judged, with_settled_signs
from extractors.readers.xmltree import parse_xml
from models.errors import DocumentError, ErrorCode
from models.invoices import Invoice, InvoiceSource


def is_invoice_xml(root: etree._Element) -> bool:
    """Whether an element is an invoice in a syntax we read."""
    return is_ubl(root) or is_cii(root)


def read_xml_invoice(data: bytes, home: Home, *, source: InvoiceSource | None = None) -> Invoice:
    """Read an XML invoice; ``source`` overrides what its syntax says (XML inside a PDF).

    Raises:
        DocumentError: XML_DAMAGED, XML_DOCTYPE, XML_NOT_INVOICE, INVOICE_NOT_FOUND.
    """
    root = parse_xml(data, home.file)
    if is_cii(root):
        draft = read_cii(root, replace(home, source=source or InvoiceSource.CII))
    elif is_ubl(root):
        draft = read_ubl(root, replace(home, source=source or InvoiceSource.UBL))
    else:
        raise DocumentError(
            ErrorCode.XML_NOT_INVOICE,
            "this XML is no UBL or CII invoice.",
            where=home.file,
            do="Ask the supplier for UBL, Factur-X, ZUGFeRD or XRechnung, or for a PDF.",
        )
    invoice = draft.invoice()
    if invoice.number is None and invoice.total is None and not invoice.lines:
        raise DocumentError(
            ErrorCode.INVOICE_NOT_FOUND,
            "the XML is an invoice's shell: it holds no number, total or line.",
            where=home.file,
            do="Ask the supplier for the invoice again.",
        )
    return judged(with_settled_signs(invoice), stated=True)
