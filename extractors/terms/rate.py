"""Rates: "$100 per hour", "EUR 0.05 per transaction", "the first 1,000 units at $4.50 each".

Reads:  a sum followed by a unit, in a clause or a row.
Yields: a Rate with its item, unit and, for tiers, the bounds of the quantity.
Leaves: a price per period alone (a fee), per share, per occurrence.
Source: wordings in tests/extractors/cases/rate.yaml.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.allowances import INCLUDED, allowance_of
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.leads import lead_of
from extractors.terms.grammar.names import rate_name
from extractors.terms.grammar.priced_lists import prices_of
from extractors.terms.grammar.prices import Priced
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.series import Step, series_of
from extractors.terms.grammar.starting import starts_on
from extractors.terms.grammar.unit_words import singular
from extractors.terms.grammar.values import quantity_of
from extractors.terms.tables.scope import mode_of
from extractors.wording import phrase
from models.dates import ENGLISH_MONTH
from models.passage import Passage, PassageKind
from models.terms import Rate, TierMode
from models.units import factor, is_known

READS = "rate"

_NUMBER = r"(\d[\d,]*(?:\.\d+)?(?:\s(?:million|thousand)\b)?)"
_WORDED = r"(?:[a-z-]+\s){0,4}?\(?"  # "two hundred (200)"
_RANGE = phrase(
    rf"(?i)(?<![\d:]){_NUMBER}(?!:)\s*(?:to|through|-|–|and)\s*{_NUMBER}(?!:\d)\s*(?:\w+\s+){{0,2}}?[^.;$€£]{{0,30}}$",
    re.NOFLAG,
)
_FIRST = phrase(
    rf"(?i)\b(?:first|up\s+to|initial)\s+(?![^\d]*\b(?:EUR|USD|GBP|CHF|CAD|AUD|costs?|is|are|at)\b){_WORDED}{_NUMBER}\)?\b[^.;$]{{0,50}}$",
    re.NOFLAG,
)
_ABOVE = phrase(
    rf"(?i)\b(?:over|above|more\s+than|in\s+excess\s+of|beyond|exceeding|after(?:\s+the\s+first)?)\s+{_WORDED}{_NUMBER}\)?(?!\d)(?!(?:st|nd|rd|th)?\s+(?:of\s+)?{ENGLISH_MONTH})[^.;$]{{0,120}}$",
    re.NOFLAG,
)
_OPEN = phrase(
    rf"(?i)\b(?:from|starting\s+(?:at|with)|at\s+least)\s+(?:the\s+)?{_NUMBER}(?:st|nd|rd|th)?\b(?!\s*(?:to|-|–|through)\s*\d)[^.;$€£]{{0,40}}$|{_NUMBER}(?:\+|\s+(?:[a-z]+\s+)?(?:or\s+more|or\s+above|and\s+(?:above|over|up|more)|upwards?|onwards?)\b)[^.;$€£]{{0,40}}$",
    re.NOFLAG,
)
_EARLIER_SUM = phrase(r"[$€£]|\b[A-Z]{3}\s?\d", re.NOFLAG)
_TIER_AFTER = re.compile(  # "£212 per tonne for yearly quantities of up to 1,999 tonnes"
    rf"(?i)^(?=\s?(?:each\s)?(?:for|up\s+to|from|where|if|on|when)\b)[^.;,$€£\d]{{0,60}}?(?:\b(?:up\s+to|the\s+first)\s+(?P<high>{_NUMBER})|{_NUMBER}\s*(?:to|-|–|through)\s*{_NUMBER}|(?:\bfrom\s+)?{_NUMBER}(?=\+|\s+(?:[a-z]+\s+)?(?:or\s+more|or\s+above|and\s+(?:above|over|up|more)|upwards?|onwards?)\b))"
)
_A_WEEK = re.compile(  # "for up to 40 hours per week" limits the work and is no step of its price
    rf"(?i)^\s?(?:for\s)?(?:up\s+to|(?:a\s)?max(?:imum|\.)?(?:\s+of)?|not\s+more\s+than)\s+{_NUMBER}\s+(?:hours?|hrs?|days?)\s+(?:per|a|each|every|in\s+(?:a|any))\s"
)
_MEASURED = re.compile(r"(?i)(\d[\d,]*(?:\.\d+)?)\s?([a-z]{1,12})\b")
_STEP = re.compile(  # "USD 900 a month for 1 to 50 TB"
    rf"(?i)^\s?(?:(?:per|an?|each|every|/)\s?(?P<per>month|quarter|year|week|day)\s+)?(?:for|:|with|where\s+(?:there\s+are|it\s+has|they\s+are))\s+(?:(?P<first>up\s+to|the\s+first)\s+)?{_NUMBER}(?:\s*(?:to|through|-|–)\s*{_NUMBER})?\b"
)
_THEREAFTER = re.compile(
    r"(?i)^\W{0,3}(?:thereafter|for\s(?:any|all|each|every)\s(?:\w+\s){0,2}?(?:excess|further|additional)|(?:above|beyond|over)\s(?:that|this|those)|(?:for\s)?(?:everything|anything|all|what\sis)\s(?:above|beyond|over)|per\s[a-z]+\sfor\s(?:everything|anything|all|each|every)(?:\s\w+)?\s(?:above|beyond|over|further|more))\b"
)
_DATED = phrase(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b")
_ABOVE_AFTER = re.compile(
    rf"(?i)^[^.;$]{{0,60}}?\b(?:over|above|in\s+excess\s+of|beyond|exceeding|for\s+more\s+than)\s+{_NUMBER}\s+(?:\w+\s+)?[a-z]+"
)
_FURTHER = phrase(
    r"\b(?:further|additional|beyond|excess|above|over(?:age)?|extra|thereafter|more)\b"
)
_NOUN_AFTER = 40  # characters after "includes 5,000" that name what is included
_SERIES = 0.7  # what prices told in turn speak for at least
_EARLIER = 160  # characters before the price
_PERIODS = {"monthly": "month", "quarterly": "quarter", "annual": "year", "weekly": "week"}


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose rates of one passage."""
    if passage.kind is PassageKind.ROW and passage.table is not None:
        return  # tables are read as tables
    prices = prices_of(passage, context)
    series = series_of(passage.text, prices) if len(prices) > 1 else {}
    for price in prices:
        step = _step(price, context, passage)
        if step is not None:
            yield step
        if step is None and price.start in series:
            yield _of_series(price, series[price.start], context, passage)
            continue
        if READS not in price.kinds or price.unit is None:
            continue
        low, high = _scaled(_bounds(price), price)
        included = _included(price, passage.text[: price.start])
        low = None if included and included[0] == low else low
        term = Rate(
            item=rate_name(
                price.before,
                price.after[price.unit.end :],
                passage.heading or "",
                price.after[: price.unit.end],
            ),
            amount=price.value.amount,
            currency=price.value.unit,
            unit=price.unit.text,
            min_quantity=low,
            max_quantity=high,
            tier_mode=mode_of(f"{price.around} {passage.text}") if low or high else None,
            included_quantity=included[0] if included else None,
            included_per=included[1] if included else None,
            effective_from=_starts_on(price, passage, context),
            evidence=quote(passage, price.start, price.end),
        )
        found = Candidate(term, price.kinds[READS], passage, price.start, price.end)
        yield disagreement(found, price.value)


