"""One payment: the bank's line, the invoices that it may be for with what speaks for each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlmodel import Session

from checks.allocation.numbers import NumberIndex
from checks.allocation.payers import pays_for
from checks.allocation.sums import choices_for
from checks.allocation.verdicts import money_for, same_currency
from checks.receivables.items import Receivable
from contract_ai.accounts.full_names import full_names
from contract_ai.deciding_payments import mark
from contract_ai.desk.columns import DOCUMENT, DOCUMENTS, INVOICE, INVOICES, TESTED, TESTED_ON
from contract_ai.desk.payments import SHARE, SHARES, PaymentState, is_seen, unseen_numbers
from contract_ai.desk.scope import Scope
from contract_ai.paying import accounts_of, items_of, payable
from contract_ai.storage.payments import (
    APPLIED,
    BY_ITSELF,
    PAST,
    PROPOSED,
    Held,
    held_lines,
    rest_on_account,
)
from models.cases import CheckSettings
from models.payments import BankLine, DiscountOffer, Payable

OFFERED, FOUND = 8, 40
"""So many invoices are offered by what speaks for them, and so many found by words."""
_ZERO = Decimal(0)
_PAYERS = {
    True: "the payer is its customer",
    False: "another name than the customer's",
    None: "the bank names no payer",
}
_WORDS = {PROPOSED: "Proposed", APPLIED: "Applied", "undone": "Taken back", "rejected": "Rejected"}


@dataclass(frozen=True, slots=True)
class Offer:
    """An invoice that a payment may be for; amounts in its currency.

    ``open`` is what it asks for without this payment, ``amount`` what of the payment is proposed
    or applied for it, None where nothing is.  ``usual`` is what would be applied if it was chosen.
    ``row`` is None where its page cannot be told.
    """

    number: str
    row: int | None
    customer: str
    contract: str | None
    currency: str
    due_on: date | None
    open: Decimal
    usual: Decimal
    amount: Decimal | None
    discounts: tuple[DiscountOffer, ...]
    reference: str
    fits: str
    name: str
    signs: int

    @property
    def remains(self) -> Decimal:
        """What stays open after it."""
        return self.after(self.amount or _ZERO)

    def after(self, amount: Decimal) -> Decimal:
        """Return what stays open after an amount; a discount in time that makes the rest is none."""
        rest = self.open - amount
        return _ZERO if any(one.amount == rest for one in self.discounts) else rest


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a payment, and by whom."""

    what: str
    number: str
    amount: Decimal
    currency: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class PaymentDetail:
    """One movement, what is offered for it, and what was decided before.

    ``seen`` names its state for whoever decides; ``rest`` is what is kept on account.
    """

    number: int
    file: str
    line: BankLine
    state: PaymentState
    verdict: str
    aside: str | None
    fee: Decimal | None
    on_account: str | None
    rest: Decimal
    seen: str
    offers: tuple[Offer, ...]
    history: tuple[Step, ...]
    customers: tuple[str, ...]


def payment(  # noqa: PLR0913, PLR0917 (who asks, for which, on which day)
    session: Session,
    scope: Scope,
    number: int,
    today: date,
    words: str = "",
    settings: CheckSettings | None = None,
) -> PaymentDetail | None:
    """Return a payment; None where there is none that this user sees.

    With ``words`` the invoices that have them are offered, else those that something speaks for.
    """
    if not is_seen(session, scope, number):
        return None
    every = held_lines(session)
    held = next(one for one in every if one.number == number)
    items = items_of(session, today, settings)
    seen = [one for one in items if scope.sees(one.contract)]
    hidden = unseen_numbers(session, scope)
    desk = _Desk(held, seen, accounts_of(every, items))
    offers = tuple(desk.chosen()) + tuple(desk.others(words))
    rows = _rows(session, scope, [one.number for one in offers])
    return PaymentDetail(
        number=number,
        file=held.file,
        line=held.line,
        state=_state(held),
        verdict="" if any(one in held.verdict for one in hidden) else held.verdict,
        aside=held.aside,
        fee=held.fee,
        on_account=held.on_account,
        rest=rest_on_account(held),
        seen=mark(held),
        offers=tuple(replace(one, row=rows.get(one.number)) for one in offers),
        history=_history(session, number, hidden, scope),
        customers=tuple(sorted({one.customer for one in seen if one.customer})),
    )


def payable_items(
    session: Session, scope: Scope, today: date, settings: CheckSettings | None = None
) -> Mapping[str, Receivable]:
    """Return the invoices that a user may apply payments to, by number."""
    items = items_of(session, today, settings)
    return {one.number: one for one in items if scope.sees(one.contract)}


