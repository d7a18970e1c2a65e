"""How a meter is counted: as a person said, else as the clause of its price says, else added up.

Only wording that names a way of counting is taken.  "On the last day of the month" says when an
invoice is sent as often as what is counted: without a word of counting before it, it says nothing.
"""

import re
from collections.abc import Iterable, Sequence

from checks.charges.metering import same_name
from models.contracts import Contract
from models.evidence import Evidence
from models.terms import PercentageFee, Rate, Term
from models.usage import Aggregation, Basis, MeterRule, Per

_COUNTED = r"(?:number|quantity|count|level|volume|total)s?"
_WORDING = (
    (
        Aggregation.MAX,
        Per.DAY,
        r"\bdaily peaks?\b|\bpeak (?:on|of|for|in) (?:each|every) (?:calendar )?day\b",
    ),
    (
        Aggregation.MAX,
        Per.MONTH,
        (
            r"\bpeak\b(?! (?:hour|time|season))|\bhigh[- ]water mark\b"
            rf"|\b(?:highest|greatest|largest|maximum) {_COUNTED} of\b[^.;]{{0,60}}"
            r"\b(?:during|in|at any (?:one )?(?:time|point|moment)|on any day)\b"
        ),
    ),
    (
        Aggregation.UNIQUE,
        Per.MONTH,
        r"\b(?:unique|distinct|monthly active|different) (?:[a-z]+ ){0,2}[a-z]+s\b|\bMAUs?\b",
    ),
    (
        Aggregation.LAST,
        Per.MONTH,
        (
            rf"\b(?:{_COUNTED}|measured|counted|determined|enrolled|registered|in use|active)\b"
            r"(?:(?!invoic|bill|paid|pay|due)[^.;]){0,80}?\b(?:as (?:of|at)|on|at)\b"
            r"(?: the)? (?:(?:last|final)(?: business| calendar)? day of (?:the|each|such|every)"
            r"(?: calendar| billing)? (?:month|period)|(?:month[- ]end|end of (?:the|each|such|every)"
            r"(?: calendar| billing)? (?:month|period)))"
        ),
    ),
)
_PATTERNS = tuple((how, per, re.compile(text, re.IGNORECASE)) for how, per, text in _WORDING)
ADDED_UP = "added up, as neither the contract nor a person says how it is counted"


def rule_of(meter: str, contracts: Iterable[Contract], said: MeterRule | None) -> MeterRule:
    """Return the rule of a meter under the contracts that its events name.

    ``said`` is what a person said; it goes before the contract's words, which a person has read.
    """
    if said is not None:
        return said
    found = [one for contract in contracts for one in _worded(meter, contract)]
    ways = {(rule.aggregation, rule.per) for rule in found}
    if len(ways) > 1:
        names = " or ".join(sorted(way.value for way, _ in ways))
        return MeterRule(why=f"added up, as the clauses can be read as {names}: set a rule")
    return found[0] if found else MeterRule(why=ADDED_UP)


def prices(meter: str, contract: Contract) -> list[Term]:
    """Return the terms of a contract that price a meter."""
    return [term for term in contract.terms if any(same_name(meter, n) for n in _names(term))]


def _names(term: Term) -> Sequence[str]:
    if isinstance(term, Rate):
        return (term.item,) if term.item else ()
    if isinstance(term, PercentageFee):
        return tuple(name for name in (term.item, term.base) if name)
    return ()


def _worded(meter: str, contract: Contract) -> Iterable[MeterRule]:
    for term in prices(meter, contract):
        own = [getattr(term, "unit", None) or "", *_names(term)]
        for how, per, pattern in _PATTERNS:
            match = next(
                (m for text in (*own, term.evidence.quote) if (m := pattern.search(text))), None
            )
            if match is not None:
                place = _place(term.evidence, contract.stem)
                why = f'{place} says "{" ".join(match[0].split())}"'
                yield MeterRule(how, per, basis=Basis.CONTRACT, why=why)
                break


def _place(evidence: Evidence, stem: str) -> str:
    return f"{stem}, page {evidence.page}," if evidence.page else stem
