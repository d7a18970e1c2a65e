"""Signing off one finding: an auditor's word that it was derived again, and what came of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlmodel import Session, col, func, select

from contract_ai.audit.sealing import canonical
from contract_ai.audit.trail import record
from contract_ai.finding_fields import form_of
from contract_ai.storage.bulk import batched
from contract_ai.storage.findings import located
from models.findings import LocatedFinding
from models.tables.casework import SignOffRow
from models.tables.findings import FindingRow

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


class Signed(StrEnum):
    """What the latest word about a finding is worth today."""

    EQUAL = "equal"
    DIFFERENT = "different"
    OLDER = "older"
    NONE = "none"


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
    session: Session, finding: LocatedFinding, said: tuple[str, datetime, str], *, equal: bool
) -> None:
    """Write that a finding was derived again and what came of it: who says so, when, and a note."""
    by, at, note = said
    row = SignOffRow(
        fingerprint=finding.fingerprint,
        made_by=by,
        made_at=at,
        equal=equal,
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


def worth(session: Session, fingerprints: Collection[str] | None = None) -> dict[str, Signed]:
    """Say of findings of the last run, or of these, what their latest word is worth.

    Those that nobody signed off are left out.
    """
    if fingerprints is None:
        return _worth(session, None)
    found: dict[str, Signed] = {}
    for chunk in batched(fingerprints):
        found |= _worth(session, chunk)
    return found


def _worth(session: Session, fingerprints: Collection[str] | None) -> dict[str, Signed]:
    latest = select(func.max(col(SignOffRow.id))).group_by(col(SignOffRow.fingerprint))
    query = select(SignOffRow, FindingRow).join(
        FindingRow, col(FindingRow.fingerprint) == col(SignOffRow.fingerprint)
    )
    query = query.where(col(SignOffRow.id).in_(latest))
    if fingerprints is not None:
        query = query.where(col(SignOffRow.fingerprint).in_(fingerprints))
    return {
        word.fingerprint: _now(word, finding)
        for word, finding in session.exec(query.order_by(col(FindingRow.id).desc()))
    }


def _now(word: SignOffRow, finding: FindingRow) -> Signed:
    if word.state != state_of(located(finding)):
        return Signed.OLDER
    return Signed.EQUAL if word.equal else Signed.DIFFERENT
