"""The credit notes on file, by the invoice they correct, and which sums they give back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from contract_ai.lives import Credits
from models.invoices import InvoiceKind
from models.lives import Life
from models.tables.documents import DocumentRow
from models.tables.findings import FindingRow
from models.tables.invoices import InvoiceRow

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class CreditNote:
    """A credit note as far as findings need it; ``sums`` are its net amount and its total."""

    name: str
    corrects: str
    net: Decimal | None
    sums: tuple[Decimal, ...]
    added_at: datetime


class CreditNotes:
    """All credit notes on file; ``since`` tells the new ones from those known before."""

    def __init__(self, session: Session, since: datetime | None) -> None:
        self._since = since
        self._notes: dict[str, list[CreditNote]] = {}
        for note in _on_file(session):
            self._notes.setdefault(note.corrects, []).append(note)
        self.findings = self._overbilled(session)
        """What was found overbilled on the invoices that they correct."""
        self._at_stake: dict[str, Decimal] = {}
        for row in self.findings:
            number = row.invoice or ""
            self._at_stake[number] = self._at_stake.get(number, Decimal(0)) + (row.amount or 0)

    def of(self, life: Life) -> Credits:
        """Say which credit notes are new for a finding and which give back its sum.

        One note that gives back the very sum, or all notes of an invoice that give back the
        sum of all that was found on it.
        """
        notes = self._notes.get(life.invoice or "", [])
        new = tuple(n.name for n in notes if self._since and n.added_at > self._since)
        if life.amount is None or not notes:
            return Credits(new)
        exact = tuple(note.name for note in notes if life.amount in note.sums)[:1]
        nets = [note.net for note in notes if note.net is not None]
        if not exact and nets and sum(nets) == self._at_stake.get(life.invoice or ""):
            exact = tuple(note.name for note in notes)
        return Credits(new, exact)

    def _overbilled(self, session: Session) -> list[FindingRow]:
        found: list[FindingRow] = []
        numbers = sorted(self._notes)
        for start in range(0, len(numbers), _AT_ONCE):
            query = select(FindingRow).where(
                col(FindingRow.invoice).in_(numbers[start : start + _AT_ONCE]),
                col(FindingRow.direction) == "overbilled",
            )
            found += session.exec(query.order_by(col(FindingRow.fingerprint)))
        return found


def _on_file(session: Session) -> Iterable[CreditNote]:
    query = (
        select(InvoiceRow, DocumentRow.added_at)
        .join(DocumentRow, col(DocumentRow.id) == col(InvoiceRow.document_id))
        .where(
            col(InvoiceRow.kind) == InvoiceKind.CREDIT_NOTE.value,
            col(DocumentRow.retired_at).is_(None),
        )
        .order_by(col(InvoiceRow.number).nulls_first(), col(InvoiceRow.id))
    )
    for row, added_at in session.exec(query):
        corrects = str(row.body.get("corrects") or "").strip()
        if corrects:
            sums = tuple(one for one in (row.net_amount, row.total) if one is not None)
            name = row.number or "without a number"
            yield CreditNote(name, corrects, row.net_amount, sums, added_at)
