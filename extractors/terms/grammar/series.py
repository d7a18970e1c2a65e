"""Prices told one after the other in a sentence: steps by quantity, and lists that share a unit.

"$0.10 per call for the first 1,000 calls, $0.08 for the next 9,000 and $0.05 above that": each sum
belongs to the limits beside it, and all to the unit that one of them names.  Which side the limits
stand on is told by the whole sentence, where sums and limits take turns.
Source: order forms and rate sheets in tests/extractors/cases/rate.yaml.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from extractors.terms.grammar.climbing import Limits, climbed, take_turns
from extractors.terms.grammar.prices import Priced
from extractors.terms.grammar.unit_words import singular
from extractors.terms.grammar.values import NUMBER_WORDS, quantity_of
from extractors.wording import phrase
from models.units import factor, is_known


@dataclass(frozen=True, slots=True)
class Step:
    """What a series says of one of its sums; limits are in the unit of the price.

    ``lead`` are the words before the whole series, ``name`` is what a list calls the sum.
    """

    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    lead: str = ""
    name: str | None = None


@dataclass(frozen=True, slots=True)
class _Counted:
    """Limits with the noun that they count."""

    limits: Limits
    noun: str


_N = rf"(?<![$€£¥\d.,:])(?:\d(?:[\d,]*\d)?(?![\d,]*[:h]\d)(?:\.\d+)?(?:\s(?:million|thousand)\b)?(?![\d.,]*\s?(?:%|per\s?cent))|(?:{NUMBER_WORDS}))"
_NTH = r"(?:st|nd|rd|th)?"
_MORE = (
    r"\s?(?:\+|(?:[a-z]+\s)?(?:or\smore|or\sabove|and\s(?:above|over|up|more)|upwards?|onwards?))"
)
_LIMITS = re.compile(
    rf"""
    \b(?: (?: the\s)? (?: (?:first|initial)\s(?P<a>{_N}) | (?:next|following|further)\s(?P<b>{_N}) )
      | (?: up\sto | fewer\sthan | (?:not|no)\smore\sthan ) \s (?:the\sfirst\s)? (?P<c>{_N})
      | (?: over | above | more\sthan | beyond | exceeding | in\sexcess\sof | after(?:\sthe\sfirst)? ) \s (?P<d>{_N})
      | (?: from\s(?:the\s)? | numbers?\s | [a-z]{{3,12}}s\s )? (?P<low>{_N}){_NTH} \s? (?:to|through|-|–) \s? (?:the\s)? (?P<high>{_N}){_NTH}
      | (?: from | starting\s(?:at|from|with) ) \s (?:the\s)? (?:[a-z]{{3,12}}\s)? (?P<e>{_N}){_NTH} (?: \son(?:wards?)? | {_MORE} )?
      | (?P<f>{_N}) {_MORE}
      | (?P<rest> thereafter | afterwards? | (?:above|beyond|over|after|past)\s(?:that|this|those|these|it|them)\b
        | (?:for\s)?(?:any|all|every|each|anything|everything|what)\s(?:of\sthe\s)?(?:others?|else|rest|further|additional|beyond|above|over|more|is\s(?:above|beyond|over))\b
        | (?:for\s)?(?:further|additional|more)\s[a-z]{{3,15}}\b | the\srest\b )
    )
    (?: \s? (?P<noun>[A-Za-z]{{1,15}}) \b )?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_STOP = re.compile(r"\.\s+(?=[A-Z\"“(])|[\n|]")
_NOUNLESS = frozenset(
    "in at of and or per each a an the is are cost costs for to on by with we will shall afterward afterwards thereafter further above beyond".split()
)
_FURTHER_ON = re.compile(  # what stands between two sums of a list: the name of the second one
    r"^\s?(?:,|;|/|\sand\b|,\sand\b|\band\b|\bor\b)+\s*(?:for\s)?(?:an?\s|the\s)?(?P<name>[A-Za-z][\w'’&/-]*(?:\s[\w'’&/-]+){0,4}?)\s?(?:\b(?:(?:(?:is|are)\s)?(?:charged|billed|priced|invoiced)\sat|at|is|are|costs?|for)\b|[:=@–-])?\s*$",
    re.IGNORECASE,
)
_THING = re.compile(  # "; holiday hours at", "Weekday visits cost"
    r"^(?:\W*(?:\d{1,2}(?:\.\d{1,2})*\.?|\(?[a-z\d]{1,3}[.)])\s+)?\s?(?:each\b)?[\s,;]*(?:and\s)?(?P<sort>(?!(?:and|each|or)\b)(?:[A-Za-z][\w-]*\s){0,2}?[A-Za-z][\w-]*)\s(?P<thing>(?!(?:costs|fees|charges|prices|payments|rates|services|expenses|amounts|sums|totals|deposits|works|taxes|royalties|instal?lments|months|years|quarters|periods)\b)[a-z]{3,15}s)\s(?:(?:(?:is|are)\s)?(?:charged|billed|priced|invoiced)\sat\s|at\s|are\s|cost\s|for\s)?$",
    re.IGNORECASE,
)
_EACH = re.compile(r"^\s?each\b")
_ENDS_THERE = re.compile(r"^\s?(?:[,;.)]|\s?and\b|\sor\b|$)", re.IGNORECASE)
_NO_NAME = phrase(
    r"\b(?:half|quarter|hours?|days?|weeks?|months?|years?|fees?|charges?|payments?|deposit|set-?up|once|one-?time|plus|total|minimum|maximum|least|most|cap|limit|exceed\w*|up|than|above|below|tax|vat|discount|balance|onboarding|installation|activation|implementation|training|price|sum|amount|then|from|until|rising|increas\w+|otherwise)\b"
)
_TIMES = frozenset("hour day night shift half-day mile km kilometer kilometre week".split())
_SPANS = frozenset("day week month quarter year term".split())
_SHORT = 2  # letters of a sign of measure
_WIDEST = 12  # times: two prices of one list differ by no more


