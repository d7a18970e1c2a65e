"""Which reminder of an open item is due on a day.

Steps before and on the due date are dropped once a later one's time has come.  Steps after it go
in their order, one at a time: who was never written to gets the first one first, however late the
item is.  Levels in order with a least distance between them are how dunning works in accounting
systems at large.
"""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from enum import StrEnum

from checks.calendars import add_business_days, is_business_day
from models.reminders import Asked, OpenItem, Policy, Step

_DAY = timedelta(days=1)


class Wait(StrEnum):
    """Why nothing is due, in words."""

    OFF = "reminders are switched off"
    SETTLED = "nothing is open"
    SMALL = "the amount is below the policy's minimum"
    DISPUTED = "it is disputed"
    PROMISED = "payment is promised"
    HELD = "the customer is held back"
    REPEATED = "another open invoice bears the same number"
    UNSENT = "a letter about it is not sent yet"
    GAP = "the last letter is too recent"
    EARLY = "no step's day has come"
    DONE = "every step was taken"


def due_step(
    item: OpenItem,
    policy: Policy,
    day: date,
    asked: Collection[Asked],
    holidays: AbstractSet[date] = frozenset(),
) -> Step | Wait:
    """Return the step that is due on a day, or why none is.

    ``asked`` is all that was ever asked of the item.  Each step is due at most once.
    """
    return standing(item, policy, day, holidays) or _next(item, policy, day, asked, holidays)


def standing(
    item: OpenItem, policy: Policy, day: date, holidays: AbstractSet[date] = frozenset()
) -> Wait | None:
    """Say why nobody is to be reminded of an item, whatever was asked; None where that may be."""
    reasons = (
        (Wait.OFF, not policy.active),
        (Wait.SETTLED, item.open_amount <= 0),
        (Wait.SMALL, item.open_amount < policy.minimum),
        (Wait.DISPUTED, item.disputed),
        (Wait.PROMISED, _is_promised(item, policy, day, holidays)),
        (Wait.HELD, item.held_until is not None and day <= item.held_until),
        (Wait.REPEATED, item.repeated),
    )
    return next((reason for reason, holds in reasons if holds), None)


def open_steps(
    item: OpenItem, policy: Policy, day: date, holidays: AbstractSet[date] = frozenset()
) -> tuple[Step, ...]:
    """Return the steps that may be taken on a day, whatever was asked before: in their order."""
    come = [step for step in policy.steps if day_of(step, item.due_on, holidays) <= day]
    late = tuple(step for step in come if step.days > 0)
    if late:
        return late
    overdue = day > _payable_until(item.due_on, holidays)
    return () if overdue else tuple(come[-1:])


def day_of(step: Step, due_on: date, holidays: AbstractSet[date] = frozenset()) -> date:
    """Return the business day of a step.

    A step before the due date moves back, so that it stays before it.  One after it moves on, and
    never to a day on which payment is still in time: what is due on a Sunday may be paid on Monday.
    """
    day = due_on + step.days * _DAY
    if step.days < 0:
        return _business_day(day, -_DAY, holidays)
    if step.days == 0:
        return _business_day(day, _DAY, holidays)
    return _business_day(max(day, _payable_until(due_on, holidays) + _DAY), _DAY, holidays)


def reminded(item: OpenItem, asked: Collection[Asked]) -> int:
    """Return how often its customer was reminded of an item once it was due; notes before do not count."""
    return sum(one.on is not None and one.on > item.due_on for one in asked)


def _next(
    item: OpenItem,
    policy: Policy,
    day: date,
    asked: Collection[Asked],
    holidays: AbstractSet[date],
) -> Step | Wait:
    taken = {one.step for one in asked}
    left = [step for step in open_steps(item, policy, day, holidays) if step.name not in taken]
    if any(one.on is None for one in asked):
        return Wait.UNSENT
    if not left:
        return Wait.DONE if _all_taken(policy.steps, taken) else Wait.EARLY
    last = max((one.on for one in asked if one.on), default=None)
    if last is not None and day < last + policy.gap_days * _DAY:
        return Wait.GAP
    return left[0]


def _all_taken(steps: Sequence[Step], taken: Collection[str]) -> bool:
    return not steps or steps[-1].name in taken


def _is_promised(item: OpenItem, policy: Policy, day: date, holidays: AbstractSet[date]) -> bool:
    if item.promised_on is None:
        return False
    return day <= add_business_days(item.promised_on, policy.grace_days, holidays)


def _payable_until(due_on: date, holidays: AbstractSet[date]) -> date:
    return _business_day(due_on, _DAY, holidays)


def _business_day(day: date, step: timedelta, holidays: AbstractSet[date]) -> date:
    while not is_business_day(day, holidays):
        day += step
    return day
