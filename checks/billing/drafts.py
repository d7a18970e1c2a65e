"""Draft invoices of what is still to be billed: one for each contract and currency, without a number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from checks.billing.due import Bill, Due
from checks.billing.keeping import DraftLine
from models.contracts import Contract
from models.invoices import (
    Invoice,
    InvoiceDocument,
    InvoiceKind,
    InvoiceLine,
    InvoiceParty,
    turned,
)
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
        draft(Head(stem, currency, bill.first, bill.last), known.get(stem), charges)
        for (stem, currency), charges in sorted(groups.items())
    )


@dataclass(frozen=True, slots=True)
class Head:
    """Whose draft it is, in which currency, and of which days."""

    contract: str
    currency: str
    first: date
    last: date


def draft(head: Head, contract: Contract | None, charges: Sequence[Due | DraftLine]) -> Invoice:
    """Return the draft of these charges; one over less than nothing is a credit note."""
    lines = tuple(
        charge.line.model_copy(update={"number": number})
        for number, charge in enumerate(charges, 1)
    )
    currency = head.currency
    net = sum((line.amount or Decimal(0) for line in lines), Decimal(0))
    tax = _tax(lines, currency)
    made = Invoice(
        document=InvoiceDocument(file=f"draft {head.contract} {head.first} to {head.last}"),
        supplier=InvoiceParty(name=_party(contract, "provider")),
        customer=InvoiceParty(name=_party(contract, "customer")),
        currency=currency or None,
        contract_reference=(contract.contract.number if contract else None) or head.contract,
        period_start=head.first,
        period_end=head.last,
        net_amount=net,
        tax_amount=tax,
        total=None if tax is None else net + tax,
        lines=lines,
        review=any(charge.review for charge in charges),
    )
    if net >= 0:
        return made
    adjusted = {charge.adjusts for charge in charges if isinstance(charge, DraftLine)}
    corrects = adjusted.pop() if len(adjusted) == 1 else ""
    note = {"kind": InvoiceKind.CREDIT_NOTE, "corrects": corrects or None}
    return turned(made).model_copy(update=note)


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