def series_of(text: str, prices: Sequence[Priced]) -> Mapping[int, Step]:
    """Return what series say of their sums, by the place where each sum begins."""
    found: dict[int, Step] = {}
    for start, end in _stretches(text):
        within = [one for one in prices if start <= one.start < end]
        if len(within) > 1 and len({one.value.unit for one in within}) == 1:
            found |= (
                _steps(text, start, end, within)
                or _counted_things(text, start, within)
                or _listed(text, within)
            )
    return found


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text where a sentence ends; a list of steps goes on over semicolons."""
    at = 0
    for stop in _STOP.finditer(text):
        yield at, stop.start()
        at = stop.end()
    yield at, len(text)


def _steps(text: str, start: int, end: int, within: Sequence[Priced]) -> dict[int, Step]:
    """Pair sums with limits where they take turns all along; nothing where they do not."""
    counted = [
        one
        for one in _counted(text, start, end)
        if not any(p.start < one.limits.end and one.limits.start < p.end for p in within)
    ]
    if not take_turns([p.start for p in within], [one.limits for one in counted]):
        return {}
    nouns = [one.noun for one in counted if one.noun]
    unit = _unit(within, nouns)
    if unit is None or any(_is_span(noun, unit) for noun in nouns):
        return {}
    bounds = climbed(list(_measured(counted, unit)))
    if bounds is None:
        return {}
    lead = text[start : min(within[0].start, counted[0].limits.start)]
    return {
        price.start: Step(unit, low, high, lead)
        for price, (low, high) in zip(within, bounds, strict=True)
    }


def _counted(text: str, start: int, end: int) -> Iterator[_Counted]:
    for match in _LIMITS.finditer(text, start, end):
        noun = (match["noun"] or "").lower()
        said = {
            name: number
            for name in ("a", "b", "c", "d", "e", "f", "low", "high")
            if match[name] and (number := quantity_of(match[name])) is not None
        }
        if said or match["rest"]:
            limits = Limits(
                *match.span(),
                low=said.get("low", said.get("d", said.get("e", said.get("f")))),
                high=said.get("high", said.get("a", said.get("c"))),
                width=said.get("b"),
                rest=bool(match["rest"]),
            )
            yield _Counted(limits, "" if noun in _NOUNLESS else noun)


def _is_span(noun: str, unit: str) -> bool:
    """Whether limits say how long a price holds, and not how many are bought."""
    return singular(noun) in _SPANS and singular(noun) != unit.split("-", maxsplit=1)[0]


def _measured(counted: Sequence[_Counted], unit: str) -> Iterator[Limits]:
    """Turn limits into the size of the unit: "the first 10 TB" at so much per GB."""
    noun = ""
    for one in counted:
        noun = one.noun if is_known(one.noun) else noun
        times = _times(noun, unit)
        low, high, width = (
            None if number is None else number * times
            for number in (one.limits.low, one.limits.high, one.limits.width)
        )
        yield replace(one.limits, low=low, high=high, width=width)


def _times(noun: str, unit: str) -> Decimal:
    measure = unit.split("-", maxsplit=1)[0]
    return (factor(noun, measure) if noun and is_known(noun) else None) or Decimal(1)


def _unit(within: Sequence[Priced], counted: Sequence[str]) -> str | None:
    """The unit that the sums share: the one that is named, else what the limits count."""
    named = {
        one.unit.text for one in within if one.unit and one.unit.end and one.unit.text != "unit"
    }
    named = {unit for unit in named if unit.split()[0] not in _NOUNLESS}
    if len(named) > 1:
        return None
    if named:
        return named.pop()
    nouns = {singular(noun) for noun in counted if len(noun) > _SHORT}
    each = any(one.unit and one.unit.text != "unit" for one in within)
    if not each and len(nouns) == 1:
        return nouns.pop()
    return next((one.unit.text for one in within if one.unit), None)


def _counted_things(text: str, start: int, within: Sequence[Priced]) -> dict[int, Step]:
    """Price the same thing of several sorts: "Regular hours are $95, holiday hours $190"."""
    found: dict[int, Step] = {}
    things: set[str] = set()
    before = start
    for one in within:
        named = _THING.match(text[before : one.start])
        if named is None or not _ENDS_THERE.match(_EACH.sub("", text[one.end :], count=1)):
            return {}
        things.add(singular(named["thing"].lower()))
        found[one.start] = Step(next(iter(things)), name=f"{named['sort']} {named['thing']}")
        before = one.end
    return found if len(things) == 1 else {}


def _listed(text: str, within: Sequence[Priced]) -> dict[int, Step]:
    """Give the unit of a first price to those that go on with a name and a sum alone."""
    found: dict[int, Step] = {}
    unit: str | None = None
    first = within[0].value.amount
    for before, one in pairwise(within):
        unit = before.unit.text if before.unit else unit
        gap = text[before.end + (before.unit.end if before.unit else 0) : one.start]
        name = _FURTHER_ON.match(gap)
        alike = first / _WIDEST <= one.value.amount <= first * _WIDEST
        if (
            unit not in _TIMES
            or name is None
            or _NO_NAME.search(name["name"])
            or not _ENDS_THERE.match(text[one.end :])
            or not alike
        ):
            unit = None
            continue
        found[one.start] = Step(unit, name=name["name"])
    return found
