"""Reads a contract from a document: header, terms, doubts and what could not be read."""

from extractors.correspondence import NOTICE, is_email
from extractors.coverage.blanks import blanks
from extractors.coverage.build import coverage_of, unread_coverage
from extractors.coverage.exhibits import exhibits
from extractors.coverage.precedence import precedence
from extractors.coverage.totals import totals
from extractors.header import read_header
from extractors.language import ENGLISH, Languages, english_part, languages_of
from extractors.readers.uncollected import uncollected
from extractors.terms.extract import candidates_of, extract_terms
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
    with uncollected():
        return _contract(document, answer)


def _contract(document: Document, answer: Answer | None) -> Contract:
    languages = languages_of(document.passages)
    notices = tuple(notice.message for notice in document.notices)
    foreign = languages.foreign
    if foreign:
        return Contract(
            document=_info(document, language=foreign),
            coverage=unread_coverage(),
            notices=(*notices, _unread(foreign)),
        )
    document = english_part(document, languages)
    header, evidence = read_header(document)
    warnings: tuple[str, ...] = ()
    if answer is not None:
        warnings = tuple(addressed.notice(passage) for passage in addressed.addressed(document))
        if not warnings:
            header, evidence = joined_header(document, header, evidence, answer)
    extraction = extract_terms(document, header, answer)
    terms = reviewed(extraction.terms, document)
    blank = tuple(blanks(document, lambda part: candidates_of(part, header)))
    doubts = (*extraction.doubts, *blank, *unsure_doubts(terms, evidence, document))
    return Contract(
        document=_info(document),
        contract=header,
        contract_evidence=evidence,
        terms=terms,
        doubts=doubts,
        coverage=coverage_of(document, terms, doubts, extraction.undecided),
        exhibits=exhibits(document),
        precedence=tuple(precedence(document.passages)),
        totals=tuple(totals(document, header.currency or "USD")),
        notices=(*notices, *warnings, *_beside(languages), *_email(document)),
    )


def _info(document: Document, language: str | None = None) -> DocumentInfo:
    return DocumentInfo(
        file=document.file,
        sha256=document.sha256,
        pages=len(document.pages) or None,
        ocr_pages=tuple(p.number for p in document.pages if p.text_layer is TextLayer.OCR),
        unread_pages=document.unread_pages,
        unread_language=language,
    )


def _unread(language: str) -> str:
    return (
        f"This document is written in {language}, which is not read: none of its terms are known. "
        "Enter its terms by hand, or add an English translation."
    )


def _beside(languages: Languages) -> tuple[str, ...]:
    other = languages.beside
    if other is None:
        return ()
    share = round(100 * languages.share(other))
    notice = (
        f"About {share} percent of this document is written in {other}; only the {ENGLISH} part "
        "was read. Where the two differ, see which language prevails."
    )
    return (notice,)


def _email(document: Document) -> tuple[str, ...]:
    return (NOTICE,) if is_email(document.passages) else ()
