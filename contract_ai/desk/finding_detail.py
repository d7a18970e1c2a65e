"""One finding in full, and one that is remembered but no longer found."""

from dataclasses import dataclass, replace

from sqlalchemy import select as sql_select
from sqlmodel import Session, select

from checks.catalogue import all_checks
from contract_ai.desk.columns import FINDING, TEST, TESTED_ON
from contract_ai.desk.contract_rows import contract_id, same
from contract_ai.desk.findings import FindingItem, invoice_ids, item_of
from contract_ai.desk.scope import Scope
from contract_ai.storage.findings import as_decided
from contract_ai.storage.lives import decisions, load_life
from models.findings import LocatedFinding, Result, Test
from models.lives import Decision, Life
from models.tables.findings import FindingRow
from models.tables.tests import TestedRow


@dataclass(frozen=True, slots=True)
class FindingDetail:
    """One finding with its history.

    ``decisions`` are in order, the latest last; ``tests`` are all checks of what it was found on.
    ``invoice_id`` and ``contract_id`` are None where these are not on file.
    """

    item: FindingItem
    finding: LocatedFinding
    decisions: tuple[Decision, ...]
    life: Life | None
    tests: tuple[Test, ...]
    invoice_id: int | None
    contract_id: int | None


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered of a finding over all runs."""

    life: Life
    decisions: tuple[Decision, ...]


def finding(session: Session, scope: Scope, fingerprint: str) -> FindingDetail | None:
    """Return a finding of the last run; None where there is none that this user sees."""
    query = select(FindingRow).where(FindingRow.fingerprint == fingerprint)
    row = session.exec(query.order_by(FINDING.id)).first()
    if row is None or not scope.sees(row.contract):
        return None
    invoice = invoice_ids(session, [(row.invoice, row.document)]).get((row.invoice, row.document))
    return FindingDetail(
        item=replace(item_of(row), invoice_id=invoice),
        finding=as_decided(row),
        decisions=decisions(session, fingerprint).get(fingerprint, ()),
        life=load_life(session, fingerprint),
        tests=tests_of(session, row.contract, row.invoice, row.document),
        invoice_id=invoice,
        contract_id=contract_id(session, row.contract),
    )


def remembered(session: Session, scope: Scope, fingerprint: str) -> Remembered | None:
    """Return what is remembered of a finding, also when it is gone; None where nothing is."""
    life = load_life(session, fingerprint)
    if life is None or not scope.sees(life.contract):
        return None
    return Remembered(life, decisions(session, fingerprint).get(fingerprint, ()))


def tests_of(
    session: Session, contract: str | None, invoice: str | None, document: str | None
) -> tuple[Test, ...]:
    """Return every check of an invoice, or of a contract itself, by code."""
    query = sql_select(TEST.code, TEST.result, TEST.reason).join(
        TestedRow, TESTED_ON.id == TEST.tested_id
    )
    subject = (
        same(TESTED_ON.contract, contract),
        same(TESTED_ON.invoice, invoice),
        same(TESTED_ON.document, document),
    )
    names = all_checks()
    return tuple(
        Test(code, names[code].slug, Result(result), contract, invoice, document, reason)
        for code, result, reason in session.execute(
            query.where(*subject).order_by(TEST.code, TEST.id)
        )
    )
