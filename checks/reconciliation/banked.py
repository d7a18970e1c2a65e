"""Which movement on our account is the money of a payout.

A movement is a payout's where amount and currency are equal and it is booked about the day that
the provider names.  One that names the provider or the payout is it for sure; one that names
neither is taken where it is the only one, and so is the payout.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from checks.reconciliation.differences import Difference, DifferenceKind
from models.ledgers import LedgerPayout, PaymentStatus

_EARLY, _LATE = timedelta(days=2), timedelta(days=5)
"""Calendar days around the provider's day of arrival within which a bank books it."""


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement of a bank: ``words`` are its counterparty, text and references, as they stand."""

    number: int
    booked_on: date
    amount: Decimal
    currency: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Banked:
    """The movement of a payout; ``named`` where it names the provider or the payout."""

    movement: Movement
    named: bool


def banked(
    payouts: Iterable[LedgerPayout], movements: Sequence[Movement]
) -> Mapping[tuple[str, str], Banked]:
    """Find the movement of each payout, by its service and id; a movement is of one payout."""
    waiting = [one for one in payouts if _is_due(one)]
    by_amount: dict[Decimal, list[Movement]] = {}
    for movement in movements:
        by_amount.setdefault(movement.amount, []).append(movement)
    near = {
        _key(one): [
            move for move in by_amount.get(one.amount or Decimal(0), ()) if _fits(one, move)
        ]
        for one in waiting
    }
    found: dict[tuple[str, str], Banked] = {}
    taken: set[int] = set()
    for one in sorted(waiting, key=lambda one: (one.arrived_on or date.min, one.id)):
        named = [m for m in near[_key(one)] if m.number not in taken and _names(one, m)]
        if named:
            nearest = min(named, key=lambda move: _apart(one, move))
            found[_key(one)] = Banked(nearest, named=True)
            taken.add(nearest.number)
    left = [one for one in waiting if _key(one) not in found]
    free = {_key(one): [m for m in near[_key(one)] if m.number not in taken] for one in left}
    wanted = Counter(move.number for moves in free.values() for move in moves)
    for key, moves in free.items():
        if len(moves) == 1 and wanted[moves[0].number] == 1:
            found[key] = Banked(moves[0], named=False)
    return found


def bank_differences(
    payouts: Iterable[LedgerPayout], movements: Sequence[Movement]
) -> Iterator[Difference]:
    """Yield payouts whose money is on no statement, of the days that statements are on file for."""
    payouts = list(payouts)
    found = banked(payouts, movements)
    taken = {one.movement.number for one in found.values()}
    for payout in payouts:
        if not _is_due(payout) or _key(payout) in found or not _is_covered(payout, movements):
            continue
        other = [
            move
            for move in movements
            if move.number not in taken and _is_near(payout, move) and _names(payout, move)
        ]
        theirs, what = str(payout.amount), "is on no statement of the bank"
        ours = str(other[0].amount) if len(other) == 1 else None
        if ours is not None:
            what = f"came as {ours} on {other[0].booked_on.isoformat()}"
        stake = abs((payout.amount or Decimal(0)) - (other[0].amount if ours else Decimal(0)))
        yield Difference(
            kind=DifferenceKind.BANK,
            service=payout.service,
            number=payout.reference,
            record=payout.id,
            ours=ours,
            theirs=theirs,
            amount=stake,
            currency=payout.currency,
            words=f"Payout {payout.id} of {theirs} {payout.currency} {what}.",
        )


def _is_due(payout: LedgerPayout) -> bool:
    settled = payout.status is PaymentStatus.SETTLED and not payout.deleted
    return settled and payout.arrived_on is not None and bool(payout.amount)


def _key(payout: LedgerPayout) -> tuple[str, str]:
    return payout.service.value, payout.id


def _fits(payout: LedgerPayout, move: Movement) -> bool:
    return payout.amount == move.amount and _is_near(payout, move)


def _is_near(payout: LedgerPayout, move: Movement) -> bool:
    day = payout.arrived_on
    if day is None or move.currency not in {None, payout.currency}:
        return False
    return day - _EARLY <= move.booked_on <= day + _LATE


def _names(payout: LedgerPayout, move: Movement) -> bool:
    words = move.words.casefold()
    names = [payout.service.value, payout.id, payout.reference or ""]
    return any(name.casefold() in words for name in names if name)


def _apart(payout: LedgerPayout, move: Movement) -> tuple[int, int]:
    return abs((move.booked_on - (payout.arrived_on or date.min)).days), move.number


def _is_covered(payout: LedgerPayout, movements: Sequence[Movement]) -> bool:
    """Whether statements in the payout's currency reach from its day to the last one it may take."""
    day = payout.arrived_on or date.min
    days = [one.booked_on for one in movements if one.currency in {None, payout.currency}]
    return bool(days) and min(days) <= day and day + _LATE <= max(days)
