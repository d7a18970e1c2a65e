"""Billing schedules: "shall invoice monthly in arrears", "invoices are issued upon shipment".

Reads:  a clause or a row that speaks of invoicing, or of paying in a rhythm.
Yields: a candidate for each rhythm or trigger of an invoice, and each deadline for invoices.
Leaves: a rhythm with its own due time, which is a payment term; duties to report.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, cast

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.days import days_in
from extractors.terms.grammar.deadlines import (
    GETS,
    INVOICES,
    OVERDUE,
    PAID,
    duty_follows,
    late_bill,
)
from extractors.terms.grammar.periods import frequencies_in
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import Sentence, sentences
from extractors.terms.grammar.values import Value
from extractors.wording import Wording, phrase
from models.passage import Passage
from models.terms import BillingSchedule, Frequency

READS = "billing"

Timing = Literal["advance", "arrears"]

_BILLS = phrase(
    r"\b(?:invoic\w+|bill(?:s|ed|ing)?|applications?\sfor\s(?:\w+\s)?payment|pay(?:ment)?\s(?:requests?|applications?)|statements?|requisitions?|render\w*\s(?:an?|its|the|their)\saccounts?)\b"
)
_PAYS = phrase(
    r"\b(?:pay|pays|paid|payable|payments?|remit\w*|settle\w*|installments?|instalments?)\b"
)
_ADVANCE = phrase(
    r"\b(?:in\sadvance|prepa\w+|up\s?-?front|estimate[ds]?|beginning\sof|(?:start|commencement|outset)\sof\s(?:each|every|the|that|such)|(?:ahead|to\scome)(?=\W*$|\s?[,.;])|then\s(?:beginning|starting|commencing)|ahead\sof\s(?:each|every|the)|upcoming|coming\s(?:month|quarter|year)|following\smonth['’]s|first\s(?:\w+\s)?day\sof\s(?:that|such|the|each|every)\s(?:\w+\s)?(?:month|quarter|year|period)|before\s(?:the|that|each|such)\s(?:\w+\s)?(?:month|quarter|year|period)\s(?:is|begins|starts|commences|to))\b",
    re.IGNORECASE,
)
_ARREARS = phrase(
    r"""\b(?: in\sarrears | arrear | preceding | previous | prior\s(?:month|quarter|year|period) | incurred | performed | rendered | completed | progress | actual\w* | during\s(?:the|such|that|any|each)\s(?:\w+\s){0,2}(?:month|quarter|period|week)
    | after\s(?:the\s)?end | once\s(?:the|that|a|each)\s(?:month|quarter|period|year) | (?:once|when|after)\sit\s(?:has\s(?:ended|closed|elapsed|finished|passed|expired)|ends|closes|is\s(?:over|complete|past|out)) | (?:after|when)\s(?:the|that|each|every)\s(?:month|quarter|period|year) | close\sof\s(?:the|each|such|every)\s(?:\w+\s)?(?:month|quarter|week|year|period) | end\sof\s(?:the|each|such|every)\s(?:\w+\s)?(?:month|quarter|week|year) | following\s(?:the\s)?(?:end|completion) | last\sday | based\supon | hours\sworked | services\sprovided | used | usage | time\sand\smaterials?
    | (?:that|the\ssame|the\spast|the\selapsed)\s(?:calendar\s)?(?:month|quarter|week|period) | just\s(?:ended|past|elapsed) | (?:month|quarter)[\s-]end | such\smonth | each\scalendar\smonth\sending )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_SAME = phrase(  # "on the first day of each month for that month"
    r"\b(?:first|1st|beginning|start|outset)\b[^.;]{0,40}?\b(?:month|quarter|year|period)\b[^.;]{0,30}?\bfor\s(?:(?:the\s)?services\s(?:of|in)\s|the\sfees\s(?:of|for)\s)?(?:that|the\ssame|such|the\scurrent|this)\s(?:\w+\s)?(?:month|quarter|year|period)\b"
)
_SAID: tuple[tuple[Wording, Timing], ...] = ((_ADVANCE, "advance"), (_ARREARS, "arrears"))
_AFTER = {Frequency.ON_COMPLETION, Frequency.ON_DELIVERY, Frequency.ON_MILESTONE}
_RECURS = phrase(
    r"\b(?:anniversar\w+|renew\w*|subscription|maintenance|support|licen[cs]e|hosting)\b"
)
_WORKS = phrase(
    r"\b(?:services|work|hours|labor|expenses|charges|charter|personnel|performed|time)\b"
)
_SHIPS = phrase(
    r"\b(?:upon|on|after|following)\s(?:the\s)?(?:certif\w+|completion|approval|acceptance|achievement)\sof\s(?:each|every|an?|any|the\srelevant)\s(?:\w+\s)?(?:stage|milestone|phase)\b"
    r"|\b(?:upon|on|after|against|at|concurrent\w*\swith|when|with|per|following|time\sof|date\sof)\s(?:or\s\w+\s\w+\s)?(?:the\s|each\s|any\s|such\s|every\s)?(?:\w+\s){0,3}?(?P<event>shipment|delivery|shipping|dispatch|ships|delivers|delivered|shipped|dispatched|despatched|completion|complete|completed|performance|acceptance|milestones?)\b"
    r"|\b(?P<by>by\smilestones?)\b|\b(?:once|when|after|upon)\s(?:the\s)?(?:acceptance\scertificate|certificate\sof\sacceptance|\w+\shas\saccepted\sthe\smilestone)\b|\b(?:once|when|after|upon)\s(?:the\s)?(?:\w+\s){1,4}?(?:finish\w*|complet\w*|achiev\w*|reach\w*|meet\w*|satisf\w*)\s(?:of\s)?(?:the\s|each\s|a\s|any\s|such\s|every\s)?(?P<reached>milestones?|deliverables?|phases?|stages?)\b"
    r"|\b(?:once|when|after|as\ssoon\sas)\s(?:the\s|each\s|an?\s|all\s|any\s|such\s|every\s)?(?:[\w-]+\s){1,3}?(?:is|are|was|were|has\sbeen|have\sbeen)\s(?:\w+ly\s)?(?P<done>complete|completed|finished|done|performed|delivered|shipped|dispatched|despatched)\b"
)
_STAGED = phrase(r"\bmilestones?\b")
_DEADLINE = re.compile(r"\b(?:within|no\slater\sthan|not\slater\sthan|in)\W*$", re.IGNORECASE)
_RUNS = re.compile(r"\W*(?:days?\s)?(?:after|of|from|following)\b", re.IGNORECASE)
_RUNS_FROM = re.compile(
    r"\W*(?:(?:calendar|business|working)\s)?(?:days?\s)?(?:after|of|from|following)\b[^.;,]{0,60}",
    re.IGNORECASE,
)
_CLAIMED = phrase(r"\b(?:expense\sreports?|expenses?|reimburs\w+|claims?\sfor|time\s?sheets?)\b")
_LATE_BILL = phrase(
    r"\b(?:submit\w*|issue[sd]?|issuing|present\w*|provide[sd]?|deliver\w*|render\w*|send|sent|invoice[sd]?|bill(?:ed)?|claim\w*|furnish\w*)\b"
)
_OF_PERCENT = phrase(r"(?:%|per\s?cent(?:um)?)\s?\)?\s?(?:percent\s)?(?:per\s)?$")
_KEPT = phrase(r"\b(?:releas\w+|retain\w*|returned|refund\w*|withh\w+|repaid)\b")
_OF_SUM = phrase(
    r"[$€£]\s?\d[\d,.]*\)?\s?(?:[A-Z]{3}\s)?$|\b[A-Z]{3}\s?\d[\d,.]*\)?\s?$", re.NOFLAG
)
_OTHER_BILL = phrase(
    r"\b(?:on|in|to|with|from)\s(?:the|its|that|your|each|any|a)\s(?:next\s|following\s)?$"
)
_ITS_NAME = re.compile(r"(?i)^\s(?:[a-z]+\s)?(?:invoices?|bills?)\b")
_COUNTED = phrase(r"day\s(?:month|year)$")
_OF_PERIOD = re.compile(  # "after the end of the month": a deadline of every invoice
    r"(?i)\W*(?:days?\s)?(?:after|of|from|following)\s(?:the\s)?(?:end|close|expiry|last\sday)\sof\s(?:the|each|every|that|such|any)\s(?:\w+\s){0,2}?(?:month|quarter|week|year|period)\b"
)
_BEFORE = 24  # characters
_ISSUED = 0.4  # the score of a rhythm of which the clause says that invoices are issued in it
_SECOND = 0.1  # what the less likely of two timings takes off
_EVENT_OF = {
    "shipment": Frequency.ON_DELIVERY,
    "delivery": Frequency.ON_DELIVERY,
    "shipping": Frequency.ON_DELIVERY,
    "dispatch": Frequency.ON_DELIVERY,
    "ships": Frequency.ON_DELIVERY,
    "delivers": Frequency.ON_DELIVERY,
    "delivered": Frequency.ON_DELIVERY,
    "shipped": Frequency.ON_DELIVERY,
    "dispatched": Frequency.ON_DELIVERY,
    "despatched": Frequency.ON_DELIVERY,
    "finished": Frequency.ON_COMPLETION,
    "done": Frequency.ON_COMPLETION,
    "performed": Frequency.ON_COMPLETION,
    "complete": Frequency.ON_COMPLETION,
    "completed": Frequency.ON_COMPLETION,
    "completion": Frequency.ON_COMPLETION,
    "performance": Frequency.ON_COMPLETION,
    "acceptance": Frequency.ON_COMPLETION,
    "milestone": Frequency.ON_MILESTONE,
    "milestones": Frequency.ON_MILESTONE,
}
_REPORTS = phrase(
    r"\b(?:report\w*|accounting\sto|financial\sstatements?|royalty\sstatement|notice|records|insurance|audit\w*|tax|credit\scard\sstatement)\b"
)


