"""Lists in pages: ``limit``, an opaque ``cursor``, and ``Link: ...; rel="next"``.

A cursor belongs to one list: the same filter, order and limit.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import JSONResponse, Response

from contract_ai.desk.filters import Filter, FilterError
from contract_ai.web.kept import state_name
from contract_ai.web.visit import Visit
from models.errors import ErrorCode, RequestError

MOST = 200
Limit = Annotated[int, Query(ge=1, le=MOST, description=f"How many items: 1 to {MOST}.")]
Cursor = Annotated[
    str, Query(max_length=500, description="`next` of the page before; nothing for the first.")
]
F = TypeVar("F", bound=Filter)
_PAGING = ("limit", "cursor")
Form = dict[str, Any]


def filtered(request: Request, kind: type[F]) -> F:
    """Read the filter of a list from the address.

    Raises:
        RequestError: it asks for what there is not.
    """
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] not in _PAGING]
    try:
        return kind.parse(pairs)
    except FilterError as error:
        text = str(error)
        what = f"{text[:1].upper()}{text[1:]}"
        raise _wrong(what, "See the parameters of this list.") from error


def place_in(request: Request, cursor: str) -> Any:  # noqa: ANN401 (what the list put into it)
    """Return what the page before put into its cursor; None for the first page.

    Raises:
        RequestError: the cursor is not of this list.
    """
    if not cursor:
        return None
    try:
        found = json.loads(urlsafe_b64decode(cursor.encode()))
        list_name, place = found
    except (ValueError, TypeError):
        list_name, place = "", None
    if list_name != _name(request) or place is None:
        raise strange_cursor()
    return place


def strange_cursor() -> RequestError:
    """Say that a cursor is of no use."""
    what = "The cursor is not of this list."
    return _wrong(what, "Keep filter and limit the same, or begin without a cursor.")


def number_in(request: Request, cursor: str, *, first: int = 1) -> int:
    """Return the number that a cursor tells: of a page, or of the last item before it.

    ``first`` is the one without a cursor; every other is larger.

    Raises:
        RequestError: the cursor is not of this list.
    """
    place = place_in(request, cursor)
    if place is not None and not (type(place) is int and first < place < 1 << 31):
        raise strange_cursor()
    return first if place is None else int(place)


def page_after(number: int, limit: int, count: int) -> int | None:
    """Return the number of the next page of ``count`` items; None after the last."""
    return number + 1 if number * limit < count else None


def listed(request: Request, items: list[Form], following: object = None) -> Form:
    """Write one page; ``following`` is where the next one begins, None on the last."""
    if following is None:
        return {"items": items}
    text = json.dumps([_name(request), following], separators=(",", ":"))
    return {"items": items, "next": urlsafe_b64encode(text.encode()).decode()}


def send(request: Request, visit: Visit, make: Callable[[], Form]) -> Response:
    """Answer with what ``make`` reads from the database; who has it already gets 304."""
    tag = f'"{state_name(request, visit)}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "authorization"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return send_fresh(request, make(), headers)


def send_fresh(request: Request, body: Form, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with what changes without an event of the audit trail."""
    answer = JSONResponse(body, headers=headers)
    if "next" in body:
        answer.headers["link"] = f'<{_address(request, body["next"])}>; rel="next"'
    return answer


def _address(request: Request, cursor: str) -> str:
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] != "cursor"]
    return f"{request.url.path}?{urlencode([*pairs, ('cursor', cursor)])}"


def _name(request: Request) -> str:
    """Name a list by its path and all that is asked of it but the cursor, in any order."""
    pairs = sorted(pair for pair in request.query_params.multi_items() if pair[0] != "cursor")
    return sha256(f"{request.url.path}?{urlencode(pairs)}".encode()).hexdigest()[:12]


def _wrong(what: str, do: str) -> RequestError:
    return RequestError(ErrorCode.REQUEST_INVALID, what, where="the address", do=do)
