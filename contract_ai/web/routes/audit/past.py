"""What was known at the end of a past day: counts, findings, and the terms of each contract."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from contract_ai.desk import as_of, contract_detail, contracts
from contract_ai.desk.contracts import ContractFilter
from contract_ai.web.access import Visiting, allow
from contract_ai.web.kept import kept
from contract_ai.web.pages import page
from contract_ai.web.routes.audit import AUDITORS
from contract_ai.web.visit import Visit
from reports.term_words import KIND_WORDS, term_words

router = APIRouter()
Number = Annotated[int, Query(alias="page", ge=1)]


@router.get("/audit/past")
@allow(*AUDITORS)
def show(
    request: Request, visit: Visiting, day: date | None = None, number: Number = 1
) -> Response:
    """Show the findings that stood at the end of a day."""
    wanted, scope = day or _latest(visit), visit.scope

    def make() -> HTMLResponse:
        with visit.read() as session:
            counts = as_of.counts(session, scope, wanted)
            total = sum(count for _, count in counts.findings)
            shown = {
                "day": wanted,
                "latest": _latest(visit),
                "counts": counts,
                "total": total,
                "found": as_of.findings(session, scope, wanted, number),
                "number": number,
                "pages": -(-total // as_of.PAGE),
                "turned": lambda place: f"/audit/past?{urlencode({'day': wanted, 'page': place})}",
            }
        return page(request, visit, "audit_past.html", shown)

    return kept(request, visit, make)


@router.get("/audit/past/contracts")
@allow(*AUDITORS)
def list_contracts(
    request: Request, visit: Visiting, day: date | None = None, q: str = "", number: Number = 1
) -> Response:
    """List contracts, to look at their terms as they were known."""
    wanted = day or _latest(visit)

    def make() -> HTMLResponse:
        with visit.read() as session:
            found = contracts.find(session, visit.scope, ContractFilter(q=q[:200]), number)
        shown = {
            "day": wanted,
            "q": q,
            "found": found,
            "pages": -(-found.count // contracts.PAGE),
            "turned": lambda place: (
                "/audit/past/contracts?" + urlencode({"day": wanted, "q": q, "page": place})
            ),
        }
        return page(request, visit, "audit_past_contracts.html", shown)

    return kept(request, visit, make)


@router.get("/audit/past/contracts/{stem}")
@allow(*AUDITORS)
def terms(request: Request, visit: Visiting, stem: str, day: date | None = None) -> Response:
    """Show the terms of a contract as they were known at the end of a day."""
    wanted, scope = day or _latest(visit), visit.scope

    def make() -> HTMLResponse:
        with visit.read() as session:
            row = contract_detail.by_stem(session, scope, stem)
            if row is None:
                raise HTTPException(404)
            known = as_of.terms(session, scope, row, wanted)
        shown = {
            "day": wanted,
            "latest": _latest(visit),
            "stem": stem,
            "known": known,
            "kind_words": KIND_WORDS,
            "term_words": term_words,
        }
        return page(request, visit, "audit_past_terms.html", shown)

    return kept(request, visit, make)


def _latest(visit: Visit) -> date:
    """Return the day that it is by the clock: what is known is kept by it, in UTC."""
    return visit.site.clock().date()
