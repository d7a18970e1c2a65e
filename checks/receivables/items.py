"""Open items: what of each invoice is still to be paid, and since when by the contract."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from checks.charges.accrual import accrued
from checks.payment.terms_for import discounts_for, governing, in_words
from checks.reconciliation.open_items import contractual_due_date, open_item
from models.cases import InvoiceCase
from models.evidence import Evidence
from models.facts import Payment
from models.money import to_minor
from models.payments import DiscountOffer


@dataclass(frozen=True, slots=True)
class Receivable:
    """One invoice as it stands; amounts in its currency, tax included.

    ``due_on`` is the latest day that the contract allows, ``printed_due_on`` what the invoice
    says; ``due_words`` and ``clause`` say where ``due_on`` comes from.  ``late_charge`` is what
    the contract lets us charge until the day looked at, None where it has no clause or its rate
    is not on file; ``late_working`` is how it was worked out.
    """

    number: str
    customer: str
    currency: str
    contract: str | None
    issued_on: date | None
    due_on: date | None
    printed_due_on: date | None
    due_words: str
    clause: Evidence | None
    total: Decimal
    due: Decimal
    paid: Decimal
    payments: tuple[Payment, ...] = ()
    discounts: tuple[DiscountOffer, ...] = ()
    late_charge: Decimal | None = None
    late_working: str = ""

    @property
    def open(self) -> Decimal:
        """What is still to be paid; negative where too much was."""
        return self.due - self.paid

    @property
    def paid_on(self) -> date | None:
        """The day of the last payment, where nothing is open any more."""
        return self.payments[-1].paid_on if self.payments and self.open <= 0 else None


def receivables(cases: Iterable[InvoiceCase], as_of: date) -> tuple[Receivable, ...]:
    """Return every invoice that stands and has a number and a total, issued by a day."""
    found = (_receivable(case, as_of) for case in cases if _counts(case, as_of))
    return tuple(one for one in found if one is not None)


def _counts(case: InvoiceCase, as_of: date) -> bool:
    issued = case.invoice.issue_date
    return case.stands and (issued is None or issued <= as_of)


def _receivable(case: InvoiceCase, as_of: date) -> Receivable | None:
    item, invoice = open_item(case), case.invoice
    if item is None or invoice.total is None or not invoice.number:
        return None
    terms, due_on = governing(case), contractual_due_date(case)
    charge, working, _ = accrued(case, due_on, item.open, as_of)
    return Receivable(
        number=invoice.number,
        customer=invoice.customer.name or "",
        currency=invoice.currency or "",
        contract=case.contract.stem if case.contract else None,
        issued_on=invoice.issue_date,
        due_on=due_on,
        printed_due_on=invoice.due_date,
        due_words=in_words(terms[0]) if terms else "as printed on the invoice",
        clause=terms[0].evidence if terms else None,
        total=invoice.total,
        due=item.due,
        paid=item.paid,
        payments=item.payments,
        discounts=_discounts(case, item.due),
        late_charge=charge,
        late_working=working,
    )


def _discounts(case: InvoiceCase, due: Decimal) -> tuple[DiscountOffer, ...]:
    invoice = case.invoice
    if invoice.issue_date is None or due <= 0:
        return ()
    found = []
    for term in discounts_for(case):
        last = invoice.issue_date + timedelta(days=term.days)
        found += [
            DiscountOffer(to_minor(base * term.percent / 100, invoice.currency), last)
            for base in (due, invoice.net_amount or due)
        ]
    return tuple(dict.fromkeys(found))
