"""Findings: the list, one with its proof and history, deciding about it, comments."""

from datetime import date
from typing import Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from contract_ai.desk import finding_detail
from contract_ai.desk.finding_detail import FindingDetail
from contract_ai.desk.finding_filter import FindingFilter
from contract_ai.desk.findings import Place, find_after, place_of
from contract_ai.storage.api_calls import Answer
from contract_ai.storage.comments import LONGEST, Comment, add_comment, comments
from contract_ai.storage.deciding import DecidedMeanwhile, decide_as_seen, numbers
from contract_ai.storage.findings import NoSuchFinding
from contract_ai.web.access import Visiting, needs
from contract_ai.web.api import PREFIX
from contract_ai.web.api.changed import ChangedMeanwhile
from contract_ai.web.api.finding_forms import FindingForm
from contract_ai.web.api.forms import Amount, Given, Listed, Moment, Out
from contract_ai.web.api.once import Changing
from contract_ai.web.api.paging import (
    Cursor,
    Form,
    Limit,
    filtered,
    listed,
    place_in,
    send,
    strange_cursor,
)
from contract_ai.web.api.parameters import parameters
from contract_ai.web.api.routes.tests import TestOut
from contract_ai.web.casework.verbs import MOST_LETTERS, Unclear, read_decision
from contract_ai.web.visit import Visit
from models.accounts import Scope
from models.errors import ErrorCode, RequestError
from models.findings import Direction, Severity, State
from models.lives import Decision
from reports.findings_json import finding_form, test_form

router = APIRouter(tags=["Findings"])


class FindingRow(Out):
    """One finding as lists show it; ``invoice_id`` is the invoice's under ``/invoices``."""

    fingerprint: str
    code: str
    slug: str
    severity: Severity
    direction: Direction
    state: State
    contract: str | None = None
    invoice: str | None = None
    line: int | None = None
    supplier: str | None = None
    customer: str | None = None
    amount: Amount | None = None
    currency: str | None = None
    message: str
    review: bool
    act_before: date | None = None
    found_on: date | None = None
    invoice_id: int | None = None


class FindingRows(Listed):
    """A page of findings."""

    items: list[FindingRow]


class FindingOut(Out):
    """One finding as findings/1 has it, and all tests of what it was found on.

    ``version`` is to be named by who decides about it: it is another one after each decision.
    """

    version: int
    finding: FindingForm
    invoice_id: int | None = None
    tests: list[TestOut]


class DecisionIn(Given):
    """What is decided, why, and about which version."""

    verb: Literal["accept", "dispute", "waive", "resolve", "reopen"]
    reason: str = Field(min_length=1, max_length=MOST_LETTERS, examples=["agreed by phone"])
    until: date | None = Field(default=None, description="The last day of a waiver.")
    version: int = Field(ge=0, description="`version` of the finding as it was read.")


class Decided(Out):
    """A finding after a decision."""

    fingerprint: str
    state: State
    version: int


class CommentIn(Given):
    """What is said about a finding."""

    text: str = Field(min_length=1, max_length=LONGEST)


class CommentOut(Out):
    """What somebody said."""

    by: str
    at: Moment
    text: str


class CommentRows(Out):
    """All comments about a finding, the latest last."""

    items: list[CommentOut]


class Commented(Out):
    """A comment that was added."""

    fingerprint: str
    by: str
    at: Moment


