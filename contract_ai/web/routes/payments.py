"""Payments: the list, and one with the invoices that it may be for and what speaks for each."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from contract_ai.deciding_payments import LONGEST
from contract_ai.desk import payments
from contract_ai.desk.ledger import customer_key
from contract_ai.desk.payment import payment
from contract_ai.desk.payments import PaymentFilter, PaymentState
from contract_ai.web.access import Visiting, allow
from contract_ai.web.kept import kept, shared
from contract_ai.web.list_address import ListAddress, asked
from contract_ai.web.pages import page
from contract_ai.web.routes import Nav
from contract_ai.web.visit import Visit
from models.accounts import Role

router = APIRouter()
MAY = (Role.FINANCE, Role.AUDITOR)
NAV = Nav("Payments", "/payments", 33, frozenset(MAY))
STATES = {
    PaymentState.LIKELY: "Likely, waits",
    PaymentState.UNKNOWN: "Unknown",
    PaymentState.EXACT: "Matched by itself",
    PaymentState.DECIDED: "Decided by a person",
    PaymentState.OUT: "Money out",
}
SIGNS = {
    PaymentState.LIKELY: "?",
    PaymentState.UNKNOWN: "–",
    PaymentState.EXACT: "=",
    PaymentState.DECIDED: "✓",
    PaymentState.OUT: "↗",
}
Words = Annotated[str, Query(alias="q", max_length=200)]


@router.get("/payments")
@allow(*MAY)
def show_list(
    request: Request, visit: Visiting, number: Annotated[int, Query(alias="page", ge=1)] = 1
) -> Response:
    """List the payments that the filter in the address lets through."""
    wanted = asked(request, PaymentFilter)

    def make(reader: Visit) -> HTMLResponse:
        with reader.read() as session:
            found = payments.payments(session, reader.scope, wanted, number)
            names = payments.customers(session, reader.scope)
            first = payments.waiting(session, reader.scope)
        shown = {
            "found": found,
            "here": ListAddress("/payments", wanted),
            "pages": -(-found.count // payments.PAGE),
            "states": STATES,
            "signs": SIGNS,
            "customers": names,
            "first": first,
        }
        return page(request, reader, "payments.html", shown)

    return shared(request, visit, make)


@router.get("/payments/{number}")
@allow(*MAY)
def show(request: Request, visit: Visiting, number: int, words: Words = "") -> Response:
    """Show one payment; with words the invoices that have them are offered."""
    return kept(request, visit, lambda: detail_page(request, visit, number, words))


def detail_page(  # noqa: PLR0913 (what was given comes back with what is wrong)
    request: Request,
    visit: Visit,
    number: int,
    words: str = "",
    *,
    trouble: str = "",
    given: Mapping[str, object] | None = None,
    amounts: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Answer with the page of a payment; ``trouble`` says why nothing was done.

    Raises:
        HTTPException: 404, there is none that this user sees.
    """
    with visit.read() as session:
        today, settings = visit.site.today(), visit.site.settings.for_checks
        found = payment(session, visit.scope, number, today, words, settings)
        if found is None:
            raise HTTPException(404)
        following = payments.waiting(session, visit.scope, number)
    typed = amounts or {}
    left = found.line.amount + (found.fee or Decimal(0))
    shown = {
        "found": found,
        "line": found.line,
        "words": words,
        "states": STATES,
        "signs": SIGNS,
        "following": following,
        "may_change": visit.person.role is Role.FINANCE,
        "trouble": trouble,
        "given": {"fee": "", "on_account": "", "reason": ""} | dict(given or {}),
        "amounts": typed,
        "left": left - sum((one.amount or Decimal(0) for one in found.offers), Decimal(0)),
        "longest": LONGEST,
        "customer_key": customer_key,
    }
    return page(request, visit, "payment.html", shown, 400 if trouble else 200)
