"""What a period holds: invoices of ours, records and payouts of other systems, and the differences.

An invoice or record belongs to the period of its date of issue, a payout to that of its arrival.
Whether something is paid is no part of it: money comes in after a period as well.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from checks.reconciliation.banked import Movement, bank_differences
from checks.reconciliation.differences import Difference
from checks.reconciliation.pairing import Pairs
from checks.reconciliation.payouts import payout_differences
from checks.reconciliation.three_way import Span, laid, told
from models.invoices import Invoice
from models.ledgers import LedgerInvoice, LedgerPayout, LedgerStatus, PaymentStatus, Service, total

OURS = "here"
"""The source of our own issued invoices; every other source is a service's name."""
Key = tuple[str, bool, str]
"""What something held is known by, whatever changes: its source, whether it is a payout, its id."""
_ENDED = (LedgerStatus.VOID, LedgerStatus.UNCOLLECTIBLE)


class HeldKind(StrEnum):
    """What is held."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYOUT = "payout"


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that a period holds; amounts in its currency.

    ``id`` is the file of an invoice of ours, the id of a record in its system.  ``gross`` of a
    payout is what arrived, ``parts`` what its charges, fees and refunds make.  ``ended`` is "void"
    or "uncollectible" where the record counts no more.
    """

    source: str
    kind: HeldKind
    id: str
    number: str | None
    on: date
    customer: str | None
    currency: str | None
    net: Decimal | None = None
    tax: Decimal | None = None
    gross: Decimal | None = None
    parts: Decimal | None = None
    ended: str = ""

    @property
    def key(self) -> Key:
        """What it is known by."""
        return self.source, self.kind is HeldKind.PAYOUT, self.id

    @property
    def name(self) -> str:
        """Its number, else its id."""
        return self.number or self.id


@dataclass(frozen=True)
class Books:
    """All that is compared: our issued invoices, and what other systems have."""

    ours: Sequence[Invoice]
    theirs: Sequence[LedgerInvoice] = ()
    payouts: Sequence[LedgerPayout] = ()

    @cached_property
    def beside(self) -> dict[Service, Pairs]:
        """What is laid side by side, worked out once."""
        return laid(self.ours, self.theirs)

    @cached_property
    def held(self) -> dict[Key, Held]:
        """All that has a day, whatever the period, by what it is known by."""
        return {one.key: one for one in _everything(self)}

    @property
    def months(self) -> tuple[date, ...]:
        """The first days of the months that hold anything, the latest first."""
        return tuple(sorted({one.on.replace(day=1) for one in self.held.values()}, reverse=True))


@dataclass(frozen=True, slots=True)
class Figure:
    """How many of a kind a source holds in a currency, and their gross amounts added.

    ``unread`` of them have no amount.
    """

    source: str
    kind: HeldKind
    currency: str | None
    count: int
    total: Decimal
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Contents:
    """What a period holds, and which differences are open in it."""

    held: tuple[Held, ...]
    differences: tuple[Difference, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Counts and sums by source, kind and currency; what is void or written off is left out."""
        groups: dict[tuple[str, HeldKind, str | None], list[Held]] = {}
        for one in self.held:
            if not one.ended:
                groups.setdefault((one.source, one.kind, one.currency), []).append(one)
        return tuple(
            Figure(
                *group,
                count=len(among),
                total=total(one.gross for one in among if one.gross is not None),
                unread=sum(one.gross is None for one in among),
            )
            for group, among in sorted(groups.items(), key=lambda pair: _order(*pair[0]))
        )


def contents(books: Books, span: Span) -> Contents:
    """Say what a period holds, in an order of its own, and compare it."""
    held = [one for one in books.held.values() if span.holds(one.on)]
    return Contents(
        tuple(sorted(held, key=lambda one: (*_order(one.source, one.kind, None), one.id))),
        differences_in(books, span),
    )


def differences_in(
    books: Books,
    span: Span | None,
    open_amounts: Mapping[str, Decimal] | None = None,
    movements: Sequence[Movement] = (),
) -> tuple[Difference, ...]:
    """Compare our invoices and payouts of a period; all where there is none.

    ``open_amounts`` is what our books have open of an invoice, by its number; without it states of
    payment are not compared.  ``movements`` are those of the bank on whatever day; without any
    nobody looks for the money of payouts there.
    """
    payouts = [one for one in books.payouts if span is None or span.holds(one.arrived_on)]
    beside = told(books.beside, span or Span(), open_amounts or {})
    return (*beside, *payout_differences(payouts), *bank_differences(payouts, movements))


def _everything(books: Books) -> Iterator[Held]:
    yield from _ours(books.ours)
    for record in books.theirs:
        if record.deleted or record.status is LedgerStatus.DRAFT or record.issued_on is None:
            continue
        yield Held(
            source=record.service.value,
            kind=HeldKind(record.kind.value),
            id=record.id,
            number=record.number,
            on=record.issued_on,
            customer=record.customer,
            currency=record.currency,
            net=record.net,
            tax=record.tax,
            gross=record.gross,
            ended=record.status.value if record.status in _ENDED else "",
        )
    for payout in books.payouts:
        if counts(payout) and payout.arrived_on is not None:
            yield Held(
                source=payout.service.value,
                kind=HeldKind.PAYOUT,
                id=payout.id,
                number=payout.reference,
                on=payout.arrived_on,
                customer=None,
                currency=payout.currency,
                gross=payout.amount,
                parts=total(one.amount for one in payout.items),
            )


def counts(payout: LedgerPayout) -> bool:
    """Whether a payout is money: it is not deleted, and did not fail."""
    return not payout.deleted and payout.status not in {PaymentStatus.FAILED, PaymentStatus.VOID}


def _ours(invoices: Iterable[Invoice]) -> Iterator[Held]:
    several = Counter(one.document.file for one in invoices)
    met: Counter[str] = Counter()
    for one in invoices:
        file = one.document.file
        name = file if several[file] == 1 else f"{file}, {one.number or 'no number'}"
        met[name] += 1
        if one.issue_date is None:
            continue
        yield Held(
            source=OURS,
            kind=HeldKind(one.kind.value),
            id=name if met[name] == 1 else f"{name}, again {met[name] - 1}",
            number=one.number,
            on=one.issue_date,
            customer=one.customer.name,
            currency=one.currency,
            net=one.net_amount,
            tax=one.tax_amount,
            gross=one.total,
        )


def _order(source: str, kind: HeldKind, currency: str | None) -> tuple[bool, str, int, str]:
    return source != OURS, source, list(HeldKind).index(kind), currency or ""
