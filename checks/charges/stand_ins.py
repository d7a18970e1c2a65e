"""A line as it would stand on the missing invoice, so that it can be priced like any other."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from models.cases import Charge, ChargeKind, InvoiceCase
from models.invoices import InvoiceLine

_PRICE = Decimal("0.0001")


def stand_in(
    kind: ChargeKind,
    item: str,
    period: tuple[date, date],
    invoices: Iterable[InvoiceCase],
    quantity: Decimal | None = None,
) -> Charge:
    """Return a charge for a period with the tax rate that the family's invoices use."""
    line = InvoiceLine(
        number=1,
        description=item,
        quantity=quantity,
        tax_rate=_usual_tax(tuple(invoices)),
        period_start=period[0],
        period_end=period[1],
    )
    return Charge(line, kind, start=period[0], end=period[1], item=item)


def missing_line(charge: Charge, amount: Decimal) -> InvoiceLine:
    """Return the line that is missing, with its price where that is exact to a cent's hundredth."""
    quantity = charge.line.quantity
    price = None
    if quantity:
        exact = (amount / quantity).quantize(_PRICE)
        price = exact if exact * quantity == amount else None
    return charge.line.model_copy(update={"amount": amount, "unit_price": price})


def _usual_tax(invoices: tuple[InvoiceCase, ...]) -> Decimal | None:
    """Return the tax rate of most lines, in percent; None where no line shows one."""
    if not invoices:
        return None
    key = "tax", *map(id, invoices)
    return invoices[0].book.memo.once(key, lambda: _most_often(invoices))


def _most_often(invoices: tuple[InvoiceCase, ...]) -> Decimal | None:
    rates = Counter(
        charge.line.tax_rate
        for one in invoices
        for charge in one.charges
        if charge.line.tax_rate is not None
    )
    return rates.most_common(1)[0][0] if rates else None