def read(passage: Passage, _context: Context) -> Iterator[Candidate]:
    """Propose billing schedules of one passage."""
    billed = _BILLS.search(passage.text) or _BILLS.search(passage.heading or "")
    about = passage.heading or ""
    claimed = _CLAIMED.search(about) or _CLAIMED.search(passage.text)
    if not (billed or claimed or _PAYS.search(passage.text)):
        return
    about = f"{about} {passage.text[:200]}" if claimed else about
    yield from _joined(list(_all(passage, about, claimed=bool(claimed))))


def _all(passage: Passage, about: str, *, claimed: bool) -> Iterator[Candidate]:
    """The rhythms, triggers and deadlines of each sentence."""
    for sentence in sentences(passage.text):
        bills, pays = _BILLS.search(sentence.text), _PAYS.search(sentence.text)
        if not (bills or pays or claimed):
            continue
        for start, end, frequency in _rhythms(sentence.text):
            yield from _candidates(passage, sentence, start, end, frequency)
        if bills:
            for start, end, frequency in _triggers(sentence.text):
                yield from _candidates(passage, sentence, start, end, frequency)
        yield from _deadlines(passage, sentence, about)


def _rhythms(text: str) -> Iterator[tuple[int, int, Frequency]]:
    """The frequencies of a sentence in which invoices or payments may come."""
    found = list(frequencies_in(text))
    for start, end, frequency in found:
        before = text[max(start - _BEFORE, 0) : start]
        if _OF_PERCENT.search(before[-16:]):
            continue  # "1.5% per month" is a rate of interest
        if _OTHER_BILL.search(before) and _ITS_NAME.match(text[end:]):
            continue  # "on the monthly invoice" names an invoice and sets no rhythm
        if _COUNTED.search(text[start:end]):
            continue  # "on the basis of a thirty-day month" counts days of interest
        if len(found) > 1 and _OF_SUM.search(before):
            continue  # "$36,000 a year, billed quarterly" is billed quarterly
        yield start, end, frequency


