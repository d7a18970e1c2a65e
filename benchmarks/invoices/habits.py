"""How a house writes figures, money and dates."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_MARKS = {  # thousands, decimals
    "us": (",", "."),
    "eu": (".", ","),
    "swiss": ("'", "."),
    "thin": ("\u202f", ","),
    "plain": ("", "."),
    "comma": ("", ","),
}
_CODES = {"USD": "$", "EUR": "€", "GBP": "£", "CAD": "$", "AUD": "$", "CHF": "CHF"}
_FIRST_GROUP = 3


@dataclass(frozen=True, slots=True)
class Habits:
    """A house's way to write.

    ``money`` is a form such as "{sign}{figure}" or "{figure} {code}"; ``minus`` one of "-{}",
    "({})", "{}-"; ``dates`` is a form of strftime, where "%-d" is a day without its zero.
    """

    figures: str = "us"
    money: str = "{sign}{figure}"
    minus: str = "-{}"
    dates: str = "%d %b %Y"

    def figure(self, value: Decimal) -> str:
        """Write a number with as many decimals as it has."""
        thousands, decimals = _MARKS[self.figures]
        whole, _, rest = f"{abs(value):f}".partition(".")
        groups: list[str] = []
        while len(whole) > _FIRST_GROUP:
            whole, group = whole[:-_FIRST_GROUP], whole[-_FIRST_GROUP:]
            groups.insert(0, group)
        text = thousands.join([whole, *groups]) + (f"{decimals}{rest}" if rest else "")
        return self.minus.format(text) if value < 0 else text

    def amount(self, value: Decimal, currency: str) -> str:
        """Write money with its sign or code where the house writes one."""
        text = self.money.format(
            sign=_CODES[currency], code=currency, figure=self.figure(abs(value))
        )
        return self.minus.format(text) if value < 0 else text

    def day(self, value: date) -> str:
        """Write a date."""
        return value.strftime(self.dates)
