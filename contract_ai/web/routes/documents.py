"""Documents themselves: sizes, pictures and words of their pages, and the original to download.

A document that this person may not see does not exist.  What is drawn is kept on the server and
by no browser (`headers`).
"""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from pydantic import BaseModel

from contract_ai.desk import documents
from contract_ai.desk.documents import OnFile
from contract_ai.pagework.forms import Size
from contract_ai.web.access import Visiting, allow
from contract_ai.web.attached import attached
from contract_ai.web.drawing import pages
from contract_ai.web.visit import Visit

router = APIRouter()


@router.get("/documents/{sha256}/outline.json")
@allow()
def outline(request: Request, visit: Visiting, sha256: str) -> Response:
    """Say of what kind a document is, and how large its pages are."""
    seen_document(visit, sha256)
    return _json(pages(request).outline(sha256))


@router.get("/documents/{sha256}/pages/{number}.webp")
@allow()
def picture(
    request: Request, visit: Visiting, sha256: str, number: int, size: Size = Size.NORMAL
) -> Response:
    """Draw a page."""
    seen_document(visit, sha256)
    drawn = pages(request).picture(sha256, number, size)
    return Response(drawn, media_type="image/webp")


@router.get("/documents/{sha256}/pages/{number}/words.json")
@allow()
def words(request: Request, visit: Visiting, sha256: str, number: int) -> Response:
    """Say where the words of a page stand."""
    seen_document(visit, sha256)
    return _json(pages(request).words(sha256, number))


@router.get("/documents/{sha256}/flow.json")
@allow()
def flow(request: Request, visit: Visiting, sha256: str) -> Response:
    """Give a document without pages as blocks of text."""
    seen_document(visit, sha256)
    return _json(pages(request).flow(sha256))


@router.get("/documents/{sha256}/search.json")
@allow()
def search(
    request: Request,
    visit: Visiting,
    sha256: str,
    phrase: Annotated[str, Query(alias="q", max_length=500)] = "",
) -> Response:
    """Say where a phrase stands."""
    seen_document(visit, sha256)
    hits = [hit._asdict() for hit in pages(request).search(sha256, phrase)]
    return JSONResponse({"hits": hits})


@router.get("/documents/{sha256}/original")
@allow()
def original(request: Request, visit: Visiting, sha256: str) -> Response:
    """Send the file as it came in, to be kept and never to be shown by the browser."""
    found = seen_document(visit, sha256)
    path = pages(request).original(sha256)
    if path is None or not path.is_file():
        raise HTTPException(404, "The original is not kept here any more.")
    return FileResponse(
        path,
        media_type="application/octet-stream",
        headers=attached(found.file),
    )


def seen_document(visit: Visit, sha256: str) -> OnFile:
    """Return a document on file.

    Raises:
        HTTPException: 404, there is none that this person may see.
    """
    with visit.read() as session:
        found = documents.document(session, visit.scope, sha256)
    if found is None:
        raise HTTPException(404)
    return found


def _json(form: BaseModel) -> Response:
    return Response(form.model_dump_json(), media_type="application/json")
