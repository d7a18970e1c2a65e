"""Late charges: "interest at 1.5% per month on overdue amounts", "a late fee of $50".

Reads:  a clause or a row that speaks of late payment or interest.
Yields: a candidate for each percent, each floating rate without one, each flat late fee.
Leaves: interest on loans; the legal maximum that stands beside a figure.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Literal, cast

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.days import days_in
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import Sentence, sentences
from extractors.terms.grammar.values import Value
from extractors.terms.grammar.windows import Window
from extractors.wording import phrase
from models.numbers import ordinal
from models.passage import Passage
from models.terms import LateCharge

READS = "late_charge"

Per = Literal["month", "year", "day", "once"]
Base = Literal["prime", "libor", "sofr", "statutory", "other"]

_TOPIC = phrase(
    r"\b(?:interest|late|overdue|past[\s-]due|delinquen\w+|(?:finance|carrying)\scharges?|service\scharge|after\s(?:it|they|payment)\s(?:is|was|were|falls?|fell|becomes?|became)\sdue|days\sold|arrears?|unpaid|delay\w*|penalty|default|underpa\w+|not\s(?:paid|received)|when\sdue|due\sdate)\b"
)
_OVERDUE = phrase(
    r"\b(?:late|overdue|past[\s-]due|delinquen\w+|unpaid|outstanding|arrears?|not\s(?:\w+\s){0,3}(?:paid|received|made)|fails?\sto\s(?:\w+\s){0,3}pay|delay\w*|in\s(?:(?:the\s)?(?:event|case)\sof\s)?default|"
    r"when\sdue|due\sdate|date\s(?:\w+\s){0,3}due|default\sinterest|underpa\w+|deficien\w+|understatement|shortfall|bear\sinterest|pays?\slate|remain\w*\sopen|still\sopen|days\sold|after\s(?:it|they|payment)\s(?:is|was|were|falls?|fell|becomes?|became)\sdue)\b"
)
_CHARGE = phrase(
    r"\b(?:interest|late\s(?:payment\s)?(?:charge|fee|penalt)\w*|(?:finance|carrying)\scharge|service\s(?:charge|fee)|penalt\w+|surcharge|charged?|fine|rate)\b"
)
_NOT_LATE = phrase(
    r"\b(?:loan|promissory|note|lender|borrow\w*|principal\samount|ownership\sinterest|security\sinterest|equity|membership|working\sinterest|voting|shares?|"
    r"discount|royalt(?:y|ies)\sequal|net\ssales|retainage|liquidated)\b"
)
_LOAN = phrase(r"\b(?:loans?|lender|borrow\w*|promissory|principal)\b")
_ARREARS = phrase(r"\b(?:late|overdue|past\sdue|unpaid|not\spaid|when\sdue|delay\w*)\b")
_PER: tuple[tuple[re.Pattern[str], Per], ...] = (
    (
        re.compile(
            r"\b(?:per|each|a|every|/)\s?(?:calendar\s)?month|\b(?:per|each|every)\s(?:thirty|30)\s?(?:\(30\)\s)?days|\bmonthly\b|\bp\.?m\.?\b|/\s?mo",
            re.IGNORECASE,
        ),
        "month",
    ),
    (
        re.compile(
            r"\b(?:per|each|a|every|/)\s?(?:calendar\s)?(?:year|annum)|\bannual(?:ly)?\b|\byearly\b|\bp\.?a\.?(?:\W|$)",
            re.IGNORECASE,
        ),
        "year",
    ),
    (
        re.compile(
            r"\b(?:per|each|a|every|/)\s?(?:calendar\s|business\s)?day\b|\bdaily\s(?:\w+\s){0,2}(?:rate|charge|interest|penalty|fee)",
            re.IGNORECASE,
        ),
        "day",
    ),
    (re.compile(r"\bper\sweek\b", re.IGNORECASE), "once"),
)
_EVERY = r"^\W{0,2}(?:per|each|an?|every|for\s(?:each|every))\s?(?:calendar\s)?"
_OF_YEAR = (  # parts of a year that a rate may be told for, and how many a year has
    (phrase(rf"{_EVERY}(?:quarter|three\smonths)\b|^\W{{0,2}}quarterly\b"), 4),
    (
        phrase(
            rf"{_EVERY}(?:half[\s-]year|six\smonths)\b|^\W{{0,2}}(?:half[\s-]yearly|semi-?annually)\b"
        ),
        2,
    ),
    (phrase(rf"{_EVERY}week\b|^\W{{0,2}}weekly\b"), 52),
)
_BASE: tuple[tuple[re.Pattern[str], Base], ...] = (
    (re.compile(r"\bprime\b", re.IGNORECASE), "prime"),
    (re.compile(r"\bLIBOR\b|London\sInter-?bank", re.IGNORECASE), "libor"),
    (re.compile(r"\bSOFR\b|Secured\sOvernight", re.IGNORECASE), "sofr"),
    (
        re.compile(
            r"\b(?:statutory|legal)\s(?:\w+\s)?(?:rate|interest)|\brate\s(?:for\sthe\stime\sbeing\s|from\stime\sto\stime\s)?(?:prescribed|provided|set|fixed|laid\sdown|specified|payable|applicable)\s(?:\w+\s){0,7}?(?:by|under|in)\s(?:law|statute|(?:the\s)?(?:[\w()]+\s){0,8}?Act\b)",
            re.IGNORECASE,
        ),
        "statutory",
    ),
    (
        re.compile(
            r"\b(?:bas(?:e|ic)\s(?:\w+\s){0,2}rate|reference\s(?:\w+\s)?rate|(?:lending|refinancing|overdraft|repo)\srate|EURIBOR|SONIA|SARON|STIBOR|NIBOR|BBSW|€STR|bank(?:['’]s)?\s(?:\w+\s){0,3}rate|Bank\sof\sEngland|central\sbank|treasury|discount\srate|rate\sannounced|(?-i:[A-Z]{4,7})\s(?:rate\s)?(?:plus\b|\+))",
            re.IGNORECASE,
        ),
        "other",
    ),
)
_MARGIN = phrase(
    r"\b(?:plus|above|over|greater\sthan|in\sexcess\sof|higher\sthan|(?:increased|uplifted|raised)\sby|margin)\b|\+"
)
_FLOATING = phrase(
    r"\b(?:at|of|equal\sto|by|claims?|charges?|demands?|bears?|pays?|owes?|attracts?|carry|carries)\s(?:\w+\s){0,8}?(?P<rate>(?:statutory|legal)\s(?:default\s|late\s)?interest\b(?!\srate)|prime\s(?:lending\s|interest\s)?rate|(?:legal|statutory)\s(?:interest\s)?rate|LIBOR|base\srate|bank(?:['’]s)?\s(?:lending\s|loan\s)?rate|interest\srate\s(?:loaned|charged|published|quoted|announced)|rate\sfor\s(?:an?\s)?loans?|rate\s(?:for\sthe\stime\sbeing\s|from\stime\sto\stime\s)?(?:prescribed|provided|set|fixed|laid\sdown|specified)\s(?:\w+\s){0,7}?(?:by|under|in)\s(?:law|statute|(?:the\s)?(?:[\w()]+\s){0,8}?Act\b))"
)
_RESTATED = phrase(
    r"\bmonth(?:ly)?\W{1,3}\(\s?(?:which\s(?:is|equals)|i\.?e\.?,?|that\sis,?|equivalent\sto|equal\sto|being|an?\s(?:annual|yearly|effective))\b[^()]{0,50}$"
)
_NONE = re.compile(  # "No interest, whether at 1% a month or otherwise, accrues"
    r"\W*(?:(?:\(?\w{1,3}[.)]|\d+(?:\.\d+)+\.?)\s+)?no\s(?:\w+\s)?(?:interest|charge|fee|penalty|surcharge)\b(?:(?!;|\b(?:but|thereafter|unless|except|until|other\sthan|from|after)\b).)*$",
    re.IGNORECASE | re.DOTALL,
)
_SECOND = 0.15  # what the less likely of two periods takes off
_FLAT = phrase(r"\blate\s(?:payment\s)?(?:fee|charge|penalty)s?\b")
_OWED_LATE = phrase(
    r"\b(?:late|overdue|past[\s-]due|unpaid|delinquent|not\s(?:\w+\s){0,2}(?:paid|received)|in\sarrears?)\b"
)
_FLAT_WORDS = phrase(
    r"\b(?:(?:administrati(?:on|ve)|handling|reminder|dunning|recovery|processing|service|collection|fixed)\s(?:charges?|fees?|costs?|compensation|sum)|compensation|penalt\w+|surcharge|fine|we\s(?:may\s|will\s)?charge|(?:attracts?|incurs?|bears?|subject\sto|carr(?:y|ies)|pays?|costs?)\san?\s(?:\w+\s)?(?:charge|fee)\sof|(?:owes?|pays?)\san?\s(?:additional|extra))\b"
)
_BESIDE = 60  # characters
_QUESTION = phrase(
    r"\b(?:rate\sof\sinterest\sagreed|legal\srate\sprevailing|interest\srate|rate\sentered\sbelow)\b"
)
_ANSWER = 160
_GRACE = re.compile(  # "10 days past due", "within five days after the due date", "3 days late"
    r"^\W*(?:past\sdue|past\s(?:its|their|the)\sdue|overdue|late\b|delinquent|in\sarrears?|(?:of|after|from|following|past|beyond|when)\W+(?:[\w'’]+\s){0,5}?(?:due|payable)\b(?!\s(?:invoice|diligence))|(?:days?\s)?of\sgrace|grace)",
    re.IGNORECASE,
)
_LENGTH_OF_YEAR = phrase(  # "counted on a year of 365 days, from the due date": how interest is counted
    r"\byear\s(?:(?:consisting|made\sup|being|of|is|to|be|has|have|taken|deemed|reckoned|as|at|containing|comprising)\W+){1,4}$"
)
_CALLED_GRACE = phrase(r"\bgrace\b")
_GRACE_BEFORE = phrase(
    r"\b(?:late|overdue|past\sdue|due|delinquent|arrears?|delayed)\b(?:\s\w+){0,2}?\s(?:by|for)\s(?:more\sthan\s|over\s|at\sleast\s)?$"
    r"|\bgrace\s(?:period\s)?(?:of\s|is\s|:\s)?$"
)
_LATE_WORK = phrase(  # damages for late work are no charge on late payment
    r"\bdelay\w*\s(?:in|of)\s(?:the\s|its\s)?(?:\w+\s)?(?:deliver\w*|complet\w+|perform\w*|ship\w+|suppl\w+|works?|services|commissioning|handover)\b|\b(?:late|delayed)\s(?:delivery|completion|performance|shipment)\b"
)
_PAYING = phrase(
    r"\b(?:payments?|overdue|invoice\w*|past\sdue|unpaid|amounts?\sdue|when\sdue|interest)\b"
)
_GRACE_NTH = phrase(  # "not received by the tenth day after it was due"
    r"\b(?:by|before|until|than|on)\sthe\s(?P<nth>\d{1,2}(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|fifteenth|twentieth|thirtieth)(?:\s\(\d{1,2}(?:st|nd|rd|th)?\))?\s(?:calendar\s|business\s|working\s)?day\s(?:after|following|past|from)\s(?:[\w'’]+\s){0,5}?(?:due|payable)\b"
)
_GRACE_HINT = phrase(
    r"\bdue\b|\blate\b|\boverdue\b|\bpayable\b|\bgrace\b|\barrears?\b|\bdelinquent\b"
)
_OTHER_PERCENT = phrase(
    r"\(\W?(?:[\w.]+\s){0,3}?\d[\d.]*\s?%\s?(?:per|an?\s|annual|yearly|p\.?\s?a)"
)
_EACH = phrase(
    r"\b(?:for|in\srespect\sof)\s(?:each|every|any)\s(?:\w+\s)?(?P<period>day|month|year)\b"
)
_BASIS = phrase(
    r"\b(?:(?P<year>360|365)[\s-](?:\(\d+\)\s)?days?[\s-](?:(?:a|per|in\sthe)\s)?year|year\s(?:(?:consisting|made\sup|being|is|to|be|have|having|has|taken|counted|counting|reckoned|deemed|treated|regarded|understood|as|at|containing|comprising|always|\w+ly)\s){0,5}(?:of\s)?(?:[\w-]+\s){0,5}?\(?(?P<of>360|365)\)?\sdays|actual\s?/\s?(?P<actual>360|365)|days?\s(?:over|on)\s(?P<over>360|365)|divided\sby\s(?P<by>360|365))\b"
)


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose late charges of one passage."""
    asked = _asked(passage, context)
    if not (asked or _TOPIC.search(passage.text)):
        return
    for sentence in sentences(passage.text):
        if _LATE_WORK.search(sentence.text) and not _PAYING.search(sentence.text):
            continue
        if not (asked or _CHARGE.search(sentence.text) or _OVERDUE.search(sentence.text)):
            continue
        percents = list(percents_in(sentence.text))
        yield from _percents(passage, sentence, percents)
        if not percents:
            yield from _floating(passage, sentence)
        yield from _flat(passage, sentence, context)


