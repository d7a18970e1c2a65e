"""What accounting systems are given of an invoice, whichever they are: rows, names of taxes, dates."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.invoices import Invoice
from models.issuing import Customer, Issuing, Names
from models.money import to_minor
from reports.cells import safe
from reports.invoices.faults import incomplete
from reports.invoices.figures import HUNDRED, ONE, ZERO, Change, Figures, Item, Tax, figures
from reports.wording import plain, quantity

_DIGITS = Decimal("0.0001")  # both systems keep four decimal places of quantities and prices
_FORMATS = {"day_first": "%d/%m/%Y", "month_first": "%m/%d/%Y"}
Cell = str | Decimal | None


@dataclass(frozen=True, slots=True)
class Booking:
    """A row: ``count`` times ``price`` is ``amount`` to the cent; ``tax`` is in the invoice's currency."""

    words: str
    count: Decimal
    price: Decimal
    amount: Decimal
    tax: Decimal
    tax_name: str
    day: date | None
    code: str | None


@dataclass(frozen=True, slots=True)
class Booked:
    """An invoice as rows; ``name`` is the customer's, ``customer`` the entry where there is one."""

    invoice: Invoice
    number: str
    name: str
    customer: Customer | None
    issued: str
    due: str
    rows: tuple[Booking, ...]


def booked(invoice: Invoice, issuing: Issuing, names: Names | None, system: str) -> Booked:
    """Turn an approved invoice into rows of an accounting system.

    Raises:
        DocumentError: INVOICE_INCOMPLETE, a value or the name of a tax is missing;
            INVOICE_UNSOUND, it contradicts itself.
    """
    customer = issuing.customer(invoice.customer.name)
    made = figures(invoice, customer)
    name = customer.name if customer else invoice.customer.name
    lacks = [*_lacks(invoice, name), *made.missing]
    if names is None:
        lacks.append(f"table {system} in the file of the company")
    else:
        lacks += [
            f'"{tax.key}" in {system}.taxes of the file of the company'
            for tax in dict.fromkeys(one.tax for one in made.taxes)
            if tax.key not in names.taxes
        ]
    number, issued, due = invoice.number, invoice.issue_date, _due(invoice)
    if lacks or names is None or not (number and name and issued and due):
        raise incomplete(invoice, tuple(lacks))
    form = _FORMATS[names.dates]
    rows = tuple(_rows(invoice, made, names))
    return Booked(invoice, number, name, customer, f"{issued:{form}}", f"{due:{form}}", rows)


def _due(invoice: Invoice) -> date | None:
    """Return when it is due; a credit is at once where it does not say."""
    return invoice.due_date or (invoice.issue_date if invoice.is_credit else None)


def day_of(day: date | None, names: Names | None) -> str | None:
    """Write a day as the system reads it."""
    return None if day is None or names is None else f"{day:{_FORMATS[names.dates]}}"


def written(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write rows as CSV in UTF-8; a text that could be a formula gets an apostrophe in front."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode()


def _cell(value: Cell) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else safe(" ".join(value.split()))


def _lacks(invoice: Invoice, name: str | None) -> Iterator[str]:
    values = {
        "number (an invoice gets it when it is approved)": (invoice.number or "").strip(),
        "issue date": invoice.issue_date,
        "due date": _due(invoice),
        "currency": invoice.currency,
        "name of the customer": name,
    }
    return (what for what, value in values.items() if not value)


def _rows(invoice: Invoice, made: Figures, names: Names) -> Iterator[Booking]:
    taxed: list[Item | Change] = [*made.items, *made.changes]
    for one, tax in zip(taxed, _taxes(invoice, taxed), strict=True):
        tax_name = names.taxes[one.tax.key]
        if isinstance(one, Change):
            yield Booking(one.reason, ONE, one.amount, one.amount, tax, tax_name, None, None)
        else:
            words, count, price = _counted(invoice, one)
            day, code = one.line.period_end or one.line.period_start, one.line.item_code
            yield Booking(words, count, price, one.amount, tax, tax_name, day, code)


def _counted(invoice: Invoice, item: Item) -> tuple[str, Decimal, Decimal]:
    """Return words, quantity and price; one of the whole where their product is not exact."""
    words = item.line.description or ""
    exact = item.base == ONE and not item.discount
    if exact and all(one == one.quantize(_DIGITS) for one in (item.quantity, item.price)):
        return words, item.quantity, item.price
    named = f"{quantity(item.quantity)} {item.line.unit or ''}".strip()
    less = f", discount {plain(item.discount, invoice.currency)}" if item.discount else ""
    return f"{words} ({named}{less})", ONE, item.amount


def _taxes(invoice: Invoice, taxed: Iterable[Item | Change]) -> Iterator[Decimal]:
    """Share the tax of each category and rate among its rows, so that they make it to the cent."""
    net: dict[Tax, Decimal] = defaultdict(Decimal)
    told: dict[Tax, Decimal] = defaultdict(Decimal)
    for one in taxed:
        net[one.tax] += one.amount
        whole = to_minor(net[one.tax] * (one.tax.rate or ZERO) / HUNDRED, invoice.currency)
        yield whole - told[one.tax]
        told[one.tax] = whole
