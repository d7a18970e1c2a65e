"""Pages that were made before and are still true: kept by the state of the database.

Every change writes an event to the audit trail, so the number of its newest event names the
state.  A page is the same for the same person, address, day and state; a list is the same for
people of one role who see the same contracts, and says nothing of how anybody signs in, so it is
made once for all of them, whoever comes in meanwhile, and for nobody:
where a page names its reader and carries the token of forms stand words that nobody can guess,
and what they stand for is put in when it is sent.  Of those who ask for the same new page at once
the first makes it and the others wait.  Browsers keep nothing of it (`headers`).
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from secrets import token_hex
from threading import Lock

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import escape

from contract_ai.audit.trail import Mark, newest, newest_with_books
from contract_ai.versions import program_version
from contract_ai.web.visit import Visit

_AT_MOST = 32 << 20  # bytes, per process
_LOCKS = 64  # two pages that share one only wait for each other
_OK = 200
_TOKEN, _NAME = token_hex(32), token_hex(32)


class Kept:
    """Pages by name, the least recently asked for dropped first; for one process."""

    def __init__(self, at_most: int = _AT_MOST) -> None:
        self._at_most, self._size = at_most, 0
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()
        self._making = tuple(Lock() for _ in range(_LOCKS))

    def making(self, name: str) -> Lock:
        """Return what is held while a page is made."""
        return self._making[hash(name) % _LOCKS]

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
    """Answer with the page that was made before, or make it.

    For pages that only read: what they show is in the database and in their address.
    """
    if visit.said or visit.new_visitor:
        return make()
    state = state_name(request, visit)
    return _kept(request, state, make, lambda page: page)


def shared(
    request: Request, visit: Visit, make: Callable[[Visit], HTMLResponse], own: object = None
) -> Response:
    """Do so with a page that shows the same to all of one role who see the same contracts.

    ``make`` is given whom it makes the page for, a nobody of that role and with those contracts;
    ``own`` is what the page shows of its reader beside the name.
    """
    if visit.said or visit.new_visitor:
        return make(visit)
    person = visit.person
    whose = repr((person.role.value, person.contracts, own))
    books = visit.books
    if books is None:
        with visit.read() as session:
            _, books = newest_with_books(session)
    state = _digest(_state(request, visit, books), whose)
    name = str(escape(person.full_name or person.name)).encode()

    def of_this_reader(page: bytes) -> bytes:
        return page.replace(_TOKEN.encode(), visit.csrf.encode()).replace(_NAME.encode(), name)

    return _kept(request, state, lambda: make(_nobody(visit)), of_this_reader)


def _nobody(visit: Visit) -> Visit:
    """Return a visit with the rights of a person and with nothing else of theirs."""
    user = replace(visit.person, name=_NAME, full_name=_NAME)
    return replace(
        visit, user=user, csrf=_TOKEN, token="", key="", address="", agent="", lately=False
    )


def _kept(
    request: Request,
    name: str,
    make: Callable[[], HTMLResponse],
    own: Callable[[bytes], bytes],
) -> Response:
    pages: Kept = request.app.state.kept
    found = pages.get(name)
    if found is None:
        with pages.making(name):
            found = pages.get(name)
            if found is None:
                answer = make()
                if answer.status_code != _OK:
                    return answer
                found = bytes(answer.body)
                pages.put(name, found)
    return HTMLResponse(own(found))


def state_name(request: Request, visit: Visit) -> str:
    """Name what an address shows this caller, as long as nothing changes."""
    mark = visit.mark
    if mark is None:
        with visit.read() as session:
            mark = newest(session)
    return _digest(_state(request, visit, mark), visit.key)


def _state(request: Request, visit: Visit, mark: Mark) -> str:
    """Name an address and a state of all that it may show."""
    day = visit.site.today().isoformat()
    path, query = str(request.url.path), str(request.url.query)
    house = visit.site.settings
    by = repr((house.holidays, house.tolerances, house.severities))
    return _digest(path, query, str(mark[0]), mark[1], day, program_version(), by)


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()[:32]
