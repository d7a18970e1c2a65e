"""Our issued invoices beside the accounting system's and the payment provider's records.

Each system is laid beside our invoices by itself; a difference between two systems shows as one of
either against ours.  Drafts and deleted records count for nothing, and a void one that belongs to
no invoice neither.  Values that one side does not have are not compared.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from checks.recognition.parties import same_party
from checks.recognition.references import plain
from checks.reconciliation.differences import Difference, DifferenceKind
from checks.reconciliation.pairing import Pairs, paired
from models.invoices import Invoice
from models.ledgers import LedgerInvoice, LedgerStatus, Service
from models.money import minor_unit, to_minor

ACCOUNTING = frozenset({Service.QUICKBOOKS, Service.XERO})
"""Systems that are to hold every invoice; a payment provider holds those that it collects."""

_ENDED = (LedgerStatus.VOID, LedgerStatus.UNCOLLECTIBLE)


@dataclass(frozen=True, slots=True)
class Span:
    """The days of issue that are compared, both included."""

    start: date = date.min
    end: date = date.max

    def holds(self, day: date | None) -> bool:
        """Whether a day is one of them."""
        return day is not None and self.start <= day <= self.end


def differences(
    ours: Sequence[Invoice],
    theirs: Iterable[LedgerInvoice],
    *,
    span: Span | None = None,
    open_amounts: Mapping[str, Decimal] | None = None,
    complete: AbstractSet[Service] = ACCOUNTING,
) -> tuple[Difference, ...]:
    """Compare our invoices with the records of each system that has any, the systems by name.

    ``open_amounts`` is what our books have open of an invoice, by its number; without it states
    of payment are not compared.  Only systems in ``complete`` are to hold every invoice.
    """
    return told(laid(ours, theirs), span or Span(), open_amounts or {}, complete)


def laid(ours: Sequence[Invoice], theirs: Iterable[LedgerInvoice]) -> dict[Service, Pairs]:
    """Lay each system's records beside our invoices, once for however many periods; by name."""
    by_service: dict[Service, list[LedgerInvoice]] = {}
    for record in theirs:
        if not record.deleted and record.status is not LedgerStatus.DRAFT:
            by_service.setdefault(record.service, []).append(record)
    return {service: paired(ours, by_service[service]) for service in sorted(by_service)}


def told(
    beside: Mapping[Service, Pairs],
    span: Span,
    open_amounts: Mapping[str, Decimal],
    complete: AbstractSet[Service] = ACCOUNTING,
) -> tuple[Difference, ...]:
    """Return the differences of a period, as `differences` does, of what was laid side by side."""
    return tuple(
        one
        for service, pairs in beside.items()
        for one in _of_service(service, pairs, span, open_amounts, complete)
    )


def _of_service(
    service: Service,
    pairs: Pairs,
    span: Span,
    open_amounts: Mapping[str, Decimal],
    complete: AbstractSet[Service],
) -> Iterator[Difference]:
    for one, record in pairs.pairs:
        if span.holds(one.issue_date) or span.holds(record.issued_on):
            yield from _compared(one, record, open_amounts.get(one.number or ""))
    for one, record in pairs.twice:
        if record.status not in _ENDED and span.holds(record.issued_on):
            yield _told(DifferenceKind.TWICE, one, record, one.number, record.id, one.total)
    for one in pairs.ours:
        if service in complete and span.holds(one.issue_date):
            yield _missing_there(one, service)
    for record in pairs.theirs:
        if record.status not in _ENDED and span.holds(record.issued_on):
            yield _missing_here(record)


