"""The list of findings: filters in the address, sums of what is shown, many decided at once."""

from dataclasses import dataclass
from typing import Annotated, Self

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from contract_ai.accounts.full_names import full_names
from contract_ai.desk.dashboard import recovered
from contract_ai.desk.filters import FilterError
from contract_ai.desk.finding_filter import FindingFilter
from contract_ai.desk.finding_summary import summary
from contract_ai.desk.findings import PAGE, find
from contract_ai.desk.scope import Scope
from contract_ai.lives import Moment
from contract_ai.storage.deciding import (
    DecidedMeanwhile,
    decide_as_seen,
    last_together,
    numbers,
    undo,
)
from contract_ai.storage.findings import NoSuchFinding
from contract_ai.storage.saved_views import SavedView, saved_views
from contract_ai.web.access import Visiting, allow
from contract_ai.web.casework.facets import all_states, chips, facet_views
from contract_ai.web.casework.list_query import ListQuery, read_query, wanted_pairs
from contract_ai.web.casework.seen import all_seen
from contract_ai.web.casework.verbs import (
    OF_MANY,
    UNDO_WITHIN,
    Unclear,
    meanwhile,
    read_decision,
    told,
)
from contract_ai.web.kept import shared
from contract_ai.web.pages import page
from contract_ai.web.routes import Nav
from contract_ai.web.said import go
from contract_ai.web.visit import Visit
from models.accounts import Role
from reports.comparing import title_and_advice
from reports.finding_views import act_words
from reports.wording import count

router = APIRouter()
NAV = Nav("Findings", "/findings", 20)
Text = Annotated[str, Form()]
_TOO_LATE = "This can no longer be undone. Reopen the findings instead."
_NONE_TICKED = "Tick the findings that you decide about."


@dataclass(frozen=True, slots=True)
class Own:
    """What the list shows of its reader: what they decided just now, and the lists they saved."""

    just: dict[str, int]
    views: list[SavedView]

    @classmethod
    def of(cls, session: Session, visit: Visit) -> Self:
        """Read it."""
        return cls(_just_made(session, visit), _views(session, visit))


@router.get("/findings", name="findings")
@allow()
def show(request: Request, visit: Visiting) -> Response:
    """Show one page of the list."""
    asked = read_query(request.url.query)
    with visit.read() as session:
        own = Own.of(session, visit)
    if own.just:  # what is offered for some minutes is no page to keep
        return _list(request, visit, asked, own=own)
    views = own.views
    return shared(request, visit, lambda reader: _list(request, reader, asked, own=own), own=views)


@router.post("/findings/decisions")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def decide(  # noqa: PLR0913, PLR0917 (the fields of the form)
    request: Request,
    visit: Visiting,
    finding: Annotated[list[str] | None, Form()] = None,
    verb: Text = "",
    reason: Text = "",
    until: Text = "",
    back: Text = "",
) -> Response:
    """Decide about all ticked findings, or about none of them."""
    asked = read_query(back)
    seen = all_seen(finding or [])
    if not seen:
        return _list(request, visit, asked, trouble=_NONE_TICKED, status=400)
    try:
        given = {"verb": verb, "reason": reason, "until": until}
        name, today = visit.person.name, visit.site.today()
        made = read_decision(given, by=name, now=visit.now, today=today)
    except Unclear as unclear:
        return _list(request, visit, asked, trouble=str(unclear), ticked=seen, status=400)
    try:
        with visit.write() as session:
            decide_as_seen(session, seen, made, visit.scope.narrow)
    except NoSuchFinding as gone:
        raise HTTPException(404) from gone
    except DecidedMeanwhile as error:
        return _stale(request, visit, error, asked)
    said = f"{count(len(seen), 'finding')} {told(made.state).lower()}."
    return go(asked.address(), said, visit.site)


@router.post("/findings/undo")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def take_back(
    request: Request,
    visit: Visiting,
    finding: Annotated[list[str] | None, Form()] = None,
    back: Text = "",
) -> Response:
    """Take back what the person decided last about one or many findings, if it was just now."""
    asked, seen = read_query(back), all_seen(finding or [])
    moment = Moment(visit.site.today(), visit.now)
    try:
        with visit.write() as session:
            if not seen or seen != _just_made(session, visit):
                raise HTTPException(409, _TOO_LATE)
            for fingerprint, number in seen.items():
                by, narrow = visit.person.name, visit.scope.narrow
                undo(session, fingerprint, number, by, moment, narrow=narrow)
    except NoSuchFinding as gone:
        raise HTTPException(404) from gone
    except DecidedMeanwhile as error:
        return _stale(request, visit, error, asked)
    said = f"Undone: {count(len(seen), 'finding')} as before."
    return go(asked.address(), said, visit.site)


def _just_made(session: Session, visit: Visit) -> dict[str, int]:
    return last_together(session, visit.person.name, visit.now - UNDO_WITHIN)


def _list(  # noqa: PLR0913 (each says one thing of the page)
    request: Request,
    visit: Visit,
    asked: ListQuery,
    *,
    own: Own | None = None,
    trouble: str = "",
    ticked: dict[str, int] | None = None,
    status: int = 200,
) -> HTMLResponse:
    today, scope = visit.site.today(), visit.scope
    with visit.read() as session:
        found = summary(session, scope, asked.wanted, today)
        pages = max(-(-found.count // PAGE), 1)
        shown = asked.pages(min(asked.page, pages))
        items = find(session, scope, shown.wanted, today, shown.page).items
        latest = numbers(session, [item.fingerprint for item in items])
        back = recovered(session, scope)
        own = own or Own.of(session, visit)
    told_titles = {item.fingerprint: title_and_advice(item.message) for item in items}
    things = {
        "asked": shown,
        "found": found,
        "items": items,
        "titles": told_titles,
        "latest": latest,
        "pages": pages,
        "facets": facet_views(found, shown),
        "chips": chips(shown),
        "in_all": all_states(found),
        "recovered": back,
        "views": own.views,
        "just": own.just,
        "verbs": OF_MANY,
        "decides": visit.person.role is not Role.AUDITOR,
        "query": shown.address(""),
        "contract_address": shown.addresses("contract"),
        "page_address": lambda number: shown.pages(number).address(),
        "days_left": lambda day: act_words(day.isoformat(), today),
        "trouble": trouble,
        "ticked": ticked or {},
        "hidden": [pair for pair in shown.search_pairs() if pair[0] != "q"],
    }
    return page(request, visit, "findings.html", things, status)


def _views(session: Session, visit: Visit) -> list[SavedView]:
    found = saved_views(session, visit.person.id)
    return [one for one in found if _is_for(one, visit.scope)]


def _is_for(view: SavedView, scope: Scope) -> bool:
    """Whether a saved list names no contract that there is not for this person."""
    try:
        return all(map(scope.sees, FindingFilter.parse(wanted_pairs(view.query)).contract))
    except FilterError:  # of a program with other filters
        return False


def _stale(request: Request, visit: Visit, error: DecidedMeanwhile, asked: ListQuery) -> Response:
    by = error.latest.by
    with visit.read() as session:
        name = full_names(session, [by]).get(by, by) if by else ""
    what = meanwhile(error, name, visit.now)
    shown = {"what": what, "again": asked.address(), "words": "Load the list again"}
    return page(request, visit, "changed.html", shown, 409)
