"""The figures of this server and of the books, for Prometheus."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST

from contract_ai.metrics.books import books_text
from contract_ai.metrics.traffic import Traffic
from contract_ai.web.access import for_watchers
from contract_ai.web.site import Site

router = APIRouter()


@router.get("/metrics")
@for_watchers
def metrics(request: Request) -> Response:
    """Give the figures in the text format of Prometheus."""
    site: Site = request.app.state.site
    traffic: Traffic = request.app.state.traffic
    text = traffic.text() + books_text(site.database)
    return Response(text, media_type=CONTENT_TYPE_LATEST)
