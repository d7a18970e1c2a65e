"""Who is paid and who pays: a small model over what the whole document says of each party.

The weights (``role_weights.json``, one a feature of ``role_evidence``) are fitted by
``benchmarks/header/fit_roles.py``; the sum is the log odds that the party is paid.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from extractors.header.names import NamedParty
from extractors.header.reading import Reading
from extractors.header.role_evidence import evidence, says_something

Role = Literal["provider", "customer", "other"]

_JOINT = re.compile(  # titles of contracts whose parties share, and do not pay each other
    r"(?i)\bjoint\s+venture\b|\bcapital\s+maintenance\b|\bkeep-?well\b|\bjoint\s+filing\b"
)
_CLEAR = 2.0  # log odds from which even such a party is believed to pay or to be paid
_TOP, _LINE = 8, 120  # passages in which a title stands, characters of one
_SIDES = 2


def roles(
    parties: Sequence[NamedParty],
    reading: Reading,
    weights: Mapping[str, float] | None = None,
) -> list[Role]:
    """Return one role a party, in order; "other" where nothing tells who pays.

    Two parties are the two sides: there the weakest sign decides.

    ``weights`` takes the place of those shipped, to measure others.
    """
    used = weights or _weights()
    least = _CLEAR if _joint(reading) else 0.0
    rows = evidence(parties, reading)
    if len(rows) != _SIDES:
        return [_role(row, used, least) if says_something(row) else "other" for row in rows]
    return [_role(row, used, least) for row in rows]


def _joint(reading: Reading) -> bool:
    top = (passage.text for passage in reading.passages[:_TOP])
    return any(_JOINT.search(text) for text in top if len(text) <= _LINE)


def _role(row: Mapping[str, float], weights: Mapping[str, float], least: float) -> Role:
    odds = score(row, weights)
    if abs(odds) <= least:
        return "other"
    return "provider" if odds > 0 else "customer"


def score(row: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the log odds that the party is paid; 0 is a balance."""
    return sum(weight * row[name] for name, weight in weights.items())


@cache
def _weights() -> dict[str, float]:
    source = files("extractors.header").joinpath("role_weights.json")
    return {str(k): float(v) for k, v in json.loads(source.read_text(encoding="utf-8")).items()}
