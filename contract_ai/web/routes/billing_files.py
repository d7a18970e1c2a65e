"""A draft of an invoice to take away: paper, XML, and tables for accounting systems."""

from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contract_ai.billing.draft_files import MEDIA_TYPES, Writing, draft_file, in_words, kept_papers
from contract_ai.billing.papers import Form, Layout
from contract_ai.issuing import load_issuing
from contract_ai.web.access import Visiting, allow
from contract_ai.web.attached import attached
from contract_ai.web.pacing import costly
from contract_ai.web.routes.billing import MAY, find_draft, show_draft
from models.errors import DocumentError, RequestError, SettingsError

router = APIRouter()


@router.get("/billing/{number}/files/{form}")
@allow(*MAY)
@costly()
def take(
    request: Request,
    visit: Visiting,
    number: int,
    form: Form,
    paper: Literal["a4", "letter"] = "a4",
) -> Response:
    """Send a draft as a file; where it cannot be written, its page says what is missing."""
    found, settings = find_draft(visit, number), visit.site.settings
    try:
        how = Writing(load_issuing(settings.issuing), form, Layout(visit.site.today(), paper))
        with visit.read() as session:
            (told,) = kept_papers(session, [found], form, settings.for_checks)
        made = draft_file(told, how)
    except (DocumentError, RequestError, SettingsError) as error:
        return show_draft(request, visit, number, f"No file: {in_words(error)}")
    return Response(made.data, media_type=MEDIA_TYPES[form], headers=attached(made.name))
