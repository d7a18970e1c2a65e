"""Forms are small: a body over the limit is refused before anybody reads it.

Routes that take files read the stream themselves and have limits of their own.
"""

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contract_ai.web.api import PREFIX
from contract_ai.web.api.problems import answer_to

LARGEST = 1 << 20
_STREAMS = ("/uploads/files", "/api/v1/uploads")


class _TooLarge(Exception):
    pass


def _too_large(path: str) -> JSONResponse:
    if path.startswith(PREFIX):
        return answer_to(HTTPException(413))
    return JSONResponse({"detail": "What was sent is larger than the limit."}, 413)


class SmallBodies:
    """Refuses bodies of more than a megabyte, said or sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

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
        got = 0

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > LARGEST:
                raise _TooLarge
            return message

        try:
            await self._app(scope, counted, send)
        except _TooLarge:
            await answer(scope, receive, send)
