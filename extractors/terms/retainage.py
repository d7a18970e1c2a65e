"""Retainage: "less retainage of ten percent (10%)", "retain five percent of each payment".

Reads:  a clause or a row that speaks of retaining, withholding or paying a part of applications.
Yields: a candidate for each percent kept back; 100 less the percent where only a part is paid.
Leaves: withholding tax, reserves for claims without a percent.
"""

import re
from collections.abc import Iterator

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.leads import lead_of
from extractors.terms.grammar.percents import percents_in
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import Sentence, sentences
from extractors.terms.grammar.values import Value
from extractors.terms.grammar.windows import Window
from models.passage import Passage
from models.terms import Retainage

READS = "retainage"

_KEEPS = re.compile(
    r"\b(?:retainage|retention|retain(?:s|ed|ing)?|with?hold(?:s|ing)?|withheld|hold[\s-]?back|hold\sback|held\sback|ke(?:ep|eps|pt)\sback|reserves?|warranty\s(?:deposit|security|bond)|quality\s(?:guarantee|deposit|assurance))\b",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\bretainage|\bretention|\bhold[\s-]?back|\bheld\sback|\bke(?:ep|eps|pt)\sback|\bwithh\w+",
    re.IGNORECASE,
)
_PART = re.compile(  # "pay 90% of each application"
    r"^\W*of\s(?:the\s|each\s|such\s|its\s|that\s)?(?:\w+\s){0,5}?(?:progress\spayment|application|work\s(?:actually\s)?completed|actual\swork|completed\s(?:work|project|construction)|value\sof\s(?:the\s)?work|amount\sof\s(?:each|such)\s(?:invoice|application))",
    re.IGNORECASE,
)
_WORKS = re.compile(
    r"\b(?:application|progress|payments?|contract\s(?:sum|price)|substantial\scompletion|contractor|subcontractor|work|final\spayment|invoices?|warranty)\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:tax\w*|retained\searnings|title|ownership|equity|shares|employee\sretention|customer\sretention|interest|document|records)\b",
    re.IGNORECASE,
)
_TAX = re.compile(
    r"\bwithh\w+\s(?:[\w-]+\s){0,3}?tax|\btax\w*\s(?:[\w-]+\s){0,4}?withh", re.IGNORECASE
)
_PROGRESS = re.compile(  # "after the work is 50% complete"
    r"^\W*(?:\([^)]*\)\W*)?(?:of\s[^.;,]{3,40}\s(?:is|are|has\sbeen)\s)?complet", re.IGNORECASE
)
_MOST = 50  # percent; what is kept back is the smaller part
_WHOLE = 100
_RELEASE = re.compile(
    r"\b(?:until|upon|releas\w+|paid\s(?:upon|after|within)|returned|refunded)\b\s?(?P<when>[^.;]{4,110})",
    re.IGNORECASE,
)


def read(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Propose retainages of one passage."""
    text = passage.text
    if "%" not in text and "cent" not in text.lower():
        return
    around = f"{passage.heading or ''} > {lead_of(passage, context)}"
    keeps = _KEEPS.search(text) or _KEEPS.search(around)
    if not keeps and not re.search(r"(?i)\bapplication|\bcompleted\b", text):
        return
    for sentence in sentences(text):
        for value in percents_in(sentence.text):
            candidate = _candidate(passage, sentence, value, around)
            if candidate is not None:
                yield disagreement(candidate, value, unit="%")


def _candidate(passage: Passage, sentence: Sentence, value: Value, around: str) -> Candidate | None:
    start, end = sentence.start + value.start, sentence.start + value.end
    window = Window.around(passage.text, sentence, start, end)
    if _TAX.search(window.sentence):
        return None
    kept = _KEEPS.search(window.before[-110:] + " # " + window.after[:70])
    percent = value.amount
    score = 0.25 + 0.3 * bool(_STRONG.search(window.before[-60:] + " # " + window.after[:40]))
    if kept is None and _STRONG.search(around):
        score = 0.3
    elif kept is None:
        if not _PART.match(window.after) or not _MOST <= percent < _WHOLE:
            return None
        percent, score = _WHOLE - percent, 0.45
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
