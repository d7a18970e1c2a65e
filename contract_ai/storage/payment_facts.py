"""What the checks know of payments: each bank's file is a document of facts too.

Its rows are the payments by invoice number that were applied, and the money that came in and
belongs to no invoice yet.  So the ledger and the findings say the same.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from sqlmodel import Session, col, select

from checks.duplicates.du101_invoice_number_reused import folded_number
from contract_ai.fact_tables import FactTable
from contract_ai.storage.documents import FACTS, NewDocument, documents, put_document
from contract_ai.storage.facts import load_facts, save_facts
from contract_ai.storage.payments import APPLIED, Held, held_lines, rest_on_account
from models.facts import Payment
from models.payments import BankLine
from models.tables.documents import DocumentRow
from models.tables.payments import BankFileRow, BankLineRow

_NEAR = timedelta(days=5)
"""Days within which a row of a payments file and a movement of a bank are one payment."""


def publish(session: Session, at: datetime) -> None:
    """Tell the checks: rewrite the facts of each bank's file whose payments changed.

    Files that a person took out of use stay out of it.
    """
    stamps = {row.sha256: row.stamp for row in documents(session, FACTS)}
    by_file: dict[str, list[Held]] = {}
    for one in held_lines(session):
        by_file.setdefault(one.file, []).append(one)
    files = list(session.exec(select(BankFileRow).order_by(col(BankFileRow.id))))
    mine = {row.sha256 for row in files}
    told = [
        payment
        for payment in load_facts(session).payments or ()
        if payment.evidence.sha256 not in mine
    ]
    rows = session.exec(select(BankLineRow.id, BankLineRow.file_id))
    numbers = dict(rows.all())
    removed = _removed(session)
    for file in files:
        if file.sha256 in removed:
            continue
        held = [one for one in by_file.get(file.file, ()) if numbers[one.number] == file.id]
        facts = tuple(fact for one in held for fact in _facts(one, told))
        stamp = sha256(repr(facts).encode()).hexdigest()
        if stamps.get(file.sha256) == stamp:
            continue
        detail = {"kind": "payments", "rows": len(facts), "refused": file.refused}
        new = NewDocument(file.sha256, FACTS, file.file, file.path, stamp, detail)
        save_facts(session, put_document(session, new, at), FactTable("payments", facts))


def _removed(session: Session) -> set[str]:
    query = select(DocumentRow.sha256).where(
        DocumentRow.kind == FACTS, col(DocumentRow.retired_at).is_not(None)
    )
    return set(session.exec(query))


def _facts(held: Held, told: list[Payment]) -> list[Payment]:
    """Return what a movement says to the checks; what a payments file says already is left out."""
    line = held.line
    if line.amount <= 0 or line.reversal or held.aside is not None:
        return []
    shares = [share for share in held.shares if share.state == APPLIED]
    if not shares:
        return (
            []
            if _repeats(None, line.amount, line, told)
            else [_payment(line, None, line.amount, line.currency)]
        )
    found = [
        _payment(line, share.invoice_number, share.amount, share.currency)
        for share in shares
        if not _repeats(share.invoice_number, share.amount, line, told)
    ]
    rest = rest_on_account(held)
    return [*found, _payment(line, None, rest, line.currency)] if rest > 0 else found


def _payment(line: BankLine, number: str | None, amount: Decimal, currency: str | None) -> Payment:
    reference = line.end_to_end_id or line.bank_id
    return Payment(
        invoice_number=number,
        paid_on=line.booked_on,
        amount=amount,
        currency=currency,
        reference=reference,
        evidence=line.evidence,
    )


def _repeats(number: str | None, amount: Decimal, line: BankLine, told: list[Payment]) -> bool:
    """Whether a row of a payments file is this payment; each row stands for one."""
    for place, one in enumerate(told):
        same = number is None or folded_number(one.invoice_number or "") == folded_number(number)
        if same and one.amount == amount and abs(one.paid_on - line.booked_on) <= _NEAR:
            if number is None and (one.invoice_number or "") not in line.text:
                continue
            del told[place]
            return True
    return False
