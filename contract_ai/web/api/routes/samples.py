"""Auditors' samples: drawing one with a seed, the list, one with its items."""

import secrets
from datetime import date
from typing import Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from checks.catalogue import all_checks
from contract_ai.fieldwork import samples
from contract_ai.fieldwork.populations import Population
from contract_ai.fieldwork.samples import LARGEST, LONGEST, Method, Wanted
from contract_ai.storage.api_calls import Answer
from contract_ai.web.access import Visiting, needs
from contract_ai.web.api import PREFIX
from contract_ai.web.api.forms import Amount, Given, Listed, Moment, Out
from contract_ai.web.api.once import Changing
from contract_ai.web.api.paging import Cursor, Form, Limit, listed, number_in, page_after, send
from contract_ai.web.visit import Visit
from models.accounts import Scope
from models.errors import ErrorCode, RequestError
from models.findings import Result
from models.tables.fieldwork import SampleItemRow, SampleRow

router = APIRouter(tags=["Samples"])
_SEED = r"^[^\x00-\x1f\x7f]*$"
_DAYS = "issued, or for findings found first, on or"
Kind = Literal["invoices", "tests", "findings"]


class DrawIn(Given):
    """What to draw: why, from what, how many, how, and the seed."""

    purpose: str = Field(min_length=1, max_length=LONGEST)
    kind: Kind = Field(description="What the items are.")
    method: Method = Field(description="At random, or by money: a large item is drawn surely.")
    size: int = Field(ge=1, le=LARGEST)
    seed: str = Field(
        default="", max_length=64, pattern=_SEED, description="The same one draws the same items."
    )
    contracts: list[str] = Field(
        default=[], max_length=200, description="Names of contracts; `*` is any text."
    )
    currency: str = Field(default="", pattern=r"^([A-Z]{3})?$")
    since: date | None = Field(default=None, description=f"Only what was {_DAYS} after.")
    until: date | None = Field(default=None, description=f"Only what was {_DAYS} before.")
    code: str = Field(default="", max_length=8, description="A check; not for invoices.")
    result: Result | None = Field(default=None, description="How tests ended; for tests only.")


class SampleOut(Out):
    """A sample: how it was drawn and from what, how far it is, and who signed it.

    ``count`` and ``amount`` are of all there was to draw from, ``digest`` the SHA-256 over it;
    ``interval`` is that of a draw by money, and ``out_of_reach`` counts what has no positive amount.
    """

    sample: int
    purpose: str
    kind: Kind
    method: Method
    seed: str
    size: int
    contracts: list[str]
    currency: str | None = None
    since: date | None = None
    until: date | None = None
    code: str | None = None
    result: Result | None = None
    count: int
    amount: Amount | None = None
    interval: Amount | None = None
    out_of_reach: int
    digest: str
    drawn_by: str
    drawn_at: Moment
    items: int
    looked_at: int
    exceptions: int
    conclusion: str | None = None
    signed_by: str | None = None
    signed_at: Moment | None = None
    countersigned_by: str | None = None
    countersigned_at: Moment | None = None


class SampleRows(Listed):
    """A page of samples, the latest first."""

    items: list[SampleOut]


class ItemOut(Out):
    """One item as it stood when it was drawn, and what came of looking at it.

    ``hits`` are how many units of money fell into it; ``misstatement`` is what its amount is too
    high by.
    """

    position: int
    key: str
    words: str
    contract: str | None = None
    sha256: str | None = None
    place: int | None = None
    code: str | None = None
    fingerprint: str | None = None
    amount: Amount | None = None
    currency: str | None = None
    hits: int
    result: str | None = Field(default=None, description="agreed or exception.")
    note: str | None = None
    misstatement: Amount | None = None
    marked_by: str | None = None
    marked_at: Moment | None = None


class ItemRows(Listed):
    """A page of items, in the order in which they were drawn."""

    items: list[ItemOut]


