"""Uploads: one file a request, read in the background; what became of it is asked for."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from contract_ai.intake import batches
from contract_ai.intake.batches import Event, ItemState
from contract_ai.intake.limits import Readable
from contract_ai.intake.receiving import Intake, Wanted
from contract_ai.storage.api_calls import Answer
from contract_ai.web.access import Visiting, needs
from contract_ai.web.api import PREFIX
from contract_ai.web.api.forms import Out
from contract_ai.web.api.once import Once, Streaming, Work
from contract_ai.web.api.paging import send_fresh
from contract_ai.web.incoming import Body
from contract_ai.web.multipart import Form, NotAForm, Part
from contract_ai.web.routes.uploads import batch_of
from contract_ai.web.visit import Visit
from models.accounts import Scope
from models.errors import ErrorCode, RequestError

router = APIRouter(tags=["Uploads"])
_PIECE = 1 << 16
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}
_KINDS = "contract, invoice, facts or bank; nothing lets the content tell."


class Uploaded(Out):
    """A file that came; ``address`` is where to ask what became of it.

    ``state`` is waiting, or duplicate where the same bytes are there already, or refused with
    ``code``, ``what`` is wrong and what to ``do``.
    """

    upload: int
    state: ItemState
    address: str
    code: str | None = None
    what: str | None = None
    do: str | None = None


class FileOut(Out):
    """What became of a file; ``filed`` is its name here, ``note`` is for a person."""

    name: str
    filed: str
    size: int
    state: ItemState
    kind: str | None = None
    code: str | None = None
    what: str | None = None
    do: str | None = None
    note: str | None = None


class UploadOut(Out):
    """How far an upload is; ``finished`` says that all is read and checked."""

    upload: int
    finished: bool
    files: list[FileOut]


@router.post("/uploads", response_model=Uploaded, status_code=202, openapi_extra=_BODY)
@needs(Scope.UPLOADS_WRITE)
async def upload(
    request: Request,
    visit: Visiting,
    once: Streaming,
    wanted: Annotated[Wanted, Query(alias="as", description=_KINDS)] = "",
) -> Response:
    """Take in one file; it is read and checked in the background."""
    intake: Intake = request.app.state.intake
    body, kind = Body(request), request.headers.get("content-type", "")
    try:
        file = await run_in_threadpool(_file, body, kind)
        return await run_in_threadpool(_take, visit, intake, once, file, wanted)
    except TimeoutError:
        raise HTTPException(408, "Nothing came for a minute. Send it again.") from None
    except NotAForm:
        what, do = "There is no whole file in the form.", "Send it as the field file."
        raise RequestError(ErrorCode.REQUEST_INVALID, what, where="the body", do=do) from None
    except ClientDisconnect:
        return Response(status_code=400)  # nobody hears it


@router.get("/uploads/{batch}", response_model=UploadOut)
@needs(Scope.UPLOADS_WRITE)
def show_upload(request: Request, visit: Visiting, batch: int) -> Response:
    """Say what became of an upload."""
    now = batch_of(visit, batch)
    with visit.read() as session:
        files = batches.events(session, batch)
    found = UploadOut(upload=batch, finished=now.finished, files=[_shown(one) for one in files])
    return send_fresh(request, found.form())


class _Hashing:
    """A file that comes in, hashed as it is read."""

    def __init__(self, part: Readable, asked: str) -> None:
        self._part, self._hash = part, sha256(asked.encode("utf-8", "surrogatepass"))

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes; none at the end."""
        piece = self._part.read(size)
        self._hash.update(piece)
        return piece

    def finish(self, most: int) -> str:
        """Read what is left, up to so many bytes, and return the hash of all."""
        while most > 0 and (piece := self.read(_PIECE)):
            most -= len(piece)
        return self._hash.hexdigest()


def _file(body: Body, content_type: str) -> Part:
    """Return the file of a form, before it is read."""
    for part in Form(body, content_type).parts():
        if part.file:
            return part
    what = "file"
    raise NotAForm(what)


def _take(visit: Visit, intake: Intake, once: Once, file: Part, wanted: Wanted) -> Response:
    name, most = file.file or "", visit.site.settings.max_file_bytes
    coming = _Hashing(file, f"{PREFIX}/uploads {wanted} {name}\n")

    noted: list[int] = []

    def work() -> tuple[str, Work]:
        arrival = intake.arrive(coming, name, visit.actor, visit.now, wanted=wanted)

        def note(session: Session) -> Answer:
            got = intake.note(session, arrival)
            noted.append(got.batch)
            return _answer(got.batch, got.item)

        return coming.finish(most), note

    try:
        answer = once.stream(work, lambda: coming.finish(2 * most))
    except RequestError:
        coming.finish(most)  # a program hears an answer only when it has sent all
        raise
    for batch in noted:
        intake.broker.tell(batch)
    return answer


def _answer(batch: int, item: Event) -> Answer:
    address = f"{PREFIX}/uploads/{batch}"
    wrong = {key: getattr(item, key) or None for key in ("code", "what", "do")}
    found = Uploaded(upload=batch, state=item.state, address=address, **wrong)
    return Answer(202, found.form(), address)


def _shown(one: Event) -> FileOut:
    empty = {key: getattr(one, key) or None for key in ("kind", "code", "what", "do", "note")}
    return FileOut.of(one, **empty)
