"""Terms of a contract with their state, and deciding about them.

A term's number is its version: who decides about it gives it another one, so that a number which
is no longer in use says that somebody was faster.
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from pydantic import Field, JsonValue, ValidationError
from sqlmodel import Session

from contract_ai.desk import contract_detail
from contract_ai.desk.contract_detail import TermVersion
from contract_ai.storage.api_calls import Answer
from contract_ai.storage.terms import CONFIRMED, CORRECTED, REJECTED, NoSuchTerm, correct, decide
from contract_ai.web.access import Visiting, needs
from contract_ai.web.api import PREFIX
from contract_ai.web.api.changed import ChangedMeanwhile
from contract_ai.web.api.forms import Given, Listed, Moment, Out
from contract_ai.web.api.once import Changing, Once
from contract_ai.web.api.paging import Cursor, Form, Limit, listed, number_in, page_after, send
from contract_ai.web.api.routes.contracts import row_of
from contract_ai.web.visit import Visit
from models.accounts import Scope
from models.errors import ErrorCode, RequestError
from models.forms import term_form
from models.terms import AnyTerm

router = APIRouter(tags=["Terms"])
_STATES = "proposed, confirmed, corrected or rejected."
_ASIDE = frozenset({"kind", "evidence", "confidence", "review"})
Reason = Annotated[str, Field(max_length=1000, description="Why; the audit trail keeps it.")]


class TermRow(Out):
    """A term and its state; ``number`` is its version, to be named by who decides about it."""

    number: int
    state: str = Field(description=_STATES)
    review: bool
    valid_from: date | None = None
    valid_to: date | None = None
    known_from: Moment
    known_to: Moment | None = None
    superseded_by: int | None = None
    term: AnyTerm


class TermRows(Listed):
    """A page of terms."""

    items: list[TermRow]


class Reasoned(Given):
    """Why a term is confirmed or rejected."""

    reason: Reason = ""


class Correction(Given):
    """Other values for a term, by the fields of contract-terms/1; null takes one away."""

    changes: dict[str, JsonValue] = Field(min_length=1, examples=[{"days": 45}])
    reason: Reason = ""


class TermDecided(Out):
    """The number and the state of a term after a decision."""

    number: int
    state: str = Field(description=_STATES)


@router.get("/contracts/{stem}/terms", response_model=TermRows)
@needs(Scope.CONTRACTS_READ)
def list_terms(
    request: Request, visit: Visiting, stem: str, limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """List the terms of a contract as known now, rejected ones as well."""
    number = number_in(request, cursor)

    def make() -> Form:
        with visit.read() as session:
            found = contract_detail.terms(session, visit.scope, row_of(session, visit, stem))
        shown = found[(number - 1) * limit : number * limit]
        more = page_after(number, limit, len(found))
        return listed(request, [_row(one) for one in shown], more)

    return send(request, visit, make)


@router.get("/terms/{number}/history", response_model=TermRows)
@needs(Scope.CONTRACTS_READ)
def show_history(request: Request, visit: Visiting, number: int) -> Response:
    """Return all that was known of a term, oldest first; any of its numbers will do."""

    def make() -> Form:
        with visit.read() as session:
            found = contract_detail.history(session, visit.scope, number)
        if not found:
            raise HTTPException(404)
        return listed(request, [_row(one) for one in found])

    return send(request, visit, make)


@router.post("/terms/{number}/confirm", response_model=TermDecided)
@needs(Scope.TERMS_WRITE)
def confirm(visit: Visiting, once: Changing, number: int, given: Reasoned) -> Response:
    """Say that a term is right as it was read."""
    return _judged(visit, once, number, CONFIRMED, given)


@router.post("/terms/{number}/reject", response_model=TermDecided)
@needs(Scope.TERMS_WRITE)
def reject(visit: Visiting, once: Changing, number: int, given: Reasoned) -> Response:
    """Say that the contract does not state this."""
    return _judged(visit, once, number, REJECTED, given)


@router.post("/terms/{number}/correct", response_model=TermDecided)
@needs(Scope.TERMS_WRITE)
def correct_term(visit: Visiting, once: Changing, number: int, given: Correction) -> Response:
    """Give a term other values."""
    if strange := sorted(_ASIDE & given.changes.keys()):
        what = f"{strange[0]} cannot be corrected."
        raise _unusable(what)

    def change(session: Session) -> int:
        try:
            return correct(session, number, given.changes, visit.now, given.reason)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"][1:])
            raise _unusable(f"{place}: {first['msg']}.".removeprefix(": ")) from error

    return _decided(visit, once, number, CORRECTED, change)


def _judged(visit: Visit, once: Once, number: int, state: str, given: Reasoned) -> Response:
    def change(session: Session) -> int:
        return decide(session, number, state, visit.now, given.reason)

    return _decided(visit, once, number, state, change)


def _decided(
    visit: Visit, once: Once, number: int, state: str, change: Callable[[Session], int]
) -> Response:
    def work(session: Session) -> Answer:
        known = contract_detail.history(session, visit.scope, number)
        if not known:
            raise HTTPException(404)
        latest = known[-1]
        try:
            now = change(session)
        except NoSuchTerm:
            what = f"The term is {latest.state} now."
            raise ChangedMeanwhile(what, f"term {number}", str(latest.number)) from None
        body = TermDecided(number=now, state=state).form()
        return Answer(200, body, f"{PREFIX}/terms/{now}/history")

    return once.change(work)


def _unusable(what: str) -> RequestError:
    do = "See the fields of this kind of term in docs/forms.md."
    return RequestError(ErrorCode.REQUEST_INVALID, what, where="changes", do=do)


def _row(one: TermVersion) -> Form:
    own = TermRow.model_fields.keys() - {"term"}
    values = {name: getattr(one, name) for name in own}
    form = TermRow.model_construct(**values).model_dump(mode="json", exclude_none=True)
    return form | {"term": term_form(one.term, "")}
