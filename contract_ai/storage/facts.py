"""Facts in the database: one table a kind, one row a fact."""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter

from sqlalchemy import func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from checks.duplicates.du101_invoice_number_reused import folded_number
from checks.recognition.references import plain
from contract_ai.fact_tables import FactTable, fact_form, placed, read_facts
from contract_ai.storage.bulk import batched, insert_rows
from contract_ai.storage.deals import synced_deals, together
from contract_ai.storage.documents import FACTS, documents
from models.evidence import Evidence
from models.facts import ONCE, Deal, Fact, Facts, counted_once
from models.tables.columns import for_column
from models.tables.facts import FACT_ROWS, ApprovalRow, FactRow, TimesheetRow, UsageRow

_DEALS = "deals"
_OWN = frozenset({"id", "document_id", "position", "body"})


def save_facts(session: Session, document_id: int, table: FactTable) -> None:
    """Write one file's facts at once."""
    model = FACT_ROWS[table.kind]
    file = table.facts[0].evidence.file if table.facts else ""
    rows = [
        _columns(model, fact)
        | {"document_id": document_id, "position": position, "body": fact_form(fact, file)}
        for position, fact in enumerate(table.facts)
    ]
    insert_rows(session, model, rows)


def load_facts(session: Session) -> Facts:
    """Load the facts in use; a kind without any file on file is None."""
    found: dict[str, list[Fact]] = {}
    for row in documents(session, FACTS):
        kind = str(row.detail.get("kind"))
        facts = _facts(session, kind, row.id or 0, row.file, row.sha256)
        found.setdefault(kind, []).extend(facts)
    counted = {kind: tuple(counted_once(kind, facts)) for kind, facts in found.items()}
    filed = Facts.model_validate(counted)
    return filed.model_copy(update={"deals": together(synced_deals(session), filed.deals)})


def load_deals(session: Session) -> tuple[Deal, ...] | None:
    """Load the deals of files and of the systems that are read; None where there are neither."""
    files = [row for row in documents(session, FACTS) if row.detail.get("kind") == _DEALS]
    rows = [
        fact for row in files for fact in _facts(session, _DEALS, row.id or 0, row.file, row.sha256)
    ]
    filed = Facts.model_validate({_DEALS: tuple(counted_once(_DEALS, rows)) if files else None})
    return together(synced_deals(session), filed.deals)


def said_before(session: Session) -> dict[str, list[str]]:
    """Name the rows of each file that another file said before: they count once."""
    kinds: dict[str, list[Fact]] = {}
    files: dict[str, set[str]] = {}
    for row in documents(session, FACTS):
        kind = str(row.detail.get("kind"))
        if kind in ONCE:
            files.setdefault(kind, set()).add(row.sha256)
    several = {kind for kind, found in files.items() if len(found) > 1}
    for row in documents(session, FACTS):
        kind = str(row.detail.get("kind"))
        if kind in several:
            kinds.setdefault(kind, []).extend(
                _facts(session, kind, row.id or 0, row.file, row.sha256)
            )
    said: dict[str, list[str]] = {}
    for kind, facts in kinds.items():
        counted = set(map(id, counted_once(kind, facts)))
        firsts: dict[str, Evidence] = {}
        for fact in facts:
            first = firsts.setdefault(fact.evidence.quote, fact.evidence)
            if id(fact) not in counted:
                said.setdefault(fact.evidence.sha256, []).append(
                    f"{fact.evidence.anchor}: it repeats {first.anchor} of {first.file}"
                )
    return said


def _facts(
    session: Session, kind: str, document_id: int, file: str, sha256: str
) -> tuple[Fact, ...]:
    model = FACT_ROWS[kind]
    query = select(model.body).where(model.document_id == document_id)
    bodies = session.exec(query.order_by(col(model.position)))
    return read_facts(kind, (placed(body, file, sha256) for body in bodies))


