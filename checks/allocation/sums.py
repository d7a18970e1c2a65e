"""Which invoices together make an amount: a search with bounds, and only one answer counts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from models.payments import Payable

MOST_INVOICES = 24
MOST_TOGETHER = 6
_MOST_STEPS = 200_000


class Choice(NamedTuple):
    """One invoice and what of it a payment would settle, a discount taken off or not."""

    invoice: Payable
    amount: Decimal


def choices_for(invoice: Payable, day: date) -> tuple[Choice, ...]:
    """Return the open amount, and the amount less each discount still allowed on a day."""
    whole = [Choice(invoice, invoice.open)] if invoice.open > 0 else []
    less = [
        Choice(invoice, invoice.open - offer.amount)
        for offer in invoice.discounts
        if offer.until >= day and 0 < offer.amount < invoice.open
    ]
    return (*whole, *dict.fromkeys(less))


def all_of(groups: Sequence[Sequence[Choice]], amount: Decimal) -> list[tuple[Choice, ...]]:
    """Return every way to take one choice of each group that makes the amount; two at most."""
    found: list[tuple[Choice, ...]] = []
    steps = 0

    def take(at: int, rest: Decimal, chosen: tuple[Choice, ...]) -> None:
        nonlocal steps
        steps += 1
        if len(found) > 1 or steps > _MOST_STEPS or rest < 0:
            return
        if at == len(groups):
            if rest == 0:
                found.append(chosen)
            return
        for choice in groups[at]:
            if all(choice.invoice.key != other.invoice.key for other in chosen):
                take(at + 1, rest - choice.amount, (*chosen, choice))

    take(0, amount, ())
    return found


def some_of(groups: Sequence[Sequence[Choice]], amount: Decimal) -> list[tuple[Choice, ...]]:
    """Return the ways to make the amount of some of the groups; two at most, none past the bounds.

    At most `MOST_INVOICES` groups are looked at and `MOST_TOGETHER` taken together.
    """
    if len(groups) > MOST_INVOICES:
        return []
    ordered = sorted(groups, key=lambda group: -max(c.amount for c in group))
    left = [Decimal(0)] * (len(ordered) + 1)
    for index in range(len(ordered) - 1, -1, -1):
        left[index] = left[index + 1] + max(choice.amount for choice in ordered[index])
    found: list[tuple[Choice, ...]] = []
    steps = 0

    def take(at: int, rest: Decimal, chosen: tuple[Choice, ...]) -> None:
        nonlocal steps
        steps += 1
        if rest == 0 and chosen:
            found.append(chosen)
            return
        if (
            len(found) > 1
            or steps > _MOST_STEPS
            or at == len(ordered)
            or len(chosen) == MOST_TOGETHER
            or not 0 < rest <= left[at]
        ):
            return
        for choice in ordered[at]:
            take(at + 1, rest - choice.amount, (*chosen, choice))
        take(at + 1, rest, chosen)

    take(0, amount, ())
    return found if steps <= _MOST_STEPS else []
