"""The days on which a house does no business: public holidays of countries, and days of its own.

Source: the package ``holidays`` (python-holidays), official public holidays with the days on which
they are observed.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache

YEARS = range(2000, 2061)
"""Years whose holidays are known; invoices and due dates outside of them have Saturdays and Sundays only."""


@cache
def public_holidays(text: str) -> frozenset[date]:
    """Return the holidays of countries and regions, and single days, separated by commas.

    >>> sorted(str(day) for day in public_holidays("DE-BY, 2026-12-24") if day.month == 12)[-1]
    '2060-12-26'
    >>> date(2026, 12, 24) in public_holidays("DE-BY, 2026-12-24")
    True
    >>> public_holidays("DE-XX")
    Traceback (most recent call last):
    ...
    ValueError: "DE-XX" is no country and region; write codes as US, GB-ENG or DE-BY, or a day as 2026-12-24

    Raises:
        ValueError: a part is no code of a country or region, and no day.
    """
    parts = filter(None, (part.strip() for part in text.split(",")))
    return frozenset(day for part in parts for day in _days(part))


def _days(part: str) -> Iterator[date]:
    try:
        yield date.fromisoformat(part)
    except ValueError:
        yield from _of_place(part)


def _of_place(part: str) -> Iterator[date]:
    from holidays import country_holidays  # noqa: PLC0415 (only who names a country pays for it)

    country, _, region = part.partition("-")
    try:
        yield from country_holidays(country.upper(), subdiv=region or None, years=YEARS)
    except (NotImplementedError, ValueError) as error:
        msg = (
            f'"{part}" is no country and region; '
            "write codes as US, GB-ENG or DE-BY, or a day as 2026-12-24"
        )
        raise ValueError(msg) from error
