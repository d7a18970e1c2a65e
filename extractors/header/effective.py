"""From when a contract counts: the stated date, else the date made or dated, else the last signature."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from extractors.header.reading import GREETING, Reading
from extractors.header.wording import Claim, dates_in, sentence
from extractors.wording import phrase
from models.passage import Passage

_STATED = (  # wording before a date, most telling first, and its weight
    (
        r"effective\s+date[\"”’')]*\s*(?:of\s+(?:this|the)\s+(?:[\w-]+\s+){0,3}?[\w-]+\s*)?(?:is|shall\s+be|means|shall\s+mean|[:|])\s*[:|]?\s*(?:as\s+of\s+|on\s+)?(?:the\s+)?$",
        9.0,
    ),
    (
        r"effective\s+date[\"”’')]*\s*(?:shall\s+mean|means|is|shall\s+be)\b(?:[^.;]|\bi\.e\.|\b[ap]\.m\.){0,90}$",
        8.5,
    ),
    (
        r"\b(?:effective|in\s+(?:effect|force)|into\s+(?:force|effect))\s*,?\s*(?:as\s+of|on|from|is|date|this|and\s+retroactive\s+to)?\s*(?:the|of|this)?\s*$",
        8.0,
    ),
    (
        r"[\"“]commencement\s+date[\"”’')]+\s*(?:is|shall\s+be|means|shall\s+mean|[:|])\s*[:|]?\s*(?:the\s+)?$",
        8.2,
    ),
    (  # "Subscription start | 1 July 2024", beside the day on which it was signed
        r"(?:^|[.;|]\s)\W*(?:(?:subscription|services?|contract|agreement|licen[cs]e|lease|rental|hire|order|coverage)\s+(?:start|commencement)|(?:start|commencement|beginning)\s+of\s+(?:the\s+)?(?:subscription|services?|contract|agreement|licen[cs]e|lease|rental|hire|order|coverage|term))s?(?:\s+(?:date|on))?\s*[:|]\s*$",
        7.5,
    ),
    (r"[·•|–—]\s+appl(?:ies|icable)\s+(?:as\s+(?:of|from)|from)\s*(?:the\s+)?$", 6.2),
    (r"\bvalid\s+(?:as\s+of|from|with\s+effect\s+from)\s*(?:the\s+)?$", 6.2),
    (r"\btak(?:es?|ing)\s+effect\s*,?\s*(?:as\s+of|on|from)?\s*(?:the\s+)?$", 8.0),
    (
        r"\b(?:amends|varies|supplements|modifies|concluded|made|entered|between|agree[ds]?)\b[^.;]*\bwith\s+effect\s+(?:as\s+of|on|from)\s*(?:the\s+)?$",
        7.0,
    ),
    (r"\bwith\s+effect\s+(?:as\s+of|on|from)\s*(?:the\s+)?$", 5.0),
    (
        r"\b(?:it|this\s+[\w\s-]{3,60}|and)\s+applies\b[^.;]{0,40}?\s(?:as\s+of|from)\s*$",
        8.0,
    ),
    (
        r"\b(?:made|entered(?:\s+into)?|executed?|dated|signed|concluded|agreed)\b[^.;]{0,45}?(?:as\s+of|on|this|effective|the|dated|is)?\s*(?:this|the|of)?\s*$",
        6.0,
    ),
    (r"\binto\s+(?:as\s+of\s+|on\s+)?(?:this|the)\s*$", 5.8),
    (r"(?:as\s+of|\bdated?\s*[:|]?)\s*(?:this|the|of)?\s*$", 5.5),
    (
        r"\b(?:agreement|contract|amendment)\s+(?:of|into)\s+(?:the\s+)?$|[”\")]\)?\s*,?\s*(?:on\s+|effective\s+)?(?:this|on|as\s+of)\s+(?:the\s+)?$",
        5.0,
    ),
    (
        r"\b(?:commenc\w+|begin\w*|starts?)\s*,?\s*(?:as\s+of|on|from|is|date)?\s*(?:the|of)?\s*[:|]?\s*$",
        3.0,
    ),
    (
        r"\b(?:service\s+period|term)[\"”’')]*\s*(?:is|shall\s+be|means|runs|from|[:|])?\s*(?:from\s+)?$",
        2.5,
    ),
)
_BEFORE = tuple((re.compile(wording, re.IGNORECASE), weight) for wording, weight in _STATED)
_ENDS = phrase(
    r"\b(?:terminat\w+|expir\w+|end|maturity|closing|delivery|co-?term(?:ination)?)\s+date\s*[:|]?\s*$"
    r"|\b(?:ends?|ending|expires?|expiring|runs?\s+out|lapses?|until|(?:up|through)\s+to|through)\s+(?:on\s+)?(?:the\s+)?$|\b(?:financial|fiscal)\s+year\s+(?:commencing|beginning|starting)\s*(?:on\s+)?$|\b(?:terminat\w+|will|shall|cancel\w*)\b[^.;]{0,50},\s*effective\s+(?:as\s+of\s+|on\s+)?$"
)
_NAMES_ITSELF = re.compile(  # 'dated May 1, 2020 (this "Agreement")', "begin on 1 July 2021 (the Start Date)"
    r"[\s,]*\(\s*(?:this\s+[\"“][^\"”]{0,40}?(?:Agreement|Contract|Amendment|Lease|Order|Letter|SOW)\b|(?:the\s+)?[\"“]?(?:Start|Commencement|Variation|Change|Amendment)\s+Date\b)"
)
_FROM = phrase(  # of an amendment: "From 17 May 2025 the Host adds", "for work done on or after"
    r"(?:^|[.:]\s)\W*(?:\d{1,2}\.?\s+)?(?:from|as\s+of|as\s+from|starting|beginning)\s*$|\bon\s+or\s+after\s*$"
)
_CHANGES_FROM = 2.8  # the weight of that
_CHANGES_WITH = phrase(  # "With effect from", "The parties vary the Agreement K-25 with effect from"
    r"(?:(?:^|[.:]\s)\W*(?:\d{1,2}\.?\s+)?|\b(?:var(?:y|ies|ied)|amend(?:s|ed)?|modif(?:y|ies|ied)|chang(?:es?|ed)|replac(?:es?|ed)"
    r"|supplement(?:s|ed)?|revis(?:es?|ed)|extend(?:s|ed)?)\b[^.;]{0,90}\s)with\s+effect\s+(?:as\s+of|on|from)\s*$"
)
_CHANGED = 6.5  # the weight of that: more than the day on which an amendment was made
_LABEL = phrase(  # words that begin anew, whatever document was named before them
    r"[.;]\s+(?:(?:order|services?|subscription|contract|agreement|licen[cs]e)\s+)?(?:start|effective|commencement)(?:\s+date)?\s*:\s*$"
    r"|[.;]\s+valid\s+(?:from|as\s+of)\s+(?:the\s+)?$"
    r"|\s[·•|–—]\s+(?:(?:is|applies|applicable|in\s+(?:force|effect)|effective|valid)\s+){1,3}(?:as\s+)?(?:from|of|on|since)\s+(?:the\s+)?$"
)
_STILL_OWN = phrase(  # "under the Master Agreement between X and Y, and takes effect on"
    r"\band\s+(?:shall\s+|will\s+)?(?:takes?\s+effect|appl(?:y|ies)|is\s+effective|(?:comes?|enters?)\s+into\s+(?:force|effect))\b[^.;]{0,40}$"
    r"|,\s+(?:hereby\s+|have\s+)?agree[ds]?\b[^.;]{0,40}$"
    r"|[)\"”]\s*,?\s*(?:is|was)\s+(?:made|entered\s+into|executed|concluded|signed)\s+(?:and\s+(?:made|entered\s+into|effective)\s+)?(?:as\s+of\s+|on\s+|this\s+|the\s+)*$"
)
_SIGN_MARK = phrase(
    r"/s/|\(signed\)|\bgez\.|^\W*sig\.|^\W*(?:signed|executed|accepted)\b[^.;]{0,40}\b(?:by|for)\b|^\W*signed\s*:|^\W*for\s+(?:the\s+)?[a-z][\w\s]{2,40}\bfor\s"
)
_LETTER, _LETTER_TOP = 6.5, 22  # the weight of the date over a greeting, passages before that
_ITSELF = 9.5
_DATED_AS = 5.5  # the weight of "as of" alone, which may date anything
_BEGINS = 3.0  # the day a term begins counts where no date of the contract itself is stated
_LEAST_LATE = 8.0  # far from the top only a stated effective date counts
_DEFINES = re.compile(
    r"^[\s,)]*\(?\s*(?:hereinafter\s+(?:called\s+|referred\s+to\s+as\s+)?)?(?:the\s+|its\s+)?(?:also\s+)?[\"“'‘]?\s*effective\s+date",
    re.IGNORECASE,
)
_DEFINES_ITS = phrase(  # 'as of May 1, 2020 ("Amendment Effective Date")'
    r"^[\s,]*\(\s*(?:the\s+)?[\"“'‘]?\s*(?:amendment|addendum|agreement|contract|order|lease|restatement)(?:\s+no\.?\s*\d+)?\s+effective\s+date"
)
_AMENDED = phrase(r"\b(?:was|been|as|and)\s+amended\b[^.;]{0,60}$")
_TITLE_DATE = re.compile(
    r"^\s*(?:dated?|effective(?:\s+date)?|as\s+of|(?:contract\s+)?(?:start|commencement|signing)(?:\s+date)?|made|effective\s+dates)?\s*[:|]?\s*(?:as\s+of|the|this)?\s*$",
    re.IGNORECASE,
)
_GATES = ("effect", "force", "commenc", "begin", "start")
_PLACE = re.compile(
    r"^(?!(?:From|Since|Until|On|By|Before|After|Through)\b)[A-Z][a-z]+(?:\s[A-Z][a-z]+)?,?\s*$"
)
_ANOTHER = phrase(
    r"\b(?:that\s+certain|original(?:ly)?|prior|existing|previous(?:ly)?|master\s+\w+\s+agreement|parties\s+to|(?:to|under|of|by|in)\s+(?:the|that|a|an)\s+(?:[\w/&-]+\s+){0,9}?(?:agreement|contract|amendment|attorney|order|letter|lease|license)s?|"
    r"predecessor|replaces|supersedes?|whereas|entered\s+into\s+(?:a|an|the|that)|were|amended\s+by|is\s+made\s+a\s+part|price\s+list|proposal)\b"
)
_OWN = phrase(
    r"\bthis\s+(?:[\w.,/&’'-]+\s+){0,9}?(?:agreement|contract|amendment|addendum|lease|license|statement|order|deed|letter|sow|supplement|schedule|work)\b"
)
_RECITAL = phrase(
    r"\b(?:WHEREAS|Whereas|RECITALS?|Recitals|BACKGROUND|Background|NOW,?\s+THEREFORE|WITNESSETH|W\s?I\s?T\s?N\s?E\s?S\s?S)\b",
    re.NOFLAG,
)
_LIFE = phrase(
    r"\b(?:agreement|contract|term|appointment|engagement|license|amendment|addendum|deed|framework|order\s+form|schedule|it\s+(?:shall|will)|signed|executed)\b|(?:effective|commencement)\s+date\b"
)
_SECTION = re.compile(
    r"^(?:(?:ARTICLE|Article|SECTION|Section)\s+)?(?:1|I)(?:\.\d+)*[.)]?\s|^[\"“][A-Z][^\"”]{2,40}[\"”]\s+(?:means|shall)"
)
_CLAUSE = 80  # characters: an entry of a table of contents is shorter
_TOP = 40
_NEAR = 130
_SHORT = 60
_SIGNS = phrase(
    r"/s/|\bby\s*[:|_]|\bsignature|\bsigned\b|\bprinted?\s+name|\bname\s*[:|]|\btitle\s*[:|]|\bdated?\s*[:|_]|\bauthori[sz]ed\b|\bdate\s+of\s+signature"
)
_SIGN_BLOCK = phrase(r"/s/|\bby\s*:|\btitle\s*:|\bsignature(?!\s+page)", re.NOFLAG)
_SIGN_GATES = ("/s/", "by:", "by :", "by _", "sign", "name", "title", "date", "authori")
_BLOCK = 3000  # characters of a passage that a signature block may end
_FILED = phrase(
    r"\b(?:10-[KQ]\w*|8-K|20-F|6-K|S-[1-4]|10-12G)(?:/A)?,\s*$|\bdated\s+as\s+of\s*$", re.NOFLAG
)
_DATED = phrase(r"\bdated?\b|/s/|\bon\s+this\b|\bthis\s*$|title")


def effective_dates(
    reading: Reading, *, day_first: bool, changes: bool = False
) -> Iterator[Claim[date]]:
    """Yield the dates from which the contract may count, each with a weight.

    ``changes`` says that the document is an amendment or an order: the day from which it changes or
    adds something counts where it states no other.
    """
    opening, greeting, signing = True, _greeting(reading), _signing(reading)
    for index, (passage, low) in enumerate(zip(reading.passages, reading.lowers, strict=True)):
        text = passage.text[: len(low)]
        early = index < _TOP
        recital = _RECITAL.search(text) if early and opening else None
        if not early and not any(gate in low for gate in _GATES):
            continue
        early = early and index < signing and not _SIGN_BLOCK.search(low[:1000])
        for found in dates_in(text, day_first=day_first):
            inside = opening and (recital is None or found.start < recital.start())
            weight = _weight(
                text, found.start, found.end, early=early and inside, late=index >= _TOP
            )
            if index <= greeting and not text[: found.start].strip(" _,"):
                weight = max(weight, _LETTER)
            if changes and index < signing:
                weight = max(weight, _changing_weight(text[: found.start][-_NEAR:]))
            if weight:
                yield Claim(
                    found.value, passage, found.start, found.end, weight - 0.01 * index * early
                )
        opening = (
            opening
            and recital is None
            and not (index > 1 and _SECTION.match(text) and len(text) > _CLAUSE)
        )


def _changing_weight(before: str) -> float:
    """Weigh the words before a day from which an amendment changes something; 0 for others."""
    if _CHANGES_WITH.search(before):
        return _CHANGED
    return _CHANGES_FROM if _FROM.search(before) else 0.0


def _signing(reading: Reading) -> int:
    """Where the signatures begin, with the lines of town and day above them."""
    lowers = reading.lowers
    first = next(
        (i for i in range(len(lowers) // 2, len(lowers)) if _SIGN_MARK.search(lowers[i])),
        len(lowers),
    )
    above = reading.passages[first - 1].text if 1 < first < len(lowers) else ""
    dated = len(above) <= _SHORT and next(dates_in(above), None) is not None
    return first - dated


def _greeting(reading: Reading) -> int:
    """Where a letter greets, below its date; -1 in what is no letter."""
    top = reading.lowers[:_LETTER_TOP]
    return next((i for i, low in enumerate(top) if GREETING.search(low[:600])), -1)


def _weight(text: str, start: int, end: int, *, early: bool, late: bool) -> float:
    """Weigh a date by the words around it; 0 where nothing says that the contract counts from it."""
    begin, _ = sentence(text, start)
    said = text[max(begin, start - 400) : start]
    before = text[max(0, start - _NEAR) : start]
    after = text[end : end + 60]
    if _DEFINES.match(after) or (_DEFINES_ITS.match(after) and not _AMENDED.search(before)):
        return 12.0
    if (_another(said) and not _LABEL.search(before)) or _ENDS.search(before):
        return 0.0
    if early and _NAMES_ITSELF.match(text[end : end + 80]):
        return _ITSELF
    titled = _title_weight(text, start) if early else 0.0
    worded = next(
        (
            _in_place(weight, said, early=early, late=late)
            for wording, weight in _BEFORE
            if wording.search(before)
        ),
        0.0,
    )
    return max(titled, worded)


def _title_weight(text: str, start: int) -> float:
    """Weigh a date that opens its line, alone or behind "Dated" or a town."""
    short = len(text) <= _SHORT
    if _TITLE_DATE.match(text[:start]):
        return 5.2 if text[:start].strip() else 4.5 * short or 1.0
    return 4.0 if short and _PLACE.match(text[:start]) else 0.0


def _in_place(weight: float, said: str, *, early: bool, late: bool) -> float:
    """Lower the weight of a wording that stands outside the opening words."""
    if early:
        return weight if weight > _DATED_AS or _LIFE.search(said) or len(said) < _SHORT else 1.0
    if weight >= _LEAST_LATE and _LIFE.search(said):
        return weight - 1.0 - late
    if weight <= _BEGINS:
        return weight / 8 if _LIFE.search(said) else 0.0
    return weight / 4 if _OWN.search(said) and not late else 0.0


def _another(said: str) -> bool:
    """Whether the last document named before the date is another one."""
    other = max((m.end() for m in _ANOTHER.finditer(said)), default=-1)
    own = max((m.end() for m in _OWN.finditer(said)), default=-1)
    return other > own and not _STILL_OWN.search(said)


def last_signature(reading: Reading, *, day_first: bool) -> Claim[date] | None:
    """The last date in the signature blocks, for a contract that states no date of its own."""
    claims: list[Claim[date]] = []
    passages = reading.passages
    signing = [
        i
        for i, low in enumerate(reading.lowers)
        if any(gate in low for gate in _SIGN_GATES) and _SIGNS.search(low[:_BLOCK])
    ]
    for index in signing:
        claims += _signed_on(passages, index, day_first=day_first)
    return max(claims, key=lambda c: c.value, default=None)


def _signed_on(passages: Sequence[Passage], index: int, *, day_first: bool) -> list[Claim[date]]:
    found = []
    for passage in passages[index : index + 2]:
        text = passage.text[:_BLOCK]
        for day in dates_in(text, day_first=day_first):
            before, after = text[max(0, day.start - 40) : day.start], text[day.end : day.end + 25]
            if _FILED.search(before):
                continue
            if _DATED.search(before) or re.search(r"(?i)\bdate\b", after) or len(text) <= _SHORT:
                found.append(Claim(day.value, passage, day.start, day.end))
    return found
