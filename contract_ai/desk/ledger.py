"""A customer's ledger: open items by contract, payments, promises, and the balance."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import select
from sqlmodel import Session

from checks.receivables.items import Receivable
from contract_ai.accounts.full_names import full_names
from contract_ai.desk.payments import PaymentFilter, PaymentItem, PaymentState, payments
from contract_ai.desk.scope import Scope
from contract_ai.paying import items_of
from contract_ai.storage.payments import held_lines, rest_on_account
from models.cases import CheckSettings
from models.facts import Payment
from models.tables import METADATA

SHOWN = 200
"""So many payments of a customer are shown; the list of payments has all."""
_PROMISES = METADATA.tables["payment_promise"]
PROMISE = _PROMISES.c
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Balance:
    """What a customer owes in one currency: open invoices less what is kept on account."""

    currency: str
    open: Decimal
    overdue: Decimal
    on_account: Decimal

    @property
    def balance(self) -> Decimal:
        """What is owed altogether; negative where we owe the customer."""
        return self.open - self.on_account


@dataclass(frozen=True, slots=True)
class Promise:
    """A day by which a customer promised to pay; ``holds`` marks the newest word of an invoice."""

    number: str
    on: date
    note: str
    by: str
    at: datetime
    holds: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that stands between us and a customer; ``contracts`` are open items by contract."""

    name: str
    key: str
    balances: tuple[Balance, ...]
    contracts: tuple[tuple[str | None, tuple[Receivable, ...]], ...]
    paid: tuple[tuple[str, str, Payment], ...]
    payments: tuple[PaymentItem, ...]
    promises: tuple[Promise, ...]
    invoices: int

    @property
    def promised(self) -> dict[str, Promise]:
        """The promise that holds of each invoice."""
        return {one.number: one for one in self.promises if one.holds}


def customer_key(name: str) -> str:
    """Return the name of a customer as addresses have it.

    >>> customer_key("Acme Ltd")
    '0f72986d73ffd220'
    """
    return sha256(name.encode()).hexdigest()[:16]


def ledger(
    session: Session, scope: Scope, key: str, today: date, settings: CheckSettings | None = None
) -> Ledger | None:
    """Return the ledger of a customer; None where no invoice to them is seen."""
    items = [one for one in items_of(session, today, settings) if scope.sees(one.contract)]
    mine = [one for one in items if customer_key(one.customer) == key]
    if not mine:
        return None
    name = mine[0].customer
    still = sorted(
        (one for one in mine if one.open), key=lambda i: (i.due_on or date.max, i.number)
    )
    stems = sorted({one.contract for one in still}, key=lambda stem: (stem is None, stem or ""))
    found = payments(session, scope, PaymentFilter(customer=(name,)), size=SHOWN)
    on_account = _on_account(session, name) if scope.is_all else {}
    paid = [(one.number, one.currency, paid) for one in mine for paid in one.payments]
    paid.sort(key=lambda row: row[2].paid_on, reverse=True)
    return Ledger(
        name=name,
        key=key,
        balances=tuple(_balances(mine, on_account, today)),
        contracts=tuple((s, tuple(one for one in still if one.contract == s)) for s in stems),
        paid=tuple(paid[:SHOWN]),
        payments=tuple(one for one in found.items if one.state is not PaymentState.OUT),
        promises=_promises(session, {one.number for one in mine}),
        invoices=len(mine),
    )


def _on_account(session: Session, name: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for held in held_lines(session):
        if held.on_account == name:
            currency = held.line.currency or ""
            found[currency] = found.get(currency, _ZERO) + rest_on_account(held)
    return found


def _balances(
    items: Iterable[Receivable], on_account: dict[str, Decimal], today: date
) -> Iterable[Balance]:
    mine = list(items)
    for currency in sorted({one.currency for one in mine} | on_account.keys()):
        own = [one for one in mine if one.currency == currency]
        late = (one.open for one in own if one.due_on is not None and one.due_on < today)
        yield Balance(
            currency,
            sum((one.open for one in own), _ZERO),
            sum(late, _ZERO),
            on_account.get(currency, _ZERO),
        )


def _promises(session: Session, numbers: set[str]) -> tuple[Promise, ...]:
    """List what was promised, the newest first."""
    query = select(_PROMISES).where(PROMISE.invoice_number.in_(numbers))
    rows = session.execute(query.order_by(PROMISE.id.desc())).all()
    names = full_names(session, {row.made_by for row in rows})
    seen: set[str] = set()
    found = []
    for row in rows:
        holds = row.invoice_number not in seen
        seen.add(row.invoice_number)
        by = names.get(row.made_by, row.made_by)
        found.append(Promise(row.invoice_number, row.promised_on, row.note, by, row.made_at, holds))
    return tuple(found)
