"""How long a contract runs: effective and expiry date, initial term, renewal and notice.

Conventions: the effective date is the stated one, else the date made or dated as of, else the
last signature.  The expiry date is stated, or the anniversary that follows from stated dates.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from extractors.header.wording import Claim, Found, dates_in, durations_in
from models.durations import Duration, add
from models.passage import Passage

_EFFECTIVE = (  # wording before a date, most telling first
    (
        re.compile(
            r"(?i)effective\s+date[\"”’')]*\s*(?:of\s+this\s+\w+\s+)?(?:is|shall\s+be|means|shall\s+mean|[:|])\s*(?:as\s+of\s+)?(?:the\s+)?$"
        ),
        9.0,
    ),
    (
        re.compile(
            r"(?i)(?:effective|in\s+effect|commenc\w+|begin\w*|starts?|enter\w*\s+into\s+(?:force|effect))\s*,?\s*(?:as\s+of|on|from|is|the|date)?\s*(?:the|of)?\s*$"
        ),
        6.0,
    ),
    (
        re.compile(
            r"(?i)(?:made|entered(?:\s+into)?|executed|dated|signed|concluded|agreed)[^.;]{0,45}?(?:as\s+of|on|this|effective|the|dated|is)?\s*(?:this|the|of)?\s*$"
        ),
        5.0,
    ),
    (re.compile(r"(?i)(?:as\s+of|dated?\s*[:|]?)\s*(?:this|the|of)?\s*$"), 4.5),
    (
        re.compile(
            r"(?i)\b(?:agreement|contract|amendment)\s+of\s+$|[”\")]\)\s*,?\s*(?:on\s+|effective\s+)?(?:this|on|as\s+of)\s+(?:the\s+)?$"
        ),
        4.0,
    ),
)
_DEFINES = re.compile(
    r"^[\s,)]*\(?\s*(?:the\s+|hereinafter\s+)?[\"“'‘]?\s*effective\s+date", re.IGNORECASE
)
_TITLE_DATE = re.compile(
    r"(?i)^\s*(?:dated?|effective(?:\s+date)?|as\s+of|start\s+date|commencement\s+date)?\s*[:|]?\s*(?:as\s+of)?\s*$"
)
_EARLIER = re.compile(
    r"(?i)(?:amend\w*|original|prior|previous|certain|existing|master|pursuant\s+to\s+(?:the|that|a)|under\s+(?:the|that)|predecessor)\b[^.;]{0,80}$"
)
_EXPIRES = re.compile(
    r"(?i)(?:expir\w+|terminat\w+|end(?:s|ing)?|until|through|continu\w+\s+(?:in\s+[\w\s]{0,20})?(?:to|until|through)|remain\w*[^.;]{0,40}(?:until|through)|expiration\s+date[\"”’')]*\s*(?:is|[:|]|shall\s+be|means)?|end\s+date\s*[:|]?|conclud\w+|up\s+to|to)"
    r"\s*(?:on|as\s+of|the\s+close\s+of\s+business\s+on|and\s+including|midnight|at\s+midnight|at\s+the\s+end\s+of|including|of|[,:|])*\s*(?:on\s+|the\s+|\()?$"
)
_LIFE = re.compile(
    r"(?i)\b(?:agreement|contract|terms?|license|sow|statement\s+of\s+work|order|appointment|engagement|services|lease|amendment|subscription|project|period)\b"
)
_INITIAL = re.compile(
    r"""(?ix)
    (?: \b(?:initial|original|base|primary|basic|first)\s+(?:contract\s+|license\s+|subscription\s+|service\s+)?(?:term|period)\b [^.;]{0,90}$
      | \b(?:term|duration)\s+(?:of|for)\s+(?:this|the)\s+[\w\s]{0,20}?(?:agreement|contract|engagement|license|lease|appointment)[^.;]{0,90}$
      | \b(?:term|duration)\s*[:|]\s*[^.;]{0,40}$
      | \b(?:agreement|contract|term|license|appointment|engagement|lease|sow)\b[^.;]{0,110}?\b(?:shall|will|is|are|continues?|remains?)\b[^.;]{0,90}?\b(?:for|of|be)\s+(?:an?\s+)?(?:initial\s+|fixed\s+|minimum\s+|the\s+)?(?:term|period|duration)?\s*(?:of)?\s*(?:not\s+(?:less|more)\s+than\s+)?(?:an?\s+)?$
      | \bfor\s+(?:an?\s+)?(?:initial|fixed)\s+(?:term|period)\s+of\s+$
      | \b(?:valid|effective|in\s+(?:full\s+force\s+and\s+)?effect|in\s+force)\b[^.;]{0,60}\bfor\s+(?:an?\s+)?(?:period|term)?\s*(?:of\s+)?$
    )"""
)
_AFTER_TERM = re.compile(r"(?i)^\s*(?:term|initial\s+term|period)\b")
_RENEW = re.compile(
    r"(?i)\brenew(?:s|ed|al|able)?\b|\bextend(?:s|ed)?\b[^.;]{0,40}\b(?:automatically|successive|additional|further|term)|\b(?:automatically|successive|year[\s-]+to[\s-]+year)\b[^.;]{0,60}\b(?:extend|continue|term|period)"
)
_AUTO = re.compile(
    r"(?i)\b(?:automatic(?:ally)?|shall\s+(?:thereafter\s+|then\s+)?(?:be\s+)?(?:deemed\s+)?(?:renew|extended?\s+for\s+(?:successive|additional))|will\s+(?:thereafter\s+)?(?:be\s+)?renew|self[\s-]renew\w*|evergreen|year[\s-]+to[\s-]+year|(?:renews|continues?)\s+(?:for\s+)?(?:successive|additional|on\s+a)|unless\s+(?:either|one|any|a|the|terminated|sooner|it|and)\b)"
)
_MANUAL = re.compile(
    r"(?i)\b(?:may\s+(?:be\s+)?(?:renew|extend)|option\s+to\s+(?:renew|extend)|right\s+to\s+(?:renew|extend)|mutual(?:ly)?\s+(?:written\s+)?(?:agree|consent)|upon\s+(?:the\s+)?(?:mutual\s+)?(?:written\s+)?agreement|shall\s+not\s+(?:be\s+)?(?:automatically\s+)?renew|not\s+(?:be\s+)?renew\w*\s+automatically|by\s+(?:mutual|written)\s+agreement|(?:can|could)\s+be\s+(?:renew|extend)|if\s+(?:both|the)\s+parties\s+agree|in\s+writing\s+by\s+both|renewable\s+(?:upon|by|at|with|for)|negotiat\w+|elects?\s+to\s+(?:renew|extend)|request\w*\s+(?:a\s+)?renewal)"
)
_NOT_TERM = re.compile(
    r"(?i)\b(?:letter\s+of\s+credit|insurance|warrant(?:y|ies)|employ\w+|non-?compet\w+|confidential\w*|patent|trademark\s+registration|registration\s+shall|domain\s+name|visa|permit|support\s+(?:term|period|services?)|maintenance|policy|policies|lease\s+of|evergreen\s+letter|revolv\w+|survive\w*)\b"
)
_NOTICE = re.compile(
    r"(?i)\bnotice\b|\bnotif(?:y|ies|ied|ication)\b|\bin\s+writing\b|\b(?:prior\s+to|before)\s+(?:the\s+)?(?:end|expir|commencement|renewal|then)"
)
_YEAR_TO_YEAR = re.compile(
    r"(?i)\b(?:year[\s-]+to[\s-]+year|annual(?:ly)?|yearly|one-?year|successive\s+years?|from\s+year\s+to)\b"
)
_MONTH_TO_MONTH = re.compile(r"(?i)\bmonth[\s-]+to[\s-]+month\b")
_LONGEST_MONTHS = 12 * 50
_PREAMBLE = 40


@dataclass(frozen=True, slots=True)
class Renewal:
    """One renewal clause: whether it works by itself, for how long, and the notice that stops it."""

    auto: bool
    term: Found[Duration] | None
    notice: Found[Duration] | None
    passage: Passage
    start: int
    end: int


def effective_dates(passages: list[Passage], *, day_first: bool) -> Iterator[Claim[date]]:
    """Yield the dates from which the contract may count."""
    for index, passage in enumerate(passages):
        early = index < _PREAMBLE
        for found in dates_in(passage.text, day_first=day_first):
            before, after = passage.text[: found.start], passage.text[found.end : found.end + 60]
            weight = _effective_weight(before, after, early=early)
            if weight:
                yield Claim(found.value, passage, found.start, found.end, weight)


def _effective_weight(before: str, after: str, *, early: bool) -> float:
    if _DEFINES.match(after):
        return 12.0
    if early and _EARLIER.search(before[-120:]):
        return 0.0
    if early and _TITLE_DATE.match(before):
        return 3.0 if before.strip() else 1.5
    for wording, weight in _EFFECTIVE:
        if wording.search(before[-110:]):
            if early:
                return weight
            return weight - 3.0 if weight > 8 or _LIFE.search(before[-160:]) else 0.0  # noqa: PLR2004
    return 0.0


def expiry_dates(passages: list[Passage], *, day_first: bool) -> Iterator[Claim[date]]:
    """Yield dates on which the initial term is said to end."""
    for index, passage in enumerate(passages):
        heading = bool(re.search(r"(?i)\bterm\b|duration|expir", passage.heading or ""))
        for found in dates_in(passage.text, day_first=day_first):
            before = passage.text[max(0, found.start - 200) : found.start]
            sentence = re.split(r"[.;](?=\s+[A-Z])", before)[-1]
            if not _EXPIRES.search(before[-90:]) or not (_LIFE.search(sentence) or heading):
                continue
            if _NOT_TERM.search(sentence) and not heading:
                continue
            told = bool(re.search(r"(?i)\bexpir|\bend\s+date|\bterm\b|terminate", sentence))
            weight = 2.0 + 2.0 * heading + 1.5 * told + (0.5 if index < _PREAMBLE else 0.0)
            yield Claim(found.value, passage, found.start, found.end, weight)


def initial_terms(passages: list[Passage]) -> Iterator[Claim[Duration]]:
    """Yield durations said to be the contract's (initial) term."""
    for passage in passages:
        text = passage.text
        heading = bool(re.search(r"(?i)\bterm\b|duration|period", passage.heading or "")) or bool(
            re.match(r"(?i)[\W\d]*(?:initial\s+)?term\b|[\W\d]*duration", text)
        )
        for found in durations_in(text):
            before = re.split(r"[.;](?=\s+[A-Z])", text[max(0, found.start - 220) : found.start])[
                -1
            ]
            if not _INITIAL.search(before[-200:]) and not (
                heading and _AFTER_TERM.match(text[found.end : found.end + 20])
            ):
                continue
            if (
                _RENEW.search(before[-60:])
                or (_NOT_TERM.search(before) and not heading)
                or found.value.months > _LONGEST_MONTHS
            ):
                continue
            if not found.value.months and found.value.days < 80:  # noqa: PLR2004 (a notice, no term)
                continue
            weight = (
                1.0
                + 2.0 * heading
                + 2.0 * bool(re.search(r"(?i)\binitial\s+(?:\w+\s+)?(?:term|period)", before))
                + 1.0 * bool(re.search(r"(?i)\bthis\s+(?:\w+\s+)?(?:agreement|contract)", before))
            )
            yield Claim(found.value, passage, found.start, found.end, weight)


