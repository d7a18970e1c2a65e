"""Documents on file: where one lies, and whether a user may look at it."""

from collections.abc import Iterable

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
from contract_ai.storage.documents import INVOICE as INVOICE_FILE

_PICTURED = DOCUMENT.kind.in_((CONTRACT_FILE, INVOICE_FILE))
"""Facts have no pages.  Kind and hash together are an index."""


def is_seen(session: Session, scope: Scope, sha256: str) -> bool:
    """Whether a document is a contract that the user sees, or holds an invoice of one."""
    there = (
        select(DOCUMENT.id)
        .select_from(DOCUMENTS)
        .where(_PICTURED, DOCUMENT.sha256 == sha256, DOCUMENT.retired_at.is_(None))
    )
    contract = there.join(CONTRACTS, CONTRACT.document_id == DOCUMENT.id)
    invoice = there.join(INVOICES, INVOICE.document_id == DOCUMENT.id).outerjoin(
        TESTED, TESTED_ON.invoice_id == INVOICE.id
    )
    return any(
        session.execute(query.limit(1)).first() is not None
        for query in (
            contract.where(scope.narrow(CONTRACT.stem)),
            invoice.where(scope.narrow(TESTED_ON.contract)),
        )
    )


def sources(session: Session, hashes: Iterable[str], vault: Vault) -> dict[str, Source]:
    """Return where these documents lie, by hash; those that are gone are left out."""
    columns = DOCUMENT.path, DOCUMENT.sha256, DOCUMENT.file
    query = select(*columns).select_from(DOCUMENTS)
    query = query.where(_PICTURED, DOCUMENT.sha256.in_(set(hashes)))
    found: dict[str, Source] = {}
    # Those in use come last, and are taken.
    for path, sha256, file in session.execute(query.order_by(DOCUMENT.retired_at.is_(None))):
        source = source_of(path, sha256, file, vault)
        if source is not None:
            found[sha256] = source
    return found
