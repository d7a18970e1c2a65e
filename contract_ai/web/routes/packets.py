"""Letters to the other party with their exhibits, as PDF: of one finding, or of an invoice."""

import re

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from contract_ai.desk import finding_detail, invoices, proof_input
from contract_ai.web.access import Visiting, allow
from contract_ai.web.casework.letters import written
from contract_ai.web.pacing import costly
from contract_ai.web.visit import Visit
from reports.inputs import ReportInput

router = APIRouter()
_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")
_NOTHING = "Nothing here asks the other party for anything, so there is no letter to write."


@router.get("/findings/{fingerprint}/packet.pdf")
@allow()
@costly()
def of_finding(visit: Visiting, fingerprint: str) -> Response:
    """Send the letter about one finding."""
    with visit.read() as session:
        detail = finding_detail.finding(session, visit.scope, fingerprint)
        if detail is None:
            raise HTTPException(404)
        data = proof_input.of_finding(session, visit.scope, detail, visit.site.today())
    return _letter(visit, data, detail.item.invoice or detail.item.contract or fingerprint)


@router.get("/invoices/{row}/packet.pdf")
@allow()
@costly()
def of_invoice(visit: Visiting, row: int) -> Response:
    """Send the letter about all that was found on an invoice."""
    with visit.read() as session:
        detail = invoices.invoice(session, visit.scope, row)
        if detail is None:
            raise HTTPException(404)
        data = proof_input.of_invoice(session, visit.scope, detail, visit.site.today())
    return _letter(visit, data, detail.item.number or detail.item.file)


def _letter(visit: Visit, data: ReportInput, name: str) -> Response:
    made = written(visit.site, data)
    if made is None:
        raise HTTPException(404, _NOTHING)
    file = f"letter-{_PLAIN.sub('-', name).strip('-')[:80]}.pdf"
    headers = {"content-disposition": f'inline; filename="{file}"'}
    return Response(made, media_type="application/pdf", headers=headers)