def renewals(passages: list[Passage]) -> Iterator[Claim[Renewal]]:
    """Yield renewal clauses, the most telling with the highest weight."""
    for passage in passages:
        text = passage.text
        for match in _RENEW.finditer(text):
            start = max(text.rfind(". ", 0, match.start()) + 1, 0)
            end = text.find(". ", match.end())
            nxt = text.find(". ", end + 2) if end >= 0 else -1
            end, nxt = (len(text) if end < 0 else end + 1), (len(text) if nxt < 0 else nxt + 1)
            sentence = text[start:end]
            if _NOT_TERM.search(sentence) and not re.search(
                r"(?i)\bthis\s+(?:\w+\s+)?agreement\b|\bterm\b", sentence
            ):
                continue
            if not _LIFE.search(sentence):
                continue
            renewal = _renewal(passage, start, end, nxt, match.start())
            heading = bool(re.search(r"(?i)\bterms?\b|renew|duration", passage.heading or ""))
            weight = 1.0 + 2.0 * renewal.auto + bool(renewal.term) + bool(renewal.notice) + heading
            yield Claim(renewal, passage, start, end, weight)


def _renewal(passage: Passage, start: int, end: int, reach: int, at: int) -> Renewal:
    sentence = passage.text[start:end]
    auto = bool(_AUTO.search(sentence)) and not _MANUAL.search(sentence)
    if re.search(
        r"(?i)\bautomatic(?:ally)?\s+(?:be\s+)?(?:renew|extend)", sentence
    ) and not re.search(r"(?i)\bnot\s+(?:be\s+)?automatic", sentence):
        auto = True
    found = list(durations_in(passage.text[start:reach]))
    term = _renewal_term(sentence, [f for f in found if f.end <= len(sentence)], at - start)
    notice = next(
        (f for f in found if f != term and _is_notice(passage.text[start:reach], f)),
        None,
    )
    return Renewal(auto, _moved(term, start), _moved(notice, start), passage, start, end)


