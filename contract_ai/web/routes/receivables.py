"""What customers owe: ageing by the contract, how fast money comes in, open items, forecast."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from checks.receivables.ageing import BUCKETS
from contract_ai.audit.trail import newest
from contract_ai.deciding_payments import LONGEST
from contract_ai.desk.ledger import customer_key, ledger
from contract_ai.desk.receivables import receivables
from contract_ai.web.access import Visiting, allow
from contract_ai.web.changing import changes
from contract_ai.web.kept import shared
from contract_ai.web.pages import page
from contract_ai.web.routes import Nav
from contract_ai.web.routes.payments import SIGNS, STATES
from contract_ai.web.visit import Visit
from models.accounts import Role

router = APIRouter()
_DIGITS = 18  # of a 64-bit number
MAY = (Role.FINANCE, Role.AUDITOR)
NAV = Nav("Receivables", "/receivables", 35, frozenset(MAY))


@router.get("/receivables")
@allow(*MAY)
def show(request: Request, visit: Visiting) -> Response:
    """Show what customers owe today, of the contracts that the reader may see."""

    def make(reader: Visit) -> HTMLResponse:
        with reader.read() as session:
            seen, _ = newest(session)
            today, settings = visit.site.today(), visit.site.settings.for_checks
            found = receivables(session, reader.scope, today, settings)
        shown = {"found": found, "buckets": BUCKETS, "seen": seen, "customer_key": customer_key}
        return page(request, reader, "receivables.html", shown)

    return shared(request, visit, make)


@router.get("/receivables/customer/{key}")
@allow(*MAY)
def show_customer(request: Request, visit: Visiting, key: str) -> Response:
    """Show what one customer owes, paid and promised."""

    def make(reader: Visit) -> HTMLResponse:
        with reader.read() as session:
            today, settings = visit.site.today(), visit.site.settings.for_checks
            found = ledger(session, reader.scope, key, today, settings)
        if found is None:
            raise HTTPException(404)
        shown = {
            "found": found,
            "states": STATES,
            "signs": SIGNS,
            "may_change": reader.person.role is Role.FINANCE,
            "longest": LONGEST,
        }
        return page(request, reader, "customer.html", shown)

    return shared(request, visit, make)


@router.get("/receivables/events")
@allow(*MAY)
async def events(request: Request, visit: Visiting, since: int) -> Response:
    """Tell that something changed after an event of the audit trail, while the page is open."""
    last = request.headers.get("last-event-id", "")
    number = int(last) if last.isascii() and last.isdigit() and len(last) <= _DIGITS else since
    return StreamingResponse(
        changes(visit.site.database, request.app.state.stopping, number),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )
