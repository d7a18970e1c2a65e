"""How figures, dates and codes are written for people.

Amounts are grouped by thousands with a true minus; dates are 2026-03-31 in tables and
"31 March 2026" in sentences.
"""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from models.findings import Direction, Result, Severity
from models.money import MINOR_DIGITS

MINUS = "\N{MINUS SIGN}"
THIN = "\N{NARROW NO-BREAK SPACE}"
MONTHS = (
    "January February March April May June July August September October November December".split()
)
SUBJECTS = {
    "ID": "Identity",
    "AR": "Arithmetic",
    "PR": "Pricing",
    "QT": "Quantity",
    "TM": "Time",
    "PT": "Payment terms",
    "MS": "Milestones",
    "CP": "Caps and minimums",
    "TX": "Tax",
    "EX": "Expenses",
    "DU": "Duplicates",
    "CO": "Completeness",
    "RC": "Payments",
    "AU": "Authorisation",
    "CT": "Contract defects",
}
DIRECTION_WORDS = {
    Direction.OVERBILLED: "Overbilled",
    Direction.UNDERBILLED: "Underbilled",
    Direction.NEUTRAL: "Neutral",
}
DIRECTION_SIGNS = {
    Direction.OVERBILLED: "\N{UPWARDS ARROW}",
    Direction.UNDERBILLED: "\N{DOWNWARDS ARROW}",
    Direction.NEUTRAL: "\N{LEFT RIGHT ARROW}",
}
SEVERITY_WORDS = {
    Severity.HIGH: "High",
    Severity.MEDIUM: "Medium",
    Severity.LOW: "Low",
    Severity.INFO: "Info",
}
RESULT_WORDS = {
    Result.PASS: "Passed",
    Result.FINDING: "Finding",
    Result.NOT_APPLICABLE: "Not applicable",
    Result.CANNOT_TELL: "Cannot tell",
}
# Characters that have no place in a page: controls, halves of surrogate pairs, and the
# marks that turn the direction of writing, with which a document could show another amount.
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_ANCHOR = re.compile(r"t(\d+)r(\d+)(?:c(\d+))?|p(\d+)")
# A part of an XML document: the last element of its path, and which of its kind it is.
_ELEMENT = re.compile(r"(?:.*/)?(?:\w+:)?([A-Za-z]\w*)(?:\[(\d+)\])?")
_LINES = ("InvoiceLine", "CreditNoteLine", "IncludedSupplyChainTradeLineItem")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LONG_AMOUNT = re.compile(r"(?<![\w.,\-/])\d{4,}\.\d+(?![\w.\-/]|,\d)")


def clean(text: str) -> str:
    """Replace characters that have no place in a page."""
    return _UNWANTED.sub("\N{REPLACEMENT CHARACTER}", text)


def plain(value: Decimal, currency: str | None = None) -> str:
    """Write an amount for a machine: plain digits, at least the currency's minor digits.

    >>> plain(Decimal("1225"), "USD"), plain(Decimal("1E+3"), "JPY")
    ('1225.00', '1000')
    """
    return f"{value:.{_digits(value, currency)}f}"


def with_places(value: Decimal | None, currency: str | None) -> Decimal | None:
    """Give an amount the decimals of its currency, so that a column of a sheet stands in line.

    >>> with_places(Decimal("1225"), "USD"), with_places(Decimal("0.0025"), "USD")
    (Decimal('1225.00'), Decimal('0.0025'))
    """
    return None if value is None else Decimal(plain(value, currency))


def money(value: Decimal, currency: str | None = None) -> str:
    """Write an amount for a person, without its currency.

    >>> money(Decimal("1225.5"), "USD")
    '1,225.50'
    """
    return f"{value:,.{_digits(value, currency)}f}".replace("-", MINUS)


def with_currency(value: Decimal, currency: str | None) -> str:
    """Write an amount with the currency code after a thin space."""
    return f"{money(value, currency)}{THIN}{currency}" if currency else money(value)


def quantity(value: Decimal) -> str:
    """Write a quantity or a percent as short as it is exact.

    >>> quantity(Decimal("1200.50")), quantity(Decimal("30"))
    ('1,200.5', '30')
    """
    text = f"{value:,f}".replace("-", MINUS)
    return text.rstrip("0").rstrip(".") if "." in text else text


def long_date(day: date) -> str:
    """Write a date for a sentence.

    >>> long_date(date(2026, 3, 31))
    '31 March 2026'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def count(number: int, noun: str, plural: str = "") -> str:
    """Write a number of things.

    >>> count(1, "invoice"), count(2, "entry", "entries")
    ('1 invoice', '2 entries')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


@lru_cache(maxsize=1_000)  # of some hundred checks, asked for by each of their tests
def check_name(slug: str) -> str:
    """Write a check's slug as words.

    >>> check_name("due-date-differs")
    'Due date differs'
    """
    return slug.replace("-", " ").capitalize()


def subject(code: str) -> str:
    """Name the subject of a code: PR101 is "Pricing"."""
    return SUBJECTS.get(code[:2], code[:2])


def file_name(path: str) -> str:
    """Return a file's name without the folders of the machine it lay on.

    >>> file_name("/home/ann/case/invoices/7.pdf")
    '7.pdf'
    """
    return path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def place(anchor: str) -> str:
    """Say an anchor in words.

    >>> place("p42"), place("t3r2c1"), place("t3r2"), place("/Invoice/InvoiceLine[2]")
    ('paragraph 42', 'table 3, row 2, cell 1', 'table 3, row 2', 'line 2')
    >>> place("/Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount"), place("Stmt/Ntry[12]")
    ('payable amount', 'entry 12')
    """
    match = _ANCHOR.fullmatch(anchor)
    if not match:
        return _element(anchor) if "/" in anchor else anchor
    table, row, cell, paragraph = match.groups()
    if paragraph:
        return f"paragraph {paragraph}"
    return f"table {table}, row {row}" + (f", cell {cell}" if cell else "")


def grouped(text: str) -> str:
    """Write the amounts of a sum that was worked out by thousands, for a person to read.

    Amounts are told by their decimals; days, years and numbers of documents stay as they are.

    >>> grouped("2400.00 x 1.04 = 2496.00; TA-2011 of 2026-06")
    '2,400.00 x 1.04 = 2,496.00; TA-2011 of 2026-06'
    """
    return _LONG_AMOUNT.sub(lambda found: f"{Decimal(found[0]):,f}", text)


def _element(path: str) -> str:
    """Say which part of an XML document a path leads to."""
    match = _ELEMENT.fullmatch(path)
    if not match:
        return path.rsplit("/", 1)[-1] or path
    name, which = match.groups()
    if name in _LINES:
        return f"line {which or 1}"
    if name == "TxDtls":
        return f"{_element(path.rpartition('/')[0])}, part {which or 1}"
    words = "entry" if name == "Ntry" else _CAPITAL.sub(" ", name).lower()
    return f"{words} {which}" if which else words


def _digits(value: Decimal, currency: str | None) -> int:
    exponent = value.normalize().as_tuple().exponent
    own = max(-exponent, 0) if isinstance(exponent, int) else 0
    return max(own, MINOR_DIGITS.get(currency or "", 2))