@router.get("/findings", response_model=FindingRows, openapi_extra=parameters(FindingFilter))
@needs(Scope.FINDINGS_READ)
def list_findings(
    request: Request, visit: Visiting, limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """List findings of every state, the largest sums first; decisions meanwhile move no page."""
    wanted, last = filtered(request, FindingFilter), _place(request, cursor)

    def make() -> Form:
        with visit.read() as session:
            try:
                today = visit.site.today()
                found = find_after(session, visit.scope, wanted, today, last, limit + 1)
            except ValueError:
                raise strange_cursor() from None
        shown = found[:limit]
        more = place_of(shown[-1], wanted.sort) if len(found) > limit else None
        place = [more.key, more.fingerprint] if more else None
        return listed(request, [FindingRow.of(one).form() for one in shown], place)

    return send(request, visit, make)


@router.get("/findings/{fingerprint}", response_model=FindingOut)
@needs(Scope.FINDINGS_READ)
def show_finding(request: Request, visit: Visiting, fingerprint: str) -> Response:
    """Return one finding with evidence, working and history, as in findings/1."""

    def make() -> Form:
        with visit.read() as session:
            found = _detail(session, visit, fingerprint)
            version = numbers(session, [fingerprint])[fingerprint]
        form: Form = {
            "version": version,
            "finding": finding_form(found.finding, found.decisions),
            "tests": [test_form(one) for one in found.tests],
        }
        return form | ({"invoice_id": found.invoice_id} if found.invoice_id else {})

    return send(request, visit, make)


@router.post("/findings/{fingerprint}/decisions", response_model=Decided)
@needs(Scope.FINDINGS_WRITE)
def decide(visit: Visiting, once: Changing, fingerprint: str, given: DecisionIn) -> Response:
    """Accept, dispute, waive, resolve or reopen a finding, if nobody decided meanwhile."""
    made = _decision(visit, given)

    def change(session: Session) -> Answer:
        _detail(session, visit, fingerprint)
        try:
            decide_as_seen(session, {fingerprint: given.version}, made, visit.scope.narrow)
        except (NoSuchFinding, DecidedMeanwhile) as error:
            now = str(numbers(session, [fingerprint])[fingerprint])
            what = "Its version is another one now."
            if isinstance(error, DecidedMeanwhile):
                what = f"The finding is {error.latest.state} now."
            raise ChangedMeanwhile(what, f"finding {fingerprint}", now) from None
        version = numbers(session, [fingerprint])[fingerprint]
        done = Decided(fingerprint=fingerprint, state=made.state, version=version)
        return Answer(200, done.form(), f"{PREFIX}/findings/{fingerprint}")

    return once.change(change)


@router.get("/findings/{fingerprint}/comments", response_model=CommentRows)
@needs(Scope.FINDINGS_READ)
def list_comments(request: Request, visit: Visiting, fingerprint: str) -> Response:
    """List what was said about a finding."""

    def make() -> Form:
        with visit.read() as session:
            _detail(session, visit, fingerprint)
            said = comments(session, fingerprint)
        return {"items": [CommentOut.of(one).form() for one in said]}

    return send(request, visit, make)


@router.post("/findings/{fingerprint}/comments", response_model=Commented, status_code=201)
@needs(Scope.FINDINGS_COMMENT)
def comment(visit: Visiting, once: Changing, fingerprint: str, given: CommentIn) -> Response:
    """Say something about a finding; auditors may as well."""
    by = visit.person.name

    def change(session: Session) -> Answer:
        found = _detail(session, visit, fingerprint)
        said = Comment(by, visit.now, given.text.strip())
        if not said.text:
            what = "A comment has some words."
            raise _unusable(what, "text")
        add_comment(session, fingerprint, said, found.finding.contract)
        done = Commented(fingerprint=fingerprint, by=by, at=visit.now)
        return Answer(201, done.form(), f"{PREFIX}/findings/{fingerprint}/comments")

    return once.change(change)


def _place(request: Request, cursor: str) -> Place | None:
    match place_in(request, cursor):
        case None:
            return None
        case [str() | None as key, str(fingerprint)]:
            return Place(key, fingerprint)
    raise strange_cursor()


def _detail(session: Session, visit: Visit, fingerprint: str) -> FindingDetail:
    found = finding_detail.finding(session, visit.scope, fingerprint)
    if found is None:
        raise HTTPException(404)
    return found


def _decision(visit: Visit, given: DecisionIn) -> Decision:
    until = given.until.isoformat() if given.until else ""
    words = {"verb": given.verb, "reason": given.reason, "until": until}
    try:
        name, today = visit.person.name, visit.site.today()
        return read_decision(words, by=name, now=visit.now, today=today)
    except Unclear as unclear:
        raise _unusable(str(unclear), "the decision") from None


def _unusable(what: str, where: str) -> RequestError:
    return RequestError(ErrorCode.REQUEST_INVALID, what, where=where, do="")