def _compared(
    one: Invoice, record: LedgerInvoice, open_amount: Decimal | None
) -> Iterator[Difference]:
    if record.status in _ENDED:
        yield _told(DifferenceKind.VOID, one, record, "issued", record.status.value, one.total)
        return
    if one.kind is not record.kind:
        kinds = one.kind.value, record.kind.value
        yield _told(DifferenceKind.CREDIT, one, record, *kinds, one.total)
        return
    if plain(one.number or "") != plain(record.number or ""):
        yield _told(DifferenceKind.NUMBER, one, record, one.number, record.number, one.total)
    if _differ(one.issue_date, record.issued_on):
        yield _told(DifferenceKind.DATE, one, record, one.issue_date, record.issued_on, one.total)
    names = one.customer.name, record.customer
    if all(names) and not same_party(*names):
        yield _told(DifferenceKind.CUSTOMER, one, record, *names, one.total)
    if _differ(one.currency, record.currency):
        yield _told(DifferenceKind.CURRENCY, one, record, one.currency, record.currency, one.total)
    yield from _sums(one, record)
    if open_amount is not None and record.open_amount is not None:
        apart = abs(open_amount - record.open_amount)
        if apart > minor_unit(one.currency):
            states = (
                f"{_written(open_amount, one.currency)} open",
                f"{_written(record.open_amount, one.currency)} open, {record.status.value}",
            )
            yield _told(DifferenceKind.STATUS, one, record, *states, apart)


def _sums(one: Invoice, record: LedgerInvoice) -> Iterator[Difference]:
    """Compare the amounts; a net that differs shows in the gross, or in a tax that does."""
    gross, tax = _apart(one, one.total, record.gross), _apart(one, one.tax_amount, record.tax)
    net = _apart(one, one.net_amount, record.net)

    def told(kind: DifferenceKind, mine: Decimal | None, other: Decimal | None) -> Difference:
        both = _written(mine, one.currency), _written(other, one.currency)
        return _told(kind, one, record, *both, _apart(one, mine, other))

    if tax:
        yield told(DifferenceKind.TAX, one.tax_amount, record.tax)
    if gross and gross != tax:
        yield told(DifferenceKind.AMOUNT, one.total, record.gross)
    elif net and not gross and not tax:
        yield told(DifferenceKind.AMOUNT, one.net_amount, record.net)


def _written(amount: Decimal | None, currency: str | None) -> str | None:
    """Write an amount with all places of its currency."""
    if amount is None:
        return None
    whole = to_minor(amount, currency)
    return f"{whole if whole == amount else amount:f}"


def _apart(one: Invoice, mine: Decimal | None, other: Decimal | None) -> Decimal:
    if mine is None or other is None:
        return Decimal(0)
    apart = abs(mine - other)
    return apart if apart > minor_unit(one.currency) else Decimal(0)


def _differ(mine: object, other: object) -> bool:
    return mine is not None and other is not None and mine != other


def _told(  # noqa: PLR0913, PLR0917 (both sides, and what is at stake)
    kind: DifferenceKind,
    one: Invoice,
    record: LedgerInvoice,
    mine: object,
    other: object,
    amount: Decimal | None,
) -> Difference:
    what = "stands twice" if kind is DifferenceKind.TWICE else f"{kind.value} {mine} here, {other}"
    return Difference(
        kind=kind,
        service=record.service,
        number=one.number,
        record=record.id,
        ours=None if mine is None else str(mine),
        theirs=None if other is None else str(other),
        amount=amount,
        currency=one.currency,
        words=f"{one.number}: {what} in {record.service.value} (record {record.id}).",
    )


def _missing_there(one: Invoice, service: Service) -> Difference:
    return Difference(
        kind=DifferenceKind.MISSING_THERE,
        service=service,
        number=one.number,
        record=None,
        ours=one.number,
        theirs=None,
        amount=one.total,
        currency=one.currency,
        words=f"{one.number} was issued and is not in {service.value}.",
    )


def _missing_here(record: LedgerInvoice) -> Difference:
    return Difference(
        kind=DifferenceKind.MISSING_HERE,
        service=record.service,
        number=None,
        record=record.id,
        ours=None,
        theirs=record.number or record.id,
        amount=record.gross,
        currency=record.currency,
        words=f"{record.number or record.id} is in {record.service.value}, and no document is on file.",
    )
