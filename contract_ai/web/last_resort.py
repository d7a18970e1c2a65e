"""Where faults end: the server below writes what it is handed with its text, so it is handed none.

The application wrote down the place and kind of a fault and answered before it comes here
(`contract_ai.web.app`); the text of an error may say what a document says, or a secret.
"""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contract_ai.logs import log


class LastResort:
    """Lets no error of a request out; where nothing was answered yet, answers that it failed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:  # noqa: BLE001 (the last resort)
            if started:
                return
            log().error("fault", route="", kind=type(error).__name__, where="")
            answer = PlainTextResponse("A fault of ours. It is written down.", 500)
            await answer(scope, receive, send)
