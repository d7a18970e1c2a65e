"""The one place where text becomes a date.

>>> parse_date("March 31, 2026"), parse_date("31st day of March, 2026")
(datetime.date(2026, 3, 31), datetime.date(2026, 3, 31))
>>> parse_date("03/04/2026", day_first=False)
datetime.date(2026, 3, 4)
"""

import re
from datetime import date

from models.numbers import NotANumber, number_in_words, ordinal

_NAMES = {
    1: "january jan janvier janv januar jän enero ene gennaio januari",
    2: "february feb février févr fevrier februar febrero febbraio febr februari",
    3: "march mar mars märz maerz marzo mrz maart",
    4: "april apr avril abril aprile avr",
    5: "may mai mayo maggio mei",
    6: "june jun juin juni junio giugno",
    7: "july jul juillet juli julio luglio juil",
    8: "august aug août aout agosto augustus",
    9: "september sep sept septembre septiembre settembre",
    10: "october oct octobre oktober okt octubre ottobre",
    11: "november nov novembre noviembre",
    12: "december dec décembre decembre dezember dez diciembre dicembre déc",
}
MONTHS = {name: number for number, names in _NAMES.items() for name in names.split()}
ENGLISH_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)

_YEAR = r"(?P<year>\d{4})"
_MONTH_NAME = r"(?P<month>[^\W\d]+)\.?"
_DAY = r"(?P<day>\d{1,2})(?:\s?(?:st|nd|rd|th))?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[T ].*)?",  # 2026-03-31
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",  # 20260331
        rf"{_MONTH_NAME}\s*{_DAY}\s*,?\s*{_YEAR}",  # March 31, 2026
        rf"(?:the\s+)?{_DAY}\.?\s*(?:day\s+)?(?:of\s+|de\s+)?{_MONTH_NAME}\s*,?\s*(?:de\s+)?{_YEAR}",
        rf"{_DAY}[-\s]{_MONTH_NAME}[-\s,]+(?P<year>\d{{2,4}})",  # 31-Mar-26
    )
)
_FIGURES = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_SPELLED = re.compile(
    rf"(?:the\s+)?(?P<day>[a-z]+(?:-[a-z]+)?)\s+(?:day\s+)?(?:of\s+)?{_MONTH_NAME}\s*,?\s*"
    r"(?P<year>\d{4}|two thousand[a-z\s-]*)",
    re.IGNORECASE,
)
_LAST_MONTH = 12


class NotADate(ValueError):
    """The text holds no date that can be read."""


class AmbiguousDate(NotADate):
    """Day and month cannot be told apart: "03/04/2026" in a document of unknown habit."""


def parse_date(text: str, *, day_first: bool | None = None) -> date:
    """Read one date.

    ``day_first`` says how the document writes dates in figures: True 31/3, False 3/31, None
    unknown; a date that reads only one way is read without it.  A German "31.03.2026" is day
    first.  Two-digit years are 2000 to 2099.

    Raises:
        AmbiguousDate: both readings are lawful and ``day_first`` is None.
        NotADate: the text is no date.
    """
    body = " ".join(text.replace(",", ", ").split())
    for form in _FORMS:
        if match := form.fullmatch(body):
            month = match["month"]
            number = int(month) if month.isdigit() else MONTHS.get(month.lower())
            if number:
                return _date(_year(match["year"]), number, int(match["day"]), text)
    if match := _FIGURES.fullmatch(body):
        return _figures(match, text, day_first=day_first)
    if match := _SPELLED.fullmatch(body):
        return _spelled(match, text)
    msg = f"not a date: {text!r}"
    raise NotADate(msg)


def _figures(match: re.Match[str], text: str, *, day_first: bool | None) -> date:
    first, second, year = int(match[1]), int(match[2]), _year(match[3])
    if "." in text:
        day_first = True if day_first is None else day_first
    if first == second or first > _LAST_MONTH:
        day_first = True
    elif second > _LAST_MONTH:
        day_first = False
    if day_first is None:
        msg = f"day and month cannot be told apart: {text!r}"
        raise AmbiguousDate(msg)
    day, month = (first, second) if day_first else (second, first)
    return _date(year, month, day, text)


def _spelled(match: re.Match[str], text: str) -> date:
    try:
        day = ordinal(match["day"])
        year = match["year"]
        number = int(year) if year.isdigit() else int(number_in_words(year))
    except NotANumber as error:
        msg = f"not a date: {text!r}"
        raise NotADate(msg) from error
    return _date(number, MONTHS.get(match["month"].lower(), 0), day, text)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)  # noqa: PLR2004 (digits of a year)


def _date(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        msg = f"no such day: {text!r}"
        raise NotADate(msg) from error
