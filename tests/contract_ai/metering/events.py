"""Events for tests, and what they must come to, worked out the plain way."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from models.usage import Aggregation, MeterRule, Per, UsageEvent, read_event

NOW = datetime.fromisoformat("2026-06-30T09:00:00+00:00")


def event(event_id: str = "e1", **given: str) -> UsageEvent:
    """Return an event of the meter "API calls" of contract A-1 on 2026-03-05."""
    usual = {"meter": "API calls", "contract": "A-1", "at": "2026-03-05T12:00Z", "quantity": "1"}
    return read_event(usual | {"event_id": event_id} | given, {})


def amounts(events: Iterable[UsageEvent], rule: MeterRule) -> dict[tuple[int, int], Decimal]:
    """Return the quantity of each month, by year and month, of events in one unit."""
    zone = ZoneInfo(rule.zone)
    spans: dict[tuple[int, int, int], list[UsageEvent]] = defaultdict(list)
    for one in {one.event_id: one for one in events}.values():
        here = one.at.astimezone(zone)
        spans[here.year, here.month, here.day if rule.per is Per.DAY else 0].append(one)
    found: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for (year, month, _), those in spans.items():
        found[year, month] += _amount(those, rule.aggregation)
    return dict(found)


def _amount(events: list[UsageEvent], how: Aggregation) -> Decimal:
    if how is Aggregation.SUM:
        return sum((one.quantity for one in events), Decimal(0))
    if how is Aggregation.MAX:
        return max(one.quantity for one in events)
    if how is Aggregation.UNIQUE:
        return Decimal(len({one.subject for one in events}))
    return max(events, key=lambda one: (one.at, one.quantity)).quantity
