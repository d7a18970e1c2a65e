"""What a payment hangs on: "upon delivery of the source code", "as soon as the roof is on".

A trigger is a link ("upon", "as soon as", "within 30 days after") and the event that follows it.
"""

import re
from collections.abc import Iterator

from extractors.wording import phrase

_STEMS = (  # of work that begins, ends or changes hands
    "accept achiev adopt approv arriv award certif commenc commission complet conclu connect conver deliver demonstrat deploy dispatch dosed dosing enrol "
    "execut expir file filing finali finish freez fund grant hand(?:ed|ing)?[\\s-]?over inspect initiat install instruct integrat issu kick(?:ed)?[\\s-]?off launch "
    "migrat mobili obtain occupan pass permit placed placing placement present publi reach receipt receiv regist releas ship sign start submi success test train validat verif win"
).split()
_WORDS = (
    "go(?:es|ing)?[\\s-]?live cut[\\s-]?over milestone phase stage end orders? documents warranty topping[\\s-]?o(?:ut|ff) laying laid "
    "sale done begins? began begun won beta prototype closing performance exchange certificate progress advance signature setup"
).split()
_ORDINALS = r"(?:first|final)\b(?!\s(?:\w+\s)?(?:years?|months?|quarters?|days?|weeks?|periods?)\b)"
ACHIEVEMENT = re.compile(
    rf"\b(?:(?:{'|'.join(_STEMS)})\w*|(?:{'|'.join(_WORDS)})\b|{_ORDINALS})", re.IGNORECASE
)
_FIRM = (
    r"upon|after|following|when(?:ever)?|once|as\ssoon\sas|(?:each|every)\stime|if|in\sthe\sevent(?:\sthat|\sof)?|provided(?:\sthat)?"
    r"|(?:conditional|contingent|dependent)\s(?:up)?on|subject\sto|in\s(?:exchange|return)\sfor|at\sthe\s(?:end|time|start|beginning|date)\sof"
    r"|within\s[\w\s()-]{3,40}?\s(?:of|after|from|following)|triggered\sby|for\s(?:achieving|completing|reaching|obtaining|delivering)"
)
_LOOSE = r"on|at|against|prior\sto|before|for|by|with|until|during"  # seldom the event itself
_TRIGGER = phrase(
    rf"\b(?:(?P<firm>{_FIRM})|{_LOOSE})\s(?:the\s|an?\s|its\s|such\s|each\s(?:of\s)?|all\s)?"
    r"(?P<name>(?:[^.;:,($€£|]|\(\d{1,3}(?:st|nd|rd|th)?\)){4,90})"
)
_HANGS = phrase(rf"\b(?:{_FIRM}|{_LOOSE})\s(?:[\w()'’/&-]+\s){{0,9}}?{ACHIEVEMENT.pattern}")
_DIRECT = re.compile(  # right after the value: "20% at keel laying"
    r"[\s)]{0,2}(?:at|on|against|before|prior\sto)\s", re.IGNORECASE
)
_SURELY = re.compile(  # what a payment waits for, and no condition of a right
    r"(?:upon|after|following|when|whenever|once|as\ssoon\sas|each\stime|every\stime)\b",
    re.IGNORECASE,
)
_UNLIKE = re.compile(  # "on the first day of each month", "upon request"
    r"\d|(?:\w+\s)?(?:\([^)]*\)\s)?(?:calendar\s|business\s)?days?\b|date\sof\sthis|(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|terms|basis|rate|pro\srata|monthly|demand|requests?|(?:\w+\s){0,2}notice|terminat|recei(?:pt|ving)\sof\s(?:\w+[\s'’]){0,4}?(?:invoice|statement|bill)|section|article",
    re.IGNORECASE,
)
_CODE = r"(?:USD|EUR|GBP|CHF|CAD|AUD|RMB)\s?\$?"
_VALUE = re.compile(
    rf"(?:[$€£¥]|\b{_CODE})\s?\d[\d,.]*|\(?\b\d[\d.]*\s?\)?\s?(?:%|per\s?cent\b)\)?"
    r"|\b[a-z]+(?:-[a-z]+)?\s(?:\([\d.]+\s?%?\)\s?)?per\s?cent\b(?:\s\([\d.]+\s?%?\))?|\b[a-z]+(?:-[a-z]+)?\s\([\d.]+\s?%\)",
    re.IGNORECASE,
)
_SHARE = phrase(
    r"\b(?:(?:the\s)?(?:other\s)?(?:(?:one|an?|two|three)[\s-])?(?:half|third|thirds|quarters?|fourths?)(?=\s(?:on|upon|at|when|of|is|shall|will|after|once))|(?:balance|remainder|rest)(?=\s(?:on|upon|at|when|once|after|is|shall|will|to|being|due|payable)))\b"
)
_TOWARDS = phrase(
    r"(?:[,;(\s]|\b(?:and|plus|then|with|as\sto|an?|the|further|another|additional|remaining|other|final|last|second|third|balance|of|sum|payment|amount|instal?lment)\b|\b[ivx\da-h]{1,3}\))*$"
)
_EACH = re.compile(  # "each upon", "in equal instalments upon", "at each of the following points:"
    r"\W*(?:(?:each|apiece)\b(?!\sof\b)[^.;:$€£%]{0,40}?|(?:in|by|as|into|at|on|upon)\s(?:[\w()-]+\s){0,3}?(?:equal|each\sof\sthe\sfollowing)\b[^.;:$€£%]{0,40}?)"
    r"(?::|\b(?:upon|on|at|after|following|when)\b)\s*(?=\S)",
    re.IGNORECASE,
)
_MARK = phrase(r"(?<![\w)])\((?:[a-h]|[ivx]{1,4}|\d)\)\s?|(?<=\s)\d\)\s")
_JOINT = phrase(r"[,;]\s(?:and\s)?|\sand\s")
_ENDS = phrase(r"^(?:and\s|(?:up)?on\s|the\s|an?\s)+|[,;]?\s+and\s*$")
_RHYTHM = phrase(r"\b(?:months?|quarters?|years?|weeks?|january|july|day\sof)\b|[$€£%]")
_HEAD = 60  # characters of a lost heading
_REACH = 130  # characters


