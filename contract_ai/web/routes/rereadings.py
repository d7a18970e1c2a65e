"""Changed readings: what newer extractors read in another way, before anything of it counts."""

from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from contract_ai.desk.rereadings import (
    compared_rereading,
    rereading,
    rereadings,
    untouched_rereadings,
)
from contract_ai.rereading import deciding
from contract_ai.rereading.book import NoSuchReading
from contract_ai.web.access import Visiting, allow
from contract_ai.web.kept import kept
from contract_ai.web.matching import checked
from contract_ai.web.pages import page
from contract_ai.web.rereadings import field_words, findings_words, thing_words, things_words
from contract_ai.web.said import go
from contract_ai.web.visit import Visit
from models.accounts import Role
from reports.wording import count

router = APIRouter()
AT_ONCE = 200
"""Readings that one press of a button accepts: what is left waits for the next."""

MOST = 40
"""Differences, fields of one, and findings that a page shows: it stays light."""

_DONE = {"accept": "Accepted.", "keep": "Kept as it was."}
_DECIDE = {"accept": deciding.accept, "keep": deciding.keep_as_it_was}


@router.get("/rereadings")
@allow()
def show_list(
    request: Request, visit: Visiting, number: Annotated[int, Query(alias="page", ge=1)] = 1
) -> Response:
    """List the documents that newer extractors read in another way."""

    def make() -> HTMLResponse:
        with visit.read() as session:
            found = rereadings(session, visit.scope, number)
        shown = {"found": found, "may_change": _may_change(visit), "at_once": AT_ONCE}
        shown |= {"things_words": things_words, "findings_words": findings_words}
        return page(request, visit, "rereadings.html", shown)

    return kept(request, visit, make)


@router.get("/rereadings/{number}")
@allow()
def show(request: Request, visit: Visiting, number: int) -> Response:
    """Show what differs in one document beside what counts, and the findings it would change."""

    def make() -> HTMLResponse:
        with visit.read() as session:
            found = rereading(session, visit.scope, number)
            compared = compared_rereading(session, visit.scope, number)
        if found is None:
            raise HTTPException(404)
        shown = {"reading": found, "compared": compared, "may_change": _may_change(visit)}
        shown |= {"field_words": field_words, "thing_words": thing_words, "decimal": Decimal}
        shown |= {"findings_words": findings_words, "most": MOST}
        return page(request, visit, "rereading.html", shown)

    return kept(request, visit, make)


@router.post("/rereadings/accept")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def accept_untouched(request: Request, visit: Visiting) -> Response:
    """Accept readings of documents about which nobody decided anything, and check again."""
    with visit.read() as session:
        numbers = untouched_rereadings(session, visit.scope, AT_ONCE)
    done = sum(_decided(visit, number, "accept") for number in numbers)
    said = f"{count(done, 'document')} accepted."
    return go("/rereadings", f"{said} {checked(request, visit)}" if done else said, visit.site)


@router.post("/rereadings/{number}")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def decide(
    request: Request,
    visit: Visiting,
    number: int,
    decision: Annotated[Literal["accept", "keep"], Form()],
) -> Response:
    """Accept what is read now, or keep what counts; then check again."""
    with visit.read() as session:
        found = rereading(session, visit.scope, number)
    if found is None or not _decided(visit, number, decision):
        return go("/rereadings", "Nothing waits there any more: somebody decided.", visit.site)
    said = f"{found.file}: {_DONE[decision]}"
    if decision == "accept":
        said += f" {checked(request, visit)}"
    return go("/rereadings", said, visit.site)


def _decided(visit: Visit, number: int, decision: Literal["accept", "keep"]) -> bool:
    """Decide about one document, in a transaction of its own; False where somebody did before."""
    try:
        with visit.write() as session:
            _DECIDE[decision](session, number, visit.now)
    except NoSuchReading:
        return False
    return True


def _may_change(visit: Visit) -> bool:
    return visit.person.role is not Role.AUDITOR
