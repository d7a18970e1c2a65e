"""Contracts in the database: a header row and a row for each term."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlmodel import Session, col, insert, select

from contract_ai.audit.trail import record
from contract_ai.storage.terms import current_rows, stored_form, term_rows, terms_read
from models.contracts import Contract
from models.coverage import recounted
from models.forms import Json, contract_form, read_contract_form
from models.tables.contracts import ContractRow
from models.tables.documents import DocumentRow
from models.tables.terms import TermRow


def save_contract(session: Session, document_id: int, contract: Contract, at: datetime) -> None:
    """Write a contract and its terms."""
    row = ContractRow(document_id=document_id, stem=contract.stem, **header_columns(contract))
    session.add(row)
    session.flush()
    rows = list(term_rows(contract, row.id or 0, at))
    if rows:
        session.execute(insert(TermRow), rows)
    record(
        session,
        action="contract.read",
        object=f"contract of document {document_id}, {len(rows)} terms",
        contract=contract.stem,
        after=terms_read(session, row.id or 0),
        at=at,
    )


def header_columns(contract: Contract) -> dict[str, Any]:
    """Return the columns of a contract's row that its reading fills."""
    header = contract.contract
    provider, customer = header.party("provider"), header.party("customer")
    body = contract_form(contract)
    body.pop("terms")
    return {
        "title": header.title,
        "number": header.number,
        "kind": header.kind,
        "provider": provider.name if provider else None,
        "customer": customer.name if customer else None,
        "effective_date": header.effective_date,
        "expiration_date": header.expiration_date,
        "currency": header.currency,
        "body": dict(body),
    }


def load_contracts(session: Session, stems: Collection[str] | None = None) -> tuple[Contract, ...]:
    """Load the contracts in use with the terms that count, by file name.

    ``stems`` are those wanted, a few; None wants all.
    """
    query = (
        select(ContractRow)
        .join(DocumentRow, col(DocumentRow.id) == col(ContractRow.document_id))
        .where(col(DocumentRow.retired_at).is_(None))
        .order_by(DocumentRow.file, DocumentRow.sha256)
    )
    if stems is not None:
        query = query.where(col(ContractRow.stem).in_(stems))
    rows = list(session.exec(query))
    terms = current_rows(session, [row.id or 0 for row in rows])
    return tuple(_contract(row, terms[row.id or 0]) for row in rows)


def _contract(row: ContractRow, terms: list[TermRow]) -> Contract:
    forms = cast("Json", [stored_form(term) for term in terms])
    contract = read_contract_form({**row.body, "terms": forms})
    coverage = recounted(contract.coverage, contract.terms, confirmed=contract.confirmed)
    return contract.model_copy(update={"coverage": coverage})
