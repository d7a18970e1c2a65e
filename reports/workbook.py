"""The findings as a spreadsheet: real numbers and dates, nothing that a program would run.

Rows are written as they come (constant memory), so width is known beforehand.  No cell is
ever a formula; texts that a spreadsheet program could take for one on export get an
apostrophe in front.
"""

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from decimal import Decimal
from typing import cast

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from models.contracts import Contract
from models.findings import EvidenceRole, LocatedFinding, Result, Test
from models.invoices import Invoice
from models.lives import Change
from reports.cells import safe
from reports.fast_sheet import FastSheet
from reports.inputs import ReportInput
from reports.life_views import CHANGE_WORDS, decision_words
from reports.missing import Missing, missing_things
from reports.proofs import where
from reports.term_words import KIND_WORDS, term_words
from reports.totals import stakes
from reports.wording import (
    DIRECTION_WORDS,
    RESULT_WORDS,
    SEVERITY_WORDS,
    check_name,
    plain,
    with_places,
)
from reports.workbook_columns import (
    CHANGES,
    FINDINGS,
    INVOICES,
    MISSING,
    NOT_APPLIED,
    TERMS,
    TESTS,
    Column,
)

Value = str | int | Decimal | date | bool | None
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FEW_DIGITS = 15  # a spreadsheet's number holds no more
_LAST_ROW = 1_048_575


def findings_workbook(data: ReportInput, passing: str | None = None) -> bytes:
    """Write the workbook: Summary, Findings, what changed, Tests, what did not apply, Cannot tell, Contracts, Invoices.

    ``passing`` is the folder that sheets pass through, None the system's own.

    Raises:
        OSError: the disk that sheets pass through on their way failed.
    """
    out = _Out()
    with _book(out, passing) as book:
        # Not the moment of writing: the same findings make the same bytes.
        book.set_properties({"created": datetime.combine(data.as_of, time.min)})
        sheets = _Sheets(book)
        _summary(sheets, data)
        sheets.table("Findings", FINDINGS, (_finding(one, data) for one in data.audit.findings))
        if data.changes:
            sheets.table("Changes", CHANGES, map(_change, data.changes.changes))
        applied = (test for test in data.audit.tests if test.result is not Result.NOT_APPLICABLE)
        sheets.table("Tests", TESTS, map(_test, applied))
        sheets.table("Did not apply", NOT_APPLIED, _not_applied(data.audit.tests))
        waiting = missing_things(data.audit.tests, data.invoices)
        sheets.table("Cannot tell", MISSING, (row for one in waiting for row in _missing(one)))
        sheets.table("Contracts", TERMS, (row for one in data.contracts for row in _terms(one)))
        sheets.table("Invoices", INVOICES, map(_invoice, data.invoices))
    return out.getvalue()


