"""The audit trail: a list with filters, one event in full, and the list to take away."""

from collections.abc import Callable, Iterator
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from contract_ai.audit.export import ORDER, csv_line, plain_text
from contract_ai.audit.sealing import canonical
from contract_ai.desk import trail
from contract_ai.desk.trail import TrailEvent, TrailFilter
from contract_ai.fieldwork.evidence import event_form
from contract_ai.fieldwork.readings import readings
from contract_ai.web.access import Visiting, allow
from contract_ai.web.fieldwork import action_words, place_of
from contract_ai.web.kept import kept
from contract_ai.web.list_address import asked
from contract_ai.web.pacing import OF_ALL, costly
from contract_ai.web.pages import page
from contract_ai.web.routes.audit import AUDITORS
from contract_ai.web.visit import Visit

router = APIRouter()


@router.get("/audit/trail")
@allow(*AUDITORS)
def show_list(
    request: Request, visit: Visiting, number: Annotated[int, Query(alias="page", ge=1)] = 1
) -> Response:
    """List the events that the filter in the address lets through."""
    wanted = asked(request, TrailFilter)

    def make() -> HTMLResponse:
        with visit.read() as session:
            found = trail.find(session, visit.scope, wanted, number)
            actors, actions = trail.choices(session, visit.scope)
            said = readings(session, found.items)
        shown = {
            "found": found,
            "wanted": wanted,
            "actors": actors,
            "actions": actions,
            "readings": said,
            "pages": -(-found.count // trail.PAGE),
            "action_words": action_words,
            "place_of": place_of,
            "turned": lambda number: _address(wanted, number),
        }
        return page(request, visit, "audit_trail.html", shown)

    return kept(request, visit, make)


@router.get("/audit/trail.csv")
@allow(*AUDITORS)
@costly(OF_ALL)
def as_csv(request: Request, visit: Visiting) -> Response:
    """Send the list as CSV; texts that a spreadsheet would take for a formula are made plain."""
    return _sent(request, visit, _csv, "text/csv; charset=utf-8", "trail.csv")


@router.get("/audit/trail.jsonl")
@allow(*AUDITORS)
@costly(OF_ALL)
def as_jsonl(request: Request, visit: Visiting) -> Response:
    """Send the list as JSON, an event a line."""
    return _sent(request, visit, _jsonl, "application/x-ndjson", "trail.jsonl")


@router.get("/audit/trail/{seq}")
@allow(*AUDITORS)
def show(request: Request, visit: Visiting, seq: int) -> Response:
    """Show one event in full, with how its hash is computed."""
    with visit.read() as session:
        event = trail.event(session, visit.scope, seq)
        if event is None:
            raise HTTPException(404)
        said = readings(session, [event])[seq]
        last = trail.find(session, visit.scope, TrailFilter()).items[0].seq
    form = event_form(event)
    sealed = canonical({name: value for name, value in form.items() if name != "hash"})
    shown = {
        "event": event,
        "reading": said,
        "sealed": sealed.decode(),
        "last": last,
        "action_words": action_words,
        "place_of": place_of,
    }
    return page(request, visit, "audit_event.html", shown)


def _sent(
    request: Request,
    visit: Visit,
    write: Callable[[Iterator[TrailEvent]], Iterator[str]],
    kind: str,
    name: str,
) -> Response:
    wanted = asked(request, TrailFilter)

    def pieces() -> Iterator[str]:
        with visit.read() as session:
            yield from write(trail.every(session, visit.scope, wanted))

    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces(), media_type=kind, headers=headers)


def _csv(events: Iterator[TrailEvent]) -> Iterator[str]:
    yield csv_line(ORDER)
    for one in events:
        form = event_form(one)
        yield csv_line([plain_text(form[name]) for name in ORDER])


def _jsonl(events: Iterator[TrailEvent]) -> Iterator[str]:
    for one in events:
        yield f"{canonical(event_form(one)).decode()}\n"


def _address(wanted: TrailFilter, number: int) -> str:
    pairs = [*wanted.pairs(), *([("page", str(number))] if number > 1 else [])]
    return f"/audit/trail?{urlencode(pairs)}" if pairs else "/audit/trail"
