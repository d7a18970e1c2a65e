"""Invoices: the list, and one with its contract and why, its lines and every test."""

from collections import defaultdict
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from contract_ai.desk import invoices
from contract_ai.desk.agreed import AgreedLine
from contract_ai.desk.invoice_match import Why
from contract_ai.desk.invoices import InvoiceFilter
from contract_ai.web.access import Visiting, allow
from contract_ai.web.kept import kept
from contract_ai.web.list_address import ListAddress, asked
from contract_ai.web.pages import page
from contract_ai.web.routes import Nav

router = APIRouter()
NAV = Nav("Invoices", "/invoices", 50)
WHY = {
    Why.REFERENCE: "The invoice names it.",
    Why.PARTIES: "It is the contract between these two companies.",
    Why.OTHER: "Its order number or its lines fit this contract best.",
}


@router.get("/invoices")
@allow()
def show_list(
    request: Request, visit: Visiting, number: Annotated[int, Query(alias="page", ge=1)] = 1
) -> Response:
    """List the invoices that the filter in the address lets through."""
    wanted = asked(request, InvoiceFilter)

    def make() -> HTMLResponse:
        with visit.read() as session:
            found = invoices.find(session, visit.scope, wanted, number)
        shown = {
            "found": found,
            "here": ListAddress("/invoices", wanted),
            "pages": -(-found.count // invoices.PAGE),
        }
        return page(request, visit, "invoices.html", shown)

    return kept(request, visit, make)


@router.get("/invoices/{row}")
@allow()
def show(request: Request, visit: Visiting, row: int) -> Response:
    """Show one invoice."""

    def make() -> HTMLResponse:
        with visit.read() as session:
            detail = invoices.invoice(session, visit.scope, row)
        if detail is None:
            raise HTTPException(404)
        agreed: dict[int, list[AgreedLine]] = defaultdict(list)
        for line in detail.match.lines if detail.match else ():
            agreed[line.line].append(line)
        why = WHY[detail.match.why] if detail.match else ""
        shown = {"detail": detail, "agreed": agreed, "why": why}
        return page(request, visit, "invoice.html", shown)

    return kept(request, visit, make)
