"""Who is paid and who pays: two small models over what the whole document says.

The weights (``role_weights.json``) are fitted by ``benchmarks/header/fit_roles.py``: those under
"paid", one a feature of ``role_evidence``, sum to the log odds that the party is paid, those under
"nobody", one a sign of ``unpaid``, to the log odds that the contract is one under which nobody pays.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from extractors.header.names import NamedParty
from extractors.header.reading import Reading
from extractors.header.role_evidence import evidence, says_something
from extractors.header.unpaid import APART, JOINT, log_odds, signs, titled

Role = Literal["provider", "customer", "other"]

_SHARED = (5.0, 5)  # words of a thousand that speak of paying, and statements of who pays: at most
_SILENT = (2.5, 1)
_MUTE = 1.25  # words of a thousand that speak of paying: at most this in a contract about something else
_SELDOM = 3000  # words for each statement of who pays, at least, in such a contract
_WHOLE = (
    1500  # words from which silence tells: a schedule or an amendment leaves the price elsewhere
)
_CLEAR = 2.0  # log odds from which even such a party is believed to pay or to be paid
_SIDES = 2
_NOBODY = 0.4  # log odds from which a contract is one under which nobody pays
_CROWD = 7  # parties of a consortium: fewer statements of who pays than parties, and they all share


@dataclass(frozen=True, slots=True)
class RoleWeights:
    """What a feature weighs for a party that is paid, and a sign for a contract without pay."""

    paid: Mapping[str, float]
    nobody: Mapping[str, float]


def roles(
    parties: Sequence[NamedParty],
    reading: Reading,
    weights: RoleWeights | None = None,
    *,
    ordered: bool = True,
) -> list[Role]:
    """Return one role a party, in order; "other" where nothing tells who pays.

    Two parties are the two sides: there the weakest sign decides, the order in which they are named
    only where ``ordered``: an amendment or an order may keep the order of any master.

    ``weights`` takes the place of those shipped, to measure others.
    """
    used = weights or _weights()
    found = evidence(parties, reading)
    rows, paying = found.rows, found.paying
    odds = [score(row, used.paid) for row in rows]
    joint = titled(JOINT, reading)
    if (
        _mute(paying, len(rows), reading)
        or _unpaid(paying, reading, joint=joint)
        or log_odds(signs(parties, reading, found, odds), used.nobody) > _NOBODY
    ):
        return ["other"] * len(rows)
    least = _CLEAR if joint else 0.0
    told = [(ordered and len(rows) == _SIDES) or says_something(row) for row in rows]
    return [_role(odd, least) if tells else "other" for odd, tells in zip(odds, told, strict=True)]


def _unpaid(paying: int, reading: Reading, *, joint: bool) -> bool:
    """Whether the contract is of a kind in which nobody pays, and its text says no more of it."""
    words, said = _SHARED if joint else _SILENT
    kind = joint or titled(APART, reading)
    return kind and paying <= said and reading.money < words


def _mute(paying: int, parties: int, reading: Reading) -> bool:
    """Whether a whole contract hardly has a word on paying, or nothing on who of many pays."""
    words = reading.words.total()
    return (parties >= _CROWD and paying < parties) or (
        parties >= _SIDES
        and words >= _WHOLE
        and reading.money <= _MUTE
        and paying * _SELDOM <= words
    )


def _role(odds: float, least: float) -> Role:
    if abs(odds) <= least:
        return "other"
    return "provider" if odds > 0 else "customer"


def score(row: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the log odds that the party is paid; 0 is a balance."""
    return sum(weight * row[name] for name, weight in weights.items())


@cache
def _weights() -> RoleWeights:
    source = files("extractors.header").joinpath("role_weights.json")
    return RoleWeights(**json.loads(source.read_text(encoding="utf-8")))
