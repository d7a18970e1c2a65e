"""What readers of bank files share: text in any usual encoding, dates, amounts, one error."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from models.errors import DocumentError, ErrorCode
from models.evidence import Evidence

MOST_LINES = 200_000
_QUOTE = 400  # characters
_AMOUNT = re.compile(r"[+-]?(?:\d{1,18}(?:[.,]\d{0,6})?|[.,]\d{1,6})")
_CENTURY = 2000


def damaged(file: str, what: str) -> DocumentError:
    """Return the error of a bank file that is cut or is not what it says."""
    return DocumentError(
        ErrorCode.BANK_FILE_DAMAGED, what, where=file, do="Download the statement again."
    )


def decoded(data: bytes, file: str) -> str:
    """Return the text of a bank file: UTF-8, UTF-16 with its mark, else Windows-1252 or Latin-1.

    Raises:
        DocumentError: BANK_FILE_DAMAGED where the bytes are no text.
    """
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
        break
    raise damaged(file, "the file is no text.")


def amount_in(text: str, file: str, place: str) -> Decimal:
    """Read an amount with a point or a comma before its decimals and no other mark.

    >>> amount_in("1500,", "a.sta", "line 3"), amount_in("-12.50", "a.ofx", "line 9")
    (Decimal('1500'), Decimal('-12.50'))

    Raises:
        DocumentError: BANK_FILE_DAMAGED.
    """
    bare = text.strip()
    if not _AMOUNT.fullmatch(bare):
        raise damaged(file, f"{place} holds no amount: {bare[:40]!r}.")
    try:
        return Decimal(bare.replace(",", ".").rstrip("."))
    except InvalidOperation as error:  # pragma: no cover (the pattern is stricter)
        raise damaged(file, f"{place} holds no amount: {bare[:40]!r}.") from error


def day_in(text: str, file: str, place: str) -> date:
    """Read YYYYMMDD or YYMMDD (of this century), with or without hyphens.

    >>> day_in("260331", "a.sta", "line 3"), day_in("2026-03-31", "a.xml", "line 3")
    (datetime.date(2026, 3, 31), datetime.date(2026, 3, 31))

    Raises:
        DocumentError: BANK_FILE_DAMAGED.
    """
    match = re.match(r"(\d{4}|\d{2})-?(\d{2})-?(\d{2})(?!\d)", text.strip())
    try:
        if match:
            year = int(match[1]) + (_CENTURY if len(match[1]) == 2 else 0)  # noqa: PLR2004
            return date(year, int(match[2]), int(match[3]))
    except ValueError as error:
        raise damaged(file, f"{place} holds no date: {text[:40]!r}.") from error
    raise damaged(file, f"{place} holds no date: {text[:40]!r}.")


def quoted(text: str, file: str, anchor: str) -> Evidence:
    """Return the evidence of a movement: its own words and where they stand."""
    return Evidence(quote=" ".join(text.split())[:_QUOTE], file=file, anchor=anchor)


def plain(text: str | None) -> str | None:
    """Fold blanks; None where nothing is left."""
    return " ".join((text or "").split()) or None
