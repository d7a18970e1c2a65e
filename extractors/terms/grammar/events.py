"""Payments due on an event itself, and on a day of the month."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractors.terms.grammar.rhythms import rhythm_of_dates
from extractors.terms.grammar.starts import Start, event_words, start_of
from extractors.wording import phrase
from models.numbers import NotANumber, ordinal
from models.terms import CountsFrom

_MONTH_NAMES = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)


class Trigger(NamedTuple):
    """When something falls due, without a number of days printed as such."""

    start: int
    end: int
    days: int
    counted: Start
    day_type: str = "calendar"
    score: float = 0.4
    reading: int = 0


_UPON = phrase(
    r"""
    \b(?P<how> (?:immediately\s|promptly\s|due\s)?(?:upon|on|at\sthe\stime\sof|at|concurrent(?:ly)?\swith|simultaneous(?:ly)?\swith|contemporaneous(?:ly)?\swith
      |coincident\swith|prior\sto|before|in\sadvance\sof|as\sof|immediately\s(?:after|following)|when
      |against(?=\s(?:\w+\s){0,2}?(?:presentation|delivery|receipt|submission|acceptance)\b)
      |with(?=\s(?:\w+\s){0,2}?(?:order|execution|signing|placement|submission|delivery|presentation)\b)) ) \s+
    (?P<event> (?:the\s|its\s|a\s|an\s|each\s|such\s|full\s|any\s|both\s|date\sof\s|parties['’]?\s|mutual\s|complete\s|successful\s|final\s|initial\s|written\s|first\s|satisfactory\s|substantial\s|formal\s|\w+['’]s\s)*
      (?: execution | signing | signature | executing | effective\sdate | closing | delivery | receipt | acceptance | completion | commencement | termination | expiration
        | approval | shipment | renewal | anniversary | installation | issuance | launch | order | placement | presentation | submission | invoic\w+ | demand
        | election | exercise | start | begin\w+ | incurr\w+ | funding | occurrence | payment | acquisition | return | mobili\w+ | arrival | achievement | satisfaction | consummation | filing | award | conclusion | booking | confirmation | transfer | sale | availability | notice | notification | delivering | (?:\w+\s){1,3}date )
      \b [^.;,]{0,90} )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BARE = re.compile(  # "on receipt", "upon presentation thereof", "on its receipt by Buyer"
    r"(?:the\s|its\s|their\s)?(?:receipt|presentation)(?:\s(?:thereof|by\s\w|of\s(?:it|them|same|the\ssame)\b)|\W*(?:$|\b(?:and|or|without|unless|in)\b))",
    re.IGNORECASE,
)
_GOT = re.compile(
    r"(?:(?:it|they|the\ssame)\s(?:is|are)\s)?(?:received|presented)\b", re.IGNORECASE
)
_BILLED = phrase(r"\b(?:invoic\w+|bill\w*)\b")
_OWED = phrase(
    r"""\b(?: due | payable | paid | pay | pays | payments? | deposit\w* | remit\w* | retainer | fee | fees | balance | installments? | instalments? | refund\w* | reimburs\w* | prepa\w+ | advance | price | invoic\w+ | upfront | \$[\d,.]+ | USD | dollars )\b|[$€£%]""",
    re.IGNORECASE | re.VERBOSE,
)
_BASED = phrase(r"\b(?:based|depend\w*|condition\w+|contingent|rel(?:y|ies|ying)|upon\sor)\s$")
_BOUND = re.compile(  # "fees accrued prior to termination": how far they are owed, not when
    r"(?:prior\sto|before|as\sof)\s(?:the\s)?(?:(?:effective\s)?date\sof\s)?(?:such\s|any\s|the\s|its\s)?(?:termination|expiration)\b",
    re.IGNORECASE,
)
_PAYS = phrase(r"\b(?:pay|pays|paid|payable|payments?|due|reimburse|refund|remit)\b")
_WHEN = phrase(
    r"\b(?:when|once|as\ssoon\sas|as\sand\swhen)\s(?P<event>(?:(?=(?:received|delivered|completed|invoiced|presented)\b)|(?:[\w()’'/-]+\s){1,9}?)(?:complet\w+|performed|deliver\w+|accept\w+|receive[sd]?|executed|signed|approve[sd]|occup\w+|incurred|due|finish\w*|issued|shipped|invoiced|presented)\b[^.;,]{0,60})"
)
_ON_DATES = phrase(
    rf"\b(?:each|every|due|annually\son|year\son|on|by|before)\s(?P<first>(?:{_MONTH_NAMES})\s(?:\d{{1,2}})(?:st|nd|rd|th)?)\b(?P<rest>[^.;$]{{0,160}})"
)
_IMMEDIATE = phrase(
    r"\b(?:immediately|forthwith|automatically|at\sonce)\s(?:be(?:come)?\s)?(?:due|payable|paid|refund\w*|pay|reimburse|remit)\b(?:\s(?:and|or)\s(?:payable|owing))?"
    r"|\b(?:become|be)\s(?:immediately\s)?due\sand\s(?:payable|owing)\b(?=\W*$|[.;]|\s(?:immediately|forthwith|at\sonce|in\sfull|without|(?-i:by\s[A-Z]|to\s[A-Z])))"
    r"|\b(?:promptly|immediately)\s(?:pay|return|refund|remit|reimburse)\b"
)
_CASH = phrase(
    r"\bC\.?O\.?D\b\.?|\bcash\s(?:up)?on\sdelivery|\bcash\sin\sadvance|\bpayment\sin\sadvance|\bpaid\sin\sadvance|\bpayable\sin\sadvance|\bpre-?pa(?:y|ys|yable|yment)\b|\b(?:be|are|is)\s(?:\w+\s)?pre-?paid\b|\bprior\sto\sshipment|\bpayment\sbefore\s(?:delivery|shipment|dispatch|despatch)|\bcash\s(?:before|with)\s(?:the\s)?(?:delivery|order|shipment)|\bC\.?W\.?O\b|\bagainst\s(?:shipping\s)?documents|\b(?:payable|payment|due)\s(?:\w+\s){0,2}at\ssight\b|\bin\sfull\sin\sadvance|\bup\s?-?front\b(?!\s(?:\w+\s)?(?:fees?|payments?|amount|sum|charge|costs?)\b)"
)
_CASH_WORDS = (  # one of them stands in all that ``_CASH`` matches
    "cash",
    "c.o.d",
    "cod",
    "c.w.o",
    "cwo",
    "advance",
    "prepa",
    "pre-pa",
    "front",
    "prior",
    "before",
    "documents",
    "sight",
)
_PERIOD_HINT = phrase(r"month|quarter|year|week", re.NOFLAG)
_ADVANCE = phrase(
    r"\b(?:weekly|monthly|quarterly|semi-?annually|annually|yearly|annual|each\s(?:month|quarter|year)|per\s(?:month|year))\b[^.;]{0,80}\bin\sadvance\b"
    r"|\bahead\sof\s(?:each|every|the\s(?:start|beginning)\sof\s(?:each|every|the))\s(?:\w+\s){0,2}(?:month|quarter|year|term|period)\b"
    r"|\bin\sadvance\b[^.;]{0,40}\b(?:of\s(?:each|the|every)\s(?:\w+\s){0,2}(?:month|quarter|year|term|period)|monthly|quarterly|annually|yearly|basis)"
    r"|\bat\sthe\s(?:beginning|start|commencement)\sof\s(?:each|the|every)\s(?:\w+\s){0,2}(?:month|quarter|year|week|term)"
)
_PERIOD_ENDS = phrase(
    r"\b(?:at|on|by|upon|before|within)\sthe\s(?:end|close|conclusion|last\s(?:business\s|working\s)?day)\sof\s(?:each|every|the|such|any)\s(?:(?!following|after|month\b)\w+\s){0,3}?(?:month(?!\s(?:next\s)?(?:following|after)\b)|quarter|year|week)\b"
    r"|\bmonth[\s-]end\b"
)
_ORDINAL = r"(?:\d{1,2}\s?(?:st|nd|rd|th)|twenty-?\s?\w+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|fortieth|sixtieth|ninetieth|last)"
_DAY_OF_MONTH = re.compile(
    rf"""
    \b(?: on | by | than | before | prior\sto | the )\s (?:or\sabout\s|or\saround\s|or\sbefore\s)?(?:the\s)? (?:\(\d{{1,2}}(?:st|nd|rd|th)?\)\s)?
    (?P<nth> {_ORDINAL} ) (?:\s?\(\s?(?P<figure>\d{{1,2}})\s?(?:st|nd|rd|th)?\s?\))? \s
    (?: (?P<type>business|working|banking)\s | calendar\s )? days?
    \s? (?= (?P<of> (?:of|after|following|from|in)\b [^.;,]{{0,70}} ) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BARE_DAY = re.compile(  # "by the 10th of the following month", "Terms: 10th prox."
    rf"(?:\b(?:on|by|than|before|due|payable)|:)\s(?:or\sbefore\s)?(?:the\s)?(?P<nth>{_ORDINAL})(?:\s?\(\s?\d{{1,2}}(?:st|nd|rd|th)?\s?\))?\s(?P<of>of\s(?:the\s|each\s|every\s|next\s)(?:\w+\s){{0,2}}month\b[^.;,]{{0,40}}|prox(?:imo)?\b)",
    re.IGNORECASE,
)
_NEXT = phrase(
    r"\b(?:prox(?:imo)?|follow(?:ing|s)|next|succeeding|subsequent|after|month\sfollowing|thereafter|immediately\sfollowing)\b"
)
_PAST = phrase(
    r"\b(?:preceding|previous|prior|last|immediately\spreceding)\s(?:\w+\s){0,2}(?:month|quarter|period)|\bmonth\sfollowing|\bfollowing\smonth|\barrears\b"
)
_BEGINS = phrase(
    r"\b(?:in\sadvance|beginning|commencing|first\smonth|salary|rent|recurring|subscription)\b"
)
_MONTHLY = phrase(rf"\b(?:prox(?:imo)?|months?|quarters?|years?|week|{_MONTH_NAMES})\b")
_NAMED_MONTH = phrase(rf"\b(?:{_MONTH_NAMES})\b")
_BEGINNING = phrase(
    r"\b(?:beginning|start|commencement|first\sday)\sof\s(?:\w+\s){0,4}?(?:period|term|year|quarter|month)s?\b|\banniversary\b"
)
_NEXT_YEAR = phrase(
    rf"\b(?P<month>{_MONTH_NAMES})\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of|in)\s(?:the|each)\s(?:immediately\s)?(?:succeeding|following|next|subsequent)\s(?:\w+\s)?year\b"
)
_NEXT_MONTH = phrase(
    r"\b(?:by|at|on|before)\sthe\s(?:end|close|last\s(?:business\s|working\s)?day)\sof\sthe\s(?:calendar\s)?month\s(?:next\s)?(?:following|after)\b|\b(?:(?:by|at|before)\sthe\send\sof|during|within|in)\sthe\s(?:immediately\s)?(?:following|next|succeeding|subsequent)\s(?:calendar\s)?month\b"
)
_DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_MONTH_END = 28  # a day of the month from which on it is the end
_REACH = 150
_LAST_OF_NEXT = 30


def triggers(sentence: str) -> Iterator[Trigger]:
    """Yield events on which the sentence makes something due at once.

    >>> [t.counted.event for t in triggers("The fee is due upon execution of this Agreement.")]
    ['execution of this Agreement']
    """
    small = sentence.lower()
    yield from _upon_events(sentence)
    for match in _WHEN.finditer(sentence):
        before = sentence[max(match.start() - _REACH, 0) : match.start()]
        if _OWED.search(before):
            billed = _GOT.match(match["event"]) and _BILLED.search(before)
            start = (
                Start(CountsFrom.INVOICE_RECEIPT)
                if billed
                else Start(CountsFrom.EVENT, event_words(match["event"]))
            )
            yield Trigger(match.start(), match.start("event") + 12, 0, start, score=0.25)
    yield from _on_dates(sentence)
    yield from _after_year_end(sentence)
    for match in _IMMEDIATE.finditer(sentence):
        event = re.search(
            r"(?:upon|event\s(?:of|that)|if|after|in\ssuch)\s([^.;,]{4,90})",
            sentence[: match.start()],
            re.IGNORECASE,
        )
        start = Start(CountsFrom.EVENT, event_words(event[1]) if event else "demand")
        yield Trigger(match.start(), match.end(), 0, start, score=0.35)
    for match in _CASH.finditer(sentence) if any(word in small for word in _CASH_WORDS) else ():
        start = Start(CountsFrom.EVENT, _cash_event(match[0].lower()))
        yield Trigger(match.start(), match.end(), 0, start, score=0.4)
    ahead = "advance" in small or "at the" in small or "ahead of" in small
    for match in _ADVANCE.finditer(sentence) if ahead else ():
        yield Trigger(match.start(), match.end(), 0, Start(CountsFrom.PERIOD_START), score=0.5)
    for match in _PERIOD_ENDS.finditer(sentence) if _PERIOD_HINT.search(small) else ():
        if _OWED.search(sentence[max(match.start() - _REACH, 0) : match.start()]):
            yield Trigger(match.start(), match.end(), 0, Start(CountsFrom.PERIOD_END), score=0.35)


def _cash_event(words: str) -> str:
    """Name the event of a payment in trade words: "cash with order", "against documents"."""
    if "order" in words or words.startswith(("cwo", "c.w")):
        return "order"
    if "document" in words or "sight" in words:
        return "presentation of documents"
    return "delivery" if words.startswith("c") else "before performance"


def _upon_events(sentence: str) -> Iterator[Trigger]:
    for match in _UPON.finditer(sentence):
        before = sentence[max(match.start() - _REACH, 0) : match.start()]
        after = sentence[match.end() : match.end() + _REACH]
        if _BOUND.match(match[0]) or _BASED.search(before):
            continue
        if _OWED.search(f"{before} {match['how']}") or (
            not before.strip(" .()ivxabcd0123456789-–•*·") and _PAYS.search(after + match["event"])
        ):
            yield from _upon(match, before)


def _after_year_end(sentence: str) -> Iterator[Trigger]:
    """Payment by a date of the following year, or within the following month, runs from its start."""
    small = sentence.lower()
    for match in _NEXT_YEAR.finditer(sentence) if "year" in small else ():
        if _OWED.search(sentence[max(match.start() - _REACH, 0) : match.start()]):
            month = _MONTH_NAMES.split("|").index(match["month"].capitalize())
            days = _DAYS_BEFORE[month] + int(match["day"])
            yield Trigger(*match.span(), days, Start(CountsFrom.PERIOD_END), score=0.4)
    for match in _NEXT_MONTH.finditer(sentence) if "month" in small else ():
        if _OWED.search(sentence[max(match.start() - _REACH, 0) : match.start()]):
            yield Trigger(*match.span(), _LAST_OF_NEXT, Start(CountsFrom.PERIOD_END), score=0.35)


def _on_dates(sentence: str) -> Iterator[Trigger]:
    """Payment on dates that come again: at the end of a period where they are month ends."""
    for match in _ON_DATES.finditer(sentence):
        before = sentence[max(match.start() - _REACH, 0) : match.end("first")]
        again = rhythm_of_dates(match["first"] + match["rest"]) or re.search(
            r"(?i)\b(?:each|every)\s", match[0][: match.end("first") + 60 - match.start()]
        )
        if again and _OWED.search(before):
            last = int(re.sub(r"\D", "", match["first"])) >= _MONTH_END
            start = Start(CountsFrom.PERIOD_END if last else CountsFrom.PERIOD_START)
            yield Trigger(match.start(), match.end("first"), 0, start, score=0.35)


def _upon(match: re.Match[str], before: str) -> Iterator[Trigger]:
    event = match["event"]
    paper = re.search(
        r"\b(?:invoic\w+|statement|bill(?!\sof\s(?:lading|sale|materials)))\b", event, re.IGNORECASE
    )
    bare, billed = _BARE.match(event), _BILLED.search(before)
    if re.search(r"\breceipt|presentation", event, re.IGNORECASE) and (paper or (bare and billed)):
        start = Start(CountsFrom.INVOICE_RECEIPT)
    elif re.match(r"(?i)(?:the\s)?invoic", event):
        start = Start(CountsFrom.INVOICE_DATE)
    else:
        start = Start(CountsFrom.EVENT, event_words(event))
    near = bool(_OWED.search(before[-40:]))
    place = match.start(), match.end("how") + 12
    yield Trigger(*place, 0, start, score=0.4 if near else 0.25)
    if start.counts_from is CountsFrom.EVENT:
        if _BEGINNING.search(event):
            yield Trigger(*place, 0, Start(CountsFrom.PERIOD_START), score=0.35, reading=1)
        elif re.match(r"(?i)(?:the\s|its\s)?receipt", event):
            yield Trigger(*place, 0, Start(CountsFrom.INVOICE_RECEIPT), score=0.2, reading=1)


def days_of_month(sentence: str) -> Iterator[Trigger]:
    """Yield "on or before the 15th day of the following month": 15 days from the period's end.

    >>> [(t.days, t.counted.counts_from.value) for t in days_of_month("by the 15th day of the following month")]
    [(15, 'period_end')]
    >>> [(t.days, t.counted.counts_from.value) for t in days_of_month("on the first day of each month")]
    [(0, 'period_start')]
    """
    small = sentence.lower()
    for pattern, hints in ((_DAY_OF_MONTH, ("day",)), (_BARE_DAY, ("month", "prox"))):
        for match in pattern.finditer(sentence) if any(h in small for h in hints) else ():
            yield from _day_of_month(match, sentence)


def _day_of_month(match: re.Match[str], sentence: str) -> Iterator[Trigger]:
    of, last = match["of"], match["nth"].lower() == "last"
    try:
        number = 0 if last else ordinal(match["nth"].replace(" ", ""))
    except NotANumber:
        return
    if _MONTHLY.search(of):
        days, start, score = _in_month(of, number, sentence)
    elif (_NEXT.search(of) or of[:5].lower() == "from ") and not last:
        event = re.sub(r"(?i)^(?:after|following|of|from)\s", "", of)
        said = start_of(sentence[: match.start()], f" {of}")
        days, start, score = number, said or Start(CountsFrom.EVENT, event_words(event)), 0.3
    else:
        return
    day_type = "business" if match.groupdict().get("type") and days else "calendar"
    yield Trigger(match.start(), match.end("nth"), days, start, day_type, score)
    if days > 1 and not _NEXT.search(of) and _MONTHLY.search(of):
        ends = start.counts_from is CountsFrom.PERIOD_END
        other = Start(CountsFrom.PERIOD_START if ends else CountsFrom.PERIOD_END)
        yield Trigger(match.start(), match.end("nth"), days, other, day_type, score - 0.1, 1)


def _in_month(of: str, number: int, sentence: str) -> tuple[int, Start, float]:
    """Count from the period's end, or its start where it is paid for in advance; last day is 0."""
    end = Start(CountsFrom.PERIOD_END)
    if _NEXT.search(of) or (number > 1 and _PAST.search(sentence)):
        return number or _LAST_OF_NEXT, end, 0.5
    if number == 0 or (number >= _MONTH_END and _NAMED_MONTH.search(of)):
        return 0, end, 0.4
    if number > 1 and not _BEGINS.search(sentence):
        return number, end, 0.35
    return (0 if number == 1 else number), Start(CountsFrom.PERIOD_START), 0.4
