"""BAI2, the cash management balance reporting format of United States banks.

Reads:  records 01, 02, 03, 16, 88, 49, 98, 99; type codes 100 to 399 are credits, 400 to 699
        debits; amounts have the currency's own minor digits and no mark.
Leaves: summary rows of record 03 other than opening (010) and closing (015) balance.
Source: BAI "Cash Management Balance Reporting Specifications", version 2; control totals of
        records 49 are checked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from extractors.bank.parts import MOST_LINES, damaged, day_in, decoded, plain, quoted
from models.money import minor_unit
from models.payments import BankFile, BankLine, BankStatement

_CREDITS, _DEBITS = range(100, 400), range(400, 700)
_RETURNS = frozenset(("555", "557"))  # a deposited item that comes back
_CODES = frozenset(("01", "02", "03", "16", "88", "49", "98", "99"))


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    code: str
    fields: list[str]
    text: str


@dataclass(slots=True)
class _Account:
    """One account while it is read; ``total`` is the sum of all amounts, in minor units."""

    number: str
    currency: str
    on: date
    balances: dict[str, Decimal] = field(default_factory=dict)
    lines: list[BankLine] = field(default_factory=list)
    total: int = 0
    records: int = 1
    warnings: list[str] = field(default_factory=list)


def read_bai2(data: bytes, file: str) -> BankFile:
    """Read a balance report.

    Raises:
        DocumentError: BANK_FILE_DAMAGED: a record that cannot be read, or no record 99.
    """
    statements: list[BankStatement] = []
    account: _Account | None = None
    on, currency, ended = date.min, "USD", False
    for record in _records(decoded(data, file), file):
        place = f"line {record.line}"
        if record.code == "02":
            on = day_in(_at(record, 4), file, place)
            currency = _at(record, 6) or "USD"
        elif record.code == "03":
            account = _account(record, on, currency, file)
        elif record.code == "16" and account is not None:
            _entry(record, account, file)
        elif record.code == "49" and account is not None:
            statements.append(_closed(record, account, file))
            account = None
        elif record.code == "16":
            raise damaged(file, f"{place}: a movement stands outside an account.")
        ended = record.code == "99"
    if not ended or account is not None:
        raise damaged(file, "the file is cut: its last record (99) is missing.")
    if not statements:
        raise damaged(file, "the file holds no account.")
    return BankFile("BAI2", tuple(statements))


def _records(text: str, file: str) -> Iterator[_Record]:
    """Yield logical records: those of code 88 go on with the one before."""
    held: _Record | None = None
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line:
            continue
        code, rest = line[:2], line[3:]
        if code not in _CODES or line[2:3] not in (",", "/", ""):
            raise damaged(file, f"line {number} is no record of BAI2: {line[:20]!r}.")
        if code == "88":
            if held is None:
                raise damaged(file, f"line {number} goes on with no record.")
            more = _split(rest)
            if held.code == "16":  # what goes on is text, which may hold commas
                held = _Record(held.line, held.code, held.fields, f"{held.text}\n{line}")
                held.fields.append("\n" + rest.removesuffix("/"))
            else:
                held = _Record(held.line, held.code, [*held.fields, *more], f"{held.text}\n{line}")
            continue
        if held is not None:
            yield held
        held = _Record(number, code, _split(rest), line)
    if held is not None:
        yield held


def _split(rest: str) -> list[str]:
    return [part.strip() for part in rest.removesuffix("/").split(",")]


def _at(record: _Record, place: int) -> str:
    """Return a field by its place in the specification; 1 is the record code itself."""
    index = place - 1
    return record.fields[index] if index < len(record.fields) else ""


def _account(record: _Record, on: date, currency: str, file: str) -> _Account:
    found = _Account(_at(record, 1), _at(record, 2) or currency, on)
    found.records += record.text.count("\n")
    unit, rest = minor_unit(found.currency), record.fields[2:]
    while rest and rest[0]:
        code, amount, _, funds = (*rest[:4], "", "", "", "")[:4]
        if amount:
            whole = _whole(amount, record, file)
            found.total += whole
            found.balances[code] = whole * unit
        rest = rest[4 + _funds(funds, rest[4:], record, file) :]
    return found


def _entry(record: _Record, account: _Account, file: str) -> None:
    code, whole = _at(record, 1), _whole(_at(record, 2), record, file)
    if not code.isdigit():
        raise damaged(file, f"line {record.line} has no type code: {code!r}.")
    account.total += whole
    account.records += 1 + record.text.count("\n")
    if whole == 0 or int(code) not in (*_CREDITS, *_DEBITS):
        return
    if len(account.lines) >= MOST_LINES:
        raise damaged(file, f"an account holds more than {MOST_LINES} movements.")
    sign = 1 if int(code) in _CREDITS else -1
    skip = 3 + _funds(_at(record, 3), record.fields[3:], record, file)
    bank, customer, *text = (*record.fields[skip:], "", "")
    words = ",".join(text).replace(",\n", " ").rstrip(", ")
    account.lines.append(
        BankLine(
            booked_on=account.on,
            amount=sign * whole * minor_unit(account.currency),
            currency=account.currency,
            text=plain(words) or "",
            reference=plain(customer) if customer.strip("0") else None,
            bank_id=plain(bank) if bank.strip("0") else None,
            reversal=code in _RETURNS,
            evidence=quoted(record.text, file, f"line {record.line}"),
        )
    )


def _funds(kind: str, rest: list[str], record: _Record, file: str) -> int:
    """Return how many fields tell when the money can be used."""
    fixed = {"": 0, "0": 0, "1": 0, "2": 0, "Z": 0, "V": 2, "S": 3}
    if kind.upper() in fixed:
        return fixed[kind.upper()]
    if kind.upper() == "D" and rest and rest[0].isdigit():
        return 1 + 2 * int(rest[0])
    raise damaged(file, f"line {record.line} has an unknown funds type: {kind[:10]!r}.")


def _closed(record: _Record, account: _Account, file: str) -> BankStatement:
    place = f"line {record.line}"
    told = _whole(_at(record, 1), record, file)
    if told != account.total:
        account.warnings.append(
            f"{place}: the bank's control total of account {account.number} is {told}, the "
            f"amounts give {account.total}. Lines may be missing; ask the bank for it again."
        )
    count = _at(record, 2)
    if count.isdigit() and int(count) != account.records + 1:
        account.warnings.append(
            f"{place}: account {account.number} should have {count} records and has "
            f"{account.records + 1}. Lines may be missing; ask the bank for it again."
        )
    return BankStatement(
        account=account.number or None,
        number=account.on.isoformat(),
        currency=account.currency,
        lines=tuple(account.lines),
        opening=account.balances.get("010"),
        closing=account.balances.get("015"),
        warnings=tuple(account.warnings),
    ).checked()


def _whole(text: str, record: _Record, file: str) -> int:
    bare = text.strip()
    digits = bare.removeprefix("-").removeprefix("+")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 18:  # noqa: PLR2004
        raise damaged(file, f"line {record.line} holds no amount: {bare[:40]!r}.")
    return -int(digits) if bare.startswith("-") else int(digits)
