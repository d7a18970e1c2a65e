"""Lists of findings that people save under a name."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import Response

from contract_ai.storage.saved_views import LONGEST, SavedView, delete_view, save_view
from contract_ai.web.access import Visiting, allow
from contract_ai.web.casework.list_query import read_query
from contract_ai.web.said import go
from models.accounts import Role

router = APIRouter()
Text = Annotated[str, Form()]


@router.post("/findings/views")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def save(visit: Visiting, name: Text = "", query: Text = "", shared: Text = "") -> Response:
    """Save the list that is shown; one of the same name is replaced."""
    asked = read_query(query).pages(1)
    called = " ".join(name.split())
    if not called or len(called) > LONGEST:
        raise HTTPException(400, f"Give the list a name of at most {LONGEST} characters.")
    view = SavedView(0, called, asked.query, shared == "yes", own=True)
    with visit.write() as session:
        save_view(session, visit.person.id, view, visit.now)
    return go(asked.address(), f"Saved as {called}.", visit.site)


@router.post("/findings/views/{number}/delete")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def delete(visit: Visiting, number: int, back: Text = "") -> Response:
    """Delete a list that the person saved."""
    asked = read_query(back)
    with visit.write() as session:
        name = delete_view(session, visit.person.id, number, visit.now)
    if name is None:
        raise HTTPException(404)
    return go(asked.address(), f"{name} is deleted.", visit.site)
