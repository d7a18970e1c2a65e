"""The wording that each value of an enumeration needs beside it, as far as wording can tell.

Patterns are wide on purpose: they refuse what the document gives no ground for, and leave what
it means to the readers.
"""

import re

from models.terms import CountsFrom, DayType, Frequency


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE)


STARTS = {
    CountsFrom.INVOICE_RECEIPT: _words(r"recei|present|submi|deliver|tender|provid|furnish|render"),
    CountsFrom.INVOICE_DATE: _words(r"invoic|bill|statement|net\b|dated?\b|account"),
    CountsFrom.PERIOD_END: _words(r"month|quarter|year|period|week|term\b|season|half|end\b"),
    CountsFrom.PERIOD_START: _words(
        r"advance|begin|start|commenc|first|1st|prior|before|month|quarter|year|week|anniversar"
        r"|january|february|march|april|may\b|june|july|august|september|october|november|december"
    ),
}
DAY_TYPES = {DayType.BUSINESS: _words(r"business|working|banking|trading|work\b")}
FREQUENCIES = {
    Frequency.WEEKLY: _words(r"week|hebdom"),
    Frequency.BIWEEKLY: _words(r"bi-?\s?week|fortnight|semi-?\s?month|twice|two|2\b|other|second"),
    Frequency.MONTHLY: _words(r"month|mo\b|mos\b|calendar"),
    Frequency.QUARTERLY: _words(r"quarter|three|3\b|qtr|four|4\b"),
    Frequency.SEMIANNUAL: _words(r"semi|six|6\b|half|twice|bi-?annual|two|2\b"),
    Frequency.ANNUAL: _words(r"year|annu|anniversar|twelve|12\b|yr\b|p\.a"),
    Frequency.ON_COMPLETION: _words(r"complet|perform|finish|conclu|end\b|final"),
    Frequency.ON_DELIVERY: _words(r"deliver|ship|receipt|dispatch"),
    Frequency.ON_MILESTONE: _words(r"mileston|stage|phase|progress|accept|achiev|complet|event"),
}
LISTED = re.compile(  # days of a year that give a rhythm without a word for it
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s(?:\d{1,2}\b|1st)|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
PERIODS = {
    "day": _words(r"day|daily|diem"),
    "week": _words(r"week"),
    "month": _words(r"month|mo\b"),
    "quarter": _words(r"quarter|three|3\b"),
    "year": _words(r"year|annu|anniversar|p\.a|yr\b|interest|rate|twelve|12\b"),  # interest without
    # a period counts per year
}
WITHOUT_A_WORD = frozenset({"total", "once"})
BASES = {
    "prime": _words(r"prime"),
    "libor": _words(r"libor|interbank"),
    "sofr": _words(r"sofr|secured\sovernight"),
    "statutory": _words(r"statut|law|legal|judgment|act\b"),
    "other": _words(r"rate|base|treasury|euribor|bank|index"),
}
EXPENSE = _words(
    r"expens|cost|reimburs|out-of-pocket|travel|disburs|charg|pay|fee|responsib|bear|borne"
)
TAX = _words(
    r"tax|v\.?a\.?t\b|g\.?s\.?t\b|dut(?:y|ies)|lev(?:y|ies)|excise|impost|assessment|withh"
)
TIMINGS = {
    "advance": _words(
        r"advance|prior|before|begin|start|first|1st|upon|upfront|up-front|pre-?paid|pre-?bill|commenc"
    )
}
COVERS = frozenset("invoice royalty fee commission expense other".split())
"""Words of the form itself: a document need not print them."""
CURRENCY_NAMES = {
    "USD": _words(r"dollar|\$"),
    "GBP": _words(r"pounds?\b|sterling"),
    "EUR": _words(r"euro"),
    "JPY": _words(r"yen\b"),
    "CNY": _words(r"yuan|renminbi|rmb\b"),
    "CHF": _words(r"francs?\b"),
    "INR": _words(r"rupee"),
    "CAD": _words(r"canad"),
    "AUD": _words(r"austral"),
}
SMALL = frozenset(
    "the a an of and or for to in on by per each any this that such its with at as from is are be "
    "under other all".split()
)


def words_of(text: str) -> set[str]:
    """Return a text's words without endings, so that "royalties" meets "royalty".

    >>> sorted(words_of("The monthly Royalties"))
    ['mont', 'roya']
    """
    return {word[:4] for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in SMALL}


def named(text: str, around: str) -> bool:
    """Whether a short name is printed, or is the initials of words that are.

    >>> named("CPI", "increased by the Consumer Price Index"), named("PPI", "by the CPI")
    (True, False)
    """
    if words_of(text) & words_of(around):
        return True
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z]+", around)).lower()
    return len(text) > 1 and text.isalpha() and text.lower() in initials
