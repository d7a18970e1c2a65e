"""Elements of UBL 2.1, built with lxml, which escapes what texts hold."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, Self

from lxml import etree

_MAIN = "urn:oasis:names:specification:ubl:schema:xsd:"
_CAC = f"{_MAIN}CommonAggregateComponents-2"
_CBC = f"{_MAIN}CommonBasicComponents-2"
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CENT = Decimal("0.01")


class Part:
    """An element of aggregates and of values, added to in the order of the schema."""

    def __init__(self, element: etree._Element, currency: str) -> None:
        self._element = element
        self._currency = currency

    def part(self, path: str) -> Self:
        """Add aggregates, one within the other: "Party/PostalAddress"; return the last."""
        element = self._element
        for name in path.split("/"):
            element = etree.SubElement(element, f"{{{_CAC}}}{name}")
        return type(self)(element, self._currency)

    def put(self, name: str, value: str | None, **attributes: str) -> None:
        """Add a text; nothing where there is none."""
        text = " ".join(_UNWANTED.sub("\N{REPLACEMENT CHARACTER}", value or "").split())
        if text:
            etree.SubElement(self._element, f"{{{_CBC}}}{name}", attributes).text = text

    def day(self, name: str, value: date | None) -> None:
        """Add a day; nothing where there is none."""
        self.put(name, value.isoformat() if value else None)

    def amount(self, name: str, value: Decimal) -> None:
        """Add an amount in the invoice's currency, with two digits."""
        self.put(name, f"{value.quantize(_CENT) + 0:f}", currencyID=self._currency)

    def price(self, name: str, value: Decimal) -> None:
        """Add a price in the invoice's currency, with the digits it has."""
        self.put(name, f"{value:f}", currencyID=self._currency)

    def number(self, name: str, value: Decimal, **attributes: str) -> None:
        """Add a number."""
        self.put(name, f"{value:f}", **attributes)


def document(kind: str, currency: str) -> tuple[Part, etree._Element]:
    """Begin an "Invoice" or "CreditNote"."""
    names: Any = {None: f"{_MAIN}{kind}-2", "cac": _CAC, "cbc": _CBC}
    root = etree.Element(f"{{{_MAIN}{kind}-2}}{kind}", nsmap=names)
    return Part(root, currency), root
