"""One contract: its document, its family, its terms now, before, and in force on a day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlmodel import Session

from checks.agreement import clauses_on
from contract_ai.desk.columns import CONTRACT, CONTRACTS, TERM
from contract_ai.desk.contract_rows import contract_id, in_use
from contract_ai.desk.contracts import ContractItem, item_of
from contract_ai.desk.kin import Relative, load_kin, relatives
from contract_ai.desk.scope import Scope
from contract_ai.storage.terms import stored_form
from models.contracts import Contract
from models.tables.terms import TermRow
from models.terms import TERM as TERM_FORM
from models.terms import Term


@dataclass(frozen=True, slots=True)
class ContractDetail:
    """One contract as it counts now, with its coverage, doubts and notices, and its family."""

    item: ContractItem
    contract: Contract
    family: tuple[Relative, ...]


@dataclass(frozen=True, slots=True)
class TermVersion:
    """One row of a term: what was known from one moment to another.

    ``state`` is proposed, confirmed, corrected or rejected; ``known_to`` is None for what counts
    now, ``superseded_by`` the number of the row that took its place.
    """

    number: int
    contract_id: int
    position: int
    state: str
    review: bool
    confidence: float
    valid_from: date | None
    valid_to: date | None
    known_from: datetime
    known_to: datetime | None
    superseded_by: int | None
    term: Term


@dataclass(frozen=True, slots=True)
class TermInForce:
    """A term in force on a day, the document it stands in, and the day it took effect there."""

    term: Term
    contract: str
    since: date | None


def contract(session: Session, scope: Scope, row: int) -> ContractDetail | None:
    """Return one contract in use by its row; None where there is none that this user sees."""
    stem = by_row(session, scope, row)
    kin = load_kin(session, stem) if stem is not None else None
    item = item_of(session, row)
    if kin is None or item is None:
        return None
    own = next(one for one in kin.contracts.values() if one.stem == stem)
    return ContractDetail(item, own, _seen(scope, relatives(kin)))


def by_row(session: Session, scope: Scope, row: int) -> str | None:
    """Return the name of a contract in use; None where there is none that this user sees."""
    query = in_use(select(CONTRACT.stem)).where(CONTRACT.id == row, scope.narrow(CONTRACT.stem))
    return session.execute(query).scalar()


def by_stem(session: Session, scope: Scope, stem: str) -> int | None:
    """Return the row of a contract by its name; None where there is none that this user sees."""
    return contract_id(session, stem) if scope.sees(stem) else None


def terms(session: Session, scope: Scope, row: int) -> tuple[TermVersion, ...]:
    """Return the terms of a contract as known now, rejected ones as well, in the document's order."""
    query = _terms(scope).where(TERM.contract_id == row, TERM.known_to.is_(None))
    return versions_of(session, query.order_by(TERM.position, TERM.id))


def history(session: Session, scope: Scope, number: int) -> tuple[TermVersion, ...]:
    """Return all that was known of a term, oldest first; ``number`` is of any of its rows."""
    first = session.execute(
        select(TERM.contract_id, TERM.position).where(TERM.id == number)
    ).first()
    if first is None:
        return ()
    query = _terms(scope).where(
        TERM.contract_id == first.contract_id, TERM.position == first.position
    )
    rows = {one.number: one for one in versions_of(session, query.order_by(TERM.id))}
    if number not in rows:
        return ()
    above = {one.superseded_by: one.number for one in rows.values() if one.superseded_by}
    oldest = number
    while oldest in above:
        oldest = above[oldest]
    chain = [rows[oldest]]
    while (later := chain[-1].superseded_by) is not None and later in rows:
        chain.append(rows[later])
    return tuple(chain)


def in_force(session: Session, scope: Scope, row: int, day: date) -> tuple[TermInForce, ...]:
    """Return the terms in force on a day for a contract, its family read as one agreement.

    Terms of documents that this user may not see are left out.
    """
    stem = by_row(session, scope, row)
    kin = load_kin(session, stem) if stem is not None else None
    return tuple(
        TermInForce(clause.term, clause.contract.stem, clause.since)
        for clause in (clauses_on(kin.family, day) if kin else ())
        if scope.sees(clause.contract.stem)
    )


def _seen(scope: Scope, tree: Iterable[Relative]) -> tuple[Relative, ...]:
    """Leave out what this user may not see, also as a parent."""
    return tuple(
        one if scope.sees(one.parent) or one.parent is None else replace(one, parent=None)
        for one in tree
        if scope.sees(one.contract.stem)
    )


def _terms(scope: Scope) -> Select[Any]:
    query = in_use(select(TermRow).join(CONTRACTS, CONTRACT.id == TERM.contract_id))
    return query.where(scope.narrow(CONTRACT.stem))


def terms_known(scope: Scope, before: datetime) -> Select[Any]:
    """Choose the terms as they were known just before a moment."""
    later = or_(TERM.known_to.is_(None), TERM.known_to >= before)
    return _terms(scope).where(TERM.known_from < before, later)


def versions_of(session: Session, query: Select[Any]) -> tuple[TermVersion, ...]:
    """Return the terms that a query of their rows chooses."""
    return tuple(_version(row) for row in session.execute(query).scalars())


def _version(row: TermRow) -> TermVersion:
    return TermVersion(
        number=row.id or 0,
        contract_id=row.contract_id,
        position=row.position,
        state=row.state,
        review=row.review,
        confidence=row.confidence,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        known_from=row.known_from,
        known_to=row.known_to,
        superseded_by=row.superseded_by,
        term=TERM_FORM.validate_python(stored_form(row)),
    )
