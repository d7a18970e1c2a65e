"""Whether the application is alive and can work; for supervisors, no details."""

from collections.abc import Iterator

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlalchemy import text

from contract_ai.intake.worker import Worker
from contract_ai.storage.upgrade import newest_version, version_of
from contract_ai.web.access import Visiting, open_to_all
from contract_ai.web.site import Site
from models.errors import SettingsError

router = APIRouter()
_UNABLE = 503


@router.get("/health")
@open_to_all
def health(visit: Visiting) -> PlainTextResponse:
    """Answer "ok"; an unusable database gives 503 by its error."""
    with visit.read() as session:
        session.execute(text("SELECT 1"))
    return PlainTextResponse("ok")


@router.get("/healthz/live")
@open_to_all
async def live() -> PlainTextResponse:
    """Answer "ok" for as long as the process answers at all."""
    return PlainTextResponse("ok")


@router.get("/healthz")
@open_to_all
def ready(request: Request) -> JSONResponse:
    """Say of database, tables and worker whether each is ready; 503 where one is not."""
    found = dict(_looked(request.app.state.site, request.app.state.worker))
    whole = all(found.values())
    said = {name: "ok" if well else "failing" for name, well in found.items()}
    return JSONResponse(said, 200 if whole else _UNABLE)


def _looked(site: Site, worker: Worker | None) -> Iterator[tuple[str, bool]]:
    try:
        version = version_of(site.database)
    except SettingsError:
        yield "database", False
    else:
        yield "database", True
        yield "tables", version == newest_version()
    if worker is not None:  # a site that reads no uploads has none
        yield "worker", worker.alive
