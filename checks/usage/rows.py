"""Counted events as rows of usage, in the form in which a file of usage gives them.

Every check reads them as it reads a file's: one row for a meter, unit and month.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from models.evidence import Evidence
from models.facts import Usage
from models.usage import Aggregation, MeterRule, Per

_HOW = {
    Aggregation.SUM: "the sum",
    Aggregation.MAX: "the highest",
    Aggregation.UNIQUE: "the different subjects",
    Aggregation.LAST: "the last",
}


@dataclass(frozen=True, slots=True)
class Count:
    """What a meter makes of the events of one window in one unit.

    ``first_id`` and ``last_id`` are the smallest and the largest id; ``nameless`` is how many
    events have no subject.
    """

    unit: str
    quantity: Decimal
    events: int
    first_id: str
    last_id: str
    nameless: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """A month of one meter under one contract, in one unit; days inclusive.

    ``why_not`` is empty where it counts, else why the events give no row.
    """

    home: str
    meter: str
    rule: MeterRule
    first: date
    last: date
    unit: str
    quantity: Decimal
    events: int
    first_id: str
    last_id: str
    why_not: str = ""

    @property
    def how(self) -> str:
        """Say how it was counted."""
        days = " of each day, added up," if self.rule.per is Per.DAY else ""
        what = "1 event" if self.events == 1 else f"{self.events:,} events"
        return f"{_HOW[self.rule.aggregation]}{days} of {what}: {self.rule.why}"

    @property
    def place(self) -> str:
        """Name the row within what was counted of its contract."""
        unit = f" ({self.unit})" if self.unit else ""
        return f"{self.meter}{unit}, {self.first:%Y-%m}"


def counted(
    home: str, meter: str, rule: MeterRule, month: tuple[date, date], counts: Iterable[Count]
) -> Iterator[Counted]:
    """Put the counts of a month's windows together: one for each unit.

    Units are not converted.  The highest and the last of several units cannot be told; for
    different subjects the unit does not matter.  Nor can subjects be told that no event names.
    """
    by_unit: dict[str, list[Count]] = defaultdict(list)
    for one in counts:
        by_unit[one.unit].append(one)
    several = len(by_unit) > 1 and rule.aggregation in {Aggregation.MAX, Aggregation.LAST}
    for unit, found in sorted(by_unit.items()):
        nameless = sum(one.nameless for one in found)
        why_not = ""
        if several:
            why_not = f"they have several units ({', '.join(sorted(by_unit))}); send one"
        elif nameless and rule.aggregation is Aggregation.UNIQUE:
            why_not = f"{nameless} of them name no subject, so the different ones are not known"
        yield Counted(
            home,
            meter,
            rule,
            *month,
            unit,
            sum((one.quantity for one in found), Decimal(0)),
            sum(one.events for one in found),
            min(one.first_id for one in found),
            max(one.last_id for one in found),
            why_not,
        )


def usage_row(one: Counted, home: Evidence, sources: str) -> Usage:
    """Return the row of usage; its evidence says what it was counted from, and how.

    ``home`` names the table of usage; ``sources`` are the systems that sent the events.
    """
    span = f"ids {one.first_id} to {one.last_id}" if one.events > 1 else f"id {one.first_id}"
    unit = f" {one.unit}" if one.unit else ""
    quote = (
        f"contract: {one.home}; meter: {one.meter}; quantity: {one.quantity:f}{unit}; "
        f"period_start: {one.first}; period_end: {one.last} ({one.rule.zone}); {one.how}; "
        f"{span} of {sources}"
    )
    return Usage(
        contract=one.home,
        meter=one.meter,
        quantity=one.quantity,
        unit=one.unit or None,
        period_start=one.first,
        period_end=one.last,
        counted=one.how,
        evidence=replace(home, quote=quote, anchor=one.place),
    )
