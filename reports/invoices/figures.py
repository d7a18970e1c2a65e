"""The figures of an invoice of ours: its lines, its tax by category and rate, its sums.

Source: EN 16931-1, BR-CO-10 to BR-CO-17: the net amount of a line has the currency's minor digits;
tax is the sum of a category and rate times the rate, rounded once, half up; sums are of rounded
amounts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.invoices import Invoice, InvoiceLine, InvoiceTax
from models.issuing import Customer, TaxCategory
from models.money import minor_unit, to_minor
from reports.invoices.faults import unsound

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
_WHOLLY_FREE = set(TaxCategory) - {TaxCategory.STANDARD, TaxCategory.ZERO, TaxCategory.EXEMPT}
"""Categories that all lines for a customer have; zero rate and exemption are of single lines."""
_WORKED_OUT = (
    ("net_amount", "net"),
    ("tax_amount", "tax"),
    ("total", "total"),
    ("amount_due", "due"),
)


@dataclass(frozen=True, slots=True)
class Tax:
    """Why a line bears the tax it does; ``rate`` in percent, None where there is no tax at all."""

    category: TaxCategory
    rate: Decimal | None

    @property
    def key(self) -> str:
        """How tables of tax name it: the rate, or the category where no tax is due."""
        if self.category is TaxCategory.STANDARD and self.rate is not None:
            return f"{self.rate:f}"
        return self.category.value


@dataclass(frozen=True, slots=True)
class Item:
    """A line: ``quantity`` times ``price`` by ``base``, less ``discount``, makes ``amount``.

    ``price`` is for ``base`` units and never negative: what is taken off has a negative quantity.
    """

    line: InvoiceLine
    quantity: Decimal
    price: Decimal
    base: Decimal
    discount: Decimal
    amount: Decimal
    tax: Tax


@dataclass(frozen=True, slots=True)
class Change:
    """An allowance (negative) or charge of the whole document, net of tax."""

    reason: str
    amount: Decimal
    tax: Tax


@dataclass(frozen=True, slots=True)
class TaxSum:
    """The tax of one category and rate."""

    tax: Tax
    net: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures, in the invoice's currency; ``missing`` is what kept lines out of them."""

    items: tuple[Item, ...]
    changes: tuple[Change, ...]
    taxes: tuple[TaxSum, ...]
    prepaid: Decimal
    rounding: Decimal
    missing: tuple[str, ...]

    @property
    def without_tax(self) -> bool:
        """Whether it is outside of value added tax, so that no VAT identifier may stand on it."""
        return any(one.tax.category is TaxCategory.NO_TAX for one in self.taxes)

    @property
    def lines(self) -> Decimal:
        """The sum of the lines."""
        return sum((one.amount for one in self.items), ZERO)

    @property
    def net(self) -> Decimal:
        """Lines, allowances and charges without tax."""
        return self.lines + sum((one.amount for one in self.changes), ZERO)

    @property
    def tax(self) -> Decimal:
        """The sum of all tax."""
        return sum((one.amount for one in self.taxes), ZERO)

    @property
    def total(self) -> Decimal:
        """Net and tax."""
        return self.net + self.tax

    @property
    def due(self) -> Decimal:
        """What is to be paid."""
        return self.total - self.prepaid + self.rounding


def figures(invoice: Invoice, customer: Customer | None) -> Figures:
    """Work out the figures of an invoice.

    Raises:
        DocumentError: INVOICE_UNSOUND, the invoice states sums that its lines do not make.
    """
    missing: list[str] = []
    if not invoice.lines:
        missing.append("lines")
    items = tuple(_items(invoice, customer, missing))
    changes = tuple(_changes(invoice, customer, missing))
    made = Figures(
        items=items,
        changes=changes,
        taxes=_taxes(invoice, [*items, *changes]),
        prepaid=invoice.prepaid_amount or ZERO,
        rounding=invoice.rounding_amount or ZERO,
        missing=tuple(dict.fromkeys(missing)),
    )
    if made.without_tax and len(made.taxes) > 1:
        what = "Lines outside of tax (category O) and other lines cannot stand on one invoice."
        raise unsound(invoice, what, "Bill them apart.")
    if not made.missing:
        _agree(invoice, made)
        if invoice.is_credit and made.total < 0:
            what = f"A credit note over {made.total:f} asks for money."
            raise unsound(invoice, what, "Write an invoice with the signs turned.")
    return made


def _items(invoice: Invoice, customer: Customer | None, missing: list[str]) -> Iterator[Item]:
    for line in invoice.lines:
        lacks = [
            f"{what} of line {line.number}"
            for what, value in (
                ("description", (line.description or "").strip()),
                ("amount", line.amount),
            )
            if value in {"", None}
        ]
        tax = _tax(invoice, customer, f"line {line.number}", line.tax_rate)
        if isinstance(tax, str):
            lacks.append(tax)
        if lacks or isinstance(tax, str) or line.amount is None:
            missing += lacks
        else:
            yield _item(invoice, line, line.amount, tax)


