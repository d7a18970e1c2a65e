"""What the last run said, with the states its findings were given."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from pydantic import TypeAdapter
from sqlmodel import Session, col, delete, insert, select

from contract_ai.storage.lives import Decisions, decisions, save_decision
from models.evidence import Evidence
from models.findings import (
    Audit,
    Direction,
    EvidenceRole,
    Finding,
    LocatedFinding,
    Proof,
    Result,
    Severity,
    State,
    Test,
)
from models.forms import evidence_form
from models.lives import Decision
from models.tables.columns import for_column
from models.tables.findings import FindingRow
from models.tables.runs import RunRow
from models.tables.tests import TestRow

_EVIDENCE: TypeAdapter[Evidence] = TypeAdapter(Evidence)


class NoSuchFinding(LookupError):
    """No finding of the last run has this fingerprint."""


@dataclass(frozen=True, slots=True)
class StoredAudit:
    """The last run: the day it took for today, and all that the checks said.

    ``decisions`` are those about its findings, by fingerprint, the latest last.
    """

    as_of: date
    audit: Audit
    decisions: Decisions


def save_audit(session: Session, audit: Audit, as_of: date, at: datetime) -> None:
    """Put a run in the place of the one before it."""
    for model in (FindingRow, TestRow, RunRow):
        session.execute(delete(model))
    run = RunRow(
        finished_at=at,
        as_of=as_of,
        findings=len(audit.findings),
        tests=len(audit.tests),
        crashes=list(audit.crashes),
    )
    session.add(run)
    session.flush()
    findings = [_finding_row(found) for found in audit.findings]
    tests = [_test_row(test) for test in audit.tests]
    for model, rows in ((FindingRow, findings), (TestRow, tests)):
        numbered = [row | {"run_id": run.id, "position": i} for i, row in enumerate(rows)]
        if numbered:
            session.execute(insert(model), numbered)


def load_audit(session: Session) -> StoredAudit | None:
    """Load the last run with the state people gave its findings; None before the first."""
    run = session.exec(select(RunRow).order_by(col(RunRow.id).desc())).first()
    if run is None:
        return None
    made = decisions(session)
    rows = session.exec(select(FindingRow).order_by(col(FindingRow.position)))
    findings = tuple(_with_state(_located(row), made, run.as_of) for row in rows)
    tests = tuple(
        _test(row) for row in session.exec(select(TestRow).order_by(col(TestRow.position)))
    )
    marks = {found.fingerprint for found in findings}
    kept = {mark: made[mark] for mark in sorted(marks & made.keys())}
    return StoredAudit(run.as_of, Audit(findings, tests, tuple(run.crashes)), kept)


def with_states(session: Session, audit: Audit, as_of: date) -> Audit:
    """Give the findings of a run the states that they were given in earlier runs."""
    made = decisions(session)
    return replace(
        audit, findings=tuple(_with_state(found, made, as_of) for found in audit.findings)
    )


def decide(
    session: Session,
    fingerprints: Iterable[str],
    decision: Decision,
) -> None:
    """Give findings another state; the decision is about the sum that was found last.

    Raises:
        NoSuchFinding: a fingerprint is not of the last run.
    """
    for fingerprint in fingerprints:
        known = select(FindingRow).where(FindingRow.fingerprint == fingerprint)
        row = session.exec(known).first()
        if row is None:
            raise NoSuchFinding(fingerprint)
        about = replace(decision, amount=row.amount, currency=row.currency)
        save_decision(session, fingerprint, about)


def _with_state(found: LocatedFinding, made: Decisions, today: date) -> LocatedFinding:
    if found.fingerprint not in made:
        return found
    latest = made[found.fingerprint][-1]
    amount = for_column(found.finding.amount)
    lapsed = latest.lapse(amount, found.finding.currency, today)
    return replace(found, state=State.OPEN if lapsed else latest.state)


def _finding_row(found: LocatedFinding) -> dict[str, object]:
    finding = found.finding
    return {
        "fingerprint": found.fingerprint,
        "code": found.code,
        "slug": found.slug,
        "severity": found.severity.value,
        "direction": finding.direction.value,
        "contract": found.contract,
        "invoice": found.invoice,
        "document": found.document,
        "line": finding.line,
        "expected": finding.expected,
        "actual": finding.actual,
        "amount": for_column(finding.amount),
        "currency": finding.currency,
        "message": finding.message,
        "working": finding.working,
        "review": finding.review,
        "key": finding.key,
        "act_before": found.act_before,
        "proofs": [
            {"role": proof.role.value, "evidence": _evidence(proof)} for proof in finding.proofs
        ],
    }


def _evidence(proof: Proof) -> object:
    form = evidence_form(proof.evidence)
    form.setdefault("quote", "")
    return form


def _located(row: FindingRow) -> LocatedFinding:
    finding = Finding(
        message=row.message,
        direction=Direction(row.direction),
        expected=row.expected,
        actual=row.actual,
        amount=row.amount,
        currency=row.currency,
        line=row.line,
        working=row.working,
        proofs=tuple(_proof(proof) for proof in row.proofs),
        review=row.review,
        key=row.key,
    )
    return LocatedFinding(
        code=row.code,
        slug=row.slug,
        severity=Severity(row.severity),
        contract=row.contract,
        invoice=row.invoice,
        document=row.document,
        finding=finding,
        act_before=row.act_before,
    )


def _proof(value: object) -> Proof:
    form = cast("dict[str, object]", value)
    evidence = _EVIDENCE.validate_python(form["evidence"])
    return Proof(EvidenceRole(str(form["role"])), evidence)


def _test_row(test: Test) -> dict[str, object]:
    return {
        "code": test.code,
        "slug": test.slug,
        "result": test.result.value,
        "contract": test.contract,
        "invoice": test.invoice,
        "document": test.document,
        "reason": test.reason,
    }


def _test(row: TestRow) -> Test:
    return Test(
        code=row.code,
        slug=row.slug,
        result=Result(row.result),
        contract=row.contract,
        invoice=row.invoice,
        document=row.document,
        reason=row.reason,
    )
