"""The audit trail: its events, and whether it is whole."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contract_ai.audit.stored import COLUMNS, stored_from
from contract_ai.audit.verify import verify
from contract_ai.web.access import Visiting, needs
from contract_ai.web.api.forms import Listed, Moment, Out
from contract_ai.web.api.paging import Cursor, Form, Limit, listed, number_in, send, send_fresh
from contract_ai.web.pacing import OF_ALL, costly
from models.accounts import Scope

router = APIRouter(tags=["Audit trail"])


class EventOut(Out):
    """One change: who did what to what, when and why; hashes seal each event to the one before."""

    seq: int
    at: Moment
    actor: str
    role: str
    action: str
    object: str
    contract: str | None = None
    reason: str
    before: str | None = None
    after: str | None = None
    prev: str
    hash: str


class EventRows(Listed):
    """A page of events, oldest first."""

    items: list[EventOut]


class VerdictOut(Out):
    """Whether the trail is whole: ``bad`` is the first event that is wrong, and ``why``.

    Without anchors kept outside, who can write into the database can write the whole trail anew.
    """

    events: int
    first: str
    last: str
    bad: int | None = None
    why: str


@router.get("/audit/events", response_model=EventRows)
@needs(Scope.AUDIT_READ)
def list_events(
    request: Request, visit: Visiting, limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """List what changed, oldest first; who sees some contracts only sees what is about them."""
    after = number_in(request, cursor, first=0)

    def make() -> Form:
        with visit.read() as session:
            rows = stored_from(session, visit.scope.narrow, after, limit + 1)
        found = [_event(row) for row in rows]
        more = found[limit - 1]["seq"] if len(found) > limit else None
        return listed(request, found[:limit], more)

    return send(request, visit, make)


@router.get("/audit/verify", response_model=VerdictOut)
@needs(Scope.AUDIT_READ)
@costly(OF_ALL)
def verify_trail(request: Request, visit: Visiting) -> Response:
    """Compute every hash of the trail again, whatever an earlier answer said."""
    with visit.read() as session:
        found = VerdictOut.of(verify(session))
    return send_fresh(request, found.form())


def _event(row: Any) -> Form:  # noqa: ANN401 (the columns of a row)
    values = zip(COLUMNS, row, strict=True)
    return {name: value for name, value in values if value is not None}
