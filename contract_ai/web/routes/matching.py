"""Correcting what an invoice or a line of it belongs to: choosing, keeping, taking back, applying."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from contract_ai import correcting
from contract_ai.correcting import About, NeedsReason, NotOffered, Said
from contract_ai.desk import invoices
from contract_ai.desk.contract_candidates import ContractCandidate, contract_candidates
from contract_ai.desk.term_candidates import TermCandidate
from contract_ai.storage.matching import MatchedMeanwhile, NoSuchCorrection, take_back
from contract_ai.web.access import Visiting, allow
from contract_ai.web.line_pages import line_address
from contract_ai.web.matching import People, checked, meanwhile
from contract_ai.web.pages import page
from contract_ai.web.said import go
from contract_ai.web.visit import Visit
from models.accounts import Role
from reports.term_words import KIND_WORDS, term_words

router = APIRouter()
NONE, TO = "none", "to:"
"""What a form sends: nothing fits, or this contract or term."""

_LONGEST = 200
Text = Annotated[str, Form(max_length=correcting.LONGEST)]
Words = Annotated[str, Query(alias="q", max_length=_LONGEST)]
Number = Annotated[int, Form(ge=0)]
Line = Annotated[int | None, Form()]


@router.get("/invoices/{row}/match")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def choose(request: Request, visit: Visiting, row: int, words: Words = "") -> Response:
    """Offer the contracts that an invoice may be under."""
    return _choice(request, visit, row, None, words)


@router.get("/invoices/{row}/lines/{line}/match")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def choose_term(
    request: Request, visit: Visiting, row: int, line: int, words: Words = ""
) -> Response:
    """Offer the terms that a line may bill."""
    return _choice(request, visit, row, line, words)


@router.post("/invoices/{row}/match")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def keep(  # noqa: PLR0913, PLR0917 (the fields of the form)
    request: Request,
    visit: Visiting,
    row: int,
    seen: Number,
    to: Text = "",
    reason: Text = "",
    learn: Text = "",
    line: Line = None,
) -> Response:
    """Keep what a person chose for an invoice, or for a line of it, and check again."""
    given = {"to": to, "reason": reason, "learn": learn}
    if to != NONE and not to.startswith(TO):
        trouble = "Choose one, or say that none of them fits."
        return _choice(request, visit, row, line, trouble=trouble, given=given)
    said = Said(None if to == NONE else to.removeprefix(TO), reason, teaches=bool(learn))
    try:
        with visit.write() as session, _found(session, visit, row, line) as about:
            now = About(about.invoice, about.contract, seen, about.line)
            correcting.correct(session, visit.scope, now, said, visit.now)
    except NeedsReason:
        trouble = "Say why none of them fits: colleagues and auditors will ask."
        return _choice(request, visit, row, line, trouble=trouble, given=given)
    except MatchedMeanwhile as error:
        return _stale(request, visit, row, error)
    return _done(request, visit, row, "Kept.")


@router.post("/invoices/{row}/match/undo")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def undo(request: Request, visit: Visiting, row: int, seen: Number, line: Line = None) -> Response:
    """Take back what a person said, if it still counts, and check again."""
    try:
        with visit.write() as session, _found(session, visit, row, line) as about:
            take_back(session, about.invoice, about.line, seen=seen, at=visit.now)
    except MatchedMeanwhile as error:
        return _stale(request, visit, row, error)
    return _done(request, visit, row, "Taken back.")


@router.post("/invoices/{row}/match/{number}/apply")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def apply(request: Request, visit: Visiting, row: int, number: int) -> Response:
    """Let what is learned hold for invoices that are on file already, and check again."""
    try:
        with visit.write() as session, _found(session, visit, row, None):
            correcting.apply(session, visit.scope, number, visit.now)
    except (NotOffered, NoSuchCorrection) as error:
        raise HTTPException(404) from error
    return _done(request, visit, row, "Applied to the others on file.")


@router.post("/invoices/{row}/check")
@allow(Role.FINANCE, Role.ADMINISTRATOR)
def check(request: Request, visit: Visiting, row: int) -> Response:
    """Run the checks again, where that did not happen after a change."""
    with visit.read() as session, _found(session, visit, row, None):
        pass
    return _done(request, visit, row, "")


@contextmanager
def _found(session: Session, visit: Visit, row: int, line: int | None) -> Iterator[About]:
    """Give an invoice or a line that the visitor sees; what is not there for them is not found."""
    if not invoices.is_seen(session, visit.scope, row):
        raise HTTPException(404)
    try:
        yield correcting.about(session, row, line)
    except NotOffered as error:
        raise HTTPException(404) from error


def _done(request: Request, visit: Visit, row: int, what: str) -> Response:
    said = f"{what} {checked(request, visit)}".strip()
    with visit.read() as session:
        seen = invoices.is_seen(session, visit.scope, row)
    # Who sees some contracts only does not see what is under none of them.
    address = f"/invoices/{row}?changed=yes" if seen else "/invoices"
    return go(address, said, visit.site)


def _choice(  # noqa: PLR0913 (what was given comes back with what is wrong)
    request: Request,
    visit: Visit,
    row: int,
    line: int | None,
    words: str = "",
    *,
    trouble: str = "",
    given: dict[str, str] | None = None,
) -> HTMLResponse:
    with visit.read() as session, _found(session, visit, row, line) as about:
        detail = invoices.invoice(session, visit.scope, row)
        if detail is None:
            raise HTTPException(404)
        own = next((one for one in detail.said if one.number == about.seen), None)
        shown: dict[str, object] = {
            "detail": detail,
            "about": about,
            "own": own,
            "words": words,
            "trouble": trouble,
            "given": {"to": "", "reason": "", "learn": "yes"} | (given or {}),
            "people": People.of(session, detail.said),
            "longest": correcting.LONGEST,
            "signs": _signs,
        }
        if about.line is None:
            found = contract_candidates(session, visit.scope, about.invoice, words)
            return page(
                request, visit, "match.html", shown | {"contracts": found}, 400 if trouble else 200
            )
        terms = [one for one in correcting.offered(session, visit.scope, about) if one.has(words)]
    shown |= {
        "terms": terms,
        "kind_words": KIND_WORDS,
        "sentence": _sentence,
        "current": _current(detail, line),
        "back": line_address(detail, about.line.number),
    }
    return page(request, visit, "match_line.html", shown, 400 if trouble else 200)


def _signs(one: ContractCandidate) -> str:
    """Say what speaks for a contract."""
    companies = ("", "one of the companies is its party", "both companies are its parties")
    lines = f"{one.fit.named} of the lines name{'s' if one.fit.named == 1 else ''} its items"
    signs = (
        "the invoice names it" if one.names else "",
        companies[one.companies],
        lines if one.fit.named else "",
        "its currency" if one.fit.currency else "",
        "in its term" if one.fit.inside else "",
    )
    return ", ".join(filter(None, signs)) or "nothing"


def _sentence(one: TermCandidate) -> str:
    return term_words(one.terms[0])


def _current(detail: invoices.InvoiceDetail, line: int | None) -> frozenset[str]:
    """Return the quotes of the terms that a line is billed under now."""
    match = detail.match
    lines = match.lines if match else ()
    return frozenset(t.evidence.quote for one in lines if one.line == line for t in one.terms)


def _stale(request: Request, visit: Visit, row: int, error: MatchedMeanwhile) -> Response:
    latest = error.latest
    with visit.read() as session:
        name = People.of(session, [latest]).name(latest.by) if latest else ""
    what = meanwhile(latest, name, visit.now)
    shown = {"what": what, "again": f"/invoices/{row}", "words": "Look at the invoice again"}
    return page(request, visit, "changed.html", shown, 409)
