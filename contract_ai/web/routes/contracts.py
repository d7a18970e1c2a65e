"""Contracts: the list, and one with its family, terms in force, money, limits and deadlines."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from contract_ai.desk import contract_detail, contracts, deadlines, findings, invoices, timeline
from contract_ai.desk.contracts import ContractFilter
from contract_ai.desk.finding_filter import FindingFilter
from contract_ai.desk.invoices import InvoiceFilter
from contract_ai.desk.timeline import Month
from contract_ai.web.access import Visiting, allow
from contract_ai.web.kept import kept, shared
from contract_ai.web.list_address import ListAddress, asked
from contract_ai.web.pages import page
from contract_ai.web.routes import Nav
from contract_ai.web.visit import Visit
from reports.term_words import KIND_WORDS, term_words

router = APIRouter()
NAV = Nav("Contracts", "/contracts", 40)


@router.get("/contracts")
@allow()
def show_list(
    request: Request, visit: Visiting, number: Annotated[int, Query(alias="page", ge=1)] = 1
) -> Response:
    """List the contracts that the filter in the address lets through."""
    wanted = asked(request, ContractFilter)

    def make(reader: Visit) -> HTMLResponse:
        with reader.read() as session:
            found = contracts.find(session, reader.scope, wanted, number)
        shown = {
            "found": found,
            "here": ListAddress("/contracts", wanted),
            "pages": -(-found.count // contracts.PAGE),
        }
        return page(request, reader, "contracts.html", shown)

    return shared(request, visit, make)


@router.get("/contracts/{stem}")
@allow()
def show(request: Request, visit: Visiting, stem: str, day: date | None = None) -> Response:
    """Show one contract, with the terms in force on a day."""
    today, scope = visit.site.today(), visit.scope

    def make() -> HTMLResponse:
        with visit.read() as session:
            row = contract_detail.by_stem(session, scope, stem)
            detail = None if row is None else contract_detail.contract(session, scope, row)
            if row is None or detail is None:
                raise HTTPException(404)
            about = FindingFilter(contract=(stem,))
            billed = InvoiceFilter(contract=(stem,))
            months = timeline.months(session, scope, row, today)
            shown = {
                "detail": detail,
                "day": day or today,
                "in_force": contract_detail.in_force(session, scope, row, day or today),
                "months": months,
                "tops": tops(months),
                "limits": timeline.draw_downs(session, scope, row, today),
                "prices": deadlines.price_events(session, scope, row, today),
                "deadlines": deadlines.deadlines(session, scope, row, today),
                "findings": findings.find(session, scope, about, today).items,
                "invoices": invoices.find(session, scope, billed).items,
                "kind_words": KIND_WORDS,
                "term_words": term_words,
            }
        return page(request, visit, "contract.html", shown)

    return kept(request, visit, make)


def tops(months: Iterable[Month]) -> dict[str, Decimal]:
    """Return the largest sum of a month in each currency: how long the longest bar is."""
    found: dict[str, Decimal] = {}
    for one in months:
        found[one.currency] = max(found.get(one.currency, Decimal(0)), one.billed, one.agreed)
    return found
