"""Invoices in a spreadsheet: one row a line, several invoices a file.

Reads:  our layout in any order of columns, with header values on every row or only the first;
        the exports of Xero and Stripe, the reports and import template of QuickBooks.  The
        headings may come after a preamble.
Leaves: rows of totals, empty rows, what stands in columns without a heading we know; in a
        QuickBooks report also payments and whatever else is neither invoice nor credit memo.
        Drafts and void invoices of Xero and Stripe are left out and named in a notice.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from extractors.invoices.draft import Draft, Home, sane
from extractors.invoices.exports import (
    TOTAL_ROW,
    is_issued,
    net_of,
    plain_amount,
    rate_in,
    unbalanced,
)
from extractors.invoices.habits import (
    DayOrder,
    day_order,
    decimal_mark,
    read_date,
)
from extractors.invoices.periods import line_period
from extractors.invoices.sheet_columns import Layout, find_layout, folded, holds_postings
from extractors.invoices.units import unit_of_word
from extractors.invoices.witness import judged
from extractors.moments import moment_in
from extractors.readers.spreadsheet import CellValue, Sheet, read_sheets
from models.customs import AS_WRITTEN, Customs
from models.errors import DocumentError, ErrorCode
from models.invoices import Invoice, InvoiceKind, InvoiceLine, InvoiceSource
from models.money import to_minor

_CREDIT = re.compile(r"credit|gutschrift|avoir", re.IGNORECASE)
_BOUGHT = re.compile(r"\s*(?:bill\b|accpay|purchases?\b)", re.IGNORECASE)
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
_EXPORTS = (InvoiceSource.STRIPE, InvoiceSource.XERO)
ASK = "set CONTRACT_AI_DATE_ORDER to day_first or month_first"
_ANY_DATE = (*_DATES, "period_start", "period_end", "invoice_start", "invoice_end")


@dataclass(frozen=True, slots=True)
class _Habits:
    mark: str
    order: DayOrder
    customs: Customs
    utc: bool = False


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


def read_sheet_invoices(data: bytes, home: Home, customs: Customs = AS_WRITTEN) -> list[Invoice]:
    """Read every invoice of a CSV or XLSX file.

    Raises:
        DocumentError: TABLE_NO_HEADER, INVOICE_NOT_FOUND, or what the spreadsheet reader says.
    """
    sheets = [sheet for sheet in read_sheets(data, home.file) if any(sheet.rows)]
    found = [(sheet, layout) for sheet in sheets if (layout := find_layout(sheet.rows))]
    if not found and any(holds_postings(sheet.rows) for sheet in sheets):
        raise DocumentError(
            ErrorCode.TABLE_NO_HEADER,
            "these are the postings of a ledger (accounts, debit and credit), not invoices.",
            where=home.file,
            do="Export the list of invoices, or sales by customer in detail.",
        )
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
        invoices += _invoices(sheet, layout, home, prefix, customs)
    if not invoices:
        raise DocumentError(
            ErrorCode.INVOICE_NOT_FOUND,
            "the table has headings and no invoice below them that was issued.",
            where=home.file,
            do="Export it again with its rows; drafts and void invoices do not count.",
        )
    return invoices


def _invoices(
    sheet: Sheet, layout: Layout, home: Home, prefix: str, customs: Customs
) -> Iterator[Invoice]:
    rows = list(_rows(sheet.rows, layout))
    habits = _habits(rows, layout, customs)
    own = replace(home, source=layout.source) if layout.source else home
    left = dict.fromkeys(
        row.text("number") or "?" for row in rows if not is_issued(row.text("status"))
    )
    notice = f"Left out as drafts or void: {', '.join(left)}." if left else None
    missing = unbalanced(sheet.rows, layout, habits.mark)
    for group in _groups([row for row in rows if is_issued(row.text("status"))]):
        draft = _Reading(Draft(own), habits, prefix).read(group.rows)
        if missing:
            draft.doubt(missing)
        if notice:
            draft.notices.append(notice)
            notice = None
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
        if first is None or (isinstance(first, str) and TOTAL_ROW.match(first)):
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


def _habits(rows: Sequence[_Row], layout: Layout, customs: Customs) -> _Habits:
    """Tell how numbers and dates are written; what no day above 12 settles is for the setting."""
    numbers = ("quantity", "unit_price", "amount", "net_amount", "total", "tax_amount")
    texts = [v for row in rows for key in numbers if isinstance(v := row.cells.get(key), str)]
    dates = [v for row in rows for key in _ANY_DATE if isinstance(v := row.cells.get(key), str)]
    order = day_order(dates, None)
    if order.day_first is None and customs.day_first is not None:
        order = DayOrder(customs.day_first, settled=True)
    return _Habits(decimal_mark(texts)[0], order, customs, layout.utc)


@dataclass(slots=True)
class _Reading:
    """Reads the rows of one invoice."""

    draft: Draft
    habits: _Habits
    prefix: str

    def read(self, rows: Sequence[_Row]) -> Draft:
        """Read header values (the first row that has them) and lines."""
        draft = self.draft
        self.header(rows)
        credit = any(_CREDIT.search(row.text("kind") or "") for row in rows)
        draft.put("kind", InvoiceKind.CREDIT_NOTE if credit else InvoiceKind.INVOICE)
        for row in rows:
            if any(row.cells.get(key) is not None for key in ("description", "amount")):
                draft.lines.append(self.line(row, len(draft.lines) + 1))
        self.period(rows)
        self.tax(rows)
        for key in ("net_amount", "total"):
            if len({value for row in rows if (value := self.amount(row, key)) is not None}) > 1:
                draft.doubt(f"The rows of invoice {draft.values.get('number')} differ in {key}.")
        return draft

    def header(self, rows: Sequence[_Row]) -> None:
        """Keep what each row says of the whole invoice; the first that says it counts."""
        draft = self.draft
        for row in rows:
            evidence = draft.home.evidence(row.quote, f"{self.prefix}row {row.number}")
            if row.group is not None:
                place, name = row.group
                heading = draft.home.evidence(name, f"{self.prefix}row {place}")
                draft.put("customer.name", row.text("customer"), heading)
            for column, key in _TEXTS.items():
                if column == "customer" and _BOUGHT.match(row.text("kind") or ""):
                    key = "supplier.name"  # noqa: PLW2901 (the contact of a bill is who sent it)
                draft.put(key, row.text(column), evidence)
            for key in _DATES:
                draft.put(key, self.day(row, key), evidence)
            for key in _AMOUNTS:
                draft.put(key, self.amount(row, key), evidence)
            draft.put("currency", row.text("currency"), evidence)

    def line(self, row: _Row, place: int) -> InvoiceLine:
        """Read one row."""
        text = row.text("description")
        start, end = line_period(text, self.day(row, "period_start"), self.day(row, "period_end"))
        printed, named = row.text("line"), rate_in(row.text("tax_name"))
        quantity, price = self.amount(row, "quantity"), self.amount(row, "unit_price")
        percent = self.amount(row, "discount_percent")
        discount = self.amount(row, "discount")
        if percent and quantity is not None and price is not None:
            currency = self.draft.values.get("currency")
            discount = to_minor(quantity * price * percent / 100, currency)
        return InvoiceLine(
            number=int(printed) if printed and printed.isdigit() and len(printed) < 7 else place,  # noqa: PLR2004 (digits)
            description=text,
            item_code=row.text("item_code"),
            quantity=quantity,
            unit=unit_of_word(row.text("unit")),
            unit_price=price,
            discount=discount,
            amount=self.amount(row, "amount"),
            tax_rate=self.amount(row, "tax_rate") if named is None else named,
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
        self.exported_sums(rows)
        net, total = draft.values.get("net_amount"), draft.values.get("total")
        difference = total - net if net is not None and total is not None else None
        if taxes:
            repeated = len(set(taxes)) == 1 and taxes[0] == difference != sum(taxes)
            draft.put("tax_amount", taxes[0] if repeated else sum(taxes, Decimal(0)))
        elif difference == 0:
            draft.put("tax_amount", Decimal(0))

    def exported_sums(self, rows: Sequence[_Row]) -> None:
        """What an accounting system's export leaves to be worked out: net amount, net lines.

        Stripe takes its discount off the subtotal; Xero's lines bear their tax where prices do.
        """
        draft, first = self.draft, rows[0]
        discount = self.amount(first, "invoice_discount")
        if discount:
            evidence = draft.home.evidence(first.quote, f"{self.prefix}row {first.number}")
            line = InvoiceLine(
                number=1, description="Discount", amount=-discount, evidence=evidence
            )
            draft.adjustments.append(line)
        total, tax = draft.values.get("total"), draft.values.get("tax_amount")
        if total is None or tax is None or draft.home.source not in _EXPORTS:
            return
        draft.put("net_amount", total - tax)
        taxes = [self.amount(row, "tax_amount") for row in rows]
        if (
            tax
            and len(taxes) == len(draft.lines)
            and _sum(line.amount for line in draft.lines) == total
        ):
            draft.lines = [
                net_of(line, part or Decimal(0))
                for line, part in zip(draft.lines, taxes, strict=True)
            ]

    def period(self, rows: Sequence[_Row]) -> None:
        """The period of a whole invoice; its end is the moment at which the next begins."""
        start, end = (self.day(rows[0], key) for key in ("invoice_start", "invoice_end"))
        if start and end:
            self.draft.put("period_start", start)
            self.draft.put("period_end", end - timedelta(days=1) if end > start else end)

    def amount(self, row: _Row, key: str) -> Decimal | None:
        """Read a number; a doubt where the cell holds something else."""
        value = row.cells.get(key)
        if value is None or isinstance(value, Decimal):
            return sane(value)
        number = sane(plain_amount(value, self.habits.mark))
        if number is None:
            self.draft.doubt(f"Row {row.number}: {key} is no number: {str(value)[:40]!r}.")
        return number

    def day(self, row: _Row, key: str) -> date | None:
        """Read a date; a doubt where it cannot be told or is none."""
        value = row.cells.get(key)
        if value is None or isinstance(value, date):
            return value
        text = str(value).strip()
        if moment := moment_in(text, self.habits.customs, utc=self.habits.utc):
            return moment.day
        found, ambiguous = read_date(text.split("T")[0].strip(), self.habits.order)
        if found is None or ambiguous:
            reason = f"may be day or month first ({ASK})" if ambiguous else "is no date"
            self.draft.doubt(f"Row {row.number}: {key} {reason}: {str(value)[:40]!r}.")
        return found


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))