def _item(invoice: Invoice, line: InvoiceLine, amount: Decimal, tax: Tax) -> Item:
    place = f"Line {line.number}"
    _is_rounded(invoice, place, amount)
    discount, quantity, price, base = line.discount or ZERO, line.quantity, line.unit_price, ONE
    _is_rounded(invoice, f"The discount of line {line.number}", discount)
    gross = amount + discount
    if quantity is None and price is not None and price != 0:
        quantity = ONE
    if quantity is None:
        quantity, price = ONE, gross
    elif quantity == 0:
        price = ZERO if price is None else price
    elif price is None:  # no price of one unit is exact: the price is that of all
        price, base = gross, abs(quantity)
        quantity = base
    if to_minor(quantity * price / base, invoice.currency) != gross:
        less = f" less {discount:f}" if discount else ""
        what = f"{place} states {amount:f}, and {quantity:f} x {price:f}{less} is something else."
        raise unsound(invoice, what, "Correct quantity, price, discount or amount.")
    if price < 0:
        quantity, price = -quantity, -price
    return Item(line, quantity, price, base, discount, amount, tax)


def _changes(invoice: Invoice, customer: Customer | None, missing: list[str]) -> Iterator[Change]:
    for one in invoice.adjustments:
        place = f"the allowance or charge {one.description or one.number}"
        tax = _tax(invoice, customer, place, one.tax_rate)
        if isinstance(tax, str):
            missing.append(tax)
        elif one.amount is None:
            missing.append(f"amount of {place}")
        else:
            _is_rounded(invoice, place.capitalize(), one.amount)
            reason = one.description or ("Charge" if one.amount > 0 else "Allowance")
            yield Change(reason, one.amount, tax)


def _tax(
    invoice: Invoice, customer: Customer | None, place: str, rate: Decimal | None
) -> Tax | str:
    """Return the tax of a line; what is missing where it cannot be told."""
    free = customer.tax_category if customer else None
    if rate:
        if free in _WHOLLY_FREE:
            what = f"{place.capitalize()} bears {rate:f}% tax, and the customer's tax_category is {free}."
            raise unsound(invoice, what, "Correct the rate, or the customer's entry.")
        if rate < 0:
            raise unsound(invoice, f"The tax rate of {place} is negative.", "Correct the rate.")
        return Tax(TaxCategory.STANDARD, Decimal(f"{rate.normalize():f}"))
    if free is TaxCategory.STANDARD:
        free = None
    free = free or _stated(invoice.taxes)
    taxed = any(one.tax_rate for one in (*invoice.lines, *invoice.adjustments))
    if rate is None and (taxed or free is None):
        return f"tax rate of {place} (or tax_category of the customer)"
    if free is None:
        return f"why {place} bears no tax (tax_category of the customer: Z, E, AE, K, G or O)"
    return Tax(free, None if free is TaxCategory.NO_TAX else ZERO)


def _stated(taxes: Iterable[InvoiceTax]) -> TaxCategory | None:
    """Return the category without tax that an invoice states; None where it states none, or two."""
    found = {one.category for one in taxes if not one.rate and not one.tax_amount}
    known = {one.value for one in TaxCategory} - {TaxCategory.STANDARD.value}
    only = found.pop() if len(found) == 1 else None
    return TaxCategory(only) if only in known else None


def _taxes(invoice: Invoice, taxed: Sequence[Item | Change]) -> tuple[TaxSum, ...]:
    sums: dict[Tax, Decimal] = defaultdict(Decimal)
    for one in taxed:
        sums[one.tax] += one.amount
    return tuple(
        TaxSum(tax, net, to_minor(net * (tax.rate or ZERO) / HUNDRED, invoice.currency))
        for tax, net in sums.items()
    )


def _is_rounded(invoice: Invoice, place: str, amount: Decimal) -> None:
    if amount != to_minor(amount, invoice.currency):
        what = f"{place} has {amount:f}, which is no whole {minor_unit(invoice.currency):f}."
        raise unsound(invoice, what, "Round it.")


def _agree(invoice: Invoice, made: Figures) -> None:
    for key, name in _WORKED_OUT:
        stated, worked = getattr(invoice, key), getattr(made, name)
        if stated is not None and stated != worked:
            what = (
                f"It states {stated:f} as {key.replace('_', ' ')}, and its lines make {worked:f}."
            )
            raise unsound(invoice, what, "Correct the sum or the lines.")
