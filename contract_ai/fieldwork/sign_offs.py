"""Signing off one finding: an auditor's word that it was derived again, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, col, select

from contract_ai.audit.sealing import canonical
from contract_ai.audit.trail import record
from contract_ai.fieldwork.deriving import Again, form_of
from models.findings import LocatedFinding
from models.tables.casework import SignOffRow

LONGEST = 1000
"""Characters of a note."""


@dataclass(frozen=True, slots=True)
class SignOff:
    """What an auditor said; ``state`` names the fields of the finding as they stood then."""

    by: str
    at: datetime
    equal: bool
    state: str
    note: str


def state_of(finding: LocatedFinding) -> str:
    """Name a finding as it stands: another name whenever any field is another."""
    return sha256(canonical(form_of(finding))).hexdigest()


def sign_offs(session: Session, fingerprint: str) -> tuple[SignOff, ...]:
    """Return what auditors said of a finding, the latest last."""
    query = select(SignOffRow).where(SignOffRow.fingerprint == fingerprint)
    return tuple(
        SignOff(row.made_by, row.made_at, row.equal, row.state, row.note)
        for row in session.exec(query.order_by(col(SignOffRow.id)))
    )


def sign_off(
    session: Session, finding: LocatedFinding, again: Again, said: tuple[str, datetime, str]
) -> None:
    """Write that a finding was derived again: who says so, when, and a note."""
    by, at, note = said
    row = SignOffRow(
        fingerprint=finding.fingerprint,
        made_by=by,
        made_at=at,
        equal=again.equal,
        state=state_of(finding),
        note=note,
    )
    session.add(row)
    record(
        session,
        action="finding.signed_off",
        object=f"finding {finding.fingerprint}",
        contract=finding.contract,
        after=signed_form(row),
        at=at,
    )


def signed_form(row: SignOffRow) -> dict[str, object]:
    """Write what was said as the audit trail hashes it."""
    return {"equal": row.equal, "state": row.state, "note": row.note, "by": row.made_by}