def _renewal_term(sentence: str, found: list[Found[Duration]], at: int) -> Found[Duration] | None:
    for duration in found:
        before = sentence[max(0, duration.start - 110) : duration.start]
        after = sentence[duration.end : duration.end + 45]
        if _is_notice(sentence, duration):
            continue
        if re.search(
            r"(?i)\b(?:successive|additional|further|subsequent|another|renew\w*|extend\w*|consecutive|like)\b",
            before,
        ) or re.match(r"(?i)\s*(?:renewal|extension|terms|periods|increments)", after):
            return duration
    if match := _YEAR_TO_YEAR.search(sentence, max(0, at - 60)):
        return Found(Duration(months=12), match.start(), match.end())
    if match := _MONTH_TO_MONTH.search(sentence):
        return Found(Duration(months=1), match.start(), match.end())
    return None


def _is_notice(text: str, found: Found[Duration]) -> bool:
    around = text[max(0, found.start - 70) : found.end + 80]
    return bool(_NOTICE.search(around)) and bool(
        re.search(
            r"(?i)^\W*(?:calendar\s+)?(?:days?|months?)?\W*(?:s['’]?)?\s*(?:prior|before|advance|written|notice|in\s+advance|of\s+the\s+(?:end|expir)|previous|preceding)|^['’]?\s*(?:prior\s+|advance\s+)?(?:written\s+)?notice",
            text[found.end : found.end + 60],
        )
        or re.search(
            r"(?i)(?:at\s+least|not\s+less\s+than|no\s+(?:later|less)\s+than|minimum\s+of|upon|within|giv\w+)\s*$",
            text[max(0, found.start - 30) : found.start],
        )
    )


def _moved(found: Found[Duration] | None, by: int) -> Found[Duration] | None:
    return None if found is None else Found(found.value, found.start + by, found.end + by)


def anniversary(effective: date, term: Duration) -> date:
    """Return the day on which a term that began on ``effective`` is over."""
    return add(effective, term)
