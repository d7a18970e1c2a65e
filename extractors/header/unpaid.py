"""Whether a contract is one under which nobody pays: signs of the whole document, weighed by a small model.

Reads:  how much the text speaks of paying and how often it says who pays, how clearly one side is
        paid, what the parties are called, how many they are, and the title.
Yields: one number a sign; the weights stand under "nobody" in ``role_weights.json``.
"""

import re
from collections.abc import Mapping, Sequence
from math import log1p

from extractors.header.names import NamedParty
from extractors.header.reading import Reading
from extractors.header.role_evidence import CUSTOMER, PROVIDER, Evidence

JOINT = re.compile(  # titles of contracts whose parties share, and do not pay each other
    r"(?i)\bjoint\s+venture\b|\bcapital\s+maintenance\b|\bkeep-?well\b|\bjoint\s+filing\b"
)
APART = re.compile(  # titles of contracts under which as a rule nobody pays
    r"(?i)\bnon-?\s?compet\w+|\bnon-?\s?solicit\w+|\bintellectual\s+property\b|\bstrategic\s+alliance\b|\bshareholders?\b|\bseparation\b|\bconfidential\w*\s+agreement\b|\bnon-?disclosure\b"
)
_TOP, _LINE = 8, 120  # passages in which a title stands, characters of one
_SIDES = 2
_OFTEN = 2  # statements of who pays, for each party
_SURE, _LEANING = 6.0, 2.0  # log odds from which more of them tells no more
_LITTLE, _SOME = 2.5, 5.0  # words of a thousand that speak of paying


def titled(wording: re.Pattern[str], reading: Reading) -> bool:
    """Whether a title near the top says so."""
    top = (passage.text for passage in reading.passages[:_TOP])
    return any(wording.search(text) for text in top if len(text) <= _LINE)


def signs(
    parties: Sequence[NamedParty], reading: Reading, found: Evidence, odds: Sequence[float]
) -> Mapping[str, float]:
    """Return the signs, each about between 0 and 3; ``odds`` are those that each party is paid."""
    words = max(reading.words.total(), 1)
    clear = max((abs(value) for value in odds), default=0.0)
    called = " | ".join(" ".join((party.alias, *party.also)) for party in parties).lower()
    provider, customer = bool(PROVIDER.search(called)), bool(CUSTOMER.search(called))
    money, said, many = reading.money, found.paying, len(parties)
    return {
        "always": 1.0,
        "said": log1p(said),
        "said_often": float(said > _OFTEN * many),
        "said_once": float(said <= 1),
        "silent": float(said == 0),
        "density": 3000 * said / words,
        "money": money / _SOME,
        "money_some": min(money / _SOME, 1.0),
        "money_little": min(money / _LITTLE, 1.0),
        "length": log1p(words) / 3,
        "clear": min(clear, _SURE) / 2,
        "leaning": min(clear, _LEANING) / 2,
        "one": float(many == 1),
        "many": float(many > _SIDES),
        "provider": float(provider),
        "customer": float(customer),
        "both": float(provider and customer),
        "role_word": float(any(abs(row["role_word"]) > 0.5 for row in found.rows)),  # noqa: PLR2004
        "joint": float(titled(JOINT, reading)),
        "apart": float(titled(APART, reading)),
    }


def log_odds(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the log odds that nobody pays."""
    return sum(weight * found[name] for name, weight in weights.items())