def _asked(passage: Passage, context: Context) -> bool:
    """Whether the line before asks for a rate of interest, as printed forms do."""
    if len(passage.text) > _ANSWER:
        return False
    before = context.before(passage)
    return before is not None and bool(_QUESTION.search(before.text[-_ANSWER:]))


def _percents(passage: Passage, sentence: Sentence, found: list[Value]) -> Iterator[Candidate]:
    if _LOAN.search(sentence.text) and not _ARREARS.search(sentence.text):
        return
    for value in found:
        window = Window.around(
            passage.text, sentence, sentence.start + value.start, sentence.start + value.end
        )
        if _RESTATED.search(window.before) or _NONE.match(sentence.text[: value.start]):
            continue
        base = _base(window)
        score = _score(passage, window)
        part = next((parts for told, parts in _OF_YEAR if told.search(window.after)), 0)
        rates: tuple[Per, ...] = ("year",) if part else _periods(window, base)
        for place, per in enumerate(rates):
            # Simple interest: 3% a quarter is 12% a year.
            term = LateCharge(percent=value.amount * (part or 1), per=per, base=base)
            less = score - place * _SECOND
            candidate = _made(term, less, passage, sentence, value)
            yield disagreement(replace(candidate, reading=place), value, unit="%")


def _floating(passage: Passage, sentence: Sentence) -> Iterator[Candidate]:
    match = _FLOATING.search(sentence.text)
    if match and _OVERDUE.search(passage.text):
        value = Value(Decimal(0), match.start("rate"), match.end("rate"))
        window = Window.around(
            passage.text, sentence, sentence.start + value.start, sentence.start + value.end
        )
        said = (sentence.text[at : match.end()] for at in (match.start("rate"), match.start()))
        base = next(filter(None, (_base(Window("", rate, "")) for rate in said)), None)
        # The law's own rate is said without a period, and counts per year.
        unsaid: tuple[Per | None, ...] = (None, "year") if base == "statutory" else ("year",)
        for place, per in enumerate(unsaid):
            term = LateCharge(percent=Decimal(0), per=per, base=base or "other")
            score = _score(passage, window) - 0.1 - place * _SECOND
            yield replace(_made(term, score, passage, sentence, value), reading=place)


