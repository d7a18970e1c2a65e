"""The application: every route behind the guard, every error in words."""

from functools import cache
from threading import Event
from urllib.parse import urlsplit

from anyio import CapacityLimiter
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute, Match

from contract_ai.logs import log
from contract_ai.metrics.traffic import INTERNAL, Traffic
from contract_ai.web.access import SetUpFirst, SignInAgain, SignInFirst, guard, is_signed
from contract_ai.web.api.problems import answer_to, status_of
from contract_ai.web.api.routes import router as api_router
from contract_ai.web.background import Background
from contract_ai.web.bodies import SmallBodies
from contract_ai.web.buckets import Buckets
from contract_ai.web.checking import Checking
from contract_ai.web.counting import Counting
from contract_ai.web.drawing import pages_of
from contract_ai.web.due_syncs import due_syncs_of
from contract_ai.web.headers import SecurityHeaders
from contract_ai.web.incoming import AT_ONCE
from contract_ai.web.kept import Kept
from contract_ai.web.notices import PER_MINUTE as NOTICES_PER_MINUTE
from contract_ai.web.ordered import OrderedChecks
from contract_ai.web.pacing import Pace, TooOften
from contract_ai.web.pages import page
from contract_ai.web.routes import modules
from contract_ai.web.site import Site
from contract_ai.web.visit import visit_of
from contract_ai.web.work import intake_of, working
from models.errors import ContractAIError, ErrorCode

API = "/api/"
_WORDS = {
    400: ("This cannot be done", "The page sent something that we do not understand."),
    403: ("Not for you", "Your role does not include this. Ask an administrator."),
    404: ("Not here", "There is no such page, or it is not for you."),
    405: ("This cannot be done", "The page sent something that we do not understand."),
    409: ("Somebody was faster", "This was changed meanwhile. Load the page again."),
    413: ("Too large", "What was sent is larger than the limit."),
    429: ("Too often", "Wait a few minutes and try again."),
}
_ORDINARY = frozenset({409})  # somebody was faster: no attempt at anything
_OURS_TO_MEND = ("A fault of ours", "It is written down. Try again, or ask an administrator.")
_STATUS = {
    ErrorCode.DATABASE_UNUSABLE: 503,
    ErrorCode.PDF_LIBRARY_MISSING: 503,
    ErrorCode.SCANNER_FAILED: 503,
    ErrorCode.TOO_MANY_REQUESTS: 429,
}


def create_app(site: Site) -> FastAPI:
    """Make the application of a site."""
    app = FastAPI(
        title="Contract AI",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        routes=list(_routes()),
        lifespan=working,
    )
    app.state.site = site
    app.state.intake = intake_of(site)
    app.state.incoming = CapacityLimiter(AT_ONCE)
    app.state.stopping = Event()
    app.state.kept = Kept()
    app.state.pages = pages_of(site)
    app.state.checking = Checking(site)
    app.state.background = Background()
    app.state.due_syncs = due_syncs_of(site, app.state.background)
    app.state.ordered = OrderedChecks(site, app.state.checking.turn)
    app.state.worker = None  # from its start to its end: the worker that reads uploads
    app.state.traffic = Traffic()
    app.state.pace = Pace(site.settings)
    app.state.notice_rates = Buckets(NOTICES_PER_MINUTE)
    app.add_exception_handler(SignInFirst, _sign_in_first)
    app.add_exception_handler(SignInAgain, _sign_in_again)
    app.add_exception_handler(SetUpFirst, _set_up_first)
    app.add_exception_handler(StarletteHTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(ContractAIError, _in_words)
    app.add_exception_handler(Exception, _fault)
    app.add_middleware(SmallBodies)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=site.hosts)
    app.add_middleware(SecurityHeaders, secure=site.secure)
    app.add_middleware(Counting, traffic=app.state.traffic)
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """Return every route, behind the guard.

    They know of no site, so the applications of a process share them: what each takes and gives
    is worked out once, which costs more than all else here.
    """
    every = APIRouter(dependencies=[Depends(guard)])
    for module in modules():
        every.include_router(module.router)
    every.include_router(api_router())
    return tuple(every.routes)


