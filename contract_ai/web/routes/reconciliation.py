"""Reconciliation: a month's differences to other systems, its payouts, and closing it."""

from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Annotated
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from checks.reconciliation.changes import system
from checks.reconciliation.differences import DifferenceKind
from contract_ai.audit.keys import load_private_key, load_public_key
from contract_ai.desk.reconciliation import (
    Keys,
    ReconciliationFilter,
    closed_period,
    reconciliation,
)
from contract_ai.reconciling import closing
from contract_ai.reconciling.closing import Wanted
from contract_ai.reconciling.months import month_span
from contract_ai.storage.closings import reopen
from contract_ai.web.access import Visiting, allow
from contract_ai.web.kept import shared
from contract_ai.web.list_address import asked
from contract_ai.web.pages import page
from contract_ai.web.routes import Nav
from contract_ai.web.said import go
from contract_ai.web.site import Site
from contract_ai.web.visit import Visit
from models.accounts import Role
from models.errors import ContractAIError, RequestError
from models.ledgers import LedgerPayout, PayoutItemKind, Service, total
from reports.wording import with_currency

router = APIRouter()
MAY = (Role.FINANCE, Role.AUDITOR)
NAV = Nav("Reconciliation", "/reconciliation", 37, frozenset(MAY))
AT_ONCE = 100
Text = Annotated[str, Form()]
KINDS = {
    DifferenceKind.MISSING_THERE: "Not in the other system",
    DifferenceKind.MISSING_HERE: "No document here",
    DifferenceKind.NUMBER: "Another number",
    DifferenceKind.DATE: "Another date",
    DifferenceKind.AMOUNT: "Another amount",
    DifferenceKind.TAX: "Another tax",
    DifferenceKind.CUSTOMER: "Another customer",
    DifferenceKind.CURRENCY: "Another currency",
    DifferenceKind.STATUS: "Another state",
    DifferenceKind.TWICE: "Twice there",
    DifferenceKind.VOID: "Void there",
    DifferenceKind.CREDIT: "Credit note and invoice",
    DifferenceKind.PAYOUT: "Payout and its parts",
    DifferenceKind.BANK: "Payout and the bank",
}


@router.get("/reconciliation")
@allow(*MAY)
def show(
    request: Request, visit: Visiting, number: Annotated[int, Query(alias="page", ge=1)] = 1
) -> Response:
    """Show the differences of a month, beside each other, and the months that are closed."""
    wanted = asked(request, ReconciliationFilter)
    return shared(request, visit, lambda reader: _page(request, reader, wanted, number))


@router.get("/reconciliation/closed/{number}")
@allow(*MAY)
def show_closed(request: Request, visit: Visiting, number: int) -> Response:
    """Show the statement of a closed month, and what is different now."""

    def make(reader: Visit) -> HTMLResponse:
        with reader.read() as session:
            found = closed_period(session, reader.scope, number, _public(visit.site))
        if found is None:
            raise HTTPException(404)
        shown = {
            "one": found[0],
            "since": found[1],
            "checked": bool(_public(visit.site)),
            "system": system,
            "may_change": visit.person.role is Role.FINANCE,
        }
        return page(request, reader, "reconciliation_closed.html", shown)

    return shared(request, visit, make)


@router.get("/reconciliation/closed/{number}/statement.json")
@allow(*MAY)
def statement(visit: Visiting, number: int) -> Response:
    """Hand out the signed statement of a closed month."""
    with visit.read() as session:
        found = closed_period(session, visit.scope, number)
    if found is None:
        raise HTTPException(404)
    name = f"closed-{found[0].month}.json"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(found[0].signed.file, media_type="application/json", headers=headers)


@router.post("/reconciliation/close")
@allow(Role.FINANCE)
def close(request: Request, visit: Visiting, month: Text = "", note: Text = "") -> Response:
    """Close a month: its statement is signed with the key of the settings."""
    _must_see_all(visit)
    span, wanted = month_span(month), ReconciliationFilter(month=month)
    key = _private(visit.site)
    if span is None:
        raise HTTPException(400, "A month is written as 2026-03.")
    if key is None:
        what = "No key signs here: set CONTRACT_AI_CLOSING_KEY, or close it on the command line."
        return _page(request, visit, wanted, trouble=what)
    try:
        with visit.write() as session:
            asked_for = Wanted(span, visit.now, visit.site.today(), note)
            closing.close(session, asked_for, key)
    except RequestError as error:
        return _page(request, visit, wanted, trouble=f"{error.what} {error.do}")
    return go(f"/reconciliation?month={month}", f"{month} is closed.", visit.site)


