"""Terms in the database: proposed by reading, then confirmed, corrected or rejected by people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlmodel import Session, col, select

from contract_ai.audit.trail import record
from models.contracts import Contract, ContractHeader
from models.forms import Form, Json, term_form
from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow
from models.tables.terms import TermRow
from models.terms import TERM, Term

PROPOSED, CONFIRMED, CORRECTED, REJECTED = "proposed", "confirmed", "corrected", "rejected"
AT_ONCE = 500
_ASIDE = frozenset({"kind", "evidence", "confidence", "review"})


class NoSuchTerm(LookupError):
    """No term in use has this number."""


@dataclass(frozen=True, slots=True)
class StoredTerm:
    """A term with its number, its contract's stem and its state."""

    number: int
    contract: str
    state: str
    term: Term


def term_rows(contract: Contract, contract_id: int, at: datetime) -> Iterator[dict[str, object]]:
    """Make the rows of a contract's terms, for a bulk insert."""
    state = CONFIRMED if contract.confirmed else PROPOSED
    for position, term in enumerate(contract.terms):
        yield _row(term, contract.document.file) | {
            "contract_id": contract_id,
            "position": position,
            "state": state,
            "valid_from": _valid_from(term, contract.contract),
            "valid_to": None
            if contract.contract.auto_renewal
            else contract.contract.expiration_date,
            "known_from": at,
        }


def stored_form(row: TermRow) -> Form:
    """Return a stored term as contract-terms/1 has it; people's terms need no review."""
    form: Form = {"kind": row.kind, **cast("Form", row.values)}
    if row.evidence:
        form["evidence"] = cast("Json", row.evidence)
    form["confidence"] = row.confidence
    form["review"] = row.review
    return form


def terms_read(session: Session, contract_id: int) -> list[Form]:
    """Return the forms of the terms of a contract that count, with their states."""
    counting = select(TermRow).where(
        TermRow.contract_id == contract_id,
        col(TermRow.known_to).is_(None),
        TermRow.state != REJECTED,
    )
    order = (col(TermRow.position), col(TermRow.id))
    return [_with_state(row) for row in session.exec(counting.order_by(*order))]


def _with_state(row: TermRow) -> Form:
    return {**stored_form(row), "state": row.state}


def stored_terms(session: Session, contract: str | None = None) -> list[StoredTerm]:
    """List the terms in use, by contract and place; rejected ones are listed as well."""
    query = (
        select(TermRow, ContractRow.stem)
        .join(ContractRow, col(ContractRow.id) == col(TermRow.contract_id))
        .join(DocumentRow, col(DocumentRow.id) == col(ContractRow.document_id))
        .where(col(DocumentRow.retired_at).is_(None), col(TermRow.known_to).is_(None))
        .order_by(ContractRow.stem, col(TermRow.contract_id), col(TermRow.position))
    )
    if contract is not None:
        query = query.where(ContractRow.stem == contract)
    return [
        StoredTerm(row.id or 0, stem, row.state, TERM.validate_python(stored_form(row)))
        for row, stem in session.exec(query)
    ]


def current_rows(session: Session, contract_ids: Iterable[int]) -> dict[int, list[TermRow]]:
    """Return the terms that count, by contract, in the document's order."""
    wanted = set(contract_ids)
    found: dict[int, list[TermRow]] = {number: [] for number in wanted}
    query = (
        select(TermRow)
        .where(col(TermRow.known_to).is_(None), TermRow.state != REJECTED)
        .order_by(col(TermRow.contract_id), col(TermRow.position), col(TermRow.id))
    )
    if len(wanted) <= AT_ONCE:  # a statement takes so many values, and few contracts are asked for
        query = query.where(col(TermRow.contract_id).in_(wanted))
    for row in session.exec(query):
        if row.contract_id in wanted:
            found[row.contract_id].append(row)
    return found


def decide(session: Session, number: int, state: str, at: datetime, reason: str = "") -> None:
    """Confirm or reject a term; the row of before stays, closed.

    Raises:
        NoSuchTerm: no term in use has this number.
    """
    _succeed(session, number, {"state": state, "review": False}, at, reason)


def correct(session: Session, number: int, changes: Form, at: datetime, reason: str = "") -> int:
    """Give a term other values and return its new number; a value of None takes a key away.

    Raises:
        NoSuchTerm: no term in use has this number.
        pydantic.ValidationError: the values do not make a term of this kind.
    """
    row = _current(session, number)
    form = {key: value for key, value in (stored_form(row) | changes).items() if value is not None}
    term = TERM.validate_python(form)
    values = _row(term, "") | {"state": CORRECTED, "review": False, "evidence": row.evidence}
    return _succeed(session, number, values, at, reason)


def _current(session: Session, number: int) -> TermRow:
    row = session.get(TermRow, number)
    if row is None or row.known_to is not None:
        raise NoSuchTerm(number)
    return row


def _succeed(
    session: Session, number: int, changes: dict[str, object], at: datetime, reason: str
) -> int:
    row = _current(session, number)
    values = row.model_dump(exclude={"id"}) | changes | {"known_from": at}
    successor = TermRow.model_validate(values)
    session.add(successor)
    session.flush()
    row.known_to, row.superseded_by = at, successor.id
    session.add(row)
    contract = session.get_one(ContractRow, row.contract_id)
    record(
        session,
        action=f"term.{successor.state}",
        object=f"term {number} of {contract.stem}, now term {successor.id}",
        contract=contract.stem,
        before=_with_state(row),
        after=_with_state(successor),
        reason=reason,
        at=at,
    )
    return successor.id or 0


def _row(term: Term, home: str) -> dict[str, object]:
    form = term_form(term, home)
    return {
        "kind": term.kind,
        "confidence": form["confidence"],
        "review": term.review,
        "page": term.evidence.page,
        "section": term.evidence.section,
        "quote": term.evidence.quote,
        "evidence": form.get("evidence", {}),
        "values": {key: value for key, value in form.items() if key not in _ASIDE},
    }


def _valid_from(term: Term, header: ContractHeader) -> date | None:
    own = getattr(term, "effective_from", None) or getattr(term, "start", None)
    return own if isinstance(own, date) else header.effective_date
