"""What the facts say was used: metered quantities and approved hours of a period."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter

from checks.recognition.references import concerns
from checks.recognition.wording import NOISE, key_of, likeness, words_of
from models.cases import Book, Family
from models.facts import TimesheetEntry, Usage
from models.terms import Rate
from models.units import factor, is_known

_ENOUGH = 0.75
_IN_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]\s*$")  # "Evidence storage (GB)"


@lru_cache(maxsize=32768)
def same_name(one: str, other: str) -> bool:
    """Whether a meter or role in the facts is an item of the contract.

    >>> same_name("Cold storage (GB)", "cold storage"), same_name("Cold storage", "hot storage")
    (True, False)
    """
    one, other = without_unit(one), without_unit(other)
    if key_of(one) == key_of(other):
        return True
    return likeness(one, other) >= _ENOUGH and likeness(other, one) >= _ENOUGH


def without_unit(name: str) -> str:
    """Return the name of a meter without a unit of size in brackets after it."""
    return _IN_BRACKETS.sub("", name) if _unit_in(name) else name


def _unit_in(name: str) -> str | None:
    found = _IN_BRACKETS.search(name)
    return found[1] if found and is_known(found[1]) else None


def is_metered_as(meter: str, item: str, family: Family) -> bool:
    """Whether a meter is of an item: by its name, or as the only one priced by what it counts.

    "Words English-German" counts words: of all that is priced by the word, one is English-German.
    """
    if same_name(meter, item):
        return True
    meant = family.memo.once(("metered", meter), lambda: _meant(meter, family))
    return meant is not None and meant == key_of(item)


def _meant(meter: str, family: Family) -> str | None:
    rates = [t for m in family.members for t in m.terms if isinstance(t, Rate) and t.item]
    if any(same_name(meter, rate.item or "") for rate in rates):
        return None
    said = words_of(without_unit(meter))
    found = {
        key_of(rate.item or "")
        for rate in rates
        if (unit := set(words_of(rate.unit or ""))) and unit < set(said)
        for rest in [[word for word in said if word not in unit and word not in NOISE]]
        if rest and set(rest) <= set(words_of(rate.item or ""))
    }
    return found.pop() if len(found) == 1 else None


def usage_rows(book: Book, family: Family, item: str) -> tuple[Usage, ...]:
    """Return the metered rows of one item, in the order of the files."""
    return book.memo.once(
        ("usage", id(family), item), lambda: tuple(_usage_rows(book, family, item))
    )


def _usage_rows(book: Book, family: Family, item: str) -> Iterator[Usage]:
    meters = book.memo.once("meters", lambda: _by_meter(book.facts.usage or ()))
    found = [
        pair
        for meter, pairs in meters.items()
        if is_metered_as(meter, item, family)
        for pair in pairs
        if concerns(pair[1].contract, family)
    ]
    yield from (row for _, row in sorted(found, key=itemgetter(0)))


def _by_meter(rows: Iterable[Usage]) -> dict[str, list[tuple[int, Usage]]]:
    """Return rows by their meter, each with its place in the files."""
    found: dict[str, list[tuple[int, Usage]]] = {}
    for place, row in enumerate(rows):
        found.setdefault(row.meter, []).append((place, row))
    return found


def metered(rows: Sequence[Usage], start: date, end: date) -> tuple[Usage, ...]:
    """Return the rows of exactly a period, or rows that follow each other and fill it."""
    exact = tuple(row for row in rows if (row.period_start, row.period_end) == (start, end))
    if exact:
        return exact
    inside = sorted(
        (row for row in rows if start <= row.period_start and row.period_end <= end),
        key=lambda row: row.period_start,
    )
    reached = start
    for row in inside:
        if row.period_start != reached:
            return ()
        reached = row.period_end + timedelta(days=1)
    return tuple(inside) if reached == end + timedelta(days=1) else ()


def measured_in(row: Usage, unit: str | None) -> Usage | None:
    """Return a row in the unit of a price; None where the two measure different things.

    Two words that are no sizes ("calls", "requests") may name one thing: they are taken as one.
    """
    own = row.unit or _unit_in(row.meter)
    times = factor(own, unit)
    if times is None:
        return None if is_known(own) or is_known(unit) else row
    return row if times == 1 else row.model_copy(update={"quantity": row.quantity * times})


def quantity_of(rows: Iterable[Usage]) -> Decimal:
    """Add up metered quantities."""
    return sum((row.quantity for row in rows), Decimal(0))


def counted_from(rows: Iterable[Usage]) -> str:
    """Say for the working how metered quantities were counted; "" where files give them."""
    said = dict.fromkeys(f"; {row.meter}: {row.counted}" for row in rows if row.counted)
    return "".join(said)


def worked(
    book: Book, family: Family, role: str, start: date, end: date
) -> tuple[TimesheetEntry, ...]:
    """Return the approved entries of a role (or person) in a period."""
    pairs = book.memo.once(("worked", id(family), role), lambda: _by_day(book, family, role))
    found = pairs[bisect_left(pairs, start, key=_day) : bisect_right(pairs, end, key=_day)]
    return tuple(entry for _, entry in sorted(found, key=itemgetter(0)))


_Placed = tuple[int, TimesheetEntry]


def _by_day(book: Book, family: Family, role: str) -> list[_Placed]:
    """Return the approved entries of a role by their day, each with its place in the files."""
    everyone = book.memo.once(("workers", id(family)), lambda: _by_worker(book, family))
    found = [
        pair
        for names, pairs in everyone.items()
        if any(name and same_name(name, role) for name in names)
        for pair in pairs
    ]
    return sorted(found, key=_day)


def _day(pair: _Placed) -> date:
    return pair[1].date


def _by_worker(book: Book, family: Family) -> dict[tuple[str | None, str | None], list[_Placed]]:
    """Return a family's approved entries by role and person."""
    found: dict[tuple[str | None, str | None], list[_Placed]] = {}
    for place, entry in enumerate(book.facts.timesheets or ()):
        if entry.approved_by and concerns(entry.contract, family):
            found.setdefault((entry.role, entry.person), []).append((place, entry))
    return found


def hours_of(entries: Iterable[TimesheetEntry]) -> Decimal:
    """Add up hours."""
    return sum((entry.hours for entry in entries), Decimal(0))
