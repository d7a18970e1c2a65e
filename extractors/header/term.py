"""How long a contract runs: its initial term and the day on which that is over.

Conventions: the expiry date is stated, or the anniversary that follows from stated dates; a term
that begins with an event (a delivery, a first order) has no date of expiry.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from extractors.header.reading import Reading
from extractors.header.wording import Claim, Found, dates_in, durations_in, sentence
from extractors.wording import phrase
from models.durations import Duration, add
from models.passage import Passage

_THING = r"(?:agreement|contract|term|licen[cs]e|appointment|engagement|lease|sow|statement\s+of\s+work|sublease|employment|consultancy|arrangement|subscription)"
_INITIAL = phrase(
    rf"""(?ix)
    (?: \binitial\s+subscription\s+(?:runs|is|lasts|shall\s+be|will\s+be)\s+(?:for\s+)?$
      | \b(?:initial|original|base|primary|basic|first|fixed)\s+(?:contract\s+|license\s+|subscription\s+|service\s+)?(?:term|period)\b [^.;]{{0,110}}$
      | \b(?:term|duration|period)\s+(?:of|for)\s+(?:this|the|such|your)\s+[\w\s-]{{0,25}}?(?:agreement|contract|engagement|license|lease|appointment|employment|sow|order)[^.;]{{0,150}}$
      | \bterm\s*["”’)]*\s*[:|–-]\s*[^.;]{{0,60}}$
      | \bthe\s+term\s+(?:hereof|hereunder)[^.;]{{0,110}}$
      | \bthe\s+(?:["“])?term(?:["”])?\s[^.;]{{0,60}}$
      | \b{_THING}\b[^.;]{{0,110}}?\b(?:shall|will|is|are|continues?|remains?|commences?|begins?|expires?|runs?|lasts?)\b[^.;]{{0,120}}?\b(?:for|of|be|in)\s+(?:an?\s+)?(?:initial\s+|fixed\s+|minimum\s+|the\s+)?(?:term|period|duration)?\s*(?:of)?\s*(?:not\s+(?:less|more)\s+than\s+)?(?:an?\s+)?$
      | ["“]term["”]\s+(?:means|shall\s+mean)\b[^.;]{{0,110}}$
      | \b(?:until|through|expires?|terminates?|ends?)\b[^.;]{{0,120}}\bdate\s+(?:that|which)\s+is\s+(?:\(\w\)\s+)?$
      | \bfor\s+(?:an?\s+)?(?:initial|fixed)\s+(?:term|period)\s+of\s+$
      | \b(?:valid|effective|in\s+(?:full\s+force\s+and\s+)?effect|in\s+force)\b[^.;]{{0,60}}\bfor\s+(?:an?\s+)?(?:period|term)?\s*(?:of\s+)?$
      | \b(?:have|has|with|for|of)\s+(?:an?\s+|the\s+)?(?:initial\s+)?(?:term|duration)\s+of\s+(?:an?\s+)?$
      | \b(?:agreement|contract|term|license)\b[^.;]{{0,140}}?\b(?:expires?|terminates?|ends?|conclude|until)\s+(?:(?:automatically\s+)?on\s+the\s+(?:date|day)\s+(?:that\s+is\s+|which\s+is\s+)?|at\s+the\s+end\s+of\s+)?(?:the\s+|an?\s+)?$
      | \bcontinu\w*\s+for\s+(?:an?\s+|the\s+)?(?:initial\s+)?(?:term|period)\s+of\s+(?:an?\s+)?$
      | \b(?:this|the|our)\s+(?:[\w-]+\s+){{0,2}}?(?:{_THING}|framework)\s+(?:shall\s+|will\s+)?lasts?\s+(?:an?\s+)?$
      | \b(?:subscription|contract|service|license|term)\s+(?:end|expiry)(?:\s+date)?\s*[:|][^.;()]{{0,40}}\(\s*$
    )""",
    re.NOFLAG,
)
_DAY_COUNT = re.compile(r"\s+of\s+36[056]\s+days\b")  # by which interest is reckoned
_YEAR_OF = phrase(r"\byear\s+of\s*$")
_AFTER_TERM = re.compile(r"(?i)^[\s,-]*(?:initial\s+)?(?:term|period)\b")
_TERM_HEADING = phrase(r"\bterm\b|duration|\bperiod\b|commencement|\btime\s*(?:frame|line)\b")
_TERM_OPENS = re.compile(
    r"(?i)^[\W\d]*(?:[a-z]\)\s*)?(?:initial\s+|contract\s+)?(?:term|duration|period)\b"
)
_RENEWED = phrase(
    r"\brenew(?:s|ed|al|able)?\b|\bextend(?:s|ed)?\b|\bextension|\bsuccessive|\badditional|\bsubsequent"
)
_NO_TERM = phrase(
    r"\b(?:letter\s+of\s+credit|insurance|warrant(?:y|ies)|non-?compet\w+|confidential\w*|patent|registration|domain\s+name|visa|permit|maintenance|support\s+(?:term|period|services?)|polic(?:y|ies)|"
    r"revolv\w+|surviv\w*|records|option[s]?\s+(?:shall|will|may)|notice|cure|breach|default|if\s|within\s|terminat\w+\s+(?:of|by|this|upon)|exclusiv\w+|right\s+to\s+terminate|acceptance\s+(?:test|period)|trial|may\s+terminate|lockup|forecast|training|access\s+to|after\s+the)\b"
)
_STRONG_NO = phrase(
    r"\b(?:certificate|quarters?\s+(?:is|are|means?|shall\s+be)|during\s+(?:the|any|each)|remed(?:y|ied)|breach|in\s+excess\s+of|application|intention\s+to|at\s+the\s+end\s+of|for\s+the\s+term\s+of\s+this|continue\s+to\s+(?:provide|perform|supply)|prohibit\w*|restriction|suspen\w+|confidential\w*|surviv\w*|warrant(?:y|ies)|insurance|non-?compet\w+|records|letter\s+of\s+credit|may\s+terminate|right\s+to\s+terminate|obligations?\s+(?:under|of|in)|(?:following|after|upon)\s+(?:the\s+)?(?:termination|expiration))\b"
)
_MEANS = phrase(r"[“\"]([^”\"]{2,40})[”\"]\s+(?:means|shall\s+mean)", re.NOFLAG)
_TERM_NAME = phrase(r"term|initial|duration|contract|agreement|service|subscription")
_WHOLE_TERM = phrase(
    r"\binitial\s+(?:term|period)|\bterm\s+(?:of|hereof|hereunder|shall|will)|\b(?:agreement|contract)\s+(?:shall|will|is|becomes|commences)\b"
)
_WITHIN = phrase(
    r"\b(?:within|upon|at\s+least|(?:less|more|later|longer)\s+than|prior|every|each|any)\s+(?:an?\s+|the\s+)?$"
)
_AFTERWARDS = re.compile(
    r"(?i)^[^.;,]{0,25}\b(?:from\s+(?:the\s+)?(?:date\s+of\s+)?(?:receipt|payment|delivery|shipment|invoice|completion)|(?:following|after|from)\s+(?:such|the\s+(?:date\s+of\s+)?(?:notice|election|termination))|(?:following|after)\s+(?:the\s+)?(?:disclosure|termination|expir\w+|completion|receipt|delivery)|thereafter|prior|notice)\b"
)
_EXPIRES = phrase(
    r"(?:expir\w+|terminat\w+|\bfinish(?:es|ed)?|\bcompleted|\bend(?:s|ing)?(?:\s+together\s+with\s+the\s+\w+)?|until|through|continu\w+\s+(?:in\s+[\w\s]{0,20})?(?:to|until|through)|remain\w*[^.;]{0,40}(?:until|through)|expiration\s+date[\"”’')]*\s*(?:is|[:|]|shall\s+be|means|and\s+[\w\s]{0,25}[:|])?|(?:end|termination)\s+date[\"”’')]*\s*(?:is|means|shall\s+be|[:|])?|last\s+day\s+of\s+(?:the|its)\s+(?:term|period|services)\s*(?:is|[:|])|conclud\w+|through\s+to|up\s+to|\bto|till?|[–-])"
    r"\s*(?:automatically|without\s+(?:further\s+)?notice|on|as\s+of|the\s+close\s+of\s+business\s+on|and\s+including|midnight|at\s+midnight|at\s+the\s+end\s+of|including|of|date|by|[,:|]|\s)*(?:on\s+|the\s+|\()?$"
)
_LIFE = phrase(
    r"\b(?:this\s+(?:[\w-]+\s+){0,4}?(?:agreement|contract|amendment|sow|order|lease|license|engagement|appointment|statement\s+of\s+work)|the\s+(?:statement\s+of\s+work|order\s+form|order)|(?:the|initial|contract|service|subscription|license|lease)\s+[\"“]?(?:term|period)|the\s+(?:agreement|contract|framework|engagement|appointment|lease|license\s+granted)|\bterm\s*[:|]|it\s+(?:takes\s+effect|runs|ends|applies|continues|lasts|expires|remains)|\binitial\s+subscription|\bend(?=\s*[:|])|the\s+(?:addition|hire)\s|service\s+period|expiration\s+date|(?:end|termination)\s+date|last\s+day\s+of\s+(?:the|its)\s+(?:term|period|services)|(?:the\s+)?(?:services|work)\s+(?:runs?|starts?|begins?|commences?|will\s+be\s+(?:provided|performed)|shall\s+be\s+(?:provided|performed)|are\s+(?:provided|performed))|term\s+of|term\s+(?:shall\s+)?means?)\b|\bterm\b[\"”]|employment"
)
_NO_EXPIRY = phrase(
    r"\b(?:letter\s+of\s+credit|insurance|warrant(?:y|ies)|fiscal|option|deliver(?:y|ed)|payments?|paid|pay|prices?|rates?|forecast|exclusiv\w+|if\s|either\s+party\s+may|may\s+terminate|unless\s+FPL|order\s+no|software\s+at|minimum|milestone|licen[cs]e\s+year|contract\s+year|during\s+the|extension|"
    r"renew\w*|(?<!without\s)notice|dated|discount|invoice|quarter|shares|purchase\s+price|inventory|commission\s+(?:rate|will)|use\s+of|used\s+by|copyright|revised|programme|development\s+plan|budget|in\s+no\s+event|prior\s+to\s*$|before\s*$|expected\s+to|longer\s+of|later\s+of|expires\s+on\s+[\d/]+,?\s+and\s+is)\b"
)
_FIRST_TERM = phrase(
    r"\b(?:initial|original)\s+(?:term|period)\s+(?:of|is|shall\s+be)\s+(?:an?\s+)?$"
    r"|\b(?:shall|will|and)\s+extend\s+for\s+(?:an?\s+)?(?:(?:initial\s+)?(?:period|term)\s+of\s+)?$"
)
_NAMED_TERM = phrase(
    r"\bending\s*$|\b(?:initial|original)\s+term\b|\bterm\s+of\s+this\b|\bthis\s+agreement\s+(?:shall|will)\b"
)
_DEFINED = re.compile(
    r"(?i)^[^.;()]{0,60}\(\s*(?:the\s+|hereinafter\s+)?[\"“](?:initial\s+)?(?:term|period)[\"”]"
)
_INITIAL_NAMED = re.compile(
    r"(?i)^[^.;()]{0,60}\(\s*(?:the\s+|hereinafter\s+)?[\"“]initial\s+(?:term|period)[\"”]"
)
_EARLIER_END = phrase(
    r"\b(?:unless|subject\s+to|except)\s+(?:\w+\s+){0,5}?(?:terminat\w+|cancell?ed|extended|renewed|section|article)\b[^,;]{0,140}[,;)]"
)
_YEAR_ANNIVERSARY = phrase(
    r"year\s+anniversary\s+(?:of|after|following)\s+(?:the\s+)?(?:effective|date|execution|commencement)",
    re.NOFLAG,
)
_ANNIVERSARY = phrase(
    r"\b(?P<count>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))\s*(?:\(\s?\d+(?:\s?\w\w)?\s?\)\s*)?(?:annual\s+|year\s+)?anniversary\s+(?:of|after|following)\s+(?:the\s+)?(?:effective\s+date|date\s+(?:hereof|of\s+(?:this|the)\s+\w+|first)|execution)",
    re.NOFLAG,
)
_END_GATES = (
    "expir",
    "until",
    "through",
    "terminat",
    " end",
    "conclud",
    "period",
    "term:",
    "term |",
    "initial term",
    " runs ",
    " lasts ",
    " finish",
    " completed",
    "in force from",
)
_ORDINALS = dict(
    zip(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(),
        range(1, 11),
        strict=True,
    )
)
_BEGINS = phrase(
    r"\b(?:commenc\w+|begin\w*|start\w*|effective|from|following|after)\s*,?\s*(?:as\s+of|on|upon|from|with|at)?\s*(?:and\s+including\s+)?(?:the\s+)?"
)
_OWN_START = phrase(
    r"effective\s+date|date\s+(?:hereof|of\s+(?:this|the|its|signing|execution|last)|first|above|set\s+forth|when|indicated)|execut\w+|sign(?:ing|ed|s)|signature|commencement\s+date|hereof|first\s+(?:written|set)|last\s+party"
)
_EVENT = phrase(
    r"\b(?:deliver\w*|acceptance|purchase\s+order|launch|first\s+(?:commercial|sale|use|shipment|purchase|day|flight|order)|closing|approv\w+|installation|opening|operation\w*|completion|availability|go[\s-]?live|receipt|shipment|issuance|qualif\w+|cut-?over|in-?service|regulatory|arrival|becomes|accessible|uploaded|(?:up)?on\s+which)\b"
)
_LONGEST_MONTHS = 12 * 99
_SHORTEST_DAYS = 25
_TOP = 40
_REACH = 240


@dataclass(frozen=True, slots=True)
class InitialTerm:
    """A duration, and the day from which it runs: a stated one, the contract's own, or an event."""

    duration: Duration
    begins: date | None
    event: bool

    def expiry(self, effective: date | None) -> date | None:
        """Return the anniversary; None where the term runs from an event or an unknown day."""
        start = self.begins or (None if self.event else effective)
        return add(start, self.duration) if start else None


def initial_terms(reading: Reading, *, day_first: bool) -> Iterator[Claim[InitialTerm]]:
    """Yield durations said to be the contract's (initial) term."""
    for passage, low in zip(reading.passages, reading.lowers, strict=True):
        if not (
            "term" in low
            or "period" in low
            or "effect" in low
            or "force" in low
            or "continue" in low
            or "expire" in low
            or "valid" in low
            or "duration" in low
            or "until" in low
            or " runs for " in low
            or " lasts " in low
            or " end |" in low
            or " end:" in low
        ):
            continue
        if not ("year" in low or "month" in low or "week" in low or "day" in low):
            continue
        text = passage.text[: len(low)]
        headed = bool(_TERM_HEADING.search(_nearest(passage))) or bool(_TERM_OPENS.match(text))
        for found in durations_in(text):
            if weight := _term_weight(text, found, headed=headed):
                term = _begun(text, found, day_first=day_first)
                yield Claim(term, passage, found.start, found.end, weight)


def _nearest(passage: Passage) -> str:
    return (passage.heading or "").rsplit(">", 1)[-1]


def _term_weight(text: str, found: Found[Duration], *, headed: bool) -> float:
    if found.value.months > _LONGEST_MONTHS or not (
        found.value.months or found.value.days >= _SHORTEST_DAYS
    ):
        return 0.0
    begin, _ = sentence(text, found.start)
    before = _EARLIER_END.sub(" ", text[max(begin, found.start - _REACH - 100) : found.start])
    after = text[found.end : found.end + 90]
    if _DAY_COUNT.match(after) or _YEAR_OF.search(before):
        return 0.0
    told = _DEFINED.match(after) or _INITIAL.search(before)
    if not told and not (headed and _AFTER_TERM.match(after)):
        return 0.0
    if _another_period(before, after, headed=headed) and not _INITIAL_NAMED.match(after):
        return 0.0
    if _STRONG_NO.search(before):
        return 0.0
    return (
        1.0
        + 2.0 * headed
        + 2.0
        * bool(
            re.search(r"(?i)\b(?:initial|original)\s+(?:\w+\s+)?(?:term|period)", before + after)
        )
        + 1.5
        * bool(re.search(r"(?i)\b(?:this|the)\s+(?:[\w-]+\s+){0,3}?(?:agreement|contract)", before))
        + 1.0 * bool(re.match(r"(?i)[^.;]{0,60}\(?(?:the\s+)?[\"“](?:initial\s+)?term\b", after))
        - 1.5 * (not found.value.months)
    )


def _another_period(before: str, after: str, *, headed: bool) -> bool:
    """Whether the duration is that of a renewal, a notice, a survival or another defined period."""
    meant = _MEANS.search(before)
    return (
        bool(meant and not _TERM_NAME.search(meant[1]))
        or bool(_WITHIN.search(before[-30:]) and "not less than" not in before[-30:].lower())
        or bool(_RENEWED.search(before[-70:]) and not _FIRST_TERM.search(before))
        or bool(_STRONG_NO.search(before))
        or bool(_AFTERWARDS.match(after) and not _NAMED_TERM.search(before))
        or bool(_NO_TERM.search(before) and not (headed and _WHOLE_TERM.search(before)))
    )


def _begun(text: str, found: Found[Duration], *, day_first: bool) -> InitialTerm:
    """Read from when the term runs, in the sentence that states it."""
    begin, end = sentence(text, found.start)
    said = text[begin:end]
    for start in _BEGINS.finditer(said):
        rest = said[start.end() : start.end() + 110]
        stated = next(iter(dates_in(rest[:60], day_first=day_first)), None)
        if stated and stated.start <= 3:  # noqa: PLR2004 (right behind "commencing on")
            return InitialTerm(found.value, stated.value, event=False)
        phrase = re.split(r"[,;]|\band\s+(?:shall|will|continu|end|expir|terminat)", rest)[0]
        if _EVENT.search(phrase) and not _OWN_START.search(phrase):
            return InitialTerm(found.value, None, event=True)
    return InitialTerm(found.value, None, event=False)


def expiry_dates(reading: Reading, *, day_first: bool) -> Iterator[Claim[date]]:
    """Yield dates on which the initial term is said to end."""
    for index, (passage, low) in enumerate(zip(reading.passages, reading.lowers, strict=True)):
        if not any(gate in low for gate in _END_GATES):
            continue
        text = passage.text[: len(low)]
        headed = bool(_TERM_HEADING.search(_nearest(passage))) or bool(_TERM_OPENS.match(text))
        for found in dates_in(text, day_first=day_first):
            begin, _ = sentence(text, found.start)
            said = text[max(begin, found.start - _REACH) : found.start]
            if not _EXPIRES.search(said[-90:]) or _NO_EXPIRY.search(said):
                continue
            told = bool(
                re.search(
                    r"(?i)\bexpir|\bend\s+date|\bend(?:s|ing)?\b|\bruns\b|\bapplies\b|\bterm\b|\bperiod\b|terminat|continu|effect|force|\blasts?\b|\bfinish|\bcompleted\b",
                    said,
                )
            )
            short = len(said) < _TOP
            if not (_LIFE.search(said) and (told or headed)) and not (headed and (told or short)):
                continue
            yield Claim(
                found.value,
                passage,
                found.start,
                found.end,
                2.0 + 2.0 * headed + 1.5 * told + 0.5 * (index < _TOP),
            )


def anniversaries(reading: Reading) -> Iterator[Claim[Duration]]:
    """Yield "until the third anniversary of the Effective Date" as the years it gives."""
    for passage, low in zip(reading.passages, reading.lowers, strict=True):
        if "anniversary" not in low:
            continue
        for match in _YEAR_ANNIVERSARY.finditer(low):
            near = list(durations_in(passage.text[max(0, match.start() - 40) : match.start() + 4]))
            if near:
                yield Claim(near[-1].value, passage, match.start(), match.end(), 5.0)
        for match in _ANNIVERSARY.finditer(low):
            begin, _ = sentence(passage.text, match.start())
            said = passage.text[max(begin, match.start() - _REACH) : match.start()]
            if (
                not _LIFE.search(said)
                or _NO_EXPIRY.search(said)
                or re.search(r"(?i)longer\s+of|later\s+of", said)
                or not re.search(
                    r"(?i)\b(?:until|end|expir\w*|terminat\w*|through|continu\w*)\b[^.;]{0,60}$",
                    said,
                )
            ):
                continue
            count = _ORDINALS.get(match["count"]) or int(re.sub(r"\D", "", match["count"]))
            weight = 3.0 + 2.0 * ("initial term" in said.lower())
            yield Claim(Duration(months=12 * count), passage, match.start(), match.end(), weight)
