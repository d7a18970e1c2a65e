"""What a sum of money in a clause is: rate, fee, milestone, minimum or cap, and how surely.

One place decides for all five kinds, so that no value is claimed twice.  The words next to the
sum weigh more than those at the other end of the sentence; vetoes (liability, insurance, loans,
shares, damages, capital) weigh most: most amounts in a contract are no price at all.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.rhythms import frequencies, periods
from extractors.terms.grammar.sentences import sentences
from extractors.terms.grammar.unit_words import MEASURES, Unit
from extractors.terms.grammar.units import unit_after, unit_around
from extractors.terms.grammar.unowed import is_unowed, names_no_price
from extractors.terms.grammar.values import Value
from extractors.terms.grammar.windows import Window
from extractors.wording import phrase

KINDS = frozenset(("rate", "fee", "milestone", "minimum", "cap"))
"""What a sum of money may be."""

_OWED_SUMS = frozenset(("fee", "milestone"))
_NO_PRICE = re.compile(
    r"""(?ix) \b(?: liabilit\w+ | liable | insur\w+ | insured | coverage | deductible | loan\w* | lender | borrow\w* | principal\s+amount | promissory | notes?\s+payable | credit\s+facility | line\s+of\s+credit | indebtedness
      | shares? | stock | warrants? | options\s+to\s+purchase | per\s+share | equity | capital\s+(?:contribution|stock|call|account)\w* | contribut\w+\s+capital | member(?:ship)?\s+interests? | purchase\s+price\s+of\s+the\s+(?:shares|stock|business|assets)
      | damages | penalt\w+ | fined? | indemni\w+ | losses | claims? | judg\w+ment | arbitrat\w+ | bond | letter\s+of\s+credit | net\s+worth | working\s+capital | aggregate\s+limit | per\s+occurrence | combined\s+single\s+limit
      | severance | salary | bonus\s+plan | rent\s+roll | attorneys? | counsel | net\s+assets | assets\s+under\s+management | market\s+capitali\w+ | gross\s+proceeds\s+of\s+the\s+offering | registration\s+statement | escrow\s+account )\b"""
)
_RECITAL = phrase(
    r"^\W*(?:whereas|recitals?)\b|\bfor\s+example\b|\be\.g\.|\bexample\s*:|\billustrat"
)
_PAST = phrase(
    r"\b(?:has\s+(?:already\s+)?(?:paid|received)|previously\s+paid|receipt\s+of\s+which\s+is|was\s+paid|were\s+paid)\b"
)
_BAD_HEADING = phrase(
    r"\b(?:insurance|liabilit|indemn|damages|warrant(?:y|ies)|capital|loan|default|definitions?|confidential|stock|shares|securities|representation|bonds?|arbitrat|disput|financial\s+statements?|estimate|budget|cost\s+breakdown)\w*"
)
_GOOD_HEADING = phrase(
    r"\b(?:fees?|pric\w+|payments?|compensation|rates?|charges?|royalt\w+|consideration|milestones?|commission\w*|retainer|cost|costs|minimums?|invoic\w+|subscription|schedule\s+of\s+values|contract\s+sum|sponsorship|financial\s+terms)\b"
)
_PAY = phrase(
    r"\b(?:pay|pays|paid|payable|payments?|remit|charged?s?|charges|fees?|prices?d?|cost|invoice[ds]?|compensat\w+|consideration|sum\s+of|amount\s+of|equal\s+to|reimburs\w+|purchase|retainer|deposit|instal?lments?|royalt\w+|advance|honorarium|rate|commission|subscription)\b"
)
_OBLIGES = re.compile(
    r"(?i)\b(?:shall|will|agrees?\s+to|must|is\s+to)\s+(?:\w+\s+){0,4}?(?:pay|remit|charge|invoice|compensate|purchase|receive|be\s+(?:paid|charged|invoiced|payable|due))\b|\b(?:is|are)\s+(?:due|payable)\b"
)
_CAP = phrase(
    r"(?:\b(?:not\s+(?:to\s+)?exceed(?:ing)?|in\s+no\s+event\s+(?:\w+\s+){0,5}exceed|up\s+to(?!\s+(?:date|speed|standard|scratch|par|code|strength|now)\b)(?:\s+a\s+(?:maximum|total)(?:\s+of)?)?|(?:stay|keep|kept|remain)s?\s+(?:at\s+or\s+)?(?:with)?(?:in|below|under)|(?:never|not|no|cannot|(?:wo|ca|do|does|sha)n?['’]t)\b[^.;$€£]{0,110}?\b(?:pass|surpass|go\s+(?:over|above|beyond)|run\s+(?:over|above)|top|be\s+(?:above|over|higher\s+than|greater\s+than)|(?:bill|charge|invoice|spend|claim)\w*\s+(?:\w+\s+){0,2}?(?:over|above|beyond)|in\s+excess\s+of|more\s+than)|\bNTE\b|(?:no|not)\s+(?:above|over|higher\s+than|greater\s+than)|at\s+the\s+most|max\.|upper\s+limit|until\s+(?:an?\s+|the\s+|such\s+time\s+as\s+)?(?:\w+\s+){0,6}?(?:total|aggregate)(?:\s+\w+){0,3}|maximum(?:\s+\w+){0,4}|no\s+more\s+than|not\s+(?:\w+\s+)?more\s+than|at\s+most|capped\s+at|(?:cap|ceiling)\s*(?:of|is|at|:)|limit\s*(?:is|:)|(?:monthly|annual|yearly|weekly|spending|budget|price|cost|fee|expenses?|overall)\s+limit\s+of|limited\s+to|restricted\s+to|exceed|not-to-exceed)(?![a-z])[^.;]{0,45})$"
)
_NO_CAP = phrase(  # "once purchases exceed $250,000" is a threshold, "up to 200 users and $6" a tier
    r"\b(?:once|when(?:ever)?|if|where|in\swhich|that|who|which|after|until|as\ssoon\sas)\b[^.;]*\bexceed(?:s|ed|ing)?\s+(?:\w+\s){0,3}$|\bup\s+to\s+(?:the\s+first\s+)?\d[\d,]*\s+[a-z][^.;]{0,45}$"
)
_DENIES = phrase(r"\b(?:no|not|never|nor|neither|cannot)\b")
_CAP_AFTER = re.compile(
    r"(?i)^\W{0,3}(?:is\s+the\s+(?:most|highest)|(?:(?:is|as|being|shall\s+be)\s+(?:the|an?)\s+)?(?:maximum|max|cap|ceiling|upper\s+limit|limit|not\s+to\s+exceed|at\s+(?:the\s+)?most))\b"
)
_MINIMUM = phrase(
    r"\b(?:minimum\w*|at\s+least|no\s+less\s+than|not\s+less\s+than|no\s+fewer\s+than|(?:never|not|no)\s+(?:\w+\s+){0,3}?(?:lower|less|fewer|below|under)(?:\s+than)?|floor\s+of|guaranteed?(?!\s(?:\w+\s)?(?:completion|maximum|delivery|date|savings?|performance|availability)\b))\b[^.;]{0,70}$"
)
_FLOOR = phrase(  # "The charges for a month will total at least": nothing but a minimum
    r"\b(?:fees?|charges?|invoices?|billings?|royalt(?:y|ies)|rent|rates|prices|sums?|amounts?|orders?|purchases|spend|total)\b[^.;$€£]{0,110}?\b(?:com(?:e|es)\s+to|amounts?(?:ing)?\s+to|adds?\s+up\s+to|totals?|reach(?:es)?|runs?\s+to|be|is|are)\s+(?:(?:together|always|in\s+(?:total|all|aggregate))\s+)?(?:at\s+least|(?:not|no|never)\s+(?:less|lower)\s+than)\s+$"
)
_MINIMUM_AFTER = re.compile(
    r"(?i)^\W{0,3}(?:at\s+(?:the\s+|a\s+)?(?:least|minimum)|as\s+(?:a|the|an\s+absolute)\s+minimum|minimum)\b"
)
_GUARANTEES = re.compile(
    r"(?i)\bminimum\b|\bguarantee(?!d?\s(?:\w+\s)?(?:completion|maximum|delivery|date|savings?|performance|availability)\b)|\badvances?\b|\bcommitments?\b"
)
_LEAST = phrase(
    r"\b(?:minimums?|guarante\w*|at\s+least|no(?:t)?\s+less\s+than|(?:never|not|no)\s+(?:\w+\s+){0,3}?(?:lower|less|fewer|below|under)|floor|commit\w*|advances?|take[\s-]or[\s-]pay|quota|(?:shall|must|will|agrees?\s+to)\s+(?:\w+\s+)?(?:purchase|order|buy|spend))\b"
)
_SHORTFALL = re.compile(
    r"(?i)\b(?:below|less\s+than|lower\s+than|under|short\s+of|not\s+(?:reach|come\s+to|amount\s+to))\b(?:[^.]|\.\d){0,140}\b(?:shortfall|deficit|difference|balance|top[\s-]?(?:ped\s|s\s)?up|tops?\b|brings?|makes?\s+(?:it\s+|this\s+)?(?:up|good)|still|nevertheless|nonetheless|rest|gap)\b"
)
_SHORT_OF = phrase(
    r"\b(?:below|less\s+than|lower\s+than|under|short\s+of|not\s+(?:reach|come\s+to|amount\s+to))\W*$"
)
_EVENT = phrase(
    r"\b(?:upon|after|when|once|following|at\s+the|if|phase|stage|prior\s+to|by|(?:up)?on|each\s+time|bonus|within|as\s+soon\s+as|in\s+the\s+event|against\s+(?:the\s+)?(?:presentation|delivery|documents|receipt|shipping|acceptance|proof|signature)|provided\s+that|triggers?|in\s+exchange\s+for|for\s+(?:achieving|completing|reaching|obtaining|delivering))\s"
)
_RANGE = phrase(
    r"\d\s?(?:to|-|–)\s?$|\bbetween\b[^.;]{0,40}\d\s?and\s?$|\bestimated?\b[^.;$]{0,30}$"
)
_IT_IS = phrase(
    r"\b(?:those|all\s(?:further|others?)|the\s(?:rest|others?))\b[^.;$€£]{0,40}$|\b(?:it|this|that|the\s(?:rate|price|charge))\s(?:is|are|will\sbe|shall\sbe|becomes?|rises?\sto|increases?\sto|goes\s(?:up\s)?to|amounts\sto)\s$"
)
_AND_FOR = phrase(r"\d\s[^.;$€£\d]{0,20}?\bfor\s[^.;$€£\d]{2,50}?(?:,|\band|,\sand)\s$")
_NEXT_SUM = phrase(r"\d\b[^.;$€£]{0,60}(?:,|\band)\s$")
_ABOVE_THAT = re.compile(
    r"(?i)^\s(?:(?:above|beyond|over|after)\s(?:that|this|those|these|them)|thereafter|(?:for\s)?(?:each|every|any|all)\s(?:\w+\s)?(?:above|beyond|over)\s(?:that|this|those))\b"
)
_FOR = re.compile(r"(?i)^\sfor\s")
_FURTHER = re.compile(
    r"(?i)^\s(?:for|per)\s(?:(?:each|every|any)\s)?(?:further|additional|extra)\b|^\sfor\s(?:the\s(?:next|following)\s)?(?:[a-z]+\s)?\d[\d,]*\s?(?:to|-|–|through)\b"
)
_OTHER = 0.25  # what another kind's wording takes off
_COMMITS = re.compile(
    r"(?i)\b(?:minimum|guarantee\w*|commit\w*|purchas\w+|spend|order\w*|royalt\w+|volume|sales|quota|revenue|take\s+or\s+pay|advance)\b"
)
_ACHIEVED = phrase(
    r"\b(?:up)?on\s+(?:the\s+)?(?:\w+\s+){0,3}?(?:completion|achiev\w+|approval|acceptance|delivery|receipt\s+of\s+(?:regulatory|marketing)|commencement\s+of|initiation|first\s+commercial|filing|submission|issuance|reaching|enrol\w+|successful|launch|demonstration|installation|dosing|attainment|grant\s+of|handover|occurrence|start\s+of|completing)\b"
    r"|\bmilestones?\b|\b(?:when|once|as\s+soon\s+as)\s+(?:\w+\s+){0,6}?(?:complete[ds]?|achieve[ds]?|approve[ds]?|accept(?:s|ed)|reach(?:es|ed)|exceeds?|grant(?:s|ed)|obtain(?:s|ed)|attain(?:s|ed))\b|\bupon\s+(?:\w+\s+){1,5}?(?:attaining|achieving|reaching|obtaining|passing|completing|granting|accepting)\b|\beach\s+time\b|\bif\s+(?:\w+\s+){0,8}?(?:wins?|finish\w*|achieve[sd]?|exceeds?|reach\w*|complet\w+|delivers?|delivered|obtains?)\b|\bafter\s+(?:the\s+)?(?:\w+\s+){0,2}?(?:completion|approval|acceptance|issuance|achievement)\b"
)
_THRESHOLD = phrase(
    r"\b(?:in\s+excess\s+of|exceeds?|exceeding|over|above|more\s+than|greater\s+than|less\s+than|below|under|reach\w*|between|from)\s*(?:the\s+(?:sum|amount)\s+of\s+)?(?:an?\s+(?:aggregate\s+)?(?:amount\s+)?of\s+)?$"
)
_BOUND = phrase(  # a sum that something else is measured by, neither fee nor milestone
    r"\b(?:in\s+excess\s+of|exceed(?:s|ing|ed)?|more\s+than|greater\s+than(?:\s+or\s+equal\s+to)?|less\s+than|over|above|below)\s+(?:an?\s+(?:value|amount|sum|total)\s+of\s+|the\s+(?:sum|amount)\s+of\s+)?$|(?:%|\bper\s?cent)\)?\s+(?:of|on)\s+(?:the\s+)?(?:first|next|initial)\s+$"
)
_BRACKET = re.compile(  # "$0 to $250,000 of net revenue: 10%": a bracket of the base of a share
    r"(?i)^(?:\s?(?:to|-|–|through|and)\s?(?:[$€£]|[A-Z]{3}\s?\$?)?\s?\d[\d,.]*(?:\s(?:million|billion)|\s?[MK]\b)?)?\s(?:of|in)\s(?:[\w-]+\s){0,4}?(?:sales|revenues?|receipts|turnover|income|proceeds|profits?|billings|premiums?|spend)(?:\s(?:and|or)\s(?:more|above|over))?\s?[:=,–-]\s{0,2}\d[\d.,]*\s?(?:%|per\s?cent)"
)
_LIST_EVENT = phrase(  # "(b) dosing of the first patient, $500;"
    r"(?:^|[;:]\s|\)\s)(?:and\s)?(?:\((?:[a-h]|[ivx]{1,4}|\d)\)\s)?(?:the\s)?(?:(?:first|final|successful|written|regulatory)\s)*(?:acceptance|approval|completion|delivery|dosing|enrol\w+|filing|grant|initiation|commencement|submission|launch|achievement|issuance|installation|handover)\s(?:of|by|in)\b[^;:$€£%]{0,120}[,:–-]\s?$"
)
_INLINE = phrase(  # "Hourly rates: Principal USD 275; Engineer USD 190"
    r"\b(?:(?:hourly|daily|day)\s+(?:\w+\s+){0,2}?(?:rates?|charges?|fees?|prices?)|(?:rates?|charges?|fees?|prices?)\s+(?:\w+\s+){0,2}?(?:per|by\s+the|for\s+(?:each|one))\s+(?:hour|day|unit|page|word|mile|seat|user))\b[^.;:$€£\d]{0,40}:\s"
)
_NEXT_ENTRY = re.compile(r"\d\)?\s?[;,]\s(?:and\s)?[A-Z][^.;:$€£\d]{1,60}$")
_OWN_PERIOD = re.compile(
    r"(?i)^\s?(?:/|per\b|an?\b|each\b|every\b|monthly|annual|yearly|once|fixed|flat|lump|in\s+total)"
)


@dataclass(frozen=True, slots=True)
class Priced:
    """A sum with the kind it most likely is, the score of that, and what its words say."""

    value: Value
    kind: str
    score: float
    kinds: Mapping[str, float]
    start: int
    end: int
    unit: Unit | None
    before: str
    after: str
    around: str = ""

    @property
    def frequencies(self) -> tuple[str, ...]:
        """The frequencies the wording allows, the likeliest first."""
        return frequencies(self.before, self.after, self.around)

    @property
    def periods(self) -> tuple[str, ...]:
        """What a limit of this sum counts per, the likeliest first."""
        return periods(self.before, self.after, self.around)


@lru_cache(maxsize=64)
def priced(text: str, heading: str, currency: str) -> tuple[Priced, ...]:
    """Classify every sum of one passage."""
    found: list[Priced] = []
    last: Unit | None = None
    recital = bool(_RECITAL.search(text[:200]))
    for sentence in sentences(text):
        if names_no_price(sentence.text):
            continue
        for value in amounts_in(sentence.text, currency):
            before, after = sentence.text[: value.start], sentence.text[value.end :]
            if is_unowed(before, after) or _BRACKET.match(after):
                continue
            start, end = sentence.start + value.start, sentence.start + value.end
            window = Window.around(text, sentence, start, end)
            one = _priced(value, window, heading, last, recital=recital)
            if one.kinds:
                found.append(replace(one, start=start, end=end))
            last = one.unit
    return tuple(found)


def _priced(
    value: Value, window: Window, heading: str, last: Unit | None, *, recital: bool
) -> Priced:
    before, after = window.before, window.after
    unit = unit_after(after, before)
    if last is not None and _again(before, after) and (unit is None or unit.text == "unit"):
        unit = Unit(last.text, unit.end if unit else 0)
    elif unit is None and last is not None and _entry(before, after):
        unit = Unit(last.text)
    elif unit and last and last.text.startswith(f"{unit.text}-") and _FURTHER.match(after):
        unit = Unit(last.text, unit.end)
    listed = None if unit else unit_around(before, heading)
    kind, weight = _kind(before, after, window.sentence, unit, heading)
    score = weight + _evidence(before, after, window.sentence, heading)
    if recital:
        score -= 0.5
    if _THRESHOLD.search(before[-40:]) and kind != "minimum":
        score -= 0.45
    score = max(min(score, 0.99), 0.01)
    unit = unit or listed
    floor = kind == "minimum" and _FLOOR.search(before)
    kinds = {} if floor else dict(_others(kind, window, unit, heading, score))
    kinds[kind] = score
    if _BOUND.search(before[-60:]):
        kinds = {name: weight for name, weight in kinds.items() if name not in _OWED_SUMS}
    place = value.start, value.end  # in the sentence
    return Priced(value, kind, score, kinds, *place, unit, before, after, heading)


def _again(before: str, after: str) -> bool:
    """Whether a sum is one more price of the unit that the sum before it has."""
    if _IT_IS.search(before) or (_NEXT_SUM.search(before) and _ABOVE_THAT.match(after)):
        return True
    return bool(_AND_FOR.search(before[-90:]) and _FOR.match(after))


def _entry(before: str, after: str) -> bool:
    """Whether a sum is a further entry of a list that begins with its unit: "Hourly rates: A 5; B 4"."""
    if not before.rstrip()[-1:].isalpha() and before.rstrip()[-1:] not in {":", "-", "–"}:
        return False
    return bool(
        _INLINE.search(before) and _NEXT_ENTRY.search(before[-80:]) and not _OWN_PERIOD.match(after)
    )


def _others(
    kind: str, window: Window, unit: Unit | None, heading: str, score: float
) -> Iterator[tuple[str, float]]:
    """What else the sum may be; the judge settles what words alone do not."""
    before, after = window.before, window.after
    less = max(score - _OTHER, 0.01)
    around = before + after
    if kind != "fee" and not (kind == "rate" and unit and unit.end and unit.text in MEASURES):
        yield "fee", less
    if kind != "rate" and unit:
        yield "rate", less
    achieved = _ACHIEVED.search(around) or _ACHIEVED.search(heading)
    if kind == "rate":
        achieved = None if unit and unit.text in MEASURES else _ACHIEVED.search(around)
    elif not achieved:
        achieved = _EVENT.search(around)
    if kind != "milestone" and achieved:
        yield "milestone", less
    least = (
        _LEAST.search(around)
        or _MINIMUM_AFTER.match(after)
        or _LEAST.search(heading)
        or _holds(_GUARANTEES, window.sentence)
    )
    if kind not in {"minimum", "rate"} and least:
        yield "minimum", less
    if kind != "cap" and (_is_cap(before[-140:]) or _RANGE.search(before[-40:])):
        yield "cap", less


def _kind(
    before: str, after: str, sentence: str, unit: Unit | None, heading: str
) -> tuple[str, float]:
    """The kind and a first weight for it, most telling wording first."""
    near = before[-110:] + " # " + after[:110]
    signing = re.search(r"(?i)\b(?:execution|signing)\b", after[:60])
    rules = (
        ("rate", 0.35, unit and unit.tier),
        ("minimum", 0.25, unit is None and _FLOOR.search(before)),
        ("cap", 0.2, _is_cap(before[-80:]) or _CAP_AFTER.match(after)),
        (
            "minimum",
            0.25,
            (_MINIMUM.search(before[-90:]) or _MINIMUM_AFTER.match(after))
            and _COMMITS.search(before[-140:] + after[:60]),
        ),
        ("minimum", 0.25, _holds(_SHORTFALL, sentence) and _SHORT_OF.search(before[-40:])),
        ("rate", 0.35, unit),
        ("milestone", 0.25, _ACHIEVED.search(near) and not signing),
        ("milestone", 0.25, _LIST_EVENT.search(before)),
        ("milestone", 0.2, re.search(r"(?i)\bmilestone", heading)),
        ("minimum", 0.15, _GUARANTEES.search(heading) and _holds(_COMMITS, sentence)),
    )
    return next(((kind, weight) for kind, weight, holds in rules if holds), ("fee", 0.2))


def _is_cap(before: str) -> bool:
    return bool(_CAP.search(before) and (_DENIES.search(before) or not _NO_CAP.search(before)))


def is_achieved(words: str) -> bool:
    """Whether words name an achievement: "upon delivery", "each time it wins"."""
    return _ACHIEVED.search(words) is not None


@lru_cache(maxsize=64)
def _holds(wording: re.Pattern[str], sentence: str) -> bool:
    """Whether a sentence has a wording; asked once, however many sums it states."""
    return wording.search(sentence) is not None


def _evidence(before: str, after: str, sentence: str, heading: str) -> float:
    near = before[-90:] + " # " + after[:60]
    score = (
        0.2 * bool(_PAY.search(near))
        + 0.15 * bool(_holds(_OBLIGES, sentence))
        + 0.15 * bool(_GOOD_HEADING.search(heading))
    )
    score -= (
        0.3 * min(len(_NO_PRICE.findall(near)), 2)
        + 0.1 * bool(_holds(_NO_PRICE, sentence))
        + 0.3 * bool(_BAD_HEADING.search(heading))
    )
    return score - 0.2 * bool(_PAST.search(near))
