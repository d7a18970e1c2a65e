"""Reads a contract from a document: header, terms, doubts and what could not be read."""

from extractors.defects import exhibits_missing, precedence, totals_wrong
from extractors.header import read_header
from extractors.terms.extract import extract_terms
from models.contracts import Contract, DocumentInfo
from models.document import Document, TextLayer


def extract_contract(document: Document) -> Contract:
    """Read everything a contract document says about itself and its money."""
    header, evidence = read_header(document)
    extraction = extract_terms(document, header)
    if clause := precedence(document):
        evidence = {**evidence, "precedence": clause}
    return Contract(
        document=DocumentInfo(
            file=document.file,
            sha256=document.sha256,
            pages=len(document.pages) or None,
            ocr_pages=tuple(p.number for p in document.pages if p.text_layer is TextLayer.OCR),
            unread_pages=document.unread_pages,
        ),
        contract=header,
        contract_evidence=evidence,
        terms=extraction.terms,
        doubts=(*extraction.doubts, *exhibits_missing(document), *totals_wrong(document)),
        notices=tuple(notice.message for notice in document.notices),
    )
