"""Uploads: giving files, watching what becomes of them, and what to do after."""

from functools import partial
from typing import Annotated, get_args

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from contract_ai.intake import batches
from contract_ai.intake.again import read_again
from contract_ai.intake.allowance import allowance
from contract_ai.intake.batches import Event, ItemState, NoSuchUpload, Standing
from contract_ai.intake.receiving import Intake, Received, Wanted
from contract_ai.settings import MEGABYTE
from contract_ai.web import multipart
from contract_ai.web.access import Visiting, allow
from contract_ai.web.csrf import FIELD, HEADER, NotOurPage, checks_itself, is_ours
from contract_ai.web.incoming import Body, in_thread
from contract_ai.web.pages import page
from contract_ai.web.routes import Nav
from contract_ai.web.said import go
from contract_ai.web.uploading import (
    STATE_WORDS,
    News,
    being_read,
    overall,
    row,
    stand,
    steps,
    stream,
    told,
)
from contract_ai.web.visit import Visit
from models.accounts import Role

router = APIRouter()
SHOWN = 200
"""So many files of a batch are shown at first."""
MAY = (Role.FINANCE, Role.ADMINISTRATOR)
NAV = Nav("Uploads", "/uploads", 60, frozenset(MAY), ("/removed",))
_AS: dict[str, Wanted] = {one: one for one in get_args(Wanted)}
_OUT_OF_TIME = "Too little came for too long. Check the network and send it again."
_CUT_OFF = "The files did not arrive whole. Send them again."


class Plan(BaseModel):
    """What a page is going to send: how many files, how many bytes."""

    files: Annotated[int, Field(ge=1)]
    size: Annotated[int, Field(ge=0)]


@router.get("/uploads")
@allow(*MAY)
def uploads(request: Request, visit: Visiting) -> Response:
    """Show where files are given, and the batches so far."""
    everybody = visit.person.role is Role.ADMINISTRATOR
    with visit.read() as session:
        shown = {
            "earlier": [
                (batch, overall(batch))
                for batch in batches.batches(session, None if everybody else visit.person.name)
            ],
            "left": allowance(session, visit.person.name, visit.site.settings, visit.now),
            "largest": visit.site.settings.max_file_bytes,
            "megabyte": MEGABYTE,
        }
    return page(request, visit, "uploads.html", shown)


@router.post("/uploads")
@allow(*MAY)
def begin(request: Request, visit: Visiting, plan: Plan) -> dict[str, object]:
    """Begin a batch, or refuse it before anything is sent."""
    with visit.read() as session:
        left = allowance(session, visit.person.name, visit.site.settings, visit.now)
    if words := left.refuses(plan.files, plan.size):
        raise HTTPException(409, words)
    batch = _intake(request).open_batch(visit.actor, visit.now)
    return {"batch": batch, "address": f"/uploads/{batch}"}


@router.post("/uploads/files")
@allow(*MAY)
async def take(
    request: Request,
    visit: Visiting,
    name: str,
    batch: int,
    wanted: Annotated[str, Query(alias="as")] = "",
) -> Response:
    """Take in one file, which is the body; the answer says what became of it."""
    own_batch(visit, batch)
    kind, body = _kind(wanted), Body(request)
    largest = visit.site.settings.max_file_bytes

    def receive() -> Received:
        given = _intake(request).receive(
            body, name, visit.actor, visit.now, batch=batch, wanted=kind
        )
        if not given.accepted:
            body.drain(largest)
        return given

    try:
        found = await in_thread(request, receive)
    except TimeoutError:
        raise HTTPException(408, _OUT_OF_TIME) from None
    except ClientDisconnect:
        return Response(status_code=400)  # nobody hears it
    said = {
        "item": found.item.item,
        "state": found.item.state.value,
        "words": STATE_WORDS[found.item.state],
        "code": found.item.code,
        "what": found.item.what,
        "do": found.item.do,
        "note": found.item.note,
        "row": row(found.item, batch, visit.csrf),
    }
    return JSONResponse(said)


@router.post("/uploads/files/form")
@allow(*MAY)
@checks_itself
async def take_form(request: Request, visit: Visiting) -> Response:
    """Take in the files of a plain form, for browsers without script."""
    body = Body(request)
    kind, token = request.headers.get("content-type", ""), request.headers.get(HEADER, "")
    intake = _intake(request)
    try:
        form = multipart.Form(body, kind)
        return await in_thread(request, partial(_take_form, visit, intake, form, token))
    except TimeoutError:
        raise HTTPException(408, _OUT_OF_TIME) from None
    except multipart.NotAForm:
        if is_ours(token, visit):
            raise HTTPException(400, _CUT_OFF) from None
        raise NotOurPage from None
    except ClientDisconnect:
        return Response(status_code=400)  # nobody hears it