def _flat(passage: Passage, sentence: Sentence, context: Context) -> Iterator[Candidate]:
    text = sentence.text
    named = _FLAT.search(text)
    if not (named or (_OWED_LATE.search(text) and _FLAT_WORDS.search(text))):
        return
    for value in amounts_in(text, context.currency):
        near = (
            text[max(value.start - _BESIDE, 0) : value.start] + " # " + text[value.end :][:_BESIDE]
        )
        if not (named or _FLAT_WORDS.search(near)):
            continue
        per: Per | None = _per(Window("", text[value.end : value.end + 30], "")) or "once"
        term = LateCharge(amount=value.amount, currency=value.unit, per=per)
        yield disagreement(_made(term, 0.5, passage, sentence, value), value)


def _made(
    term: LateCharge, score: float, passage: Passage, sentence: Sentence, value: Value
) -> Candidate:
    start, end = sentence.start + value.start, sentence.start + value.end
    basis = _BASIS.search(passage.text)
    update = {
        "evidence": quote(passage, start, end),
        "grace_days": _grace(sentence.text)
        or (_grace(passage.text) if _CALLED_GRACE.search(passage.text) else None),
        "day_basis": basis[basis.lastgroup or 0] if basis else None,
    }
    return Candidate(term.model_copy(update=update), max(score, 0.02), passage, start, end)


