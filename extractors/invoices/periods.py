"""The service period that a line's own words state.

Reads:  "May 2024", "1 Aug 2024 - 15 Aug 2024", "2026-01-01 to 2026-03-31", "Q3 2024",
        "01.05.14-31.05.14", one day ("hotel, 03 May 2024"), a week by its first or last day ("week
        commencing 4 May 2026", "W/E 10/05/26").
Leaves: seasons, numbered weeks, "last month", a month without its year.
"""

import itertools
import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from extractors.invoices.habits import day_order
from models.dates import MONTHS, NotADate, parse_date

_NAME = "|".join(sorted((re.escape(name) for name in MONTHS), key=len, reverse=True))
_ONE_DAY = rf"""
    \d{{4}}-\d{{2}}-\d{{2}}                                # 2026-03-31
    | \d{{1,2}}\.\d{{1,2}}\.(?:\d{{4}}|\d{{2}})\b              # 31.03.2026
    | \d{{1,2}}/\d{{1,2}}/(?:\d{{4}}|\d{{2}})\b             # 31/03/2026
    | \d{{1,2}}-\d{{1,2}}-\d{{4}}                            # 03-31-2026
    | \d{{1,2}}(?:st|nd|rd|th|er|\.)?[\s-](?:{_NAME})\b\.?,?[\s-]\d{{4}}    # 3 May 2024
    | (?:{_NAME})\b\.?\s\d{{1,2}}(?:st|nd|rd|th)?\s?,?\s\d{{4}}   # May 3, 2024
    | (?:{_NAME})\b\.?\s\d{{1,2}}/\d{{2}}(?![\d/])               # Jan 6/25
"""
_DAY = re.compile(_ONE_DAY, re.VERBOSE | re.IGNORECASE)
_JOIN = r"\s*(?:[-–—/]|to|through|thru|until|up\sto|bis(?:\szum)?|au|t/m|tot(?:\sen\smet)?|hasta|al?)\s*"
_SHORT_YEAR = rf"\d{{1,2}}[\s-](?:{_NAME})\b\.?[\s-]\d{{2}}\b"  # 01-May-26: within a range
_RANGE = re.compile(
    rf"(?P<first>{_ONE_DAY}|{_SHORT_YEAR}){_JOIN}(?P<last>{_ONE_DAY}|{_SHORT_YEAR})",
    re.VERBOSE | re.IGNORECASE,
)
_SHORT_RANGE = re.compile(  # 1-31 July 2015, 1er au 31 Juillet 2015
    rf"\b(?P<first>\d{{1,2}})(?:st|nd|rd|th|er|\.)?{_JOIN}(?P<last>\d{{1,2}})(?:st|nd|rd|th|\.)?"
    rf"\s(?P<month>{_NAME})\b\.?\s(?P<year>\d{{4}})",
    re.VERBOSE | re.IGNORECASE,
)
_MONTH_FIRST = re.compile(  # April 7-11, 2025
    rf"\b(?P<month>{_NAME})\b\.?\s(?P<first>\d{{1,2}})(?:st|nd|rd|th)?{_JOIN}(?P<last>\d{{1,2}})(?:st|nd|rd|th)?"
    r",?\s(?P<year>\d{4})\b",
    re.VERBOSE | re.IGNORECASE,
)
_LEFT_OUT = re.compile(  # Mar 1 – Apr 1, 2025; 16 March to 15 April 2025
    rf"\b(?:(?P<month>{_NAME})\b\.?\s(?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}})(?:st|nd|rd|th|\.)?\s(?P<month2>{_NAME})\b\.?)"
    rf"{_JOIN}(?P<last>{_ONE_DAY})",
    re.VERBOSE | re.IGNORECASE,
)
_LEFT_OUT_FIGURES = re.compile(  # 01/06–30/06/25, 15.09. – 10.10.2025
    rf"(?<![\d./])(?P<first>\d{{1,2}}[./]\d{{1,2}})\.?{_JOIN}"
    r"(?P<last>\d{1,2}(?P<mark>[./])\d{1,2}[./](?P<year>\d{4}|\d{2})\b)",
    re.VERBOSE | re.IGNORECASE,
)
_MONTH = re.compile(rf"\b(?P<month>{_NAME})\b\.?[\s,/-]+(?P<year>\d{{4}})\b", re.IGNORECASE)
_MONTH_FIGURES = re.compile(r"(?<![\d/.-])(?P<month>0[1-9]|1[0-2])[/.](?P<year>20\d{2})(?![\d/.-])")
_ISO_MONTH = re.compile(r"(?P<year>20\d{2})-(?P<month>0[1-9]|1[0-2])")  # 2026-05, in a column
_QUARTER = re.compile(
    r"\bQ(?P<quarter>[1-4])[\s,/-]*(?P<year>20\d{2})\b|\b(?P<year2>20\d{2})[\s,/-]*Q(?P<quarter2>[1-4])\b",
    re.IGNORECASE,
)
_MONTH_RANGE = re.compile(  # October to December 2025
    rf"\b(?P<first>{_NAME})\b\.?{_JOIN}(?P<last>{_NAME})\b\.?[\s,]+(?P<year>20\d{{2}})\b",
    re.VERBOSE | re.IGNORECASE,
)
_NO_SERVICE = re.compile(  # days of delay, not of service
    r"\b(?:interest|late (?:fee|charge|payment)|verzugszins|mahn|intérêts de retard)", re.IGNORECASE
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?"
_WEEK = re.compile(
    rf"\b(?:(?P<ends>week[\s-]?end(?:ing|ed|s)?|w[./]?e|woche\sbis)|week[\s-]?(?:commencing|beginning|starting|begin|start|of|from)"
    rf"|w[./]?c|woche\s(?:ab|vom)|semaine\sdu)\b[.:\s]*(?:(?:on|the|date)\s)?(?:{_WEEKDAY}\s)?(?P<day>{_ONE_DAY})",
    re.VERBOSE | re.IGNORECASE,
)
_OTHER_DAY = re.compile(  # a day that is not that of the service: "after 12 Jan 2026", "note 803 of 4.3.2026"
    r"(?:\b(?:note|order|invoice|letter|quot(?:e|ation)|lieferschein|bestellung|rechnung|angebot)\b[\w\s./-]{0,25}\s(?:of|from|vom|dated)"
    r"|\b(?:after|before|since|until|as\s(?:of|per|from)|dated|due|accepted|approved|ordered|signed|issued))\s(?:(?:on|the)\s)?"
    rf"(?:{_ONE_DAY})",
    re.VERBOSE | re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:year|jahr|année|jaar|calendar)\s(?P<year>20\d{2})\b", re.IGNORECASE)


_SIX_DAYS = timedelta(days=6)


class Period(NamedTuple):
    """First and last day, both inclusive."""

    start: date
    end: date


_FIRST = re.compile(r"(?<=\d)er\b")  # "1er juillet 2015"
_SLASHED_YEAR = re.compile(r"(?<=[^\W\d]\s)(\d{1,2})/(?=\d\d$)|(?<=\.\s)(\d{1,2})/(?=\d\d$)")
_NO_YEAR = re.compile(  # Jan 6, 6 Jan, 01/06, 06.01.
    rf"(?:{_NAME})\b\.?\s\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th|\.)?[\s-](?:{_NAME})\b\.?"
    r"|(?P<figures>\d{1,2}(?P<mark>[./])\d{1,2})\.?",
    re.IGNORECASE,
)
_LABEL = re.compile(  # "Period:", "Trading period", "Service dates:", "Leistungszeitraum:"
    r"^(?:[^\W\d]+[ -]){0,2}(?:\w*period(?:e|o|s)?|période|dates?|\w*zeitraum|from|for|vom|du)\b\s*:?\s*",
    re.IGNORECASE,
)
_WHOLE = tuple(
    re.compile(rf"(?:{form.pattern})\W*", re.VERBOSE | re.IGNORECASE)
    for form in (_RANGE, _LEFT_OUT, _LEFT_OUT_FIGURES, _SHORT_RANGE, _DAY)
)


def is_period(text: str) -> bool:
    """Whether a text is nothing but a span of days, maybe with its label or in brackets.

    >>> is_period("Period: 1 Feb 2026 to 28 Feb 2026"), is_period("May 2024"), is_period("by 3 May 2024")
    (True, False, False)
    """
    body = _LABEL.sub("", text.strip(" ()[]-–,"))
    return any(form.fullmatch(body) for form in _WHOLE)


def line_period(
    text: str | None,
    start: date | None = None,
    end: date | None = None,
    *,
    day_first: bool | None = None,
) -> tuple[date | None, date | None]:
    """Return the stated period, else the one that the description names.

    >>> tuple(line_period("Data Scientist, May 2024"))
    (datetime.date(2024, 5, 1), datetime.date(2024, 5, 31))
    """
    if start is not None or end is not None:
        return start, end
    if text and _NO_SERVICE.search(text):
        return None, None
    found = period_in(text or "", day_first=day_first)
    return found or (None, None)


def period_in(text: str, *, day_first: bool | None = None) -> Period | None:
    """Find the one period a text names; None where it names none or several."""
    alone = _OTHER_DAY.sub(" ", text)
    for find in (_ranges, _weeks, _quarters, _months_to, _days, _months, _years):
        found = set(find(alone if find in (_days, _months) else text, day_first))
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def column_period(
    text: str, *, day_first: bool | None = None, near: date | None = None
) -> Period | None:
    """Find the period in a column of periods, where two days need no word between them.

    A day without its year is the last one up to ``near``, the invoice's date.

    >>> column_period("2024-03-01 2024-05-31")
    Period(start=datetime.date(2024, 3, 1), end=datetime.date(2024, 5, 31))
    """
    if near is not None and _NO_YEAR.fullmatch(text.strip()):
        day = _up_to(text.strip(), day_first, near)
        return Period(day, day) if day else None
    days = list(_DAY.finditer(text))
    if len(days) == 2 and not text[days[0].end() : days[1].start()].strip():  # noqa: PLR2004 (first and last)
        return _range(days[0][0], days[1][0], day_first)
    if month := _ISO_MONTH.fullmatch(text.strip()):
        return month_period(int(month["year"]), int(month["month"]))
    return period_in(text, day_first=day_first)


def _up_to(text: str, day_first: bool | None, near: date) -> date | None:  # noqa: FBT001 (passed through)
    """The last day of that name up to another."""
    match = _NO_YEAR.fullmatch(text)
    figures = match["figures"] if match else None
    mark = match["mark"] if match and figures else " "
    days = (
        _date(f"{figures or text}{mark}{year}", day_first) for year in (near.year, near.year - 1)
    )
    return next((day for day in days if day is not None and day <= near), None)


def month_period(year: int, month: int) -> Period:
    """Return the whole month."""
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _ranges(text: str, day_first: bool | None) -> Iterator[Period]:  # noqa: FBT001 (one signature)
    for match in _RANGE.finditer(text):
        if found := _range(match["first"], match["last"], day_first):
            yield found
    for match in _LEFT_OUT_FIGURES.finditer(text):
        whole = f"{match['first']}{match['mark']}{match['year']}"
        if found := _range(whole, match["last"], day_first):
            yield found
    for match in _LEFT_OUT.finditer(text):
        last = _date(match["last"], day_first)
        month = MONTHS[(match["month"] or match["month2"]).lower()]
        day = int(match["day"] or match["day2"])
        if last and 1 <= day <= monthrange(last.year, month)[1]:
            first = date(last.year, month, day)
            if first <= last:
                yield Period(first, last)
    for match in itertools.chain(_SHORT_RANGE.finditer(text), _MONTH_FIRST.finditer(text)):
        month, year = MONTHS[match["month"].lower()], int(match["year"])
        days = int(match["first"]), int(match["last"])
        if 1 <= days[0] <= days[1] <= monthrange(year, month)[1]:
            yield Period(date(year, month, days[0]), date(year, month, days[1]))


def _range(first: str, last: str, day_first: bool | None) -> Period | None:  # noqa: FBT001 (passed through)
    """Both days in one order; where the document does not tell it, the only one that fits."""
    if day_first is None:
        day_first = day_order((first, last), None).day_first
    orders = (True, False) if day_first is None else (day_first,)
    ends = [(_date(first, order), _date(last, order)) for order in orders]
    found = {Period(a, b) for a, b in ends if a and b and a <= b}
    return found.pop() if len(found) == 1 else None


def _weeks(text: str, day_first: bool | None) -> Iterator[Period]:  # noqa: FBT001 (one signature)
    for match in _WEEK.finditer(text):
        if day := _date(match["day"], day_first):
            first = day - _SIX_DAYS if match["ends"] else day
            yield Period(first, first + _SIX_DAYS)


def _quarters(text: str, _: bool | None) -> Iterator[Period]:  # noqa: FBT001 (one signature)
    for match in _QUARTER.finditer(text):
        year = int(match["year"] or match["year2"])
        first = 3 * int(match["quarter"] or match["quarter2"]) - 2
        yield Period(date(year, first, 1), month_period(year, first + 2).end)


def _months_to(text: str, _: bool | None) -> Iterator[Period]:  # noqa: FBT001 (one signature)
    """Two months joined: "January 2026 - March 2026", "October to December 2025"."""
    for match in _MONTH_RANGE.finditer(text):
        year = int(match["year"])
        begin, finish = (MONTHS[match[part].lower()] for part in ("first", "last"))
        if begin < finish:
            yield Period(date(year, begin, 1), month_period(year, finish).end)
    months = list(_MONTH.finditer(text))
    for first, last in itertools.pairwise(months):
        if re.fullmatch(_JOIN, text[first.end() : last.start()], re.VERBOSE | re.IGNORECASE):
            start, end = _month(first), _month(last)
            if start.start < end.end:
                yield Period(start.start, end.end)


def _days(text: str, day_first: bool | None) -> Iterator[Period]:  # noqa: FBT001 (one signature)
    if _RANGE.search(text) or _LEFT_OUT_FIGURES.search(text):
        return  # a range that cannot be read is no day
    for match in _DAY.finditer(text):
        if found := _date(match[0], day_first):
            yield Period(found, found)


def _months(text: str, _: bool | None) -> Iterator[Period]:  # noqa: FBT001 (one signature)
    for pattern in (_MONTH, _MONTH_FIGURES):
        for match in pattern.finditer(text):
            yield _month(match)


def _years(text: str, _: bool | None) -> Iterator[Period]:  # noqa: FBT001 (one signature)
    for match in _YEAR.finditer(text):
        year = int(match["year"])
        yield Period(date(year, 1, 1), date(year, 12, 31))


def _month(match: re.Match[str]) -> Period:
    name = match["month"].lower()
    return month_period(int(match["year"]), int(name) if name.isdigit() else MONTHS[name])


def _date(text: str, day_first: bool | None) -> date | None:  # noqa: FBT001 (passed through)
    body = _SLASHED_YEAR.sub(r"\1\2, 20", _FIRST.sub("", text))
    try:
        return parse_date(body, day_first=day_first)
    except NotADate:
        return None
