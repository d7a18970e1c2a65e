"""What the words around a table say of all its rows: money, scale, unit, rhythm, kind.

The words next to the value speak first: its cell, then the column's heading, the row's label,
the caption and the sentences before the table, and last the section.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.unit_words import singular
from extractors.wording import phrase
from models.money import CURRENCY_CODES
from models.terms import Frequency, TierMode

_SIGN = phrase(r"US\$|C\$|A\$|HK\$|NZ\$|[$€£¥]", re.NOFLAG)
_CODE = phrase(rf"\b(?:{'|'.join(CURRENCY_CODES)}|RMB|USDC|USDT|DAI|BTC|ETH|DOT|KSM)\b", re.NOFLAG)
_CURRENCIES = (
    (re.compile(r"(?i)\beuros?\b|\bK?€"), "EUR"),
    (re.compile(r"(?i)\b(?:pounds?\s+sterling|british\s+pounds)\b"), "GBP"),
    (re.compile(r"(?i)\bcanadian\s+(?:dollars|funds|currency)"), "CAD"),
    (re.compile(r"(?i)\baustralian\s+dollars"), "AUD"),
    (re.compile(r"(?i)\b(?:u\.?\s?s\.?|united\s+states)\s+(?:dollars|funds|currency)"), "USD"),
    (re.compile(r"(?i)\bswiss\s+francs"), "CHF"),
    (re.compile(r"(?i)\b(?:renminbi|yuan)\b"), "CNY"),
    (re.compile(r"(?i)\byen\b"), "JPY"),
)
_SCALES = (
    (
        re.compile(
            r"(?i)\bin\s+(?:\w+\s+){0,2}?thousands?\b|\bthousands\s+of\b|[$€£]\s?['’]?000s?\b|\b(?:USD|EUR|GBP)\s?['’]?000|\bk[€$£]|\bk(?:EUR|USD)\b|\(k\)"
        ),
        10**3,
    ),
    (
        re.compile(
            r"(?i)\bin\s+(?:\w+\s+){0,2}?millions?\b|\bmillions\s+of\b|[$€£]\s?M{1,2}\b|\bM[€$£]|\b(?:USD|EUR|GBP)\s?m(?:illion)?\b"
        ),
        10**6,
    ),
)
_PER_UNIT = re.compile(
    r"""(?ix) \b(?:per|for\s+each|by\s+the(?=\s+(?:hour|day|ton|page|mile|piece|square|cubic))) \s+ (?:(?:additional|individual|single|licensed|named|active|one|full)\s+)? (?P<unit>[a-z]+(?:\s(?:hour|foot|feet|yard|meter|metre|ton|day|call|mile|word|page|line|character|record|document)\b)?)\b(?!\s(?:year|quarter|month|week)\b) (?:\s*(?:/|per|a|each)\s*(?P<period>month|year|annum|day|week|quarter)\b)?
      | \b(?P<adverb>hourly|daily|nightly|day(?=[\s-]+rates?\b))\b | (?<=[a-z)$€£]) \s?/\s? (?P<slash>hr|hour|day|unit|user|call|ton|kg|lb|each|ea)\b
      | (?P<each>\beach\W*$|\bunit\s+(?:price|cost|rate|fee)|\bprice\s+each) | \b(?P<mille>CPM)\b | \bman[\s-](?P<man>hour|day|month)s?\b"""
)
_ADVERBS = {"day": "day", "hourly": "hour", "daily": "day", "nightly": "night"}
_NO_UNIT = frozenset(
    "month quarter year annum week contract annual term period party the this such any calendar fiscal occurrence agreement section exhibit schedule and or our your its their share event cent project months milestone phase stage step deliverable instalment installment clause".split()
)
_PERIODIC = re.compile(r"(?i)^(?:per\s+)?(?:month|year|annum|quarter|week|(?:mo|yr|qtr|wk)s?\b)")
_NUMBER = re.compile(
    r"^\W*(?:(?:article|section|clause|part)\s+)?(?:\d{1,2}(?:\.\d{1,2})+[.):]?|(?:[A-Z]|\d{1,2}|[ivx]{1,4})[.):])\s+",
    re.IGNORECASE,
)
_GENERAL = re.compile(  # headings that say of what sort a clause is
    r"(?i)\b(?:fees?|pric(?:es?|ing)|charges?|rates?|costs?|tariffs?|payments?|compensation|remuneration|consideration|commercial|financial|schedule|annex|appendix|exhibit|attachment|tables?|terms|invoic\w+|billing|tiers?|bands?|volumes?|agreement|contract|order\s+form)\b"
)
_LEAST_WORDS, _MOST_WORDS = 2, 5  # of a heading that names a thing: "Handling" may be anything
FREQUENCIES = (
    (
        re.compile(
            r"(?i)\bone[\s-]?time\b|\bset-?\s?up\b|\bonce\b|\bnon-?\s?recurring\b|\bNRC\b|\blump\s+sum\b|\bupfront\b|\bdown\s+payment\b"
        ),
        Frequency.ONE_TIME,
    ),
    (
        re.compile(
            r"(?i)\bsemi-?\s?annual|\bhalf[\s-]yearly|\bsix[\s-]month(?:ly)?\b|\btwice\s+(?:a|per)\s+year"
        ),
        Frequency.SEMIANNUAL,
    ),
    (
        re.compile(r"(?i)\bquarterly\b|\b(?:per|a|each|every|calendar|/)\s?quarter\b"),
        Frequency.QUARTERLY,
    ),
    (
        re.compile(
            r"(?i)\bannual|\byearly\b|\b(?:per|a|each|every|calendar|contract|fiscal|license|/)\s?(?:year|annum)s?\b|/\s?yr\b|\b(?:12|twelve)[\s-]months?\b"
        ),
        Frequency.ANNUAL,
    ),
    (
        re.compile(
            r"(?i)\bmonthly\b|\b(?:per|a|each|every|calendar|/)\s?month\b|/\s?mo\b|\bMRC\b|^\W*months?\W*$"
        ),
        Frequency.MONTHLY,
    ),
    (re.compile(r"(?i)\bweekly\b|\b(?:per|a|each|every|/)\s?week\b"), Frequency.WEEKLY),
    (re.compile(r"(?i)\binstallation\b|\bactivation\b|\binitial\b"), Frequency.ONE_TIME),
)
_YEAR_LABEL = re.compile(
    r"(?ix)^\W*(?: (?:(?:contract|license|licence|agreement|calendar|fiscal|operating|sales|lease|renewal|option|base|subscription|service|term|rental|support|maintenance|policy|programme?)\s+)? year\s*(?:\#|no\.?|number)?\s*(?:\d{1,2}|\d{4}|one|two|three|four|five|six|seven|eight|nine|ten|first|second|third|fourth|fifth|[ivx]+)?\b | (?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:st|nd|rd|th))\s+(?:\(\w+\)\s+)?(?:\w+\s+)?year | (?:19|20)\d\d\b (?!\s*-\s*\d) )"
)
_PER = (
    (re.compile(r"(?i)\bmonth"), "month"),
    (re.compile(r"(?i)\bquarter"), "quarter"),
    (re.compile(r"(?i)\b(?:12|twelve)[\s-]months?|\byear|\bannual|\bannum"), "year"),
)
_MODES = (
    (
        re.compile(
            r"(?i)\bgraduated|\bcumulative\s+\(marginal|\bsum\s+over\s+the\s+tiers|\bunits?\s+in\s+(?:the|each|that)\s+tier|\b(?:falls?|fell|belongs?|lies?)\s+(?:into|to|inside|within)\b|\bonly\s+(?:to\s+)?(?:the|those)\s+[\w\s]{0,40}\b(?:within|inside)\b|\bprice\s+of\s+(?:its|the)\s+(?:own\s+)?(?:band|tier|bracket)|\bwithin\s+(?:each|the)\s+tier|\bat\s+its\s+own\s+(?:price|rate)|\bincremental|\bmarginal|\bnever\s+reach\w*\s+back|\bnot\s+(?:apply|reach)\w*\s+(?:back\s+)?to\s+(?:the\s+)?(?:earlier|previous)"
        ),
        TierMode.GRADUATED,
    ),
    (
        re.compile(
            r"(?i)\bstair|\bflat\s+(?:fee|price|charge)\s+for\s+the\s+(?:tier|band|step)|\b(?:by|in)\s+steps\b|\b(?:whole|full|entire)\s+(?:amount|price|charge|fee)\s+of\s+(?:the|that|each)\s+(?:step|tier|band|block)|\bamount\s+of\s+the\s+(?:step|band|tier)\s+is\s+(?:owed|due|payable)|\bhowever\s+(?:little|few|much|many)\s+of\s+(?:it|them)"
        ),
        TierMode.STAIR_STEP,
    ),
    (
        re.compile(
            r"(?i)\ball\s+(?:units|calls|of\s+the)|\bapplies\s+(?:then\s+)?to\s+(?:the\s+)?(?:all|whole|entire|every)|\bonce\s+(?:an?|the|that)\s+(?:band|tier|level|bracket|step)\s+is\s+reached|\bfrom\s+the\s+first\s+(?:unit|piece|item)|\brepric(?:es?|ed|ing)\b|\bvolume\s+pric|\bentire\s+(?:volume|quantity)|\bapplies\s+to\s+all|\bretroactive"
        ),
        TierMode.VOLUME,
    ),
)


def currency_of(texts: Iterable[str], default: str) -> str:
    """Name the currency that the first of the texts names."""
    for text in texts:
        if code := _CODE.search(text):
            return {"RMB": "CNY"}.get(code[0], code[0])
        if named := next((code for wording, code in _CURRENCIES if wording.search(text)), None):
            return named
        if sign := _SIGN.search(text):
            return next((v.unit for v in amounts_in(f"{sign[0]}1", default)), default)
    return default


def scale_of(texts: Iterable[str]) -> int:
    """Return 1,000 for "(in thousands)", 1,000,000 for "EUR million", else 1.

    >>> scale_of(["Fee (in thousands of US dollars)"]), scale_of(["Fee"])
    (1000, 1)
    """
    for text in texts:
        for wording, scale in _SCALES:
            if wording.search(text):
                return scale
    return 1


def unit_of(texts: Iterable[str]) -> str | None:
    """Name the unit that the first of the texts prices: "per hour", "hourly", "/ton", "each".

    >>> unit_of(["Price per user per month"]), unit_of(["Fee per month"])
    ('user-month', None)
    """
    for text in texts:
        for match in _PER_UNIT.finditer(text):
            if match["each"]:
                return "unit"
            if match["mille"]:
                return "thousand impressions"
            word = (match["adverb"] or match["slash"] or match["man"] or match["unit"]).lower()
            if word.split()[0] in _NO_UNIT:
                continue
            unit = _ADVERBS.get(word) or singular(word)
            return f"{unit}-{match['period'].lower()}" if match["period"] else unit
    return None


def is_period(text: str) -> bool:
    """Whether what follows a sum is a period alone: "per month"."""
    return bool(
        _PERIODIC.match(
            re.sub(
                r"^[\s/]*(?:(?:per|a|each)\b)?\s*(?:(?:calendar|contract|billing|full)\s+(?=month|quarter|year))?",
                "",
                text,
            )
        )
    )


def heading_of(section: str) -> str | None:
    """Return the heading over a table where it names a thing; None where it only says "prices".

    >>> heading_of("B. Order picking"), heading_of("Charges > 2. Prices and payment")
    ('Order picking', None)
    """
    last = _NUMBER.sub("", section.rsplit(" > ", maxsplit=1)[-1]).strip(" .:–-")
    short = _LEAST_WORDS <= len(last.split()) <= _MOST_WORDS
    return last if short and not _GENERAL.search(last) else None


def frequency_of(texts: Iterable[str]) -> Frequency | None:
    """Return the rhythm that the first of the texts names."""
    for text in texts:
        for wording, frequency in FREQUENCIES:
            if wording.search(text):
                return frequency
    return None


def names_year(label: str) -> bool:
    """Whether a row's label is a year of the contract: "Year 1", "2024", "Second Contract Year".

    >>> names_year("Third (3rd) Contract Year"), names_year("Year-end audit"), names_year("2024")
    (True, False, True)
    """
    return bool(_YEAR_LABEL.match(label)) and not re.match(r"(?i)\W*year-", label)


def per_of(texts: Iterable[str]) -> str | None:
    """Return the period a minimum counts for."""
    for text in texts:
        found = next((per for wording, per in _PER if wording.search(text)), None)
        if found:
            return found
    return None


def mode_of(around: str) -> TierMode | None:
    """Say how tiers apply, where the words say so."""
    return next((mode for wording, mode in _MODES if wording.search(around)), None)


def is_sum_of(value: Decimal, before: Iterable[Decimal]) -> bool:
    """Whether a value is the plain sum of at least two before it: a total without a name."""
    values = list(before)
    return len(values) > 1 and sum(values) == value