def _periods(window: Window, base: Base | None) -> tuple[Per, ...]:
    """Return the period read; where none stands close by, interest is a year's, a charge is once."""
    interest = base or re.search(r"(?i)interest", window.sentence)
    unsaid: Per = "year" if interest else "once"
    said = _per(window)
    if said is None:
        return (unsaid, "once") if interest else (unsaid,)
    beside = any(m for wording, _ in _PER if (m := wording.search(window.after[:45])))
    return (said,) if beside else tuple(dict.fromkeys((said, unsaid, "once")))[:2]


def _per(window: Window) -> Per | None:
    """Take the period that stands nearest: "12% per annum compounded monthly" is per year."""
    after = window.after
    if other := _OTHER_PERCENT.search(after):
        after = after[: other.start()]  # "1.5% a month (18% annually)"
    for text, nearest in ((after[:45], min), (window.before[-45:], max), (after[:120], min)):
        found = [(m.start(), per) for wording, per in _PER for m in wording.finditer(text)]
        if found:
            return nearest(found)[1]
    each = _EACH.search(window.before)
    return cast("Per", each["period"].lower()) if each else None


def _base(window: Window) -> Base | None:
    """The rate floats where a named rate stands beside the percent with "plus" or "above"."""
    near = window.before[-110:] + " # " + window.after[:110]
    if re.search(r"(?i)\bplus\W{0,3}$", window.before):
        near = window.before + " # " + window.after[:110]
    if not _MARGIN.search(window.before[-30:] + " # " + window.after[:75]) and window.before:
        return None
    above = _MARGIN.search(window.after[:75])
    for text in (window.after[:110] if above else "", near):
        for wording, base in _BASE:
            if wording.search(text):
                return base
    return None


def _grace(text: str) -> int | None:
    """Read how many days late a payment may be before it is charged for."""
    if not _GRACE_HINT.search(text):
        return None
    for value in days_in(text):
        if _LENGTH_OF_YEAR.search(text[max(value.start - 45, 0) : value.start]):
            continue
        if _GRACE.match(text[value.end : value.end + 60]) or _GRACE_BEFORE.search(
            text[max(value.start - 45, 0) : value.start]
        ):
            return int(value.amount)
    nth = _GRACE_NTH.search(text)
    return ordinal(nth["nth"].lower()) if nth else None


def _score(passage: Passage, window: Window) -> float:
    score = (
        0.2
        + 0.3 * bool(_OVERDUE.search(window.sentence))
        + 0.2 * bool(_CHARGE.search(window.before[-120:]))
    )
    score += 0.15 * (_per(window) is not None) + 0.1 * bool(_TOPIC.search(passage.heading or ""))
    return score - 0.2 * len(_NOT_LATE.findall(window.sentence))
