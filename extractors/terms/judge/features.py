"""What the judge looks at: the words around the value, where it stands, and what was read.

The value itself is left out, so that the judge learns wordings and not numbers.
"""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache, lru_cache

from pydantic import BaseModel

from extractors.terms.candidates import Candidate
from extractors.terms.grammar.prices import KINDS as PRICES
from extractors.terms.grammar.prices import is_achieved
from extractors.terms.grammar.sentences import touched
from extractors.terms.judge.nouns import nouns
from extractors.terms.judge.words import words
from extractors.wording import Wording, phrase

_NEAR = 12
_PAIRS = 7
_TRIPLES = 4
_REACH = 260
_HEADING_WORDS = 12
_EVENT_WORDS = 8
_SAID_WORDS = 8
Cues = tuple[tuple[str, Wording], ...]
_CUES: Cues = tuple(  # wordings longer than three words, or of many forms
    (name, phrase(pattern))
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
        "bills": r"\b(?:shall|will|may|to)\s(?:\w+\s){0,2}?(?:invoice|bill|issue|submit)\b|\b(?:invoiced|billed|billable)\b",
        "accrued": r"\b(?:accru\w+|earned|incurred|outstanding|performed|rendered|owing|owed)\b",
        "unpaid": r"\b(?:fail\w*|failure)\sto\s(?:\w+\s){0,3}?(?:pay|make|remit)\b|\bnot\s(?:been\s|be\s)?(?:paid|received|made)\b|\bnon-?payment\b",
        "past": r"^\W*(?:days?\W+)?(?:after|of|from|following|past|over)\s(?:\w+\s){0,4}?(?:due|becomes?\spayable)\b",
        "refund": r"\b(?:refund\w*|return\w*|repay\w*|credit\w*)\b",
        "deemed": r"\b(?:deemed|considered|presumed)\b",
        "according": r"\b(?:in\saccordance|pursuant\sto|subject\sto|set\sforth|specified|based\son)\b",
        "list": r"^\W*(?:\(?[a-z0-9ivx]{1,4}[.)]|[•·-])\s",
    }.items()
)
_PRICE_CUES: Cues = tuple(  # what a sum of money is, beside a price
    (name, phrase(pattern))
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
)
_OPENS = re.compile(r"^\W*(?:\(?[a-z0-9ivx]{1,4}[.)]\s+)?(?P<word>[A-Za-z]{2,12})\b")
_DUTIES = frozenset(  # cues that say what must be done, or what for
    "pays paid bills report notice cure ends liable loan shares audit late means refund".split()
)
_CUE_REACH = 110
_SAID = frozenset(  # fields of a term that say how it was read
    "counts_from day_type per base treatment reimbursable frequency timing unit covers item "
    "preapproval index tier_mode".split()
)


def features(candidate: Candidate, around: Mapping[str, float]) -> dict[str, float]:
    """Return the features of one candidate; ``around`` holds those of its document."""
    text = candidate.passage.text
    found: dict[str, float] = dict(around)
    first, last = touched(text, candidate.start, candidate.end)
    before = words(text[max(first, candidate.start - _REACH) : candidate.start])
    after = words(text[candidate.end : min(last, candidate.end + _REACH)])
    found.update(_side("b", before[::-1]))
    found.update(_side("a", after))
    for word in {*before, *after}:
        found[f"s:{word}"] = 1.0
    left = text[max(first, candidate.start - _CUE_REACH) : candidate.start]
    right = text[candidate.end : min(last, candidate.end + _CUE_REACH)]
    sentence = text[first:last]
    found.update(dict.fromkeys(_cues("b", left, sentence, last=True), 1.0))
    found.update(dict.fromkeys(_cues("a", right, sentence), 1.0))
    found.update(dict.fromkeys(_cues("s", sentence, sentence), 1.0))
    if candidate.term.kind in PRICES:
        heading = candidate.passage.heading or ""
        for name, part in (("b", left), ("a", right), ("s", sentence)):
            found.update(dict.fromkeys(_price_cues(name, part, sentence), 1.0))
        found.update(dict.fromkeys(_price_cues("h", heading, heading), 1.0))
        sides = text[first : candidate.start], text[candidate.end : last]
        found.update(nouns(*sides))
        found.update(_event(*sides, heading))
    found.update(_wording(text[candidate.start : candidate.end]))
    found[f"k:words{min(len(before) + len(after), 79) // 10}"] = 1.0
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


@lru_cache(maxsize=64)
def _possible(cues: Cues, sentence: str) -> Cues:
    """The wordings that a sentence may hold: a part of it holds no other."""
    return tuple((cue, wording) for cue, wording in cues if wording.possible(sentence))


@lru_cache(maxsize=512)  # readings of one value share its window, values their sentence
def _cues(name: str, text: str, sentence: str, *, last: bool = False) -> tuple[str, ...]:
    """The wordings found in a part of a sentence, and which duty of those stands nearest."""
    found: list[str] = []
    nearest: tuple[int, str] | None = None
    for cue, pattern in _possible(_CUES, sentence):
        match = pattern.search(text)
        if match is None:
            continue
        found.append(f"c{name}:{cue}")
        if cue in _DUTIES:
            if last:
                *_, match = pattern.finditer(text)
            distance = len(text) - match.end() if last else match.start()
            if nearest is None or distance < nearest[0]:
                nearest = distance, cue
    if nearest is not None:
        found.append(f"c{name}near:{nearest[1]}")
    return tuple(found)


@lru_cache(maxsize=512)
def _price_cues(name: str, text: str, sentence: str) -> tuple[str, ...]:
    found = _possible(_PRICE_CUES, sentence)
    return tuple(f"c{name}:{cue}" for cue, wording in found if wording.search(text))


def _wording(said: str) -> Iterator[tuple[str, float]]:
    """The words of a value that is no number: "shall bear all costs", "upon execution"."""
    if any(sign.isdigit() for sign in said):
        return
    found = words(said)
    found = found if len(found) <= 2 * _SAID_WORDS else found[:_SAID_WORDS] + found[-_SAID_WORDS:]
    for place, word in enumerate(found):
        yield f"v:{word}", 1.0
        if place:
            yield f"v:{found[place - 1]}_{word}", 1.0


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


@cache
def _fields(kind: type[BaseModel]) -> tuple[str, ...]:
    return tuple(kind.model_fields)


def _read(candidate: Candidate) -> Iterator[tuple[str, float]]:
    term = candidate.term
    for name in _fields(type(term)):
        value = getattr(term, name)
        if name in _SAID:
            said = value.value if isinstance(value, Enum) else value
            for word in words(str(said))[:4]:
                yield f"f:{name}={word}", 1.0
        elif value in (None, (), "") and name not in ("confidence", "review", "evidence"):
            yield f"f:{name}=-", 1.0
    for place, word in enumerate(words(str(getattr(term, "event", None) or ""))[:_EVENT_WORDS]):
        yield f"f:event=:{word}", 1.0
        if place == 0:
            yield f"f:event0={word}", 1.0
    days = getattr(term, "days", None)
    if days is not None:
        yield f"f:days={days if days in (0, 5, 10, 15, 20, 30, 45, 60, 90) else 'other'}", 1.0
