"""What the interface offers: as OpenAPI for programs, and as a page for the people who write them."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from contract_ai.web.access import Visiting, open_to_all
from contract_ai.web.api.explained import explained
from contract_ai.web.api.schema import openapi
from contract_ai.web.pages import page

router = APIRouter()
_AN_HOUR = {"cache-control": "public, max-age=3600"}


@router.get("/openapi.json")
@open_to_all
def description() -> Response:
    """Describe the interface to programs."""
    return JSONResponse(openapi(), headers=_AN_HOUR)


@router.get("/docs", name="api_docs")
@open_to_all
def docs(request: Request, visit: Visiting) -> Response:
    """Describe the interface to people."""
    return page(request, visit, "api_docs.html", {"api": explained()})


@router.get("/docs/forms", name="api_forms")
@open_to_all
def forms(request: Request, visit: Visiting) -> Response:
    """Describe the forms of what is sent and answered, to people."""
    return page(request, visit, "api_forms.html", {"api": explained()})
