"""The contracts and the terms that were used, each with its quote."""

from dataclasses import dataclass

from models.contracts import Contract, ContractHeader
from models.coverage import Coverage
from models.terms import Term
from reports.coverage_words import RESULTS, coverage_words
from reports.proofs import Quote, where
from reports.term_words import KIND_WORDS, term_words
from reports.wording import count

_KIND = {
    "agreement": "Agreement",
    "statement_of_work": "Statement of work",
    "order_form": "Order form",
    "amendment": "Amendment",
    "other": "Document",
}


@dataclass(frozen=True, slots=True)
class TermView:
    """One term in words, its quote, and how sure we are."""

    kind: str
    words: str
    quote: Quote
    sureness: str
    review: bool


@dataclass(frozen=True, slots=True)
class CoverageView:
    """One kind of term that was looked for: the result, and where it was sought."""

    kind: str
    status: str
    result: str
    words: str


@dataclass(frozen=True, slots=True)
class ContractView:
    """One contract document: what it says of itself, its terms, what could not be read.

    ``absent`` are the kinds of term that were looked for and not found, or not for sure;
    ``silent_words`` names those of which no passage speaks, ``found_words`` those that were
    found.  ``possible`` may be terms.
    """

    stem: str
    title: str
    file: str
    facts: tuple[tuple[str, str], ...]
    terms: tuple[TermView, ...]
    terms_words: str
    found_words: str
    absent: tuple[CoverageView, ...]
    silent_words: str
    possible: tuple[TermView, ...]
    doubts: tuple[tuple[str, Quote], ...]
    notices: tuple[str, ...]
    unread: bool


def contract_views(contracts: tuple[Contract, ...]) -> tuple[ContractView, ...]:
    """Show each contract and its terms in the order of the document."""
    return tuple(_view(contract) for contract in contracts)


def _view(contract: Contract) -> ContractView:
    review = sum(term.review for term in contract.terms)
    words = count(len(contract.terms), "term")
    if contract.confirmed:
        words += ", confirmed by a person"
    elif review:
        words += f", {review} to review"
    return ContractView(
        stem=contract.stem,
        title=contract.contract.title or contract.stem,
        file=contract.document.file,
        facts=_facts(contract.contract),
        terms=tuple(_term(term, confirmed=contract.confirmed) for term in contract.terms),
        terms_words=words,
        found_words=_found(contract),
        absent=tuple(
            CoverageView(
                kind=KIND_WORDS.get(one.kind, one.kind),
                status=one.status,
                result=RESULTS.get(one.status, one.status),
                words=coverage_words(one, contract),
            )
            for one in contract.coverage
            if one.status not in ("found", "unread") and not _is_silent(one)
        ),
        silent_words=", ".join(
            KIND_WORDS.get(one.kind, one.kind).lower()
            for one in contract.coverage
            if _is_silent(one)
        ),
        possible=tuple(view for one in contract.coverage for view in _possible(one)),
        doubts=tuple(
            (doubt.reason, Quote(doubt.evidence.quote, doubt.evidence.file, where(doubt.evidence)))
            for doubt in contract.doubts
        ),
        notices=contract.notices,
        unread=contract.document.unread_language is not None,
    )


def _found(contract: Contract) -> str:
    found = [one for one in contract.coverage if one.status == "found"]
    return ", ".join(f"{KIND_WORDS.get(one.kind, one.kind).lower()} ({one.found})" for one in found)


def _is_silent(one: Coverage) -> bool:
    return one.status == "not_found" and not one.passages


def _possible(one: Coverage) -> tuple[TermView, ...]:
    return tuple(_term(term, confirmed=False) for term in one.possible)


def _term(term: Term, *, confirmed: bool) -> TermView:
    evidence = term.evidence
    return TermView(
        kind=KIND_WORDS.get(term.kind, term.kind),
        words=term_words(term),
        quote=Quote(evidence.quote, evidence.file, where(evidence)),
        sureness="confirmed" if confirmed else f"{term.confidence:.2f}",
        review=term.review and not confirmed,
    )


def _facts(header: ContractHeader) -> tuple[tuple[str, str], ...]:
    rows = (
        ("Kind", _KIND[header.kind]),
        ("Number", header.number),
        ("Amends", header.amends),
        ("Under", header.under),
        *((party.role.capitalize(), party.name) for party in header.parties),
        ("In force from", header.effective_date),
        ("Until", header.expiration_date),
        ("First term", header.initial_term),
        ("Renews by itself", _yes(answer=header.auto_renewal)),
        ("Renewal term", header.renewal_term),
        ("Notice", header.renewal_notice),
        ("Currency", header.currency),
        ("Law", header.governing_law),
        ("Signed", _yes(answer=header.signed)),
        ("PO number required", _yes(answer=header.purchase_order_required)),
    )
    return tuple((label, str(value)) for label, value in rows if value is not None)


def _yes(*, answer: bool | None) -> str | None:
    return None if answer is None else "yes" if answer else "no"
