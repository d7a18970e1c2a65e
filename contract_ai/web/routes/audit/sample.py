"""One sample: its items and their results, what they say of the whole, signing it off."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from contract_ai.accounts.full_names import full_names
from contract_ai.fieldwork import evaluation, samples
from contract_ai.fieldwork.evaluation import LEVELS, Bound, Error, Rate
from contract_ai.fieldwork.populations import Population
from contract_ai.fieldwork.samples import (
    Mark,
    Meanwhile,
    Method,
    Redraw,
    Result,
    SignedOff,
    Unclear,
)
from contract_ai.web.access import Visiting, allow
from contract_ai.web.pages import page
from contract_ai.web.routes.audit import AUDITORS
from contract_ai.web.routes.audit.samples import METHOD_WORDS
from contract_ai.web.said import go
from contract_ai.web.visit import Visit
from models.numbers import NotANumber, typed_decimal
from models.tables.fieldwork import SampleItemRow, SampleRow

router = APIRouter()
Text = Annotated[str, Form(max_length=4000)]
Number = Annotated[int, Form(ge=0)]
Level = Annotated[int, Query()]
_USUAL = 95
_SIGNED = "This sample is signed off: nothing in it changes any more."


@dataclass(frozen=True, slots=True)
class Said:
    """What the exceptions say of the whole: bounds of a sample by money, else a rate.

    ``unstated`` are exceptions without an amount, which a bound leaves out.
    """

    level: int
    exceptions: int
    unstated: int
    high: Bound | None = None
    low: Bound | None = None
    rate: Rate | None = None


@router.get("/audit/samples/{number:int}")
@allow(*AUDITORS)
def show(request: Request, visit: Visiting, number: int, level: Level = _USUAL) -> Response:
    """Show a sample with its items."""
    return _page(request, visit, number, level)


@router.get("/audit/samples/{number}/redraw")
@allow(*AUDITORS)
def redraw(request: Request, visit: Visiting, number: int) -> Response:
    """Draw the sample again from what is on file now, and say whether it is the same."""
    with visit.read() as session:
        again = samples.redraw(session, _sample(session, visit, number))
    return _page(request, visit, number, _USUAL, again=again)


@router.post("/audit/samples/{number}/items/{item}")
@allow(*AUDITORS)
def give_result(  # noqa: PLR0913, PLR0917 (the fields of the form)
    request: Request,
    visit: Visiting,
    number: int,
    item: int,
    version: Number,
    mark: Text = "",
    note: Text = "",
    misstatement: Text = "",
) -> Response:
    """Say what came of looking at an item."""
    try:
        given = _result(mark, note.strip(), misstatement.strip())
        with visit.write() as session:
            row = _sample(session, visit, number)
            found = samples.mark(session, row, item, version, given, visit.person.name, visit.now)
            said = f"Item {found.position}: {given.mark.value}."
            after = _next(samples.items_of(session, number), found)
    except SignedOff as error:
        raise HTTPException(409, _SIGNED) from error
    except Meanwhile as error:
        with visit.read() as session:
            name = full_names(session, [str(error)]).get(str(error), str(error))
        shown = {
            "what": f"{name} gave this item a result meanwhile. Load the page again.",
            "again": f"/audit/samples/{number}",
            "words": "Load the page again",
        }
        return page(request, visit, "changed.html", shown, 409)
    except LookupError as error:
        raise HTTPException(404) from error
    except Unclear as unclear:
        return _page(request, visit, number, _USUAL, trouble=str(unclear))
    return go(f"/audit/samples/{number}#item-{after}", said, visit.site)


@router.post("/audit/samples/{number}/sign")
@allow(*AUDITORS)
def sign(request: Request, visit: Visiting, number: int, conclusion: Text = "") -> Response:
    """Sign the sample off."""
    try:
        with visit.write() as session:
            row = _sample(session, visit, number)
            samples.sign_off(session, row, conclusion.strip(), visit.person.name, visit.now)
    except SignedOff as error:
        raise HTTPException(409, _SIGNED) from error
    except Unclear as unclear:
        return _page(request, visit, number, _USUAL, trouble=str(unclear))
    return go(f"/audit/samples/{number}", "Signed off.", visit.site)


@router.post("/audit/samples/{number}/countersign")
@allow(*AUDITORS)
def sign_second(request: Request, visit: Visiting, number: int) -> Response:
    """Sign the sample as the second person."""
    try:
        with visit.write() as session:
            row = _sample(session, visit, number)
            samples.countersign(session, row, visit.person.name, visit.now)
    except SignedOff as error:
        raise HTTPException(409, "This sample is countersigned already.") from error
    except Unclear as unclear:
        return _page(request, visit, number, _USUAL, trouble=str(unclear))
    return go(f"/audit/samples/{number}", "Countersigned.", visit.site)


def said_of(row: SampleRow, items: Sequence[SampleItemRow], level: int) -> Said | None:
    """Say what the exceptions mean for the whole; None until every item has a result."""
    if not items or not all(one.result for one in items):
        return None
    wrong = [one for one in items if one.result == Mark.EXCEPTION]
    unstated = sum(one.misstatement is None for one in wrong)
    if row.method == Method.RANDOM or row.interval is None:
        rate = evaluation.rate(len(wrong), len(items), level)
        return Said(level, len(wrong), unstated, rate=rate)
    errors = [
        Error(one.amount, one.misstatement, one.hits)
        for one in wrong
        if one.amount is not None and one.misstatement is not None
    ]
    high, low = evaluation.bound(errors, row.interval, level)
    return Said(level, len(wrong), unstated, high, low)


def _next(items: Sequence[SampleItemRow], done: SampleItemRow) -> int:
    """Return the place of the next item without a result; the one that was done where all have."""
    waiting = [one.position for one in items if not one.result]
    later = [place for place in waiting if place > done.position]
    return (later or waiting or [done.position])[0]


def _result(mark: str, note: str, misstatement: str) -> Result:
    if mark not in set(Mark):
        msg = "Say whether the item agrees: press one of the buttons."
        raise Unclear(msg)
    return Result(Mark(mark), note, _amount(misstatement) if misstatement else None)


def _amount(text: str) -> Decimal:
    with suppress(NotANumber):
        return typed_decimal(text)
    msg = "The amount is written as 1500.00; too low with a minus before it."
    raise Unclear(msg)


def _sample(session: Session, visit: Visit, number: int) -> SampleRow:
    found = samples.sample(session, visit.scope, number)
    if found is None:
        raise HTTPException(404)
    return found


def _page(  # noqa: PLR0913 (each says one thing of the page)
    request: Request,
    visit: Visit,
    number: int,
    level: int,
    *,
    again: Redraw | None = None,
    trouble: str = "",
) -> Response:
    with visit.read() as session:
        row = _sample(session, visit, number)
        items = samples.items_of(session, number)
        people = {row.drawn_by, row.signed_by, row.countersigned_by, *(i.marked_by for i in items)}
        shown = {
            "sample": row,
            "items": items,
            "where": samples.places(session, items),
            "population": Population.model_validate_json(samples.definition_text(row)),
            "done": sum(bool(one.result) for one in items),
            "said_of": said_of(row, items, level if level in LEVELS else _USUAL),
            "levels": LEVELS,
            "names": full_names(session, {one for one in people if one}),
            "method_words": METHOD_WORDS,
            "again": again,
            "trouble": trouble,
            "may_countersign": row.signed_by not in {None, visit.person.name}
            and row.countersigned_by is None,
        }
        return page(request, visit, "audit_sample.html", shown, 400 if trouble else 200)
