"""What happens when the initial term is over: renewal by itself or not, for how long, and the notice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.header.reading import Reading
from extractors.header.wording import Claim, Found, durations_in, sentence
from extractors.wording import phrase
from models.durations import Duration

_GATES = (
    "renew",
    "extend",
    "extension",
    "year to year",
    "year-to-year",
    "month-to-month",
    "month to month",
    "evergreen",
    "successive",
    "rolls over",
    "roll over",
    "automatically continue",
    "prolong",
)
_RENEW = phrase(
    r"\brenew(?:s|ed|able|ing)?\b|\brenewal\W{1,3}(?:is\s+)?automatic|\bautomatic(?:ally)?\s+(?:[\w-]+\s+){0,3}?(?:renewals?|extensions?)\b|\b(?:option|right)s?\s+(?:of|for|to)\s+(?:an?\s+)?(?:renewal|extension|extend)"
    r"|\brenewal\s+(?:terms?|periods?|options?)\b|\bextend(?:s|ed|ing)?\b|\brolls?\s+over\b|\byear[\s-]+to[\s-]+year\b|\bmonth[\s-]+to[\s-]+month\b|\b(?:continue|automatic)\w*\b[^.;]{0,60}\bsuccessive\b|\bautomatically\s+continue\b[^.;]{0,40}\buntil\b|\bwithout\s+renewal\b"
    r"|^\W*renewals?\s*[:|]|\bno\s+renewal\b|\bprolong(?:s|ed|ation)?\b|\b(?:renewal|extension)s?\s+(?:of\s+[\w\s]{2,30}\s)?(?:needs?|requires?)\b|\bunless\b[^.;]{0,50}\bagree\b[^.;]{0,40}\b(?:extension|renewal)\b",
    re.NOFLAG,
)
_NOT_AGAIN = phrase(
    r"\b(?:does|will|shall)\s+not\s+renew\b|\bno\s+(?:automatic\s+|tacit\s+)?(?:renewal|extension|prolongation)\b|\b(?:renewal|extension|prolongation)s?\s+(?:of\s+[\w\s]{2,30}\s)?(?:needs?|requires?)\b|\b(?:ends?|expires?)\b[^.;]{0,60}\bwithout\s+renewal\b",
    re.NOFLAG,
)
_FIELD = re.compile(  # "Renewal: automatic, for one year at a time", "Renewal | One year at a time"
    r"\W*renewals?(?:\W+(?:is\s+)?automatic|\s*[:|]\W*\w)"
)
_AT_A_TIME = re.compile(r"\s*(?:at\s+a\s+time|each\s+time)\b")
_SUBJECT = phrase(
    r"\b(?:this|the|such|said|our|your|maintenance|support|services?|license|initial)\s+(?:[\w’'-]+\s+){0,4}?(?:agreement|contract|term|terms|period|license|appointment|engagement|lease|order|sow|subscription|arrangement|employment)\b|\bit\s+(?:shall|will|may)\b|\bterm\b|\bagreement\s+(?:may|shall|will|is)\b",
    re.NOFLAG,
)
_OTHER_THING = phrase(
    r"\b(?:letter\s+of\s+credit|evergreen\s+letter|insurance|polic(?:y|ies)|patent|trademark|registrations?|domain\s+name|visa|permits?|revolv\w+|copyright|warrant(?:y|ies)|cure\s+period|delivery\s+date|time\s+for|deadline|"
    r"force\s+majeure|completion\s+date|contract\s+time|survive\w*|milestone|proprietary|confidential\w*|public\s+authority|captions?|headings?|cure\s+such|reissu\w+|certificate|acceptance\s+period|credit\s+to|schedule\s+(?:shall|will)\s+be\s+extended|end[\s-]users?\s+licen)\b",
    re.NOFLAG,
)
_REACHES = phrase(
    r"\bextend(?:s|ed|ing)?\s+(?:beyond|until|from|any\b|or\s+limit|to\b|such\s+time|credit|over|for\s+the\s+(?:time|period\s+of\s+(?:delay|such)))|\bextended\s+(?:warranty|by\s+(?:the|a)\s+(?:time|period)|coverage|support)",
    re.NOFLAG,
)
_AUTOMATIC = phrase(
    r"\bautomatic(?:ally)?\b(?<!not automatically)(?<!not automatic)|\b(?:shall|will)\s+(?:thereafter\s+|then\s+|also\s+|further\s+)?(?:be\s+)?(?:deemed\s+)?(?:thereafter\s+|further\s+)?(?:renew|extend|renewed|extended)\s+(?:for|from|on|annually|each|in|itself|thereafter|at)"
    r"|\bself[\s-]renew\w*|\bevergreen\b|\brenews\s+(?:for|each|every|annually|on)|\b(?:continue\w*|renewed?|extend\w*)\s+(?:in\s+(?:full\s+)?(?:force\s+and\s+)?effect\s+)?(?:thereafter\s+)?(?:from\s+|on\s+an?\s+)?(?:year[\s-]+to[\s-]+year|month[\s-]+to[\s-]+month|for\s+successive)|\bfrom\s+year\s+to\s+year"
    r"|\bunless\s+(?:either|one|any|a|the|terminated|sooner|it|and|notice|written|earlier|cancel\w+)\b",
    re.NOFLAG,
)
_BY_ITSELF = phrase(
    r"\b(?:renew|extend)s?\s+itself\b|\brolls?\s+over\b|(?<!not )(?<!not be )(?<!no )\bautomatic(?:ally)?\W+(?:\w+\W+){0,4}?(?:renew|exten|continu|roll|success)|\b(?:renew|extend|continu)\w*\W+(?:\w+\W+){0,7}?automatic(?!ally\s+terminat)",
    re.NOFLAG,
)
_AGREED = phrase(
    r"\b(?:may|can|could)\s+(?:\w+\s+){0,3}?(?:renew|extend)|\boptions?\b|\bright\s+to\s+(?:\w+\s+)?(?:renew|extend)|\bmutual(?:ly)?\b|\bupon\s+(?:the\s+)?(?:written\s+)?(?:agreement|consent|approval)|\bnot\s+(?:be\s+)?(?:automatically\s+)?renew|\bnot\s+(?:be\s+)?(?:renew\w*\s+)?automatic|"
    r"\bby\s+(?:\w+\s+)?(?:agreement|consent)|\bif\s+(?:both|the)\s+parties|\bin\s+writing\s+by\s+both|\brenewable\b|\bnegotiat\w+|\bagree\s+(?:to|on|in)\b|\b(?:elects?|wish(?:es)?|desires?|intends?|requests?)\s+(?:\w+\s+){0,2}?(?:to\s+)?(?:renew|extend|extension)|\brequest\w*\b|"
    r"\bextended\s+by\s+(?:both|the)\s+parties|\bunless\s+(?:\w+\s+){0,2}?(?:renewed|extended)|\bapproved\b|\bsubject\s+to\s+(?:\w+\s+){0,3}?(?:agreement|approval|consent)|\bwritten\s+agreement\b|\bdiscretion\b|\bby\s+(?:giving|providing|delivering|written|notice)",
    re.NOFLAG,
)
_UNLESS_EXTENDED = phrase(
    r"\b(?:unless|until|if\s+not)\s+(?:\w+,?\s+){0,5}?(?:extended|renewed)\b", re.NOFLAG
)
_BY_BOTH = phrase(r"\b(?:both|mutual\w*|in\s+writing|written|agree\w*|option)\b", re.NOFLAG)
_APPROVED = phrase(r"\b(?:specifically\s+)?approved\s+at\s+least\s+annually\b", re.NOFLAG)
_CONSECUTIVE = phrase(
    r"\b(?:successive|additional|further|subsequent|another|renew\w*|extend\w*|consecutive|like|extension|second|more)\b",
    re.NOFLAG,
)
_PERIODS = re.compile(
    r"[\s,-]*(?:renewals?|extensions?|terms|periods?|increments|basis|intervals|each)\b"
)
_YEARLY = re.compile(
    r"\b(?:year[\s-]+to[\s-]+year|annually|(?:annual|yearly)\s+(?:basis|renewals?|terms?|periods?|extensions?)|yearly\s+thereafter|successive\s+years?|each\s+year|one-?year)\b"
)
_MONTHLY = phrase(r"\bmonth[\s-]+(?:to|by)[\s-]+month\b|\bmonthly\s+(?:basis|terms?)\b", re.NOFLAG)
_SAME = phrase(
    r"\b(?:same|some|like|equal|similar|identical|successive)\s+(?:length|period|term|duration)s?\b|\bthese\s+same\s+terms\b|\bperiods?\s+equal\s+to\b",
    re.NOFLAG,
)
_NOTICE = phrase(
    r"\bnotice\b|\bnotif(?:y|ies|ied|ication)\b|\bin\s+writing\b|\bwritten\b|\bprior\s+to\b|\bbefore\b|\badvise",
    re.NOFLAG,
)
_ENDS = phrase(
    r"\b(?:expir\w+|renew\w*|non-?renew\w*|end\s+of|anniversary|extend|extension|(?:then[\s-]+)?current\s+term|initial\s+(?:term|period)|conclusion|not\s+to)\b",
    re.NOFLAG,
)
_NO_NOTICE = phrase(
    r"\b(?:breach|default|cure[ds]?|material|convenience|at\s+any\s+time|insolven\w+|bankrupt\w+|without\s+cause|for\s+any\s+reason|payment)\b",
    re.NOFLAG,
)
_SPAN = phrase(
    r"^\W*(?:calendar\s+)?(?:days?|months?)?\W*(?:s['’]?)?\s*(?:prior|before|advance|written|notice|in\s+advance|of\s+the\s+(?:end|expir|anniv)|previous|preceding|from\s+the\s+end)|^['’]?\s*(?:prior\s+|advance\s+)?(?:written\s+)?notice",
    re.NOFLAG,
)
_AT_LEAST = phrase(
    r"(?:at\s+least|not\s+less\s+than|no\s+(?:later|less|fewer)\s+than|minimum\s+of|upon|within|giv\w+|by|provides?|with|on|not\s+later\s+than)\s*(?:an?\s+)?$",
    re.NOFLAG,
)
_AFTER_END = re.compile(r"\s*(?:following|after)\s+(?:the\s+)?(?:expir|terminat|end\b)")
_LONGEST_NOTICE = 12  # months
_FOLLOWING = 700  # characters after the clause in which its notice may stand


@dataclass(frozen=True, slots=True)
class Renewal:
    """One renewal clause; ``same`` where it renews for as long as the initial term."""

    auto: bool
    term: Found[Duration] | None
    same: bool
    notice: Claim[Duration] | None


def renewals(reading: Reading) -> Iterator[Claim[Renewal]]:
    """Yield renewal clauses, the most telling with the highest weight."""
    for index, (passage, low) in enumerate(zip(reading.passages, reading.lowers, strict=True)):
        if not any(gate in low for gate in _GATES):
            continue
        done = 0
        for match in _RENEW.finditer(low):
            if match.start() < done:
                continue
            begin, end = sentence(passage.text, match.start())
            said = low[begin:end]
            if not _about_contract(said, match[0]):
                continue
            done = end
            renewal = _renewal(reading, index, begin, end, match.start())
            headed = bool(
                re.search(r"(?i)\bterms?\b|renew|duration|terminat", passage.heading or "")
            ) or bool(re.match(r"[\W\d]*(?:initial\s+)?(?:term|renewal)", low))
            weight = (
                1.0 + 1.5 * renewal.auto + bool(renewal.term) + bool(renewal.notice) + 1.5 * headed
            )
            weight += 1.0 * ("this agreement" in said or "initial term" in said)
            yield Claim(renewal, passage, begin, end, weight)


def _about_contract(said: str, verb: str) -> bool:
    if _FIELD.match(said):
        return True
    if not _SUBJECT.search(said) and not _NOT_AGAIN.search(said):
        return False
    if _OTHER_THING.search(said) and not re.search(
        r"\bthis\s+(?:\w+\s+){0,2}?agreement\s+(?:shall|will|may|is)\b|\binitial\s+term\b|\bthe\s+term\s+of\s+this\b",
        said,
    ):
        return False
    if _UNLESS_EXTENDED.search(said) and not _BY_BOTH.search(said) and not _BY_ITSELF.search(said):
        return False
    if verb.startswith(("exten", "renewal")) and not _NOT_AGAIN.search(said):
        decides = re.search(
            r"\b(?:automatic\w*|successive|consecutive|option|mutual\w*|may|additional|further|unless|agree\w*)\b",
            said,
        )
        return (
            bool(decides)
            and not _REACHES.search(said)
            and bool(re.search(r"\bterm\b|\bagreement\b|\bcontract\b|\bperiod\b", said))
        )
    return any(wording.search(said) for wording in (_AUTOMATIC, _AGREED, _NOT_AGAIN))


def _renewal(reading: Reading, index: int, begin: int, end: int, at: int) -> Renewal:
    passage, low = reading.passages[index], reading.lowers[index]
    said = low[begin:end]
    auto = bool(_BY_ITSELF.search(said)) or (
        bool(_AUTOMATIC.search(said)) and not _AGREED.search(said)
    )
    auto = auto and not _APPROVED.search(said) and not _NOT_AGAIN.search(said)
    found = list(durations_in(passage.text[begin:end]))
    term = _renewal_term(said, found, at - begin)
    moved = Found(term.value, term.start + begin, term.end + begin) if term else None
    ends = _NOT_AGAIN.search(said)  # a notice beside it is one to leave early
    notice = None if ends else _notice(reading, index, begin, term.start + begin if term else -1)
    return Renewal(auto, moved, bool(_SAME.search(said)) and term is None, notice)


def _renewal_term(said: str, found: list[Found[Duration]], at: int) -> Found[Duration] | None:
    likely = []
    for duration in found:
        before = said[max(0, duration.start - 110) : duration.start]
        after = said[duration.end : duration.end + 45]
        if (
            _is_notice(said, duration)
            or before.rstrip().endswith(("within", "that", "such", "said"))
            or _AFTER_END.match(after)
            or re.search(
                r"\b(?:initial|original|first)\s+(?:term|period)\s+(?:of|is|shall\s+be)\s*$", before
            )
        ):
            continue
        if _CONSECUTIVE.search(before) or _PERIODS.match(after) or _AT_A_TIME.match(after):
            likely.append(duration)
    for duration in likely:
        if duration.start > at or len(likely) == 1:
            return duration
    if likely:
        return likely[-1]
    if match := _YEARLY.search(said, max(0, at - 60)):
        return Found(Duration(months=12), match.start(), match.end())
    if match := _MONTHLY.search(said):
        return Found(Duration(months=1), match.start(), match.end())
    return None


def _notice(reading: Reading, index: int, begin: int, term: int) -> Claim[Duration] | None:
    """Find the notice in the clause, in the sentences after it, or at the head of the next passage."""
    room = _FOLLOWING
    for step, passage in enumerate(reading.passages[index : index + 3]):
        text = passage.text[begin : begin + room] if step == 0 else passage.text[:room]
        low = text.lower()
        for found in durations_in(text):
            if step == 0 and begin + found.start == term:
                continue
            if found.value.months > _LONGEST_NOTICE or not _is_notice(low, found):
                continue
            start, end = sentence(text, found.start)
            said = low[start:end]
            if _NO_NOTICE.search(said) and not re.search(r"\brenew|\bexpir|end\s+of\s+the", said):
                continue
            if not _ENDS.search(said) and not (step == 0 and start == 0):
                continue
            shift = begin if step == 0 else 0
            return Claim(found.value, passage, found.start + shift, found.end + shift)
        room -= len(text)
        if room <= 0 or (step and passage.text.rstrip().endswith(".")):
            break
    return None


def _is_notice(low: str, found: Found[Duration]) -> bool:
    if _AT_A_TIME.match(low, found.end):
        return False
    around = low[max(0, found.start - 90) : found.end + 90]
    return bool(_NOTICE.search(around)) and bool(
        _SPAN.search(low[found.end : found.end + 60])
        or _AT_LEAST.search(low[max(0, found.start - 30) : found.start])
    )
