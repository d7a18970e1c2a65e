"""Documents out of use: taking one out, putting it back, letting a newer one take its place."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response

from contract_ai.desk import removed as desk
from contract_ai.intake.batches import NoSuchUpload
from contract_ai.intake.receiving import Intake
from contract_ai.intake.removal import NoSuchDocument, replace_older, restore, retire
from contract_ai.web.access import Visiting, allow
from contract_ai.web.checking import Checking
from contract_ai.web.pages import page
from contract_ai.web.routes.uploads import MAY, own_batch
from contract_ai.web.said import go
from contract_ai.web.uploading import KIND_WORDS
from contract_ai.web.visit import Visit
from models.errors import DocumentError

router = APIRouter()
Text = Annotated[str, Form()]
_WHY = "Say why; it is kept in the audit trail."


@router.get("/removed")
@allow(*MAY)
def show(request: Request, visit: Visiting) -> Response:
    """List what is out of use."""
    return _list(request, visit)


@router.post("/removed/{number}/restore")
@allow(*MAY)
def put_back(request: Request, visit: Visiting, number: int, reason: Text = "") -> Response:
    """Put a document in use again."""
    if not reason.strip():
        return _list(request, visit, _WHY)
    try:
        with visit.write() as session:
            if not desk.is_removed(session, visit.scope, number):
                raise HTTPException(404)
            restore(session, number, reason.strip(), visit.now)
    except NoSuchDocument:
        return _list(request, visit, "It is in use again already.")
    except DocumentError as error:
        return _list(request, visit, f"{error.where}: {error.what} {error.do}")
    _check_again(request, visit)
    return go("/removed", "It is in use again, and the checks run.", visit.site)


@router.get("/documents/{sha256}/remove")
@allow(*MAY)
def ask(request: Request, visit: Visiting, sha256: str) -> Response:
    """Ask why a document shall be taken out of use."""
    return _ask(request, visit, sha256)


@router.post("/documents/{sha256}/remove")
@allow(*MAY)
def take_out(request: Request, visit: Visiting, sha256: str, reason: Text = "") -> Response:
    """Take a document out of use."""
    if not reason.strip():
        return _ask(request, visit, sha256, _WHY)
    with visit.write() as session:
        found = desk.in_use(session, visit.scope, sha256)
        if found is None:
            raise HTTPException(404)
        retire(session, found[0], reason.strip(), visit.now)
    _check_again(request, visit)
    return go("/removed", f"{found[1]} is out of use, and the checks run.", visit.site)


@router.post("/uploads/{batch}/files/{item}/replace")
@allow(*MAY)
def replace(request: Request, visit: Visiting, batch: int, item: int) -> Response:
    """Let an upload take the place of the older document of its name."""
    own_batch(visit, batch)
    try:
        with visit.write() as session:
            replace_older(session, item, "A newer version was uploaded.", visit.now, batch=batch)
    except (NoSuchUpload, NoSuchDocument):
        raise HTTPException(
            409, "There is no older document in use that it could replace."
        ) from None
    intake: Intake = request.app.state.intake
    intake.broker.tell(batch)
    return go(f"/uploads/{batch}", "It takes the place of the older one.", visit.site)


def _list(request: Request, visit: Visit, trouble: str = "") -> Response:
    with visit.read() as session:
        found = desk.removed(session, visit.scope)
    shown = {"found": found, "kinds": KIND_WORDS, "most": desk.SHOWN, "trouble": trouble}
    return page(request, visit, "removed.html", shown, 409 if trouble else 200)


def _ask(request: Request, visit: Visit, sha256: str, trouble: str = "") -> Response:
    with visit.read() as session:
        found = desk.in_use(session, visit.scope, sha256)
    if found is None:
        raise HTTPException(404)
    shown = {"file": found[1], "sha256": sha256, "trouble": trouble}
    return page(request, visit, "remove.html", shown, 400 if trouble else 200)


def _check_again(request: Request, visit: Visit) -> None:
    checking: Checking = request.app.state.checking
    checking.start(visit.actor, visit.now)
