"""Erasing a contract: its original, its pages and every word of it; what is left names nothing.

Left are the numbers of rows, hashes, dates, kinds and states of terms, what people decided and
why, and one event of the audit trail.  The trail itself is never changed: events of before name
the contract by its file's name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Text, cast, text
from sqlmodel import Session, col, delete, or_, select, update

from contract_ai.audit.trail import record
from contract_ai.batch.states import FileState
from contract_ai.intake.batches import OPEN
from contract_ai.intake.places import source_of
from contract_ai.intake.removal import ERASED
from contract_ai.intake.retention import is_held
from contract_ai.intake.vault import Vault
from contract_ai.metering.erasing import forget_usage
from contract_ai.reading import Reader
from contract_ai.storage import documents as store
from contract_ai.storage.draft_erasure import forget_drafts
from contract_ai.storage.engine import Database
from contract_ai.storage.matching import forget_contract
from contract_ai.storage.reminder_policies import Scope
from contract_ai.storage.reminders import WAITING, withdraw
from models.contracts import Contract, DocumentInfo
from models.errors import DocumentError
from models.forms import contract_form
from models.tables.batch import InboxFileRow
from models.tables.check_orders import CheckOrderRow
from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow
from models.tables.findings import ChangeRow, FindingRow, LifeRow
from models.tables.intake import UploadItemRow
from models.tables.reminders import ReminderLetterRow, ReminderPolicyRow, ReminderRow
from models.tables.rereading import RereadRow
from models.tables.runs import MatchRow, PartRow
from models.tables.scans import ScannedPageRow
from models.tables.sendings import SendingRow
from models.tables.terms import TermRow
from models.tables.tests import TestedRow, TestRow

_NO_TEXT: dict[str, object] = {
    "quote": "",
    "evidence": {},
    "values": {},
    "section": None,
    "page": None,
}
_NO_WORDS: dict[str, object] = {
    "message": "",
    "expected": None,
    "actual": None,
    "working": None,
    "proofs": [],
}
Forget = Callable[[str], object]
"""Deletes what was drawn of a document, by its hash."""


class NoSuchContract(LookupError):
    """No contract on file has this name."""


class OnHold(RuntimeError):
    """A contract is on legal hold: it must be kept."""


@dataclass(frozen=True, slots=True)
class Erased:
    """One document that was erased; ``elsewhere`` is where a file of ours does not lie."""

    document_id: int
    sha256: str
    original: bool
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class _Doomed:
    document_id: int
    sha256: str
    file: str
    path: str
    contract: str

    @property
    def alias(self) -> str:
        """The name that takes the place of the file's."""
        return f"{ERASED}-{self.document_id}"


def erase(  # noqa: PLR0913 (every option is given by name)
    database: Database,
    vault: Vault | None,
    reader: Reader,
    contract: str,
    *,
    reason: str,
    now: datetime,
    forget: Iterable[Forget] = (),
) -> list[Erased]:
    """Erase every version of a contract, by its file's name without the ending.

    The rows go first and the files after: killed between the two, `erase_leftovers` goes on.

    Raises:
        NoSuchContract: no contract on file has this name.
        OnHold: it must be kept.
        SettingsError: the database or the folder of originals cannot be used.
    """
    with database.read() as session:
        doomed = _doomed(session, contract)
    if not doomed:
        raise NoSuchContract(contract)
    keys = {one.sha256: _picture_keys(reader, vault, one) for one in doomed}
    with database.write() as session:
        if is_held(session, contract):
            raise OnHold(contract)
        _overwrite_what_is_deleted(session)
        for one in doomed:
            _blank(session, one, keys[one.sha256], now)
            thing = f"contract document {one.document_id} {one.sha256[:16]}"
            record(session, action="contract.erased", object=thing, reason=reason, at=now)
    _forget_the_log(database)
    gone = [vault.remove(one.sha256) if vault else False for one in doomed]
    for one in doomed:
        for forgetting in forget:
            forgetting(one.sha256)
    return [
        Erased(one.document_id, one.sha256, original, _elsewhere(one))
        for one, original in zip(doomed, gone, strict=True)
    ]


