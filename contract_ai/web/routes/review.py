"""The term review: the queue of contracts, and one contract beside its document."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from contract_ai.desk.rereadings import count_rereadings
from contract_ai.desk.review_sheet import Sheet, sheet
from contract_ai.desk.reviews import SHOWN, SORTS, QueueFilter, following, queue
from contract_ai.pagework.forms import Flow, Outline
from contract_ai.web.access import Visiting, allow
from contract_ai.web.drawing import pages
from contract_ai.web.kept import shared
from contract_ai.web.list_address import asked
from contract_ai.web.pages import page
from contract_ai.web.review import views
from contract_ai.web.routes import Nav
from contract_ai.web.visit import Visit
from models.accounts import Role
from models.errors import DocumentError
from reports.term_words import KIND_WORDS

router = APIRouter()
NAV = Nav("Review", "/review", 30, over=("/rereadings",))
CHANGES = frozenset({Role.FINANCE, Role.ADMINISTRATOR})


@router.get("/review")
@allow()
def show_queue(
    request: Request, visit: Visiting, number: Annotated[int, Query(alias="page", ge=1)] = 1
) -> Response:
    """List the contracts whose terms wait for a person."""
    wanted = asked(request, QueueFilter)

    def make(reader: Visit) -> HTMLResponse:
        with reader.read() as session:
            found = queue(session, reader.scope, wanted, number)
            newer = count_rereadings(session, reader.scope)
        shown = {"found": found, "wanted": wanted, "choices": SHOWN, "sorts": SORTS, "newer": newer}
        return page(request, reader, "review_queue.html", shown)

    return shared(request, visit, make)


@router.get("/review/{stem}")
@allow()
def show(request: Request, visit: Visiting, stem: str) -> Response:
    """Show a contract's document with its terms beside it."""
    with visit.read() as session:
        found = seen(visit, sheet(session, visit.scope, stem))
        then = following(session, visit.scope, stem)
    outline, flow, trouble = _document(request, found.item.sha256)
    shown = {
        "sheet": found,
        "contract": found.contract,
        "groups": views.groups(found),
        "facts": tuple(views.facts(found.contract)),
        "doubts": views.doubts(found.contract),
        "sought": views.sought(found.contract),
        "outline": outline,
        "flow": flow,
        "trouble": trouble,
        "may_change": may_change(visit),
        "then": then,
        "kinds": KIND_WORDS,
    }
    return page(request, visit, "review.html", shown)


def seen(visit: Visit, found: Sheet | None) -> Sheet:
    """Return a contract to review.

    Raises:
        HTTPException: 404, there is none that this person may see.
    """
    if found is None or not visit.scope.sees(found.item.stem):
        raise HTTPException(404)
    return found


def may_change(visit: Visit) -> bool:
    """Whether this person may decide about terms."""
    return visit.person.role in CHANGES


def _document(request: Request, sha256: str) -> tuple[Outline, Flow, str]:
    """Return the pages of a document or its text, or in words why neither can be shown."""
    try:
        outline = pages(request).outline(sha256)
        flow = Flow() if outline.pages else pages(request).flow(sha256)
    except DocumentError as error:
        return Outline(kind="unknown"), Flow(), f"{error.what} {error.do}"
    return outline, flow, ""
