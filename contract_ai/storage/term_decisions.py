"""What people do in a review besides deciding about one term: adding one, and taking back.

Every decision names the row that it put aside, so the newest one can be taken back, and then the
one before it; several terms that were decided about at one moment are taken back together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlmodel import Session, col, func, select

from contract_ai.audit.trail import record, working
from contract_ai.storage.terms import (
    CONFIRMED,
    CORRECTED,
    current,
    decide,
    succeed,
    valid_from,
    values_of,
    with_state,
)
from models.contracts import ContractHeader
from models.evidence import Evidence
from models.forms import Form, Json, evidence_form
from models.tables.contracts import ContractRow
from models.tables.terms import TermRow
from models.terms import Term

_UNDONE = "term.undone"


@dataclass(frozen=True, slots=True)
class Undone:
    """One term as it is again: the number it had, and its number now (None: it was added)."""

    number: int
    now: int | None


def add_term(session: Session, contract_id: int, term: Term, at: datetime, reason: str = "") -> int:
    """Put a term into a contract that reading it did not find; return its number.

    The person has looked at it, so that it counts from now on.
    """
    contract = session.get_one(ContractRow, contract_id)
    header = ContractHeader.model_validate(contract.body.get("contract", {}))
    last = session.exec(
        select(func.max(TermRow.position)).where(TermRow.contract_id == contract_id)
    ).one()
    sure = term.model_copy(update={"confidence": 1.0, "review": False})
    row = TermRow.model_validate(
        values_of(sure, "")
        | {
            "contract_id": contract_id,
            "position": 0 if last is None else last + 1,
            "state": CORRECTED,
            "evidence": evidence_at_home(term.evidence),
            "valid_from": valid_from(term, header),
            "valid_to": None if header.auto_renewal else header.expiration_date,
            "known_from": at,
            "decided_by": working(session).name,
            "decided_at": at,
        }
    )
    session.add(row)
    session.flush()
    record(
        session,
        action="term.added",
        object=f"term {row.id} of {contract.stem}",
        contract=contract.stem,
        after=with_state(row),
        reason=reason,
        at=at,
    )
    return row.id or 0


def confirm_all(session: Session, numbers: Iterable[int], at: datetime) -> list[int]:
    """Confirm several terms at one moment, and return their new numbers.

    Raises:
        NoSuchTerm: one of them is not in use any more; nothing may be kept then.
    """
    return [decide(session, number, CONFIRMED, at) for number in numbers]


def undo(session: Session, contract_id: int, at: datetime) -> list[Undone]:
    """Take back what the person who works in the session decided last about a contract.

    Empty where there is nothing of theirs to take back, or others decided about it since.
    """
    mine = (
        select(TermRow)
        .where(
            TermRow.contract_id == contract_id,
            col(TermRow.known_to).is_(None),
            TermRow.decided_by == working(session).name,
        )
        .order_by(col(TermRow.decided_at).desc(), col(TermRow.id).desc())
    )
    rows = list(session.exec(mine))
    together = [row for row in rows if row.decided_at == rows[0].decided_at]
    return [_take_back(session, row, at) for row in reversed(together)]


def _take_back(session: Session, row: TermRow, at: datetime) -> Undone:
    number = row.id or 0
    before = session.get(TermRow, row.decided_over) if row.decided_over else None
    if before is None:
        _take_away(session, row, at)
        return Undone(number, None)
    kept = before.model_dump(exclude={"id"})
    again = succeed(session, current(session, number), kept, at, action=_UNDONE)
    return Undone(number, again.id)


def _take_away(session: Session, row: TermRow, at: datetime) -> None:
    """Close a term that was added; nothing takes its place."""
    row.known_to = at
    session.add(row)
    contract = session.get_one(ContractRow, row.contract_id)
    record(
        session,
        action=_UNDONE,
        object=f"term {row.id} of {contract.stem}, now gone",
        contract=contract.stem,
        before=with_state(row),
        at=at,
    )


def latest(session: Session, number: int) -> TermRow | None:
    """Return the row that a term has come to; None where it is gone.

    The row of a term that was added and taken back is returned closed.
    """
    row = session.get(TermRow, number)
    while row is not None and row.superseded_by is not None:
        row = session.get(TermRow, row.superseded_by)
    return row


def evidence_at_home(evidence: Evidence) -> dict[str, object]:
    """Write evidence that lies in the contract's own document, as rows of terms keep it."""
    return cast("dict[str, object]", evidence_form(evidence, evidence.file))


def evidence_change(evidence: Evidence) -> Form:
    """Return the change that gives a term another place in its document."""
    return {"evidence": cast("Json", evidence_at_home(evidence))}
