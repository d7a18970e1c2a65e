"""One finding: its proof, what was decided about it, and deciding about it."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from contract_ai.accounts.full_names import full_names
from contract_ai.lives import Moment
from contract_ai.storage.comments import LONGEST, Comment, add_comment
from contract_ai.storage.deciding import DecidedMeanwhile, decide_as_seen, undo
from contract_ai.storage.findings import NoSuchFinding
from contract_ai.web.access import Visiting, allow
from contract_ai.web.casework.list_query import ListQuery, read_query
from contract_ai.web.casework.proof import ProofPage, proof_page
from contract_ai.web.casework.verbs import VERBS, Unclear, meanwhile, read_decision, told
from contract_ai.web.pages import page
from contract_ai.web.said import go
from contract_ai.web.visit import Visit
from models.accounts import Role

router = APIRouter()
Text = Annotated[str, Form()]
Number = Annotated[int, Form(ge=0)]


@router.get("/findings/{fingerprint}", name="finding")
@allow()
def show(request: Request, visit: Visiting, fingerprint: str) -> Response:
    """Show the proof; the query is that of the list it stands in."""
    return _page(request, visit, fingerprint, read_query(request.url.query))


@router.get("/findings/{fingerprint}/panel")
@allow()
def panel(request: Request, visit: Visiting, fingerprint: str) -> Response:
    """Show the proof beside the list: a piece of a page."""
    asked = read_query(request.url.query)
    decides = visit.person.role is not Role.AUDITOR
    shown = {"proof": _proof(visit, fingerprint), "asked": asked, "decides": decides}
    return page(request, visit, "finding_panel.html", shown)


@router.post("/findings/{fingerprint}/decision")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def decide(  # noqa: PLR0913, PLR0917 (the fields of the form)
    request: Request,
    visit: Visiting,
    fingerprint: str,
    number: Number,
    verb: Text = "",
    reason: Text = "",
    until: Text = "",
    back: Text = "",
) -> Response:
    """Decide about the finding, if nobody did since the page was loaded."""
    asked = read_query(back)
    given = {"verb": verb, "reason": reason, "until": until}
    name, today = visit.person.name, visit.site.today()
    try:
        made = read_decision(given, by=name, now=visit.now, today=today)
    except Unclear as unclear:
        return _page(request, visit, fingerprint, asked, trouble=str(unclear), given=given)
    try:
        with visit.write() as session:
            decide_as_seen(session, {fingerprint: number}, made, visit.scope.narrow)
    except NoSuchFinding as gone:
        raise HTTPException(404) from gone
    except DecidedMeanwhile as error:
        return _stale(request, visit, error, asked)
    return go(_address(fingerprint, asked), f"{told(made.state)}.", visit.site)


@router.post("/findings/{fingerprint}/undo")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def take_back(
    request: Request, visit: Visiting, fingerprint: str, number: Number, back: Text = ""
) -> Response:
    """Take the latest decision back, if it is the visitor's own and just made."""
    asked = read_query(back)
    if not _proof(visit, fingerprint).can_undo:
        raise HTTPException(409, "This can no longer be undone. Reopen the finding instead.")
    moment = Moment(visit.site.today(), visit.now)
    try:
        with visit.write() as session:
            state = undo(session, fingerprint, number, visit.person.name, moment)
    except DecidedMeanwhile as error:
        return _stale(request, visit, error, asked)
    said = f"Undone: the finding is {state} again."
    return go(_address(fingerprint, asked), said, visit.site)


@router.post("/findings/{fingerprint}/comments")
@allow()
def comment(
    request: Request, visit: Visiting, fingerprint: str, text: Text = "", back: Text = ""
) -> Response:
    """Add a comment; auditors may as well."""
    asked = read_query(back)
    contract = _proof(visit, fingerprint).detail.finding.contract
    said = text.strip()
    if not said or len(said) > LONGEST:
        trouble = f"A comment has some words, and at most {LONGEST} characters."
        return _page(request, visit, fingerprint, asked, trouble=trouble, given={"text": text})
    with visit.write() as session:
        by = Comment(visit.person.name, visit.now, said)
        add_comment(session, fingerprint, by, contract)
    return go(_address(fingerprint, asked) + "#comments", "Comment added.", visit.site)


def _address(fingerprint: str, asked: ListQuery) -> str:
    return asked.address(f"/findings/{fingerprint}")


def _proof(visit: Visit, fingerprint: str, asked: ListQuery | None = None) -> ProofPage:
    with visit.read() as session:
        proof = proof_page(session, visit, fingerprint, asked)
    if proof is None:
        raise HTTPException(404)
    return proof


def _page(  # noqa: PLR0913 (each says one thing of the page)
    request: Request,
    visit: Visit,
    fingerprint: str,
    asked: ListQuery,
    *,
    trouble: str = "",
    given: dict[str, str] | None = None,
) -> HTMLResponse:
    shown = {
        "proof": _proof(visit, fingerprint, asked),
        "asked": asked,
        "verbs": VERBS,
        "decides": visit.person.role is not Role.AUDITOR,
        "told": told,
        "trouble": trouble,
        "given": {"reason": "", "until": "", "text": ""} | (given or {}),
    }
    return page(request, visit, "finding.html", shown, 400 if trouble else 200)


def _stale(request: Request, visit: Visit, error: DecidedMeanwhile, asked: ListQuery) -> Response:
    by = error.latest.by
    with visit.read() as session:
        name = full_names(session, [by]).get(by, by) if by else ""
    what = meanwhile(error, name, visit.now)
    again = _address(error.fingerprint, asked)
    shown = {"what": what, "again": again, "words": "Load the page again"}
    return page(request, visit, "changed.html", shown, 409)