@router.get("/samples", response_model=SampleRows)
@needs(Scope.SAMPLES_READ)
def list_samples(
    request: Request, visit: Visiting, limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """List the samples of which this person sees every item."""
    number = number_in(request, cursor)

    def make() -> Form:
        with visit.read() as session:
            found = samples.samples(session, visit.scope)
            shown = found[(number - 1) * limit : number * limit]
            items = [_sample(row, counts) for row, *counts in shown]
        return listed(request, items, page_after(number, limit, len(found)))

    return send(request, visit, make)


@router.get("/samples/{number}", response_model=SampleOut)
@needs(Scope.SAMPLES_READ)
def show_sample(request: Request, visit: Visiting, number: int) -> Response:
    """Return one sample."""

    def make() -> Form:
        with visit.read() as session:
            return _whole(session, visit, number)

    return send(request, visit, make)


@router.get("/samples/{number}/items", response_model=ItemRows)
@needs(Scope.SAMPLES_READ)
def list_items(
    request: Request, visit: Visiting, number: int, limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """List the items of a sample."""
    place = number_in(request, cursor)

    def make() -> Form:
        with visit.read() as session:
            _row(session, visit, number)
            found = samples.items_of(session, number)
            shown = [_item(one) for one in found[(place - 1) * limit : place * limit]]
        return listed(request, shown, page_after(place, limit, len(found)))

    return send(request, visit, make)


@router.post("/samples", response_model=SampleOut, status_code=201)
@needs(Scope.SAMPLES_WRITE)
def draw_sample(visit: Visiting, once: Changing, given: DrawIn) -> Response:
    """Draw a sample and keep it; without a seed a random one is taken, and told."""
    wanted = _wanted(given, visit)

    def work(session: Session) -> Answer:
        try:
            number = samples.draw(session, wanted, visit.person.name, visit.now)
        except ValueError as error:  # its message is for a person
            raise _unusable(str(error)) from error
        return Answer(201, _whole(session, visit, number), f"{PREFIX}/samples/{number}")

    return once.change(work)


def _wanted(given: DrawIn, visit: Visit) -> Wanted:
    code, purpose, seed = given.code.strip().upper(), given.purpose.strip(), given.seed.strip()
    if code and (code not in all_checks() or given.kind == "invoices"):
        what = "There is no such check." if code not in all_checks() else "Invoices have no check."
        raise _unusable(what)
    if given.result and given.kind != "tests":
        what = "Only tests have a result."
        raise _unusable(what)
    population = Population(
        kind=given.kind,
        seen=visit.scope.patterns,
        contracts=tuple(given.contracts),
        currency=given.currency,
        since=given.since,
        until=given.until,
        code=code,
        result=given.result.value if given.result else "",
    )
    return Wanted(purpose, population, given.size, given.method, seed or secrets.token_hex(8))


def _row(session: Session, visit: Visit, number: int) -> SampleRow:
    found = samples.sample(session, visit.scope, number)
    if found is None:
        raise HTTPException(404)
    return found


def _whole(session: Session, visit: Visit, number: int) -> Form:
    row = _row(session, visit, number)
    items = samples.items_of(session, number)
    done = [one for one in items if one.result]
    wrong = sum(one.result == samples.Mark.EXCEPTION for one in done)
    return _sample(row, [len(items), len(done), wrong])


def _sample(row: SampleRow, counts: list[int]) -> Form:
    asked = Population.model_validate_json(samples.definition_text(row))
    items, looked_at, exceptions = counts
    found = SampleOut.of(
        row,
        sample=row.id,
        kind=asked.kind,
        contracts=asked.contracts,
        currency=row.currency or asked.currency or None,
        since=asked.since,
        until=asked.until,
        code=asked.code or None,
        result=asked.result or None,
        items=items,
        looked_at=looked_at,
        exceptions=exceptions,
        conclusion=row.conclusion or None,
    )
    return found.form()


def _item(one: SampleItemRow) -> Form:
    found = ItemOut.of(one, result=one.result or None, note=one.note or None)
    return found.form()


def _unusable(what: str) -> RequestError:
    do = "See docs/guide-auditors.md for what can be drawn."
    return RequestError(ErrorCode.REQUEST_INVALID, what, where="the sample", do=do)
