"""Invoices: the list, and one with its contract and why, its lines and every test."""

from collections import defaultdict
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from contract_ai.desk import invoices
from contract_ai.desk.agreed import AgreedLine
from contract_ai.desk.changes import last_changes
from contract_ai.desk.invoice_match import Why
from contract_ai.desk.invoices import InvoiceDetail, InvoiceFilter, Way
from contract_ai.web.access import Visiting, allow
from contract_ai.web.kept import kept, shared
from contract_ai.web.line_pages import FINDINGS, LinePage
from contract_ai.web.list_address import ListAddress, asked
from contract_ai.web.matching import People, fits, offers, told_on
from contract_ai.web.pages import page
from contract_ai.web.routes import Nav
from contract_ai.web.visit import Visit
from models.accounts import Role

router = APIRouter()
NAV = Nav("Invoices", "/invoices", 50, over=("/learned",))
WHY = {
    Why.REFERENCE: "The invoice names it.",
    Why.PARTIES: "It is the contract between these two companies.",
    Why.OTHER: "Its order number or its lines fit this contract best.",
}
WAYS = {
    Way.HAND: "by hand",
    Way.LEARNED: "learned",
    Way.COMPUTED: "computed",
    Way.UNMATCHED: "unmatched",
}


@router.get("/invoices")
@allow()
def show_list(
    request: Request, visit: Visiting, number: Annotated[int, Query(alias="page", ge=1)] = 1
) -> Response:
    """List the invoices that the filter in the address lets through."""
    wanted = asked(request, InvoiceFilter)

    def make(reader: Visit) -> HTMLResponse:
        with reader.read() as session:
            found = invoices.find(session, reader.scope, wanted, number)
        shown = {
            "found": found,
            "here": ListAddress("/invoices", wanted),
            "pages": -(-found.count // invoices.PAGE),
            "ways": WAYS,
        }
        return page(request, reader, "invoices.html", shown)

    return shared(request, visit, make)


@router.get("/invoices/{row}")
@allow()
def show(
    request: Request,
    visit: Visiting,
    row: int,
    changed: Annotated[str, Query(max_length=3)] = "",
    lines: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    """Show one invoice with a page of its lines; ``changed`` adds what the last run changed."""

    def make() -> HTMLResponse:
        with visit.read() as session:
            detail = invoices.invoice(session, visit.scope, row)
            if detail is None:
                raise HTTPException(404)
            match = detail.match
            may_change = visit.person.role is not Role.AUDITOR
            shown = {
                "detail": detail,
                "why": WHY.get(match.why, "") if match else "",
                "people": People.of(session, (*told_on(detail), *detail.said)),
                "offers": offers(session, visit.scope, detail) if may_change else (),
                "changes": last_changes(session, visit.scope) if changed else None,
                "may_change": may_change,
                "fits": fits,
                "lines": LinePage(row, detail.invoice.lines, lines),
                "named": FINDINGS,
            }
        return page(request, visit, "invoice.html", shown | _said(detail))

    return kept(request, visit, make)


def _said(detail: InvoiceDetail) -> dict[str, object]:
    """Return what people said of an invoice and its lines, and whether it holds."""
    agreed: dict[int, list[AgreedLine]] = defaultdict(list)
    for line in detail.match.lines if detail.match else ():
        agreed[line.line].append(line)
    own = next((one for one in detail.said if one.line is None), None)
    return {
        "agreed": agreed,
        "own": own,
        "own_holds": own is not None and detail.item.told == own.number,
        "waits": own is not None and (own.contract is None or detail.decided_on_file),
        "line_said": {one.line: one for one in detail.said if one.line is not None},
        "told_numbers": {one.number for one in told_on(detail)},
    }
