"""Payments, a function a step: take a bank's file in, say what each payment was for, tell the checks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from checks.allocation.match import match_payments
from checks.receivables.items import Receivable, receivables
from contract_ai.bank_forms import read_bank_form
from contract_ai.pipeline import load_book, match
from contract_ai.reading import Job, Reader
from contract_ai.sources import Source
from contract_ai.storage import payments as store
from contract_ai.storage.engine import Database
from models.cases import CheckSettings
from models.errors import DocumentError
from models.payments import BankFile, Certainty, Match, Payable


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of one file of a bank; ``error`` is why it was not taken."""

    name: str
    format: str = ""
    new: int = 0
    known: int = 0
    warnings: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    error: DocumentError | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    """How many payments were looked at, applied by themselves, wait for a person, fit nothing."""

    payments: int
    exact: int
    likely: int
    unknown: int


def add_bank_file(database: Database, reader: Reader, source: Source, *, now: datetime) -> Arrived:
    """Read a bank's file apart and write down the movements that are new."""
    read = reader.one("bank", Job(source, extra=reader.customs), _bank_file)
    if read.error is not None or read.value is None:
        return Arrived(source.shown, error=read.error)
    file = read.value
    with database.write() as session:
        place = (read.sha256, source.name, source.place)
        taken = store.save_bank_file(session, file, place, now)
        store.publish(session, now)
    return Arrived(source.shown, file.format, taken.new, taken.known, file.warnings, file.refused)


def _bank_file(value: object, _file: str, _sha256: str) -> BankFile:
    return read_bank_form(value)  # type: ignore[arg-type]  # what a child answers is JSON


def items_of(
    session: Session, as_of: date, settings: CheckSettings | None = None
) -> tuple[Receivable, ...]:
    """Return what of every invoice on file is open, as the checks see it."""
    return receivables(match(load_book(session, as_of, settings)).invoices, as_of)


def match_all(
    database: Database, *, as_of: date, now: datetime, settings: CheckSettings | None = None
) -> Matched:
    """Look anew at every payment that nothing was applied of; apply what is exact."""
    with database.write() as session:
        held = store.held_lines(session)
        items = items_of(session, as_of, settings)
        waiting = [one for one in held if one.state in ("open", "proposed")]
        said = match_payments(
            [one.line for one in waiting], map(payable, items), _accounts(held, items)
        )
        undone = store.undone_once(session)
        matches = {
            one.number: _held_back(found) if one.number in undone else found
            for one, found in zip(waiting, said, strict=True)
        }
        currencies = {one.number: one.currency for one in items}
        store.save_matches(session, matches, currencies, now)
        store.publish(session, now)
    count = [found.certainty for found in matches.values()]
    return Matched(
        len(count),
        count.count(Certainty.EXACT),
        count.count(Certainty.LIKELY),
        count.count(Certainty.UNKNOWN),
    )


def change(database: Database, step: Callable[[Session], None], now: datetime) -> None:
    """Do one step of a person's, and tell the checks.

    Raises:
        NoSuchPayment: there is nothing to do it with.
    """
    with database.write() as session:
        step(session)
        store.publish(session, now)


def payable(item: Receivable) -> Payable:
    """Return an open item as a payment may be for it."""
    return Payable(
        key=item.number,
        number=item.number,
        customer=item.customer,
        currency=item.currency or None,
        open=max(item.open, Decimal(0)),
        issued_on=item.issued_on,
        due_on=item.due_on,
        discounts=item.discounts,
    )


def _accounts(held: tuple[store.Held, ...], items: tuple[Receivable, ...]) -> Mapping[str, str]:
    """Return the customer that each account paid for before."""
    customers = {one.number: one.customer for one in items}
    found: dict[str, set[str]] = {}
    for one in held:
        account = one.line.counterparty_account
        if account and one.state == store.APPLIED:
            found.setdefault(account, set()).update(
                customers.get(share.invoice_number, "") for share in one.shares
            )
    return {account: next(iter(who)) for account, who in found.items() if len(who) == 1}


def _held_back(found: Match) -> Match:
    """Let a person decide again where one took something back."""
    if found.certainty is not Certainty.EXACT:
        return found
    return replace(
        found, certainty=Certainty.LIKELY, reason=f"{found.reason} It was undone before."
    )
