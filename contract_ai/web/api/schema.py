"""The OpenAPI description: made from the routes of programs, and from nothing else of the app."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import RouteContext, iter_route_contexts

from contract_ai.versions import program_version
from contract_ai.web.access import SAFE, is_for_programs, scope_of
from contract_ai.web.api.examples import EXAMPLES
from contract_ai.web.api.once import REPLAYED
from contract_ai.web.api.problems import MEDIA_TYPE
from contract_ai.web.api.routes import REFUSALS, router
from models.accounts import Scope

Form = dict[str, Any]
SCOPE_WORDS = {
    Scope.CONTRACTS_READ: "read contracts, their terms, limits and dates",
    Scope.TERMS_WRITE: "confirm, correct and reject terms",
    Scope.INVOICES_READ: "read invoices and what they were matched with",
    Scope.INVOICES_WRITE: "correct what invoices and their lines were matched with",
    Scope.FINDINGS_READ: "read findings, their proofs, comments and what was tested",
    Scope.FINDINGS_COMMENT: "comment on findings",
    Scope.FINDINGS_WRITE: "accept, dispute, waive, resolve and reopen findings",
    Scope.UPLOADS_WRITE: "upload documents, and see what became of them",
    Scope.CHECKS_RUN: "run the checks",
    Scope.REPORT_READ: "read the report of the last run",
    Scope.AUDIT_READ: "read and verify the audit trail",
    Scope.SAMPLES_READ: "read auditors' samples",
    Scope.SAMPLES_WRITE: "draw auditors' samples",
    Scope.HOLDS_READ: "read legal holds",
    Scope.HOLDS_WRITE: "set and lift legal holds",
    Scope.USAGE_READ: "read what was used by month",
    Scope.USAGE_WRITE: "send usage events",
    Scope.DRAFTS_READ: "read drafts of invoices, and take them away as files",
}
"""What a token may do, after "It may"."""
_ABOUT = """Contracts, invoices, findings and the audit trail for other programs.

Send a token of your account with each request: `Authorization: Bearer cai_...`. Amounts are text
with plain decimals, days are ISO 8601, and what is unknown is left out. Lists come in pages: take
`next` as `cursor` until there is none. Every change needs an `Idempotency-Key`: the same key with
the same request gives the same answer for 24 hours, and does nothing twice."""
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "A new random text, such as a UUID, for each new change.",
}
_TAG = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "`ETag` of the answer you have: nothing new is 304.",
}
_AGAIN = {
    "description": "`true` where this is the answer of before.",
    "schema": {"type": "string", "enum": ["true"]},
}
_SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of a person's account; it may do what its scopes say, and never more than the person.",
    }
}
_EXAMPLES = ("example", "examples")
_NOTHING_NEW = {"description": "Nothing new since the answer you have."}


def program_routes() -> Iterator[RouteContext]:
    """Return the routes that programs call."""
    contexts = iter_route_contexts(router().routes)
    return (one for one in contexts if is_for_programs(one.original_route))


@cache
def openapi() -> Form:
    """Describe the interface."""
    routes = list(program_routes())
    form: Form = get_openapi(
        title="Contract AI",
        version=program_version(),
        description=_ABOUT,
        routes=routes,
        separate_input_output_schemas=False,
    )
    for route in routes:
        for method in route.methods or ():
            _complete(form["paths"][route.path_format][method.lower()], route, method)
    for unused in ("HTTPValidationError", "ValidationError"):
        form["components"]["schemas"].pop(unused, None)
    form["components"]["securitySchemes"] = _SECURITY
    form["security"] = [{"token": []}]
    _tidy(form)
    return form


def _complete(operation: Form, route: RouteContext, method: str) -> None:
    scope, parameters = scope_of(route.original_route), operation.setdefault("parameters", [])
    operation["operationId"] = route.name
    operation["summary"] = operation.pop("description")
    operation["security"] = [{"token": [scope.value] if scope else []}]
    answers: Form = operation["responses"]
    answers.pop("422", None)
    if example := EXAMPLES.get(route.name or ""):
        _done(answers)["content"]["application/json"]["example"] = example
    for status, refusal in REFUSALS.items():
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        answers[str(status)] = {"description": refusal, "content": content}
    if method in SAFE:
        parameters.append(_TAG)
        answers["304"] = _NOTHING_NEW
        return
    parameters.append(_KEY)
    _done(answers)["headers"] = {REPLAYED: _AGAIN}


def _done(answers: Form) -> Form:
    """Return the answer where all went well."""
    found: Form = next(one for status, one in answers.items() if status.startswith("2"))
    found["description"] = "Done."
    return found


def _tidy(form: Any) -> None:  # noqa: ANN401 (any part of the description)
    """Say nothing of null: what is unknown is left out.  Titles only repeat the names."""
    if isinstance(form, list):
        for one in form:
            _tidy(one)
    if not isinstance(form, dict):
        return
    choices = form.get("anyOf")
    if isinstance(choices, list):
        kept = [one for one in choices if one != {"type": "null"}]
        if len(kept) == 1:
            form.pop("anyOf")
            form.update(kept[0] | {key: form[key] for key in form.keys() & {"description"}})
        else:
            form["anyOf"] = kept
    if form.get("default", ...) is None:
        form.pop("default")
    if isinstance(form.get("title"), str) and "version" not in form:
        form.pop("title")
    for key, one in form.items():
        if key not in _EXAMPLES:  # these are answers, and no description
            _tidy(one)
