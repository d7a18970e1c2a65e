"""Units of several: "per thousand pages", "for every 15 minutes", "per $1,000 of volume".

A price for many is no price for one: without the number an invoice would look a hundred times too
high or too low.
"""

import re

_PER_MONEY = re.compile(
    r"""
    ^ [\s,)]{0,3} (?: \([^)]{0,30}\)\s )? (?: per | / | (?:for|on)\s(?:each|every) ) \s? (?:additional\s)?
    (?P<sum> (?: (?:US|U\.S\.|A|C)?[$] | [€£] | (?:USD|EUR|GBP|CHF|CAD|AUD)\b ) \s? \d[\d,]*(?:\.\d+)? (?: \s(?:thousand|million|billion)\b )?
      (?: \s (?: of (?: \s(?!that|which|in\b|per\b|or\b|for\b|to\b)[a-z-]+ ){1,3} | (?:traded|processed|financed|insured|invested|transacted|funded|settled|collected) ) \b )? )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NO_MULTIPLE = re.compile(r"(?i)\b(?:first|times|multiplied|number)\b")
_PARTS_OF_HOUR = {
    ("15", "minute"): "quarter-hour",
    ("30", "minute"): "half-hour",
    ("60", "minute"): "hour",
}


def several(many: str, lead: str, unit: str, printed: str) -> str:
    """Return the unit of a price for ``many``; ``lead`` are the words from the sum to the number.

    A half and a quarter of an hour have names of their own; the first 500 are a tier.

    >>> several("1,000", " per ", "page", "pages"), several("30", " each ", "minute", "minutes")
    ('1000 pages', 'half-hour')
    >>> several("500", " for the first ", "user", "users")
    'user'
    """
    number = many.lower().replace(",", "")
    if number == "1" or _NO_MULTIPLE.search(lead):
        return unit
    return _PARTS_OF_HOUR.get((number, unit), f"{number} {printed.lower()}")


def sum_after(after: str) -> tuple[str, int] | None:
    """Return a sum of money that a price is for, as printed, and its end.

    >>> sum_after(" per $1,000 of loan volume.")
    ('$1,000 of loan volume', 26)
    """
    match = _PER_MONEY.match(after)
    return (" ".join(match["sum"].split()), match.end()) if match else None