def _take_form(visit: Visit, intake: Intake, form: multipart.Form, token: str) -> Response:
    """Take the files as they come; the token stands before them, or in the header."""
    trusted, wanted, batch, over = is_ours(token, visit), "", None, ""
    for part in form.parts():
        if part.file is None:
            text = part.text()
            trusted = trusted or (part.name == FIELD and is_ours(text, visit))
            wanted = text if part.name == "as" else wanted
            continue
        if not trusted:
            raise NotOurPage
        if not part.file:
            continue  # no file was chosen
        if batch is None:
            batch = intake.open_batch(visit.actor, visit.now)
        found = intake.receive(
            part, part.file, visit.actor, visit.now, batch=batch, wanted=_kind(wanted)
        )
        over = over or ("" if found.item.item else f"{found.item.what} {found.item.do}")
    if not trusted:
        raise NotOurPage
    if batch is None:
        return go("/uploads", "Choose at least one file.", visit.site)
    intake.close_batch(batch, visit.actor, visit.now)
    return go(f"/uploads/{batch}", over, visit.site)


@router.get("/uploads/{batch}")
@allow(*MAY)
def show(request: Request, visit: Visiting, batch: int, every: bool = False) -> Response:  # noqa: FBT001, FBT002 (a word of the address)
    """Show a batch as it stands; of many files those that are not simply done come first."""
    now = batch_of(visit, batch)
    with visit.read() as session:
        files = batches.events(session, batch)
    chosen = files if every else foremost(files)
    mine = now.made_by == visit.person.name
    shown = {
        "batch": now,
        "mine": mine,
        "token": visit.csrf if mine else "",
        "files": [told(file) for file in sorted(chosen, key=_place)],
        "left_out": len(files) - len(chosen),
        "stand": stand(
            now, being_read(files), steps(files, visit.person.role) if now.finished else []
        ),
    }
    return page(request, visit, "upload.html", shown)


@router.get("/uploads/{batch}/events")
@allow(*MAY)
async def events(request: Request, visit: Visiting, batch: int, since: int = 0) -> Response:
    """Tell what becomes of a batch while it happens, as server-sent events."""
    now = await run_in_threadpool(batch_of, visit, batch)
    last = request.headers.get("last-event-id", "")
    number = int(last) if last.isascii() and last.isdigit() and len(last) <= 18 else since  # noqa: PLR2004 (digits of a 64-bit number)
    token = visit.csrf if now.made_by == visit.person.name else ""
    stopping, role = request.app.state.stopping, visit.person.role
    news = News(visit.site.database, _intake(request).broker, stopping, role)
    happening = stream(news, batch, number, token)
    return StreamingResponse(
        happening,
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


@router.post("/uploads/{batch}/close")
@allow(*MAY)
def close(request: Request, visit: Visiting, batch: int) -> Response:
    """Say that all files were sent: the checks run when they are read."""
    own_batch(visit, batch)
    _intake(request).close_batch(batch, visit.actor, visit.now)
    if request.headers.get("accept") == "application/json":
        return JSONResponse({"batch": batch})
    return go(f"/uploads/{batch}", "The checks run when all is read.", visit.site)


@router.post("/uploads/{batch}/files/{item}/again")
@allow(*MAY)
def again(
    request: Request,
    visit: Visiting,
    batch: int,
    item: int,
    wanted: Annotated[str, Form(alias="as")] = "",
) -> Response:
    """Read a file again as what a person says that it is."""
    own_batch(visit, batch)
    kind = _kind(wanted)
    if not kind:
        raise HTTPException(
            400, "Say whether it is a contract, an invoice, facts or a bank's file."
        )
    try:
        with visit.write() as session:
            read_again(session, batch, item, kind, visit.now)
    except NoSuchUpload:
        raise HTTPException(409, "This file is not waiting for your word any more.") from None
    _intake(request).broker.tell(batch)
    return go(f"/uploads/{batch}", "It is read again.", visit.site)


def batch_of(visit: Visit, batch: int) -> Standing:
    """Return a batch that this person may see: their own, or any to an administrator.

    Raises:
        HTTPException: 404, there is none for them.
    """
    try:
        with visit.read() as session:
            found = batches.standing(session, batch)
    except NoSuchUpload:
        raise HTTPException(404) from None
    if found.made_by != visit.person.name and visit.person.role is not Role.ADMINISTRATOR:
        raise HTTPException(404)
    return found


def own_batch(visit: Visit, batch: int) -> Standing:
    """Return a batch of this person, who alone adds to it.

    Raises:
        HTTPException: 404, they have none of this number.
    """
    found = batch_of(visit, batch)
    if found.made_by != visit.person.name:
        raise HTTPException(404)
    return found


def foremost(files: list[Event]) -> list[Event]:
    """Choose what of many files is shown at first: what a person may have to act on."""
    done = [file for file in files if file.state is ItemState.DONE and not file.note]
    others = [file for file in files if file.state is not ItemState.DONE or file.note]
    return (others + done)[:SHOWN]


def _place(file: Event) -> tuple[bool, int]:
    """Put what cannot be used first, then all in the order in which they came."""
    return file.state not in {ItemState.REFUSED, ItemState.FAILED}, file.item


def _kind(wanted: str) -> Wanted:
    if wanted not in _AS:
        raise HTTPException(400, "A file is a contract, an invoice, facts or a bank's.")
    return _AS[wanted]


def _intake(request: Request) -> Intake:
    found: Intake = request.app.state.intake
    return found
