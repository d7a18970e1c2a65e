"""Sums of the money at stake.  Different currencies are never added together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from models.findings import Direction, LocatedFinding, Severity


@dataclass(frozen=True, slots=True)
class Stake:
    """Money at stake in one currency, one direction and one severity; ``findings`` counts it."""

    currency: str
    direction: Direction
    severity: Severity
    amount: Decimal
    findings: int
    to_review: int


def at_stake(findings: Iterable[LocatedFinding]) -> tuple[LocatedFinding, ...]:
    """Return the findings that are not yet settled."""
    return tuple(found for found in findings if not found.state.settled)


def stakes(findings: Iterable[LocatedFinding]) -> tuple[Stake, ...]:
    """Sum the unsettled findings that carry money, by currency, direction and severity."""
    groups: dict[tuple[str, Direction, Severity], list[LocatedFinding]] = {}
    for found in at_stake(findings):
        if found.finding.amount is not None:
            key = (found.finding.currency or "", found.finding.direction, found.severity)
            groups.setdefault(key, []).append(found)
    order = list(Direction), list(Severity)
    keys = sorted(
        groups, key=lambda k: (not k[0], k[0], order[0].index(k[1]), order[1].index(k[2]))
    )
    return tuple(_stake(key, groups[key]) for key in keys)


def _stake(key: tuple[str, Direction, Severity], found: list[LocatedFinding]) -> Stake:
    amount = sum((f.finding.amount or Decimal(0) for f in found), Decimal(0))
    return Stake(*key, amount, len(found), sum(f.finding.review for f in found))


@dataclass(frozen=True, slots=True)
class Sum:
    """Money at stake in one currency and one direction."""

    currency: str
    direction: Direction
    amount: Decimal
    findings: int


def sums_by_direction(findings: Iterable[LocatedFinding]) -> tuple[Sum, ...]:
    """Sum the unsettled findings that carry money, by currency and direction."""
    total: dict[tuple[str, Direction], Sum] = {}
    for stake in stakes(findings):
        key = (stake.currency, stake.direction)
        before = total.get(key, Sum(*key, Decimal(0), 0))
        total[key] = Sum(*key, before.amount + stake.amount, before.findings + stake.findings)
    return tuple(total.values())


def tally(words: Iterable[str]) -> dict[str, int]:
    """Count equal words, in order of the first of each."""
    return dict(Counter(words))
