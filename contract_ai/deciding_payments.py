"""A person decides what a payment was for: accepting, choosing, rejecting, taking back.

Whoever decides says in which state they saw the payment; where somebody else was faster nothing
is done.  The checks run afterwards.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import NoReturn

from sqlmodel import Session

from checks.receivables.items import Receivable
from contract_ai.storage import payments as store
from contract_ai.storage.locks import hold
from contract_ai.storage.payment_facts import publish
from contract_ai.storage.payments import Held
from models.tables.columns import fits
from reports.wording import with_currency

LONGEST = 1000
"""Characters of a reason."""
_ZERO = Decimal(0)


class DecidedMeanwhile(Exception):
    """The payment is in another state than the page showed; ``latest`` is how it is now."""

    def __init__(self, latest: Held | None) -> None:
        super().__init__("decided meanwhile")
        self.latest = latest


class NotPossible(ValueError):
    """What was given cannot be applied; the message is for a clerk."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a person applies: amounts by invoice number, in the invoices' currency.

    ``fee`` is what banks kept of the payment, ``on_account`` the customer for whom the rest of it
    is kept, "" where nothing may be left.
    """

    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    fee: Decimal = _ZERO
    on_account: str = ""
    reason: str = ""


def mark(held: Held) -> str:
    """Name the state of a payment as a page shows it."""
    shares = sorted(
        (one.invoice_number, f"{one.amount.normalize():f}", one.state) for one in held.shares
    )
    said = repr((held.state, held.aside, held.fee, held.on_account, shares))
    return sha256(said.encode()).hexdigest()[:16]


def accept(session: Session, number: int, seen: str, reason: str, at: datetime) -> None:
    """Apply what is proposed.

    Raises:
        DecidedMeanwhile: it is in another state than it was seen in.
    """
    with _deciding(session, number, seen, at):
        store.apply_proposed(session, number, reason, at)


def reject(session: Session, number: int, seen: str, reason: str, at: datetime) -> None:
    """Say that it is not for what is proposed.

    Raises:
        DecidedMeanwhile: it is in another state than it was seen in.
    """
    with _deciding(session, number, seen, at):
        store.reject(session, number, reason, at)


def set_aside(session: Session, number: int, seen: str, reason: str, at: datetime) -> None:
    """Say that it is no payment of an invoice.

    Raises:
        DecidedMeanwhile: it is in another state than it was seen in.
        NotPossible: no reason is given, or something of it is applied.
    """
    with _deciding(session, number, seen, at) as held:
        if not reason.strip():
            what = "Say why it is no payment of an invoice: colleagues and auditors will ask."
            raise NotPossible(what)
        if held.state == store.APPLIED:
            what = "Take back first what was applied of it."
            raise NotPossible(what)
        store.set_aside(session, number, reason, at)


def take_back(session: Session, number: int, seen: str, reason: str, at: datetime) -> None:
    """Take back what was applied, kept on account or set aside.

    Raises:
        DecidedMeanwhile: it is in another state than it was seen in.
    """
    with _deciding(session, number, seen, at):
        store.undo(session, number, reason, at)


def choose(  # noqa: PLR0913, PLR0917 (what is decided, and what it rests on)
    session: Session,
    items: Mapping[str, Receivable],
    number: int,
    seen: str,
    given: Given,
    at: datetime,
) -> None:
    """Apply amounts to invoices; ``items`` are those that may be paid, by number.

    Raises:
        DecidedMeanwhile: it is in another state than it was seen in.
        NotPossible: the amounts do not fit the payment or the invoices.
    """
    with _deciding(session, number, seen, at) as held:
        currency = _fitting(held, items, given)
        words = store.Words(
            reason=given.reason,
            currency=currency,
            fee=given.fee or None,
            on_account=given.on_account if _rest(held, given) and _is_own(held, currency) else None,
        )
        store.allocate(session, number, given.amounts, words, at)


def _fitting(held: Held, items: Mapping[str, Receivable], given: Given) -> str | None:
    """Return the currency of the invoices, None where none is chosen.

    Raises:
        NotPossible: the amounts do not fit the payment or the invoices.
    """
    if held.line.amount <= 0 or held.line.reversal:
        _no("Money that went out is no payment of an invoice.")
    if not given.amounts and not given.on_account:
        _no("Give an amount for at least one invoice, or keep the payment on account.")
    if not all(fits(one) for one in (*given.amounts.values(), given.fee)) or given.fee < 0:
        _no("An amount has at most six decimals, and a fee is not below zero.")
    _are_open(held, items, given)
    currencies = {items[number].currency for number in given.amounts}
    if len(currencies) > 1:
        _no("The invoices are in several currencies; apply one currency at a time.")
    currency = next(iter(currencies), "") or None
    if _is_own(held, currency):
        _adds_up(held, given)
    elif given.fee or given.on_account:
        _no("Where the currencies differ, a fee or a rest cannot be worked out.")
    return currency


def _are_open(held: Held, items: Mapping[str, Receivable], given: Given) -> None:
    """Refuse amounts of which an invoice has nothing open, beside what this payment settled."""
    own = {one.invoice_number: one.amount for one in held.shares if one.state == store.APPLIED}
    for number, amount in given.amounts.items():
        item = items.get(number)
        if item is None:
            _no(f"No invoice {number} is on file.")
        still = item.open + own.get(number, _ZERO)
        if amount <= 0:
            _no(f"The amount for {number} must be above zero.")
        if amount > still:
            _no(
                f"{number} asks for {with_currency(max(still, _ZERO), item.currency)} and no more; "
                "keep the rest on account."
            )


def _adds_up(held: Held, given: Given) -> None:
    rest, currency = _rest(held, given), held.line.currency or ""
    if given.fee and not given.amounts:
        _no("A fee goes with an invoice.")
    if rest < 0:
        _no(f"That is {with_currency(-rest, currency)} more than the payment brings.")
    if rest > 0 and not given.on_account:
        _no(
            f"{with_currency(rest, currency)} is left: give it to an invoice, or keep it on account."
        )


def _rest(held: Held, given: Given) -> Decimal:
    return held.line.amount + given.fee - sum(given.amounts.values(), _ZERO)


def _is_own(held: Held, currency: str | None) -> bool:
    """Whether amounts of a currency are amounts of the payment."""
    return not currency or not held.line.currency or currency == held.line.currency


def _no(words: str) -> NoReturn:
    raise NotPossible(words)


@contextmanager
def _deciding(session: Session, number: int, seen: str, at: datetime) -> Iterator[Held]:
    """Give the payment as it was seen, and tell the checks afterwards; one decides at a time."""
    hold(session, "payments")
    held = next(iter(store.held_lines(session, number)), None)
    if held is None or mark(held) != seen:
        raise DecidedMeanwhile(held)
    try:
        yield held
    except store.NoSuchPayment as error:
        raise DecidedMeanwhile(held) from error
    publish(session, at)
