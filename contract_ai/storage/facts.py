"""Facts in the database: one table a kind, one row a fact."""

from collections.abc import Iterator
from decimal import Decimal

from sqlmodel import Session, col, insert, select

from contract_ai.fact_tables import FactTable, fact_form, read_fact
from contract_ai.storage.documents import FACTS, documents
from models.facts import Fact, Facts
from models.tables.columns import for_column
from models.tables.facts import FACT_ROWS, FactRow

_OWN = frozenset({"id", "document_id", "position", "body"})


def save_facts(session: Session, document_id: int, table: FactTable) -> None:
    """Write one file's facts in one statement."""
    model = FACT_ROWS[table.kind]
    file = table.facts[0].evidence.file if table.facts else ""
    rows = [
        _columns(model, fact)
        | {"document_id": document_id, "position": position, "body": fact_form(fact, file)}
        for position, fact in enumerate(table.facts)
    ]
    if rows:
        session.execute(insert(model), rows)


def load_facts(session: Session) -> Facts:
    """Load the facts in use; a kind without any file on file is None."""
    found: dict[str, list[Fact]] = {}
    for row in documents(session, FACTS):
        kind = str(row.detail.get("kind"))
        facts = _facts(session, kind, row.id or 0, row.file, row.sha256)
        found.setdefault(kind, []).extend(facts)
    return Facts.model_validate({kind: tuple(facts) for kind, facts in found.items()})


def _facts(session: Session, kind: str, document_id: int, file: str, sha256: str) -> Iterator[Fact]:
    model = FACT_ROWS[kind]
    query = select(model.body).where(model.document_id == document_id)
    for body in session.exec(query.order_by(col(model.position))):
        yield read_fact(kind, body, file, sha256)


def _columns(model: type[FactRow], fact: Fact) -> dict[str, object]:
    names = model.model_fields.keys() - _OWN
    values = {name: getattr(fact, name) for name in names}
    return {
        name: for_column(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
    }
