"""The one XML parser: hardened, and any DOCTYPE is refused."""

import re

from lxml import etree

from models.errors import DocumentError, ErrorCode

_DOCTYPE = re.compile(r"<!\s*DOCTYPE", re.IGNORECASE)


def parse_xml(data: bytes, file: str) -> etree._Element:
    """Parse XML from outside.

    Raises:
        DocumentError: XML_DOCTYPE or XML_DAMAGED.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if _declares_doctype(data):
            raise _doctype(file) from error
        raise DocumentError(
            ErrorCode.XML_DAMAGED, "the XML is not well formed.", where=file, do="Export it again."
        ) from error
    if root is None:
        raise DocumentError(
            ErrorCode.XML_DAMAGED, "the XML holds nothing.", where=file, do="Export it again."
        )
    info = root.getroottree().docinfo
    if info is not None and info.internalDTD is not None:
        raise _doctype(file)
    return root


def _declares_doctype(data: bytes) -> bool:
    head = data[:100_000]
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"
    return bool(_DOCTYPE.search(head.decode(encoding, "replace")))


def _doctype(file: str) -> DocumentError:
    return DocumentError(
        ErrorCode.XML_DOCTYPE,
        "the XML declares a document type, which invoices never need and attacks use.",
        where=file,
        do="Export it without DOCTYPE.",
    )
