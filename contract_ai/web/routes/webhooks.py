"""Where other systems tell that something changed there; for programs of theirs, no page."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contract_ai.connectors.running import note
from contract_ai.web.access import signed
from contract_ai.web.notices import means_of

router = APIRouter()


@router.post("/webhooks/{service}")
@signed
def take(request: Request, service: str) -> Response:  # noqa: ARG001 (the guard read it)
    """Note that a sync of the service is due; what changed is asked there."""
    note(request.state.service, means_of(request.app.state.site))
    return Response()
