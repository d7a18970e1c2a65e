"""Interest and late fees that fall due when a late invoice is paid."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from checks.charges.accrual import accrued
from checks.charges.stand_ins import missing_line, stand_in
from checks.payment.delays import invoice_named
from checks.proofs import fact_proofs, term_proofs
from checks.reconciliation.open_items import contractual_due_date, payments_of
from models.cases import ChargeKind, InvoiceCase
from models.findings import Proof
from models.invoices import InvoiceLine


@dataclass(frozen=True, slots=True)
class Late:
    """What one late payment of an invoice costs; ``billed`` says that an invoice has it."""

    contract: str
    currency: str
    number: str
    line: InvoiceLine
    working: str
    proofs: tuple[Proof, ...]
    billed: bool


def late_payments(cases: Iterable[InvoiceCase], first: date, last: date) -> Iterator[Late]:
    """Yield what the late payments of a period cost, by what was paid and how late.

    Interest bears no tax, as it is paid for no service.
    """
    for late in cases:
        if late.contract is not None and late.stands and not late.invoice.is_credit:
            yield from _of_invoice(late, late.contract.stem, first, last)


def _of_invoice(late: InvoiceCase, contract: str, first: date, last: date) -> Iterator[Late]:
    due_on, number = contractual_due_date(late), late.invoice.number or ""
    for payment in payments_of(late):
        if due_on is None or not first <= payment.paid_on <= last:
            continue
        amount, working, terms = accrued(late, due_on, payment.amount, payment.paid_on)
        if not amount:
            continue
        words = f"interest on invoice {number}, paid {(payment.paid_on - due_on).days} days late"
        span = due_on + timedelta(days=1), payment.paid_on
        line = missing_line(stand_in(ChargeKind.LATE_CHARGE, words, span, ()), amount)
        yield Late(
            contract=contract,
            currency=late.invoice.currency or "",
            number=number,
            line=line.model_copy(update={"tax_rate": Decimal(0)}),
            working=working,
            proofs=(*term_proofs(terms), *fact_proofs([payment])),
            billed=_is_billed(late),
        )


def _is_billed(late: InvoiceCase) -> bool:
    """Whether a line on interest names this invoice."""
    others = [one for one in late.siblings if one.stands]
    named = (
        invoice_named(charge, (late, *others))
        for one in others
        for charge in one.charges
        if charge.kind is ChargeKind.LATE_CHARGE
    )
    return any(one is late for one in named)
