"""A bank's export as CSV or XLSX, by headings that banks use (English and German).

Reads:  a date and an amount (or credit and debit in two columns); value date, currency, name,
        account, text, references and balance where there are such columns.
Leaves: rows without a date or an amount; each is named with the reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from extractors.bank.parts import plain, quoted
from extractors.facts.columns import (
    as_date,
    as_number,
    as_text,
    day_first,
    decimal_mark,
    heading,
)
from extractors.readers.spreadsheet import CellValue, read_sheets
from models.customs import AS_WRITTEN, Customs
from models.dates import NotADate
from models.errors import DocumentError, ErrorCode
from models.numbers import NotANumber
from models.payments import BankFile, BankLine, BankStatement

_HEADINGS = {
    "booked": "booking_date booked_on date transaction_date posting_date posted_date post_date "
    "entry_date paid_on buchungstag buchungsdatum datum",
    "valued": "value_date valued_on valuta valutadatum wertstellung wertstellungstag",
    "amount": "amount transaction_amount amount_eur amount_usd amount_gbp value betrag umsatz "
    "betrag_eur umsatz_in_eur",
    "credit": "credit credits credit_amount paid_in money_in deposit deposits haben gutschrift",
    "debit": "debit debits debit_amount paid_out money_out withdrawal withdrawals soll lastschrift",
    "currency": "currency ccy currency_code w_hrung waehrung",
    "name": "name counterparty counterparty_name payer payer_name payee payee_name customer "
    "debtor debtor_name beguenstigter_zahlungspflichtiger auftraggeber "
    "name_zahlungsbeteiligter zahlungspflichtiger",
    "account_of": "counterparty_account payer_account iban counterparty_iban kontonummer_iban "
    "iban_zahlungsbeteiligter",
    "own": "account account_number own_account auftragskonto iban_auftragskonto",
    "text": "description details text memo narrative remittance remittance_information "
    "remittance_text payment_details transaction_details message verwendungszweck buchungstext",
    "reference": "reference invoice_number invoice invoice_no payment_reference customer_reference "
    "kundenreferenz",
    "end": "end_to_end_id end_to_end_reference endtoendid kundenreferenz_end_to_end",
    "id": "id transaction_id bank_reference bank_id fitid transaction_reference",
    "balance": "balance running_balance saldo saldo_nach_buchung",
}
_COLUMN = {name: column for column, names in _HEADINGS.items() for name in names.split()}
_ONLY_BANKS = frozenset(
    "booking_date booked_on posting_date posted_date post_date transaction_date value_date valuta "
    "buchungstag buchungsdatum valutadatum wertstellung verwendungszweck fitid transaction_id "
    "bank_reference end_to_end_id running_balance saldo counterparty counterparty_name payer "
    "payer_name paid_in money_in remittance_information auftragskonto".split()
)
"""Headings that no invoice and no table of facts has beside a date and an amount."""
_LAST_HEADER_ROW = 20


@dataclass(frozen=True, slots=True)
class _Table:
    columns: dict[str, int]
    header: int
    rows: list[list[CellValue]]
    file: str
    customs: Customs
    first: bool | None
    mark: str

    def cell(self, row: list[CellValue], name: str) -> CellValue:
        index = self.columns.get(name)
        return row[index] if index is not None and index < len(row) else None

    def text(self, row: list[CellValue], name: str) -> str | None:
        return plain(as_text(self.cell(row, name)))

    def number(self, row: list[CellValue], name: str) -> Decimal | None:
        cell = self.cell(row, name)
        return None if cell is None else as_number(cell, mark=self.mark)

    def day(self, row: list[CellValue], name: str) -> date | None:
        cell = self.cell(row, name)
        return None if cell is None else as_date(cell, first=self.first, customs=self.customs)


def read_table(data: bytes, file: str, customs: Customs = AS_WRITTEN) -> BankFile:
    """Read a bank's export.

    Raises:
        DocumentError: BANK_FILE_UNKNOWN where no row holds headings of a date and an amount; what
            `read_sheets` raises.
    """
    for sheet in read_sheets(data, file):
        table = _table(sheet.rows, file, customs)
        if table is not None:
            return _read(table)
    raise DocumentError(
        ErrorCode.BANK_FILE_UNKNOWN,
        "no row of the table holds the headings of a bank's export (a date and an amount).",
        where=file,
        do="See the formats and headings in docs/guide-payments.md.",
    )


def is_bank_table(rows: list[list[CellValue]]) -> bool:
    """Whether a sheet is a bank's export: a date, an amount, and what only banks tell with them."""
    for row in rows[:_LAST_HEADER_ROW]:
        names = {heading(cell) for cell in row}
        columns = {_COLUMN[name] for name in names & _COLUMN.keys()}
        if "booked" in columns and columns & {"amount", "credit", "debit"}:
            return bool(names & _ONLY_BANKS or columns & {"credit", "balance"})
    return False


