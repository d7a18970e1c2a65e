"""The lives of findings in the database: what each run changed, and who decided what.

A run touches only what changed: findings that both runs made alike are not even loaded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, delete, insert, select

from checks.net_of_credits import GIVEN_BACK
from contract_ai.audit.trail import record, working
from contract_ai.lives import Credits, Moment, Trace, missed, seen
from contract_ai.storage.credit_notes import CreditNotes
from contract_ai.storage.marks import mark_findings
from models.accounts import SYSTEM
from models.findings import Direction, Result, Severity, State
from models.lives import LAPSING, Change, ChangeKind, Changes, Decision, Life
from models.tables.documents import DocumentRow
from models.tables.findings import ChangeRow, ComparisonRow, DecisionRow, FindingRow, LifeRow
from models.tables.invoices import InvoiceRow
from models.tables.tests import TestedRow, TestRow

Decisions = Mapping[str, tuple[Decision, ...]]


def live_on(session: Session, as_of: date, at: datetime, *, whole: bool = True) -> None:
    """Compare the findings of the run that was just saved with those of the run before it.

    A run for an earlier day than the one before looks back: it changes nothing.  After one that
    is not ``whole``, credit notes that came since the last whole run still count as new.
    """
    session.execute(delete(ChangeRow))
    record(session, action="findings.compared", object=f"findings as of {as_of.isoformat()}", at=at)
    last = session.get(ComparisonRow, 1)
    if last is not None and as_of < last.as_of:
        last.since = None
        mark_findings(session, as_of)
        return
    if last is None:
        _begin(session, as_of)
    moment = Moment(as_of, at)
    changes = _changes(session, CreditNotes(session, last.finished_at if last else None), moment)
    if last is None:
        changes = []  # the first run has nothing to compare with
        session.add(ComparisonRow(as_of=as_of, finished_at=at))
    else:
        last.since, last.as_of = last.as_of, as_of
        if whole:
            last.finished_at = at
    session.flush()
    session.add_all(
        ChangeRow(
            position=position,
            fingerprint=change.life.fingerprint,
            kind=change.kind.value,
            reason=change.reason,
            amount_before=change.amount_before,
        )
        for position, change in enumerate(changes)
    )
    session.flush()
    mark_findings(session, as_of)


def load_changes(session: Session) -> Changes | None:
    """Return what the last run changed; None where it changed nothing or was the first."""
    last = session.get(ComparisonRow, 1)
    if last is None or last.since is None:
        return None
    rows = session.exec(
        select(ChangeRow, LifeRow)
        .join(LifeRow, col(LifeRow.fingerprint) == col(ChangeRow.fingerprint))
        .order_by(col(ChangeRow.position))
    )
    changes = tuple(
        Change(ChangeKind(change.kind), life_of(life), change.reason, change.amount_before)
        for change, life in rows
    )
    return Changes(last.since, changes) if changes else None


def is_first(session: Session) -> bool:
    """Whether the run that was compared last had none before it."""
    last = session.get(ComparisonRow, 1)
    return last is not None and last.since is None


def load_life(session: Session, fingerprint: str) -> Life | None:
    """Return what is remembered of a finding; None where no run found it."""
    row = session.get(LifeRow, fingerprint)
    return None if row is None else life_of(row)


def decisions(session: Session, fingerprint: str | None = None) -> dict[str, tuple[Decision, ...]]:
    """Return all decisions by fingerprint, the latest last; or those about one finding."""
    found: dict[str, list[Decision]] = {}
    query = select(DecisionRow).order_by(col(DecisionRow.id))
    if fingerprint is not None:
        query = query.where(DecisionRow.fingerprint == fingerprint)
    for row in session.exec(query):
        found.setdefault(row.fingerprint, []).append(decision_of(row))
    return {mark: tuple(made) for mark, made in found.items()}


def save_decision(session: Session, fingerprint: str, made: Decision, contract: str | None) -> None:
    """Write a decision; the ones before it are kept.  ``contract`` is the finding's, by its stem."""
    same = select(DecisionRow).where(DecisionRow.fingerprint == fingerprint)
    last = session.exec(same.order_by(col(DecisionRow.id).desc()).limit(1)).first()
    row = DecisionRow(
        fingerprint=fingerprint,
        state=made.state.value,
        reason=made.reason,
        decided_at=made.at,
        decided_by=made.by,
        until=made.until,
        amount=made.amount,
        currency=made.currency,
    )
    session.add(row)
    _record(session, row, last, contract)


def _record(
    session: Session, row: DecisionRow, last: DecisionRow | None, contract: str | None
) -> None:
    """Write the event of a decision; where a run decided, the program did, whoever ran it."""
    actor = working(session) if row.decided_by else SYSTEM
    by = f", decided by {row.decided_by}" if row.decided_by not in {None, actor.name} else ""
    record(
        session,
        action=f"finding.{'reopened' if row.state == State.OPEN.value else row.state}",
        object=f"finding {row.fingerprint}{by}",
        contract=contract,
        before=None if last is None else decision_form(last),
        after=decision_form(row),
        reason=row.reason,
        at=row.decided_at,
        actor=actor,
    )


def decision_form(row: DecisionRow) -> dict[str, object]:
    """Return what the audit trail keeps the hash of."""
    return {
        "state": row.state,
        "reason": row.reason,
        "by": row.decided_by,
        "until": row.until.isoformat() if row.until else None,
        "amount": None if row.amount is None else f"{row.amount.normalize():f}",
        "currency": row.currency,
    }


def _begin(session: Session, as_of: date) -> None:
    """Write the lives of all findings of the first run."""
    rows = [_values(_life(row, as_of)) for row in session.exec(select(FindingRow))]
    if rows:
        session.execute(insert(LifeRow), rows)


