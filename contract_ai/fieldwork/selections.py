"""What an evidence folder is about: a sample, a contract with its family, or invoices of a period.

Whatever is asked for, only what the person may see is in it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import Session

from checks.catalogue import all_checks
from contract_ai.desk.columns import (
    CONTRACT,
    CONTRACTS,
    DOCUMENT,
    DOCUMENTS,
    FINDING,
    INVOICE,
    INVOICES,
    TEST,
    TESTED,
    TESTED_ON,
)
from contract_ai.desk.contract_rows import in_use
from contract_ai.desk.scope import Scope
from contract_ai.fieldwork.samples import items_of
from contract_ai.storage.bulk import batched
from contract_ai.storage.findings import Subject, as_decided
from models.evidence import Evidence
from models.findings import EvidenceRole, LocatedFinding, Result, Test
from models.tables.findings import FindingRow


@dataclass(frozen=True, slots=True)
class About:
    """What is asked for: one of a sample's number, a contract's stem, or days of issue."""

    sample: int | None = None
    contract: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def words(self) -> str:
        """What the folder is called: "sample 3", "contract MSA-1", "2026-01-01 to 2026-03-31"."""
        if self.sample is not None:
            return f"sample {self.sample}"
        if self.contract:
            return f"contract {self.contract}"
        return f"{self.since or 'the beginning'} to {self.until or 'today'}"


@dataclass(frozen=True, slots=True)
class Selection:
    """What is in a folder: contracts by stem, rows of invoices, findings and tests.

    ``documents`` are the files behind them, by their hash.
    """

    stems: tuple[str, ...]
    invoices: tuple[int, ...]
    findings: tuple[LocatedFinding, ...]
    tests: tuple[Test, ...]
    documents: tuple["Original", ...]


@dataclass(frozen=True, slots=True, order=True)
class Original:
    """A document on file."""

    sha256: str
    kind: str
    file: str


@dataclass(frozen=True, slots=True)
class _Tested:
    id: int
    contract: str | None
    invoice: str | None
    document: str | None
    invoice_id: int | None

    @property
    def subject(self) -> Subject:
        return self.contract, self.invoice, self.document


def select_for(session: Session, scope: Scope, about: About) -> Selection:
    """Choose what belongs to what is asked for."""
    tested = {
        one.id: one
        for condition in _wanted(session, about)
        for one in _tested(session, scope, condition)
    }
    invoices = tuple(sorted({one.invoice_id for one in tested.values() if one.invoice_id}))
    findings = tuple(_findings(session, {one.subject for one in tested.values()}))
    stems = _with_those_above(session, {one.contract for one in tested.values() if one.contract})
    seen = tuple(sorted(stem for stem in stems if scope.sees(stem)))
    return Selection(
        seen,
        invoices,
        findings,
        tuple(_tests(session, tested)),
        tuple(sorted(_documents(session, scope, seen, invoices, findings))),
    )


def _wanted(session: Session, about: About) -> Iterator[ColumnElement[bool]]:
    if about.contract:
        parts = select(TESTED_ON.part_id).where(TESTED_ON.contract == about.contract)
        yield TESTED_ON.part_id.in_(parts) & TESTED_ON.contract.is_not(None)
    elif about.sample is not None:
        items = items_of(session, about.sample)
        for chunk in batched({one.sha256 for one in items if one.sha256}):
            yield DOCUMENT.sha256.in_(chunk)
        on_contracts = {
            one.contract for one in items if one.contract and not (one.sha256 or one.fingerprint)
        }
        for stems in batched(on_contracts):
            yield TESTED_ON.contract.in_(stems) & TESTED_ON.invoice_id.is_(None)
        for marks in batched(one.fingerprint for one in items if one.fingerprint):
            for subject in _subjects(session, marks):
                yield _is(subject)
    else:
        ends = [INVOICE.issue_date >= about.since] if about.since else []
        ends += [INVOICE.issue_date <= about.until] if about.until else []
        yield and_(INVOICE.issue_date.is_not(None), *ends)


def _subjects(session: Session, marks: Collection[str]) -> set[Subject]:
    query = select(FINDING.contract, FINDING.invoice, FINDING.document)
    return {
        (contract, invoice, document)
        for contract, invoice, document in session.execute(
            query.where(FINDING.fingerprint.in_(marks))
        )
    }


def _is(subject: Subject) -> ColumnElement[bool]:
    columns = (TESTED_ON.contract, TESTED_ON.invoice, TESTED_ON.document)
    first, *rest = (
        column.is_(None) if value is None else column == value
        for column, value in zip(columns, subject, strict=True)
    )
    for one in rest:
        first &= one
    return first


def _tested(session: Session, scope: Scope, condition: ColumnElement[bool]) -> Iterator[_Tested]:
    query = (
        select(
            TESTED_ON.id,
            TESTED_ON.contract,
            TESTED_ON.invoice,
            TESTED_ON.document,
            TESTED_ON.invoice_id,
        )
        .select_from(TESTED)
        .outerjoin(INVOICES, INVOICE.id == TESTED_ON.invoice_id)
        .outerjoin(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        .where(condition, scope.narrow(TESTED_ON.contract))
    )
    for row in session.execute(query):
        yield _Tested(*row)


def _findings(session: Session, subjects: Collection[Subject]) -> Iterator[LocatedFinding]:
    contracts = {contract for contract, _, _ in subjects}
    conditions = [FINDING.contract.in_(chunk) for chunk in batched(contracts - {None})]
    if None in contracts:
        conditions.append(FINDING.contract.is_(None))
    found: dict[int, FindingRow] = {}
    for condition in conditions:
        for row in session.execute(select(FindingRow).where(condition)).scalars():
            if (row.contract, row.invoice, row.document) in subjects:
                found[row.id or 0] = row
    for row in sorted(found.values(), key=_order):
        yield as_decided(row)


def _order(row: FindingRow) -> tuple[str, ...]:
    return row.contract or "", row.invoice or "", row.code, row.fingerprint


def _tests(session: Session, tested: dict[int, _Tested]) -> Iterator[Test]:
    names = all_checks()
    found = [
        (code, tested[number].subject, result, reason)
        for chunk in batched(tested)
        for number, code, result, reason in session.execute(
            select(TEST.tested_id, TEST.code, TEST.result, TEST.reason).where(
                TEST.tested_id.in_(chunk)
            )
        )
    ]
    for code, (contract, invoice, document), result, reason in sorted(found, key=str):
        yield Test(code, names[code].slug, Result(result), contract, invoice, document, reason)


def _with_those_above(session: Session, stems: set[str]) -> set[str]:
    known, ahead = set(stems), set(stems)
    while ahead:
        above: set[str] = set()
        for chunk in batched(ahead):
            query = select(TESTED_ON.parent).where(
                TESTED_ON.contract.in_(chunk), TESTED_ON.parent.is_not(None)
            )
            above.update(session.execute(query).scalars())
        ahead = above - known
        known |= ahead
    return known


def _documents(
    session: Session,
    scope: Scope,
    stems: Iterable[str],
    invoices: Iterable[int],
    findings: Iterable[LocatedFinding],
) -> set[Original]:
    columns = DOCUMENT.sha256, DOCUMENT.kind, DOCUMENT.file
    found: set[Original] = set()
    for chunk in batched(stems):
        query = in_use(select(*columns).select_from(CONTRACTS)).where(CONTRACT.stem.in_(chunk))
        found.update(Original(*row) for row in session.execute(query))
    for rows in batched(invoices):
        query = select(*columns).select_from(INVOICES)
        query = query.join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        found.update(Original(*row) for row in session.execute(query.where(INVOICE.id.in_(rows))))
    if scope.is_all:  # files of facts are about all contracts, and seen by who sees all
        for hashes in batched(_facts(findings)):
            found.update(
                Original(*row)
                for row in session.execute(select(*columns).where(DOCUMENT.sha256.in_(hashes)))
            )
    return found


def _facts(findings: Iterable[LocatedFinding]) -> set[str]:
    proofs = (proof for one in findings for proof in one.finding.proofs)
    quoted: Iterable[Evidence] = (
        proof.evidence for proof in proofs if proof.role is EvidenceRole.FACT
    )
    return {one.sha256 for one in quoted if one.sha256}
