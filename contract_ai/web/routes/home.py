"""The first page: money at stake, what waits for a person, the last run."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from contract_ai.batch.saying import change_words, new_words
from contract_ai.desk.brought import last_brought
from contract_ai.desk.dashboard import dashboard
from contract_ai.desk.extraction import extraction_quality
from contract_ai.desk.held.open_findings import UNSETTLED
from contract_ai.desk.nights import last_night
from contract_ai.desk.quality import in_all
from contract_ai.desk.rereadings import count_rereadings
from contract_ai.web.access import Visiting, allow
from contract_ai.web.kept import shared
from contract_ai.web.pages import page
from contract_ai.web.routes import Nav
from contract_ai.web.stake_charts import age_charts
from contract_ai.web.visit import Visit

router = APIRouter()
_UNSETTLED = [("state", state) for state in UNSETTLED]
NAV = Nav("Dashboard", "/", 10, over=("/quality",))


@router.get("/")
@allow()
def show(request: Request, visit: Visiting) -> Response:
    """Show the dashboard."""

    def make(reader: Visit) -> HTMLResponse:
        with reader.read() as session:
            found = dashboard(session, reader.scope, reader.site.today())
            brought = last_brought(session, reader.scope)
            night = last_night(session, reader.scope)
            newer = count_rereadings(session, reader.scope)
            quality = in_all(extraction_quality(session, reader.scope))
        shown = {
            "found": found,
            "unsettled": _UNSETTLED,
            "usual": urlencode(_UNSETTLED),
            "charts": age_charts(found.by_age),
            "brought": brought,
            "night": night,
            "new_words": new_words,
            "change_words": change_words,
            "quality": quality,
            "newer": newer,
        }
        return page(request, reader, "home.html", shown)

    return shared(request, visit, make)