def one_sheet(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """Write a workbook of one table.

    Raises:
        OSError: the disk that sheets pass through on their way failed.
    """
    out = _Out()
    with _book(out, None) as book:
        _Sheets(book).table(name, columns, rows)
    return out.getvalue()


class _Out(io.BytesIO):
    """Stays open: an archive that an error cut off looks at it once more when it is thrown away."""

    def close(self) -> None:
        """Do nothing; memory is given back all the same."""


@contextmanager
def _book(out: _Out, passing: str | None) -> Iterator[Workbook]:
    book = xlsxwriter.Workbook(out, {**_OPTIONS, "tmpdir": passing})
    try:
        with book:
            yield book
    except FileCreateError as error:
        raise error.args[0] from None
    finally:
        for sheet in book.worksheets():
            _let_go(sheet)


def _let_go(sheet: Worksheet) -> None:
    """Close the files that a sheet passes through, which an error leaves open."""
    for file in (sheet.row_data_fh, sheet.fh):
        if file is not None:
            with suppress(OSError):  # the disk may fail once more; the file is closed all the same
                file.close()


class _Sheets:
    """Writes rows of plain values; knows the formats."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._head = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self._bold = book.add_format({"bold": True})
        self._text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self._date = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self._whole = book.add_format({"num_format": "#,##0", "valign": "top"})
        self._amounts: dict[int, Format] = {}

    def table(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> None:
        """Write one sheet: headings that stay in view, a filter on each, the rows."""
        sheet = cast("FastSheet", self._book.add_worksheet(name, FastSheet))
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(0, index, column.heading, self._head)
        last = 0
        for last, row in enumerate(rows, start=1):
            if last > _LAST_ROW:
                break
            if not sheet.write_texts(last, row, self._text):
                self.row(sheet, last, row)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, min(last, _LAST_ROW), len(columns) - 1)

    def lines(self, name: str, widths: Sequence[int], rows: Iterable[Sequence[Value]]) -> None:
        """Write a sheet of free lines; the first cell of each is bold."""
        sheet = self._book.add_worksheet(name, FastSheet)
        for index, width in enumerate(widths):
            sheet.set_column(index, index, width)
        for number, row in enumerate(rows):
            if row:
                sheet.write_string(number, 0, safe(str(row[0])), self._bold)
                self.row(sheet, number, row[1:], first=1)

    def row(self, sheet: Worksheet, number: int, row: Sequence[Value], first: int = 0) -> None:
        """Write one row, each value as what it is."""
        for index, value in enumerate(row, start=first):
            if isinstance(value, bool):
                sheet.write_string(number, index, "yes" if value else "no", self._text)
            elif isinstance(value, Decimal):
                self._decimal(sheet, number, index, value)
            elif isinstance(value, int):
                sheet.write_number(number, index, value, self._whole)
            elif isinstance(value, date):
                midnight = datetime.combine(value, time.min)
                sheet.write_datetime(number, index, midnight, self._date)
            elif value:
                sheet.write_string(number, index, safe(value), self._text)

    def _decimal(self, sheet: Worksheet, number: int, index: int, value: Decimal) -> None:
        digits = value.as_tuple()
        if len(digits.digits) > _FEW_DIGITS or not isinstance(digits.exponent, int):
            sheet.write_string(number, index, plain(value), self._text)
            return
        places = max(-digits.exponent, 0)
        if places not in self._amounts:
            form = "#,##0" + ("." + "0" * places if places else "")
            self._amounts[places] = self._book.add_format({"num_format": form, "valign": "top"})
        # The file format holds binary numbers of 15 digits; the text above takes what is longer.
        sheet.write_number(number, index, float(value), self._amounts[places])


def _summary(sheets: _Sheets, data: ReportInput) -> None:
    results = [test.result for test in data.audit.tests]
    rows: list[Sequence[Value]] = [
        ("Discrepancy report", data.name),
        ("As of", data.as_of),
        ("Contracts", len(data.contracts)),
        ("Invoices", len(data.invoices)),
        ("Findings", len(data.audit.findings)),
        ("To review", sum(found.finding.review for found in data.audit.findings)),
        *((f"Tests: {RESULT_WORDS[r].lower()}", results.count(r)) for r in Result),
        (),
        ("Money at stake", "Severity", "Currency", "Amount", "Findings", "To review"),
        *(
            (
                DIRECTION_WORDS[stake.direction],
                SEVERITY_WORDS[stake.severity],
                stake.currency,
                with_places(stake.amount, stake.currency),
                stake.findings,
                stake.to_review,
            )
            for stake in stakes(data.audit.findings)
        ),
        (),
        *(("Not read", file.file, file.code, f"{file.what} {file.do}") for file in data.unread),
        *(("Error of the program", crash) for crash in data.audit.crashes),
        *((f"Version of {name}", version) for name, version in sorted(data.versions.items())),
    ]
    sheets.lines("Summary", (26, 32, 16, 18, 12, 12), rows)


def _change(change: Change) -> Sequence[Value]:
    life = change.life
    return (
        CHANGE_WORDS[change.kind],
        life.code,
        life.message,
        DIRECTION_WORDS[life.direction],
        with_places(change.amount_before, life.currency),
        with_places(life.amount, life.currency),
        life.currency,
        life.contract,
        life.invoice,
        change.reason,
        life.first_found_on,
        life.fingerprint,
    )


def _finding(found: LocatedFinding, data: ReportInput) -> Sequence[Value]:
    finding = found.finding
    clauses = [p.evidence for p in finding.proofs if p.role is EvidenceRole.CONTRACT]
    return (
        found.code,
        check_name(found.slug),
        SEVERITY_WORDS[found.severity],
        DIRECTION_WORDS[finding.direction],
        finding.message,
        with_places(finding.amount, finding.currency),
        finding.currency,
        found.contract,
        found.invoice,
        finding.line,
        finding.expected,
        finding.actual,
        finding.working,
        date.fromisoformat(found.act_before) if found.act_before else None,
        found.state.value,
        decision_words(found, data.decisions.get(found.fingerprint, ())),
        finding.review,
        "\n".join(clause.quote for clause in clauses),
        "\n".join(f"{clause.file}, {where(clause)}" for clause in clauses),
        found.document,
        found.fingerprint,
    )


def _test(test: Test) -> Sequence[Value]:
    return (
        test.code,
        check_name(test.slug),
        RESULT_WORDS[test.result],
        test.contract,
        test.invoice,
        test.document,
        test.reason,
    )


def _not_applied(tests: Iterable[Test]) -> Iterable[Sequence[Value]]:
    """Count what did not apply by check and reason: most tests, and the least to look at."""
    counts = Counter(
        (test.code, test.slug, test.reason)
        for test in tests
        if test.result is Result.NOT_APPLICABLE
    )
    for (code, slug, reason), number in sorted(counts.items()):
        yield code, check_name(slug), reason, number


def _missing(one: Missing) -> Iterable[Sequence[Value]]:
    tests: int | None = one.tests
    for currency, amount in one.at_risk or (("", None),):
        yield (
            one.reason,
            tests,
            " ".join(one.codes),
            ", ".join(one.invoices),
            ", ".join(one.contracts),
            with_places(amount, currency),
            currency,
        )
        tests = None  # counted once, also where two currencies make two rows


def _terms(contract: Contract) -> Iterable[Sequence[Value]]:
    for term in contract.terms:
        yield (
            contract.stem,
            contract.contract.title,
            KIND_WORDS.get(term.kind, term.kind),
            term_words(term),
            term.evidence.quote,
            where(term.evidence),
            Decimal(f"{term.confidence:.2f}"),
            term.review,
            contract.confirmed,
        )


def _invoice(invoice: Invoice) -> Sequence[Value]:
    return (
        invoice.number,
        invoice.kind.replace("_", " "),
        invoice.issue_date,
        invoice.received_date,
        invoice.due_date,
        invoice.supplier.name,
        invoice.customer.name,
        invoice.currency,
        invoice.net_amount,
        invoice.tax_amount,
        invoice.total,
        invoice.purchase_order,
        invoice.contract_reference,
        len(invoice.lines),
        invoice.document.file,
    )