def erase_leftovers(database: Database, vault: Vault) -> int:
    """Delete originals of erased documents that a kill left; return how many."""
    with database.read() as session:
        erased = set(session.exec(select(DocumentRow.sha256).where(DocumentRow.stamp == ERASED)))
        coming = set(
            session.exec(select(UploadItemRow.sha256).where(col(UploadItemRow.state).in_(OPEN)))
        )
        waiting = InboxFileRow.state == FileState.WAITING
        coming |= set(session.exec(select(InboxFileRow.sha256).where(waiting)))
    return sum(vault.remove(sha256) for sha256 in sorted(erased - coming))


def _doomed(session: Session, contract: str) -> list[_Doomed]:
    query = (
        select(DocumentRow, ContractRow.stem)
        .join(ContractRow, col(ContractRow.document_id) == col(DocumentRow.id))
        .where(ContractRow.stem == contract, DocumentRow.kind == store.CONTRACT)
        .order_by(col(DocumentRow.id))
    )
    return [
        _Doomed(row.id or 0, row.sha256, row.file, row.path, stem)
        for row, stem in session.exec(query)
    ]


def _picture_keys(reader: Reader, vault: Vault | None, one: _Doomed) -> tuple[str, ...]:
    """Return the keys of recognised pages; none where the document cannot be opened any more."""
    source = source_of(one.path, one.sha256, one.file, vault)
    if source is None:
        return ()
    try:
        return reader.picture_keys(source)
    except DocumentError:
        return ()  # it was moved or damaged since: nothing can be told from it


def _blank(session: Session, one: _Doomed, keys: tuple[str, ...], now: datetime) -> None:
    forget_usage(session, one.contract, now)  # before the names are gone by which it is found
    _blank_document(session, one, now)
    _blank_findings(session, one)
    _blank_letters(session, one, now)
    forget_drafts(session, one.contract, one.alias, now)
    forget_contract(session, one.contract, one.alias, now)
    session.execute(delete(ScannedPageRow).where(col(ScannedPageRow.key).in_(keys)))
    session.execute(
        update(SendingRow).where(col(SendingRow.sha256) == one.sha256).values(file=one.alias)
    )
    uploads = update(UploadItemRow).where(col(UploadItemRow.sha256) == one.sha256)
    session.execute(uploads.values(name=one.alias, filed=one.alias, note=""))
    nightly = update(InboxFileRow).where(col(InboxFileRow.sha256) == one.sha256)
    session.execute(nightly.values(path=one.alias, filed=one.alias))
    ordered = update(CheckOrderRow).where(col(CheckOrderRow.contract) == one.contract)
    session.execute(ordered.values(contract=one.alias))
    related = update(UploadItemRow).where(col(UploadItemRow.related_id) == one.document_id)
    session.execute(related.values(note=""))


def _blank_document(session: Session, one: _Doomed, now: datetime) -> None:
    contracts = select(ContractRow.id).where(ContractRow.document_id == one.document_id)
    session.execute(update(TermRow).where(col(TermRow.contract_id).in_(contracts)).values(_NO_TEXT))
    session.execute(delete(RereadRow).where(col(RereadRow.document_id) == one.document_id))
    info = DocumentInfo(file=one.alias, sha256=one.sha256)
    body = contract_form(Contract(document=info))
    body.pop("terms")
    header = update(ContractRow).where(col(ContractRow.document_id) == one.document_id)
    session.execute(
        header.values(
            stem=one.alias,
            title=None,
            number=None,
            provider=None,
            customer=None,
            body=body,
        )
    )
    row = session.get_one(DocumentRow, one.document_id)
    row.file, row.path, row.stamp = one.alias, f"{ERASED}:{one.sha256}", ERASED
    row.detail, row.retired_at = {"erased_at": now.isoformat()}, row.retired_at or now
    session.add(row)


