"""Deriving what the last run said once more: one finding, or all that a sample touches."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response
from sqlmodel import Session

from contract_ai.accounts.full_names import full_names
from contract_ai.desk import finding_detail
from contract_ai.fieldwork import samples
from contract_ai.fieldwork.deriving import Again, Deriving, NothingChecked, PartAgain, part_of
from contract_ai.fieldwork.touched import parts_touched, results_of
from contract_ai.storage.sign_offs import LONGEST, sign_off, sign_offs, state_of
from contract_ai.web.access import Visiting, allow
from contract_ai.web.fieldwork import field_words
from contract_ai.web.pages import page
from contract_ai.web.routes.audit import AUDITORS
from contract_ai.web.said import go
from contract_ai.web.visit import Visit
from models.accounts import Role
from models.findings import LocatedFinding

router = APIRouter()
_NOTHING = "No run of the checks is whole. Check again first."


@router.get("/findings/{fingerprint}/rederive")
@allow(*AUDITORS)
def finding(request: Request, visit: Visiting, fingerprint: str) -> Response:
    """Derive a finding from what is stored, and compare field by field; nothing is written."""
    with visit.read() as session:
        return _page(request, visit, session, _derived(session, visit, fingerprint))


@router.post("/findings/{fingerprint}/sign-off")
@allow(Role.AUDITOR)
def sign(
    request: Request,
    visit: Visiting,
    fingerprint: str,
    state: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """Derive a finding once more, and keep the auditor's word of what came of it."""
    said = note.strip()
    with visit.write() as session:
        made = _derived(session, visit, fingerprint)
        if state != made.state:
            raise HTTPException(409, "The finding changed meanwhile. Look at it again first.")
        trouble = _trouble(said, equal=made.again.equal)
        if trouble:
            return _page(request, visit, session, made, trouble=trouble, note=note)
        word = (visit.person.name, visit.now, said)
        sign_off(session, made.finding, word, equal=made.again.equal)
    return go(f"/findings/{fingerprint}#signed", "Signed off.", visit.site)


@router.get("/audit/samples/{number}/derive")
@allow(*AUDITORS)
def sample(request: Request, visit: Visiting, number: int) -> Response:
    """Derive all that the items of a sample rest on; nothing is written."""
    with visit.read() as session:
        row = samples.sample(session, visit.scope, number)
        if row is None:
            raise HTTPException(404)
        items = samples.items_of(session, number)
        try:
            deriving = Deriving.of(session, visit.site.settings.for_checks)
        except NothingChecked as error:
            raise HTTPException(409, _NOTHING) from error
        parts = list(deriving.parts(session, parts_touched(session, items)))
        results = results_of(session, items, parts)
        shown = {
            "sample": row,
            "results": results,
            "where": samples.places(session, items),
            "as_of": deriving.as_of,
            "tests": sum(part.tests for part in parts),
            "found": sum(len(part.findings) for part in parts),
            "same_inputs": all(part.same_inputs for part in parts),
        }
        return page(request, visit, "audit_derived.html", shown)


@dataclass(frozen=True, slots=True)
class _Derived:
    """A finding as it is stored and as it came once more, with the part it is in."""

    finding: LocatedFinding
    again: Again
    part: PartAgain
    as_of: date

    @property
    def state(self) -> str:
        return state_of(self.finding)


def _derived(session: Session, visit: Visit, fingerprint: str) -> _Derived:
    detail = finding_detail.finding(session, visit.scope, fingerprint)
    key = part_of(session, fingerprint)
    if detail is None or key is None:
        raise HTTPException(404)
    try:
        deriving = Deriving.of(session, visit.site.settings.for_checks)
    except NothingChecked as error:
        raise HTTPException(409, _NOTHING) from error
    (part,) = deriving.parts(session, [key])
    again = next(one for one in part.findings if one.fingerprint == fingerprint)
    return _Derived(detail.finding, again, part, deriving.as_of)


def _page(  # noqa: PLR0913 (each says one thing of the page)
    request: Request,
    visit: Visit,
    session: Session,
    made: _Derived,
    *,
    trouble: str = "",
    note: str = "",
) -> Response:
    signed = sign_offs(session, made.again.fingerprint)
    shown = {
        "again": made.again,
        "part": made.part,
        "as_of": made.as_of,
        "state": made.state,
        "signed": signed,
        "names": full_names(session, {one.by for one in signed}),
        "signs": visit.person.role is Role.AUDITOR,
        "trouble": trouble,
        "note": note,
        "longest": LONGEST,
        "field_words": field_words,
    }
    return page(request, visit, "audit_finding.html", shown, 400 if trouble else 200)


def _trouble(note: str, *, equal: bool) -> str:
    if len(note) > LONGEST:
        return f"A note has at most {LONGEST} characters."
    return "" if equal or note else "Say in the note what differs."
