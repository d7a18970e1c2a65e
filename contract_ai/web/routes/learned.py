"""What was learned from corrected matches: the list, and switching one off or on."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from contract_ai.correcting import sees
from contract_ai.desk.learned import learned_rules
from contract_ai.storage.matching import NoSuchCorrection, let_teach, numbered
from contract_ai.web.access import Visiting, allow
from contract_ai.web.kept import kept
from contract_ai.web.matching import People, checked
from contract_ai.web.pages import page
from contract_ai.web.said import go
from models.accounts import Role

router = APIRouter()


@router.get("/learned")
@allow()
def show(request: Request, visit: Visiting) -> Response:
    """List what was learned, each with the decision that it comes from."""

    def make() -> HTMLResponse:
        with visit.read() as session:
            rules = learned_rules(session, visit.scope)
            said = [one.said for one in rules] + [one.instead for one in rules if one.instead]
            people = People.of(session, said)
        may_change = visit.person.role is not Role.AUDITOR
        shown = {"rules": rules, "people": people, "may_change": may_change}
        return page(request, visit, "learned.html", shown)

    return kept(request, visit, make)


@router.post("/learned/{number}")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def switch(
    request: Request, visit: Visiting, number: int, teaches: Annotated[bool, Form()]
) -> Response:
    """Switch on or off that others follow from a decision, and check again."""
    try:
        with visit.write() as session:
            if not sees(visit.scope, numbered(session, number)):
                raise HTTPException(404)
            let_teach(session, number, visit.now, teaches=teaches)
    except NoSuchCorrection as error:
        raise HTTPException(404) from error
    what = "Switched on." if teaches else "Switched off."
    return go("/learned", f"{what} {checked(request, visit)}", visit.site)