def _blank_findings(session: Session, one: _Doomed) -> None:
    """Take the words out of what the checks said; the next check says it anew without it.

    Findings on other documents of its family quote it as well.
    """
    quoted = cast(col(FindingRow.proofs), Text).contains(one.sha256)
    told = or_(col(FindingRow.contract) == one.contract, quoted)
    prints = set(session.exec(select(FindingRow.fingerprint).where(told)))
    prints |= set(session.exec(select(LifeRow.fingerprint).where(LifeRow.contract == one.contract)))
    changes = update(ChangeRow).where(col(ChangeRow.fingerprint).in_(prints))
    session.execute(changes.values(reason=""))
    session.execute(update(FindingRow).where(told).values(_NO_WORDS))
    own = update(FindingRow).where(col(FindingRow.contract) == one.contract)
    session.execute(own.values(supplier=None, customer=None))
    session.execute(update(LifeRow).where(col(LifeRow.fingerprint).in_(prints)).values(message=""))
    for table in (FindingRow, LifeRow):
        same = update(table).where(col(table.contract) == one.contract)
        session.execute(same.values(contract=one.alias))
        same = update(table).where(col(table.document) == one.file)
        session.execute(same.values(document=one.alias))
    tested = select(TestedRow.id).where(TestedRow.contract == one.contract)
    session.execute(update(TestRow).where(col(TestRow.tested_id).in_(tested)).values(reason=""))
    _rename(session, one, col(TestedRow.document) == one.file)
    parts = update(PartRow).where(col(PartRow.key) == one.contract)
    session.execute(parts.values(key=one.alias, fingerprint=""))
    session.execute(delete(MatchRow))  # they name contracts, and are found again
    session.execute(update(RereadRow).values(findings=[], weighed=False))  # so are these


def _blank_letters(session: Session, one: _Doomed, now: datetime) -> None:
    """Take the words out of reminders that quote it; that one was sent, and when, is left.

    One that waits is not sent any more.
    """
    asking = select(ReminderRow.letter_id).where(ReminderRow.contract == one.contract)
    quoting = col(ReminderLetterRow.id).in_(set(session.exec(asking)))
    waiting = col(ReminderLetterRow.state).in_(WAITING)
    for number in session.exec(select(ReminderLetterRow.id).where(quoting, waiting)).all():
        withdraw(session, number or 0, "Its contract was erased.", now)
    blank = update(ReminderLetterRow).where(quoting)
    session.execute(blank.values(items=[], subject="", text="", html=""))
    own = update(ReminderRow).where(col(ReminderRow.contract) == one.contract)
    session.execute(own.values(contract=one.alias))
    policies = update(ReminderPolicyRow).where(col(ReminderPolicyRow.name) == one.contract)
    of_contracts = policies.where(col(ReminderPolicyRow.scope) == Scope.CONTRACT)
    session.execute(of_contracts.values(name=one.alias))


def _rename(session: Session, one: _Doomed, same_document: ColumnElement[bool]) -> None:
    session.execute(update(TestedRow).where(same_document).values(document=one.alias))
    same = col(TestedRow.contract) == one.contract
    session.execute(update(TestedRow).where(same).values(contract=one.alias, place=one.alias))


def _elsewhere(one: _Doomed) -> str:
    """Where the user's own file lies, which we do not touch; empty for an upload."""
    return one.path if one.path.startswith("/") else ""


def _overwrite_what_is_deleted(session: Session) -> None:
    """Have SQLite write zeros over what is deleted; PostgreSQL's vacuum does it in its own time."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete = ON"))


def _forget_the_log(database: Database) -> None:
    """Empty SQLite's log of changes, which holds pages as they were."""
    if database.engine.dialect.name == "sqlite":
        with database.engine.connect() as connection:
            raw = connection.connection.driver_connection
            if raw is not None:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