@router.post("/reconciliation/reopen")
@allow(Role.FINANCE)
def open_again(request: Request, visit: Visiting, month: Text = "", reason: Text = "") -> Response:
    """Reopen a month, with a reason."""
    _must_see_all(visit)
    span = month_span(month)
    if span is None:
        raise HTTPException(400, "A month is written as 2026-03.")
    try:
        with visit.write() as session:
            reopen(session, span.start, reason, visit.now)
    except RequestError as error:
        wanted = ReconciliationFilter(month=month)
        return _page(request, visit, wanted, trouble=f"{error.what} {error.do}")
    return go(f"/reconciliation?month={month}", f"{month} is open again.", visit.site)


def _page(
    request: Request,
    visit: Visit,
    wanted: ReconciliationFilter,
    number: int = 1,
    trouble: str = "",
) -> HTMLResponse:
    keys = _public(visit.site)
    with visit.read() as session:
        found = reconciliation(session, visit.scope, wanted, visit.site.today(), keys)
    month = f"{found.span.start:%Y-%m}" if found.span else ""
    here = _Here(replace(wanted, month=month))
    start = (number - 1) * AT_ONCE
    part = found.rows[start : start + AT_ONCE]
    months = dict.fromkeys([*(f"{one:%Y-%m}" for one in found.months), month])
    shown = {
        "found": found,
        "groups": [(kind, list(rows)) for kind, rows in groupby(part, lambda one: one.told.kind)],
        "number": number,
        "pages": -(-len(found.rows) // AT_ONCE),
        "here": here,
        "month": month,
        "months": sorted(months, reverse=True),
        "others": ", ".join(map(system, found.systems_on_file)),
        "kind_words": [(kind.value, words) for kind, words in KINDS.items()],
        "system_words": [(one.value, system(one.value)) for one in Service],
        "as_money": _money,
        "over": found.span is not None and found.span.end < visit.site.today(),
        "kinds": KINDS,
        "system": system,
        "parts_of": _parts,
        "trouble": trouble,
        "can_sign": _private(visit.site) is not None,
        "checked": bool(keys),
        "may_change": visit.person.role is Role.FINANCE and found.whole,
        "filtered": bool(wanted.kind or wanted.system or wanted.q),
    }
    return page(request, visit, "reconciliation.html", shown, 400 if trouble else 200)


class _Here:
    """Addresses of the page: another kind, another system, another part of the list."""

    def __init__(self, wanted: ReconciliationFilter) -> None:
        self.wanted = wanted

    def only(self, key: str, value: str) -> str:
        """Return the address where a key has this value; "" leaves it out."""
        return _address(replace(self.wanted, **{key: value}))

    def page(self, number: int) -> str:
        """Return the address of a part of the list."""
        return _address(self.wanted, number)


def _address(wanted: ReconciliationFilter, number: int = 1) -> str:
    pairs = [*wanted.pairs(), *([("page", str(number))] if number > 1 else [])]
    return f"/reconciliation?{urlencode(pairs)}" if pairs else "/reconciliation"


def _parts(payout: LedgerPayout) -> list[tuple[str, int, Decimal]]:
    """Add up the parts of a payout by their kind: word, how many, sum."""
    found = []
    for kind in PayoutItemKind:
        among = [one.amount for one in payout.items if one.kind is kind]
        if among:
            found.append((kind.value, len(among), total(among)))
    return found


def _money(text: str, currency: str | None) -> str:
    return with_currency(Decimal(text), currency)


def _must_see_all(visit: Visit) -> None:
    if not visit.scope.is_all:
        raise HTTPException(403, "A month is closed by somebody who sees every contract.")


def _private(site: Site) -> Ed25519PrivateKey | None:
    """Return the key that signs; None where there is none that can be used."""
    place = site.settings.closing_key
    try:
        return load_private_key(place) if place else None
    except ContractAIError:
        return None


def _public(site: Site) -> Keys:
    """Return the keys that statements are checked with: our own, and the auditors'."""
    own, place = _private(site), site.settings.audit_public_key
    keys = (own.public_key(),) if own else ()
    try:
        return (*keys, load_public_key(place)) if place else keys
    except ContractAIError:
        return keys
