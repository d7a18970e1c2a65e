"""Retainage: "less retainage of ten percent (10%)", "retain five percent of each payment".

Reads:  a clause or a row that speaks of retaining, withholding or paying a part of applications.
Yields: a candidate for each percent kept back; 100 less the percent where only a part is paid.
Leaves: withholding tax, reserves for claims without a percent.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.leads import lead_of
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import Sentence, sentences
from extractors.terms.grammar.values import Value
from extractors.terms.grammar.windows import Window
from extractors.wording import phrase
from models.passage import Passage
from models.terms import Retainage

READS = "retainage"

_KEEPS = phrase(
    r"\b(?:retainage|retention(?!\s(?:bonus|award|plan|rate))|retain(?:s|ed|ing)?(?!\s(?:all\s|any\s|the\s|its\s)?(?:\w+\s)?(?:records|copies|title|ownership|counsel|books|documents|rights?|services|possession)\b|(?:,[^,;.]{1,40},)?\s(?:an?|its|the)\s(?:\w+\s){0,2}?(?:fee|commission)\b)|with?hold(?:s|ing)?|withheld|hold[\s-]?back|hold\sback|held\sback|ke(?:ep|eps|pt)\sback|reserves?|warranty\s(?:deposit|security|bond)|quality\s(?:guarantee|deposit|assurance))\b",
    re.IGNORECASE,
)
_HELD = phrase(  # "which the Employer keeps until", "is set aside as security", "defer payment of"
    r"\b(?:(?:held|kept|keeps?|holds?|set\saside|sets?\saside|deducts?|deducted|defers?|deferred|not\s(?:be\s)?(?:due|payable|paid))\b[^.;]{0,70}?\b(?:until|pending|as\s(?:an?\s)?(?:\w+\s)?(?:security|guarantee)|against)"
    r"|defer\s(?:the\s)?payment\sof)\b",
    re.IGNORECASE,
)
_KEPT = phrase(r"\b(?:keeps?|holds?)\W*$")  # "we keep 5% of each payment"
_KEPT_OF = phrase(r"\b(?:keeps?|holds?)\s[^.;]{1,40}\s(?:of|from)\s", re.IGNORECASE)
_OF_EACH = re.compile(r"\W*(?:of|from)\s(?:each|every|all|any)\b", re.IGNORECASE)
_LIABLE = phrase(r"\b(?:damages|liabilit\w+|penalt\w+|interest)\b")
_REST = phrase(
    r"\b(?:remaining|remainder|balance|other|rest|final|last)\b\W{0,3}(?:of\s|the\s|being\s)*\(?$"
)
_LATER = phrase(
    r"\b(?:until|upon|on|when|once|after|following|at|within)\b[^.;]{0,70}\b(?:complet\w+|accept\w*|approv\w+|hand[\s-]?over|certif\w+|taking[\s-]over|commission\w+|warranty|defects?)\b"
)
_STRONG = phrase(
    r"\bretainage|\bretention|\bhold[\s-]?back|\bheld\sback|\bke(?:ep|eps|pt)\sback|\bwithh\w+"
)
_PROGRESSES = r"(?:progress\s(?:payment|claim|billing)|payment\s(?:application|certificate|claim|request)|requisition|application|estimate|certificate|draw|work\s(?:actually\s)?(?:completed|executed|performed|done|in\splace)|actual\swork|completed\s(?:work|project|construction)|value\sof\s(?:the\s)?work|amounts?\s(?:so\s)?(?:approved|certified|invoiced)|amount\sof\s(?:each|such|every)\s(?:\w+\s)?(?:invoice|application)|(?:each|every|all|monthly|progress)\s(?:\w+\s)?invoices?)"
_PART = re.compile(  # "pay 90% of each application"
    rf"^\W*of\s(?:the\s|each\s|every\s|such\s|its\s|that\s|all\s)?(?:[\w'’]+\s){{0,5}}?{_PROGRESSES}",
    re.IGNORECASE,
)
_INTERIM = phrase(rf"\b{_PROGRESSES}s?\b|\b(?:interim|progress|monthly)\s\w+", re.IGNORECASE)
_WORKS = phrase(
    r"\b(?:application|progress|payments?|contract\s(?:sum|price)|substantial\scompletion|contractor|subcontractor|work|final\spayment|invoices?|warranty)\b"
)
_NOT = phrase(
    r"\b(?:tax\w*|retained\searnings|title|ownership|equity|shares|employee\sretention|customer\sretention|interest|document|records)\b"
)
_TAX = phrase(
    r"\b(?:IRS|Internal\sRevenue|backup\swithh\w+|required\sby\slaw\sto\s(?:deduct|withh\w+))\b|\bwithh\w+\s(?:[\w-]+\s){0,3}?tax|\btax\w*\s(?:[\w-]+\s){0,4}?withh"
)
_NO_PART = phrase(
    r"(?<!not\s)(?<!never\s)\b(?:exceed(?:s|ed|ing)?|(?:go|goes|rise|rises)\s(?:above|over|beyond))\W*$|\b(?:interest|bonds?|rate|fine|penalty)\s(?:\w+\s){0,4}?(?:at|of)\W*$"
)
_PROGRESS = re.compile(  # "after the work is 50% complete"
    r"^\W*(?:\([^)]*\)\W*)?(?:of\s[^.;,]{3,40}\s(?:is|are|has\sbeen)\s)?complet", re.IGNORECASE
)
_MOST = 50  # percent; what is kept back is the smaller part
_WHOLE = 100
_IMPLIED = 0.45  # what a retainage that is not called one has
_RELEASE = phrase(
    r"\b(?:until|upon|pending|releas\w+|(?:re)?paid\s(?:up)?(?:on|after|within)|payable\s(?:up)?(?:on|when|after|within)|returned|refunded)\b\s?(?P<when>[^.;]{4,110})"
)


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose retainages of one passage."""
    text = passage.text
    if "%" not in text and "cent" not in text.lower():
        return
    around = f"{passage.heading or ''} > {lead_of(passage, context)}"
    wordings = (_KEEPS, _HELD, _KEPT_OF, _INTERIM)
    if not _KEEPS.search(around) and not any(wording.search(text) for wording in wordings):
        return
    for sentence in sentences(text):
        for value in percents_in(sentence.text):
            candidate = _candidate(passage, sentence, value, around)
            if candidate is not None:
                yield disagreement(candidate, value, unit="%")