class _Desk:
    """A payment beside the invoices of a user."""

    def __init__(
        self, held: Held, items: Sequence[Receivable], accounts: Mapping[str, str]
    ) -> None:
        self._held, self._line, self._accounts = held, held.line, accounts
        self._items = {one.number: one for one in items}
        own = {one.invoice_number: one.amount for one in held.shares if one.state == APPLIED}
        self._open = {one.number: one.open + own.get(one.number, _ZERO) for one in items}
        payables = [payable(one) for one in items]
        self._named: dict[str, tuple[str, bool]] = {}
        for named in NumberIndex(payables).named_in(held.line):
            for one in named.candidates:
                self._named.setdefault(one.number, (named.words, named.whole))

    def chosen(self) -> Iterator[Offer]:
        """Yield the invoices that it is proposed or applied for."""
        for share in self._held.shares:
            item = self._items.get(share.invoice_number)
            if item is not None:
                yield self._offer(item, share.amount)

    def others(self, words: str) -> Iterator[Offer]:
        """Yield other invoices: those with these words, or those that something speaks for."""
        taken = {share.invoice_number for share in self._held.shares}
        rest = [one for one in self._items.values() if one.number not in taken]
        if words:
            found = [one for one in rest if _has(one, words)]
            found.sort(key=lambda one: (self._open[one.number] <= 0, one.due_on or date.max))
            yield from map(self._offer, found[:FOUND])
            return
        offers = (self._offer(one) for one in rest if self._open[one.number] > 0)
        speaking = [one for one in offers if one.signs]
        speaking.sort(key=lambda one: (-one.signs, one.due_on or date.max, one.number))
        yield from speaking[:OFFERED]

    def _offer(self, item: Receivable, amount: Decimal | None = None) -> Offer:
        still = self._open[item.number]
        asked = Payable(
            key=item.number,
            number=item.number,
            customer=item.customer,
            currency=item.currency or None,
            open=max(still, _ZERO),
            issued_on=item.issued_on,
            discounts=item.discounts,
        )
        discounts = tuple(
            one for one in item.discounts if one.until >= self._line.booked_on and one.amount
        )
        fits, exact = self._fit(asked, amount)
        payer = pays_for(self._line, asked, self._accounts)
        reference, named = self._reference(item.number)
        return Offer(
            number=item.number,
            row=None,
            customer=item.customer,
            contract=item.contract,
            currency=item.currency,
            due_on=item.due_on,
            open=still,
            usual=exact if exact is not None else max(min(still, self._line.amount), _ZERO),
            amount=amount,
            discounts=discounts,
            reference=reference,
            fits=fits,
            name=_PAYERS[payer],
            signs=2 * named + 2 * (exact is not None) + (payer is True),
        )

    def _fit(self, asked: Payable, amount: Decimal | None) -> tuple[str, Decimal | None]:
        """Say how the amounts fit, and which amount would settle it exactly."""
        if not same_currency(self._line, asked):
            return "another currency", None
        for choice in choices_for(asked, self._line.booked_on):
            if choice.amount in money_for(self._line, [asked]):
                less = asked.open - choice.amount
                words = "less the discount for early payment" if less else "exactly what is open"
                return words, choice.amount
        if amount is not None and len(self._held.shares) > 1:
            return "together with the others", None
        over = self._line.amount > asked.open
        return ("more came than is open" if over else "a part of what is open"), None

    def _reference(self, number: str) -> tuple[str, int]:
        """Say whether the payer wrote its number: 2 as it is, 1 nearly, 0 not."""
        if number not in self._named:
            return "not named", 0
        words, whole = self._named[number]
        return (f"named: {words}", 2) if whole else (f"nearly named: {words}", 1)


def _state(held: Held) -> PaymentState:
    if held.state == PROPOSED:
        return PaymentState.LIKELY
    if held.state == APPLIED:
        by_itself = held.shares and held.shares[0].certainty in BY_ITSELF
        return PaymentState.EXACT if by_itself else PaymentState.DECIDED
    states = {"aside": PaymentState.DECIDED, "out": PaymentState.OUT}
    return states.get(held.state, PaymentState.UNKNOWN)


def _has(item: Receivable, words: str) -> bool:
    text = f"{item.number} {item.customer} {item.contract or ''} {item.open:f}".casefold()
    return all(word in text for word in words.casefold().split())


def _rows(session: Session, scope: Scope, numbers: Iterable[str]) -> dict[str, int]:
    """Return the rows of invoices by number; the first of several."""
    query = (
        select(INVOICE.number, INVOICE.id)
        .select_from(INVOICES)
        .join(DOCUMENTS, DOCUMENT.id == INVOICE.document_id)
        .outerjoin(TESTED, TESTED_ON.invoice_id == INVOICE.id)
        .where(DOCUMENT.retired_at.is_(None), scope.narrow(TESTED_ON.contract))
        .where(INVOICE.number.in_(list(numbers)))
        .order_by(INVOICE.id.desc())
    )
    return {row.number: row.id for row in session.execute(query)}


def _history(
    session: Session, number: int, hidden: frozenset[str], scope: Scope
) -> tuple[Step, ...]:
    """List what was applied, taken back and rejected, the latest first."""
    query = select(SHARES).where(SHARE.line_id == number, SHARE.state != PROPOSED)
    rows = [
        row
        for row in session.execute(query.order_by(SHARE.made_at.desc(), SHARE.id))
        if scope.is_all or (row.state not in PAST and row.invoice_number not in hidden)
    ]
    names = full_names(session, {row.made_by for row in rows})
    return tuple(
        Step(
            what=_WORDS[row.state],
            number=row.invoice_number,
            amount=row.amount,
            currency=row.currency or "",
            by=names.get(row.made_by, row.made_by),
            at=row.made_at,
            reason="" if any(one in row.reason for one in hidden) else row.reason,
        )
        for row in rows
    )
