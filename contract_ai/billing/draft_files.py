"""A kept draft of an invoice as files: which there are of it, and what they hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlmodel import Session

from checks.billing.falling_due import lacks_terms
from checks.copies import settled
from contract_ai.billing.papers import (
    Form,
    Layout,
    Paper,
    Written,
    note_of,
    with_terms_of,
    write,
)
from contract_ai.storage.contracts import load_contracts
from contract_ai.storage.drafts import DraftState, StoredDraft
from contract_ai.storage.findings import read_proof
from models.cases import Book, CheckSettings
from models.errors import ContractAIError, DocumentError, ErrorCode, RequestError
from models.facts import Facts
from models.issuing import Issuing

OFFERED: Mapping[DraftState, tuple[Form, ...]] = MappingProxyType(
    {
        DraftState.DRAFT: (Form.PDF,),
        DraftState.APPROVED: tuple(Form),
        DraftState.WITHDRAWN: (),
    }
)
"""Which files there are of a draft; before its approval only paper, marked DRAFT on every page."""
MEDIA_TYPES: Mapping[Form, str] = MappingProxyType(
    {
        Form.PDF: "application/pdf",
        Form.UBL: "application/xml",
        Form.QUICKBOOKS: "text/csv; charset=utf-8",
        Form.XERO: "text/csv; charset=utf-8",
    }
)


@dataclass(frozen=True, slots=True)
class Writing:
    """How drafts are written: by which file of the company, as what, on which paper."""

    issuing: Issuing
    form: Form
    layout: Layout


def draft_files(
    papers: Sequence[Paper], how: Writing, refuse: Callable[[DocumentError], None]
) -> Iterator[Written]:
    """Write drafts as `draft_papers` returned them; see `contract_ai.billing.papers.write`."""
    return write(papers, how.issuing, how.form, how.layout, refuse)


def draft_file(paper: Paper, how: Writing) -> Written:
    """Write one draft.

    Raises:
        DocumentError: INVOICE_INCOMPLETE or INVOICE_UNSOUND, with what is missing or wrong.
        SettingsError: PDF_LIBRARY_MISSING, the system has no Pango.
    """

    def refuse(error: DocumentError) -> None:
        raise error

    (made,) = draft_files([paper], how, refuse)
    return made


def kept_papers(
    session: Session, drafts: Sequence[StoredDraft], form: Form, settings: CheckSettings
) -> list[Paper]:
    """Return what is written of drafts; one that has kept no terms has those of its contract.

    Raises:
        RequestError: DRAFT_NOT_SO, there is no such file of one of them.
    """
    for told in drafts:
        must_offer(told, form)
    papers = [_paper(one) for one in drafts]
    if not any(map(lacks_terms, (one.invoice for one in drafts))):
        return papers
    latest = max(one.invoice.issue_date or one.last for one in drafts)
    book = Book(settled(load_contracts(session)), (), Facts(), latest, settings)
    return with_terms_of(papers, book)


def must_offer(told: StoredDraft, form: Form) -> None:
    """Refuse a file that there is not of a draft.

    Raises:
        RequestError: DRAFT_NOT_SO, it is withdrawn, or waits and this would be no paper.
    """
    if form in OFFERED[told.state]:
        return
    what, do = "It waits for its approval.", "Approve it first; until then there is its PDF."
    if told.state is DraftState.WITHDRAWN:
        what, do = "It is withdrawn.", "Work the month out again, if it is to be billed."
    raise RequestError(ErrorCode.DRAFT_NOT_SO, what, where=f"draft {told.id}", do=do)


def in_words(error: ContractAIError) -> str:
    """Say what keeps a draft from being written; paths of the server are not for everybody."""
    if error.code is not ErrorCode.ISSUING_UNUSABLE:
        return f"{error.what} {error.do}"
    return (
        f"{error.what} Who we are and whom we bill stands in the file of the company: whoever runs "
        "the server writes it and names it in CONTRACT_AI_ISSUING; docs/billing.md has one to copy."
    )


def _paper(told: StoredDraft) -> Paper:
    notes = {one.line: note_of(one.working, map(read_proof, one.proofs)) for one in told.lines}
    return Paper(told.invoice, notes)
