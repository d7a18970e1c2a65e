"""Changes of the term review: confirm, correct, reject, add, take back, and check again.

Each change names the term by the number that its page showed.  A term that somebody decided about
meanwhile has another number now: the change is refused with who did what, and nothing is lost.
"""

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlmodel import Session

from contract_ai.desk.review_sheet import Sheet, sheet
from contract_ai.pagework.forms import Selection
from contract_ai.storage.term_decisions import add_term, confirm_all, evidence_change, undo
from contract_ai.storage.terms import CONFIRMED, REJECTED, NoSuchTerm, correct, decide
from contract_ai.web.access import Visiting, allow
from contract_ai.web.checking import Checking
from contract_ai.web.drawing import pages
from contract_ai.web.review import forms
from contract_ai.web.review.answers import (
    WRONG,
    Outcome,
    answer,
    form_html,
    refused,
    stale,
    wants_json,
)
from contract_ai.web.review.forms import FormView
from contract_ai.web.routes.review import seen
from contract_ai.web.said import go
from contract_ai.web.visit import Visit
from models.accounts import Role
from models.errors import DocumentError
from models.evidence import Evidence
from models.terms import TERM_KINDS, Term
from reports.term_fields import term_of, typed
from reports.wording import count

router = APIRouter()
_LONGEST = 2000
_FOREIGN = "The place of these words is not from our page. Select them again."
Text = Annotated[str, Field(max_length=_LONGEST)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Filled(_Body):
    """A form of a term that a person filled in; ``evidence`` is sealed where its words stand."""

    kind: Annotated[str, Field(max_length=20)] = ""
    fields: dict[str, Text]
    evidence: Annotated[str, Field(max_length=1 << 17)] = ""
    seal: Annotated[str, Field(max_length=64)] = ""


class Selected(_Body):
    """Words of the document, and the kind that they are to be read as."""

    kind: Annotated[str, Field(max_length=20)]
    selection: Selection


class Numbers(_Body):
    """The terms that a page showed."""

    numbers: Annotated[list[int], Field(max_length=10_000)]


@router.post("/review/{stem}/terms/{number}/confirm")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def confirm(request: Request, visit: Visiting, stem: str, number: int) -> Response:
    """Say that a term is right as it was read."""
    return _decided(request, visit, stem, number, CONFIRMED)


@router.post("/review/{stem}/terms/{number}/reject")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def reject(request: Request, visit: Visiting, stem: str, number: int) -> Response:
    """Say that the contract does not state this."""
    return _decided(request, visit, stem, number, REJECTED)


def _decided(request: Request, visit: Visit, stem: str, number: int, state: str) -> Response:
    found = _sheet(visit, stem)
    if not _holds(found, number):
        return answer(request, visit, stem, stale(visit, found, [number]))

    def change(session: Session) -> Outcome:
        now = decide(session, number, state, visit.now)
        return Outcome(f"Term {state}.", ((number, now),))

    return _changed(request, visit, found, [number], change)


async def _numbers(request: Request) -> list[int] | None:
    """Read which terms a script's page showed; a form says nothing of them."""
    if not wants_json(request):
        return None
    try:
        return Numbers.model_validate_json(await request.body()).numbers
    except ValidationError as error:
        raise HTTPException(400) from error


@router.post("/review/{stem}/confirm-sure")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def confirm_sure(
    request: Request,
    visit: Visiting,
    stem: str,
    given: Annotated[list[int] | None, Depends(_numbers)],
) -> Response:
    """Confirm all terms that are sure: exactly those that the page counted, where it says which."""
    found = _sheet(visit, stem)
    sure = [one.number for one in found.terms if one.sure]
    wanted = sure if given is None else given
    if not set(wanted) <= set(sure):
        missed = [number for number in wanted if number not in sure]
        return answer(request, visit, stem, stale(visit, found, missed))

    def change(session: Session) -> Outcome:
        now = confirm_all(session, wanted, visit.now)
        said = f"{count(len(now), 'term')} confirmed."
        return Outcome(said, tuple(zip(wanted, now, strict=True)))

    return _changed(request, visit, found, wanted, change)


@router.get("/review/{stem}/terms/{number}/form")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def edit(request: Request, visit: Visiting, stem: str, number: int) -> Response:
    """Give the form that corrects a term."""
    found = _sheet(visit, stem)
    one = next((term for term in found.terms if term.number == number), None)
    if one is None:
        return answer(request, visit, stem, stale(visit, found, [number]))
    return JSONResponse({"form": form_html(forms.of_term(one.term))})


@router.post("/review/{stem}/terms/{number}/correct")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def correct_term(
    request: Request, visit: Visiting, stem: str, number: int, filled: Filled
) -> Response:
    """Give a term the values that a person typed."""
    found = _sheet(visit, stem)
    one = next((term for term in found.terms if term.number == number), None)
    if one is None:
        return answer(request, visit, stem, stale(visit, found, [number]))
    term, evidence, trouble = _read(visit, stem, one.term.kind, filled)
    if term is None:
        return refused(*trouble)
    changes = forms.changes(term.kind, _values(term))
    if evidence is not None:
        changes |= evidence_change(evidence)

    def change(session: Session) -> Outcome:
        now = correct(session, number, changes, visit.now)
        return Outcome("Term corrected.", ((number, now),))

    return _changed(request, visit, found, [number], change)


@router.post("/review/{stem}/terms")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def add(request: Request, visit: Visiting, stem: str, filled: Filled) -> Response:
    """Add a term that reading the document did not find."""
    found = _sheet(visit, stem)
    if filled.kind not in TERM_KINDS:
        raise HTTPException(400, "There is no such kind of term.")
    term, evidence, trouble = _read(visit, stem, filled.kind, filled)
    if term is None:
        return refused(*trouble)
    if evidence is None:
        return JSONResponse({"detail": "Select the words that say so first."}, WRONG)
    placed = term.model_copy(update={"evidence": evidence})

    def change(session: Session) -> Outcome:
        return Outcome(
            "Term added.", ((None, add_term(session, found.item.id, placed, visit.now)),)
        )

    return _changed(request, visit, found, [], change)


@router.post("/review/{stem}/propose")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def propose(request: Request, visit: Visiting, stem: str, selected: Selected) -> Response:
    """Read what selected words state as a kind of term: a form for each reading."""
    found = _sheet(visit, stem)
    return _proposed(request, visit, found, selected, None)


@router.post("/review/{stem}/terms/{number}/propose")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def propose_for(
    request: Request, visit: Visiting, stem: str, number: int, selected: Selected
) -> Response:
    """Read what selected words state in the place of a term's words."""
    found = _sheet(visit, stem)
    one = next((term for term in found.terms if term.number == number), None)
    if one is None:
        return answer(request, visit, stem, stale(visit, found, [number]))
    return _proposed(request, visit, found, selected, one.term)


def _proposed(
    request: Request, visit: Visit, found: Sheet, selected: Selected, over: Term | None
) -> Response:
    kind = over.kind if over else selected.kind
    if kind not in TERM_KINDS:
        raise HTTPException(400, "There is no such kind of term.")
    try:
        proposals = pages(request).propose(found.item.sha256, selected.selection, kind)
    except DocumentError as error:
        return JSONResponse({"detail": f"{error.what} {error.do}"}, WRONG)
    made = []
    for one in proposals:
        whole = {key: value for key, value in one.form(over).items() if key != "evidence"}
        values, _ = typed(kind, whole)
        view = forms.form(kind, values, {})
        made.append(forms.sealed(view, one.evidence, visit.site.vault, found.item.stem))
    return JSONResponse({"forms": [form_html(view) for view in made]})


@router.post("/review/{stem}/undo")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def take_back(request: Request, visit: Visiting, stem: str) -> Response:
    """Take back what this person decided last about the contract."""
    found = _sheet(visit, stem)

    def change(session: Session) -> Outcome:
        undone = undo(session, found.item.id, visit.now)
        if not undone:
            return Outcome("There is nothing of yours to take back.")
        said = f"{count(len(undone), 'decision')} taken back."
        return Outcome(said, tuple((one.number, one.now) for one in undone))

    return _changed(request, visit, found, [], change)


@router.post("/review/{stem}/check")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def check(request: Request, visit: Visiting, stem: str) -> Response:
    """Run the checks for what changed, in the background."""
    _sheet(visit, stem)
    checking: Checking = request.app.state.checking
    checking.start(visit.actor, visit.now)
    if not wants_json(request):
        return go(f"/review/{stem}", "The checks are running.", visit.site)
    return JSONResponse({"running": True})


@router.get("/review/{stem}/check")
@allow()
def checked(request: Request, visit: Visiting, stem: str) -> Response:
    """Say how far the checks are, and what they found in this contract."""
    found = _sheet(visit, stem)
    state = request.app.state.checking.state
    return JSONResponse(
        {
            "running": state.running,
            "said": state.said,
            "trouble": state.trouble,
            "findings": count(found.item.findings, "open finding"),
        }
    )


def _changed(
    request: Request,
    visit: Visit,
    found: Sheet,
    numbers: Sequence[int],
    change: Callable[[Session], Outcome],
) -> Response:
    """Make a change as a whole, or say who was faster."""
    try:
        with visit.write() as session:
            outcome = change(session)
    except NoSuchTerm:
        outcome = stale(visit, found, numbers)
    return answer(request, visit, found.item.stem, outcome)


def _read(
    visit: Visit, stem: str, kind: str, filled: Filled
) -> tuple[Term | None, Evidence | None, tuple[FormView, str]]:
    """Read a form; without a term comes the form again, with what is wrong in words."""
    try:
        evidence = forms.opened(filled.evidence, filled.seal, visit.site.vault, stem)
    except ValueError as error:
        raise HTTPException(400, _FOREIGN) from error
    values, wrong = typed(kind, dict(filled.fields))
    again = forms.form(kind, values, wrong)
    if evidence is not None:
        again = forms.sealed(again, evidence, visit.site.vault, stem)
    said = f"{count(len(wrong), 'value')} cannot be read; see beside the fields."
    if wrong:
        return None, evidence, (again, said)
    try:
        return term_of(kind, values), evidence, (again, said)
    except ValidationError as error:
        return None, evidence, (again, f"These values make no term: {error.errors()[0]['msg']}.")


def _values(term: Term) -> dict[str, object]:
    fields = type(term).model_fields.items()
    own = {"kind", "evidence", "confidence", "review"}
    named = {info.alias or name: getattr(term, name) for name, info in fields if name not in own}
    return {name: value for name, value in named.items() if value not in (None, "", ())}


def _sheet(visit: Visit, stem: str) -> Sheet:
    with visit.read() as session:
        return seen(visit, sheet(session, visit.scope, stem))


def _holds(found: Sheet, number: int) -> bool:
    return any(one.number == number for one in found.terms)