def _sign_in_first(request: Request, _error: Exception) -> Response:
    log().info("refused", status=401)
    where = {"then": _here(request)} | ({} if request.method == "GET" else {"unsaved": "yes"})
    return RedirectResponse(request.url_for("sign_in").include_query_params(**where), 303)


def _sign_in_again(request: Request, _error: Exception) -> Response:
    """Ask who it is once more; then the page that the change was on is shown again."""
    then = _before(request) or "/account"
    return RedirectResponse(
        request.url_for("sign_in").include_query_params(again="yes", then=then), 303
    )


def _set_up_first(request: Request, _error: Exception) -> Response:
    return RedirectResponse(request.url_for("account"), 303)


def _here(request: Request) -> str:
    """Say where to come back to; a change cannot be repeated, so that leads to the page before."""
    if request.method != "GET":
        return _before(request) or "/"
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def _before(request: Request) -> str:
    """Return our page that a change was sent from; empty where the browser names none.

    Where the page itself was the answer to a change, no address shows it again.
    """
    named = urlsplit(request.headers.get("referer", ""))
    asked = {"type": "http", "method": "GET", "path": named.path, "headers": []}
    pages = (route.matches(asked)[0] for route in request.app.routes)
    if named.netloc != request.url.netloc or Match.FULL not in pages:
        return ""
    return named.path + (f"?{named.query}" if named.query else "")


def _refused(request: Request, error: Exception) -> Response:
    if _is_program(request):
        return _told(request, error)
    status = error.status_code if isinstance(error, HTTPException | StarletteHTTPException) else 500
    title, what = _WORDS.get(status, _WORDS[400])
    if status not in _ORDINARY:
        log().warning("refused", status=status, **_caller(request))
    if _is_notice(request):
        return Response(status_code=status, headers=getattr(error, "headers", None))
    own = getattr(error, "detail", "")
    if own and " " in own and own[0].isupper() and own.endswith("."):
        what = own
    return _answer(request, status, title, what)


def _caller(request: Request) -> dict[str, str]:
    """Say who calls, also where the guard was not reached; no path, as links hold secrets."""
    return {} if hasattr(request.state, "visit") else {"address": _address(request)}


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _not_understood(request: Request, error: Exception) -> Response:
    if _is_program(request):
        return _told(request, error)
    log().warning("refused", status=400, why="not understood")
    what = _WORDS[400][1]
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        what = f"{'.'.join(str(part) for part in first['loc'][1:])}: {first['msg']}."
    return _answer(request, 400, _WORDS[400][0], what)


def _in_words(request: Request, error: Exception) -> Response:
    if not isinstance(error, ContractAIError):
        raise error
    if _is_program(request):
        return _told(request, error)
    request.app.state.traffic.failed(error.code.value)
    notice = _is_notice(request)
    status = _STATUS.get(error.code, 503 if notice else 400)
    log().warning("refused", status=status, code=error.code.value)
    if notice:  # it is sent again
        return Response(status_code=status)
    answer = _answer(request, status, error.what, f"{error.do} [{error.code}]")
    if isinstance(error, TooOften):
        answer.headers.update(error.headers)
    return answer


def _fault(request: Request, error: Exception) -> Response:
    """The last resort: the log gets the place, the person a sentence, nobody the text of it."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
    log().error("fault", kind=type(error).__name__, where=where)
    request.app.state.traffic.failed(INTERNAL)
    if _is_program(request):
        return answer_to(error)
    if _is_notice(request):
        return Response(status_code=500)
    return _answer(request, 500, *_OURS_TO_MEND)


def _told(request: Request, error: Exception) -> Response:
    """Answer a program."""
    status = status_of(error)
    if isinstance(error, ContractAIError):
        request.app.state.traffic.failed(error.code.value)
    if status not in _ORDINARY:
        log().warning("refused", status=status)
    return answer_to(error)


def _is_program(request: Request) -> bool:
    return request.url.path.startswith(API)


def _is_notice(request: Request) -> bool:
    """Whether another system called: it is told nothing but the status."""
    return is_signed(request.scope.get("route"))


def _answer(request: Request, status: int, title: str, what: str) -> Response:
    visit = getattr(request.state, "visit", None) or visit_of(request)
    back = _before(request) if request.method == "POST" else ""
    return page(request, visit, "error.html", {"title": title, "what": what, "back": back}, status)
