"""What a change of the review answers: the cards as they are now, and the progress.

A script gets JSON with the cards as HTML, and puts them in the place of those it had; a browser
without one is led back to the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from contract_ai.desk.review_sheet import Sheet, full_names, review_term
from contract_ai.desk.review_sheet import sheet as sheet_of
from contract_ai.storage.term_decisions import latest
from contract_ai.web.pages import environment
from contract_ai.web.review import views
from contract_ai.web.review.forms import FormView
from contract_ai.web.said import go
from contract_ai.web.visit import Visit

_PARTS = "review_parts.html"
_GONE = "This term was taken back meanwhile."
_ANEW = "The document was read again meanwhile. Load the page again."
_BACK = "The decision about this term was taken back meanwhile. Its card is shown as it is now."
CONFLICT, WRONG = 409, 422


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened: the sentence, and each card that changed as (number it had, number now).

    A term that is new had none; one that is gone has none now.
    """

    said: str
    moved: tuple[tuple[int | None, int | None], ...] = ()
    status: int = 200


def answer(request: Request, visit: Visit, stem: str, outcome: Outcome) -> Response:
    """Answer a change."""
    if not wants_json(request):
        return go(f"/review/{stem}", outcome.said, visit.site)
    with visit.read() as session:
        found = sheet_of(session, visit.scope, stem)
    body: dict[str, object] = {"said": outcome.said, "detail": outcome.said}
    if found is not None:
        body["cards"] = _cards(found, outcome.moved, visit)
        body["progress"] = str(_parts().progress(found, visit.csrf, may_change=True))
        body["done"] = found.progress.complete
    return JSONResponse(body, outcome.status, headers={"cache-control": "no-store"})


def refused(view: FormView, said: str) -> Response:
    """Answer a form with its wrong values and what is wrong with them."""
    return JSONResponse({"detail": said, "form": form_html(view)}, WRONG)


def form_html(view: FormView) -> str:
    """Write the form of a term."""
    return str(_parts().form(view))


def wants_json(request: Request) -> bool:
    """Whether a script asks."""
    return "application/json" in request.headers.get("accept", "")


def stale(visit: Visit, found: Sheet, numbers: Iterable[int]) -> Outcome:
    """Say who was faster with one of these terms, and show its card as it is now."""
    for number in numbers:
        with visit.read() as session:
            row = latest(session, number)
            if row is None or row.contract_id != found.item.id:
                return Outcome(_ANEW, status=CONFLICT)
            if row.known_to is not None:
                return Outcome(_GONE, ((number, None),), CONFLICT)
            if row.id == number:
                continue
            names = full_names(session)
            now = review_term(row, names)
            mine = row.decided_by == visit.person.name
        who = "You" if mine else now.decided_by
        if who is None or now.decided_at is None:
            return Outcome(_BACK, ((number, now.number),), CONFLICT)
        when = views.clock(now.decided_at, visit.now)
        done = views.DONE_WORDS[now.state]
        said = f"{who} {done} this term {when}. Its card is shown as it is now."
        return Outcome(said, ((number, now.number),), CONFLICT)
    return Outcome("This was changed meanwhile. Load the page again.", status=CONFLICT)


def _parts() -> Any:  # noqa: ANN401 (a template's macros are its attributes)
    """Return the macros that write cards and forms."""
    return environment().get_template(_PARTS).module


def _cards(
    found: Sheet, moved: Iterable[tuple[int | None, int | None]], visit: Visit
) -> list[dict[str, object]]:
    by_number = {one.number: one for one in found.terms}
    made: list[dict[str, object]] = []
    for was, now in moved:
        one = by_number.get(now) if now is not None else None
        html = ""
        if one is not None:
            shown = views.card(one)
            html = str(_parts().card(shown, found.item.stem, visit.csrf, may_change=True))
        made.append({"was": was, "now": now, "html": html})
    return made
