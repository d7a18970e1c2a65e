"""How often a sum is paid, and per what a limit counts: the readings the wording allows.

The words beside the sum decide; where others of its sentence, heading or list say otherwise,
both readings are given, the likelier first.

>>> frequencies("a monthly retainer of ", " payable in advance", "")
('monthly', 'one_time')
>>> frequencies("in four equal installments of ", " on March 1, June 1, September 1 and December 1", "")
('quarterly', 'one_time')
>>> periods("a minimum royalty of ", " in each Contract Year", "")
('year', 'total')
"""

import re
from functools import lru_cache
from itertools import pairwise

from extractors.wording import phrase

_PERIOD = r"(?:calendar\s|fiscal\s|contract\s|licen[cs]e\s|full\s|agreement\s|such\s|successive\s|subsequent\s|succeeding\s|operating\s|royalty\s|lease\s|service\s|renewal\s|single\s|product\s|twelve\s)*"
_EACH = r"(?:per|each|every|an?|any|/|for\seach|for\severy|in\sany|during\sany|during\seach|in\seach|of\seach)"
_LASTING = r"(?:period\sof\s)?"
_WORDS = (
    ("monthly", rf"{_EACH}\s?{_PERIOD}month\b|\bmonthly\b|/\s?mo\b|\bmonths?\sin\sadvance"),
    (
        "quarterly",
        rf"{_EACH}\s?{_PERIOD}quarter\b|\bquarterly\b|\b(?:first|second|third|fourth|1st|2nd|3rd|4th)\s(?:calendar\s|contract\s)?quarter\b|{_EACH}\s{_LASTING}(?:three|3)(?:\s\(3\))?[\s-]months?\b",
    ),
    (
        "semiannual",
        rf"\bsemi-?\s?annual(?:ly)?\b|\btwice\s(?:a|per|each)\s{_PERIOD}year|\b(?:every|each)\s{_LASTING}(?:six|6)(?:\s\(6\))?[\s-]months?\b|\bhalf[\s-]year(?:ly)?\b|\bsix-monthly",
    ),
    (
        "annual",
        rf"{_EACH}\s?{_PERIOD}(?:year|annum)\b|{_EACH}\s?{_LASTING}(?:twelve|12)(?:\s\(12\))?[\s-]months?\b|\bannual(?:ly)?\b|\byearly\b|/\s?y(?:ea)?r\b|(?<!\bfirst\s)(?<!\bsecond\s)(?<!\bthird\s)(?<!\bfourth\s)(?<!\bfifth\s)\banniversary\b|\bsubsequent\s{_PERIOD}years\b",
    ),
    ("weekly", rf"{_EACH}\s?week\b|\bweekly\b"),
    (
        "biweekly",
        r"\bbi-?weekly\b|\bsemi-?monthly\b|\bevery\s(?:two|2|second|other)\sweeks?\b|\bfortnight(?:ly)?\b|\btwice\s(?:a|per|each)\smonth\b",
    ),
)
_EACH_NAMED = "|".join(f"(?P<{name}>{words})" for name, words in _WORDS)
_ANY = phrase(_EACH_NAMED)
_NEXT = re.compile(rf"^[\s,)\]*]{{0,4}}(?:{_EACH_NAMED})", re.IGNORECASE)
_SHORT = re.compile(r"(?i)^[\s,)]{0,2}p\.?\s?(?P<per>[maw])\.(?![a-z])")  # "GBP 300 p.m."
_ONCE = phrase(
    r"\b(?:one[\s-]?time|initial|up-?\s?front|set-?up|(?<!monthly\s)(?<!quarterly\s)(?<!yearly\s)(?<!annual\s)(?<!weekly\s)lump\s+sum|signing|execution|non-?recurring|deposit|single|first\s+(?:payment|instal?lment)|activation|purchase\s+price|contract\s+(?:sum|price)|total)\b"
)
_YEARS = phrase(
    r"\b(?:contract|licen[cs]e|agreement|fiscal|calendar|product|service|royalty|lease|first|second|third|fourth|fifth|sixth|next|\d(?:st|nd|rd|th))\s(?:\w+\s)?years?\b|\byears?\s(?:\d|one|two|three|four|five|i{1,3}\b)|\byear\sending|\b(?:19|20)\d\d\b"
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = phrase(
    r"\b(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?(?:\s(?:the\s)?(?P<day>\d{1,2})(?:st|nd|rd|th)?\b)?(?:,?\s(?:of\s)?(?P<year>(?:19|20)\d\d)\b)?"
)
_RHYTHM = {1: "monthly", 3: "quarterly", 6: "semiannual", 12: "annual"}
_BEGINS = phrase(r"\b(?:commencing|beginning|starting|ending|until|through)\b")
_A_YEAR = 12  # months
_FEWEST = 3  # dates: two are an irregular pair
_NEAR_BEFORE = 60
_NEAR_AFTER = 70
_PER = {
    "monthly": "month",
    "quarterly": "quarter",
    "annual": "year",
    "semiannual": "half year",
    "weekly": "week",
    "biweekly": "two weeks",
}
_OF = re.compile(  # "not to exceed $500 per project"
    r"^[\s,)\]*]{0,4}(?:\([^)]{0,40}\)\s)?(?:(?:maximum|cap|limit|in\stotal|in\s(?:the\s)?aggregate|USD|U\.S\.|dollars)\s){0,2}(?:per|for\seach|for\sany(?:\sone)?|in\sany(?:\sone|\ssingle|\sgiven)?|during\sany(?:\sone|\ssingle|\sgiven)?|each|for\sany\ssingle)\s(?:(?:calendar|contract|fiscal|individual|single|given|twelve|12|such|consecutive)[\s-])*(?P<what>[a-z]{3,20})\b",
    re.IGNORECASE,
)
_DAY = phrase(r"\b(?:per|each|every|a|any)\s(?:calendar\s)?(?:day|24)\b|\bdaily\b|\bper\sdiem\b")
_NO_PER = frozenset("the such event case other party parties annum".split())


@lru_cache(maxsize=256)
def frequencies(before: str, after: str, around: str) -> tuple[str, ...]:
    """Return the one or two likeliest frequencies of a fee; ``around`` is heading and list."""
    found: list[str] = []
    if dates := rhythm_of_dates(after):
        found.append(dates)
    if short := _SHORT.match(after):
        found.append({"m": "monthly", "a": "annual", "w": "weekly"}[short["per"].lower()])
    elif beside := _NEXT.match(after):
        found.append(_name(beside))
    near = before[-_NEAR_BEFORE:]
    last = _last(near)
    once = list(_ONCE.finditer(near))
    if once and (last is None or last[0] < once[-1].start()):
        found.append("one_time")
    if last:
        found.append(last[1])
    wider = (after[:_NEAR_AFTER], before[-140:], after[:180], around)
    found += [_name(hit) for hit in map(_ANY.search, wider) if hit]
    if _YEARS.search(near) or _YEARS.search(after[:60]):
        found += ["one_time", "annual"]
    return tuple(dict.fromkeys([*found, "one_time"]))[:2] if found else ("one_time",)


@lru_cache(maxsize=256)
def periods(before: str, after: str, around: str) -> tuple[str, ...]:
    """Return the one or two likeliest periods of a limit: year, month ... total."""
    found: list[str] = []
    if beside := _NEXT.match(after):
        found.append(_PER[_name(beside)])
    elif (of := _OF.match(after)) and of["what"].lower() not in _NO_PER:
        found.append(_plain(of["what"]))
    if _DAY.search(after[:40]):
        found.append("day")
    last = _last(before[-80:])
    if last:
        found.append(_PER[last[1]])
    if (first := _ANY.match(after, len(after) - len(after.lstrip(" in,the")))) and not found:
        found.append(_PER[_name(first)])  # "in the first quarter of 2026"
    if _YEARS.search(before[-80:]) or _YEARS.search(after[:70]):
        found.append("year")
    wider = (after[:100], before, around)
    found += [_PER[_name(hit)] for hit in map(_ANY.search, wider) if hit]
    return tuple(dict.fromkeys([*found, "total"]))[:2] if found else ("total",)


def rhythm_of_dates(text: str) -> str | None:
    """Return the rhythm of three or more dates that stand equally far apart.

    >>> rhythm_of_dates("on June 1, 2012, June 1, 2013, June 1, 2014")
    'annual'
    """
    text = text[:260]
    if stop := _BEGINS.search(text):
        text = text[: stop.start()]
    found = list(_MONTH.finditer(text))
    if len(found) < _FEWEST:
        return None
    places: list[int] = []
    dated = all(match["year"] for match in found)
    for match in found:
        place = _MONTHS.index(match["month"][:3].lower())
        if dated:
            place += _A_YEAR * int(match["year"])
        elif places and place <= places[-1]:
            place += _A_YEAR
        places.append(place)
    steps = {later - earlier for earlier, later in pairwise(places)}
    return _RHYTHM.get(steps.pop()) if len(steps) == 1 else None


def _last(text: str) -> tuple[int, str] | None:
    hits = [(match.start(), _name(match)) for match in _ANY.finditer(text)]
    return hits[-1] if hits else None


def _name(match: re.Match[str]) -> str:
    return next(name for name, _ in _WORDS if match[name])


def _plain(word: str) -> str:
    return word.lower().removesuffix("s") if not word.lower().endswith("ss") else word.lower()
