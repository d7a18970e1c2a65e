"""Contracts: the list, one as contract-terms/1, its terms on a day, its money and its days."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from contract_ai.desk import contract_detail, contracts, deadlines, timeline
from contract_ai.desk.contract_detail import TermInForce
from contract_ai.desk.contracts import ContractFilter
from contract_ai.desk.deadlines import Deadline, DeadlineKind, PriceEvent
from contract_ai.desk.kin import Relative as Kin
from contract_ai.desk.timeline import DrawDown
from contract_ai.web.access import Visiting, needs
from contract_ai.web.api.forms import Amount, Listed, Out, written
from contract_ai.web.api.paging import (
    Cursor,
    Form,
    Limit,
    filtered,
    listed,
    number_in,
    page_after,
    send,
)
from contract_ai.web.api.parameters import parameters
from contract_ai.web.visit import Visit
from models.accounts import Scope
from models.contracts import Contract
from models.evidence import Evidence
from models.forms import contract_form, evidence_form, term_form
from models.terms import AnyTerm

router = APIRouter(tags=["Contracts"])
Day = Annotated[date | None, Query(description="The day; nothing for today.")]


class ContractRow(Out):
    """One contract; ``findings`` counts those not settled, ``to_review`` terms that wait."""

    stem: str
    title: str | None = None
    number: str | None = None
    kind: str
    provider: str | None = None
    customer: str | None = None
    effective_date: date | None = None
    expiration_date: date | None = None
    currency: str | None = None
    file: str
    sha256: str
    findings: int
    to_review: int


class ContractRows(Listed):
    """A page of contracts."""

    items: list[ContractRow]


class Relative(Out):
    """A document of the family, from the top; ``parent`` is what it stands under."""

    stem: str
    depth: int
    parent: str | None = None
    kind: str
    title: str | None = None


class ContractDetail(Out):
    """One contract: how the list shows it, contract-terms/1 as it counts now, its family."""

    item: ContractRow
    contract_terms: Contract
    family: list[Relative]


class TermOn(Out):
    """A term in force, the contract that states it, and the day since when it holds."""

    term: AnyTerm
    contract: str
    since: date | None = None


class TermsOn(Out):
    """The terms in force on a day, the family read as one agreement."""

    day: date
    items: list[TermOn]


class MonthOut(Out):
    """A month: what was billed, what was agreed, and what of that was never billed."""

    month: date
    currency: str
    billed: Amount
    agreed: Amount
    missing: Amount
    unpriced: Amount


class Limited(Out):
    """A limit of the contract, and how far it is used."""

    contract: str
    period_start: date | None = None
    period_end: date | None = None
    currency: str | None = None
    limit: Amount
    used: Amount
    left: Amount


class PriceChange(Out):
    """A price is another from a day on."""

    on: date
    item: str
    before: Amount | None = None
    after: Amount
    currency: str | None = None
    escalated: bool
    contract: str | None = None
    evidence: Evidence


class DeadlineOut(Out):
    """A day by which something must be done, or on which it happens."""

    on: date
    kind: DeadlineKind
    about: str
    contract: str | None = None
    amount: Amount | None = None
    currency: str | None = None
    evidence: Evidence | None = None


class Timeline(Out):
    """A contract's money and days, as of today."""

    as_of: date
    months: list[MonthOut]
    limits: list[Limited]
    prices: list[PriceChange]
    deadlines: list[DeadlineOut]


@router.get("/contracts", response_model=ContractRows, openapi_extra=parameters(ContractFilter))
@needs(Scope.CONTRACTS_READ)
def list_contracts(
    request: Request, visit: Visiting, limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """List contracts."""
    wanted, number = filtered(request, ContractFilter), number_in(request, cursor)

    def make() -> Form:
        with visit.read() as session:
            found = contracts.find(session, visit.scope, wanted, number, limit)
        more = page_after(number, limit, found.count)
        return listed(request, [ContractRow.of(one).form() for one in found.items], more)

    return send(request, visit, make)


@router.get("/contracts/{stem}", response_model=ContractDetail)
@needs(Scope.CONTRACTS_READ)
def show_contract(request: Request, visit: Visiting, stem: str) -> Response:
    """Return one contract as contract-terms/1, with its family."""

    def make() -> Form:
        with visit.read() as session:
            row = row_of(session, visit, stem)
            found = contract_detail.contract(session, visit.scope, row)
        if found is None:
            raise HTTPException(404)
        return {
            "item": ContractRow.of(found.item).form(),
            "contract_terms": contract_form(found.contract),
            "family": [_relative(one) for one in found.family],
        }

    return send(request, visit, make)


@router.get("/contracts/{stem}/terms-in-force", response_model=TermsOn)
@needs(Scope.CONTRACTS_READ)
def terms_in_force(request: Request, visit: Visiting, stem: str, day: Day = None) -> Response:
    """Return the terms in force on a day, the family read as one agreement."""
    on = day or visit.site.today()

    def make() -> Form:
        with visit.read() as session:
            found = contract_detail.in_force(session, visit.scope, row_of(session, visit, stem), on)
        return {"day": on.isoformat(), "items": [_term_on(one) for one in found]}

    return send(request, visit, make)


@router.get("/contracts/{stem}/timeline", response_model=Timeline)
@needs(Scope.CONTRACTS_READ)
def show_timeline(request: Request, visit: Visiting, stem: str) -> Response:
    """Return what was billed against what was agreed, limits, next prices and deadlines."""
    today, scope = visit.site.today(), visit.scope

    def make() -> Form:
        with visit.read() as session:
            row = row_of(session, visit, stem)
            months = timeline.months(session, scope, row, today)
            limits = timeline.draw_downs(session, scope, row, today)
            prices = deadlines.price_events(session, scope, row, today)
            days = deadlines.deadlines(session, scope, row, today)
        return {
            "as_of": today.isoformat(),
            "months": [MonthOut.of(one).form() for one in months],
            "limits": [_limit(one) for one in limits],
            "prices": [_with_evidence(PriceChange, one) for one in prices],
            "deadlines": [_with_evidence(DeadlineOut, one) for one in days],
        }

    return send(request, visit, make)


def row_of(session: Session, visit: Visit, stem: str) -> int:
    """Return the row of a contract.

    Raises:
        HTTPException: 404, there is none for this person.
    """
    row = contract_detail.by_stem(session, visit.scope, stem)
    if row is None:
        raise HTTPException(404)
    return row


def _relative(one: Kin) -> Form:
    header = one.contract.contract
    stem, kind, title = one.contract.stem, header.kind, header.title
    found = Relative(stem=stem, depth=one.depth, parent=one.parent, kind=kind, title=title)
    return found.form()


def _limit(one: DrawDown) -> Form:
    start, end = one.period or (None, None)
    own = {"period_start": start, "period_end": end, "limit": written(one.cap.amount, one.currency)}
    return Limited.of(one, **own).form()


def _with_evidence(kind: type[Out], one: PriceEvent | Deadline) -> Form:
    form = kind.of(one, evidence=None if one.evidence is None else Evidence(quote="")).form()
    if one.evidence is not None:
        form["evidence"] = evidence_form(one.evidence)
    return form


def _term_on(one: TermInForce) -> Form:
    form: Form = {"term": term_form(one.term, ""), "contract": one.contract}
    return form | ({"since": one.since.isoformat()} if one.since else {})
