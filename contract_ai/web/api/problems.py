"""What went wrong, as RFC 9457 has it: ``application/problem+json`` with our own codes."""

from collections.abc import Mapping

from fastapi import HTTPException
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException as StarletteHTTPException

from contract_ai.web.api import PREFIX
from contract_ai.web.pacing import TooOften
from models.errors import ContractAIError, ErrorCode

MEDIA_TYPE = "application/problem+json"
STATUS: Mapping[ErrorCode, int] = {
    ErrorCode.TOKEN_INVALID: 401,
    ErrorCode.SCOPE_MISSING: 403,
    ErrorCode.NOT_THERE: 404,
    ErrorCode.CHANGED_MEANWHILE: 409,
    ErrorCode.KEY_USED: 409,
    ErrorCode.KEY_BUSY: 409,
    ErrorCode.REQUEST_TOO_LARGE: 413,
    ErrorCode.TOO_MANY_REQUESTS: 429,
    ErrorCode.FAULT: 500,
    ErrorCode.DATABASE_UNUSABLE: 503,
}
"""The status of an error; 400 of all others."""
_CODES = {
    401: ErrorCode.TOKEN_INVALID,
    403: ErrorCode.SCOPE_MISSING,
    404: ErrorCode.NOT_THERE,
    409: ErrorCode.CHANGED_MEANWHILE,
    413: ErrorCode.REQUEST_TOO_LARGE,
    429: ErrorCode.TOO_MANY_REQUESTS,
    500: ErrorCode.FAULT,
}
TITLES = {
    ErrorCode.TOKEN_INVALID: "No token that holds",
    ErrorCode.SCOPE_MISSING: "The token is not for this",
    ErrorCode.NOT_THERE: "Not there",
    ErrorCode.CHANGED_MEANWHILE: "Changed meanwhile",
    ErrorCode.KEY_MISSING: "No key for this change",
    ErrorCode.KEY_USED: "The key was used for something else",
    ErrorCode.KEY_BUSY: "Still at work",
    ErrorCode.REQUEST_TOO_LARGE: "Too large",
    ErrorCode.TOO_MANY_REQUESTS: "Too often",
    ErrorCode.FAULT: "A fault of ours",
    ErrorCode.DATABASE_UNUSABLE: "The database cannot be used",
}
_DETAILS = {
    404: "There is no such thing, or it is not for you.",
    405: "This address does not take this method.",
    413: "What was sent is larger than the limit.",
    500: "It is written down. Try again, or ask an administrator.",
}
_USUAL = "This cannot be done"


class FieldTrouble(BaseModel):
    """One part of a request that cannot be used."""

    field: str = Field(description="Where it stands: `body.reason`, `query.limit`.")
    detail: str = Field(description="What is wrong with it.")


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": f"{PREFIX}/docs#NOT_THERE",
                    "title": "Not there",
                    "status": 404,
                    "code": "NOT_THERE",
                    "detail": "There is no such thing, or it is not for you.",
                }
            ]
        }
    )

    type: str = Field(description="Where the code is explained.")
    title: str
    status: int
    code: str = Field(description="A code that is never renamed; see docs/errors.md.")
    detail: str = Field(description="What happened and what to do, for a person.")
    errors: list[FieldTrouble] | None = Field(
        default=None, description="The parts of the request that cannot be used; may be left out."
    )
    current: str | None = Field(
        default=None, description="What is there now, where it was changed meanwhile."
    )


def status_of(error: Exception) -> int:
    """Return the status that an error answers with."""
    if isinstance(error, ContractAIError):
        return STATUS.get(error.code, 400)
    if isinstance(error, RequestValidationError):
        return 400
    return error.status_code if isinstance(error, HTTPException | StarletteHTTPException) else 500


def problem_of(error: Exception) -> dict[str, object]:
    """Write an error as a problem; one of another kind is a fault, of which nothing is told."""
    status = status_of(error)
    if isinstance(error, ContractAIError):
        detail = f"{error.what} {error.do}".strip()
        if status == STATUS[ErrorCode.DATABASE_UNUSABLE]:  # names where the database lies
            detail = "The database cannot be used now. Try again, or ask an administrator."
        return _form(status, error.code, detail, current=getattr(error, "current", None))
    code = _CODES.get(status, ErrorCode.REQUEST_INVALID)
    if isinstance(error, RequestValidationError):
        errors = [
            {"field": ".".join(map(str, one["loc"])), "detail": f"{one['msg']}."}
            for one in error.errors()
        ]
        return _form(status, code, "The request cannot be read; see errors.", errors=errors)
    own = str(getattr(error, "detail", ""))
    detail = own if " " in own and own.endswith(".") else _DETAILS.get(status, f"{_USUAL}.")
    return _form(status, code, detail)


def answer_to(error: Exception) -> JSONResponse:
    """Answer with a problem."""
    headers: dict[str, str] = {}
    if isinstance(error, TooOften):
        headers |= error.headers
    if status_of(error) == 401:  # noqa: PLR2004 (HTTP's "Unauthorized")
        headers["www-authenticate"] = 'Bearer realm="contract-ai"'
    return problem_response(problem_of(error), headers)


def problem_response(
    body: Mapping[str, object], headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Send a problem."""
    status = body["status"] if isinstance(body["status"], int) else 500
    return JSONResponse(dict(body), status, headers, media_type=MEDIA_TYPE)


def _form(status: int, code: ErrorCode, detail: str, **more: object) -> dict[str, object]:
    form: dict[str, object] = {
        "type": f"{PREFIX}/docs#{code}",
        "title": TITLES.get(code, _USUAL),
        "status": status,
        "code": code.value,
        "detail": detail,
    }
    return form | {key: value for key, value in more.items() if value is not None}
