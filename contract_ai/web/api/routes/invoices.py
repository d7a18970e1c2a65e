"""Invoices: the list, one as invoice/1, its contract and why, and what was tested."""

from datetime import date

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from contract_ai.desk import invoices
from contract_ai.desk.agreed import AgreedLine
from contract_ai.desk.held.open_findings import UNSETTLED
from contract_ai.desk.invoice_match import Why
from contract_ai.desk.invoices import InvoiceDetail, InvoiceFilter
from contract_ai.storage.matching import seen_numbers
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
from contract_ai.web.api.routes.tests import TestOut
from contract_ai.web.visit import Visit
from models.accounts import Scope
from models.cases import ChargeKind
from models.forms import invoice_form, term_form
from models.invoices import Invoice, InvoiceKind
from models.terms import AnyTerm
from reports.findings_json import test_form

router = APIRouter(tags=["Invoices"])


class InvoiceRow(Out):
    """One invoice; ``contract`` is the one that the last run found for it.

    ``tested`` is false where no run has looked at it yet; ``findings`` counts those not settled.
    """

    id: int
    number: str | None = None
    kind: InvoiceKind
    issue_date: date | None = None
    due_date: date | None = None
    supplier: str | None = None
    customer: str | None = None
    currency: str | None = None
    net_amount: Amount | None = None
    total: Amount | None = None
    file: str
    sha256: str
    contract: str | None = None
    tested: bool
    findings: int


class InvoiceRows(Listed):
    """A page of invoices."""

    items: list[InvoiceRow]


class InvoiceOut(Out):
    """One invoice: how the list shows it, invoice/1, every test, and its findings by fingerprint."""

    item: InvoiceRow
    invoice: Invoice
    tests: list[TestOut]
    findings: list[str]


class LineMatch(Out):
    """What the contract makes of a line; ``amount`` is left out where it gives no price.

    ``version`` is to be named by who corrects it.
    """

    line: int
    version: int
    kind: ChargeKind
    item: str
    contract: str | None = None
    sure: float
    billed: Amount
    amount: Amount | None = None
    working: str
    terms: list[AnyTerm]


class MatchOut(Out):
    """The contract of an invoice, and what told it; both left out where none was found.

    ``version`` is to be named by who corrects it: it is another one after each correction.
    """

    version: int
    contract: str | None = None
    why: Why | None = None
    lines: list[LineMatch]


@router.get("/invoices", response_model=InvoiceRows, openapi_extra=parameters(InvoiceFilter))
@needs(Scope.INVOICES_READ)
def list_invoices(
    request: Request, visit: Visiting, limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """List invoices and credit notes."""
    wanted, number = filtered(request, InvoiceFilter), number_in(request, cursor)

    def make() -> Form:
        with visit.read() as session:
            found = invoices.find(session, visit.scope, wanted, number, limit)
        more = page_after(number, limit, found.count)
        return listed(request, [InvoiceRow.of(one).form() for one in found.items], more)

    return send(request, visit, make)


@router.get("/invoices/{row}", response_model=InvoiceOut)
@needs(Scope.INVOICES_READ)
def show_invoice(request: Request, visit: Visiting, row: int) -> Response:
    """Return one invoice as invoice/1, with every test and what was found."""

    def make() -> Form:
        found = _detail(visit, row)
        return {
            "item": _item(found),
            "invoice": invoice_form(found.invoice),
            "tests": [test_form(one) for one in found.tests],
            "findings": [one.fingerprint for one in found.findings],
        }

    return send(request, visit, make)


@router.get("/invoices/{row}/match", response_model=MatchOut)
@needs(Scope.INVOICES_READ)
def show_match(request: Request, visit: Visiting, row: int) -> Response:
    """Return the contract of an invoice, why it is that one, and what each line should be."""

    def make() -> Form:
        found = _detail(visit, row)
        match, currency = found.match, found.item.currency
        with visit.read() as session:
            versions = seen_numbers(session, found.invoice)
        if match is None:
            return {"version": versions[None], "lines": []}
        lines = [_line(one, currency, versions.get(one.line, 0)) for one in match.lines]
        return {
            "version": versions[None],
            "contract": match.contract,
            "why": match.why.value,
            "lines": lines,
        }

    return send(request, visit, make)


def _detail(visit: Visit, row: int) -> InvoiceDetail:
    with visit.read() as session:
        found = invoices.invoice(session, visit.scope, row)
    if found is None:
        raise HTTPException(404)
    return found


def _item(found: InvoiceDetail) -> Form:
    unsettled = sum(one.state in UNSETTLED for one in found.findings)
    return InvoiceRow.of(found.item, findings=unsettled).form()


def _line(one: AgreedLine, currency: str | None, version: int) -> Form:
    amounts = {"billed": written(one.billed, currency), "amount": written(one.amount, currency)}
    form = LineMatch.of(one, terms=[], version=version, **amounts).form()
    return form | {"terms": [term_form(term, "") for term in one.terms]}
