"""Correcting what an invoice or a line of it was matched with, as the pages do: it is learned from."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from contract_ai import correcting
from contract_ai.correcting import About, NeedsReason, NotOffered, Said
from contract_ai.desk import invoices
from contract_ai.desk.contract_candidates import contract_candidates
from contract_ai.desk.term_candidates import TermCandidate
from contract_ai.storage import check_orders
from contract_ai.storage.api_calls import Answer
from contract_ai.storage.matching import MatchedMeanwhile, NoSuchCorrection, take_back
from contract_ai.web.access import Visiting, needs
from contract_ai.web.api import PREFIX
from contract_ai.web.api.changed import ChangedMeanwhile
from contract_ai.web.api.forms import Given, Out
from contract_ai.web.api.once import Changing, Once, Work
from contract_ai.web.api.paging import Form, send
from contract_ai.web.ordered import OrderedChecks
from contract_ai.web.visit import Visit
from models.accounts import Scope
from models.errors import ErrorCode, RequestError
from models.forms import term_form
from models.matching import Correction
from models.terms import AnyTerm

router = APIRouter(tags=["Matching"])
_TO = "The `stem` of a contract, or for a line the `key` of a term; null says that nothing fits."
_LINE = "The number of a line; left out for the invoice itself."
_VERSION = "`version` of the match, or of the line in it, as it was read."
Words = Annotated[str, Query(alias="q", max_length=200, description="Words that must be there.")]
Line = Annotated[int | None, Field(ge=0, lt=1 << 31, description=_LINE)]
Version = Annotated[int, Field(ge=0, description=_VERSION)]


class ContractOffer(Out):
    """A contract that an invoice may be under, with what speaks for it.

    ``names`` says that the invoice names it, ``companies`` how many of its two companies are
    parties, ``lines`` how many lines name its items; ``currency`` and ``inside`` its term fit.
    """

    stem: str
    title: str | None = None
    number: str | None = None
    provider: str | None = None
    customer: str | None = None
    names: bool
    companies: int
    lines: int
    currency: bool
    inside: bool


class ContractOffers(Out):
    """The contracts that fit best, best first."""

    items: list[ContractOffer]


class TermOffer(Out):
    """A term that a line may bill; ``key`` is what a correction names, ``sure`` how well it fits."""

    key: str
    name: str
    contract: str
    sure: float
    in_force: bool
    terms: list[AnyTerm]


class TermOffers(Out):
    """The terms that fit best, best first."""

    items: list[TermOffer]


class MatchIn(Given):
    """What an invoice or a line belongs to."""

    to: str | None = Field(max_length=255, description=_TO)
    line: Line = None
    reason: str = Field(
        default="", max_length=correcting.LONGEST, description="Why; needed where nothing fits."
    )
    learn: bool = Field(default=True, description="Whether others like it follow from this.")
    version: Version


class UndoIn(Given):
    """Which correction is taken back."""

    line: Line = None
    version: Version


class Matched(Out):
    """A correction that is kept; ``version`` is that of the match now.

    ``correction`` is its number; left out where it was taken back.  ``others`` are invoices on file
    that it would change and does not, until it is applied to them.  The checks run next:
    ``checks`` is the order, to be asked for under ``/checks``.
    """

    invoice: int
    line: int | None = None
    version: int
    correction: int | None = None
    others: int
    checks: int


@router.get("/invoices/{row}/candidates", response_model=ContractOffers)
@needs(Scope.INVOICES_WRITE)
def list_candidates(request: Request, visit: Visiting, row: int, words: Words = "") -> Response:
    """Offer the contracts that an invoice may be under."""

    def make() -> Form:
        with visit.read() as session, _found(session, visit, row, None) as about:
            found = contract_candidates(session, visit.scope, about.invoice, words)
        fits = ((one, one.fit) for one in found)
        made = (
            ContractOffer.of(one, lines=fit.named, currency=fit.currency, inside=fit.inside)
            for one, fit in fits
        )
        return {"items": [one.form() for one in made]}

    return send(request, visit, make)


@router.get("/invoices/{row}/lines/{line}/candidates", response_model=TermOffers)
@needs(Scope.INVOICES_WRITE)
def list_line_candidates(
    request: Request, visit: Visiting, row: int, line: int, words: Words = ""
) -> Response:
    """Offer the terms that a line of an invoice may bill."""

    def make() -> Form:
        with visit.read() as session, _found(session, visit, row, line) as about:
            found = correcting.offered(session, visit.scope, about)
        return {"items": [_offer(one) for one in found if one.has(words)]}

    return send(request, visit, make)


@router.post("/invoices/{row}/match", response_model=Matched, status_code=201)
@needs(Scope.INVOICES_WRITE)
def correct_match(
    request: Request, visit: Visiting, once: Changing, row: int, given: MatchIn
) -> Response:
    """Say what an invoice or a line belongs to; others like it that come later follow."""
    said = Said(given.to, given.reason, teaches=given.learn)

    def work(session: Session) -> Answer:
        with _found(session, visit, row, given.line) as about:
            now = About(about.invoice, about.contract, given.version, about.line)
            made = correcting.correct(session, visit.scope, now, said, visit.now)
            waiting = len(correcting.others(session, visit.scope, made))
        return _answer(session, visit, row, given.line, made, waiting)

    return _done(request, once, work)


@router.post("/invoices/{row}/match/undo", response_model=Matched)
@needs(Scope.INVOICES_WRITE)
def undo_match(
    request: Request, visit: Visiting, once: Changing, row: int, given: UndoIn
) -> Response:
    """Take back what a person said, if it still counts."""

    def work(session: Session) -> Answer:
        with _found(session, visit, row, given.line) as about:
            left = take_back(session, about.invoice, about.line, seen=given.version, at=visit.now)
        return _answer(session, visit, row, given.line, left, 0, status=200)

    return _done(request, once, work)


@router.post("/invoices/{row}/match/{number}/apply", response_model=Matched)
@needs(Scope.INVOICES_WRITE)
def apply_match(
    request: Request, visit: Visiting, once: Changing, row: int, number: int
) -> Response:
    """Let what was learned hold for invoices that are on file already."""

    def work(session: Session) -> Answer:
        with _found(session, visit, row, None):
            try:
                made = correcting.apply(session, visit.scope, number, visit.now)
            except NoSuchCorrection as error:
                raise HTTPException(404) from error
            waiting = len(correcting.others(session, visit.scope, made))
        return _answer(session, visit, row, made.line, made, waiting, status=200)

    return _done(request, once, work)


@contextmanager
def _found(session: Session, visit: Visit, row: int, line: int | None) -> Iterator[About]:
    """Give an invoice or a line that the caller sees, and say in words what goes wrong with it.

    Raises:
        HTTPException: 404, it is not there for them, or what they chose is not.
        RequestError: somebody was faster, or the reason is missing.
    """
    if not invoices.is_seen(session, visit.scope, row):
        raise HTTPException(404)
    try:
        yield correcting.about(session, row, line)
    except NotOffered as error:
        raise HTTPException(404) from error
    except NeedsReason:
        what, do = "Nothing fits, and no reason is given.", "Say why in reason."
        raise RequestError(ErrorCode.REQUEST_INVALID, what, where="reason", do=do) from None
    except MatchedMeanwhile as error:
        what = "Somebody matched this meanwhile, or took it back."
        current = str(error.latest.number if error.latest else 0)
        raise ChangedMeanwhile(what, f"invoice {row}", current) from None


def _answer(  # noqa: PLR0913, PLR0917 (what the answer tells)
    session: Session,
    visit: Visit,
    row: int,
    line: int | None,
    counts: Correction | None,
    waiting: int,
    *,
    status: int = 201,
) -> Answer:
    """Order the checks that a page would run, and tell of both."""
    ordered = check_orders.order_checks(session, "", visit.site.today(), visit.now)
    number = counts.number if counts else None
    made = Matched(
        invoice=row,
        line=line,
        version=number or 0,
        correction=number,
        others=waiting,
        checks=ordered.id or 0,
    )
    return Answer(status, made.form(), f"{PREFIX}/invoices/{row}/match")


def _done(request: Request, once: Once, work: Work) -> Response:
    answer = once.change(work)
    ordered: OrderedChecks = request.app.state.ordered
    ordered.look()
    return answer


def _offer(one: TermCandidate) -> Form:
    form = TermOffer(
        key=one.key,
        name=one.name.shown,
        contract=one.name.contract,
        sure=one.sure,
        in_force=one.in_force,
        terms=[],
    ).form()
    return form | {"terms": [term_form(term, "") for term in one.terms]}
