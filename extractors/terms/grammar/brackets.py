"""Brackets of money that percents are told with one after the other in a sentence.

"6% of Net Sales up to $1,000,000, 7.5% on the next $1,000,000 and 9% thereafter".
Source: licences and fee schedules in tests/extractors/cases/percentage_fee.yaml.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from extractors.terms.grammar.amounts import amounts_in
from extractors.terms.grammar.climbing import Bounds, Limits, climbed, take_turns
from extractors.terms.grammar.values import Value
from extractors.wording import phrase

_UNTIL = phrase(
    r"\b(?:up\sto|to|until|first|initial|below|under|less\sthan|not\s(?:exceeding|more\sthan))\W{0,3}(?:and\sincluding\s)?(?:the\s)?(?:first\s)?$"
)
_NEXT = phrase(r"\b(?:next|following|further)\W{0,2}$")
_ABOVE = phrase(
    r"\b(?:in\sexcess\sof|over|above|exceed\w*|greater\sthan|more\sthan|beyond|from)\W{0,3}$"
)
_RANGE = re.compile(r"\s?(?:to|and|through|[-–])\s?$", re.IGNORECASE)
_OR_MORE = re.compile(r"\s(?:or|and)\s(?:more|above|over|greater|higher|up)\b", re.IGNORECASE)
_REST = phrase(
    r"\b(?:thereafter|(?:above|over|beyond|in\sexcess\sof)\s(?:that|this|those|such)(?:\s(?:amount|sum|level|threshold|limit))?|in\sexcess\sthereof|on\s(?:any|the|all)\s(?:excess|remainder|remaining|balance|further|additional|rest)\b)"
)
_BEFORE = 40  # characters


def brackets_of(text: str, percents: Sequence[Value], currency: str) -> Mapping[int, Bounds]:
    """Return the bracket of each percent, by the place where it begins; nothing where one has none."""
    if len(percents) < 2:  # noqa: PLR2004 (one percent makes no series)
        return {}
    places = [one.start for one in percents]
    limits = sorted(_limits(text, currency), key=lambda one: one.start)
    if not take_turns(places, limits):
        return {}
    bounds = climbed(limits)
    return dict(zip(places, bounds, strict=True)) if bounds else {}


def _limits(text: str, currency: str) -> Iterator[Limits]:
    for rest in _REST.finditer(text):
        yield Limits(*rest.span(), rest=True)
    sums = list(amounts_in(text, currency))
    taken: set[int] = set()
    for index, one in enumerate(sums):
        if index in taken:
            continue
        before = text[max(one.start - _BEFORE, 0) : one.start]
        following = sums[index + 1] if index + 1 < len(sums) else None
        if following and _RANGE.match(text[one.end : following.start]):
            taken.add(index + 1)
            yield Limits(one.start, following.end, low=one.amount, high=following.amount)
        elif _NEXT.search(before):
            yield Limits(one.start, one.end, width=one.amount)
        elif _ABOVE.search(before) or _OR_MORE.match(text[one.end :]):
            yield Limits(one.start, one.end, low=one.amount)
        elif _UNTIL.search(before):
            yield Limits(one.start, one.end, high=one.amount)
        else:
            yield Limits(one.start, one.end)  # a sum of another sort: no series
