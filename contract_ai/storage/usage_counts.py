"""What SQL makes of usage events: one pass over an index for a window, exact and in any order."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, distinct, func, type_coerce
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from checks.usage.rows import Count
from models.tables.columns import DIGITS, unscaled
from models.tables.usage import UsageEventRow
from models.usage import Aggregation, Window

_ONE = 10**DIGITS
_quantity: ColumnElement[int] = type_coerce(col(UsageEventRow.quantity), BigInteger)
_unit = col(UsageEventRow.unit)
_at = col(UsageEventRow.at)
_subject = col(UsageEventRow.subject)


def count(
    session: Session, streams: Sequence[int], window: Window, aggregation: Aggregation
) -> list[Count]:
    """Count the events of streams that lie in a window, by their unit.

    Of events at the last moment the largest counts as the last, so that their order does not
    matter.  Different subjects are counted over all units.
    """
    chosen = and_(col(UsageEventRow.stream_id).in_(streams), _at >= window.start, _at < window.end)
    if aggregation is Aggregation.LAST:
        return _lasts(session, chosen)
    unique = aggregation is Aggregation.UNIQUE
    query = sql_select(*_common(session, unique), *_VALUES[aggregation]).where(chosen)
    query = query.having(func.count() > 0) if unique else query.group_by(_unit)
    return [_count(row, aggregation) for row in session.execute(query)]


# Whole units and millionths apart: their sums fit where that of the scaled integers would not.
_VALUES: dict[Aggregation, tuple[ColumnElement[Any], ...]] = {
    Aggregation.SUM: (func.sum(_quantity // _ONE), func.sum(_quantity % _ONE)),
    Aggregation.MAX: (func.max(_quantity),),
    Aggregation.UNIQUE: (
        func.count(distinct(func.nullif(_subject, ""))),
        func.sum(case((_subject == "", 1), else_=0)),
    ),
}


def _common(session: Session, whole: bool) -> list[Any]:  # noqa: FBT001 (told by the aggregation)
    """Return unit, number, and the smallest and largest id; by bytes on both databases."""
    bytewise = "C" if session.get_bind().dialect.name == "postgresql" else "BINARY"
    ids = col(UsageEventRow.event_id).collate(bytewise)
    return [func.min(_unit) if whole else _unit, func.count(), func.min(ids), func.max(ids)]


def _count(row: Sequence[Any], aggregation: Aggregation) -> Count:
    unit, events, first, last, *values = row
    nameless = 0
    if aggregation is Aggregation.SUM:
        quantity = unscaled(int(values[0]) * _ONE + int(values[1]))
    elif aggregation is Aggregation.MAX:
        quantity = unscaled(int(values[0]))
    else:
        quantity, nameless = Decimal(values[0]), int(values[1])
    return Count(unit, quantity, events, first, last, nameless)


def _lasts(session: Session, chosen: ColumnElement[bool]) -> list[Count]:
    newest = sql_select(*_common(session, whole=False), func.max(_at)).where(chosen).group_by(_unit)
    found = []
    rows: Sequence[Any] = session.execute(newest).all()
    for unit, events, first, last, at in rows:
        there = sql_select(func.max(_quantity)).where(chosen, _unit == unit, _at == at)
        quantity = session.execute(there).scalar_one()
        found.append(Count(unit, unscaled(int(quantity)), events, first, last))
    return found