def _changes(session: Session, credit_notes: CreditNotes, moment: Moment) -> list[Change]:
    """Write what changed into the lives and the decisions, and return it."""
    latest = _latest(session)
    changes = []
    for row, known in _to_compare(session, credit_notes.findings):
        before = None if known is None else life_of(known)
        now = _life(row, moment.as_of if before is None else before.first_found_on)
        decision = latest.get(now.fingerprint)
        given = credit_notes.of(now)
        if GIVEN_BACK in (row.working or ""):  # what they give is off the sum already
            given = replace(given, made_good=())
        change, made = seen(before, now, decision, given, moment)
        session.merge(LifeRow.model_validate(_values(now)))
        changes += [change] if change else []
        if made:
            save_decision(session, now.fingerprint, made, now.contract)
    for known in _not_found(session):
        before = life_of(known)
        trace = _trace(session, before, credit_notes.of(before))
        change, made = missed(before, latest.get(before.fingerprint), trace, moment)
        known.gone_on = moment.as_of
        changes.append(change)
        if made:
            save_decision(session, before.fingerprint, made, before.contract)
    order = list(ChangeKind)
    return sorted(changes, key=lambda change: (order.index(change.kind), *_place(change.life)))


def _to_compare(
    session: Session, credited: Iterable[FindingRow]
) -> list[tuple[FindingRow, LifeRow | None]]:
    """Return the findings that are new, back, of another sum, or whose state may change."""
    decided = select(func.max(col(DecisionRow.id))).group_by(col(DecisionRow.fingerprint))
    lapsing = select(DecisionRow.fingerprint).where(
        col(DecisionRow.id).in_(decided),
        col(DecisionRow.state).in_([state.value for state in LAPSING]),
    )
    query = (
        select(FindingRow, LifeRow)
        .outerjoin(LifeRow, col(LifeRow.fingerprint) == col(FindingRow.fingerprint))
        .where(
            or_(
                col(LifeRow.fingerprint).is_(None),
                col(LifeRow.gone_on).is_not(None),
                col(LifeRow.amount).is_distinct_from(col(FindingRow.amount)),
                col(LifeRow.currency).is_distinct_from(col(FindingRow.currency)),
                col(FindingRow.fingerprint).in_(lapsing),
            )
        )
        .order_by(col(FindingRow.fingerprint))
    )
    found: dict[str, tuple[FindingRow, LifeRow | None]] = {
        row.fingerprint: (row, known) for row, known in session.exec(query)
    }
    for row in credited:
        if row.fingerprint not in found:
            found[row.fingerprint] = (row, session.get(LifeRow, row.fingerprint))
    return list(found.values())


def _not_found(session: Session) -> list[LifeRow]:
    there = select(FindingRow.id).where(col(FindingRow.fingerprint) == col(LifeRow.fingerprint))
    query = select(LifeRow).where(col(LifeRow.gone_on).is_(None), ~there.exists())
    return list(session.exec(query.order_by(col(LifeRow.fingerprint))))


def _latest(session: Session) -> dict[str, Decision]:
    return {mark: made[-1] for mark, made in decisions(session).items()}


def _trace(session: Session, life: Life, credits_: Credits) -> Trace:
    on_file = life.invoice is None or _on_file(session, life.invoice)
    tested = select(TestRow).join(TestedRow, col(TestedRow.id) == col(TestRow.tested_id))
    test = session.exec(tested.where(_tested(life))).first()
    result = None if test is None else Result(test.result)
    return Trace(on_file, result, test.reason if test else "", credits_)


def _tested(life: Life) -> ColumnElement[bool]:
    """Where a check looked: an invoice's document, else a contract, else everything."""
    here = (
        (TestedRow.document == life.document, TestedRow.invoice == life.invoice)
        if life.document or life.invoice
        else (TestedRow.contract == life.contract, col(TestedRow.document).is_(None))
    )
    return and_(col(TestRow.code) == life.code, *here)


def _on_file(session: Session, number: str) -> bool:
    query = (
        select(InvoiceRow.id)
        .join(DocumentRow, col(DocumentRow.id) == col(InvoiceRow.document_id))
        .where(col(InvoiceRow.number) == number, col(DocumentRow.retired_at).is_(None))
    )
    return session.exec(query).first() is not None


def _place(life: Life) -> tuple[str, ...]:
    return (
        life.contract or "",
        life.invoice or "",
        life.document or "",
        life.code,
        f"{life.line or 0:06}",
        life.fingerprint,
    )


def _life(row: FindingRow, first_found_on: date) -> Life:
    return Life(
        fingerprint=row.fingerprint,
        code=row.code,
        slug=row.slug,
        severity=Severity(row.severity),
        direction=Direction(row.direction),
        contract=row.contract,
        invoice=row.invoice,
        document=row.document,
        line=row.line,
        message=row.message,
        amount=row.amount,
        currency=row.currency,
        first_found_on=first_found_on,
    )


def _values(life: Life) -> dict[str, object]:
    values = {name: getattr(life, name) for name in LifeRow.model_fields}
    return values | {"severity": life.severity.value, "direction": life.direction.value}


def life_of(row: LifeRow) -> Life:
    """Return what is remembered in a row."""
    values = {name: getattr(row, name) for name in LifeRow.model_fields}
    kinds = {"severity": Severity(row.severity), "direction": Direction(row.direction)}
    return Life(**values | kinds)


def decision_of(row: DecisionRow) -> Decision:
    """Return the decision of a row."""
    return Decision(
        state=State(row.state),
        reason=row.reason,
        at=row.decided_at,
        by=row.decided_by,
        until=row.until,
        amount=row.amount,
        currency=row.currency,
    )
