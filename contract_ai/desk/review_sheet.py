"""One contract in the term review: its terms with who decided about them, and what they change.

Terms that need a look come first, then the others by kind, each in the document's order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session

from checks.agreement import item_keys
from contract_ai.accounts.people import all_people
from contract_ai.desk.columns import TERM
from contract_ai.desk.contract_detail import by_stem
from contract_ai.desk.contracts import ContractItem, item_of
from contract_ai.desk.kin import Kin, load_kin
from contract_ai.desk.scope import Scope
from contract_ai.storage.terms import PROPOSED, REJECTED, stored_form
from models.contracts import Contract
from models.tables.terms import TermRow
from models.terms import TERM as TERM_FORM
from models.terms import TERM_KINDS, Term

LIKELY = 0.7
"""From here on a term that needs a look is likely right; below that we are unsure."""


@dataclass(frozen=True, slots=True)
class Related:
    """What another document of the family says of the same matter, from ``since`` on.

    ``newer`` is true where it changes this term, false where this term changes it.
    """

    contract: str
    since: date | None
    term: Term
    newer: bool


@dataclass(frozen=True, slots=True)
class ReviewTerm:
    """One term as it is now; ``decided_by`` is a person's full name, None as long as nobody has."""

    number: int
    state: str
    term: Term
    decided_by: str | None = None
    decided_at: datetime | None = None
    added: bool = False
    related: tuple[Related, ...] = ()

    @property
    def open(self) -> bool:
        """Whether nobody has decided about it."""
        return self.state == PROPOSED

    @property
    def sure(self) -> bool:
        """Whether it may be confirmed together with all others that are sure."""
        return self.open and not self.term.review

    @property
    def trust(self) -> str:
        """How sure the reading is, as a word."""
        if not self.term.review:
            return "sure"
        return "likely" if self.term.confidence >= LIKELY else "unsure"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review is: ``done`` of ``total`` terms, those sure among the others.

    Rejected terms do not count: the contract does not say them.
    """

    total: int
    done: int
    sure: int

    @property
    def complete(self) -> bool:
        """Whether every term was looked at."""
        return self.done == self.total


@dataclass(frozen=True, slots=True)
class Sheet:
    """One contract to review."""

    item: ContractItem
    contract: Contract
    terms: tuple[ReviewTerm, ...]
    documents: tuple[str, ...]
    """Other documents of the family, by stem, as far as this person may see them."""

    @property
    def progress(self) -> Progress:
        """How far the review is."""
        return progress_of(self.terms)

    def groups(self) -> Iterator[tuple[str, list[ReviewTerm]]]:
        """Yield what needs a look (an empty name), then the others by kind."""
        look = [one for one in self.terms if one.open and one.term.review]
        if look:
            yield "", look
        for kind in TERM_KINDS:
            rest = [t for t in self.terms if t.term.kind == kind and not (t.open and t.term.review)]
            if rest:
                yield kind, rest


def progress_of(terms: tuple[ReviewTerm, ...]) -> Progress:
    """Count what was decided."""
    counting = [one for one in terms if one.state != REJECTED]
    return Progress(
        total=len(counting),
        done=sum(not one.open for one in counting),
        sure=sum(one.sure for one in counting),
    )


def sheet(session: Session, scope: Scope, stem: str) -> Sheet | None:
    """Return a contract to review; None where there is none that this person sees."""
    row = by_stem(session, scope, stem)
    item = item_of(session, row) if row is not None else None
    kin = load_kin(session, stem) if item is not None else None
    if item is None or kin is None:
        return None
    terms = terms_of(session, item.id)
    others = tuple(other for other in kin.contracts if other != stem and scope.sees(other))
    return Sheet(
        item=item,
        contract=kin.contracts[stem],
        terms=_related(terms, kin, scope),
        documents=others,
    )


def terms_of(session: Session, contract_id: int) -> tuple[ReviewTerm, ...]:
    """Return the terms of a contract as they are now, rejected ones as well, in its order."""
    query = (
        select(TermRow)
        .where(TERM.contract_id == contract_id, TERM.known_to.is_(None))
        .order_by(TERM.position, TERM.id)
    )
    names = full_names(session)
    return tuple(review_term(row, names) for row in session.execute(query).scalars())


def full_names(session: Session) -> Mapping[str, str]:
    """Return what people are called, by the name that they sign in with."""
    return {user.name: user.full_name or user.name for user in all_people(session)}


def review_term(row: TermRow, names: Mapping[str, str]) -> ReviewTerm:
    """Return a row as the review shows it."""
    by = row.decided_by
    return ReviewTerm(
        number=row.id or 0,
        state=row.state,
        term=TERM_FORM.validate_python(stored_form(row)),
        decided_by=names.get(by, by) if by else None,
        decided_at=row.decided_at,
        added=by is not None and row.decided_over is None,
    )


def _related(terms: tuple[ReviewTerm, ...], kin: Kin, scope: Scope) -> tuple[ReviewTerm, ...]:
    """Say of each term what an amendment makes of it, or what it amends."""
    own = kin.contracts[kin.stem]
    keys = item_keys(kin.family)
    counting = iter(own.terms)
    made = []
    for one in terms:
        term = next(counting, None) if one.state != REJECTED else None
        key = keys.get(id(term))
        found = tuple(_others(kin, own, key, keys, scope)) if key else ()
        made.append(replace(one, related=found))
    return tuple(made)


def _others(
    kin: Kin,
    own: Contract,
    key: tuple[str, str],
    keys: Mapping[int, tuple[str, str]],
    scope: Scope,
) -> Iterator[Related]:
    for member in kin.family.members:
        if member.stem == own.stem or not scope.sees(member.stem):
            continue
        newer = member.contract.kind == "amendment"
        if newer is (own.contract.kind == "amendment"):
            continue
        for term in member.terms:
            if keys.get(id(term)) == key:
                since = member.takes_effect if newer else own.takes_effect
                yield Related(member.stem, since, term, newer)
