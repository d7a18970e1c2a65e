"""Who is paid and who pays: a small model over what the whole document says of each party.

The weights (``role_weights.json``, one a feature of ``role_evidence``) are fitted by
``benchmarks/header/fit_roles.py``; the sum is the log odds that the party is paid.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from extractors.header.names import NamedParty
from extractors.header.reading import Reading
from extractors.header.role_evidence import evidence, says_something

Role = Literal["provider", "customer", "other"]


def roles(
    parties: Sequence[NamedParty],
    reading: Reading,
    weights: Mapping[str, float] | None = None,
) -> list[Role]:
    """Return one role a party, in order; "other" where nothing tells who pays.

    ``weights`` takes the place of those shipped, to measure others.
    """
    used = weights or _weights()
    return [_role(row, used) for row in evidence(parties, reading)]


def _role(row: Mapping[str, float], weights: Mapping[str, float]) -> Role:
    if not says_something(row):
        return "other"
    return "provider" if score(row, weights) > 0 else "customer"


def score(row: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the log odds that the party is paid; 0 is a balance."""
    return sum(weight * row[name] for name, weight in weights.items())


@cache
def _weights() -> dict[str, float]:
    source = files("extractors.header").joinpath("role_weights.json")
    return {str(k): float(v) for k, v in json.loads(source.read_text(encoding="utf-8")).items()}
