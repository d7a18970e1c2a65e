"""Legal holds: contracts that are kept whatever the rule of retention says."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from contract_ai.intake import retention
from contract_ai.intake.retention import NotPossible
from contract_ai.storage.api_calls import Answer
from contract_ai.web.access import Visiting, needs
from contract_ai.web.api import PREFIX
from contract_ai.web.api.changed import ChangedMeanwhile
from contract_ai.web.api.forms import Given, Listed, Moment, Out
from contract_ai.web.api.once import Changing
from contract_ai.web.api.paging import Cursor, Form, Limit, listed, number_in, page_after, send
from contract_ai.web.visit import Visit
from models.accounts import Scope
from models.errors import ErrorCode, RequestError

router = APIRouter(tags=["Legal holds"])
_LONGEST = 1000
_WHY = "Why; the audit trail keeps it."


class HoldOut(Out):
    """A contract on hold."""

    contract: str
    reason: str
    set_by: str
    set_at: Moment


class HoldRows(Listed):
    """A page of holds, by contract."""

    items: list[HoldOut]


class HoldIn(Given):
    """Which contract is put on hold, and why."""

    contract: str = Field(min_length=1, max_length=255)
    reason: str = Field(min_length=1, max_length=_LONGEST, description=_WHY)


class LiftIn(Given):
    """Why a hold is lifted."""

    reason: str = Field(min_length=1, max_length=_LONGEST, description=_WHY)


class Lifted(Out):
    """A contract that is not on hold any more."""

    contract: str
    lifted_at: Moment


@router.get("/holds", response_model=HoldRows)
@needs(Scope.HOLDS_READ)
def list_holds(
    request: Request, visit: Visiting, limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """List the contracts on hold that this person sees."""
    number = number_in(request, cursor)

    def make() -> Form:
        with visit.read() as session:
            found = [one for one in retention.holds(session) if visit.scope.sees(one.contract)]
        shown = found[(number - 1) * limit : number * limit]
        more = page_after(number, limit, len(found))
        return listed(request, [HoldOut.of(one).form() for one in shown], more)

    return send(request, visit, make)


@router.post("/holds", response_model=HoldOut, status_code=201)
@needs(Scope.HOLDS_WRITE)
def set_hold(visit: Visiting, once: Changing, given: HoldIn) -> Response:
    """Put a contract on legal hold: it is not erased, whatever the rule says."""
    reason = _reason(given.reason)

    def work(session: Session) -> Answer:
        _must_see(session, visit, given.contract)
        try:
            retention.put_on_hold(session, given.contract, reason, visit.now)
        except NotPossible as error:
            raise ChangedMeanwhile(str(error), given.contract, "on hold") from None
        made = HoldOut(
            contract=given.contract, reason=reason, set_by=visit.actor.name, set_at=visit.now
        )
        return Answer(201, made.form(), f"{PREFIX}/holds")

    return once.change(work)


@router.post("/holds/{stem}/lift", response_model=Lifted)
@needs(Scope.HOLDS_WRITE)
def lift_hold(visit: Visiting, once: Changing, stem: str, given: LiftIn) -> Response:
    """Lift the hold of a contract."""
    reason = _reason(given.reason)

    def work(session: Session) -> Answer:
        _must_see(session, visit, stem)
        try:
            retention.lift_hold(session, stem, reason, visit.now)
        except NotPossible as error:
            raise ChangedMeanwhile(str(error), stem, "not on hold") from None
        return Answer(200, Lifted(contract=stem, lifted_at=visit.now).form(), f"{PREFIX}/holds")

    return once.change(work)


def _must_see(session: Session, visit: Visit, stem: str) -> None:
    if not visit.scope.sees(stem) or not retention.is_known(session, stem):
        raise HTTPException(404)


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        what, do = "No reason is given.", "Say why; it is kept in the audit trail."
        raise RequestError(ErrorCode.REQUEST_INVALID, what, where="reason", do=do)
    return reason
