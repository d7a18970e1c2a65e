"""How far the program can be trusted: how its reading held, and what its checks passed."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from contract_ai.desk.dashboard import last_run
from contract_ai.desk.extraction import extraction_quality
from contract_ai.desk.quality import by_kind, by_month, in_all
from contract_ai.desk.tests_passed import check_counts
from contract_ai.web.access import Visiting, allow
from contract_ai.web.kept import shared
from contract_ai.web.pages import page
from contract_ai.web.visit import Visit
from reports.term_words import KIND_WORDS

router = APIRouter()


@router.get("/quality")
@allow()
def show(request: Request, visit: Visiting) -> Response:
    """Show what people did with terms as they were read, and how every check ended."""

    def make(reader: Visit) -> HTMLResponse:
        with reader.read() as session:
            cells = extraction_quality(session, reader.scope)
            checks = check_counts(session, reader.scope)
            run = last_run(session)
        shown = {
            "all": in_all(cells),
            "kinds": by_kind(cells),
            "months": by_month(cells),
            "kind_words": KIND_WORDS,
            "checks": checks,
            "run": run,
            "passed": sum(one.passed for one in checks),
            "done": sum(one.done for one in checks),
        }
        return page(request, reader, "quality.html", shown)

    return shared(request, visit, make)
