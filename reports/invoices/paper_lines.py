"""The lines of an invoice of ours as paper shows them: what, when, how much, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from models.evidence import Evidence
from models.invoices import InvoiceLine
from models.issuing import TaxCategory
from reports.invoices.complete import Known
from reports.invoices.figures import Item
from reports.paper.sheets import cut
from reports.wording import grouped, long_date, money, place, quantity

_QUOTED = 300  # letters of a clause


@dataclass(frozen=True, slots=True)
class LineNote:
    """How a line was worked out, and the clause that says so."""

    working: str = ""
    clause: Evidence | None = None


Notes = Mapping[int, LineNote]
"""By the line's number."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line as paper shows it; every value is text."""

    number: str
    item: str
    small: tuple[str, ...]
    counted: str
    price: str
    tax: str
    amount: str


def days(first: date | None, last: date | None) -> str:
    """Write a period.

    >>> days(date(2026, 3, 1), date(2026, 3, 31)), days(None, date(2026, 3, 31))
    ('1 March 2026 to 31 March 2026', '31 March 2026')
    """
    named = dict.fromkeys(long_date(one) for one in (first, last) if one)
    return " to ".join(named)


def rows(told: Known, notes: Notes) -> Iterator[Row]:
    """Write the lines, each with its period, its working and its clause."""
    items = {id(one.line): one for one in told.figures.items}
    currency = told.invoice.currency
    for number, line in enumerate(told.invoice.lines, 1):
        item = items.get(id(line))
        yield Row(
            number=str(number),
            item=line.description or "",
            small=tuple(_small(line, item, notes.get(line.number), currency)),
            counted=_counted(line),
            price="" if line.unit_price is None else money(line.unit_price, currency),
            tax=_taxed(item),
            amount="" if line.amount is None else money(line.amount, currency),
        )


def _small(
    line: InvoiceLine, item: Item | None, note: LineNote | None, currency: str | None
) -> Iterator[str]:
    period = days(line.period_start, line.period_end)
    if period:
        yield period
    if item is not None and item.discount:
        word = "Discount" if item.discount > 0 else "Surcharge"
        yield f"{word}: {money(abs(item.discount), currency)}"
    if note is not None and note.working:
        yield f"Working: {grouped(note.working)}"
    if note is not None and note.clause is not None:
        words, where = " ".join(note.clause.quote.split()), _where(note.clause)
        yield f"“{cut(words, _QUOTED)}”" + (f" ({where})" if where else "")


def _where(clause: Evidence) -> str:
    """Say where a clause stands: file, section, page."""
    parts = [
        clause.file,
        _section(clause.section or ""),
        f"page {clause.page}" if clause.page is not None else "",
        place(clause.anchor) if clause.anchor and clause.page is None else "",
    ]
    return ", ".join(filter(None, parts))


def _section(name: str) -> str:
    """Name a section: "section 5.1", but "Schedule B"."""
    return f"section {name}" if name[:1].isdigit() else name


def _counted(line: InvoiceLine) -> str:
    counted = "" if line.quantity is None else quantity(line.quantity)
    return f"{counted} {line.unit or ''}".strip()


def _taxed(item: Item | None) -> str:
    if item is None:
        return ""
    if item.tax.category is TaxCategory.STANDARD and item.tax.rate is not None:
        return f"{quantity(item.tax.rate)} %"
    return "none" if item.tax.category is TaxCategory.NO_TAX else item.tax.category.value
