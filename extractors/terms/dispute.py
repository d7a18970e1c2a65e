"""Dispute windows: "must notify in writing within twenty-five (25) days of the invoice date".

Reads:  a clause that speaks of disputing, objecting or claiming and of an invoice or statement.
Yields: a candidate for each number of days, months or years in it.
Leaves: windows for disputes other than over amounts.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from extractors.terms.candidates import Candidate, Context
from extractors.terms.grammar.days import days_in
from extractors.terms.grammar.deadlines import late_bill
from extractors.terms.grammar.doubts import disagreement
from extractors.terms.grammar.periods import years_in
from extractors.terms.grammar.quotes import quote
from extractors.terms.grammar.sentences import Sentence, sentences
from extractors.terms.grammar.values import Value
from extractors.terms.grammar.windows import Window
from extractors.wording import phrase
from models.passage import Passage
from models.terms import DisputeWindow

READS = "dispute"

_DISPUTES = phrase(
    r"\b(?:(?<!\bnot\s)(?<!\bnot\sin\s)disput\w+|object\w*|contest\w*|question\w*|challeng\w+|disagree\w*|claims?\s(?:for|of)\s(?:over|adjust|error|billing)\w*|incorrect\w*|errors?|discrepanc\w+|deemed\s(?:to\sbe\s)?(?:correct|accepted|approved|final|waived)|"
    r"conclusive\w*|reconciliation|complaints?|overcharge\w*)\b"
)
_DOUBTS = phrase(
    r"""\b(?: quer(?:y|ies|ied) | wrong(?:ly)? | inaccura\w+ | mistakes? | mistaken | irregularit\w+ | concerns? | (?:remarks?|observations?|reservations?)\s(?:on|about|against|to|concerning)\s(?:an?|any|the)\s(?:\w+\s)?(?:invoice|bill) | problems?\swith | takes?\sissue | issues?\swith
    | (?:do|does|did)\snot\s(?:accept|agree) | (?:cannot|can't|don['’]t)\s(?:accept|agree) | not\s(?:accepted|agreed) | over-?bill\w* | protest\w* | reject\w* | hear\sfrom\s(?:you|the) | no\sadjustments? | mis-?bill\w* | corrections?
    | (?:raise|make|bring|notify|submit|lodge)\w*\s(?:\w+\s){0,3}claims? | claims?\s(?:\w+\s){0,3}(?:invoice|bill)
    | (?:is|are|be|becomes?|stands?|remains?)\s(?:as\s)?(?:final|binding|conclusive)\b
    | (?:treated|regarded|taken|considered|accepted)\s(?:as|to\sbe)\s(?:\w+\s){0,2}?(?:correct|accepted|agreed|approved|final|accurate|binding) )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PAPERS = phrase(
    r"\b(?:invoic\w+|statements?|bill(?:s|ed|ing)?|charges?|amounts?|accounting|(?<!into\s)accounts?|settlement|fees?|applications?\sfor\spayment)\b"
)
_PARTS = phrase(r";|\s\((?:[a-z]|[ivx]{1,4}|\d)\)\s|,?\s(?:save|except|unless|provided)\b")
_EXCEPTS = re.compile(r",?\s(?:save|except)\b", re.IGNORECASE)
_TELLS = phrase(
    r"\b(?:notif\w+|notice|tell|inform\w*|writ(?:e|ing|ten)|rais\w+|report\w*|contact\w*|advis\w+|lodg\w+)\b"
)
_BILLED = phrase(r"\b(?:invoic\w+|bills?|billed|billing|statements?)\b")
_STRONG = phrase(
    r"\b(?:disput\w+|object\w*|contest\w*|disagree\w*|deemed\s\w+|incorrect\w*|quer(?:y|ies|ied)|wrong|inaccura\w+|challeng\w+)\b"
)
_INVOICE = phrase(r"\b(?:invoic\w+|billing|billed|statement)\b")
_SETTLES = phrase(  # time to come to terms, not to complain
    r"\b(?:settle|resolve)\b[^.;]{0,60}\bwithin\W*$"
)
_NOT = phrase(
    r"\b(?:arbitrat\w+|mediat\w+|negotiat\w+|escalat\w+|terminat\w+|breach|indemn\w+|patent|infring\w+|resol\w+|executives?|deliverables?|products?|goods|defect\w*|inspect\w*|shall\spay)\b"
)


def read(passage: Passage, _context: Context) -> Iterator[Candidate]:
    """Propose dispute windows of one passage."""
    if not _PAPERS.search(passage.text):
        return
    disputes, named = _DISPUTES.search(passage.text), _named(passage.heading)
    if not (disputes or named or _doubted(passage.text)):
        return
    for sentence in sentences(passage.text):
        text = sentence.text
        told = named and _TELLS.search(text) and _BILLED.search(text)
        if told or (disputes and _DISPUTES.search(text)) or _doubted(text):
            values = [*days_in(sentence.text, months=True), *years_in(sentence.text)]
            late = late_bill(sentence.text)
            parts = _disputing_parts(text)
            if _only_excepted(text, parts):
                continue
            inside = [v for v in values if any(a <= v.start < b for a, b in parts)]
            for value in sorted(inside or values, key=lambda v: v.start):
                if value == late or _SETTLES.search(text[: value.start][-90:]):
                    continue
                yield disagreement(_candidate(passage, sentence, value), value)


def _disputing_parts(text: str) -> list[tuple[int, int]]:
    """Return where the parts of a sentence that speak of disputing begin and end.

    "Pay within 30 days, save for items queried within ten days": only the ten days are of it.
    """
    cuts = [0, *(match.start() for match in _PARTS.finditer(text)), len(text)]
    parts = list(pairwise(cuts))
    if len(parts) == 1:
        return []
    return [(a, b) for a, b in parts if _DISPUTES.search(text[a:b]) or _DOUBTS.search(text[a:b])]


def _only_excepted(text: str, parts: list[tuple[int, int]]) -> bool:
    """Whether a dispute is named only as what is not yet due: "within 30 days, save for disputed sums"."""
    return bool(parts) and all(
        _EXCEPTS.match(text[a:b]) and not any(days_in(text[a:b], months=True)) for a, b in parts
    )


@lru_cache(maxsize=256)
def _named(heading: str | None) -> bool:
    """Whether the clause is called "Invoice Disputes", "Queries" or the like."""
    return bool(heading and (_DISPUTES.search(heading) or _DOUBTS.search(heading)))


def _doubted(text: str) -> bool:
    return _BILLED.search(text) is not None and _DOUBTS.search(text) is not None


def _candidate(passage: Passage, sentence: Sentence, value: Value) -> Candidate:
    start, end = sentence.start + value.start, sentence.start + value.end
    window = Window.around(passage.text, sentence, start, end)
    near = window.before[-160:] + " # " + window.after[:160]
    score = 0.2 + 0.25 * bool(_STRONG.search(near)) + 0.25 * bool(_INVOICE.search(near))
    score += 0.1 * bool(re.search(r"(?i)\bwithin\W*$", window.before))
    score -= 0.12 * min(len(_NOT.findall(near)), 3)
    term = DisputeWindow(days=int(value.amount), evidence=quote(passage, start, end))
    return Candidate(term, max(score, 0.02), passage, start, end)
