"""Connections: what other systems are read, how that went, reading them now.  For administrators.

Nothing that lets us in is shown or taken here: secrets are given at the terminal.
"""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from contract_ai.connectors import opening
from contract_ai.connectors.connections import connections, forget_connection
from contract_ai.connectors.running import run
from contract_ai.connectors.services import Means
from contract_ai.connectors.standing import standings
from contract_ai.connectors.trouble import NAMES
from contract_ai.web.access import Visiting, allow
from contract_ai.web.background import Background
from contract_ai.web.originals import originals_of
from contract_ai.web.pages import page
from contract_ai.web.said import go
from contract_ai.web.syncs import ended_words, work_name
from contract_ai.web.visit import Visit
from models.accounts import Role
from models.errors import ServiceError
from models.ledgers import RecordKind, Service

router = APIRouter()
_LISTS = {
    RecordKind.CUSTOMER: "Customers",
    RecordKind.INVOICE: "Invoices",
    RecordKind.PAYMENT: "Payments",
    RecordKind.PAYOUT: "Payouts",
    RecordKind.DEAL: "Deals",
}


@router.get("/connections")
@allow(Role.ADMINISTRATOR)
def show(request: Request, visit: Visiting) -> Response:
    """Show what is connected, when it was read, and how many records are where."""
    return _page(request, visit)


@router.post("/connections/{service}/sync")
@allow(Role.ADMINISTRATOR)
def sync_now(request: Request, visit: Visiting, service: str) -> Response:
    """Read what changed at a service, in the background."""
    one, site = _connected(visit, service), visit.site
    clock, transport = opening.outside()
    means = Means(site.database.acting(visit.actor), site.vault, clock, transport)
    originals = originals_of(site)

    def work() -> str:
        return ended_words(run(one, means, originals))

    begun = _background(request).start(work_name(one), work, visit.now)
    said = f"{NAMES[one]} is being read{'' if begun else ' already'}."
    return go("/connections", said, site)


@router.post("/connections/{service}/disconnect")
@allow(Role.ADMINISTRATOR)
def disconnect(request: Request, visit: Visiting, service: str) -> Response:
    """Forget what lets us in; what was read stays."""
    one = _connected(visit, service)
    try:
        with visit.write() as session:
            forget_connection(session, one, visit.now)
    except ServiceError as error:
        return _page(request, visit, error.what)
    said = f"{NAMES[one]} is disconnected. What was read is still here."
    return go("/connections", said, visit.site)


def _page(request: Request, visit: Visit, trouble: str = "") -> HTMLResponse:
    with visit.read() as session:
        known = standings(session)
    on = {str(one["service"]) for one in known}
    shown = {
        "known": known,
        "others": [one for one in Service if one.value not in on],
        "names": {one.value: NAMES[one] for one in Service},
        "lists": {kind.value: words for kind, words in _LISTS.items()},
        "works": {one: _background(request).state(work_name(Service(one))) for one in on},
        "trouble": trouble,
    }
    return page(request, visit, "connections.html", shown, 400 if trouble else 200)


def _connected(visit: Visit, service: str) -> Service:
    with visit.read() as session:
        if service not in {one.service for one in connections(session)}:
            raise HTTPException(404)
    return Service(service)


def _background(request: Request) -> Background:
    found: Background = request.app.state.background
    return found
