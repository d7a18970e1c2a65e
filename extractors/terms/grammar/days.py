"""Numbers of days: "thirty (30) days", "ten business days", "45-day", "two weeks".

>>> [(int(d.amount), d.unit) for d in days_in("within thirty (30) days or 10 business days")]
[(30, 'calendar'), (10, 'business')]
>>> [int(d.amount) for d in days_in("within 10 (ten) days")]
[10]
>>> [int(d.amount) for d in days_in("within a fortnight of delivery")]
[14]
>>> [(int(d.amount), d.figures) for d in days_in("within thirty (45) days")]
[(30, Decimal('45'))]
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.remembering import remembered
from extractors.terms.grammar.values import NUMBER_WORDS, Value
from extractors.wording import phrase
from models.numbers import NotANumber, number_in_words

_DAYS = phrase(
    rf"""
    (?<![\w$€£.-]) (?: (?P<words> {NUMBER_WORDS} ) [\s-]* )?
    (?: [(\[]? \s* (?P<figures> \d{{1,4}} ) \s* [)\]]? [\s-]* )?
    (?: [(\[] \s* (?P<again> {NUMBER_WORDS} ) \s* [)\]] [\s-]* )?          # "10 (ten) days"
    (?: (?:full|consecutive|additional|calendar|running|clear|net)[\s-]+ )?
    (?P<type> (?:business|working|banking|trading|work) [\s-]+ )?
    (?P<unit> days? | weeks? | months? ) \b ['’]?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ONE = phrase(
    r"\b(?:(?<=within\s)|(?<=than\s)|(?<=after\s))an?\s(?:calendar\s)?(?P<unit>week|month|fortnight)\b(?!\s(?:or|and)\b)|\b(?:an?|one)\s(?P<fortnight>fortnight)\b"
)
_HINT = phrase(r"[Dd]ay|DAY|[Ww]eek|WEEK|[Mm]onth|MONTH|ortnight", re.NOFLAG)
_ONE_HINT = ("ortnight", " a week", " a month", " a calendar")
_FACTOR = {"d": 1, "w": 7, "m": 30, "f": 14}
_LONGEST = 730


@remembered
def days_in(text: str, *, months: bool = False) -> Iterator[Value]:
    """Yield numbers of days; weeks count seven, and months thirty where asked for."""
    if not _HINT.search(text):
        return
    for match in _DAYS.finditer(text):
        words, figures = match["words"] or match["again"], match["figures"]
        unit = match["unit"][0].lower()
        if not (words or figures) or (unit == "m" and not months):
            continue
        try:
            spelled = number_in_words(words) if words else None
        except NotANumber:
            spelled = None
        printed = Decimal(figures) if figures else None
        value = spelled if spelled is not None else printed
        if value is None or value * _FACTOR[unit] > _LONGEST:
            continue
        differs = (
            printed if printed is not None and spelled is not None and printed != spelled else None
        )
        kind = "business" if match["type"] else "calendar"
        yield Value(value * _FACTOR[unit], match.start(), match.end(), kind, differs)
    if not any(words in text for words in _ONE_HINT):
        return
    for match in _ONE.finditer(text):
        unit = (match["unit"] or match["fortnight"])[0].lower()
        if unit != "m" or months:
            yield Value(Decimal(_FACTOR[unit]), match.start(), match.end(), "calendar")
