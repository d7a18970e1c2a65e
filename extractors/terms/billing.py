"""Billing schedules: "shall invoice monthly in arrears", "invoices are issued upon shipment".

Reads:  a clause or a row that speaks of invoicing, or of paying in a rhythm.
Yields: a candidate for each rhythm or trigger of an invoice, and each deadline for invoices.
Leaves: a rhythm with its own due time, which is a payment term; duties to report.
"""

import re
from collections.abc import Iterator
from typing import Literal

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.days import days_in
from extractors.terms.grammar.periods import frequencies_in
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import Sentence, sentences
from models.passage import Passage
from models.terms import BillingSchedule, Frequency

READS = "billing"

Timing = Literal["advance", "arrears"]

_BILLS = re.compile(
    r"\b(?:invoic\w+|bill(?:s|ed|ing)?|applications?\sfor\s(?:\w+\s)?payment|pay(?:ment)?\s(?:requests?|applications?)|statements?|requisitions?)\b",
    re.IGNORECASE,
)
_PAYS = re.compile(
    r"\b(?:pay|pays|paid|payable|payments?|remit\w*|settle\w*|installments?|instalments?)\b",
    re.IGNORECASE,
)
_ADVANCE = re.compile(
    r"\b(?:in\sadvance|prepa\w+|up\s?-?front|estimate[ds]?|beginning\sof|upcoming|following\smonth['’]s)\b",
    re.IGNORECASE,
)
_ARREARS = re.compile(
    r"""\b(?: in\sarrears | arrear | preceding | previous | prior\s(?:month|quarter|year|period) | incurred | performed | rendered | completed | progress | actual\w* | during\s(?:the|such|that|any|each)\s(?:\w+\s){0,2}(?:month|quarter|period|week)
    | after\s(?:the\s)?end | end\sof\s(?:the|each|such|every)\s(?:\w+\s)?(?:month|quarter|week|year) | following\s(?:the\s)?(?:end|completion) | last\sday | based\supon | hours\sworked | services\sprovided | used | usage | time\sand\smaterials?
    | for\sthat\smonth | such\smonth | each\scalendar\smonth\sending )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_SHIPS = re.compile(
    r"\b(?:upon|on|after|at|concurrent\w*\swith|when|with|per|following|time\sof|date\sof)\s(?:or\s\w+\s\w+\s)?(?:the\s|each\s|any\s|such\s|every\s)?(?:\w+\s){0,3}?(?P<event>shipment|delivery|shipping|dispatch|ships|delivers|completion|performance|acceptance|milestones?)\b",
    re.IGNORECASE,
)
_DEADLINE = re.compile(r"\b(?:within|no\slater\sthan|not\slater\sthan|in)\W*$", re.IGNORECASE)
_LATE_BILL = re.compile(  # "invoices must be submitted within 60 days after"
    r"\b(?:submit\w*|issue[sd]?|issuing|present\w*|provide[sd]?|deliver\w*|render\w*|send|sent|invoice[sd]?|bill(?:ed)?|claim\w*|furnish\w*)\b",
    re.IGNORECASE,
)
_EVENT_OF = {
    "shipment": Frequency.ON_DELIVERY,
    "delivery": Frequency.ON_DELIVERY,
    "shipping": Frequency.ON_DELIVERY,
    "dispatch": Frequency.ON_DELIVERY,
    "ships": Frequency.ON_DELIVERY,
    "delivers": Frequency.ON_DELIVERY,
    "completion": Frequency.ON_COMPLETION,
    "performance": Frequency.ON_COMPLETION,
    "acceptance": Frequency.ON_COMPLETION,
    "milestone": Frequency.ON_MILESTONE,
    "milestones": Frequency.ON_MILESTONE,
}
_INVOICES = re.compile(
    r"\b(?:shall|will|may|to|must|agrees\sto|should)\s(?:\w+\s){0,3}?(?:invoice|bill|(?:submit|issue|send|render|provide|deliver|prepare|furnish|present)\b[^.;]{0,50}\b(?:invoices?|bills?|statements?|applications?))\b|\b(?:invoiced|billed)\b|\b(?:invoices?|bills?)\s(?:\w+\s){0,4}(?:issued|submitted|sent|rendered|generated)",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"\b(?:report\w*|accounting\sto|financial\sstatements?|royalty\sstatement|notice|records|insurance|audit\w*|tax|credit\scard\sstatement)\b",
    re.IGNORECASE,
)


def read(passage: Passage, _context: Context) -> Iterator[Candidate]:
    """Propose billing schedules of one passage."""
    billed = _BILLS.search(passage.text) or _BILLS.search(passage.heading or "")
    if not billed and not _PAYS.search(passage.text):
        return
    for sentence in sentences(passage.text):
        bills, pays = _BILLS.search(sentence.text), _PAYS.search(sentence.text)
        if not (bills or pays):
            continue
        for start, end, frequency in frequencies_in(sentence.text):
            yield _candidate(passage, sentence, start, end, frequency)
        if bills:
            for match in _SHIPS.finditer(sentence.text):
                frequency = _EVENT_OF[match["event"].lower()]
                yield _candidate(passage, sentence, match.start(), match.end(), frequency)
            yield from _deadlines(passage, sentence)


def _candidate(
    passage: Passage, sentence: Sentence, start: int, end: int, frequency: Frequency
) -> Candidate:
    text = sentence.text
    near = text[max(start - 120, 0) : end + 120]
    term = BillingSchedule(
        frequency=frequency,
        timing=_timing(text, passage.text, frequency),
        deadline_days=_deadline_days(text),
        evidence=quote(passage, sentence.start + start, sentence.start + end),
    )
    score = 0.1 + 0.35 * bool(_INVOICES.search(near)) + 0.1 * bool(_BILLS.search(near))
    score += 0.1 * bool(_BILLS.search(passage.heading or ""))
    score += 0.1 * bool(
        re.search(
            r"(?i)\b(?:monthly|quarterly|weekly|annual)\s(?:basis|in\b)|\bin\sarrears|\bbasis\b",
            near,
        )
    )
    score -= 0.15 * min(len(_REPORTS.findall(near)), 2)
    return Candidate(term, max(score, 0.02), passage, sentence.start + start, sentence.start + end)


def _deadlines(passage: Passage, sentence: Sentence) -> Iterator[Candidate]:
    """Invoices that must come within so many days, without a rhythm of their own."""
    if any(True for _ in frequencies_in(sentence.text)):
        return
    days = _deadline_days(sentence.text)
    if days is None:
        return
    value = next(v for v in days_in(sentence.text) if int(v.amount) == days)
    start, end = sentence.start + value.start, sentence.start + value.end
    term = BillingSchedule(deadline_days=days, evidence=quote(passage, start, end))
    yield Candidate(term, 0.3, passage, start, end)


def _deadline_days(text: str) -> int | None:
    for value in days_in(text):
        before, after = text[: value.start], text[value.end : value.end + 90]
        duty = _INVOICES.search(before[-140:]) or (
            _LATE_BILL.search(before[-90:]) and _BILLS.search(before[-140:])
        )
        paid = re.search(r"(?i)\b(?:pay|paid|payable|payment|due)\b", before[-70:])
        runs = re.match(r"(?i)\W*(?:days?\s)?(?:after|of|from|following)\b", after)
        if duty and runs and not paid and not re.search(r"(?i)\b(?:receipt|invoice)\b", after[:50]):
            return int(value.amount)
    return None


def _timing(text: str, passage: str, frequency: Frequency) -> Timing | None:
    if _ADVANCE.search(text):
        return "advance"
    if _ARREARS.search(text) or _ARREARS.search(passage[:600]):
        return "arrears"
    return "arrears" if frequency is Frequency.ON_COMPLETION else None
