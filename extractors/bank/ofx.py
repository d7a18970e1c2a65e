"""OFX and QFX: version 1.x is SGML without closing tags, 2.x is XML; one reader takes both.

Reads:  bank and credit card statements (STMTRS, CCSTMTRS), their STMTTRN and LEDGERBAL.
Leaves: investments and loans.  OFX names no opening balance, so nothing is added up.
Source: Open Financial Exchange 1.0.2, 1.6 and 2.2, chapter 11.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.bank.parts import MOST_LINES, amount_in, damaged, day_in, decoded, plain, quoted
from models.errors import DocumentError, ErrorCode
from models.payments import BankFile, BankLine, BankStatement

_TOKEN = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z0-9_.]+)\s*(?P<empty>/?)>(?P<value>[^<]*)")
_STATEMENTS = frozenset(("STMTRS", "CCSTMTRS"))
_KEPT = frozenset(("STMTTRN", "LEDGERBAL", "CURRENCY", "ORIGCURRENCY", "PAYEE")) | _STATEMENTS
_HARMFUL = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(slots=True)
class _Statement:
    values: dict[str, str] = field(default_factory=dict)
    balance: dict[str, str] = field(default_factory=dict)
    lines: list[BankLine] = field(default_factory=list)


def read_ofx(data: bytes, file: str) -> BankFile:
    """Read a statement in OFX or QFX.

    Raises:
        DocumentError: BANK_FILE_DAMAGED (cut, or a movement without a date or an amount);
            XML_DOCTYPE.
    """
    text = decoded(data, file)
    if _HARMFUL.search(text):
        raise DocumentError(
            ErrorCode.XML_DOCTYPE,
            "the file declares a document type, which statements never need and attacks use.",
            where=file,
            do="Download the statement again from the bank.",
        )
    statements = [_finished(one, file) for one in _statements(text, file)]
    if not statements:
        raise damaged(file, "the file holds no statement of an account.")
    return BankFile("OFX", tuple(statements))


def _statements(text: str, file: str) -> Iterator[_Statement]:
    """Walk the tags; an element without a value opens an aggregate."""
    walk = _Walk(file)
    line, at = 1, 0
    for token in _TOKEN.finditer(text):
        line += text.count("\n", at, token.start())
        at = token.start()
        name, value = token["name"].upper(), html.unescape(token["value"]).strip()
        if token["close"]:
            walk.close(name)
        elif value:
            walk.keep(name, value)
        elif not token["empty"]:
            walk.open(name, line)
    if not walk.ended or walk.current is not None:
        raise damaged(file, "the file is cut: its closing tag is missing.")
    yield from walk.done


@dataclass(slots=True)
class _Walk:
    """Where the walk over the tags stands."""

    file: str
    done: list[_Statement] = field(default_factory=list)
    current: _Statement | None = None
    entry: dict[str, str] | None = None
    within: list[str] = field(default_factory=list)
    ended: bool = False

    def open(self, name: str, line: int) -> None:
        if name not in _KEPT:
            return
        self.within.append(name)
        if name in _STATEMENTS:
            self.current = _Statement()
        elif name == "STMTTRN":
            self.entry = {"line": str(line)}

    def keep(self, name: str, value: str) -> None:
        if self.current is None or not self.within:
            return
        inner = self.within[-1]
        if self.entry is not None:
            self.entry[name if inner == "STMTTRN" else f"{inner}/{name}"] = value
        elif inner == "LEDGERBAL":
            self.current.balance[name] = value
        else:
            self.current.values.setdefault(name, value)

    def close(self, name: str) -> None:
        self.ended = self.ended or name == "OFX"
        if name in self.within:
            del self.within[self.within.index(name) :]
        if self.current is None:
            return
        if name == "STMTTRN" and self.entry is not None:
            self.current.lines.append(_line(self.entry, self.current, self.file))
            self.entry = None
            if len(self.current.lines) > MOST_LINES:
                raise damaged(self.file, f"a statement holds more than {MOST_LINES} movements.")
        elif name in _STATEMENTS:
            self.done.append(self.current)
            self.current = None


def _line(entry: dict[str, str], current: _Statement, file: str) -> BankLine:
    place = f"line {entry['line']}"
    if "DTPOSTED" not in entry or "TRNAMT" not in entry:
        raise damaged(file, f"{place}: the movement has no date or no amount.")
    quote = "; ".join(f"{name}: {value}" for name, value in entry.items() if name != "line")
    return BankLine(
        booked_on=day_in(entry["DTPOSTED"][:8], file, place),
        amount=amount_in(entry["TRNAMT"], file, place),
        currency=entry.get("CURRENCY/CURSYM") or current.values.get("CURDEF"),
        valued_on=day_in(entry["DTAVAIL"][:8], file, place) if "DTAVAIL" in entry else None,
        counterparty=plain(entry.get("NAME") or entry.get("PAYEE/NAME")),
        text=plain(entry.get("MEMO")) or "",
        reference=plain(entry.get("REFNUM")) or plain(entry.get("CHECKNUM")),
        bank_id=plain(entry.get("FITID")),
        evidence=quoted(quote, file, place),
    )


def _finished(statement: _Statement, file: str) -> BankStatement:
    balance = statement.balance.get("BALAMT")
    closing: Decimal | None = amount_in(balance, file, "LEDGERBAL") if balance else None
    return BankStatement(
        account=plain(statement.values.get("ACCTID")),
        number=None,
        currency=plain(statement.values.get("CURDEF")),
        lines=tuple(statement.lines),
        closing=closing,
    ).checked()
