"""Drafts of invoices: the list of a month, and each as a file."""

from datetime import date
from hashlib import sha256
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from contract_ai.billing.draft_files import (
    MEDIA_TYPES,
    OFFERED,
    Writing,
    draft_file,
    in_words,
    kept_papers,
)
from contract_ai.billing.papers import Form as FileForm
from contract_ai.billing.papers import Layout
from contract_ai.desk import billing as desk
from contract_ai.issuing import load_issuing
from contract_ai.storage.drafts import DraftState, StoredDraft
from contract_ai.web.access import Visiting, needs
from contract_ai.web.api.forms import Amount, Listed, Moment, Out, written
from contract_ai.web.api.paging import Cursor, Form, Limit, listed, number_in, page_after, send
from contract_ai.web.attached import attached
from contract_ai.web.pacing import costly
from contract_ai.web.visit import Visit
from models.accounts import Scope
from models.errors import ErrorCode, RequestError, SettingsError
from models.issuing import Issuing

router = APIRouter(tags=["Billing"])


class DraftOut(Out):
    """A draft of an invoice; ``number`` and ``approved_...`` are there once it is approved.

    ``files`` are the forms that there are of it.
    """

    draft: int
    state: DraftState
    contract: str
    customer: str | None = None
    currency: str
    first: date
    last: date
    net: Amount
    number: str | None = None
    approved_by: str | None = None
    approved_at: Moment | None = None
    files: list[FileForm]


class DraftRows(Listed):
    """A page of drafts, by contract."""

    items: list[DraftOut]


@router.get("/drafts", response_model=DraftRows)
@needs(Scope.DRAFTS_READ)
def list_drafts(
    request: Request,
    visit: Visiting,
    period: Annotated[
        str, Query(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", description="The month: `2026-03`.")
    ],
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Response:
    """List the drafts of invoices of a month."""
    number, day = number_in(request, cursor), date.fromisoformat(f"{period}-01")

    def make() -> Form:
        with visit.read() as session:
            found = desk.bill_drafts(session, visit.scope, day, number, limit)
            total = desk.count_bill_drafts(session, visit.scope, day)
        return listed(request, list(map(_row, found)), page_after(number, limit, total))

    return send(request, visit, make)


@router.get(
    "/drafts/{number}/files/{form}",
    response_class=Response,
    responses={200: {"content": {one: {} for one in sorted(set(MEDIA_TYPES.values()))}}},
)
@needs(Scope.DRAFTS_READ)
@costly()
def draft_as_file(
    request: Request,
    visit: Visiting,
    number: int,
    form: FileForm,
    paper: Annotated[Literal["a4", "letter"], Query(description="The sheet of a PDF.")] = "a4",
) -> Response:
    """Return an approved draft as PDF, UBL or a table; one that waits as PDF, marked DRAFT."""
    settings = visit.site.settings
    with visit.read() as session:
        found = desk.bill_draft(session, visit.scope, number)
        if found is None:
            raise HTTPException(404)
        papers = kept_papers(session, [found], form, settings.for_checks)
    how = Writing(_issuing(visit), form, Layout(visit.site.today(), paper))
    made = draft_file(papers[0], how)
    tag = f'"{sha256(made.data).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "authorization"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(made.data, media_type=MEDIA_TYPES[form], headers=headers | attached(made.name))


def _issuing(visit: Visit) -> Issuing:
    try:
        return load_issuing(visit.site.settings.issuing)
    except SettingsError as error:
        where, what = "the server", in_words(error)
        raise RequestError(ErrorCode.ISSUING_UNUSABLE, what, where=where, do="") from error


def _row(told: StoredDraft) -> Form:
    net = written(told.net, told.currency)
    row = DraftOut.of(
        told,
        draft=told.id,
        net=net,
        customer=told.invoice.customer.name,
        files=list(OFFERED[told.state]),
    )
    return row.form()
