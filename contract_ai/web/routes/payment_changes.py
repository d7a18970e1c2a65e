"""Deciding what a payment was for: accept, choose, reject, set aside, take back, and check again."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response
from sqlmodel import Session

from contract_ai import deciding_payments as deciding
from contract_ai.accounts.full_names import full_names
from contract_ai.deciding_payments import DecidedMeanwhile, Given, NotPossible
from contract_ai.desk.ledger import ledger
from contract_ai.desk.payment import payable_items
from contract_ai.desk.payments import is_seen
from contract_ai.paying import Manner, match_waiting
from contract_ai.storage import payments as store
from contract_ai.web.access import Visiting, allow
from contract_ai.web.matching import checked
from contract_ai.web.pages import page
from contract_ai.web.routes.payments import detail_page
from contract_ai.web.said import go
from contract_ai.web.visit import Visit
from models.accounts import Role

router = APIRouter()
MOST = 200
"""So many invoices are in one form."""
Seen = Annotated[str, Form(max_length=64)]
Text = Annotated[str, Form(max_length=deciding.LONGEST)]
Many = Annotated[list[str], Form(max_length=MOST)]
_AMOUNT = re.compile(r"\d{1,3}(?:[, \u2009\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


@router.post("/payments/{number}/accept")
@allow(Role.FINANCE)
def accept(
    request: Request, visit: Visiting, number: int, seen: Seen, reason: Text = ""
) -> Response:
    """Apply what is proposed, and check again."""
    return _decided(
        request,
        visit,
        number,
        lambda session: deciding.accept(session, number, seen, reason, visit.now),
        "Applied.",
    )


@router.post("/payments/{number}/reject")
@allow(Role.FINANCE)
def reject(
    request: Request, visit: Visiting, number: int, seen: Seen, reason: Text = ""
) -> Response:
    """Say that it is not for what is proposed."""
    return _decided(
        request,
        visit,
        number,
        lambda session: deciding.reject(session, number, seen, reason, visit.now),
        "Rejected; it is not proposed again.",
    )


@router.post("/payments/{number}/aside")
@allow(Role.FINANCE)
def aside(
    request: Request, visit: Visiting, number: int, seen: Seen, reason: Text = ""
) -> Response:
    """Say that it is no payment of an invoice, and check again."""
    return _decided(
        request,
        visit,
        number,
        lambda session: deciding.set_aside(session, number, seen, reason, visit.now),
        "Set aside.",
        {"reason": reason},
    )


@router.post("/payments/{number}/back")
@allow(Role.FINANCE)
def back(request: Request, visit: Visiting, number: int, seen: Seen, reason: Text = "") -> Response:
    """Take back what was decided; it is matched anew, and waits for a person."""

    def step(session: Session) -> None:
        deciding.take_back(session, number, seen, reason, visit.now)

    return _decided(request, visit, number, step, "Taken back.", anew=True)


@router.post("/payments/{number}/choose")
@allow(Role.FINANCE)
def choose(  # noqa: PLR0913, PLR0917 (the fields of the form)
    request: Request,
    visit: Visiting,
    number: int,
    seen: Seen,
    invoice: Many = [],  # noqa: B006 (FastAPI copies it)
    amount: Many = [],  # noqa: B006
    fee: Text = "",
    on_account: Text = "",
    reason: Text = "",
) -> Response:
    """Apply the amounts that a person gives, and check again."""
    typed = {one: text.strip() for one, text in zip(invoice, amount, strict=False) if text.strip()}
    fields = {"fee": fee, "on_account": on_account, "reason": reason}

    def step(session: Session) -> None:
        settings = visit.site.settings.for_checks
        items = payable_items(session, visit.scope, visit.site.today(), settings)
        customer = on_account.strip()
        if customer and all(one.customer != customer for one in items.values()):
            what = f"No customer is named {customer} on an invoice; choose one of the list."
            raise NotPossible(what)
        amounts = {one: _amount(text, one) for one, text in typed.items()}
        given = Given(amounts, _amount(fee or "0", "the fee"), customer, reason)
        deciding.choose(session, items, number, seen, given, visit.now)

    return _decided(request, visit, number, step, "Applied.", fields, typed)


@router.post("/receivables/customer/{key}/promise")
@allow(Role.FINANCE)
def promise(
    visit: Visiting,
    key: str,
    invoice: Annotated[str, Form(max_length=200)],
    day: Annotated[str, Form(max_length=10)],
    note: Text = "",
) -> Response:
    """Note the day by which a customer promised to pay an invoice."""
    with visit.write() as session:
        settings = visit.site.settings.for_checks
        found = ledger(session, visit.scope, key, visit.site.today(), settings)
        if found is None:
            raise HTTPException(404)
        mine = {one.number for _, items in found.contracts for one in items}
        if invoice not in mine:
            raise HTTPException(404)
        try:
            on = date.fromisoformat(day)
        except ValueError:
            raise HTTPException(400, "Give the day as 2026-07-15.") from None
        if on < visit.site.today():
            raise HTTPException(400, "That day is over. Give the day that was promised, or today.")
        store.promise(session, invoice, on, note.strip(), visit.now)
    said = f"Noted: {invoice} is promised for {on.isoformat()}."
    return go(f"/receivables/customer/{key}", said, visit.site)


def _decided(  # noqa: PLR0913, PLR0917 (what was given comes back with what is wrong)
    request: Request,
    visit: Visit,
    number: int,
    step: Callable[[Session], None],
    what: str,
    given: dict[str, object] | dict[str, str] | None = None,
    amounts: dict[str, str] | None = None,
    *,
    anew: bool = False,
) -> Response:
    """Do a step, have the checks run, and go back to the payment."""
    try:
        with visit.write() as session:
            if not is_seen(session, visit.scope, number):
                raise HTTPException(404)
            step(session)
    except NotPossible as error:
        return detail_page(
            request, visit, number, trouble=str(error), given=dict(given or {}), amounts=amounts
        )
    except DecidedMeanwhile as error:
        return _stale(request, visit, number, error)
    site = visit.site
    if anew:
        database, manner = site.database.acting(visit.actor), Manner.of(site.settings)
        match_waiting(database, as_of=site.today(), now=visit.now, manner=manner)
    said = f"{what} {checked(request, visit)}"
    with visit.read() as session:
        # Who sees some contracts only does not see what is under none of them.
        seen = is_seen(session, visit.scope, number)
    return go(f"/payments/{number}" if seen else "/payments", said, site)


def _stale(request: Request, visit: Visit, number: int, error: DecidedMeanwhile) -> Response:
    latest = error.latest
    by = next((one.made_by for one in latest.shares), "") if latest else ""
    with visit.read() as session:
        who = full_names(session, {by}).get(by, by) or "Somebody"
    shown = {
        "what": f"{who} decided about this payment meanwhile, or it was matched anew.",
        "again": f"/payments/{number}",
        "words": "Look at the payment again",
    }
    return page(request, visit, "changed.html", shown, 409)


def _amount(text: str, what: str) -> Decimal:
    """Read an amount as people write it: 1234.50 or 1,234.50.

    Raises:
        NotPossible: it is none.
    """
    given = text.strip()
    if not _AMOUNT.fullmatch(given):
        words = f"{given[:40]} is no amount for {what}: write 1234.50."
        raise NotPossible(words)
    return Decimal(re.sub(r"[, \u2009\u202f]", "", given))
