"""Usage events: sent by programs, each kept once by its id, and what they come to by month."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from checks.usage.homes import Home
from contract_ai.metering.listing import MeterMonth, count_meters, meters_in
from contract_ai.metering.meters import Places
from contract_ai.metering.taking import take
from contract_ai.storage.api_calls import Answer
from contract_ai.storage.usage import Batch, Difference, Origin, Result
from contract_ai.web.access import Visiting, needs
from contract_ai.web.api import PREFIX
from contract_ai.web.api.forms import Amount, Given, Listed, Moment, Out
from contract_ai.web.api.once import Changing
from contract_ai.web.api.paging import Cursor, Form, Limit, listed, number_in, page_after, send
from contract_ai.web.visit import Visit
from models.accounts import Scope
from models.errors import ErrorCode, RequestError
from models.usage import NotAnEvent, UsageEvent, read_event

router = APIRouter(tags=["Usage"])
_MOST = 2000
_TEXT = 4000


class EventIn(Given):
    """One event; all values are text."""

    id: str = Field(max_length=_TEXT, description="The sender's own id, one event's for ever.")
    meter: str = Field(max_length=_TEXT)
    at: str = Field(max_length=_TEXT, description="A moment; without an offset in UTC.")
    quantity: str = Field(default="1", max_length=_TEXT, description="A decimal: `1234.5`.")
    contract: str = Field(
        default="", max_length=_TEXT, description="Its file stem, number or title."
    )
    customer: str = Field(
        default="", max_length=_TEXT, description="A company's name, where no contract is named."
    )
    unit: str = Field(default="", max_length=_TEXT)
    subject: str = Field(default="", max_length=_TEXT, description="Who or what used it.")
    properties: dict[str, str] = Field(
        default_factory=dict, description="Kept as evidence; never counted."
    )


class UsageIn(Given):
    """A batch of events of one system."""

    source: str = Field(
        min_length=1, max_length=200, description="The system; ids are unique within it."
    )
    events: list[EventIn] = Field(min_length=1, max_length=_MOST)


class EventOut(Out):
    """An event as it is kept."""

    id: str
    meter: str
    at: Moment
    quantity: Amount
    contract: str | None = None
    customer: str | None = None
    unit: str | None = None
    subject: str | None = None
    properties: dict[str, str] | None = None


class ResultOut(Out):
    """What became of one event, in the order in which they were sent."""

    id: str
    result: Result
    code: str | None = Field(default=None, description="Why it was refused; see docs/errors.md.")
    detail: str | None = None
    stored: EventOut | None = Field(default=None, description="What is on file under this id.")
    sent: EventOut | None = Field(default=None, description="What was sent now.")


class UsageTaken(Out):
    """What became of a batch."""

    batch: int
    stored: int
    known: int
    refused: int
    results: list[ResultOut]


class UsageAmount(Out):
    """What the events of a meter come to in one unit."""

    quantity: Amount
    unit: str | None = None
    events: int
    first_id: str
    last_id: str
    why_not: str | None = Field(
        default=None, description="Why the checks do not get it; left out where they do."
    )


class UsageOut(Out):
    """A meter in a month, and how it is counted."""

    contract: str
    meter: str
    period_start: date
    period_end: date
    zone: str = Field(description="In which the days begin; moments are half-open.")
    aggregation: str = Field(description="`sum`, `max`, `unique` or `last`.")
    per: str = Field(description="`month`, or `day`: days are then added up.")
    basis: str = Field(description="Who says so: `person`, `contract` or `default`.")
    why: str
    amounts: list[UsageAmount]


class UsageRows(Listed):
    """A page of meters, by contract and name."""

    items: list[UsageOut]


@router.post("/usage-events", response_model=UsageTaken, status_code=200)
@needs(Scope.USAGE_WRITE)
def send_usage(visit: Visiting, once: Changing, given: UsageIn) -> Response:
    """Store usage events, each once by its id; some may be refused while the others are stored."""
    source = given.source.strip()
    if not source or not source.isprintable():
        what, do = "The source has no name that can be printed.", "Name the system."
        raise RequestError(ErrorCode.REQUEST_INVALID, what, where="source", do=do)

    def work(session: Session) -> Answer:
        places = Places.of(session)
        read = [_read(one, visit, places) for one in given.events]
        events = [one for one in read if isinstance(one, UsageEvent)]
        no_events = len(read) - len(events)
        batch = take(session, Origin(source, "API"), events, visit.now, no_events)
        told = iter(_told(batch, events, visit, places))
        results = [one if isinstance(one, ResultOut) else next(told) for one in read]
        refused = no_events + batch.count(Result.REFUSED)
        made = UsageTaken(
            batch=batch.number,
            stored=batch.count(Result.STORED),
            known=batch.count(Result.KNOWN),
            refused=refused,
            results=results,
        )
        return Answer(200, made.form(), f"{PREFIX}/usage")

    return once.change(work)


_NOT_YOURS = "There is no such contract, or it is not for you."
_DIFFERS = "The id is on file with other content. The first counts; give a correction its own id."


def _read(one: EventIn, visit: Visit, places: Places) -> UsageEvent | ResultOut:
    given = one.model_dump(exclude={"id", "properties"})
    try:
        event = read_event(given | {"event_id": one.id}, one.properties)
    except NotAnEvent as error:
        return _refused(one.id, ErrorCode.USAGE_EVENT_INVALID, f"{error.what} {error.do}")
    if not _may_send(visit, places, event):
        return _refused(one.id, ErrorCode.NOT_THERE, _NOT_YOURS)
    return event


def _refused(event_id: str, code: ErrorCode, detail: str) -> ResultOut:
    return ResultOut(id=event_id, result=Result.REFUSED, code=code.value, detail=detail)


def _may_send(visit: Visit, places: Places, event: UsageEvent) -> bool:
    """Whether the event is of a contract that this person sees."""
    if visit.scope.is_all:
        return True
    home = places.home(event.contract, event.customer, event.meter)
    return isinstance(home, Home) and sees(visit, home)


def sees(visit: Visit, home: Home) -> bool:
    """Whether a person sees all contracts that usage may be of; what is of none, who sees all."""
    if visit.scope.is_all:
        return True
    return bool(home.stems) and all(visit.scope.sees(stem) for stem in home.stems)


def _told(
    batch: Batch, events: Sequence[UsageEvent], visit: Visit, places: Places
) -> list[ResultOut]:
    return [
        _differing(batch.differences[place], visit, places)
        if place in batch.differences
        else ResultOut(id=event.event_id, result=result)
        for place, (event, result) in enumerate(zip(events, batch.results, strict=True))
    ]


def _differing(one: Difference, visit: Visit, places: Places) -> ResultOut:
    """Show both; of what is on file only what this person may see."""
    refused = _refused(one.sent.event_id, ErrorCode.USAGE_EVENT_DIFFERS, _DIFFERS)
    stored = _event(one.stored) if _may_send(visit, places, one.stored) else None
    return refused.model_copy(update={"stored": stored, "sent": _event(one.sent)})


def _event(one: UsageEvent) -> EventOut:
    return EventOut.model_validate(one.form())


@router.get("/usage", response_model=UsageRows)
@needs(Scope.USAGE_READ)
def list_usage(  # noqa: PLR0913, PLR0917 (parameters of the address)
    request: Request,
    visit: Visiting,
    period: Annotated[
        str, Query(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", description="The month: `2026-03`.")
    ],
    contract: Annotated[
        str, Query(max_length=200, description="Only this one: file stem, number or title.")
    ] = "",
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Response:
    """List what the events of a month come to, by contract and meter."""
    number, month = number_in(request, cursor), date.fromisoformat(f"{period}-01")

    def make() -> Form:
        with visit.read() as session:
            found, _ = meters_in(session, month, lambda home: sees(visit, home), contract)
            shown = count_meters(session, found[(number - 1) * limit : number * limit], month)
        more = page_after(number, limit, len(found))
        return listed(request, [_row(one).form() for one in shown], more)

    return send(request, visit, make)


def _row(one: MeterMonth) -> UsageOut:
    rule, (first, last) = one.meter.rule, one.days
    return UsageOut(
        contract=one.meter.home.name,
        meter=one.meter.name,
        period_start=first,
        period_end=last,
        zone=rule.zone,
        aggregation=rule.aggregation.value,
        per=rule.per.value,
        basis=rule.basis.value,
        why=rule.why,
        amounts=[
            UsageAmount(
                quantity=f"{amount.quantity:f}",
                unit=amount.unit or None,
                events=amount.events,
                first_id=amount.first_id,
                last_id=amount.last_id,
                why_not=amount.why_not or None,
            )
            for amount in one.counted
        ],
    )