def _table(rows: list[list[CellValue]], file: str, customs: Customs) -> _Table | None:
    for number, row in enumerate(rows[:_LAST_HEADER_ROW]):
        columns: dict[str, int] = {}
        for index, cell in enumerate(row):
            if column := _COLUMN.get(heading(cell)):
                columns.setdefault(column, index)
        if "booked" not in columns or not columns.keys() & {"amount", "credit", "debit"}:
            continue
        body = rows[number + 1 :]

        def cells(name: str, columns: dict[str, int] = columns) -> list[CellValue]:
            at = columns.get(name)
            return [r[at] if at is not None and at < len(r) else None for r in body]  # noqa: B023

        told = day_first([*cells("booked"), *cells("valued")])
        amounts = [c for name in ("amount", "credit", "debit", "balance") for c in cells(name)]
        return _Table(
            columns=columns,
            header=number,
            rows=rows,
            file=file,
            customs=customs,
            first=customs.day_first if told is None else told,
            mark=decimal_mark(amounts),
        )
    return None


def _read(table: _Table) -> BankFile:
    accounts: dict[str | None, list[BankLine]] = {}
    balances: list[tuple[Decimal, Decimal]] = []
    refused: list[str] = []
    for number, row in enumerate(table.rows[table.header + 1 :], start=table.header + 2):
        if not any(cell is not None for cell in row):
            continue
        try:
            line = _line(table, row, number)
        except (NotADate, NotANumber) as error:
            refused.append(f"row {number}: {error}")
            continue
        if isinstance(line, str):
            refused.append(f"row {number}: {line}")
            continue
        accounts.setdefault(table.text(row, "own"), []).append(line)
        if (balance := _balance(table, row)) is not None:
            balances.append((line.amount, balance))
    whole = len(accounts) == 1 and not refused
    warnings = tuple(_out_of_step(balances)) if whole else ()
    statements = tuple(
        BankStatement(account, None, lines[0].currency, tuple(lines), warnings=warnings)
        for account, lines in accounts.items()
    )
    return BankFile("table", statements, tuple(refused))


def _line(table: _Table, row: list[CellValue], number: int) -> BankLine | str:
    booked, amount = table.day(row, "booked"), _amount(table, row)
    if booked is None:
        return "the date is missing"
    if amount is None:
        return "the amount is missing"
    words = "; ".join(
        f"{as_text(table.rows[table.header][i])}: {as_text(cell)}"
        for i, cell in enumerate(row)
        if cell is not None and i < len(table.rows[table.header])
    )
    return BankLine(
        booked_on=booked,
        amount=amount,
        currency=(table.text(row, "currency") or "").upper() or None,
        valued_on=table.day(row, "valued"),
        counterparty=table.text(row, "name"),
        counterparty_account=table.text(row, "account_of"),
        text=table.text(row, "text") or "",
        reference=table.text(row, "reference"),
        end_to_end_id=table.text(row, "end"),
        bank_id=table.text(row, "id"),
        evidence=quoted(words, table.file, f"row {number}"),
    )


def _amount(table: _Table, row: list[CellValue]) -> Decimal | None:
    if "amount" in table.columns:
        return table.number(row, "amount")
    came, went = table.number(row, "credit"), table.number(row, "debit")
    if came is None and went is None:
        return None
    return abs(came or Decimal(0)) - abs(went or Decimal(0))


def _balance(table: _Table, row: list[CellValue]) -> Decimal | None:
    try:
        return table.number(row, "balance")
    except NotANumber:
        return None


def _out_of_step(balances: list[tuple[Decimal, Decimal]]) -> Iterator[str]:
    """Say once where the running balance and the movements disagree, oldest or newest first."""
    pairs = list(pairwise(balances))
    older_first = sum(before[1] + after[0] == after[1] for before, after in pairs)
    newer_first = sum(after[1] + before[0] == before[1] for before, after in pairs)
    wrong = len(pairs) - max(older_first, newer_first)
    if wrong:
        yield (
            f"The running balance does not follow from the movements in {wrong} of {len(pairs)} "
            "rows. Lines may be missing or doubled; ask the bank for it again."
        )
