"""The report of the last run as findings/1."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from contract_ai import pipeline
from contract_ai.desk.dashboard import last_run
from contract_ai.web.access import Visiting, needs
from contract_ai.web.api.finding_forms import ReportForm
from contract_ai.web.api.narrowing import narrowed
from contract_ai.web.api.paging import Form, send
from contract_ai.web.pacing import OF_ALL, costly
from models.accounts import Scope
from reports.findings_json import findings_form

router = APIRouter(tags=["Report"])


@router.get("/report", response_model=ReportForm)
@needs(Scope.REPORT_READ)
@costly(OF_ALL)
def show_report(request: Request, visit: Visiting) -> Response:
    """Return findings/1 of the last run; of the contracts that the person sees."""

    def make() -> Form:
        with visit.read() as session:
            if last_run(session) is None:
                raise HTTPException(404, "Nothing was checked yet.")
        settings = visit.site.settings.for_checks
        data = pipeline.report(visit.site.database, settings=settings)
        return findings_form(narrowed(data, visit.scope))

    return send(request, visit, make)
