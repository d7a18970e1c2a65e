"""Forms are small and come soon: a body over the limit is refused before anybody reads it.

Routes that take files read the stream themselves and have limits of their own.
"""

from time import monotonic

from anyio import fail_after
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contract_ai.web.api import PREFIX
from contract_ai.web.api.problems import answer_to

LARGEST = 1 << 20
WITHIN = 30.0  # seconds from the head of a request to the end of its body
_STREAMS = ("/uploads/files", "/api/v1/uploads")


class _TooLarge(Exception):
    pass


def _too_large(path: str) -> JSONResponse:
    if path.startswith(PREFIX):
        return answer_to(HTTPException(413))
    return JSONResponse({"detail": "What was sent is larger than the limit."}, 413)


class SmallBodies:
    """Refuses bodies of more than a megabyte, said or sent, and those that take too long."""

    def __init__(self, app: ASGIApp, within: float = WITHIN) -> None:
        self._app, self._within = app, within

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting what comes."""
        if scope["type"] != "http" or scope["path"].startswith(_STREAMS):
            await self._app(scope, receive, send)
            return
        said = dict(scope["headers"]).get(b"content-length", b"0")
        answer = _too_large(scope["path"])
        if not said.isdigit() or int(said) > LARGEST:
            await answer(scope, receive, send)
            return
        got, until, whole = 0, monotonic() + self._within, False

        async def counted() -> Message:
            nonlocal got, whole
            if whole:
                return await receive()  # waits for the browser to go away, however long
            try:
                with fail_after(max(until - monotonic(), 0.0)):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, "What was sent came too slowly.") from None
            whole = not message.get("more_body", False)
            got += len(message.get("body", b""))
            if got > LARGEST:
                raise _TooLarge
            return message

        try:
            await self._app(scope, counted, send)
        except _TooLarge:
            await answer(scope, receive, send)
