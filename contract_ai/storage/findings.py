"""What the last run said, with the states its findings were given."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import itemgetter
from typing import NamedTuple, cast

from pydantic import TypeAdapter
from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, SQLModel, col, delete, select

from checks.catalogue import all_checks
from checks.run import subject_of
from contract_ai.audit.trail import record
from contract_ai.storage.bulk import batched, insert_rows
from contract_ai.storage.lives import Decisions, decisions, save_decision
from contract_ai.storage.marks import mark_findings
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
from models.tables.runs import GroundRow, MatchRow, PartRow, RunRow
from models.tables.tests import TestedRow, TestRow

Subject = tuple[str | None, str | None, str | None]
_SUBJECT = (TestedRow.contract, TestedRow.invoice, TestedRow.document)
_EVIDENCE: TypeAdapter[Evidence] = TypeAdapter(Evidence)
_STREAMED = 5000  # rows of tests that are in memory at once


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tested invoice or contract comes in the order of the checks.

    ``invoice_id`` is the invoice's row, ``parent`` the stem of what a contract amends or stands
    under; ``supplier`` and ``customer`` are the parties its findings are listed by.  ``told`` is
    the correction that told an invoice's contract, ``learned`` that it was made on another one.
    """

    contract: str | None
    invoice: str | None
    document: str | None
    place: str
    invoice_id: int | None = None
    parent: str | None = None
    supplier: str | None = None
    customer: str | None = None
    told: int | None = None
    learned: bool = False

    @property
    def subject(self) -> Subject:
        """What a test says of what was tested."""
        return self.contract, self.invoice, self.document


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the checks of a part rest on: documents and program, and the day.

    ``until`` is the first day after ``as_of`` on which they may say something else; None: never.
    """

    fingerprint: str
    as_of: date
    until: date | None = None

    def hold(self, fingerprint: str, day: date) -> bool:
        """Whether what was said still holds with this fingerprint on this day."""
        early = self.until is not None and day >= self.until
        return self.fingerprint == fingerprint and self.as_of <= day and not early


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """What was said of one part, and what it was said from."""

    key: str
    grounds: Grounds
    audit: Audit
    places: tuple[Place, ...]


def known_parts(session: Session) -> dict[str, Grounds]:
    """Return what every part rested on when it was checked last."""
    columns = (PartRow.key, PartRow.fingerprint, PartRow.as_of, PartRow.until)
    rows = session.execute(sql_select(*(col(column) for column in columns)))
    return {row.key: Grounds(row.fingerprint, row.as_of, row.until) for row in rows}


def drop_parts(session: Session, keys: Iterable[str]) -> None:
    """Forget what was said of parts."""
    for chunk in batched(keys):
        ids = sql_select(col(PartRow.id)).where(col(PartRow.key).in_(chunk))
        tested = sql_select(col(TestedRow.id)).where(col(TestedRow.part_id).in_(ids))
        session.execute(delete(TestRow).where(col(TestRow.tested_id).in_(tested)))
        session.execute(delete(TestedRow).where(col(TestedRow.part_id).in_(ids)))
        session.execute(delete(FindingRow).where(col(FindingRow.part_id).in_(ids)))
        session.execute(delete(PartRow).where(col(PartRow.key).in_(chunk)))


def save_parts(session: Session, parts: Sequence[CheckedPart]) -> None:
    """Put what is said of parts in the place of what was said before."""
    drop_parts(session, [part.key for part in parts])
    part_id, tested_id = _last(session, PartRow), _last(session, TestedRow)
    rows: dict[type[SQLModel], list[dict[str, object]]] = {
        model: [] for model in (PartRow, FindingRow, TestedRow, TestRow)
    }
    for part in parts:
        part_id += 1
        audit = part.audit
        rows[PartRow].append(
            {
                "id": part_id,
                "key": part.key,
                "fingerprint": part.grounds.fingerprint,
                "as_of": part.grounds.as_of,
                "until": part.grounds.until,
                "findings": len(audit.findings),
                "tests": len(audit.tests),
                "crashes": list(audit.crashes),
            }
        )
        parties = {place.subject: place for place in reversed(part.places)}
        rows[FindingRow] += [
            _finding_row(found, parties.get((found.contract, found.invoice, found.document)))
            | {"part_id": part_id, "position": position}
            for position, found in enumerate(audit.findings)
        ]
        numbers: dict[Subject, list[int]] = {}
        for place in part.places:
            tested_id += 1
            numbers.setdefault(place.subject, []).append(tested_id)
            rows[TestedRow].append(
                {
                    "id": tested_id,
                    "part_id": part_id,
                    "place": place.place,
                    "contract": place.contract,
                    "invoice": place.invoice,
                    "document": place.document,
                    "invoice_id": place.invoice_id,
                    "parent": place.parent,
                    "told": place.told,
                    "learned": place.learned,
                }
            )
        rows[TestRow] += _test_rows(audit.tests, numbers)
    for model, values in rows.items():
        insert_rows(session, model, values)


def _test_rows(
    tests: Iterable[Test], numbers: Mapping[Subject, Sequence[int]]
) -> Iterator[dict[str, object]]:
    """Make the rows of tests; those of one check go over its subjects in order."""
    met: dict[tuple[str, Subject], int] = {}
    for test in tests:
        subject = test.contract, test.invoice, test.document
        same = numbers[subject]
        turn = 0
        if len(same) > 1:
            turn = met.get((test.code, subject), 0)
            met[test.code, subject] = turn + 1
        yield {
            "tested_id": same[turn],
            "code": test.code,
            "result": test.result.value,
            "reason": test.reason,
        }


def open_run(session: Session, as_of: date, at: datetime) -> None:
    """Say that no run is whole: what a part says and what another says do not go together."""
    session.execute(delete(RunRow))
    record(session, action="checks.begun", object=f"checks as of {as_of.isoformat()}", at=at)


def close_run(session: Session, as_of: date, at: datetime) -> RunRow:
    """Say that all parts were checked as of a day."""
    last = session.exec(select(RunRow).order_by(col(RunRow.id).desc())).first()
    before = None if last is None else run_form(last)
    session.execute(delete(RunRow))
    run = run_of_parts(session, as_of, at)
    session.add(run)
    session.flush()
    mark_findings(session, as_of)
    record(
        session,
        action="checks.run",
        object=f"checks as of {as_of.isoformat()}: {run.findings} findings, {run.tests} tests",
        before=before,
        after=run_form(run),
        at=at,
    )
    return run


def run_of_parts(session: Session, as_of: date, at: datetime) -> RunRow:
    """Add up what all parts say, as a run that ended then."""
    sums = sql_select(func.sum(col(PartRow.findings)), func.sum(col(PartRow.tests)))
    findings, tests = session.execute(sums).one()
    crashes = [
        text
        for found in session.execute(
            sql_select(col(PartRow.crashes)).order_by(col(PartRow.key))
        ).scalars()
        for text in found
    ]
    return RunRow(
        finished_at=at, as_of=as_of, findings=findings or 0, tests=tests or 0, crashes=crashes
    )


def run_form(run: RunRow) -> dict[str, object]:
    """Return what the audit trail keeps the hash of."""
    return {
        "as_of": run.as_of.isoformat(),
        "findings": run.findings,
        "tests": run.tests,
        "crashes": list(run.crashes),
    }


class LineMatch(NamedTuple):
    """The contracts that the lines of an invoice told, and those they were chosen among.

    ``among`` has one bit for each of the grounds; None where the lines were not asked.
    """

    contracts: Sequence[str]
    among: int | None = None


class LineMatches(NamedTuple):
    """What the lines of invoices told, by stamp; of this ``basis``, and of the sorted ``grounds`` then."""

    basis: str
    grounds: Sequence[str]
    found: Mapping[str, LineMatch]


def known_matches(session: Session, basis: str) -> LineMatches:
    """Return what the lines of invoices told the last time; the contracts only of the same basis."""
    before = session.execute(sql_select(col(MatchRow.basis)).limit(1)).scalar() or ""
    found = {
        row.stamp: LineMatch((), None if row.among is None else int(row.among, 16))
        for row in session.execute(sql_select(col(MatchRow.stamp), col(MatchRow.among)))
    }
    if before == basis:
        told = session.execute(sql_select(col(MatchRow.stamp), col(MatchRow.contracts)))
        found |= {row.stamp: found[row.stamp]._replace(contracts=row.contracts) for row in told}
    grounds = session.execute(sql_select(col(GroundRow.digest))).scalars()
    return LineMatches(before, sorted(grounds), found)


def save_matches(session: Session, matches: LineMatches) -> None:
    """Keep what the lines of invoices told, in the place of what was kept before."""
    session.execute(delete(MatchRow))
    session.execute(delete(GroundRow))
    insert_rows(session, GroundRow, [{"digest": digest} for digest in matches.grounds])
    rows: list[dict[str, object]] = [
        {
            "stamp": stamp,
            "basis": matches.basis,
            "contracts": list(one.contracts),
            "among": None if one.among is None else f"{one.among:x}",
        }
        for stamp, one in matches.found.items()
    ]
    insert_rows(session, MatchRow, rows)


def load_audit(session: Session, *, tests: bool = True) -> StoredAudit | None:
    """Load the last run with the state people gave its findings; None before the first.

    ``tests`` says whether the record of all that was tested is loaded, or left empty.
    """
    run = session.exec(select(RunRow).order_by(col(RunRow.id).desc())).first()
    if run is None:
        return None
    made = decisions(session)
    rows = session.exec(
        select(FindingRow).order_by(col(FindingRow.part_id), col(FindingRow.position))
    )
    found = (_with_state(located(row), made, run.as_of) for row in rows)
    findings = tuple(sorted(found, key=subject_of))
    marks = {one.fingerprint for one in findings}
    kept = {mark: made[mark] for mark in sorted(marks & made.keys())}
    audit = Audit(findings, tuple(_tests(session)) if tests else (), tuple(run.crashes))
    return StoredAudit(run.as_of, audit, kept)


def _tests(session: Session) -> Iterator[Test]:
    """Return the tests by check, each over what was tested in order.

    What was tested is read once for all its tests, which then share its names, and as they say
    the same few things most of the time, those too: there are some fifty tests an invoice.
    """
    columns = (TestedRow.id, TestedRow.place, *_SUBJECT)
    tested = sorted(session.execute(sql_select(*map(col, columns))), key=itemgetter(1))
    places = {row.place: number for number, row in enumerate(tested)}
    subjects = {row[0]: (places[row[1]], *row[2:]) for row in tested}
    names = all_checks()
    said = (col(TestRow.code), col(TestRow.tested_id), col(TestRow.result), col(TestRow.reason))
    query = sql_select(*said).order_by(col(TestRow.id)).execution_options(yield_per=_STREAMED)
    rows = session.execute(query)
    results = {result.value: result for result in Result}
    reasons: dict[str, str] = {}
    by_code: dict[str, list[tuple[int, int, Result, str]]] = {}
    for code, tested_id, result, reason in rows:
        kept = reasons.setdefault(reason, reason)
        place = subjects[tested_id][0]
        by_code.setdefault(code, []).append((place, tested_id, results[result], kept))
    for code, made in sorted(by_code.items()):
        made.sort(key=itemgetter(0))
        slug = names[code].slug
        for _, tested_id, result, reason in made:
            _, contract, invoice, document = subjects[tested_id]
            yield Test(code, slug, result, contract, invoice, document, reason)
        made.clear()


def _last(session: Session, model: type[PartRow | TestedRow]) -> int:
    number: int | None = session.execute(sql_select(func.max(col(model.id)))).scalar()
    return number or 0


def decide(
    session: Session,
    fingerprints: Iterable[str],
    decision: Decision,
) -> None:
    """Give findings another state; the decision is about the sum that was found last.

    Raises:
        NoSuchFinding: a fingerprint is not of the last run.
    """
    marks = list(fingerprints)
    for fingerprint in marks:
        known = select(FindingRow).where(FindingRow.fingerprint == fingerprint)
        row = session.exec(known).first()
        if row is None:
            raise NoSuchFinding(fingerprint)
        about = replace(decision, amount=row.amount, currency=row.currency)
        save_decision(session, fingerprint, about, row.contract)
    session.flush()
    run = session.exec(select(RunRow).order_by(col(RunRow.id).desc())).first()
    mark_findings(session, run.as_of if run else decision.at.date(), marks)


def _with_state(found: LocatedFinding, made: Decisions, today: date) -> LocatedFinding:
    if found.fingerprint not in made:
        return found
    latest = made[found.fingerprint][-1]
    amount = for_column(found.finding.amount)
    lapsed = latest.lapse(amount, found.finding.currency, today)
    return replace(found, state=State.OPEN if lapsed else latest.state)


def _finding_row(found: LocatedFinding, place: Place | None) -> dict[str, object]:
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
        "state": State.OPEN.value,
        "supplier": place.supplier if place else None,
        "customer": place.customer if place else None,
        "proofs": [proof_form(proof) for proof in finding.proofs],
    }


def proof_form(proof: Proof) -> object:
    """Return what is kept of a proof."""
    form = evidence_form(proof.evidence)
    form.setdefault("quote", "")
    return {"role": proof.role.value, "evidence": form}


def located(row: FindingRow) -> LocatedFinding:
    """Return the finding of a row as the checks made it, without what was decided about it."""
    finding = Finding(
        message=row.message,
        direction=Direction(row.direction),
        expected=row.expected,
        actual=row.actual,
        amount=row.amount,
        currency=row.currency,
        line=row.line,
        working=row.working,
        proofs=tuple(read_proof(proof) for proof in row.proofs),
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


def as_decided(row: FindingRow) -> LocatedFinding:
    """Return the finding of a row in the state that decisions gave it."""
    return replace(located(row), state=State(row.state))


def read_proof(value: object) -> Proof:
    """Return the proof that was kept."""
    form = cast("dict[str, object]", value)
    evidence = _EVIDENCE.validate_python(form["evidence"])
    return Proof(EvidenceRole(str(form["role"])), evidence)
