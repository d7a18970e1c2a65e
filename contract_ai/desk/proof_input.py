"""What the report's views need to show a few findings: only the documents that these rest on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session

from contract_ai.desk.columns import (
    CONTRACT,
    CONTRACTS,
    DOCUMENT,
    DOCUMENTS,
    FINDING,
    INVOICE,
    INVOICES,
    TESTED,
    TESTED_ON,
)
from contract_ai.desk.contract_rows import in_use, same
from contract_ai.desk.finding_detail import FindingDetail
from contract_ai.desk.invoices import InvoiceDetail
from contract_ai.desk.scope import Scope
from contract_ai.storage.contracts import load_contracts
from contract_ai.storage.documents import CONTRACT as CONTRACT_FILE
from contract_ai.storage.findings import as_decided
from contract_ai.storage.invoices import invoices_of
from contract_ai.storage.lives import decisions
from models.findings import Audit, Direction, EvidenceRole, LocatedFinding, Test
from models.invoices import Invoice
from models.tables.findings import FindingRow
from reports.inputs import ReportInput
from reports.packet.letter import PURSUED

AT_MOST = 300
"""Invoices of a contract that a draft invoice takes its tax rate from, the latest ones."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Findings to show, with the checks of what they were found on."""

    findings: tuple[LocatedFinding, ...]
    tests: tuple[Test, ...]


def of_finding(session: Session, scope: Scope, detail: FindingDetail, day: date) -> ReportInput:
    """Gather what shows one finding; ``day`` is what days left are counted from."""
    return gather(session, scope, Shown((detail.finding,), detail.tests), day)


def of_invoice(session: Session, scope: Scope, detail: InvoiceDetail, day: date) -> ReportInput:
    """Gather what shows all findings of an invoice."""
    item = detail.item
    query = select(FindingRow).where(
        same(FINDING.invoice, item.number),
        same(FINDING.document, item.file),
        same(FINDING.contract, item.contract),
    )
    rows = session.execute(query.order_by(FINDING.part_id, FINDING.position)).scalars()
    return gather(session, scope, Shown(tuple(map(as_decided, rows)), detail.tests), day)


def pursued_with(session: Session, detail: FindingDetail) -> int:
    """Count the findings on the same invoice that are still to be pursued; 0 without an invoice."""
    item = detail.item
    if item.document is None:
        return 0
    query = select(FINDING.id).where(
        same(FINDING.invoice, item.invoice),
        same(FINDING.document, item.document),
        same(FINDING.contract, item.contract),
        FINDING.state.in_([state.value for state in PURSUED]),
    )
    return len(session.execute(query).all())


def gather(session: Session, scope: Scope, shown: Shown, day: date) -> ReportInput:
    """Load the contracts behind these findings, those above that the user sees, and their invoices."""
    found = shown.findings
    made = {mark: by for one in found for mark, by in decisions(session, one.fingerprint).items()}
    above = _with_parents(session, {one.contract for one in found if one.contract})
    stems = set(filter(scope.sees, above))
    return ReportInput(
        audit=Audit(found, shown.tests),
        contracts=load_contracts(session, sorted(stems | _quoted(session, found))),
        invoices=_invoices(session, found),
        as_of=day,
        decisions=made,
    )


def _with_parents(session: Session, stems: set[str]) -> set[str]:
    """Return contracts with all that they stand under or amend."""
    known, ahead = set(stems), set(stems)
    while ahead:
        query = select(TESTED_ON.parent).where(
            TESTED_ON.contract.in_(ahead), TESTED_ON.parent.is_not(None)
        )
        ahead = set(session.execute(query).scalars()) - known
        known |= ahead
    return known


def _quoted(session: Session, found: Iterable[LocatedFinding]) -> set[str]:
    """Return the contracts whose words these findings quote."""
    hashes = {
        proof.evidence.sha256
        for one in found
        for proof in one.finding.proofs
        if proof.role is EvidenceRole.CONTRACT and proof.evidence.sha256
    }
    if not hashes:
        return set()
    query = in_use(select(CONTRACT.stem).select_from(CONTRACTS)).where(
        DOCUMENT.kind == CONTRACT_FILE, DOCUMENT.sha256.in_(hashes)
    )
    return set(session.execute(query).scalars())


def _invoices(session: Session, found: Iterable[LocatedFinding]) -> tuple[Invoice, ...]:
    own = {(one.invoice, one.document) for one in found if one.document}
    unbilled = {one.contract for one in found if one.finding.direction is Direction.UNDERBILLED}
    wanted: list[ColumnElement[bool]] = [
        and_(same(INVOICE.number, number), DOCUMENT.file == file) for number, file in own
    ]
    query = (
        select(INVOICE.id)
        .select_from(INVOICES)
        .join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        .where(DOCUMENT.retired_at.is_(None))
    )
    ids = set(session.execute(query.where(or_(*wanted))).scalars()) if wanted else set()
    if stems := unbilled - {None}:
        of_contract = query.join(TESTED, TESTED_ON.invoice_id == INVOICE.id).where(
            TESTED_ON.contract.in_(stems)
        )
        order = (INVOICE.issue_date.desc().nulls_last(), INVOICE.id.desc())
        latest = of_contract.order_by(*order).limit(AT_MOST)
        ids |= set(session.execute(latest).scalars())
    return tuple(invoices_of(session, sorted(ids)))
