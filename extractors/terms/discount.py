"""Discounts: "a discount of 10% on seat charges", "list price less 5% for orders above 1,000 units".

Reads:  a percent called a discount or a reduction of prices, in a clause or a list of such.
Yields: a Discount with what it applies to and from which quantity or amount, one for each tier.
Leaves: discounts for early payment, which are their own kind; service credits and remedies;
        discounts that name no charges.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.leads import lead_of
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import Sentence, sentences
from extractors.terms.grammar.values import NUMBER_WORDS, Value
from extractors.wording import phrase
from models.numbers import NotANumber, number_in_words, parse_decimal
from models.passage import Passage
from models.terms import Discount

READS = "discount"

_PRICES = r"(?:fees?|charges?|prices?|pricing|rates?|tariffs?|list|catalogue|catalog|price\s?list|subscription)"
_STATED = (
    r"(?:list|catalogue|catalog|published|standard|regular|normal|usual|retail|rack|tariff|current)"
)
_DISCOUNT = phrase(
    rf"\b(?:discount\w*|rebate\w*|reduc\w+\s+(?:of|by)|off\s+(?:the|its|all|any|each|list|our|your|every|what)|(?:price\s+)?reductions?|price\s+(?:cut|break)s?|allowance|abate\w*|mark(?:ed|s)?[\s-]?downs?|cheaper)\b"
    rf"|\bdeducted\s+from\s+(?:the\s+|all\s+)?(?:[\w-]+\s+){{0,2}}?{_PRICES}\b|\bfrom\s+(?:the\s+|all\s+)?(?:[\w-]+\s+){{0,2}}?{_PRICES}\b[^.;]{{0,60}}\bdeducted\b"
)
_AFTER = re.compile(  # "15 per cent off", "4% below our list", "10% less than the standard rate"
    rf"^\s?(?:(?:price|volume|trade|quantity|loyalty|further|flat)\s)?(?:discount|rebate|reduction|off\b|cheaper|deduction|abatement|markdown|(?:less|lower)\sthan\s(?:(?:the|our|its|their|your|[\w'’-]+['’]s)\s)?(?:[\w-]+\s){{0,2}}?{_PRICES}|(?:below|under|beneath)\s(?:(?:the|our|its|their|your|[\w'’-]+['’]s)\s)?(?:[\w-]+\s){{0,2}}?{_PRICES})",
    re.IGNORECASE,
)
_BEFORE = phrase(
    rf"\b{_PRICES}\b[^.;%]{{0,40}}?[\s,]\(?(?:less|minus)\s(?:an?\s)?(?:further\s|flat\s)?$|\b{_PRICES}\b[^.;%]{{0,50}}\b(?:reduc\w+|lower(?:ed|s)?|cut|falls?|drops?|comes?\sdown|discounted|knocked\sdown)\s(?:\w+\s){{0,2}}?(?:by|of)\s(?:an?\s)?(?:further\s)?$"
)
_SHARE = re.compile(  # "at 90% of list price"
    rf"^\s?of\s(?:(?:the|our|its|their|your|[\w'’-]+['’]s)\s)?(?:then[\s-])?(?:[\w-]+\s)?{_STATED}\s(?:\w+\s)?(?:{_PRICES})\b|^\s?of\slist\b",
    re.IGNORECASE,
)
_SOLD = phrase(
    r"\b(?:sold|priced?|prices|charged?|billed|invoiced|pays?|supplied|bought|available|offered)\b[^.;%]{0,40}\b(?:at|to)?\s?$"
)
_RAISES = phrase(  # "adds a fuel surcharge of 7.5%, taken before any discount"
    r"\b(?:surcharges?|uplift|mark-?up|levy|supplement)\b[^.;%]{0,50}$"
)
_CONTINUES = re.compile(  # "..., and 10% on orders of 250 or more"
    r"^\s?(?:on|for|from|above|over|where|if|once|when|in|at|thereafter|upwards)\b|^\W{0,3}$",
    re.IGNORECASE,
)
_TOLD = phrase(r"\b(?:discounts?|rebates?|price\sreductions?)\b")
_EARLY = phrase(
    r"\b(?:if\s+paid|paid\s+within|pays?\s+within|prompt|early\s+payment|within\s+\w+\s+(?:\(\d+\)\s+)?days|cash\s+discount)\b"
)
_APPLIES = re.compile(
    r"(?i)\b(?:on|off|to|from|against|below|under)\s+(?:all\s+|the\s+|its\s+|our\s+)?(?P<what>(?:[\w-]+\s+){0,4}?(?:fees?|charges?|prices?|rates?|seats?|services|products?|units?|licen[cs]es?|subscriptions?|usage|list|invoices?|orders?|purchases|hardware|goods)(?:\s+(?:fees?|charges?|prices?|rates?))?)\b"
    r"|\b(?:granted|given|allowed|applied|made)\s+on\s+(?:all\s+|the\s+|its\s+|our\s+)?(?P<granted>(?:(?!invoices?\b|receipts?\b|delivery\b|orders?\b|request\b|condition\b)[a-z-]+\s+){0,2}?(?!invoices?\b|receipts?\b|delivery\b|orders?\b|request\b|condition\b)[a-z-]{4,})(?=\s+(?:of|for|in|during)\b|\W*$|[.,;])"
    r"|\b(?:(?:the|all|its)\s+)?(?P<subject>(?:[\w-]+\s+){0,3}?(?:fees?|charges?|prices?|rates?|seats?|services|subscriptions?))\s+(?:is|are|shall\s+be|will\s+be|less|minus|drops?|falls?)\b"
)
_FIGURE = r"\d{1,3}(?:[,.]\d{3})+|\d{1,9}"
_OPENS = r"above|over|exceed\w*|more\sthan|at\sleast|reach\w*|beyond|in\sexcess\sof|minimum\sof|from|pass(?:es|ed)?|(?:not\s|no\s)(?:less|fewer)\sthan|after|starting\s(?:at|with)|upwards\sof"
_ON = r"or\smore|and\smore|or\sabove|and\sabove|or\sover|and\sover|upwards?|or\sgreater|plus\b"
_COUNTED = (
    r"(?!days?\b|months?\b|years?\b|weeks?\b|dollars\b|euros\b|pounds\b|percent\b|cents\b|times\b|or\b|and\b)"
    r"(?:[a-z]{2,20}s|users?|seat|kg|MT|pieces)"
)
_QUANTITY = phrase(
    rf"""
    (?: \b(?P<opens> {_OPENS} )\s (?:(?:the|a\stotal\sof|an?\squantity\sof)\s)? )?
    (?<![\w$€£.,]) (?: (?P<words> {NUMBER_WORDS} ) \s? )? \(? (?P<figures> {_FIGURE} )? \)? (?P<plus> \+ )?
    (?: \s(?P<ons> {_ON} ) | \s?(?:to|-|–|through)\s?(?:{_FIGURE}) )?
    (?P<range> (?<=\d) )? \s (?: (?:or\smore|and\smore|to\s\d[\d,]*)\s )? (?: (?!per\b)[a-z-]{{3,15}}\s ){{0,1}}? (?P<unit> {_COUNTED} )\b (?: ,?\s(?P<on> {_ON} ) )?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_RANGED = phrase(rf"\d\s?(?:to|-|–|through)\s?(?:{_FIGURE})")