def _of_series(price: Priced, step: Step, context: Context, passage: Passage) -> Candidate:
    """A price whose unit, limits or name the sentence tells with those beside it."""
    heading = passage.heading or ""
    term = Rate(
        item=step.name or rate_name(step.lead, "", heading) or None,
        amount=price.value.amount,
        currency=price.value.unit,
        unit=step.unit,
        min_quantity=step.low,
        max_quantity=step.high,
        tier_mode=mode_of(f"{price.around} {passage.text}") if step.low or step.high else None,
        effective_from=_starts_on(price, passage, context),
        evidence=quote(passage, price.start, price.end),
    )
    score = max(*price.kinds.values(), _SERIES)
    return disagreement(Candidate(term, score, passage, price.start, price.end), price.value)


def _step(price: Priced, context: Context, passage: Passage) -> Candidate | None:
    """A price of a whole step each period, where the words say that prices go by steps."""
    match = _STEP.match(price.after)
    if match is None or mode_of(f"{price.around} {passage.text}") is not TierMode.STAIR_STEP:
        return None
    one, two = quantity_of(match[3]), quantity_of(match[4]) if match[4] else None
    first = match["first"] is not None
    term = Rate(
        item=rate_name(price.before, price.after, passage.heading or ""),
        amount=price.value.amount,
        currency=price.value.unit,
        unit=match["per"].lower() if match["per"] else _PERIODS.get(price.frequencies[0], "step"),
        min_quantity=None if first else one,
        max_quantity=one if first else two,
        tier_mode=TierMode.STAIR_STEP,
        effective_from=_starts_on(price, passage, context),
        evidence=quote(passage, price.start, price.end),
    )
    found = Candidate(term, max(price.kinds.values()), passage, price.start, price.end)
    return disagreement(found, price.value)


