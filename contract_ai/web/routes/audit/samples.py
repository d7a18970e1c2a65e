"""Samples: the list, and drawing one."""

import secrets
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import ValidationError
from sqlalchemy import select

from checks.catalogue import all_checks
from contract_ai.desk.columns import INVOICE
from contract_ai.fieldwork import samples
from contract_ai.fieldwork.populations import KINDS, RESULT_WORDS, Population
from contract_ai.fieldwork.samples import LARGEST, Method, Unclear, Wanted
from contract_ai.web.access import Visiting, allow
from contract_ai.web.pages import page
from contract_ai.web.routes.audit import AUDITORS
from contract_ai.web.said import go
from contract_ai.web.visit import Visit

router = APIRouter()
Text = Annotated[str, Form(max_length=4000)]
METHOD_WORDS = {
    Method.RANDOM: "At random",
    Method.MONEY: "By money",
}
_SEED_LETTERS = 64


@router.get("/audit/samples")
@allow(*AUDITORS)
def show_list(request: Request, visit: Visiting) -> Response:
    """List the samples of which this person sees every item."""
    with visit.read() as session:
        drawn = samples.samples(session, visit.scope)
    shown = {"drawn": drawn, "method_words": METHOD_WORDS}
    return page(request, visit, "audit_samples.html", shown)


@router.get("/audit/samples/new")
@allow(*AUDITORS)
def new(request: Request, visit: Visiting) -> Response:
    """Show the form that draws a sample."""
    return _form(request, visit, {})


@router.post("/audit/samples")
@allow(*AUDITORS)
def draw(  # noqa: PLR0913, PLR0917 (the fields of the form)
    request: Request,
    visit: Visiting,
    purpose: Text = "",
    kind: Text = "",
    method: Text = "",
    size: Text = "",
    seed: Text = "",
    contracts: Text = "",
    currency: Text = "",
    since: Text = "",
    until: Text = "",
    code: Text = "",
    result: Text = "",
) -> Response:
    """Draw a sample and keep it."""
    given = {
        "purpose": purpose.strip(),
        "kind": kind,
        "method": method,
        "size": size.strip(),
        "seed": seed.strip() or secrets.token_hex(8),
        "contracts": contracts.strip(),
        "currency": currency.strip(),
        "since": since.strip(),
        "until": until.strip(),
        "code": code.strip().upper(),
        "result": result,
    }
    try:
        wanted = _wanted(given, visit.scope.patterns)
        with visit.write() as session:
            number = samples.draw(session, wanted, visit.person.name, visit.now)
    except ValueError as trouble:
        return _form(request, visit, given | {"seed": seed.strip()}, str(trouble))
    said = f"Drawn with seed {wanted.seed}."
    return go(f"/audit/samples/{number}", said, visit.site)


def _wanted(given: dict[str, str], seen: tuple[str, ...]) -> Wanted:
    """Read the form.

    Raises:
        Unclear: something is missing, or is not what it should be.
    """
    if given["kind"] not in KINDS or given["method"] not in set(Method):
        msg = "Choose what to draw from, and how."
        raise Unclear(msg)
    if not (given["size"].isascii() and given["size"].isdecimal()):
        msg = f"How many: a whole number from 1 to {LARGEST}."
        raise Unclear(msg)
    if len(given["seed"]) > _SEED_LETTERS or not given["seed"].isprintable():
        msg = f"A seed has at most {_SEED_LETTERS} characters that can be printed."
        raise Unclear(msg)
    if given["code"] and given["code"] not in all_checks():
        msg = f"There is no check {given['code'][:20]}."
        raise Unclear(msg)
    try:
        population = Population(
            kind=given["kind"],
            seen=seen,
            contracts=tuple(given["contracts"].replace(",", " ").split()),
            currency=given["currency"],
            since=date.fromisoformat(given["since"]) if given["since"] else None,
            until=date.fromisoformat(given["until"]) if given["until"] else None,
            code=given["code"] if given["kind"] != "invoices" else "",
            result=given["result"] if given["kind"] == "tests" else "",
        )
    except (ValueError, ValidationError) as error:
        msg = "Days are written as 2026-03-31."
        raise Unclear(msg) from error
    size = min(int(given["size"][:9]), LARGEST + 1)
    return Wanted(given["purpose"], population, size, Method(given["method"]), given["seed"])


def _form(request: Request, visit: Visit, given: dict[str, str], trouble: str = "") -> Response:
    with visit.read() as session:
        query = select(INVOICE.currency).where(INVOICE.currency.is_not(None)).distinct()
        currencies = sorted(session.execute(query).scalars())
    usual = {
        "purpose": "",
        "kind": "invoices",
        "method": Method.RANDOM.value,
        "size": "25",
        "seed": "",
        "contracts": "",
        "currency": currencies[0] if len(currencies) == 1 else "",
        "since": "",
        "until": "",
        "code": "",
        "result": "",
    }
    shown = {
        "given": usual | given,
        "trouble": trouble,
        "kinds": KINDS,
        "methods": METHOD_WORDS.items(),
        "results": RESULT_WORDS.items(),
        "currencies": currencies,
        "largest": LARGEST,
    }
    return page(request, visit, "audit_sample_new.html", shown, 400 if trouble else 200)
