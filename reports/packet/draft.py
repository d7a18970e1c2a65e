"""A draft invoice for what was never billed: quantities, tax and due date where they follow.

A quantity is shown where the working of a finding multiplies it by a price and comes to exactly
its sum.  The rate of tax is the one that the contract states, else the one that all invoices
under it bear; the due date is the payment term's, where that counts days from the invoice date.
Where nothing tells, the draft says what is left to do.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from models.contracts import Contract
from models.findings import Finding
from models.invoices import Invoice
from models.money import to_minor
from models.terms import CountsFrom, DayType, PaymentTerm, Rate, TaxTreatment, Term

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_PRODUCT = re.compile(
    rf"(?:\((?P<whole>{_NUMBER}) - (?P<less>{_NUMBER})\)|(?<![\d.,])(?P<quantity>{_NUMBER}))"
    rf"(?:\s[a-z]+)?;?\s+x\s+(?P<price>{_NUMBER})(?!\s?%)"
)


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line; ``quantity`` and ``price`` are None where the sum is no product."""

    number: int
    item: str
    working: str
    amount: Decimal
    currency: str
    quantity: Decimal | None = None
    unit: str | None = None
    price: Decimal | None = None
    is_tax: bool = False


@dataclass(frozen=True, slots=True)
class DraftSum:
    """The sums of one currency; ``rate`` in percent, None where nothing tells the tax."""

    currency: str
    net: Decimal
    rate: Decimal | None
    tax: Decimal | None
    total: Decimal | None


def draft_line(
    number: int, item: str, finding: Finding, terms: Sequence[Term], *, is_tax: bool
) -> DraftLine:
    """Make a line of a finding on missed revenue; ``terms`` are the contract's."""
    amount, currency = finding.amount or Decimal(0), finding.currency or ""
    working = finding.working or ""
    found = next(_factors(working, amount, currency), None)
    quantity, price = found or (None, None)
    unit = _unit(price, terms) if price is not None else None
    return DraftLine(number, item, working, amount, currency, quantity, unit, price, is_tax)


def draft_sums(lines: Iterable[DraftLine], rate: Decimal | None) -> tuple[DraftSum, ...]:
    """Add up the lines of each currency; a line that is tax itself bears none."""
    kept = list(lines)
    made = []
    for currency in dict.fromkeys(line.currency for line in kept):
        own = [line for line in kept if line.currency == currency]
        net = sum((line.amount for line in own), Decimal(0))
        taxed = sum((line.amount for line in own if not line.is_tax), Decimal(0))
        tax = None if rate is None else to_minor(taxed * rate / 100, currency or None)
        made.append(DraftSum(currency, net, rate, tax, None if tax is None else net + tax))
    return tuple(made)


def tax_rate(contract: Contract | None, invoices: Iterable[Invoice]) -> Decimal | None:
    """Return the rate that the contract states, else the only one on its invoices."""
    stated = [t.percent for t in _terms(contract) if isinstance(t, TaxTreatment) and t.percent]
    if stated:
        return stated[-1]
    rates = {
        line.tax_rate
        for invoice in invoices
        for line in (*invoice.lines, *invoice.adjustments)
        if line.amount
    }
    rate = next(iter(rates), None)
    return rate if len(rates) == 1 else None


def due_date(term: PaymentTerm | None, day: date) -> date | None:
    """Return when an invoice of this day falls due; None where other days decide."""
    if term is None or term.counts_from is not CountsFrom.INVOICE_DATE:
        return None
    return day + timedelta(days=term.days) if term.day_type is DayType.CALENDAR else None


def _terms(contract: Contract | None) -> tuple[Term, ...]:
    return contract.terms if contract else ()


def _factors(working: str, amount: Decimal, currency: str) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield quantity and price that come to the amount: one product, or two of one quantity."""
    found = []
    for match in _PRODUCT.finditer(working):
        quantity = _read(match["quantity"] or match["whole"]) - _read(match["less"] or "0")
        found.append((quantity, _read(match["price"])))
    for quantity, price in found:
        if to_minor(quantity * price, currency or None) == amount:
            yield quantity, price
    for quantity, price in found:
        for other, higher in found:
            if (
                quantity == other
                and to_minor(quantity * (higher - price), currency or None) == amount
            ):
                yield quantity, higher - price


def _read(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _unit(price: Decimal, terms: Sequence[Term]) -> str | None:
    units = {term.unit for term in terms if isinstance(term, Rate) and term.amount == price}
    return units.pop() if len(units) == 1 else None
