"""Documents on file by the hash of their bytes: which of them a user may see.

A contract is seen by who sees its name, an invoice by who sees the contract that was found for
it, and files of facts by who sees everything.
"""

from collections.abc import Iterator
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
from contract_ai.storage.documents import FACTS


@dataclass(frozen=True, slots=True)
class OnFile:
    """One document: its hash, its kind, the name it is shown by, and the place it lies at."""

    sha256: str
    kind: str
    file: str
    place: str


def document(session: Session, scope: Scope, sha256: str) -> OnFile | None:
    """Return a document that a user may see, also one that is not in use any more; None else."""
    return next(_seen(session, scope, sha256), None)


def place_of(session: Session, sha256: str) -> OnFile | None:
    """Return where a document lies, whoever asks: for those who checked that it may be seen."""
    query = select(*_COLUMNS).where(DOCUMENT.sha256 == sha256).order_by(*_NEWEST)
    row = session.execute(query.limit(1)).first()
    return None if row is None else OnFile(*row)


_COLUMNS = (DOCUMENT.sha256, DOCUMENT.kind, DOCUMENT.file, DOCUMENT.path)
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
