"""When a letter may leave: on a business day, outside quiet hours, as the policy's clocks show it."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime
from zoneinfo import ZoneInfo

from checks.calendars import is_business_day
from models.reminders import Policy


def day_at(policy: Policy, now: datetime) -> date:
    """Return which day it is at a moment (aware) where the policy's clocks are."""
    return now.astimezone(ZoneInfo(policy.time_zone)).date()


def may_send(policy: Policy, now: datetime, holidays: AbstractSet[date] = frozenset()) -> bool:
    """Whether a letter may leave at a moment (aware).

    Quiet hours may run over midnight; they begin with their first minute and are over with
    ``quiet_to``.  Where both are the same there are none.
    """
    local = now.astimezone(ZoneInfo(policy.time_zone))
    start, end, clock = policy.quiet_from, policy.quiet_to, local.time()
    over_midnight = start > end
    quiet = (clock >= start or clock < end) if over_midnight else start <= clock < end
    return is_business_day(local.date(), holidays) and not quiet