def _starts_on(price: Priced, passage: Passage, context: Context) -> date | None:
    """The day from which a price holds: of its sentence, else of the line that opens its list."""
    first = context.day_first
    own = starts_on(price.before, price.after, day_first=first)
    return own or starts_on(lead_of(passage, context), day_first=first)


def _included(price: Priced, before: str) -> tuple[Decimal, str] | None:
    """What is free in each period, said in the price's sentence or the one before it."""
    found = INCLUDED.search(price.before[-120:] + price.after[:100])
    if found is None and _FURTHER.search(price.before + price.after[:60]):
        found = INCLUDED.search(before[-_EARLIER:])
    said = allowance_of(found) if found and _is_of(price, found) else None
    return (said.quantity, said.per) if said else None


def _is_of(price: Priced, included: re.Match[str]) -> bool:
    """Whether what is included is what the price is for: 20,000 miles are none of a vehicle."""
    unit = price.unit.text.split("-")[0].split()[-1] if price.unit else "unit"
    said = included.string[included.start() : included.end() + _NOUN_AFTER]
    named = {singular(word).lower() for word in re.findall(r"[A-Za-z]{2,}", said)}
    return unit == "unit" or unit.lower() in named


def _scaled(
    bounds: tuple[Decimal | None, Decimal | None], price: Priced
) -> tuple[Decimal | None, Decimal | None]:
    """Bounds in the unit of the price: "the first 10 TB" at so much per GB; kilos bound no parcels."""
    if bounds == (None, None):
        return bounds
    unit = price.unit.text.split("-")[0] if price.unit else ""
    measured = {
        match[1].replace(",", ""): match[2]
        for match in _MEASURED.finditer(price.before[-170:] + " # " + price.after[:120])
        if is_known(match[2])
    }

    def scaled(bound: Decimal | None) -> Decimal | None:
        measure = measured.get(f"{bound:f}") if bound is not None else None
        times = factor(measure, unit) if measure else Decimal(1)
        return bound * times if bound is not None and times is not None else None

    return scaled(bounds[0]), scaled(bounds[1])


def _bounds(price: Priced) -> tuple[Decimal | None, Decimal | None]:
    before = price.before[-170:]
    after = price.after[price.unit.end if price.unit else 0 :]
    tier = None if _A_WEEK.match(after) else _TIER_AFTER.match(after)
    if tier and _EARLIER_SUM.search(before):
        return _after(tier)
    then = _THEREAFTER.match(after) or _THEREAFTER.match(price.after)
    later = bool(then and _EARLIER_SUM.search(before))
    if match := _RANGE.search(before):
        low, high = quantity_of(match[1]), quantity_of(match[2])
        return (high, None) if later else (low, high)
    if match := _FIRST.search(before):
        number = quantity_of(match[1])
        return (number, None) if later else (None, number)
    if (match := _OPEN.search(before)) and not _DATED.search(match[0]):
        return quantity_of(match[1] or match[2]), None
    match = _ABOVE.search(before) or _ABOVE_AFTER.match(
        price.after[price.unit.end if price.unit else 0 :]
    )
    if match:
        return quantity_of(match[1]), None
    return _after(tier) if tier else (None, None)


def _after(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    high = match["high"] or match[4]
    return quantity_of(match[3] or match[5] or ""), quantity_of(high) if high else None
