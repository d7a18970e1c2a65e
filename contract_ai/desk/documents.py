"""Documents on file by the hash of their bytes: which of them a user may see.

A contract is seen by who sees its name, an invoice by who sees the contract that was found for
it, and files of facts by who sees everything.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from contract_ai.desk.columns import (
    CONTRACT,
    CONTRACTS,
    DOCUMENT,
    DOCUMENTS,
    INVOICE,
    INVOICES,
    TESTED,
    TESTED_ON,
)
from contract_ai.desk.scope import Scope
from contract_ai.intake.places import source_of
from contract_ai.intake.vault import Vault
from contract_ai.sources import Source
from contract_ai.storage.documents import CONTRACT as CONTRACT_FILE
from contract_ai.storage.documents import FACTS
from contract_ai.storage.documents import INVOICE as INVOICE_FILE


@dataclass(frozen=True, slots=True)
class OnFile:
    """One document: its hash, its kind, the name it is shown by, and the place it lies at."""

    sha256: str
    kind: str
    file: str
    place: str
    in_use: bool


def document(session: Session, scope: Scope, sha256: str) -> OnFile | None:
    """Return a document that a user may see, also one that is not in use any more; None else."""
    return next(_seen(session, scope, sha256), None)


def is_seen(session: Session, scope: Scope, sha256: str) -> bool:
    """Whether a document in use is a contract that the user sees, or holds an invoice of one."""
    found = _seen(session, scope, sha256)
    return any(one.in_use and one.kind != FACTS for one in found)


def sources(session: Session, hashes: Iterable[str], vault: Vault) -> dict[str, Source]:
    """Return where documents lie, by hash, whoever asks: for those who checked that they are seen.

    Those that are gone are left out.
    """
    # Kind and hash together are an index.
    query = select(*_COLUMNS).where(DOCUMENT.kind.in_(_KINDS), DOCUMENT.sha256.in_(set(hashes)))
    found: dict[str, Source] = {}
    # Those in use come last, and are taken.
    for row in session.execute(query.order_by(DOCUMENT.retired_at.is_(None))):
        one = OnFile(*row)
        source = source_of(one.place, one.sha256, one.file, vault)
        if source is not None:
            found[one.sha256] = source
    return found


_KINDS = (CONTRACT_FILE, INVOICE_FILE, FACTS)
_COLUMNS = (
    DOCUMENT.sha256,
    DOCUMENT.kind,
    DOCUMENT.file,
    DOCUMENT.path,
    DOCUMENT.retired_at.is_(None),
)
_NEWEST = (DOCUMENT.retired_at.is_not(None), DOCUMENT.id)


def _seen(session: Session, scope: Scope, sha256: str) -> Iterator[OnFile]:
    same = DOCUMENT.sha256 == sha256
    contracts = select(*_COLUMNS).join(CONTRACTS, CONTRACT.document_id == DOCUMENT.id)
    invoices = (
        select(*_COLUMNS)
        .select_from(DOCUMENTS)
        .join(INVOICES, INVOICE.document_id == DOCUMENT.id)
        .outerjoin(TESTED, TESTED_ON.invoice_id == INVOICE.id)
    )
    facts = select(*_COLUMNS).where(DOCUMENT.kind == FACTS)
    for query in (
        contracts.where(same, scope.narrow(CONTRACT.stem)),
        invoices.where(same, scope.narrow(TESTED_ON.contract)),
        *((facts.where(same),) if scope.is_all else ()),
    ):
        for row in session.execute(query.order_by(*_NEWEST).limit(1)):
            yield OnFile(*row)
