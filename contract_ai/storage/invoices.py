"""Invoices in the database: one row an invoice, one row a line."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from itertools import starmap
from typing import Any, cast

from sqlalchemy import Select
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from checks.recognition.unread_items import Saying, sayings_of
from contract_ai.storage.bulk import batched, insert_rows, numbered_rows
from models.forms import invoice_form, read_invoice_form
from models.heads import HeadFile, InvoiceHead, amounts_of, head_order
from models.invoices import Invoice, InvoiceKind, InvoiceParty, InvoiceSource, as_credit
from models.tables.columns import for_column
from models.tables.documents import DocumentRow
from models.tables.invoice_lines import InvoiceLineRow
from models.tables.invoices import InvoiceRow


def save_invoices(session: Session, document_id: int, invoices: Iterable[Invoice]) -> None:
    """Write the invoices of one document, and all their lines at once."""
    save_many_invoices(session, [(document_id, invoices)])


def save_many_invoices(
    session: Session, documents: Iterable[tuple[int, Iterable[Invoice]]]
) -> None:
    """Write the invoices of some documents, by their ids, and all their lines at once."""
    made = [
        invoice_rows(document_id, position, as_credit(invoice))
        for document_id, invoices in documents
        for position, invoice in enumerate(invoices)
    ]
    numbers = numbered_rows(session, InvoiceRow, [values for values, _ in made])
    lines = [
        line | {"invoice_id": number}
        for number, (_, own) in zip(numbers, made, strict=True)
        for line in own
    ]
    insert_rows(session, InvoiceLineRow, lines)


def invoice_rows(
    document_id: int, position: int, invoice: Invoice
) -> tuple[dict[str, object], list[dict[str, object]]]:
    """Make the row of an invoice and those of its lines, which do not yet know its id."""
    body = invoice_form(invoice)
    bodies = body.pop("lines")
    values: dict[str, object] = {
        "document_id": document_id,
        "position": position,
        "number": invoice.number,
        "kind": invoice.kind.value,
        "issue_date": invoice.issue_date,
        "due_date": invoice.due_date,
        "supplier": invoice.supplier.name,
        "customer": invoice.customer.name,
        "currency": invoice.currency,
        "contract_reference": invoice.contract_reference,
        "net_amount": for_column(invoice.net_amount),
        "tax_amount": for_column(invoice.tax_amount),
        "total": for_column(invoice.total),
        "amounts": amounts_of(invoice),
        "sayings": [list(saying) for saying in sayings_of(invoice)],
        "review": invoice.review,
        "body": dict(body),
    }
    made = zip(invoice.lines, bodies if isinstance(bodies, list) else [], strict=True)
    return values, [
        {
            "number": line.number,
            "description": line.description,
            "quantity": for_column(line.quantity),
            "unit": line.unit,
            "unit_price": for_column(line.unit_price),
            "amount": for_column(line.amount),
            "period_start": line.period_start,
            "period_end": line.period_end,
            "body": form,
        }
        for line, form in made
    ]


def load_invoices(session: Session) -> tuple[Invoice, ...]:
    """Load the invoices in use, by date of issue, number and file; undated ones last."""
    query = _in_use(col(InvoiceRow.id))
    return tuple(sorted(invoices_of(session, session.execute(query).scalars()), key=_order))


def invoices_of(session: Session, rows: Iterable[int | None]) -> list[Invoice]:
    """Load these invoices with their lines, in the order asked for.

    Raises:
        GoneError: one of them is no longer on file.
    """
    wanted = [row or 0 for row in rows]
    found: dict[int, Invoice] = {}
    for chunk in batched(wanted):
        lines: dict[int, list[object]] = {row: [] for row in chunk}
        query = select(InvoiceLineRow.invoice_id, InvoiceLineRow.body).where(
            col(InvoiceLineRow.invoice_id).in_(chunk)
        )
        for invoice_id, body in session.execute(query.order_by(col(InvoiceLineRow.id))):
            lines[invoice_id].append(body)
        heads = select(InvoiceRow.id, InvoiceRow.body).where(col(InvoiceRow.id).in_(chunk))
        for row, body in session.execute(heads):
            found[row] = read_invoice_form({**body, "lines": lines[row]})
    if len(found) != len(wanted):
        raise GoneError
    return [found[row] for row in wanted]


def load_heads(session: Session) -> list[InvoiceHead]:
    """Load the heads of the invoices in use, in the order in which they are checked."""
    query = _in_use(
        col(InvoiceRow.id),
        col(InvoiceRow.position),
        col(InvoiceRow.amounts),
        col(InvoiceRow.body),
        DocumentRow.sha256,
        DocumentRow.stamp,
    )
    reader = _Heads()
    rows = session.execute(query.execution_options(yield_per=1000))
    # The rows come by file and place in it, which settles what is equal otherwise.
    return sorted(starmap(reader.head, rows), key=head_order)


def load_sayings(
    session: Session, without: AbstractSet[int]
) -> Iterator[tuple[str | None, Saying]]:
    """Return what the lines of each supplier's invoices say.

    ``without`` are invoices that do not count.
    """
    query = _in_use(col(InvoiceRow.id), col(InvoiceRow.supplier), col(InvoiceRow.sayings))
    unknown: list[int] = []
    for row, supplier, sayings in session.execute(query.execution_options(yield_per=5000)):
        if row in without:
            continue
        if sayings is None:
            unknown.append(row)
        for text, single, price in sayings or ():
            yield supplier, (text, single, price)
    for chunk in batched(unknown):
        for invoice in invoices_of(session, chunk):
            for saying in sayings_of(invoice):
                yield invoice.supplier.name, saying


class GoneError(LookupError):
    """An invoice was taken away or read anew while others were worked on."""


class _Heads:
    """Makes heads that share what many invoices have in common."""

    def __init__(self) -> None:
        self._parties: dict[tuple[object, ...], InvoiceParty] = {}
        self._texts: dict[str, str] = {}

    def head(self, *row: Any) -> InvoiceHead:  # noqa: ANN401 (a row's columns: number, position, amounts, body, hash, stamp)
        """Make the head of an invoice from the columns of `load_heads`."""
        number, position, amounts, body, sha256, stamp = row
        document = cast("dict[str, str]", body["document"])
        texts = cast("dict[str, str]", body)
        issued, total = texts.get("issue_date"), texts.get("total")
        return InvoiceHead(
            row=number,
            stamp=blake2b(f"{sha256}|{stamp}|{position}".encode(), digest_size=16).hexdigest(),
            document=HeadFile(
                document["file"],
                document.get("sha256", ""),
                InvoiceSource(document.get("source", InvoiceSource.JSON)),
            ),
            number=texts.get("number"),
            kind=InvoiceKind(texts.get("kind", InvoiceKind.INVOICE)),
            corrects=texts.get("corrects"),
            issue_date=date.fromisoformat(issued) if issued else None,
            supplier=self._party(body.get("supplier")),
            customer=self._party(body.get("customer")),
            currency=self._once(texts.get("currency")),
            purchase_order=self._once(texts.get("purchase_order")),
            contract_reference=self._once(texts.get("contract_reference")),
            total=Decimal(total) if total is not None else None,
            amounts=amounts,
            position=position,
        )

    def _party(self, form: object) -> InvoiceParty:
        values = cast("dict[str, object]", form or {})
        key = tuple(sorted(values.items()))
        if key not in self._parties:
            self._parties[key] = InvoiceParty.model_validate(values)
        return self._parties[key]

    def _once(self, text: str | None) -> str | None:
        return None if text is None else self._texts.setdefault(text, text)


def _in_use(*columns: object) -> Select[tuple[Any, ...]]:
    """Choose columns of the invoices in use, by file and place in it."""
    return (
        sql_select(*cast("tuple[Any, ...]", columns))
        .select_from(InvoiceRow)
        .join(DocumentRow, col(DocumentRow.id) == col(InvoiceRow.document_id))
        .where(col(DocumentRow.retired_at).is_(None))
        .order_by(DocumentRow.file, DocumentRow.sha256, col(InvoiceRow.position))
    )


def _order(invoice: Invoice) -> tuple[date, str, str]:
    return (invoice.issue_date or date.max, invoice.number or "", invoice.document.file)
