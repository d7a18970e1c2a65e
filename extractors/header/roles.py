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
_APART = re.compile(  # titles of contracts under which as a rule nobody pays
    r"(?i)\bnon-?\s?compet\w+|\bnon-?\s?solicit\w+|\bintellectual\s+property\b|\bstrategic\s+alliance\b|\bshareholders?\b|\bseparation\b|\bconfidential\w*\s+agreement\b|\bnon-?disclosure\b"
)
_SHARED = (5.0, 5)  # words of a thousand that speak of paying, and statements of who pays: at most
_SILENT = (2.5, 1)
_MUTE = 1.25  # words of a thousand that speak of paying: at most this in a contract about something else
_SELDOM = 3000  # words for each statement of who pays, at least, in such a contract
_WHOLE = (
    1500  # words from which silence tells: a schedule or an amendment leaves the price elsewhere
)
_CLEAR = 2.0  # log odds from which even such a party is believed to pay or to be paid
_TOP, _LINE = 8, 120  # passages in which a title stands, characters of one
_SIDES = 2
_CROWD = 7  # parties of a consortium: fewer statements of who pays than parties, and they all share


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
    found = evidence(parties, reading)
    rows = found.rows
    joint = _titled(_JOINT, reading)
    if _mute(found.paying, len(rows), reading) or _unpaid(found.paying, reading, joint=joint):
        return ["other"] * len(rows)
    least = _CLEAR if joint else 0.0
    if len(rows) != _SIDES:
        return [_role(row, used, least) if says_something(row) else "other" for row in rows]
    return [_role(row, used, least) for row in rows]


def _titled(wording: re.Pattern[str], reading: Reading) -> bool:
    top = (passage.text for passage in reading.passages[:_TOP])
    return any(wording.search(text) for text in top if len(text) <= _LINE)


def _unpaid(paying: int, reading: Reading, *, joint: bool) -> bool:
    """Whether the contract is of a kind in which nobody pays, and its text says no more of it."""
    words, said = _SHARED if joint else _SILENT
    titled = joint or _titled(_APART, reading)
    return titled and paying <= said and reading.money < words


def _mute(paying: int, parties: int, reading: Reading) -> bool:
    """Whether a whole contract hardly has a word on paying, or nothing on who of many pays."""
    words = reading.words.total()
    return (parties >= _CROWD and paying < parties) or (
        parties >= _SIDES
        and words >= _WHOLE
        and reading.money <= _MUTE
        and paying * _SELDOM <= words
    )


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
