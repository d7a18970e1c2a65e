"""Units of several: "per thousand pages", "for every 15 minutes", "per $1,000 of volume".

A price for many is no price for one: without the number an invoice would look a hundred times too
high or too low.
"""

import re

from extractors.wording import phrase

_PER_MONEY = re.compile(
    r"""
    ^ [\s,)]{0,3} (?: \([^)]{0,30}\)\s )? (?: per | / | (?:for|on)\s(?:each|every) ) \s? (?:additional\s)?
    (?P<sum> (?: (?:US|U\.S\.|A|C)?[$] | [€£] | (?:USD|EUR|GBP|CHF|CAD|AUD)\b ) \s? \d[\d,]*(?:\.\d+)? (?: \s(?:thousand|million|billion)\b )?
      (?: \s (?: of (?: \s(?!that|which|in\b|per\b|or\b|for\b|to\b)[a-z-]+ ){1,3} | (?:traded|processed|financed|insured|invested|transacted|funded|settled|collected) ) \b )? )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ALONE = re.compile(
    r"(?i)^[\s,)]{0,3}(?:per|/|for\s(?:each|every))\s?(?P<many>\d[\d,]*|hundred|thousand)(?=\s?(?:[.,;)]|$)|\s(?:and|or|in|beyond|above|over|thereafter|after|of\sthem)\b)"
)
_COUNTED = phrase(
    r"\b(?P<noun>[a-z]{3,20}s)\s(?:(?:beyond|above|over|exceeding|in\sexcess\sof)\s[^.;:$€£]{1,40}?\s)?(?:costs?|are|is|will|shall|at)\b[^.;:$€£\d]{0,40}$"
)
_HOUR = r"(?:(?:commenced|started|full|begun|further|additional|extra)\s)?(?P<part>quarter|half)[\s-](?:of\san\s|an\s)?hour\b"
_HOUR_AFTER = re.compile(
    rf"(?i)^[\s,)]{{0,3}}(?:per|/|an?|each|every|for\s(?:each|every))\s?{_HOUR}"
)
_HOUR_BEFORE = re.compile(rf"(?i)\b(?:per|each|every|any)\s{_HOUR}[^.;:$€£\d]{{0,40}}$")
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


def number_after(before: str, after: str) -> tuple[str, int] | None:
    """Return a number of what the sentence counts that a price is for, and its end.

    >>> number_after("calls beyond that cost ", " per 1,000.")
    ('1000 calls', 10)
    """
    match = _ALONE.match(after)
    counted = _COUNTED.search(before[-110:]) if match else None
    if match is None or match["many"] == "1":
        return None
    noun = counted["noun"] if counted else "units"
    return several(match["many"], "", "", noun), match.end()


def part_of_hour(before: str, after: str) -> tuple[str, int] | None:
    """Return a half or a quarter of an hour that a price is for, and its end.

    >>> part_of_hour("For every commenced quarter of an hour ", " is charged.")
    ('quarter-hour', 0)
    """
    if match := _HOUR_AFTER.match(after):
        return f"{match['part'].lower()}-hour", match.end()
    told = _HOUR_BEFORE.search(before[-90:])
    return (f"{told['part'].lower()}-hour", 0) if told else None


def sum_after(after: str) -> tuple[str, int] | None:
    """Return a sum of money that a price is for, as printed, and its end.

    >>> sum_after(" per $1,000 of loan volume.")
    ('$1,000 of loan volume', 26)
    """
    match = _PER_MONEY.match(after)
    return (" ".join(match["sum"].split()), match.end()) if match else None
