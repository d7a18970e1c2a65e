"""A line as it would stand on the missing invoice, so that it can be priced like any other."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from models.cases import Charge, ChargeKind, InvoiceCase
from models.invoices import InvoiceLine


def stand_in(
    kind: ChargeKind,
    item: str,
    period: tuple[date, date],
    invoices: Iterable[InvoiceCase],
    quantity: Decimal | None = None,
) -> Charge:
    """Return a charge for a period with the tax rate that the family's invoices use."""
    rates = Counter(
        charge.line.tax_rate
        for one in invoices
        for charge in one.charges
        if charge.line.tax_rate is not None
    )
    usual = rates.most_common(1)[0][0] if rates else None
    line = InvoiceLine(
        number=1,
        description=item,
        quantity=quantity,
        tax_rate=usual,
        period_start=period[0],
        period_end=period[1],
    )
    return Charge(line, kind, start=period[0], end=period[1], item=item)
