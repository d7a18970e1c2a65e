"""Pages that were made before and are still true: kept by the state of the database.

Every change writes an event to the audit trail, so the number of its newest event names the
state.  A page is the same for the same person, address, day and state.
"""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from threading import Lock

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from contract_ai.audit.trail import newest
from contract_ai.versions import program_version
from contract_ai.web.visit import Visit

_AT_MOST = 32 << 20  # bytes, per process


class Kept:
    """Pages by name, the least recently asked for dropped first; for one process."""

    def __init__(self, at_most: int = _AT_MOST) -> None:
        self._at_most, self._size = at_most, 0
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, name: str) -> bytes | None:
        """Return a page, None where it is not kept."""
        with self._lock:
            found = self._pages.get(name)
            if found is not None:
                self._pages.move_to_end(name)
            return found

    def put(self, name: str, page: bytes) -> None:
        """Keep a page."""
        with self._lock:
            self._size += len(page) - len(self._pages.pop(name, b""))
            self._pages[name] = page
            while self._size > self._at_most and self._pages:
                self._size -= len(self._pages.popitem(last=False)[1])


def kept(request: Request, visit: Visit, make: Callable[[], HTMLResponse]) -> Response:
    """Answer with the page that was made before, or make it; a browser that has it gets 304.

    For pages that only read: what they show is in the database and in their address.
    """
    name = state_name(request, visit)
    headers = {"etag": f'"{name}"', "cache-control": "private, no-cache", "vary": "cookie"}
    fresh = visit.said or visit.new_visitor
    if not fresh and request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    pages: Kept = request.app.state.kept
    found = None if fresh else pages.get(name)
    if found is not None:
        return HTMLResponse(found, headers=headers)
    answer = make()
    if fresh or answer.status_code != 200:  # noqa: PLR2004 (HTTP's "OK")
        return answer
    pages.put(name, bytes(answer.body))
    answer.headers.update(headers)
    return answer


def state_name(request: Request, visit: Visit) -> str:
    """Name what an address shows this caller, as long as nothing changes."""
    with visit.read() as session:
        seq, head = newest(session)
    parts = (
        str(request.url.path),
        str(request.url.query),
        visit.key,
        str(seq),
        head,
        visit.site.today().isoformat(),
        program_version(),
    )
    return sha256("\x1f".join(parts).encode()).hexdigest()[:32]
