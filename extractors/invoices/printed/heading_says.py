"""What the headings of a line table say of the cells below them: "Hours", "Per 1,000", "Week ending"."""

import re
from collections.abc import Sequence

from extractors.invoices.printed.column_roles import PER_MANY
from extractors.invoices.printed.columns import Column
from extractors.invoices.units import WORDS, unit_of_word

_WEEK = re.compile(
    r"w[./]?[ce]\b|week (?:ending|ended|end|commencing|beginning|starting|of)\b", re.IGNORECASE
)
_TIMES = frozenset(("hour", "day"))


def counted_in(columns: Sequence[Column]) -> str | None:
    """The unit that the heading of the quantities names: "Hours", "Std.", "Consumption (kWh)"."""
    heads = next((c.heading for c in columns if c.role == "quantity"), "")
    last = heads.split()[-1] if heads.strip() else ""
    unit = unit_of_word(last.strip(" .()"))
    told = last.strip("().").lower() in WORDS if last.startswith("(") else unit in _TIMES
    return unit if told else None


def priced_for(columns: Sequence[Column]) -> str | None:
    """The number of units that the heading of the prices names: "Price per 1,000"."""
    heads = (PER_MANY.search(c.heading) for c in columns if c.role == "unit_price")
    return next((re.sub(r"\D", "", match["many"]) for match in heads if match), None)


def weeks_in(columns: Sequence[Column]) -> str | None:
    """The words of a heading that say which day of a week its dates are: "Week ending"."""
    heads = (_WEEK.match(c.heading) for c in columns if c.role == "period")
    return next((match[0] for match in heads if match), None)
