"""Movements of banks in the database, and what each was for."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from sqlmodel import Session, col, delete, select

from contract_ai.audit.trail import record, working
from contract_ai.bank_forms import line_form, read_line
from models.payments import BankFile, BankLine, Certainty, Match
from models.tables.columns import fits
from models.tables.payments import AllocationRow, BankFileRow, BankLineRow, PromiseRow

PROPOSED, APPLIED, UNDONE, REJECTED = "proposed", "applied", "undone", "rejected"
PAST = (UNDONE, REJECTED)
"""What does not hold any more."""
TRUSTED = "trusted"
"""The certainty of what was likely, and applied as the company trusts such matches."""
BY_ITSELF = (Certainty.EXACT.value, TRUSTED)
"""The certainty of what was applied by itself."""


class NoSuchPayment(LookupError):
    """No movement has this number, or there is nothing of it to apply or undo."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a bank's file: how many movements are new, and how many were on file."""

    file_id: int
    new: int
    known: int


@dataclass(frozen=True, slots=True)
class Held:
    """A movement on file with what it is for now."""

    number: int
    file: str
    line: BankLine
    verdict: str
    aside: str | None
    shares: tuple[AllocationRow, ...] = ()
    fee: Decimal | None = None
    on_account: str | None = None

    @property
    def state(self) -> str:
        """Return applied, proposed, aside, out (no money came in) or open."""
        if self.shares:
            return self.shares[0].state
        if self.on_account is not None:
            return APPLIED
        if self.aside is not None:
            return "aside"
        return "out" if self.line.amount <= 0 else "open"


def rest_on_account(held: Held) -> Decimal:
    """Return what of a movement a person keeps for a customer, 0 where nothing."""
    if held.on_account is None:
        return Decimal(0)
    applied = sum((share.amount for share in held.shares), Decimal(0))
    return held.line.amount + (held.fee or Decimal(0)) - applied


def keyed(account: str | None, lines: Iterable[BankLine]) -> list[tuple[str, BankLine]]:
    """Name each movement by what it says; equal ones of one file by their number too.

    Where the bank gives a reference of its own, account, day, amount and reference are enough.
    So the second statement of the same days adds nothing, and two equal payments stay two.
    """
    seen: Counter[str] = Counter()
    found = []
    for one in lines:
        own = (one.bank_id,) if one.bank_id else (one.counterparty, one.text, one.end_to_end_id)
        amount = f"{one.amount.normalize():f}"
        said = "\x1f".join(str(v or "") for v in (account, one.booked_on, amount, *own))
        seen[said] += 1
        found.append((sha256(f"{said}\x1f{seen[said]}".encode()).hexdigest(), one))
    return found


def save_bank_file(
    session: Session, read: BankFile, source: tuple[str, str, str], at: datetime
) -> Taken:
    """Write a bank's file down; ``source`` is its hash, name and place.  Again changes nothing."""
    digest, file, path = source
    row = session.exec(select(BankFileRow).where(BankFileRow.sha256 == digest)).first()
    if row is not None:
        return Taken(row.id or 0, 0, len(read.lines))
    row = BankFileRow(
        sha256=digest,
        file=file,
        path=path,
        format=read.format,
        warnings=list(read.warnings),
        refused=list(read.refused),
        added_by=working(session).name,
        added_at=at,
    )
    session.add(row)
    session.flush()
    known = set(session.exec(select(BankLineRow.key)))
    counts = Counter[bool]()
    for statement in read.statements:
        for key, line in keyed(statement.account, statement.lines):
            counts[key in known] += 1
            if key not in known:
                known.add(key)
                session.add(_line_row(row.id or 0, key, statement.account, line))
    session.flush()
    taken = Taken(row.id or 0, counts[False], counts[True])
    after = {"sha256": digest, "format": read.format, "new": taken.new, "known": taken.known}
    record(session, action="bank_file.added", object=f"bank file {file}", after=after, at=at)
    return taken


def _line_row(file_id: int, key: str, account: str | None, line: BankLine) -> BankLineRow:
    return BankLineRow(
        file_id=file_id,
        key=key,
        account=account,
        booked_on=line.booked_on,
        amount=line.amount if fits(line.amount) else Decimal(0),
        currency=line.currency,
        counterparty=line.counterparty,
        text=line.text,
        body=line_form(line),
    )