def _columns(model: type[FactRow], fact: Fact) -> dict[str, object]:
    names = model.model_fields.keys() - _OWN
    values = {name: getattr(fact, name) for name in names}
    return {
        name: for_column(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
    }


@dataclass(frozen=True, slots=True)
class Key:
    """The column by which rows of a kind of fact belong to a contract or invoice, and its form.

    ``open`` says that a row which names none concerns all.
    """

    column: str
    folded: Callable[[str], str]
    open: bool = False


_CONTRACT = Key("contract", plain, open=True)
_INVOICE = Key("invoice_number", folded_number)
KEYS = {
    "usage": _CONTRACT,
    "timesheets": _CONTRACT,
    "acceptances": _CONTRACT,
    "expenses": _CONTRACT,
    "payments": _INVOICE,
    "approvals": _INVOICE,
    "purchase_orders": Key("number", plain),
}


class FactIndex:
    """Which rows of facts belong to which contract, invoice or order, without the rows.

    Deals are left out: which contract one became is worked out of all of them (`load_deals`).
    """

    def __init__(self, session: Session) -> None:
        self._files = [row for row in documents(session, FACTS) if row.detail.get("kind") != _DEALS]
        self._ids = [row.id or 0 for row in self._files]
        self._places = {number: place for place, number in enumerate(self._ids)}
        self.kinds = frozenset(str(row.detail.get("kind")) for row in self._files)
        # By kind and folded key: the texts as written and the files they stand in.
        self._texts: dict[str, dict[str, set[str]]] = {}
        self._where: dict[str, dict[str, set[int]]] = {}
        self._open: dict[str, set[int]] = {}
        # A row for each kind that has any: it shows that the files are not empty.
        self._any: dict[str, list[int]] = {}
        for kind in self.kinds:
            self._enter(session, kind)
        self.approvals = _first_approvals(session, self._ids) if "approvals" in self.kinds else []

    def stamps(self, keys: Mapping[str, AbstractSet[str]]) -> Iterator[str]:
        """Name the files that hold rows of these keys, by kind, or rows that concern all."""
        for kind in sorted(self.kinds):
            where = self._where[kind]
            ids = {one for key in keys[kind] for one in where.get(key, ())} | self._open[kind]
            for place in sorted(self._places[one] for one in ids):
                row = self._files[place]
                yield f"{kind}|{row.file}|{row.sha256}|{row.stamp}"
            yield f"{kind}|{bool(self._any[kind])}"
        yield from map(str, self.approvals)

    def load(self, session: Session, keys: Mapping[str, AbstractSet[str]]) -> Facts:
        """Load the rows of these keys, by kind, and those of the kinds that concern every contract."""
        empty: dict[str, tuple[Fact, ...]] = dict.fromkeys(self.kinds, ())
        found = {
            kind: tuple(counted_once(kind, self._rows(session, kind, keys[kind])))
            for kind in keys & empty.keys()
        }
        return Facts.model_validate(empty | found)

    def others(self, kind: str, keys: AbstractSet[str]) -> set[str]:
        """Return the folded keys of a kind that are none of these."""
        return set(self._texts.get(kind, ())) - keys

    def spoken(self, session: Session) -> Iterator[str]:
        """Return the roles and meters of all facts."""
        for model, column in ((TimesheetRow, TimesheetRow.role), (UsageRow, UsageRow.meter)):
            query = select(column).where(col(model.document_id).in_(self._ids)).distinct()
            yield from (name for name in session.exec(query) if name)

    def _enter(self, session: Session, kind: str) -> None:
        model, key = FACT_ROWS[kind], KEYS[kind]
        texts = self._texts.setdefault(kind, {})
        where = self._where.setdefault(kind, {})
        apart = self._open.setdefault(kind, set())
        column = getattr(model, key.column)
        pairs = sql_select(column, col(model.document_id)).distinct()
        firsts = sql_select(func.min(col(model.id)), col(model.document_id)).group_by(
            col(model.document_id)
        )
        held = [row for row, document in session.execute(firsts) if document in self._places]
        self._any[kind] = sorted(held)[:1]
        for text, document in session.execute(pairs):
            if document not in self._places:
                continue
            if not text and key.open:
                apart.add(document)
                continue
            folded = key.folded(text or "")
            texts.setdefault(folded, set()).add(text or "")
            where.setdefault(folded, set()).add(document)

    def _rows(self, session: Session, kind: str, keys: AbstractSet[str]) -> tuple[Fact, ...]:
        model, key = FACT_ROWS[kind], KEYS[kind]
        column = getattr(model, key.column)
        texts = sorted(text for one in keys for text in self._texts[kind].get(one, ()))
        wanted = [column.in_(chunk) for chunk in batched(texts)]
        if self._open[kind] or "" in texts:
            wanted.append(or_(column.is_(None), column == ""))
        always = self.approvals if kind == "approvals" else self._any[kind]
        if always:
            wanted.append(col(model.id).in_(always))
        found: dict[int, tuple[int, int, dict[str, object]]] = {}
        for condition in wanted:
            query = sql_select(
                col(model.id), col(model.document_id), col(model.position), col(model.body)
            )
            for row, document, position, body in session.execute(query.where(condition)):
                if document in self._places:
                    found[row] = self._places[document], position, body
        return read_facts(
            kind,
            (
                placed(body, self._files[place].file, self._files[place].sha256)
                for place, _, body in sorted(found.values(), key=itemgetter(0, 1))
            ),
        )


def _first_approvals(session: Session, ids: list[int]) -> list[int]:
    """Return the rows of approvals that concern every invoice: the first and the highest limit."""
    rows = sql_select(col(ApprovalRow.id)).where(col(ApprovalRow.document_id).in_(ids))
    held = session.execute(
        sql_select(col(ApprovalRow.document_id))
        .where(col(ApprovalRow.document_id).in_(ids))
        .distinct()
    ).scalars()
    first = min(held, key=ids.index, default=None)
    if first is None:
        return []
    opening = rows.where(ApprovalRow.document_id == first).order_by(col(ApprovalRow.position))
    highest = rows.where(col(ApprovalRow.limit).is_not(None)).order_by(
        col(ApprovalRow.limit).desc(), col(ApprovalRow.position)
    )
    found = [session.execute(query.limit(1)).scalar() for query in (opening, highest)]
    return sorted({row for row in found if row is not None})
