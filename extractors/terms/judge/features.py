"""What the judge looks at: the words around the value, where it stands, and what was read.

The value itself is left out, so that the judge learns wordings and not numbers.
"""

import re
from collections.abc import Iterator, Mapping
from enum import Enum

from extractors.terms.candidates import Candidate
from extractors.terms.grammar.prices import is_achieved
from extractors.terms.grammar.sentences import sentences
from extractors.terms.judge.nouns import nouns
from extractors.terms.judge.words import words

_NEAR = 12
_PAIRS = 7
_TRIPLES = 4
_REACH = 260
_HEADING_WORDS = 12
_CUES: dict[str, re.Pattern[str]] = {  # wordings longer than three words, or of many forms
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "pays": r"\b(?:shall|will|must|agrees?\sto|to|may)\s(?:\w+\s){0,3}?(?:pay|remit|reimburse|refund|compensate)\b",
        "paid": r"\b(?:is|are|be|being)\s(?:\w+\s){0,3}?(?:due|payable|paid|invoiced|billed|charged|reimbursed|refunded)\b",
        "payment": r"\bpayments?\b|\bpayable\b|\bdue\b",
        "money": r"[$€£]\s?\d|\bdollars\b|\bUSD\b",
        "blank": r"\[\s?\*|\*\*\*|_{3,}|\$\s?\)|\[\s?\]|\[e\.g",
        "report": r"\b(?:reports?|reporting|statements?\sof|financial\sstatements|certificate|deliver\sto|furnish|provide\s\w+\swith)\b",
        "notice": r"\b(?:notice|notif\w+|written\sconsent|inform)\b",
        "cure": r"\b(?:cure|cures|cured|remed\w+|breach|default|fails?|failure)\b",
        "ends": r"\b(?:terminat\w+|expir\w+|cancel\w+)\b",
        "liable": r"\b(?:liab\w+|indemn\w+|damages|insur\w+|claims?|warrant\w+)\b",
        "loan": r"\b(?:loans?|lender|borrower|principal|promissory|credit\s(?:facility|agreement)|capital\scontribution)\b",
        "shares": r"\b(?:shares|stock|stockholders?|equity|securities|membership\sinterests?|merger)\b",
        "audit": r"\b(?:audit\w*|underpa\w+|overpa\w+|discrepanc\w+|inspect\w*)\b",
        "late": r"\b(?:late|overdue|past\sdue|delinquent|unpaid|interest)\b",
        "means": r"[\"“”]\s(?:shall\s)?means?\b|\bdefined\b|\bdefinition",
        "example": r"\b(?:for\sexample|e\.g|by\sway\sof\sillustration|hypothetical|assum\w+)\b",
        "recital": r"\bwhereas\b|\bprior\sagreement|\bpreviously\s|\bhas\spaid|\bhave\spaid",
        "third": r"\b(?:third\spart(?:y|ies)|customers?|end\susers?|employees|bank)\b",
        "not": r"\b(?:shall|will|does|do|is|are|be)\snot\b|\bno\b|\bneither\b|\bwithout\b",
        "if": r"\bif\b|\bin\sthe\sevent\b|\bunless\b|\bprovided\b",
        "own": r"\bown\s(?:\w+\s){0,2}(?:expense|cost)",
        "list": r"^\W*(?:\(?[a-z0-9ivx]{1,4}[.)]|[•·-])\s",
    }.items()
}
_PRICE_CUES: dict[str, re.Pattern[str]] = {  # what a sum of money is, beside a price
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "most": r"\b(?:not\s(?:to\s)?exceed|up\sto|maximum|no\smore\sthan|not\smore\sthan|capped|limited\sto)\b",
        "over": r"\b(?:in\sexcess\sof|excess|over|above|exceed(?:s|ing)?|greater\sthan|more\sthan|less\sthan|below|between|first|next)\b",
        "least": r"\b(?:at\sleast|minimum\w*|no(?:t)?\sless\sthan|guarante\w+)\b",
        "roughly": r"\b(?:approximately|estimat\w+|anticipat\w+|budget\w*|forecast\w*|tentativ\w+|project(?:ed|ions?)|allowance)\b",
        "parts": r"\b(?:equal|instal?lments?|as\sfollows|following|remaining|balance|each\sof|respectively)\b",
        "sum": r"\b(?:total\w*|aggregate|sum|entire|full|cumulative)\b",
        "secures": r"\b(?:bonds?|letters?\sof\scredit|security|escrow|collateral|guaranty)\b",
        "event": r"\b(?:upon|after|when|once|following|completion|acceptance|delivery|approval|milestone|achiev\w+)\b",
        "signs": r"\b(?:execut(?:ion|ed|ing)|sign(?:ing|ed|ature)|effective\sdate|date\s(?:hereof|of\sthis))\b",
        "exchange": r"\bexchange\srate|\bconver(?:t|ted|sion)\b",
        "dated": r"\b(?:january|february|march|april|june|july|august|september|october|november|december|(?:19|20)\d\d)\b",
        "option": r"\b(?:option|elects?|may|right\sto|entitled)\b",
        "changes": r"\b(?:increas\w+|decreas\w+|reduc\w+|adjust\w+|amend\w+|chang\w+|replac\w+|delet\w+)\b",
    }.items()
}
_PRICES = frozenset("fee rate milestone minimum cap".split())
_OPENS = re.compile(r"^\W*(?:\(?[a-z0-9ivx]{1,4}[.)]\s+)?(?P<word>[A-Za-z]{2,12})\b")
_CUE_REACH = 110
_SAID = frozenset(  # fields of a term that say how it was read
    "counts_from day_type per base treatment reimbursable frequency timing unit covers item "
    "preapproval index tier_mode".split()
)


