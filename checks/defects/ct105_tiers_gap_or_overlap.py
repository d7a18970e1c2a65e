"""CT105 tiers-gap-or-overlap: the bounds of a tier table leave a gap or overlap.

Why:    In the gap nobody knows the price, in the overlap there are two.
Inputs: Tiers of one item, of one time: bounds of rates, brackets of percentage fees.
Source: The rows of the table.
Edges:  - "Up to 10,000" and "over 10,000" meet; so do 10,000 and 10,001 of whole units, 9.9 and
          10.0 of tenths, and brackets of money that share a bound.
        - "1,000 to 5,000" and "5,000 to 10,000" both hold 5,000: the clause must show both ranges.
        - A first tier that starts late is a minimum order, a last tier with an end a limit.
        - Rows that wait for review were perhaps misread: cannot tell.
Example: 1 to 999, 1,001 to 5,000: nobody priced the thousandth unit.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from checks.proofs import number, term_proofs
from checks.recognition.wording import key_of
from models.cases import ContractCase
from models.findings import (
    CannotTell,
    Check,
    Direction,
    Finding,
    NotApplicable,
    Outcomes,
    Scope,
    Severity,
)
from models.terms import PercentageFee, Rate, Term

_ABOVE = re.compile(
    r"\b(?:over|above|more\s+than|exceed\w*|excess|beyond|greater\s+than|thereafter|additional|up\s+to)\b|[<>+]",
    re.IGNORECASE,
)
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class _Tier:
    low: Decimal
    high: Decimal | None
    term: Term
    whole: bool
    """Whether the bounds count units; brackets of money have none between two cents."""


def tiers_gap_or_overlap(case: ContractCase) -> Outcomes:
    """Walk each tier table from the lowest tier up."""
    tables = [tiers for tiers in _tables(case.contract.terms) if len(tiers) >= _FEWEST]
    if not tables:
        yield NotApplicable("The document has no tier table.")
        return
    for tiers in tables:
        found = list(_faults(tiers))
        terms = [tier.term for tier in tiers]
        if found and any(term.review for term in terms):
            yield CannotTell("Tiers wait for review; confirm them.", term_proofs(terms))
        else:
            yield from found


def _tables(terms: Iterable[Term]) -> Iterator[list[_Tier]]:
    tables: dict[tuple[object, ...], list[_Tier]] = {}
    for term in terms:
        if isinstance(term, Rate) and (term.min_quantity, term.max_quantity) != (None, None):
            key: tuple[object, ...] = ("rate", key_of(term.item or ""), term.effective_from)
            low, high, whole = term.min_quantity, term.max_quantity, True
        elif isinstance(term, PercentageFee) and (term.min_amount, term.max_amount) != (None, None):
            key = ("percent", key_of(term.item or ""), key_of(term.base or ""))
            low, high, whole = term.min_amount, term.max_amount, False
        else:
            continue
        tables.setdefault(key, []).append(_Tier(low or Decimal(0), high, term, whole))
    for tiers in tables.values():
        yield sorted(tiers, key=lambda tier: (tier.low, tier.high is None, tier.high))


def _faults(tiers: Sequence[_Tier]) -> Iterator[Finding]:
    for place, (lower, upper) in enumerate(pairwise(tiers)):
        step = _step(tiers)
        item = getattr(upper.term, "item", None) or "the table"
        if lower.high is None or upper.low < lower.high or _both_hold(lower, upper):
            top = "no end" if lower.high is None else number(lower.high)
            yield _finding(
                lower, upper, f"overlap ({top} against {number(upper.low)})", item, place
            )
        elif upper.low - lower.high > step:
            yield _finding(
                lower,
                upper,
                f"leave a gap between {number(lower.high)} and {number(upper.low)}",
                item,
                place,
            )


def _both_hold(lower: _Tier, upper: _Tier) -> bool:
    """Whether two rows show the same bound as a part of both ranges."""
    if not upper.whole or lower.high != upper.low or lower.high is None:
        return False
    quote = upper.term.evidence.quote
    if not quote or _ABOVE.search(quote) or _ABOVE.search(lower.term.evidence.quote):
        return False
    shown = {figure.replace(",", "").rstrip(".") for figure in re.findall(r"\d[\d,.]*", quote)}
    bounds = {number(bound) for bound in (upper.low, upper.high) if bound is not None}
    return upper.high is not None and bounds <= shown


def _step(tiers: Sequence[_Tier]) -> Decimal:
    """Return the distance of two bounds that meet: one in the last place that the table shows."""
    bounds = [b for tier in tiers for b in (tier.low, tier.high) if b is not None]
    exponents = [b.normalize().as_tuple().exponent for b in bounds]
    places = [one for one in exponents if isinstance(one, int)]
    return Decimal(1).scaleb(min(*places, 0))


def _finding(lower: _Tier, upper: _Tier, what: str, item: str, place: int) -> Finding:
    return Finding(
        message=f"Two tiers of {item} {what}. Settle in writing which price counts there.",
        direction=Direction.NEUTRAL,
        expected="tiers that meet",
        actual=what,
        working=f"tier {place + 1} ends at {lower.high}, tier {place + 2} starts at {upper.low}",
        proofs=term_proofs([lower.term, upper.term]),
        key=f"{upper.low.normalize():f}",
    )


CHECK = Check(
    "CT105", "tiers-gap-or-overlap", Severity.MEDIUM, tiers_gap_or_overlap, Scope.CONTRACT
)
