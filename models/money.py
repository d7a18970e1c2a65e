"""Money: an exact decimal amount and its ISO 4217 currency."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# ISO 4217 minor units that are not two digits.
MINOR_DIGITS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
CURRENCY_CODES = (
    "USD EUR GBP CAD AUD NZD CHF JPY CNY INR SGD HKD SEK NOK DKK ISK PLN CZK HUF RON BGN RSD UAH TRY ILS "
    "BRL MXN ARS CLP COP PEN UYU ZAR NGN KES GHS EGP MAD TND AED SAR QAR KWD BHD OMR JOD KRW TWD THB MYR "
    "IDR PHP VND PKR BDT LKR KZT GEL RUB"
).split()
"""ISO 4217 codes that documents of business are read for."""
_CENT = Decimal("0.01")
_MINOR_UNITS = {code: Decimal(1).scaleb(-digits) for code, digits in MINOR_DIGITS.items()}
CURRENCY_SIGNS = {
    "US$": "USD",
    "U.S.$": "USD",
    "C$": "CAD",
    "CA$": "CAD",
    "CAD$": "CAD",
    "CDN$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "R$": "BRL",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "₺": "TRY",
    "zł": "PLN",
    "Kč": "CZK",
    "RMB": "CNY",
    "Rs.": "INR",
    "Fr.": "CHF",
    "SFr.": "CHF",
}


class CurrencyMismatch(ValueError):
    """Two amounts in different currencies met in one sum or comparison."""


def minor_unit(currency: str | None) -> Decimal:
    """Return the smallest amount of a currency: 0.01 for USD, 1 for JPY, 0.01 when unknown.

    >>> minor_unit("JPY")
    Decimal('1')
    """
    return _MINOR_UNITS.get(currency or "", _CENT)


def to_minor(amount: Decimal, currency: str | None) -> Decimal:
    """Round half up to the currency's minor unit (check-catalogue rule, at each line).

    >>> to_minor(Decimal("2.345"), "USD")
    Decimal('2.35')
    """
    return amount.quantize(minor_unit(currency), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as written: ``Money(Decimal("1500.00"), "USD")``."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            msg = f"amount must be a finite Decimal, got {self.amount!r}"
            raise TypeError(msg)

    def __add__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.amount - other.amount, self.currency)

    def rounded(self) -> "Money":
        """Round half up to the minor unit."""
        return Money(to_minor(self.amount, self.currency), self.currency)

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            msg = f"{self.currency} and {other.currency}"
            raise CurrencyMismatch(msg)