_ABOVE = phrase(
    rf"\b(?:{_OPENS})\s(?:(?:the|an?)\s)?(?:(?:total|sum|amount|value|aggregate)\s(?:value\s)?(?:of\s)?)?$"
)
_OR_MORE = re.compile(rf"^\s?(?:\+|(?:in\stotal\s|in\svalue\s)?(?:{_ON})\b)", re.IGNORECASE)
_NOT = phrase(
    r"\b(?:fail\w*|defect\w*|delay\w*|late|breach|default|damages|uptime|availability|shares?|stock|per\s+share|royalt\w+|commissions?|(?<!in\s)advance|members?|returns|allowances|anniversar\w+|advertis\w+|interest|revenue|net\s+sales|cost\s+plus)\b"
)
_GRANTS = phrase(
    r"\b(?:shall|will|receives?|entitled|grants?|granted|gets?|earns?|enjoys?|allows?|gives?|applies|apply|applied|net\s+of|(?:is|are)\s+(?:given|granted|reduced|priced|sold|charged|lowered)|deduct\w*|less|minus|off|below|sold|attracts?|benefits?|qualif(?:y|ies)|carr(?:y|ies)|billed)\b"
)
_BARE = phrase(rf"(?<![\w$€£.,])(?P<figures>{_FIGURE})(?:\+(?!\d)|\s(?:{_ON})\b)")
_DROP = phrase(r"^(?:.*\b(?:the|all|our)\s|(?:\d+|s)\s)")
_HUNDRED = 100
_AFTER_REACH, _BEFORE_REACH, _NEAR = 70, 110, 60  # characters


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose discounts of one passage."""
    text = passage.text
    if not ("%" in text or "cent" in text.lower()):
        return
    heading = (passage.heading or "").rsplit(" > ", maxsplit=1)[-1]
    told = bool(_TOLD.search(heading) or _TOLD.search(lead_of(passage, context)))
    for sentence in sentences(text):
        if not (_EARLY.search(sentence.text) or _NOT.search(sentence.text)):
            yield from _sentence(passage, sentence, context, told=told)


def _sentence(
    passage: Passage, sentence: Sentence, context: Context, *, told: bool
) -> Iterator[Candidate]:
    text = sentence.text
    cuts = list(_cuts(text, told=told))
    if not cuts:
        return
    froms = _thresholds(text, context.currency, [v for v, _ in cuts])
    for (value, weight), (quantity, amount) in zip(cuts, _shared(cuts, froms), strict=True):
        start, end = sentence.start + value.start, sentence.start + value.end
        applies = _APPLIES.search(text, value.end) or _APPLIES.search(text)
        term = Discount(
            percent=value.amount,
            applies_to=_scope(applies) if applies else None,
            min_quantity=quantity,
            min_amount=amount,
            evidence=quote(passage, start, end),
        )
        score = weight + 0.2 * (applies is not None) + 0.2 * bool(_GRANTS.search(text))
        score += 0.15 * (quantity is not None or amount is not None)
        yield disagreement(Candidate(term, min(score, 0.9), passage, start, end), value, unit="%")


def _cuts(text: str, *, told: bool) -> Iterator[tuple[Value, float]]:
    """The percents that lower a price, with a first weight."""
    called = _DISCOUNT.search(text) is not None
    listed = False
    for value in percents_in(text):
        before, after = text[: value.start][-_BEFORE_REACH:], text[value.end :][:_AFTER_REACH]
        near = called and _DISCOUNT.search(text[max(0, value.start - _NEAR) : value.end + _NEAR])
        if _RAISES.search(before):
            listed = False
        elif _SHARE.match(after):
            if value.amount < _HUNDRED and _SOLD.search(before):
                yield replace(value, amount=_HUNDRED - value.amount, figures=None), 0.2
        elif near or _AFTER.match(after) or _BEFORE.search(before):
            listed = True
            yield value, 0.3
        elif (listed or told) and _CONTINUES.match(after):
            yield value, 0.2
        else:
            listed = False


_From = tuple[Decimal | None, Decimal | None]  # a quantity, a sum


def _thresholds(text: str, currency: str, cuts: list[Value]) -> list[tuple[int, _From]]:
    """From where on discounts hold, with the places; percents are none."""
    sums = list(amounts_in(text, currency))
    found: list[tuple[int, _From]] = [
        (value.start, (None, value.amount))
        for value in sums
        if _ABOVE.search(text[: value.start][-60:]) or _OR_MORE.match(text[value.end :][:30])
    ]
    taken = [(v.start, v.end) for v in (*sums, *cuts)]
    for match in _QUANTITY.finditer(text):
        start, end = match.start("words" if match["words"] else "figures"), match.end("unit")
        number = _number(match)
        limits = match["opens"] or match["plus"] or match["ons"] or match["on"]
        ranged = _RANGED.search(match[0])
        more = ranged or limits or re.search(rf"(?i)\b(?:{_ON})\b", match[0])
        if number is not None and more and not any(a < end and start < b for a, b in taken):
            found.append((start, (number, None)))
    known = {at for at, _ in found}
    for match in _BARE.finditer(text):
        start, end = match.span()
        if start not in known and not any(a < end and start < b for a, b in taken):
            found.append((start, (parse_decimal(match["figures"]), None)))
    return sorted(found, key=lambda f: f[0])


def _shared(cuts: list[tuple[Value, float]], froms: list[tuple[int, _From]]) -> Iterator[_From]:
    """Give each discount its threshold: the next one on the side on which the first has its own."""
    none: _From = (None, None)
    leads = bool(froms) and froms[0][0] < cuts[0][0].start
    for place, (value, _) in enumerate(cuts):
        if len(cuts) == 1:
            yield froms[0][1] if froms else none
        elif leads:
            last = cuts[place - 1][0].end if place else 0
            yield next((f for at, f in reversed(froms) if last <= at < value.start), none)
        else:
            limit = cuts[place + 1][0].start if place + 1 < len(cuts) else None
            yield next((f for at, f in froms if value.end <= at < (limit or at + 1)), none)


def _scope(applies: re.Match[str]) -> str:
    words = " ".join((applies["what"] or applies["granted"] or applies["subject"]).split())
    return _DROP.sub("", words)


def _number(match: re.Match[str]) -> Decimal | None:
    try:
        if match["figures"]:
            return parse_decimal(match["figures"])
        return number_in_words(match["words"]) if match["words"] else None
    except NotANumber:
        return None
