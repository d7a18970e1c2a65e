"""Changes that are done once, however often they are sent: `Once` stands in every such route."""

from collections.abc import Callable
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from sqlmodel import Session

from contract_ai.storage.api_calls import (
    Answer,
    Call,
    KeyBusy,
    KeyUsed,
    claim,
    finish,
    give_back,
    was_asked,
)
from contract_ai.web.api.keys import must_have_key
from contract_ai.web.api.problems import problem_of, problem_response, status_of
from contract_ai.web.visit import Visit
from models.errors import ContractAIError, ErrorCode, RequestError

REPLAYED = "idempotency-replayed"
_KEY = "Idempotency-Key"
_OURS = 500
"""From here on a status says that it was our fault: such an answer is not kept."""


Work = Callable[[Session], Answer]
"""Makes a change in a session that commits it together with its answer."""


class Once:
    """One request that changes something."""

    def __init__(self, visit: Visit, key: str, asked: str | None) -> None:
        self._visit, self._asked = visit, asked
        self._call = Call(visit.key, key, visit.means.secret())

    def change(self, work: Work) -> Response:
        """Make a change and keep its answer in one transaction, or give the answer of before."""

        def whole() -> Answer:
            with self._visit.write() as session:
                answer = work(session)
                finish(session, self._call, answer)
            return answer

        return self._done(whole)

    def do(self, work: Callable[[], Answer]) -> Response:
        """Do what has transactions of its own, and is harmless when it is done again.

        Its answer is kept after it: where the server stops in between, the next request of this
        key does it once more.
        """

        def whole() -> Answer:
            answer = work()
            with self._visit.write() as session:
                finish(session, self._call, answer)
            return answer

        return self._done(whole)

    def stream(self, work: Callable[[], tuple[str, Work]], asks: Callable[[], str]) -> Response:
        """Make a change that reads its body while it comes in, as `change`.

        ``work`` reads it, and returns the hash of what was asked with what is then done in the
        transaction of the answer; ``asks`` reads the body for that hash alone.  A refusal is not
        kept, as nothing was done.
        """
        before = self._begin()
        if before is not None:
            asked = asks()
            with self._visit.read() as session:
                if not was_asked(session, self._call, asked):
                    raise _used()
            return replayed(before)

        def whole() -> Answer:
            asked, change = work()
            with self._visit.write() as session:
                answer = change(session)
                finish(session, self._call, answer, asked)
            return answer

        return self._finish(whole)

    def _begin(self) -> Answer | None:
        """Claim the request; return its answer where it was done before."""
        try:
            with self._visit.write() as session:
                return claim(session, self._call, self._asked, self._visit.now)
        except KeyUsed:
            raise _used() from None
        except KeyBusy:
            raise _busy() from None

    def _done(self, whole: Callable[[], Answer]) -> Response:
        before = self._begin()
        return self._finish(whole) if before is None else replayed(before)

    def _finish(self, whole: Callable[[], Answer]) -> Response:
        """Do what was claimed; a refusal is kept as well, and after a fault it may be sent again."""
        try:
            return response(whole())
        except KeyBusy:
            raise _busy() from None
        except (ContractAIError, HTTPException) as error:
            if self._asked is None or status_of(error) >= _OURS:
                self._give_back()
                raise
            return self._refused(error)
        except BaseException:
            self._give_back()
            raise

    def _refused(self, error: Exception) -> Response:
        answer = Answer(status_of(error), problem_of(error))
        try:
            with self._visit.write() as session:
                finish(session, self._call, answer)
        except KeyBusy:
            raise _busy() from None
        return response(answer)

    def _give_back(self) -> None:
        with self._visit.write() as session:
            give_back(session, self._call)


def response(answer: Answer) -> JSONResponse:
    """Send an answer."""
    if answer.status >= 400:  # noqa: PLR2004 (from here on HTTP's statuses are refusals)
        return problem_response(answer.body)
    headers = {"location": answer.place} if answer.place else None
    return JSONResponse(answer.body, answer.status, headers)


def replayed(answer: Answer) -> JSONResponse:
    """Send an answer again."""
    again = response(answer)
    again.headers[REPLAYED] = "true"
    return again


def _used() -> RequestError:
    what = "This key was used for another request."
    do = "Send a new key with each new change."
    return RequestError(ErrorCode.KEY_USED, what, where=_KEY, do=do)


def _busy() -> RequestError:
    what = "The request under this key is being worked on."
    do = "Send it again in a few seconds, with the same key."
    return RequestError(ErrorCode.KEY_BUSY, what, where=_KEY, do=do)


async def _once(request: Request) -> Once:
    body = await request.body()
    asked = sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode() + body)
    return Once(request.state.visit, must_have_key(request), asked.hexdigest())


async def _once_streamed(request: Request) -> Once:
    return Once(request.state.visit, must_have_key(request), None)


Changing = Annotated[Once, Depends(_once)]
"""What a route takes that changes something: all of what is asked is in its body."""
Streaming = Annotated[Once, Depends(_once_streamed)]
"""The same for a route that reads its body itself, while it comes in; see `Once.stream`."""
