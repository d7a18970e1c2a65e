"""Invoices in a spreadsheet: one row a line, several invoices a file.

Reads:  our layout in any order of columns, with header values on every row or only the first;
        the exports of Xero and Stripe, the reports and import template of QuickBooks.  The
        headings may come after a preamble.
Leaves: rows of totals, empty rows, what stands in columns without a heading we know; in a
        QuickBooks report also payments and whatever else is neither invoice nor credit memo.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from extractors.invoices.draft import Draft, Home, sane
from extractors.invoices.habits import (
    DayOrder,
    day_order,
    decimal_mark,
    read_date,
    read_number,
)
from extractors.invoices.periods import line_period
from extractors.invoices.sheet_columns import Layout, find_layout, folded
from extractors.invoices.units import unit_of_word
from extractors.invoices.witness import judged
from extractors.readers.spreadsheet import CellValue, Sheet, read_sheets
from models.errors import DocumentError, ErrorCode
from models.invoices import Invoice, InvoiceKind, InvoiceLine, InvoiceSource

_TOTAL_ROW = re.compile(r"\s*(?:grand\s+|sub)?(?:totals?|sum|summe|totaal)\b", re.IGNORECASE)
_CREDIT = re.compile(r"credit|gutschrift|avoir", re.IGNORECASE)
_BILLED = re.compile(r"\s*(?:invoice|credit\s+memo)\b", re.IGNORECASE)
_TEXTS = {
    "number": "number",
    "corrects": "corrects",
    "supplier": "supplier.name",
    "customer": "customer.name",
    "supplier.tax_id": "supplier.tax_id",
    "supplier.iban": "supplier.iban",
    "customer.tax_id": "customer.tax_id",
    "purchase_order": "purchase_order",
    "contract_reference": "contract_reference",
    "payment_terms": "payment_terms",
}
_DATES = ("issue_date", "received_date", "due_date")
_AMOUNTS = ("net_amount", "total", "prepaid_amount", "amount_due")
_ANY_DATE = (*_DATES, "period_start", "period_end")


@dataclass(frozen=True, slots=True)
class _Habits:
    mark: str
    order: DayOrder


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the table and its place in the file (1-based)."""

    number: int
    cells: dict[str, CellValue]
    quote: str
    group: tuple[int, str] | None = None  # the heading that names its customer: place and words

    def text(self, key: str) -> str | None:
        """The cell as text; a whole number without its point."""
        value = self.cells.get(key)
        if isinstance(value, Decimal):
            return f"{value:f}"
        return " ".join(str(value).split()) if value is not None else None


@dataclass(slots=True)
class _Group:
    """The rows of one invoice."""

    rows: list[_Row] = field(default_factory=list)
    places: set[str] = field(default_factory=set)


def read_sheet_invoices(data: bytes, home: Home) -> list[Invoice]:
    """Read every invoice of a CSV or XLSX file.

    Raises:
        DocumentError: TABLE_NO_HEADER, INVOICE_NOT_FOUND, or what the spreadsheet reader says.
    """
    sheets = [sheet for sheet in read_sheets(data, home.file) if any(sheet.rows)]
    found = [(sheet, layout) for sheet in sheets if (layout := find_layout(sheet.rows))]
    if not found:
        raise DocumentError(
            ErrorCode.TABLE_NO_HEADER,
            "no row holds the headings of invoices (invoice_number, description, amount ...).",
            where=home.file,
            do="Name the columns as the guide shows.",
        )
    invoices: list[Invoice] = []
    for sheet, layout in found:
        prefix = f"{sheet.name} " if len(sheets) > 1 else ""
        invoices += _invoices(sheet, layout, replace(home), prefix)
    if not invoices:
        raise DocumentError(
            ErrorCode.INVOICE_NOT_FOUND,
            "the table has headings and no invoice below them.",
            where=home.file,
            do="Export it again with its rows.",
        )
    return invoices


def _invoices(sheet: Sheet, layout: Layout, home: Home, prefix: str) -> Iterator[Invoice]:
    rows = list(_rows(sheet.rows, layout))
    habits = _habits(rows)
    own = replace(home, source=layout.source) if layout.source else home
    for group in _groups(rows):
        draft = _Reading(Draft(own), habits, prefix).read(group.rows)
        yield judged(draft.invoice(), stated=True)


def _rows(rows: Sequence[Sequence[CellValue]], layout: Layout) -> Iterator[_Row]:
    report = layout.source is InvoiceSource.QUICKBOOKS
    group: tuple[int, str] | None = None
    for place, row in enumerate(rows[layout.row + 1 :], start=layout.row + 2):
        cells = {key: row[at] for key, at in layout.columns.items() if at < len(row)}
        filled = [cell for cell in row if cell is not None]
        if report and len(filled) == 1:  # before totals: a customer may be called "Total ..."
            group = (place, str(filled[0])) if layout.grouped else None
            continue
        if report and "kind" in cells and not _BILLED.match(str(cells["kind"] or "")):
            continue
        if group is not None:
            cells["customer"] = group[1]
        first = filled[0] if filled else None
        if first is None or (isinstance(first, str) and _TOTAL_ROW.match(first)):
            continue
        if [folded(cell) for cell in row] == [folded(cell) for cell in rows[layout.row]]:
            continue  # the headings again, at the top of a printed page
        quote = " | ".join(
            f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
            for cell in row
            if cell is not None
        )
        yield _Row(place, cells, quote, group)