def _triggers(text: str) -> Iterator[tuple[int, int, Frequency]]:
    """The achievements and deliveries on which an invoice is issued."""
    late = _deadline(text)
    for match in _SHIPS.finditer(text):
        if late and _RUNS_FROM.fullmatch(text[late.end : match.end()]):
            continue  # "within 60 days after the service was performed" is a deadline alone
        word = match["event"] or match["done"]
        staged = not word or _STAGED.search(text)
        yield (*match.span(), Frequency.ON_MILESTONE if staged else _EVENT_OF[word.lower()])


def _joined(found: list[Candidate]) -> Iterator[Candidate]:
    """A deadline that a clause sets for the invoices of its rhythm is part of one rule."""
    found = [_with_deadline(candidate, found) for candidate in found]
    late = [c for c in found if _rule(c).frequency is None and _OF_PERIOD.match(_after(c))]
    sure = [c for c in found if _rule(c).frequency is not None and c.score > _ISSUED]
    if len(late) != 1 or not sure:
        yield from found
        return
    days = _rule(late[0]).deadline_days
    for candidate in found:
        if candidate in sure:
            term = _rule(candidate).model_copy(update={"deadline_days": days})
            yield replace(candidate, term=term)
        elif candidate is not late[0]:
            yield candidate


def _with_deadline(candidate: Candidate, beside: list[Candidate]) -> Candidate:
    """Take over the deadline that another sentence sets for invoices of the same rhythm."""
    rule = _rule(candidate)
    days = {
        other.deadline_days
        for other in map(_rule, beside)
        if other.frequency is rule.frequency and other.deadline_days is not None
    }
    if rule.frequency is None or rule.deadline_days is not None or len(days) != 1:
        return candidate
    return replace(candidate, term=rule.model_copy(update={"deadline_days": days.pop()}))