def features(candidate: Candidate, around: Mapping[str, float]) -> dict[str, float]:
    """Return the features of one candidate; ``around`` holds those of its document."""
    text = candidate.passage.text
    found: dict[str, float] = dict(around)
    first, last = _sentence(text, candidate.start, candidate.end)
    before = words(text[max(first, candidate.start - _REACH) : candidate.start])
    after = words(text[candidate.end : min(last, candidate.end + _REACH)])
    found.update(_side("b", before[::-1]))
    found.update(_side("a", after))
    for word in {*before, *after}:
        found[f"s:{word}"] = 1.0
    near = (
        ("b", text[max(first, candidate.start - _CUE_REACH) : candidate.start]),
        ("a", text[candidate.end : min(last, candidate.end + _CUE_REACH)]),
        ("s", text[first:last]),
    )
    for name, part in near:
        found.update(_cues(name, part, _CUES))
    if candidate.term.kind in _PRICES:
        for name, part in (*near, ("h", candidate.passage.heading or "")):
            found.update(_cues(name, part, _PRICE_CUES))
        sides = text[first : candidate.start], text[candidate.end : last]
        found.update(nouns(*sides))
        found.update(_event(*sides, candidate.passage.heading or ""))
    for word in words(candidate.passage.heading or "")[:_HEADING_WORDS]:
        found[f"h:{word}"] = 1.0
    if first > 0:
        for word in set(words(text[max(0, first - _REACH) : first])):
            found[f"p:{word}"] = 0.5
    found[f"k:{candidate.passage.kind.value}"] = 1.0
    found["score"] = candidate.score * 2
    found[f"k:reading{candidate.reading}"] = 1.0
    found.update(_read(candidate))
    return found


def _cues(name: str, text: str, cues: Mapping[str, re.Pattern[str]]) -> Iterator[tuple[str, float]]:
    for cue, wording in cues.items():
        if wording.search(text):
            yield f"c{name}:{cue}", 1.0


def _event(before: str, after: str, heading: str) -> Iterator[tuple[str, float]]:
    """Say whether the sentence has an achievement, however far from its sum, and how it opens."""
    for name, part in (("before", before), ("after", after), ("heading", heading)):
        if is_achieved(part):
            yield f"e:{name}", 1.0
    if opens := _OPENS.match(before or after):
        yield f"e:opens={opens['word'].lower()}", 1.0
    if not before.strip(" •●·-*($"):
        yield "e:first", 1.0


def _side(name: str, words: list[str]) -> Iterator[tuple[str, float]]:
    for distance, word in enumerate(words[:_NEAR]):
        yield f"{name}:{word}", 1.0
        if distance <= 1:
            yield f"{name}{distance}:{word}", 1.0
        if 0 < distance < _PAIRS:
            yield f"{name}:{words[distance - 1]}_{word}", 1.0
        if 1 < distance < _TRIPLES:
            yield f"{name}:{words[distance - 2]}_{words[distance - 1]}_{word}", 1.0


def _read(candidate: Candidate) -> Iterator[tuple[str, float]]:
    term = candidate.term
    for name in type(term).model_fields:
        value = getattr(term, name)
        if name in _SAID:
            said = value.value if isinstance(value, Enum) else value
            for word in words(str(said))[:4]:
                yield f"f:{name}={word}", 1.0
        elif value in (None, (), "") and name not in ("confidence", "review", "evidence"):
            yield f"f:{name}=-", 1.0
    days = getattr(term, "days", None)
    if days is not None:
        yield f"f:days={days if days in (0, 5, 10, 15, 20, 30, 45, 60, 90) else 'other'}", 1.0


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    touched = [s for s in sentences(text) if s.start < end and start < s.end]
    return (touched[0].start, touched[-1].end) if touched else (0, len(text))