def _groups(rows: Sequence[_Row]) -> list[_Group]:
    """Gather the rows of each invoice; a line number that comes again begins another invoice."""
    groups: list[_Group] = []
    open_groups: dict[tuple[str | None, ...], _Group] = {}
    key: tuple[str | None, ...] | None = None
    for row in rows:
        if row.text("number"):
            key = (row.text("number"), row.text("supplier"), row.text("kind"))
        if key is None:
            continue
        place = row.text("line")
        group = open_groups.get(key)
        if group is None or (place is not None and place in group.places):
            group = open_groups[key] = _Group()
            groups.append(group)
        group.rows.append(row)
        if place is not None:
            group.places.add(place)
    return groups


def _habits(rows: Sequence[_Row]) -> _Habits:
    numbers = ("quantity", "unit_price", "amount", "net_amount", "total", "tax_amount")
    texts = [v for row in rows for key in numbers if isinstance(v := row.cells.get(key), str)]
    dates = [v for row in rows for key in _ANY_DATE if isinstance(v := row.cells.get(key), str)]
    currencies = {row.text("currency") for row in rows} - {None}
    currency = next(iter(currencies)) if len(currencies) == 1 else None
    return _Habits(decimal_mark(texts)[0], day_order(dates, currency))


@dataclass(slots=True)
class _Reading:
    """Reads the rows of one invoice."""

    draft: Draft
    habits: _Habits
    prefix: str

    def read(self, rows: Sequence[_Row]) -> Draft:
        """Read header values (the first row that has them) and lines."""
        draft = self.draft
        for row in rows:
            evidence = draft.home.evidence(row.quote, f"{self.prefix}row {row.number}")
            if row.group is not None:
                place, name = row.group
                heading = draft.home.evidence(name, f"{self.prefix}row {place}")
                draft.put("customer.name", row.text("customer"), heading)
            for column, key in _TEXTS.items():
                draft.put(key, row.text(column), evidence)
            for key in _DATES:
                draft.put(key, self.day(row, key), evidence)
            for key in _AMOUNTS:
                draft.put(key, self.amount(row, key), evidence)
            currency = row.text("currency")
            draft.put("currency", currency, evidence)
        credit = any(_CREDIT.search(row.text("kind") or "") for row in rows)
        draft.put("kind", InvoiceKind.CREDIT_NOTE if credit else InvoiceKind.INVOICE)
        for row in rows:
            if any(row.cells.get(key) is not None for key in ("description", "amount")):
                draft.lines.append(self.line(row, len(draft.lines) + 1))
        self.tax(rows)
        for key in ("net_amount", "total"):
            if len({value for row in rows if (value := self.amount(row, key)) is not None}) > 1:
                draft.doubt(f"The rows of invoice {draft.values.get('number')} differ in {key}.")
        return draft

    def line(self, row: _Row, place: int) -> InvoiceLine:
        """Read one row."""
        text = row.text("description")
        start, end = line_period(text, self.day(row, "period_start"), self.day(row, "period_end"))
        printed = row.text("line")
        return InvoiceLine(
            number=int(printed) if printed and printed.isdigit() and len(printed) < 7 else place,  # noqa: PLR2004 (digits)
            description=text,
            item_code=row.text("item_code"),
            quantity=self.amount(row, "quantity"),
            unit=unit_of_word(row.text("unit")),
            unit_price=self.amount(row, "unit_price"),
            discount=self.amount(row, "discount"),
            amount=self.amount(row, "amount"),
            tax_rate=self.amount(row, "tax_rate"),
            period_start=start,
            period_end=end,
            evidence=self.draft.home.evidence(row.quote, f"{self.prefix}row {row.number}"),
        )

    def tax(self, rows: Sequence[_Row]) -> None:
        """The invoice's tax: stated, or the sum of the lines' tax.

        A file may repeat the invoice's tax on every row, as it does other header values; the
        total tells which of the two it is.
        """
        draft = self.draft
        for row in rows:
            evidence = draft.home.evidence(row.quote, f"{self.prefix}row {row.number}")
            draft.put("tax_amount", self.amount(row, "invoice_tax"), evidence)
        taxes = [tax for row in rows if (tax := self.amount(row, "tax_amount")) is not None]
        net, total = draft.values.get("net_amount"), draft.values.get("total")
        difference = total - net if net is not None and total is not None else None
        if taxes:
            repeated = len(set(taxes)) == 1 and taxes[0] == difference != sum(taxes)
            draft.put("tax_amount", taxes[0] if repeated else sum(taxes, Decimal(0)))
        elif difference == 0:
            draft.put("tax_amount", Decimal(0))

    def amount(self, row: _Row, key: str) -> Decimal | None:
        """Read a number; a doubt where the cell holds something else."""
        value = row.cells.get(key)
        if value is None or isinstance(value, Decimal):
            return sane(value)
        text = str(value).strip().removesuffix("%").strip("$€£ ")
        number = sane(read_number(text, self.habits.mark))
        if number is None:
            self.draft.doubt(f"Row {row.number}: {key} is no number: {str(value)[:40]!r}.")
        return number

    def day(self, row: _Row, key: str) -> date | None:
        """Read a date; a doubt where it cannot be told or is none."""
        value = row.cells.get(key)
        if value is None or isinstance(value, date):
            return value
        text = str(value).split("T")[0].strip()
        found, ambiguous = read_date(text, self.habits.order)
        if found is None or ambiguous:
            reason = "may be day or month first" if ambiguous else "is no date"
            self.draft.doubt(f"Row {row.number}: {key} {reason}: {str(value)[:40]!r}.")
        return found
