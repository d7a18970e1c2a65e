"""Correcting a match: what a person says is kept, and what follows is held back from what is on file.

The command line and the pages call the same functions.  The checks run afterwards.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from contract_ai.audit.trail import working
from contract_ai.desk.alike import AlikeInvoice, alike, spared_by
from contract_ai.desk.columns import TESTED_ON
from contract_ai.desk.contract_rows import contract_id
from contract_ai.desk.scope import EVERYTHING, Scope
from contract_ai.desk.term_candidates import TermCandidate, term_candidates
from contract_ai.storage.invoices import invoices_of
from contract_ai.storage.matching import Answer, current, numbered, proposed, say, spread
from models.invoices import Invoice, InvoiceLine
from models.matching import Correction

LONGEST = 1000
"""Characters of a reason."""


class NotOffered(LookupError):
    """No contract or term of this name is there for who corrects."""


class NeedsReason(ValueError):
    """That nothing fits is kept with a reason only."""


@dataclass(frozen=True, slots=True)
class About:
    """An invoice, or one of its lines, as the page or the command found it.

    ``contract`` is the one that the last run found; ``seen`` is the number of the correction that
    counted then, 0 for none.
    """

    invoice: Invoice
    contract: str | None
    seen: int
    line: InvoiceLine | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says: ``to`` names the contract or the key of the term, None for none."""

    to: str | None
    reason: str = ""
    teaches: bool = True


def about(session: Session, row: int, line: int | None = None) -> About:
    """Return an invoice on file, or a line of it by its number, as it is now.

    Raises:
        NotOffered: it has no such line.
    """
    invoice = invoices_of(session, [row])[0]
    own = next((one for one in invoice.lines if one.number == line), None)
    if line is not None and own is None:
        raise NotOffered(line)
    said, decided = current(session, invoice), current(session, invoice, own)
    found = select(TESTED_ON.contract).where(TESTED_ON.invoice_id == row)
    stem = said.contract if said else session.execute(found).scalars().first()
    return About(invoice, stem, decided.number if decided else 0, own)


def correct(session: Session, scope: Scope, about: About, said: Said, at: datetime) -> Correction:
    """Keep what a person says of an invoice or a line.

    What follows for others holds for those that come later; those on file are left alone until
    somebody applies it to them.

    Raises:
        NeedsReason: nothing fits, and no reason was given.
        NotOffered: the contract or the term is not there for this person.
        MatchedMeanwhile: somebody else decided since the page was loaded.
    """
    if said.to is None and not said.reason.strip():
        raise NeedsReason
    answer = (
        _line_answer(session, scope, about, said) if about.line else _answer(session, scope, said)
    )
    answer = replace(answer, reason=said.reason.strip()[:LONGEST], teaches=said.teaches)
    if said.teaches:
        by = working(session).name
        rule = proposed(about.invoice, about.line, answer, by=by, at=at)
        answer = replace(answer, spared=spared_by(alike(session, EVERYTHING, rule)))
    return say(session, about.invoice, about.line, answer, seen=about.seen, at=at)


def others(session: Session, scope: Scope, rule: Correction) -> tuple[AlikeInvoice, ...]:
    """Return the invoices that a correction would change and is held back from."""
    if not rule.teaches or not rule.spared:
        return ()
    held_back = (one for one in alike(session, scope, rule) if one.names & rule.spared)
    return tuple(one for one in held_back if one.changes)


def apply(session: Session, scope: Scope, number: int, at: datetime) -> Correction:
    """Let what follows from a correction hold for all invoices on file that this person sees.

    Raises:
        NoSuchCorrection: it does not count.
        NotOffered: it is about a contract that is not there for this person.
    """
    rule = numbered(session, number)
    if not sees(scope, rule):
        raise NotOffered(number)
    names = None if scope.is_all else spared_by(alike(session, scope, rule))
    return spread(session, number, at, names)


def sees(scope: Scope, one: Correction) -> bool:
    """Whether all that a correction names is there for a person."""
    return scope.sees(one.contract) and (one.term is None or scope.sees(one.term.contract))


def offered(session: Session, scope: Scope, about: About) -> tuple[TermCandidate, ...]:
    """Return the terms that a line may bill."""
    if about.line is None or about.contract is None:
        return ()
    return term_candidates(session, scope, about.invoice, about.line, about.contract)


def _answer(session: Session, scope: Scope, said: Said) -> Answer:
    if said.to is not None and (not scope.sees(said.to) or contract_id(session, said.to) is None):
        raise NotOffered(said.to)
    return Answer(said.to)


def _line_answer(session: Session, scope: Scope, about: About, said: Said) -> Answer:
    if about.contract is None or not scope.sees(about.contract):
        raise NotOffered(said.to)
    if said.to is None:
        return Answer(about.contract)
    found = next((one for one in offered(session, scope, about) if one.key == said.to), None)
    if found is None:
        raise NotOffered(said.to)
    return Answer(about.contract, found.name)
