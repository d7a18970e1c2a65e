"""Decisions of people who look at a page: taken only where nobody decided meanwhile.

A page carries the number of the latest decision about each finding that it shows; 0 is none.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, true
from sqlmodel import Session, col, select

from contract_ai.lives import Moment
from contract_ai.storage.bulk import batched
from contract_ai.storage.findings import NoSuchFinding, decide
from contract_ai.storage.lives import decision_of
from models.findings import State
from models.lives import Decision
from models.tables.findings import DecisionRow, FindingRow

Narrow = Callable[[Any], ColumnElement[bool]]
_LOOKED_AT = 2000  # decisions, the newest ones: what was just made is among them
UNDONE = "undone"
"""The reason of a decision that takes the one before it back."""


def _all(_column: object) -> ColumnElement[bool]:
    return true()


class DecidedMeanwhile(Exception):
    """Somebody decided since the page was loaded; ``latest`` is what they decided."""

    def __init__(self, fingerprint: str, latest: Decision) -> None:
        super().__init__(fingerprint)
        self.fingerprint, self.latest = fingerprint, latest


def numbers(session: Session, fingerprints: Collection[str]) -> dict[str, int]:
    """Return the number of the latest decision about each finding, 0 where there is none."""
    found = dict.fromkeys(fingerprints, 0)
    for chunk in batched(fingerprints):
        found |= dict(session.execute(_LATEST, {"marks": chunk}).all())
    return found


def decide_as_seen(
    session: Session, seen: Mapping[str, int], decision: Decision, narrow: Narrow = _all
) -> None:
    """Decide about findings, all or none; ``seen`` are the numbers that the page carried.

    ``narrow`` says in SQL which contracts' findings there are for who decides.

    Raises:
        DecidedMeanwhile: the latest decision about one of them is another one.
        NoSuchFinding: a fingerprint is not of the last run, or nobody ever decided about it.
    """
    # Two who decide at once: on PostgreSQL the second waits here for the first.
    locked = select(FindingRow.fingerprint).where(
        col(FindingRow.fingerprint).in_(seen), narrow(col(FindingRow.contract))
    )
    there = set(session.exec(locked.order_by(col(FindingRow.id)).with_for_update()))
    for fingerprint, number in numbers(session, seen).items():
        if fingerprint not in there:
            raise NoSuchFinding(fingerprint)
        if not number and seen[fingerprint]:  # no page of ours carried such a number
            raise NoSuchFinding(fingerprint)
        if number != seen[fingerprint]:
            raise DecidedMeanwhile(fingerprint, _decision(session, number))
    decide(session, seen, decision)


def undo(  # noqa: PLR0913 (who undoes what, and when)
    session: Session,
    fingerprint: str,
    number: int,
    by: str,
    moment: Moment,
    *,
    narrow: Narrow = _all,
) -> State:
    """Take the latest decision back, and return what the finding is again.

    ``number`` is that decision's.  What it replaced is decided anew, with the reason "undone";
    where that no longer holds, or there was nothing, the finding is open.

    Raises:
        DecidedMeanwhile: the latest decision is another one.
        NoSuchFinding: the fingerprint is not of the last run.
    """
    query = select(DecisionRow).where(DecisionRow.fingerprint == fingerprint)
    last = session.exec(query.order_by(col(DecisionRow.id).desc()).limit(2)).all()
    made = Decision(State.OPEN, UNDONE, moment.at, by=by)
    if last[1:]:
        before = decision_of(last[1])
        found = session.exec(select(FindingRow).where(FindingRow.fingerprint == fingerprint))
        row = found.first()
        if row and not before.lapse(row.amount, row.currency, moment.as_of):
            made = replace(made, state=before.state, until=before.until)
    decide_as_seen(session, {fingerprint: number}, made, narrow)
    return made.state


def last_together(session: Session, by: str, since: datetime) -> dict[str, int]:
    """Return what a person decided last, at one moment, as `decide_as_seen` takes it.

    Empty where that was before ``since``, was itself an undoing, or is no longer all of it the
    latest decision about its finding.
    """
    last = session.execute(_OWN_LAST, {"by": by}).first()
    if last is None or last.decided_at < since or last.reason == UNDONE:
        return {}
    together = _OWN.where(col(DecisionRow.decided_at) == last.decided_at)
    made = {row.fingerprint: row.id or 0 for row in session.execute(together, {"by": by})}
    return made if numbers(session, made) == made else {}


# These are built once: every page of the list of findings asks.
_LATEST = (
    select(DecisionRow.fingerprint, func.max(col(DecisionRow.id)))
    .where(col(DecisionRow.fingerprint).in_(bindparam("marks", expanding=True)))
    .group_by(col(DecisionRow.fingerprint))
)
_OWN = select(
    DecisionRow.id, DecisionRow.fingerprint, DecisionRow.decided_at, DecisionRow.reason
).where(
    col(DecisionRow.decided_by) == bindparam("by"),
    col(DecisionRow.id) > select(func.max(DecisionRow.id)).scalar_subquery() - _LOOKED_AT,
)
_OWN_LAST = _OWN.order_by(col(DecisionRow.id).desc()).limit(1)


def _decision(session: Session, number: int) -> Decision:
    row = session.get(DecisionRow, number)
    if row is None:
        msg = "a decision that was counted is there"
        raise AssertionError(msg)
    return decision_of(row)
