"""Records as other systems have them: accounting, payment providers, customer relations.

They are what a service answered, in our own terms; what we issued is in `models.invoices` and is
never mixed with them.  Amounts are in the record's currency, moments in UTC.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from models.invoices import InvoiceKind

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Service(StrEnum):
    """A system that records are read from."""

    STRIPE = "stripe"
    QUICKBOOKS = "quickbooks"
    XERO = "xero"
    HUBSPOT = "hubspot"
    SALESFORCE = "salesforce"


class RecordKind(StrEnum):
    """What a service can be asked for."""

    CUSTOMER = "customer"
    INVOICE = "invoice"
    PAYMENT = "payment"
    PAYOUT = "payout"
    DEAL = "deal"


class LedgerStatus(StrEnum):
    """Where an invoice stands in the other system.

    ``uncollectible`` was written off there; ``unknown`` is a state that we have no word for.
    """

    DRAFT = "draft"
    OPEN = "open"
    PAID = "paid"
    VOID = "void"
    UNCOLLECTIBLE = "uncollectible"
    UNKNOWN = "unknown"


class PaymentStatus(StrEnum):
    """Where a payment stands: only a settled one is money."""

    SETTLED = "settled"
    PENDING = "pending"
    FAILED = "failed"
    VOID = "void"


class PayoutItemKind(StrEnum):
    """What a payout is made of."""

    CHARGE = "charge"
    FEE = "fee"
    REFUND = "refund"
    ADJUSTMENT = "adjustment"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _FromService(_Record):
    """What every record has: its service, its id there, when it changed, whether it is gone."""

    service: Service
    id: Annotated[str, Field(min_length=1)]
    updated_at: AwareDatetime | None = None
    deleted: bool = False
    custom: dict[str, str] = {}
    """Values of the service's own fields, by the names that the mapping gives them."""


class LedgerCustomer(_FromService):
    """A customer as another system has it."""

    name: str | None = None
    email: str | None = None
    tax_id: str | None = None


class LedgerInvoice(_FromService):
    """An invoice or credit note as another system has it.

    ``customer`` is the name, ``customer_id`` the id there.  ``gross`` is net and tax together;
    ``open_amount`` is what is not paid or credited yet.  Amounts of a credit note are positive.
    A deleted one may hold nothing but its id.
    """

    number: str | None = None
    kind: InvoiceKind = InvoiceKind.INVOICE
    customer: str | None = None
    customer_id: str | None = None
    issued_on: date | None = None
    due_on: date | None = None
    currency: Currency | None = None
    net: Decimal | None = None
    tax: Decimal | None = None
    gross: Decimal | None = None
    open_amount: Decimal | None = None
    status: LedgerStatus = LedgerStatus.UNKNOWN


class Allocation(_Record):
    """Part of a payment that settles an invoice; ``amount`` None where the service does not say."""

    invoice_id: str
    amount: Decimal | None = None


class LedgerPayment(_FromService):
    """Money that came in, and which invoices the other system put it to."""

    allocations: tuple[Allocation, ...] = ()
    customer_id: str | None = None
    paid_on: date | None = None
    amount: Decimal | None = None
    currency: Currency | None = None
    reference: str | None = None
    status: PaymentStatus = PaymentStatus.SETTLED

    @property
    def invoice_ids(self) -> tuple[str, ...]:
        """The invoices that it settles, by their ids in the service."""
        return tuple(one.invoice_id for one in self.allocations)


class PayoutItem(_Record):
    """One part of a payout.

    ``amount`` has the sign it has in the sum: charges are positive, fees and refunds negative.
    ``source_id`` is the id of what it comes from in the service.
    """

    kind: PayoutItemKind
    amount: Decimal
    source_id: str | None = None


class LedgerPayout(_FromService):
    """Money that a payment provider sent to the bank, and what it is made of."""

    arrived_on: date | None = None
    amount: Decimal | None = None
    currency: Currency | None = None
    reference: str | None = None
    status: PaymentStatus = PaymentStatus.SETTLED
    items: tuple[PayoutItem, ...] = ()

    @property
    def unexplained(self) -> Decimal:
        """What is left of the amount when all items are taken off: 0 where they sum to it."""
        return (self.amount or Decimal(0)) - total(one.amount for one in self.items)


class Deal(_FromService):
    """A sale as a system for customer relations has it.

    ``won`` is None while it is open.  ``amount`` is the one of the deal's own field; it says
    nothing about a contract's length.
    """

    name: str | None = None
    customer: str | None = None
    customer_id: str | None = None
    amount: Decimal | None = None
    currency: Currency | None = None
    closed_on: date | None = None
    stage: str | None = None
    won: bool | None = None


LedgerRecord = LedgerCustomer | LedgerInvoice | LedgerPayment | LedgerPayout | Deal

CLASSES: dict[RecordKind, type[LedgerRecord]] = {
    RecordKind.CUSTOMER: LedgerCustomer,
    RecordKind.INVOICE: LedgerInvoice,
    RecordKind.PAYMENT: LedgerPayment,
    RecordKind.PAYOUT: LedgerPayout,
    RecordKind.DEAL: Deal,
}


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add amounts of one currency.

    >>> total([Decimal("1.10"), Decimal("2.20")]), total([])
    (Decimal('3.30'), Decimal('0'))
    """
    return sum(amounts, Decimal(0))
