"""Deriving what the last run said once more: one finding, or all that a sample touches."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from contract_ai.desk import finding_detail
from contract_ai.fieldwork import samples
from contract_ai.fieldwork.deriving import Deriving, NothingChecked, part_of
from contract_ai.fieldwork.touched import parts_touched, results_of
from contract_ai.web.access import Visiting, allow
from contract_ai.web.pages import page
from contract_ai.web.routes.audit import AUDITORS

router = APIRouter()
_NOTHING = "No run of the checks is whole. Check again first."


@router.get("/findings/{fingerprint}/rederive")
@allow(*AUDITORS)
def finding(request: Request, visit: Visiting, fingerprint: str) -> Response:
    """Derive a finding from what is stored, and compare field by field; nothing is written."""
    with visit.read() as session:
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
    shown = {"again": again, "part": part, "as_of": deriving.as_of, "item": detail.item}
    return page(request, visit, "audit_finding.html", shown)


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