def held_lines(session: Session, number: int | None = None) -> tuple[Held, ...]:
    """Return all movements on file, by day, with what each is for; or the one of a number."""
    files = {row.id: row.file for row in session.exec(select(BankFileRow))}
    shares: dict[int, list[AllocationRow]] = {}
    standing = select(AllocationRow).where(col(AllocationRow.state).not_in(PAST))
    lines = select(BankLineRow)
    if number is not None:
        standing = standing.where(AllocationRow.line_id == number)
        lines = lines.where(BankLineRow.id == number)
    for one in session.exec(standing.order_by(col(AllocationRow.id))):
        shares.setdefault(one.line_id, []).append(one)
    rows = session.exec(lines.order_by(col(BankLineRow.booked_on), col(BankLineRow.id)))
    return tuple(
        Held(
            row.id or 0,
            files[row.file_id],
            read_line(row.body),
            row.verdict,
            row.aside,
            tuple(shares.get(row.id or 0, ())),
            row.fee,
            row.on_account,
        )
        for row in rows
    )


def undone_once(session: Session) -> set[int]:
    """Return the movements of which a person took something back: nothing is applied by itself."""
    return set(session.exec(select(AllocationRow.line_id).where(AllocationRow.state == UNDONE)))


def rejected_once(session: Session) -> dict[int, set[frozenset[tuple[str, Decimal]]]]:
    """Return what people said a movement is not for: amounts by invoice, each set as proposed."""
    rows = session.exec(select(AllocationRow).where(AllocationRow.state == REJECTED))
    together: dict[tuple[int, datetime], set[tuple[str, Decimal]]] = {}
    for row in rows:
        share = row.invoice_number, row.amount
        together.setdefault((row.line_id, row.made_at), set()).add(share)
    found: dict[int, set[frozenset[tuple[str, Decimal]]]] = {}
    for (number, _), shares in together.items():
        found.setdefault(number, set()).add(frozenset(shares))
    return found


def save_matches(
    session: Session,
    matches: Mapping[int, Match],
    currencies: Mapping[str, str],
    at: datetime,
    trusted: Collection[int] = (),
) -> int:
    """Replace every proposal by these matches, by movement; exact and trusted ones are applied."""
    session.execute(delete(AllocationRow).where(col(AllocationRow.state) == PROPOSED))
    applied = 0
    for number, match in matches.items():
        row = session.get_one(BankLineRow, number)
        row.verdict = match.reason
        certainty = TRUSTED if number in trusted else match.certainty.value
        by_itself = certainty in BY_ITSELF
        applied += by_itself
        for share in match.shares:
            session.add(
                AllocationRow(
                    line_id=number,
                    invoice_number=share.number,
                    amount=share.amount,
                    currency=currencies.get(share.number) or match.line.currency,
                    state=APPLIED if by_itself else PROPOSED,
                    certainty=certainty,
                    reason=match.reason,
                    made_by=working(session).name,
                    made_at=at,
                )
            )
        if by_itself:
            record(
                session,
                action="payment.applied",
                object=f"payment {number}",
                after={share.number: str(share.amount) for share in match.shares},
                reason=certainty,
                at=at,
            )
    session.flush()
    record(session, action="payment.matched", object=f"{len(matches)} payments", at=at)
    return applied


def apply_proposed(session: Session, number: int, reason: str, at: datetime) -> None:
    """Apply what was proposed for a movement: a person says that it is right.

    Raises:
        NoSuchPayment: nothing is proposed for it.
    """
    _move(session, number, (PROPOSED, APPLIED), reason, at)


def undo(session: Session, number: int, reason: str, at: datetime) -> None:
    """Take back what was applied of a movement; it is kept, and proposed at most from now on.

    What was set aside or kept on account is taken back as well.

    Raises:
        NoSuchPayment: nothing of it is applied, nor set aside.
    """
    row = session.get(BankLineRow, number)
    shares = select(AllocationRow.id).where(
        AllocationRow.line_id == number, AllocationRow.state == APPLIED
    )
    applied = session.exec(shares).first() is not None
    if row is None or not (applied or row.aside is not None or row.on_account is not None):
        raise NoSuchPayment(number)
    before = {"aside": row.aside, "fee": _said(row.fee), "on_account": row.on_account}
    row.aside = row.fee = row.on_account = None
    session.add(row)
    if applied:
        _move(session, number, (APPLIED, UNDONE), reason, at)
        return
    thing = f"payment {number}"
    record(session, action="payment.undone", object=thing, before=before, reason=reason, at=at)


