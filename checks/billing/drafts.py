"""Draft invoices of what is still to be billed: one for each contract and currency, without a number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from checks.billing.period import Bill, Due
from models.contracts import Contract
from models.invoices import Invoice, InvoiceDocument, InvoiceLine, InvoiceParty
from models.money import to_minor

_HUNDRED = Decimal(100)


def drafts(bill: Bill, contracts: Iterable[Contract]) -> tuple[Invoice, ...]:
    """Return the drafts, by contract and currency; tax is left open where a line's rate is unknown.

    The rate of a line is the one that most lines of the family's invoices have.
    """
    known = {one.stem: one for one in contracts}
    groups: dict[tuple[str, str], list[Due]] = defaultdict(list)
    for charge in bill.charges:
        if not charge.billed:
            groups[charge.contract, charge.currency].append(charge)
    return tuple(
        _draft(bill, known.get(stem), stem, currency, charges)
        for (stem, currency), charges in sorted(groups.items())
    )


def _draft(
    bill: Bill, contract: Contract | None, stem: str, currency: str, charges: Sequence[Due]
) -> Invoice:
    lines = tuple(
        charge.line.model_copy(update={"number": number})
        for number, charge in enumerate(charges, 1)
    )
    net = sum((charge.amount for charge in charges), Decimal(0))
    tax = _tax(lines, currency)
    return Invoice(
        document=InvoiceDocument(file=f"draft {stem} {bill.first} to {bill.last}"),
        supplier=InvoiceParty(name=_party(contract, "provider")),
        customer=InvoiceParty(name=_party(contract, "customer")),
        currency=currency or None,
        contract_reference=(contract.contract.number if contract else None) or stem,
        period_start=bill.first,
        period_end=bill.last,
        net_amount=net,
        tax_amount=tax,
        total=None if tax is None else net + tax,
        lines=lines,
        review=any(charge.review for charge in charges),
    )


def _tax(lines: Iterable[InvoiceLine], currency: str) -> Decimal | None:
    """Add up tax rate by rate, each sum rounded once; None where a rate is not known."""
    sums: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.tax_rate is None:
            return None
        sums[line.tax_rate] += line.amount or Decimal(0)
    return sum(
        (to_minor(net * rate / _HUNDRED, currency or None) for rate, net in sums.items()),
        Decimal(0),
    )


def _party(contract: Contract | None, role: str) -> str | None:
    parties = contract.contract.parties if contract else ()
    return next((one.name for one in parties if one.role == role), None)
