"""Minimums: "an annual minimum royalty of $50,000", "shall purchase at least 5,000 units a year".

Reads:  a sum or a quantity that is the least to be bought, paid or used in a period.
Yields: a Minimum with its period.
Leaves: "no minimum", notice and insurance minimums.
Source: wordings in tests/extractors/cases/minimum.yaml.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.leads import lead_of
from extractors.terms.grammar.priced_lists import prices_of
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.rhythms import periods
from extractors.terms.grammar.sentences import Sentence, sentences
from extractors.terms.grammar.unit_words import singular
from extractors.terms.grammar.unowed import names_no_price
from extractors.terms.grammar.values import NUMBER_WORDS
from extractors.wording import phrase
from models.numbers import WORD_PATTERN, NotANumber, number_in_words, parse_decimal
from models.passage import Passage, PassageKind
from models.terms import Minimum

READS = "minimum"

_GOODS = (  # nouns of what is bought by number; time, people and papers are not
    r"(?!days?\b|months?\b|years?\b|hours?\b|minutes?\b|weeks?\b|quarters?\b|business\b|percent\b|calendar\b|points?\b|times\b|dollars?\b|euros?\b|consecutive\b|parties\b|members\b|directors\b|shares\b|pages\b|copies\b|counterparts\b|periods?\b|others?\b|persons?\b|employees\b|terms?\b|payments?\b|instal?lments?\b|feet\b|miles\b|degrees\b|states\b|appl(?:y|ies)\b|is\b|has\b|was\b|does\b|this\b|includes\b|requires\b|remains\b|begins\b|ends\b|exists\b|follows\b|hereof\b|as\b|its\b|less\b|(?:pounds|euros)\s(?:sterling|only)\b|rupees\b|francs\b|pesos\b|lakhs?\b|crores?\b|cents\b|unless\b|across\b|plus\b|minus\b|versus\b|whereas\b|besides\b|towards\b|thus\b|always\b|regardless\b|afterwards\b|perhaps\b)"
    r"(?:[a-z]{2,20}s|bushels|workdays?|box|head|lbs\.?|kg|MT|MW|MWh|MMBtu|unit|ton|tonne|barrel|case|gallon|copy|phone|user|seat)"
)
_PERIOD = r"(?:day|week|month|quarter|year|hour|minute)"
_BEFORE, _AFTER = 240, 160  # characters
_ITEM_LENGTH = 700  # characters

_PERS = frozenset("day week month quarter year order total".split()) | {"half year", "two weeks"}

_SECOND = 0.15  # what the less likely of two periods takes off

_QUANTITY = phrase(
    rf"""
    (?<![\w$€£.,#/-]) (?: (?P<words> {NUMBER_WORDS} ) \s? )?
    (?: \(? (?P<figures> \d{{1,3}}(?:,\d{{3}})+ | \d{{1,9}} ) \)? )?
    \s (?: (?:(?!{_PERIOD}s?\b)[a-z][a-z-]{{2,15}}\s){{0,2}}? ) (?P<unit> {_GOODS} ) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TIME = phrase(
    rf"""
    \b(?:minimum\sof|at\sleast|(?:no|not)\s(?:fewer|less)\sthan|commit(?:s|ted)?\sto(?:\s(?:buy|tak|us|order|take|use)(?:ing)?)?|guarantees)\s (?: (?P<words> {NUMBER_WORDS} ) \s? )? (?: \(? (?P<figures> \d{{1,5}} ) \)? )? \s (?:(?!calendar|business|working)[a-z]{{3,15}}\s)? (?P<unit> (?:hours?|days) )
    (?= \s of\s(?:consult|work|service|support|develop|labou?r|assist|training|engineer|its|the\sconsult) | \s (?:per|each|every|an?|in\s(?:each|any|every))\s(?:calendar\s|contract\s)?(?:week|month|quarter|year)\b )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WORKED = phrase(
    r"\b(?:bill|charg|pay|purchas|order|commit|retain|engag|call|invoic|guarant|take|buy)"
)
_IN_PERIOD = re.compile(
    r"(?i)^s?\s(?:in|during|for|per|each)\s(?:the\s|each\s|any\s)?(?:\w+\s){0,4}?(?:years?|quarters?|months?)\b"
)
_YEARLY = phrase(r"(?i)\d\)?\s\w+" + _IN_PERIOD.pattern[5:], re.NOFLAG)
_NUMBERED = phrase(
    rf"\d\)?\s[A-Za-z]|\b(?:of|least|than|for|one|[a-z]+teen|[a-z]+ty)\s(?:{WORD_PATTERN})\s[a-z]"
)
_FREE_OVER = phrase(
    r"\b(?:in\s+excess\s+of|exceeding|beyond|above|over|(?:for|in|of)\s+the\s+first)\s+(?:the\s+first\s+)?$"
)
_FREE = phrase(
    r"^[^.;]{0,45}?\b(?:included|free\b|no\s+(?:charge|cost)|without\s+(?:\w+\s+)?charge|at\s+no)"
)
_LEAST = phrase(
    r"\b(?:minimum\w*|at\s+least|no(?:t)?\s+(?:less|fewer)\s+than|(?:never|not|no)\s+(?:\w+\s+)?(?:below|under|less|fewer)|guarante\w+|commit\w*|quota|goals?|targets?|benchmarks?|initial\s+order|take[\s-]or[\s-]pay)\b"
)
_ESTIMATE = phrase(
    r"\b(?:estimate[ds]?|forecasts?|projections?|projected|anticipate[ds]?|planning\sfigures?)\b[^.;]{0,40}$"
)
_BUYS = phrase(
    r"\b(?:purchas\w+|order\w*|buy|sell|sold|volume|quantit\w+|deliver\w*|licens\w+|take|ship\w*|throughput|transport\w*|tender|supply|produce|secure|sales|generate|deploy)\b"
)
_DUTY = phrase(
    r"\b(?:shall|must|will|agrees?\s+to|commits?|required|requirement|minimum|guarantee\w*)\b"
)
_ORDER = phrase(
    r"\b(?:each|any|all|every|single|per|minimum)\s+(?:\w+\s+)?orders?\b|\borders?\s+(?:\w+\s+){0,3}?minimum"
)
_NOT = phrase(
    r"\b(?:staff(?:ing)?|crew|headcount|insurance|notice|rating|vote|directors?|shareholders?|credit|net\s+worth|meet\w*|inspection|uptime|employees?|font|pages?\s+of|copies)\b"
)


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose minimums of one passage."""
    if passage.kind is PassageKind.ROW and passage.table is not None:
        return  # tables are read as tables
    for price in prices_of(passage, context):
        if READS not in price.kinds:
            continue
        evidence = quote(passage, price.start, price.end)
        for place, per in enumerate(_readings(price.periods, price.before + price.after)):
            term = Minimum(
                amount=price.value.amount, currency=price.value.unit, per=per, evidence=evidence
            )
            score = max(price.kinds[READS] - place * _SECOND, 0.01)
            found = Candidate(term, score, passage, price.start, price.end, reading=place)
            yield disagreement(found, price.value)
    yield from _quantities(passage, context)


def _quantities(passage: Passage, context: Context) -> Iterator[Candidate]:
    lead = ""
    if len(passage.text) <= _ITEM_LENGTH:
        lead = lead_of(passage, context)
    around = f"{passage.heading or ''} > {lead}"
    told = f"{passage.text} {around}"
    if not (_BUYS.search(told) or _LEAST.search(told) or _YEARLY.search(passage.text)):
        return
    for sentence in sentences(passage.text):
        if not _NUMBERED.search(sentence.text) or names_no_price(sentence.text):
            continue
        for match in _QUANTITY.finditer(sentence.text):
            yield from _quantity(passage, sentence, match, around)
        if _WORKED.search(sentence.text):
            for match in _TIME.finditer(sentence.text):
                yield from _quantity(passage, sentence, match, around)


def _quantity(
    passage: Passage, sentence: Sentence, match: re.Match[str], around: str
) -> Iterator[Candidate]:
    text = sentence.text
    before, after = text[: match.start()][-_BEFORE:], text[match.end() :][:_AFTER]
    amount = _number(match)
    if amount is None or _NOT.search(before[-60:] + after[:30]):
        return
    if _FREE_OVER.search(before) or _FREE.search(after):
        return  # what a price begins above, or what it leaves free
    least = _LEAST.search(before[-90:] + match[0])
    if not least and _ESTIMATE.search(before[-60:]):
        return  # "an estimate of 25,000 sets per year" binds nobody
    told = (
        _LEAST.search(before + after) or _LEAST.search(around) or _IN_PERIOD.match(after)
    )  # "375 units in the first Product Year"
    bought = _BUYS.search(before + after + around) and _DUTY.search(before + around)
    if not (least or told or bought):
        return
    first = match.start("words") if match["words"] else match.start("figures")
    start = sentence.start + first
    end = sentence.start + match.start("unit") - 1
    evidence = quote(passage, start, end)
    score = 0.2 + 0.2 * bool(least) + 0.15 * bool(told) + 0.1 * bool(bought)
    for place, per in enumerate(_readings(periods(before, after, around), before + after)):
        term = Minimum(quantity=amount, unit=singular(match["unit"]), per=per, evidence=evidence)
        less = max(score - place * _SECOND, 0.01)
        yield Candidate(term, less, passage, start, end, reading=place)


def _readings(said: tuple[str, ...], sentence: str) -> tuple[str, ...]:
    """A minimum without a period is one in all, an order's, or, often, a year's.

    What is least for each vehicle or person is no period's: it is one in all.
    """
    said = tuple(dict.fromkeys(per if per in _PERS else "total" for per in said))
    if _ORDER.search(sentence):
        dated = said[:1] != ("total",)
        return tuple(dict.fromkeys((*said[:1], "order"))) if dated else ("order", "total")
    return said if len(said) > 1 else tuple(dict.fromkeys((*said, "total", "year")))[:2]


def _number(match: re.Match[str]) -> Decimal | None:
    try:
        if match["figures"]:
            return parse_decimal(match["figures"])
        return number_in_words(match["words"]) if match["words"] else None
    except NotANumber:
        return None