def _after(candidate: Candidate) -> str:
    return candidate.passage.text[candidate.end :]


def _rule(candidate: Candidate) -> BillingSchedule:
    return cast("BillingSchedule", candidate.term)


def _candidates(
    passage: Passage, sentence: Sentence, start: int, end: int, frequency: Frequency
) -> Iterator[Candidate]:
    text = sentence.text
    near = text[max(start - 120, 0) : end + 120]
    term = BillingSchedule(
        frequency=frequency,
        deadline_days=int(late.amount) if (late := _deadline(text)) else None,
        evidence=quote(passage, sentence.start + start, sentence.start + end),
    )
    score = 0.1 + 0.35 * bool(INVOICES.search(near)) + 0.1 * bool(_BILLS.search(near))
    score += 0.1 * bool(_BILLS.search(passage.heading or ""))
    score += 0.1 * bool(
        re.search(
            r"(?i)\b(?:monthly|quarterly|weekly|annual)\s(?:basis|in\b)|\bin\sarrears|\bbasis\b",
            near,
        )
    )
    score -= 0.15 * min(len(_REPORTS.findall(near)), 2)
    first, last = sentence.start + start, sentence.start + end
    for place, timing in enumerate(_timings(text, start, passage, frequency)):
        timed = term.model_copy(update={"timing": timing})
        less = max(score - place * _SECOND, 0.02)
        yield Candidate(timed, less, passage, first, last, reading=place)


def _deadlines(passage: Passage, sentence: Sentence, about: str) -> Iterator[Candidate]:
    """Invoices that must come within so many days, without a rhythm of their own."""
    if any(True for _ in frequencies_in(sentence.text)):
        return
    value = _deadline(sentence.text, about)
    if value is None:
        return
    start, end = sentence.start + value.start, sentence.start + value.end
    term = BillingSchedule(deadline_days=int(value.amount), evidence=quote(passage, start, end))
    yield Candidate(term, 0.3, passage, start, end)


def _deadline(text: str, about: str = "") -> Value | None:
    """Read the days within which an invoice or a claim for expenses must come."""
    if late := late_bill(text):
        return late
    for value in days_in(text):
        before, after = text[: value.start], text[value.end :]
        if not _RUNS.match(after) or OVERDUE.match(after) or _KEPT.search(before[-45:]):
            continue
        if duty_follows(before, after):
            return value
        duty = INVOICES.search(before[-140:]) or (
            _LATE_BILL.search(before[-110:])
            and (_BILLS.search(before[-160:]) or _CLAIMED.search(f"{about} {before[-160:]}"))
        )
        if duty and not PAID.search(before[-70:]) and not GETS.search(after[:50]):
            return value
    return None


def _said(text: str, place: int) -> list[tuple[int, Timing]]:
    """What a text says of the time, with how far from a place it stands."""
    return [
        (abs(match.start() - place), timing)
        for wording, timing in _SAID
        for match in wording.finditer(text)
    ]


def _timings(
    text: str, place: int, passage: Passage, frequency: Frequency
) -> tuple[Timing | None, ...]:
    """Return what the sentence says, nearest first, then what its passage does.

    ``place`` is where the rhythm stands in the sentence ``text``.
    """
    if _SAME.search(text):
        return ("advance",)
    first, last = text.rfind(";", 0, place) + 1, text.find(";", place)
    said = _said(text[first : last if last >= 0 else None], place - first) or _said(text, place)
    found: list[Timing | None] = [timing for _, timing in sorted(said)]
    if frequency in _AFTER:
        found.append("arrears")
    if not found and _ARREARS.search(passage.text[:600]):
        found.append("arrears")
    if frequency is Frequency.ANNUAL and _RECURS.search(passage.text[:600]):
        found.append("advance")
    if not found and _WORKS.search(passage.text[:600] + (passage.heading or "")):
        found.append("arrears")
    return tuple(dict.fromkeys(found))[:2] or (None,)
