"""Ordering runs of the checks, how far they are, and how the last run ended."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, HTTPException, Request
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from contract_ai.desk.dashboard import last_run
from contract_ai.storage import check_orders
from contract_ai.storage.api_calls import Answer
from contract_ai.storage.check_orders import OrderState
from contract_ai.web.access import Visiting, needs
from contract_ai.web.api import PREFIX
from contract_ai.web.api.forms import Given, Moment, Out
from contract_ai.web.api.once import Changing
from contract_ai.web.api.paging import send_fresh
from contract_ai.web.api.routes.contracts import row_of
from contract_ai.web.checking import Checking
from contract_ai.web.ordered import OrderedChecks
from models.accounts import Scope
from models.tables.check_orders import CheckOrderRow

router = APIRouter(tags=["Checks"])
_NARROW = "The name of a contract to narrow the run to; nothing for all that changed."


class LastRun(Out):
    """The last whole run."""

    as_of: date
    finished_at: Moment
    findings: int
    tests: int


class CheckState(Out):
    """How far the checks are: ``orders`` wait or run; ``said`` and ``trouble`` are of a run that a page began."""

    running: bool
    orders: int
    since: Moment | None = None
    said: str
    trouble: str
    last_run: LastRun | None = None


class Wanted(Given):
    """What is to be checked."""

    contract: str | None = Field(default=None, min_length=1, max_length=255, description=_NARROW)


class Ordered(Out):
    """A run that was ordered; ``address`` is where to ask how far it is.

    ``queued`` is true where other orders come before it.
    """

    order: int
    state: OrderState
    address: str
    queued: bool


class OrderOut(Out):
    """How far an ordered run is; ``as_of`` is the day that it takes for today.

    When it is done there are counts: families of contracts that were checked ``again``, findings
    and tests (of the contract, where it is narrowed to one), and checks that crashed.  When it
    failed, ``code`` with ``what`` is wrong and what to ``do``.
    """

    order: int
    state: OrderState
    ordered_by: str
    ordered_at: Moment
    contract: str | None = None
    as_of: date
    began_at: Moment | None = None
    ended_at: Moment | None = None
    again: int | None = None
    findings: int | None = None
    tests: int | None = None
    crashes: int | None = None
    code: str | None = None
    what: str | None = None
    do: str | None = None


@router.get("/checks", response_model=CheckState)
@needs(Scope.CHECKS_RUN)
def show_checks(request: Request, visit: Visiting) -> Response:
    """Say how far the checks are."""
    checking: Checking = request.app.state.checking
    with visit.read() as session:
        last, orders = last_run(session), check_orders.open_orders(session)
    state = checking.state
    found = CheckState.of(
        state,
        running=state.running or orders > 0,
        orders=orders,
        last_run=LastRun.of(last) if last else None,
    )
    return send_fresh(request, found.form())


@router.get("/checks/{order}", response_model=OrderOut)
@needs(Scope.CHECKS_RUN)
def show_check_order(request: Request, visit: Visiting, order: int) -> Response:
    """Say how far an ordered run is, and what it came to."""
    with visit.read() as session:
        row = check_orders.find(session, order)
        if row is None or (row.contract and not visit.scope.sees(row.contract)):
            raise HTTPException(404)
        return send_fresh(request, _shown(row))


@router.post("/checks", response_model=Ordered, status_code=202)
@needs(Scope.CHECKS_RUN)
def run_checks(
    request: Request,
    visit: Visiting,
    once: Changing,
    given: Annotated[Wanted | None, Body()] = None,
) -> Response:
    """Order a run over what changed since the last one, or over what changed for one contract."""
    contract = (given and given.contract) or ""

    def work(session: Session) -> Answer:
        if contract:
            row_of(session, visit, contract)
        row = check_orders.order_checks(session, contract, visit.site.today(), visit.now)
        address = f"{PREFIX}/checks/{row.id}"
        queued = check_orders.open_orders(session) > 1
        made = Ordered(
            order=row.id or 0, state=OrderState(row.state), address=address, queued=queued
        )
        return Answer(202, made.form(), address)

    answer = once.change(work)
    ordered: OrderedChecks = request.app.state.ordered
    ordered.look()
    return answer


def _shown(row: CheckOrderRow) -> dict[str, object]:
    """Write an order; what is not known yet is left out."""
    texts = {name: getattr(row, name) or None for name in ("contract", "code", "what", "do")}
    found = OrderOut.of(row, order=row.id, ordered_by=row.made_by, ordered_at=row.made_at, **texts)
    return found.form()
