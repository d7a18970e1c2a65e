"""What a filter asks of findings, in SQL."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from contract_ai.desk.columns import FINDING
from contract_ai.desk.contract_rows import has_words
from contract_ai.desk.finding_filter import AGES, UNKNOWN, FindingFilter
from contract_ai.desk.scope import Scope

SEARCHED = (FINDING.message, FINDING.invoice, FINDING.contract)


def conditions(
    scope: Scope, wanted: FindingFilter, today: date, without: frozenset[str] = frozenset()
) -> list[ColumnElement[bool]]:
    """Return what must hold of a finding; keys in ``without`` are not asked."""
    return list(_conditions(scope, wanted, today, without))


def _conditions(
    scope: Scope, wanted: FindingFilter, today: date, without: frozenset[str]
) -> Iterator[ColumnElement[bool]]:
    if not scope.is_all:
        yield scope.narrow(FINDING.contract)
    for key, column in COLUMNS.items():
        values = getattr(wanted, key)
        if values and key not in without:
            yield _any_of(column, values)
    if wanted.age and "age" not in without:
        yield or_(*(aged(bucket, today) for bucket in wanted.age))
    if wanted.review is not None and "review" not in without:
        yield FINDING.review.is_(wanted.review)
    if wanted.least is not None:
        yield FINDING.amount >= wanted.least
    if wanted.most is not None:
        yield FINDING.amount <= wanted.most
    yield from has_words(wanted.q, *SEARCHED)


COLUMNS: dict[str, ColumnElement[Any]] = {
    "state": FINDING.state,
    "direction": FINDING.direction,
    "severity": FINDING.severity,
    "code": FINDING.code,
    "currency": FINDING.currency,
    "contract": FINDING.contract,
    "supplier": FINDING.supplier,
    "customer": FINDING.customer,
}
"""The column of each key that takes several values."""


def _any_of(column: ColumnElement[Any], values: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether a column has one of these values; "" is none at all."""
    named = [value for value in values if value]
    parts = [column.in_(named)] if named else []
    return or_(*parts, column.is_(None)) if "" in values else parts[0]


def aged(bucket: str, today: date) -> ColumnElement[bool]:
    """Whether a finding is as old as a bucket says."""
    column = FINDING.found_on
    if bucket == UNKNOWN:
        return column.is_(None)
    youngest, oldest = AGES[bucket]
    # A day of the future counts as today.
    since = today - timedelta(days=youngest)
    young = column <= since if youngest else column.is_not(None)
    return young if oldest is None else and_(young, column >= today - timedelta(days=oldest))


def bucket_of(found_on: date | None, today: date) -> str:
    """Return the bucket of an age; a day of the future counts as today."""
    if found_on is None:
        return UNKNOWN
    days = max((today - found_on).days, 0)
    return next(name for name, (_, oldest) in AGES.items() if oldest is None or days <= oldest)