def own_part(before: str, after: str) -> tuple[str, str]:
    """Cut the words around a value where those of the last and of the next value begin.

    >>> own_part("20% upon signing, ", " upon delivery of the beta, and 50% upon launch")
    (' upon signing, ', ' upon delivery of the beta')
    """
    before, after = before.rpartition(";")[2], after.partition(";")[0]
    earlier, later = list(_VALUE.finditer(before)), list(_VALUE.finditer(after, 1))
    if later and _leads(
        before[: earlier[0].start() if earlier else None], after[later[-1].end() :]
    ):
        return before[earlier[-1].end() :] if earlier else before, ""
    ends = [found.start() for found in (*later[:1], _SHARE.search(after)) if found]
    if ends:
        after = after[: min(ends)]
        after = after[: _TOWARDS.search(after).start()]  # type: ignore[union-attr]  # it matches nothing too
    return before[earlier[-1].end() :] if earlier else before, after


def pair_of(before: str) -> str | None:
    """Name a sum by the value that it stands beside in a row whose columns were lost.

    >>> pair_of("as set forth below: Annual Net Sales exceed Payment $25,000,000 $1,000 $50,000,000 ")
    'Annual Net Sales exceed Payment $50,000,000'
    """
    values = list(_VALUE.finditer(before))
    if not values or before[values[-1].end() :].strip(" |,"):
        return None
    first = len(values) - 1
    while first and not before[values[first - 1].end() : values[first].start()].strip(" |,"):
        first -= 1
    head = re.split(r"[.;:]\s", before[: values[first].start()])[-1].strip(" |,")
    return f"{head[-_HEAD:]} {values[-1][0]}".strip()


def _leads(first: str, last: str) -> bool:
    """Whether events stand before their values: "upon signing 20%, upon delivery 80%"."""
    return _TRIGGER.search(first) is not None and _TRIGGER.search(last) is None


def hangs(before: str, after: str) -> bool:
    """Whether the words around a value name an achievement that it hangs on."""
    return any(_HANGS.search(part) for part in (before[-_REACH:], after[:_REACH]))


def follows(before: str, after: str) -> bool:
    """Whether something of any kind must happen first: "once the roof is on"."""
    return any(
        _SURELY.match(found[0]) and not _UNLIKE.match(found["name"])
        for part in (before, after[:_REACH])
        for found in _TRIGGER.finditer(part)
    )


def event_of(before: str, after: str) -> str | None:
    """Name the event nearest to a value: after it first, then before it.

    >>> event_of("As soon as the roof is on, Owner pays ", " to Builder")
    'roof is on'
    """
    ahead = list(_TRIGGER.finditer(after[:180]))[:2]
    found = [*ahead, *list(_TRIGGER.finditer(before))[::-1]]
    achieved = [m for m in found if ACHIEVEMENT.search(m["name"])]
    firm = [m for m in achieved if m["firm"]]
    other = [m for m in found if m["firm"] and not _UNLIKE.match(m["name"])]
    direct = [m for m in ahead[:1] if _DIRECT.match(after) and not _UNLIKE.match(m["name"])]
    best = next(iter((*firm, *achieved, *other, *direct)), None)
    if best is None or best["firm"]:
        return best["name"] if best else None
    inner = _TRIGGER.search(best["name"])  # "by Producer on completion of the works"
    return inner["name"] if inner and ACHIEVEMENT.search(inner["name"]) else best["name"]


def shared_events(after: str) -> Iterator[tuple[str, int, int]]:
    """Yield the events of a list that each set the same sum free, with their place in ``after``.

    >>> [name for name, _, _ in shared_events(" each upon (i) signature, (ii) delivery and (iii) launch")]
    ['signature', 'delivery', 'launch']
    """
    match = _EACH.match(after)
    if match is None:
        return
    listed = after[match.end() :].partition(".")[0]
    if _RHYTHM.search(listed):
        return
    marks = list(_MARK.finditer(listed))
    cuts = marks if len(marks) > 1 else list(_JOINT.finditer(listed))
    starts = [m.end() for m in cuts] if len(marks) > 1 else [0, *(m.end() for m in cuts)]
    ends = [m.start() for m in (cuts[1:] if len(marks) > 1 else cuts)]
    for first, last in zip(starts, [*ends, len(listed)], strict=True):
        part = listed[first:last].rstrip(" ,;")
        if cuts and (name := _ENDS.sub("", part).strip(" ,;:")):
            yield name, match.end() + first, match.end() + first + len(part)
