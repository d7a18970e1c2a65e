"""Reads a contract from a document: header, terms, doubts and what could not be read."""

from extractors.header import read_header
from extractors.terms.extract import extract_terms
from extractors.terms.proposals import addressed
from extractors.terms.proposals.answer import Answer
from extractors.terms.proposals.header import joined_header
from extractors.unsure import reviewed, unsure_doubts
from models.contracts import Contract, DocumentInfo
from models.document import Document, TextLayer


def extract_contract(document: Document, answer: Answer | None = None) -> Contract:
    """Read everything a contract document says about itself and its money.

    ``answer`` is what a second reader proposes of the same document, where one was asked.
    """
    header, evidence = read_header(document)
    notices = [notice.message for notice in document.notices]
    if answer is not None:
        warnings = [addressed.notice(passage) for passage in addressed.addressed(document)]
        if not warnings:
            header, evidence = joined_header(document, header, evidence, answer)
        notices += warnings
    extraction = extract_terms(document, header, answer)
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
        terms=reviewed(extraction.terms, document),
        doubts=(*extraction.doubts, *unsure_doubts(extraction.terms, evidence, document)),
        notices=tuple(notices),
    )
