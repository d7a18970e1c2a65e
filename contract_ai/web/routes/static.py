"""The pages' own files, named by their content: a browser asks for each once."""

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response

from contract_ai.web.access import open_to_all
from contract_ai.web.assets import assets

router = APIRouter()
_FOREVER = {"cache-control": "public, max-age=31536000, immutable"}


@router.get("/static/{tag}/{name}")
@open_to_all
async def file(tag: str, name: str) -> Response:
    """Send one file."""
    found = assets().get(name)
    if found is None or found.tag != tag:
        raise HTTPException(404)
    return Response(found.data, media_type=found.media_type, headers=_FOREVER)


@router.get("/favicon.ico")
@open_to_all
def icon() -> RedirectResponse:
    """Lead to our icon: a browser that shows a letter asks for it here."""
    return RedirectResponse(assets()["icon.svg"].address)
