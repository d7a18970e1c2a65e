"""Years and frequencies: "within two (2) years", "monthly", "each quarter"."""

from collections.abc import Iterator
from decimal import Decimal

from extractors.remembering import remembered
from extractors.terms.grammar.values import NUMBER_WORDS, Value
from extractors.wording import Wording, phrase
from models.numbers import NotANumber, number_in_words
from models.terms import Frequency

_YEARS = phrase(
    rf"(?<![\w$-])(?:(?P<words>{NUMBER_WORDS})\s?)?(?:\(?\s?(?P<figures>\d{{1,2}})\s?\)?\s)?\s?years?\b(?!\s?(?:of\sage|old|end))"
)
_HINT = phrase(r"month|week|year|ann|quarter|fortnight|(?:each|every)\s\w+day|/\s?mo")
_DAYS_A_YEAR = 365
FREQUENCIES: tuple[tuple[Wording, Frequency], ...] = (  # the first that matches
    (
        phrase(
            r"\b(?:bi-?\s?weekly|(?:every|each)\s(?:two|2|other|second)\s?(?:\(2\)\s)?weeks?|fortnight\w*|semi-?\s?monthly|twice\s(?:a\s|each\s|per\s)?month(?:ly)?)\b"
        ),
        Frequency.BIWEEKLY,
    ),
    (
        phrase(
            r"\b(?:weekly|(?:each|every|per|a)\s(?:calendar\s)?week|(?:each|every)\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
        ),
        Frequency.WEEKLY,
    ),
    (
        phrase(
            r"\b(?:semi-?\s?annual\w*|half-?\s?yearly|(?:every|each)\s(?:period\sof\s)?(?:six|6)\s(?:\(6\)\s)?months|twice\s(?:a|each|per)\s(?:calendar\s)?year)\b"
        ),
        Frequency.SEMIANNUAL,
    ),
    (
        phrase(
            r"\b(?:quarterly|(?:each|every|per|a|any|such)\s(?:\w+\s)?quarter|(?:every|each)\s(?:period\sof\s)?(?:three|3)\s(?:\(3\)\s)?months|quarter[\s-]end|quarter\sin\s(?:advance|arrears))\b"
        ),
        Frequency.QUARTERLY,
    ),
    (
        phrase(
            r"\b(?:monthly|month[\s-]to[\s-]month|(?:each|every|per|a|any|such)\s(?:\w+\s){0,2}?month|calendar\smonth|month[\s-]end|once\sa\smonth|/\s?mo(?:nth)?)\b"
        ),
        Frequency.MONTHLY,
    ),
    (
        phrase(
            r"\b(?:annual(?:ly)?|yearly|(?:each|every|per|a)\s(?:\w+\s){0,2}?(?:year|annum)|(?:each|every)\s(?:January|February|March|April|June|July|August|September|October|November|December)(?!\s?(?:,|\d|and\b|through\b))|anniversar\w+|per\sannum)\b"
        ),
        Frequency.ANNUAL,
    ),
)


def years_in(text: str) -> Iterator[Value]:
    """Yield numbers of years as days of 365.

    >>> [int(v.amount) for v in years_in("within two (2) years of receipt")]
    [730]
    """
    if "year" not in text.lower():
        return
    for match in _YEARS.finditer(text):
        try:
            spelled = number_in_words(match["words"]) if match["words"] else None
        except NotANumber:
            spelled = None
        number = spelled if spelled is not None else Decimal(match["figures"] or 0)
        if number:
            yield Value(number * _DAYS_A_YEAR, match.start(), match.end(), "calendar")


@remembered
def frequencies_in(text: str) -> Iterator[tuple[int, int, Frequency]]:
    """Yield frequencies with their place; the longer wording wins.

    >>> [f.value for _, _, f in frequencies_in("billed quarterly, and a semi-annual fee")]
    ['quarterly', 'semiannual']
    """
    found: list[tuple[int, int, Frequency]] = []
    if not _HINT.search(text):
        return
    for wording, frequency in FREQUENCIES:
        for match in wording.finditer(text):
            place = (match.start(), match.end(), frequency)
            if not any(a < place[1] and place[0] < b for a, b, _ in found):
                found.append(place)
    yield from sorted(found, key=lambda f: f[0])
