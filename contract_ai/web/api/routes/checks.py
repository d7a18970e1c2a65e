"""Running the checks, and how the last run ended."""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contract_ai.desk.dashboard import last_run
from contract_ai.storage.api_calls import Answer
from contract_ai.web.access import Visiting, needs
from contract_ai.web.api import PREFIX
from contract_ai.web.api.forms import Moment, Out
from contract_ai.web.api.once import Changing
from contract_ai.web.api.paging import send_fresh
from contract_ai.web.checking import Checking
from models.accounts import Scope

router = APIRouter(tags=["Checks"])


class LastRun(Out):
    """The last whole run."""

    as_of: date
    finished_at: Moment
    findings: int
    tests: int


class CheckState(Out):
    """How far the checks are: ``said`` is the result in words, ``trouble`` why there is none."""

    running: bool
    since: Moment | None = None
    said: str
    trouble: str
    last_run: LastRun | None = None


class Started(Out):
    """The checks run, or will run once more when the run that is on its way has ended."""

    queued: bool


@router.get("/checks", response_model=CheckState)
@needs(Scope.CHECKS_RUN)
def show_checks(request: Request, visit: Visiting) -> Response:
    """Say how far the checks are."""
    checking: Checking = request.app.state.checking
    with visit.read() as session:
        last = last_run(session)
    found = CheckState.of(checking.state, last_run=LastRun.of(last) if last else None)
    return send_fresh(request, found.form())


@router.post("/checks", response_model=Started, status_code=202)
@needs(Scope.CHECKS_RUN)
def run_checks(request: Request, visit: Visiting, once: Changing) -> Response:
    """Check in the background what changed since the last run, with all that it is judged by."""
    checking: Checking = request.app.state.checking

    def work() -> Answer:
        begun = checking.start(visit.actor, visit.now, queue=True)
        return Answer(202, Started(queued=not begun).form(), f"{PREFIX}/checks")

    return once.do(work)
