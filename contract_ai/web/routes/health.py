"""Whether the application is alive and reaches its database; for supervisors, no details."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from sqlalchemy import text

from contract_ai.web.access import Visiting, open_to_all

router = APIRouter()


@router.get("/health")
@open_to_all
def health(visit: Visiting) -> PlainTextResponse:
    """Answer "ok"; an unusable database gives 503 by its error."""
    with visit.read() as session:
        session.execute(text("SELECT 1"))
    return PlainTextResponse("ok")
