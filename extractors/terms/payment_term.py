"""Payment terms: "net 30", "within thirty (30) days after receipt of the invoice".

Reads:  a clause or a row that speaks of paying and of days, or of an event on which it is due.
Yields: a candidate for each number of days, each day of the month and each event of payment.
Leaves: which of them is an obligation; notice and cure periods have the same shape.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.covers import covers
from extractors.terms.grammar.days import days_in
from extractors.terms.grammar.deadlines import is_sent_by, late_bill, time_to_send
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.early import early_payments
from extractors.terms.grammar.events import Trigger, days_of_month, triggers
from extractors.terms.grammar.periods import years_in
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import Sentence, sentences
from extractors.terms.grammar.starts import Start, starts_of
from extractors.terms.grammar.values import Value
from extractors.terms.grammar.windows import Window
from extractors.wording import phrase
from models.numbers import number_in_words
from models.passage import Passage
from models.terms import CountsFrom, DayType, PaymentTerm

READS = "payment_term"

_PAYS = phrase(
    r"""(?: \b(?: pa(?:y|ys|id|ying|yable|yments?|ymaster) | due | dues | remit\w* | refund\w* | reimburs\w*
    | invoic\w* | bill(?:s|ed|ing)? | net | deposit\w* | credit(?:s|ed)? | fees? | royalt\w+ | commissions? | return
    | repay\w* | amounts? | disburs\w* | settle\w* | installments? | instalments? | prepa\w+ | transfer )\b | [$€£] )""",
    re.IGNORECASE | re.VERBOSE,
)
_SECOND = 0.15  # what the less likely of two starting points takes off
_EARLIER = 400  # characters before the sentence
_BILLED = phrase(
    r"\b(?:invoic|bill|statement|net\b|payments?\s(?:terms|period)|credit\s(?:terms|period)|terms\sof\s(?:payment|credit))"
)
_NET = phrase(
    r"\b(?:net(?:\s?[-–:]\s?\(?|\s\(?|(?=\d\d\b))|n\s?/\s?)(?P<days>\d{1,3}|seven|ten|fifteen|twenty|thirty|forty-five|sixty|ninety)\b(?!\s?(?:%|per\s?cent|to\b)|[.,]\d)"
)
_IN_YEARS = phrase(r"\b(?:pay|paid|payable|payment|due)\b[^.;]{0,60}\bwithin\W*$")
_NOT_DUE = re.compile(  # "30 days' notice", "a period of 30 days", "for 30 days"
    r"^['’]?\s(?:prior\s)?(?:written\s)?notice\b|^\s(?:advance|prior)\s(?:written\s)?notice",
    re.IGNORECASE,
)


_HANDLED = phrase(  # what is to be done with an invoice before it is paid
    r"\b(?:return|reject|correct|re-?submit|re-?issue|acknowledge|query|certify)s?\s(?!(?:[\w-]+\s){0,3}?and\s(?:pay|settle)\b)(?:[\w'’-]+\s){0,5}?(?:invoices?|bills?|applications?)\s(?:to\s(?:the\s)?\w+\s)?within\W*$"
    r"|\b(?:settle|resolve)\s(?:the|any|such|that|their|a)\s(?:\w+\s)?(?:dispute|disagreement|matter|difference|query|issue)s?\s(?:\w+\s){0,3}?within\W*$"
)
_THINGS = phrase(  # what is due is no money: "Samples are due four weeks before"
    r"\b(?:samples?|reports?|drafts?|proofs?|documents?|plans?|designs?|forecasts?|deliverables?|artwork|drawings|specifications?|minutes|submissions?|payment\sschedules?)\s(?:[\w'’-]+\s){0,3}?(?:(?:is|are|fall|falls|shall\sbe|will\sbe)\sdue|\(?under\s[^.;]{0,110}?)\s?(?:within|not\slater\sthan|no\slater\sthan|at\sleast)?\W*$"
    r"|\b(?:issue|give|serve|provide)s?\s(?:an?|the|its)\spayment\sschedule\b[^.;]{0,130}\bwithin\W*$"
)
_PASSED = phrase(  # what others paid is passed on
    r"\b(?:rebates?|commissions?|discounts?|credits?|refunds?|kick-?backs?|bonuses)\s(?:[\w'’-]+\s){0,3}?(?:received|obtained|collected|earned)\s(?:from|by)\s(?:[\w'’-]+\s){1,6}?[^.;]{0,60}\b(?:passed\son|paid\sover|handed\sover|forwarded|credited)\b[^.;]{0,40}$"
)
_HELD = phrase(  # a deposit held from earlier, whose return is no term of this paper
    r"\b(?:acknowledges?|confirms?|records?)\sthat\s(?:\w+\s){1,3}holds\b[^.;]{0,100}\b(?:returned|released|repaid|refunded)\b[^.;]{0,40}$"
)
_OTHERS = phrase(  # owed to third parties
    r"\bpay\s(?:(?:each|all|any)\sof\s)?(?:its|his|their|all|each|the)\s(?:[\w-]+\s){0,2}?(?:sub-?contractors?|suppliers|employees|personnel|workers|labou?rers|sub-?consultants?|vendors)\b[^.;]{0,70}$"
)
_KEPT = phrase(  # money that may be kept so long: "may retain the last payment for at least 30 days"
    r"\b(?:retain|withhold|hold\s(?:back|on\sto)|keep)s?\b[^.;]{0,80}\bfor\s(?:[\w-]+,?\s){0,4}?(?:at\sleast|minimum\s(?:of|for)|not\sless\sthan|up\sto)?\W*$"
)
_OVERDUE = re.compile(  # "royalties that are 30 days overdue", "30 days past due"
    r"(?i)^\W{0,3}(?:over-?due|past\s(?:(?:its|their|the)\s)?due|late\b|delinquent|in\sarrears)"
)
_UNPAID = phrase(  # "if an invoice is not paid within 45 days": what follows from delay
    r"\b(?:not|fails?\sto|failure\sto|failed\sto)\s(?:\w+\s){0,4}?(?:paid|pay|made|make|received|remit\w*)\b[^.;,]{0,60}\bwithin\W*$"
)
_BILLS = phrase(  # when an invoice is written, not when it is paid: "to be invoiced on signature"
    r"\b(?:shall|will|may|to|is|are|be)\s(?:then\s)?(?:be\s)?(?:invoiced?|billed?)\s(?:in\sfull\s)?$"
)
_DAY_COUNT = phrase(
    r"\b(?:taken\sas|deemed\sto\s(?:be|have|consist\sof)|consist\w*\sof|basis\sof(?:\sa)?|(?:year|month)\sof|counted\sas)\W*$"
)


def read(passage: Passage, _context: Context) -> Iterator[Candidate]:
    """Propose payment terms of one passage."""
    if not (_PAYS.search(passage.text) or _PAYS.search(passage.heading or "")):
        return
    for sentence in sentences(passage.text):
        yield from _numbers(passage, sentence)
        yield from _net(passage, sentence)
        yield from _events(passage, sentence)


def _numbers(passage: Passage, sentence: Sentence) -> Iterator[Candidate]:
    spans = [*days_in(sentence.text, months=True)]
    spans += [v for v in years_in(sentence.text) if _IN_YEARS.search(sentence.text[: v.start])]
    # Days after which an invoice is lost, and days that earn a discount, are other terms.
    others = {late_bill(sentence.text), *(days for _, days in early_payments(sentence.text))}
    for value in spans:
        if value in others or time_to_send(
            sentence.text[: value.start], sentence.text[value.end :]
        ):
            continue
        place = _moved(value, sentence.start)
        window = Window.around(passage.text, sentence, place.start, place.end)
        if (
            _is_no_payment(window.before)
            or _NOT_DUE.match(window.after)
            or _OVERDUE.match(window.after)
            or _UNPAID.search(window.before[-150:])
            or _DAY_COUNT.search(window.before)
        ):
            continue
        earlier = passage.text[max(sentence.start - _EARLIER, 0) : sentence.start]
        for rank, start in enumerate(starts_of(window.before, window.after, earlier)):
            score = max(_score(window, start) - rank * _SECOND, 0.02)
            found = _candidate(passage, place, start, score, window)
            yield replace(found, reading=rank)


def _is_no_payment(before: str) -> bool:
    """Whether the words before a number of days speak of papers, things or the money of others."""
    near = before[-110:]
    wide = before[-200:]
    return bool(
        _HANDLED.search(near)
        or _OTHERS.search(near)
        or _THINGS.search(wide)
        or _PASSED.search(wide)
        or _HELD.search(wide)
        or _KEPT.search(wide)
    )


def _net(passage: Passage, sentence: Sentence) -> Iterator[Candidate]:
    for match in _NET.finditer(sentence.text):
        following = sentence.text[match.end() : match.end() + 18].lower()
        if "day" in following:
            continue  # read as a number of days
        days = _whole(match["days"])
        start, end = sentence.start + match.start(), sentence.start + match.end()
        window = Window.around(passage.text, sentence, start, end)
        for rank, counted in enumerate(starts_of(window.before + "net ", window.after)):
            term = _term(days, "calendar", counted, window, passage)
            found = _made(term, 0.7 - rank * _SECOND, passage, start, end)
            yield replace(found, reading=rank)


def _whole(text: str) -> int:
    return int(text) if text.isdigit() else int(number_in_words(text))


def _events(passage: Passage, sentence: Sentence) -> Iterator[Candidate]:
    days = (t for t in days_of_month(sentence.text) if not is_sent_by(sentence.text[: t.start]))
    found: list[Trigger] = [*triggers(sentence.text), *days]
    for trigger in found:
        if _BILLS.search(sentence.text[: trigger.start]):
            continue
        start, end = sentence.start + trigger.start, sentence.start + trigger.end
        window = Window.around(passage.text, sentence, start, end)
        term = _term(trigger.days, trigger.day_type, trigger.counted, window, passage)
        candidate = _made(term, trigger.score, passage, start, end)
        yield replace(candidate, reading=trigger.reading)


def _candidate(
    passage: Passage, value: Value, start: Start | None, score: float, window: Window
) -> Candidate:
    term = _term(int(value.amount), value.unit, start, window, passage)
    candidate = _made(term, score, passage, value.start, value.end)
    return disagreement(candidate, value)


def _term(
    days: int, day_type: str, start: Start | None, window: Window, passage: Passage
) -> PaymentTerm:
    counted = start or _unsaid(window, passage.heading)
    return PaymentTerm(
        days=days,
        day_type=DayType(day_type),
        counts_from=counted.counts_from,
        event=counted.event,
        covers=covers(window, passage.heading),
    )


def _unsaid(window: Window, heading: str | None) -> Start:
    """Days without a starting point run from the invoice where there is one."""
    billed = _billed(window.sentence) or _billed(heading or "")
    return Start(CountsFrom.INVOICE_DATE if billed else CountsFrom.EVENT)


@lru_cache(maxsize=16)
def _billed(text: str) -> bool:
    return _BILLED.search(text) is not None


def _made(term: PaymentTerm, score: float, passage: Passage, start: int, end: int) -> Candidate:
    proved = term.model_copy(update={"evidence": quote(passage, start, end)})
    return Candidate(proved, score, passage, start, end)


_FOR = phrase(
    r"\bpays\b|\b(?:shall|will|must|agrees?\sto)\s(?:\w+\s){0,2}(?:pay|remit|reimburse|refund)|\b(?:due|payable|paid)\b|\bpayments?\b"
)
_WITHIN = phrase(
    r"\b(?:within|net|than|in|before|terms?|by|of|is|are|days?|to|:)\W{0,3}(?:the\s)?$"
)
_AGAINST = phrase(
    r"\b(?:notice|notif\w+|cure[sd]?|remed\w+|terminat\w+|breach|default|overdue|past\sdue|late|report\w*|"
    r"insur\w+|indemn\w+|object\w*|disput\w+|arbitrat\w+|confidential\w*|records|audit\w*|warrant\w+)\b"
)


def _score(window: Window, start: Start | None) -> float:
    score = 0.15 + 0.25 * bool(_FOR.search(window.before[-140:])) + 0.15 * (start is not None)
    score += 0.15 * bool(_WITHIN.search(window.before))
    score += 0.1 * bool(start and start.counts_from is not CountsFrom.EVENT)
    score -= 0.15 * min(len(_AGAINST.findall(window.before[-120:] + window.after[:60])), 2)
    return max(score, 0.02)


def _moved(value: Value, by: int) -> Value:
    return Value(value.amount, value.start + by, value.end + by, value.unit, value.figures)
