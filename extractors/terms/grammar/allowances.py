"""What is free in each period: "the first 500 messages of each month are included".

>>> allowance_in("The first ninety (90) lab tests of each calendar month are covered by the fee.")
Allowance(quantity=Decimal('90'), per='month', thing='lab tests')
"""

import re
from decimal import Decimal
from typing import NamedTuple

from extractors.terms.grammar.values import quantity_of
from extractors.wording import phrase

_WORDED = (
    "two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|hundred"
)
_NUMBER = rf"((?<![\d.])\d[\d,]*(?:\.\d+(?!\s+(?-i:[A-Z])))?(?:\s(?:million|thousand)\b)?|\b(?:{_WORDED})\b)"
_PER = (
    r"(?:per|each|every|a|in\s+(?:a|each|every|any))\s+(?:calendar\s+)?(?P<per>month|quarter|year)"
)
INCLUDED = phrase(
    rf"""(?ix) \b(?: includ\w+ | allowance\s+of | covers? | contains? | comes\s+with | grants? | in\s+excess\s+of | beyond | above ) \s+ (?:the\s+first\s+)? (?P<beyond>{_NUMBER}) \s+ (?:[a-z-]+\s+){{0,6}}? {_PER}
      | (?:\b(?:up\s+to|(?:the\s+)?first)\s+)? (?P<free>{_NUMBER}) \)? \s+ (?:[a-z-]+\s+){{0,4}}? {_PER.replace("<per>", "<per2>")} \s+ (?: (?:is|are|will\s+be|shall\s+be|carry|come)\s+ (?:free|covered|included|comprised|contained|no\s+(?:charge|cost|fee)|at\s+no|not\s+charged|without) | (?:free\s+of\s+charge|at\s+no\s+(?:charge|cost)|without\s+(?:\w+\s+)?charge|included)\b )
      | \b(?:no|without)\s+(?:\w+\s+)?(?:charge|fee)s?\b [^.;]{{0,30}}? \b(?:first|up\s+to)\s+ (?P<gratis>{_NUMBER}) \s+ (?:[a-z-]+\s+){{0,4}}? {_PER.replace("<per>", "<per4>")}
      | (?:beyond|above|over|in\s+excess\s+of)\s+(?:the\s+)?(?P<over>{_NUMBER})\s+(?:[a-z-]+\s+){{0,2}}?(?:included|free|allowed)\s+{_PER.replace("<per>", "<per6>")}
      | \b(?:(?:per|a|each|every)\s+(?:calendar\s+)?(?P<per7>month|quarter|year)|(?P<per8>month|quarter|annual|year)(?:ly)?\s+(?:fee|charge|price|subscription|rate)\b[^.;]{{0,60}}?)\s+(?:also\s+)?(?:includes?|covers?|contains?|comes\s+with)\s+(?:up\s+to\s+|the\s+first\s+)?(?P<within>{_NUMBER})(?!\s*(?:%|per\s?cent))
      | (?P<held>{_NUMBER}) \)? \s+ (?:[a-z-]+\s+){{0,5}}? (?:is|are|come)\s+ (?:included|free(?:\s+of\s+charge)?) \s+ {_PER.replace("<per>", "<per5>")}
      | \b(?P<per3>month|quarter|annual|year)(?:ly)?\s+ (?:quota|allowance|allotment|volume\s+included) (?:\s+of|\s*:|\s+is)\s* (?P<quota>{_NUMBER})""",
    re.NOFLAG,
)
_QUANTITIES = ("beyond", "free", "over", "held", "quota", "gratis", "within")
_TIMES = ("per", "per2", "per3", "per4", "per5", "per6", "per7", "per8")
_PERIOD = {"annual": "year"}
_THING = re.compile(
    r"^\W*(?P<thing>(?:[a-z-]+\s)*?[a-z-]+)\s+(?:of|in|per|for|each|every|a)\b", re.IGNORECASE
)


class Allowance(NamedTuple):
    """A quantity that is free in each period, and the words for what is counted."""

    quantity: Decimal
    per: str
    thing: str


def allowance_in(text: str) -> Allowance | None:
    """Read the first allowance of a text."""
    found = INCLUDED.search(text)
    return allowance_of(found) if found else None


def allowance_of(found: re.Match[str]) -> Allowance | None:
    """Read an allowance from a match of its wording; None where its number cannot be read."""
    quantity = next(name for name in _QUANTITIES if found[name])
    per = next(found[name] for name in _TIMES if found[name]).lower()
    thing = _THING.match(found.string[found.end(quantity) : found.end()])
    number = quantity_of(found[quantity])
    if number is None:
        return None
    return Allowance(number, _PERIOD.get(per, per), thing["thing"] if thing else "")