def _candidate(passage: Passage, sentence: Sentence, value: Value, around: str) -> Candidate | None:
    start, end = sentence.start + value.start, sentence.start + value.end
    window = Window.around(passage.text, sentence, start, end)
    if _TAX.search(window.sentence) or _NO_PART.search(window.before[-60:]):
        return None
    read = _read(window, value.amount, around)
    if read is None:
        return None
    percent, score = read
    if percent > _MOST or _PROGRESS.match(window.after):
        return None
    score += 0.15 * bool(_WORKS.search(window.sentence)) - 0.2 * len(_NOT.findall(window.sentence))
    release = _RELEASE.search(window.after)
    term = Retainage(
        percent=percent,
        release=release["when"].strip(" ,") if release else None,
        evidence=quote(passage, start, end),
    )
    return Candidate(term, max(score, 0.02), passage, start, end)


def _read(window: Window, percent: Decimal, around: str) -> tuple[Decimal, float] | None:
    """The percent kept back with a first score; None where nothing is kept."""
    near = f"{window.before[-60:]} # {window.after[:40]}"
    if _KEEPS.search(window.before[-110:] + " # " + window.after[:70]):
        return percent, 0.25 + 0.3 * bool(_STRONG.search(near))
    if _is_held(window):
        return percent, _IMPLIED
    if _STRONG.search(around) and not _LIABLE.search(window.sentence):
        return percent, 0.3
    if _PART.match(window.after) and _MOST <= percent < _WHOLE:
        return _WHOLE - percent, _IMPLIED
    if percent <= _MOST and _REST.search(window.before[-40:]) and _LATER.search(window.after[:120]):
        rest = any(v.amount == _WHOLE - percent for v in percents_in(window.before))
        if rest and _INTERIM.search(window.before):
            return percent, _IMPLIED
    return None


def _is_held(window: Window) -> bool:
    """Whether a percent is held without a word of its own for it: "we keep 5% of each payment"."""
    if _HELD.search(window.before[-60:] + " # " + window.after[:110]):
        return True
    return bool(_KEPT.search(window.before[-20:]) and _OF_EACH.match(window.after))
