"""Gathers an invoice while a file is read: values, the words that prove them, and notices."""

import hashlib
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from models.evidence import Evidence
from models.invoices import (
    Invoice,
    InvoiceDocument,
    InvoiceKind,
    InvoiceLine,
    InvoiceParty,
    InvoiceSource,
)
from models.money import CURRENCY_SIGNS

_MOST_EXPONENT = 12
_MOST_DIGITS = 24
_LONGEST_TEXT = 1000
_PARTY_FIELDS = ("name", "tax_id", "iban")
_SIGNED = ("net_amount", "tax_amount", "total", "rounding_amount", "prepaid_amount", "amount_due")


@dataclass(frozen=True, slots=True)
class Home:
    """The file that is read, and as what."""

    file: str
    sha256: str
    source: InvoiceSource

    @classmethod
    def of(cls, data: bytes, file: str, source: InvoiceSource) -> "Home":
        """Name the file by its bytes."""
        return cls(file, hashlib.sha256(data).hexdigest(), source)

    def evidence(self, quote: str, anchor: str | None = None) -> Evidence:
        """Quote words that stand at ``anchor``: a row, an element path."""
        return Evidence(quote=quote, file=self.file, sha256=self.sha256, anchor=anchor)


@dataclass(slots=True)
class Draft:
    """An invoice in the making.  Keys are those of invoice/1 ("supplier.name")."""

    home: Home
    values: dict[str, Any] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    lines: list[InvoiceLine] = field(default_factory=list)
    adjustments: list[InvoiceLine] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    review: bool = False

    def put(self, key: str, value: object, evidence: Evidence | None = None) -> None:
        """Keep a value unless it is unknown or one is kept already."""
        if value is None or key in self.values:
            return
        if isinstance(value, str) and len(value) > _LONGEST_TEXT:
            self.doubt(f"The {key} is longer than any: {value[:40]!r}...")
            value = value[:_LONGEST_TEXT]
        if key == "currency":
            value = self._currency(str(value))
            if value is None:
                return
        self.values[key] = value
        if evidence is not None:
            self.evidence[key] = evidence

    def _currency(self, text: str) -> str | None:
        """ISO 4217, from a code or a sign."""
        code = CURRENCY_SIGNS.get(text.strip(), text.strip().upper())
        if re.fullmatch(r"[A-Z]{3}", code):
            return code
        self.doubt(f"This is no currency: {text[:40]!r}.")
        return None

    def doubt(self, notice: str) -> None:
        """Say what a person should look at."""
        self.review = True
        if notice not in self.notices:
            self.notices.append(notice)

    def invoice(self) -> Invoice:
        """Build the invoice; a credit note's amounts are turned positive."""
        values = dict(self.values)
        if account := values.get("supplier.iban"):
            values["supplier.iban"] = plain_account(account)
        parties = {
            role: InvoiceParty(
                **{name: values.pop(f"{role}.{name}", None) for name in _PARTY_FIELDS}
            )
            for role in ("supplier", "customer")
        }
        lines, adjustments = tuple(self.lines), tuple(self.adjustments)
        if values.get("kind") is InvoiceKind.CREDIT_NOTE and _is_negative(values, lines):
            values |= {key: -values[key] for key in _SIGNED if key in values}
            lines = tuple(_turned(line) for line in lines)
            adjustments = tuple(_turned(line) for line in adjustments)
        return Invoice(
            document=InvoiceDocument(
                file=self.home.file, sha256=self.home.sha256, source=self.home.source
            ),
            **values,
            **parties,
            lines=lines,
            adjustments=adjustments,
            evidence=self.evidence,
            review=self.review,
            notices=tuple(self.notices),
        )


def plain_account(text: str) -> str:
    """Write an IBAN without its spaces; another account stays as printed.

    >>> plain_account("DE34 5019 0000 0012 3456 78"), plain_account("2651 / 239")
    ('DE34501900000012345678', '2651 / 239')
    """
    return re.sub(r"\s", "", text) if re.match(r"[A-Z]{2}\d{2}[\sA-Z0-9]{8,}$", text) else text


def sane(number: Decimal | None) -> Decimal | None:
    """Drop what no invoice states: an amount of 25 digits or a millionth of a millionth.

    >>> sane(Decimal("12.50")), sane(Decimal("1e40"))
    (Decimal('12.50'), None)
    """
    if number is None or not number.is_finite():
        return None
    exponent = number.as_tuple().exponent
    small = isinstance(exponent, int) and exponent >= -_MOST_EXPONENT
    return number if small and number.adjusted() < _MOST_DIGITS else None


def _is_negative(values: dict[str, Any], lines: tuple[InvoiceLine, ...]) -> bool:
    total = values.get("total", values.get("net_amount"))
    if total is None:
        total = sum((line.amount or Decimal(0) for line in lines), Decimal(0))
    return bool(total < 0)


def _turned(line: InvoiceLine) -> InvoiceLine:
    """Turn the sign of a line: its amount, and the factor that carried the minus, if one did."""
    factor = "unit_price" if (line.unit_price or 0) < 0 else "quantity"
    product = (line.quantity or Decimal(0)) * (line.unit_price or Decimal(0))
    carried = product * (line.amount or Decimal(0)) >= 0
    keys = ("amount", "discount", factor) if carried else ("amount", "discount")
    update = {key: -value for key in keys if (value := getattr(line, key)) is not None}
    return line.model_copy(update=update)
