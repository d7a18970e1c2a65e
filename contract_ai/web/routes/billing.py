"""Drafts of invoices: worked out for a month, looked at line by line, approved or withdrawn."""

from calendar import monthrange
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response

from checks.reconciliation.three_way import Span
from contract_ai.billing import drafting
from contract_ai.billing.draft_files import OFFERED, in_words
from contract_ai.billing.drafting import Drafting, Kept, keep, loading
from contract_ai.desk import billing as desk
from contract_ai.issuing import load_issuing
from contract_ai.storage import draft_changes as store
from contract_ai.storage.draft_changes import Approval
from contract_ai.storage.drafts import DraftState, StoredDraft
from contract_ai.web.access import Visiting, allow
from contract_ai.web.pages import page as shown_page
from contract_ai.web.routes import Nav
from contract_ai.web.said import go
from contract_ai.web.visit import Visit
from models.accounts import Role
from models.errors import RequestError, SettingsError
from reports.wording import count

router = APIRouter()
Text = Annotated[str, Form()]
MAY = (Role.FINANCE, Role.AUDITOR)
NAV = Nav("Billing", "/billing", 33, frozenset(MAY))
PER_PAGE = 50
_MOST_PAGES = 10_000


@router.get("/billing")
@allow(*MAY)
def show(request: Request, visit: Visiting, period: str = "", page: int = 1) -> Response:
    """Show the drafts of a month, the latest that has any where none is named."""
    return _list(request, visit, period, page)


@router.post("/billing/keep")
@allow(Role.FINANCE)
def work_out(request: Request, visit: Visiting, period: Text = "") -> Response:
    """Work out what should be billed in a month, and keep the drafts of it."""
    span = _month(period)
    if span is None:
        return _list(request, visit, "", 1, "Write the month as 2026-03.")
    if not visit.scope.is_all:
        trouble = "Drafts are worked out for all contracts: ask somebody who may see all."
        return _list(request, visit, period, 1, trouble)
    database = visit.site.database.acting(visit.actor)
    kept = keep(Drafting(database, span, loading(visit.site.settings, span)), visit.now)
    return go(f"/billing?period={span.start:%Y-%m}", _said(kept), visit.site)


@router.get("/billing/{number}")
@allow(*MAY)
def show_one(request: Request, visit: Visiting, number: int) -> Response:
    """Show one draft with the working and the clauses of its lines."""
    return show_draft(request, visit, number)


@router.post("/billing/{number}/approve")
@allow(Role.FINANCE)
def approve(request: Request, visit: Visiting, number: int, seen: Text = "") -> Response:
    """Approve a draft as it was shown; it gets its number."""
    find_draft(visit, number)
    site, on = visit.site, visit.site.today()
    series = site.settings.invoice_numbers.format(year=f"{on:%Y}")
    given = Approval(seen, series, on, visit.now)
    load = partial(loading, site.settings)
    try:
        done = drafting.approve(site.database.acting(visit.actor), load, number, given)
    except RequestError as error:
        return show_draft(request, visit, number, f"Not approved: {error.what}")
    return go(f"/billing/{number}", f"Approved as {done.number}.", site)


@router.post("/billing/{number}/withdraw")
@allow(Role.FINANCE)
def withdraw(request: Request, visit: Visiting, number: int, reason: Text = "") -> Response:
    """Take a draft back that was not approved."""
    find_draft(visit, number)
    if not reason.strip():
        return show_draft(request, visit, number, "Say why; it is kept in the audit trail.")
    try:
        with visit.write() as session:
            store.withdraw(session, number, reason.strip(), visit.now)
    except RequestError as error:
        return show_draft(request, visit, number, f"Not withdrawn: {error.what}")
    return go(f"/billing/{number}", "The draft is withdrawn.", visit.site)


def _list(request: Request, visit: Visit, period: str, page: int, trouble: str = "") -> Response:
    with visit.read() as session:
        months = desk.bill_months(session, visit.scope)
        wanted = _month(period)
        day = wanted.start if wanted else months[0] if months else None
        total = desk.count_bill_drafts(session, visit.scope, day) if day else 0
        pages = max(1, -(-total // PER_PAGE))
        page = min(max(page, 1), pages, _MOST_PAGES)
        found = desk.bill_drafts(session, visit.scope, day, page, PER_PAGE) if day else []
    shown = {
        "months": months,
        "day": day,
        "found": found,
        "page": page,
        "pages": pages,
        "total": total,
        "trouble": trouble,
        "may_change": visit.person.role is Role.FINANCE,
    }
    return shown_page(request, visit, "billing.html", shown, 400 if trouble else 200)


def show_draft(request: Request, visit: Visit, number: int, trouble: str = "") -> Response:
    """Show one draft, and what went wrong with it.

    Raises:
        HTTPException: 404, there is no such draft, or it is not for this person.
    """
    found = find_draft(visit, number)
    waits = found.state is DraftState.DRAFT
    forms = OFFERED[found.state]
    shown = {
        "draft": found,
        "lines": list(desk.lines_of(found)),
        "trouble": trouble,
        "forms": forms,
        "no_files": why_no_files(visit.site.settings.issuing) if forms else "",
        "may_change": waits and visit.person.role is Role.FINANCE,
    }
    return shown_page(request, visit, "billing_draft.html", shown, 400 if trouble else 200)


def find_draft(visit: Visit, number: int) -> StoredDraft:
    """Return a draft that this person may see.

    Raises:
        HTTPException: 404, there is none.
    """
    with visit.read() as session:
        found = desk.bill_draft(session, visit.scope, number)
    if found is None:
        raise HTTPException(404)
    return found


def why_no_files(issuing: Path | None) -> str:
    """Say why no invoice can be written, whatever stands in it; "" where it can."""
    try:
        load_issuing(issuing)
    except SettingsError as error:
        return in_words(error)
    return ""


def _month(text: str) -> Span | None:
    """Read a month as 2026-03; None where it is none."""
    try:
        first = date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        return None
    return Span(first, first.replace(day=monthrange(first.year, first.month)[1]))


def _said(kept: Kept) -> str:
    waiting = len(kept.made) + len(kept.changed) + len(kept.same)
    said = f"{count(waiting, 'draft')} to approve, {len(kept.made)} of them new."
    if kept.untold:
        first = kept.untold[0]
        said += f" {count(len(kept.untold), 'matter')} cannot be told, such as {first.contract}: "
        said += first.reason
    return said
