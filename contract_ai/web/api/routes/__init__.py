"""One module a subject: each has a ``router``, and `router` puts them under ``/api/v1``."""

from fastapi import APIRouter

from contract_ai.web.api import PREFIX
from contract_ai.web.api.problems import Problem
from contract_ai.web.routes import walk

REFUSALS = {
    400: "The request cannot be used.",
    401: "No token that holds.",
    403: "The token is not for this.",
    404: "Not there, or not for you.",
    409: "Changed meanwhile, or the key is in use.",
    429: "Too often; see `Retry-After`.",
}
"""What any route may refuse, each as a `Problem`."""


def router() -> APIRouter:
    """Return all routes of the interface."""
    whole = APIRouter(prefix=PREFIX, responses={400: {"model": Problem}})
    for module in walk(__name__, __path__):
        whole.include_router(module.router)
    return whole