def reject(session: Session, number: int, reason: str, at: datetime) -> None:
    """Say that a movement is not for what is proposed; the same is not proposed again.

    Raises:
        NoSuchPayment: nothing is proposed for it.
    """
    _move(session, number, (PROPOSED, REJECTED), reason, at)


def _said(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _move(
    session: Session, number: int, states: tuple[str, str], reason: str, at: datetime
) -> None:
    before, after = states
    mine = (AllocationRow.line_id == number, AllocationRow.state == before)
    rows = session.exec(select(AllocationRow).where(*mine).with_for_update()).all()
    if not rows:
        raise NoSuchPayment(number)
    for row in rows:
        row.state, row.reason = after, reason or row.reason
        row.made_by, row.made_at = working(session).name, at
        session.add(row)
    session.flush()
    shares = {row.invoice_number: str(row.amount) for row in rows}
    given, taken = (None, shares) if after == APPLIED else (shares, None)
    record(
        session,
        action=f"payment.{after}",
        object=f"payment {number}",
        before=given,
        after=taken,
        reason=reason,
        at=at,
    )


@dataclass(frozen=True, slots=True)
class Words:
    """What a person says beside the amounts.

    ``currency`` is that of the invoices, None where it is the movement's own; ``fee`` is what banks
    kept, ``on_account`` the customer for whom the rest is kept.
    """

    reason: str = ""
    currency: str | None = None
    fee: Decimal | None = None
    on_account: str | None = None


def allocate(
    session: Session, number: int, amounts: Mapping[str, Decimal], words: Words, at: datetime
) -> None:
    """Apply amounts by invoice number that a person gives; what stood for the movement is undone.

    Raises:
        NoSuchPayment: no movement has this number.
    """
    row = session.get(BankLineRow, number)
    if row is None:
        raise NoSuchPayment(number)
    standing = (AllocationRow.line_id == number, col(AllocationRow.state).not_in(PAST))
    for old in session.exec(select(AllocationRow).where(*standing)):
        old.state = UNDONE
        session.add(old)
    row.aside, row.fee, row.on_account = None, words.fee, words.on_account
    session.add(row)
    for invoice, amount in amounts.items():
        session.add(
            AllocationRow(
                line_id=number,
                invoice_number=invoice,
                amount=amount,
                currency=words.currency or row.currency,
                state=APPLIED,
                certainty="person",
                reason=words.reason,
                made_by=working(session).name,
                made_at=at,
            )
        )
    session.flush()
    after = {
        "amounts": {invoice: str(amount) for invoice, amount in amounts.items()},
        "fee": _said(words.fee),
        "on_account": words.on_account,
    }
    record(
        session,
        action="payment.allocated",
        object=f"payment {number}",
        after=after,
        reason=words.reason,
        at=at,
    )


def set_aside(session: Session, number: int, reason: str, at: datetime) -> None:
    """Say that a movement is no payment of an invoice.

    Raises:
        NoSuchPayment: no movement has this number.
    """
    row = session.get(BankLineRow, number)
    if row is None:
        raise NoSuchPayment(number)
    row.aside = reason
    session.add(row)
    mine = (col(AllocationRow.line_id) == number, col(AllocationRow.state) == PROPOSED)
    session.execute(delete(AllocationRow).where(*mine))
    record(session, action="payment.set_aside", object=f"payment {number}", reason=reason, at=at)


def promise(session: Session, number: str, day: date, note: str, at: datetime) -> None:
    """Note the day by which a customer promised to pay an invoice."""
    who = working(session).name
    session.add(
        PromiseRow(invoice_number=number, promised_on=day, note=note, made_by=who, made_at=at)
    )
    record(
        session,
        action="payment.promised",
        object=f"invoice {number}",
        after={"on": day.isoformat()},
        reason=note,
        at=at,
    )


def promises(session: Session) -> dict[str, date]:
    """Return the promised day of each invoice, the newest word."""
    rows = session.exec(select(PromiseRow).order_by(col(PromiseRow.id)))
    return {row.invoice_number: row.promised_on for row in rows}
