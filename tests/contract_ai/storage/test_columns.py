"""Amounts, moments and JSON come back from the database as they went in."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, func, insert, select
from sqlalchemy.exc import StatementError

from models.tables.columns import DIGITS, ExactDecimal, UtcDateTime, fits, for_column

META = MetaData()
AMOUNTS = Table("amounts", META, Column("id", Integer, primary_key=True), Column("x", ExactDecimal))
MOMENTS = Table("moments", META, Column("id", Integer, primary_key=True), Column("x", UtcDateTime))
EXACT = st.decimals(-(10**12), 10**12, places=DIGITS)


def _write(table: Table, *values: object) -> list[object]:
    engine = create_engine("sqlite://")
    META.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(table), [{"x": value} for value in values])
        found = list(connection.execute(select(table.c.x).order_by(table.c.id)).scalars())
    engine.dispose()
    return found


@given(EXACT)
def test_any_amount_of_six_decimals_comes_back_equal(value: Decimal) -> None:
    column = ExactDecimal()
    dialect = create_engine("sqlite://").dialect
    stored = column.process_bind_param(value, dialect)
    back = column.process_result_value(stored, dialect)
    assert back == value
    assert "E" not in str(back)


@given(st.lists(EXACT, min_size=1, max_size=30))
def test_order_of_the_stored_integers_is_the_order_of_the_amounts(values: list[Decimal]) -> None:
    column = ExactDecimal()
    dialect = create_engine("sqlite://").dialect
    by_integer = sorted(values, key=lambda value: column.process_bind_param(value, dialect) or 0)
    assert by_integer == sorted(values)


def test_amounts_survive_the_database() -> None:
    values = [Decimal("12345678901.234567"), Decimal("-0.000001"), Decimal(0), None]
    assert _write(AMOUNTS, *values) == values


def test_sums_and_order_are_exact_in_sql() -> None:
    engine = create_engine("sqlite://")
    META.create_all(engine)
    values = [Decimal("0.10")] * 10 + [Decimal("12345678901.23")]
    with engine.begin() as connection:
        connection.execute(insert(AMOUNTS), [{"x": value} for value in values])
        total = connection.execute(select(func.sum(AMOUNTS.c.x))).scalar_one()
        most = connection.execute(select(func.max(AMOUNTS.c.x))).scalar_one()
        small = select(func.count()).where(AMOUNTS.c.x < Decimal(1))
        assert connection.execute(small).scalar_one() == 10
    engine.dispose()
    assert total == sum(values)
    assert most == Decimal("12345678901.23")


@pytest.mark.parametrize("value", [1.5, 3, "1.50"])
def test_only_decimals_are_taken(value: object) -> None:
    with pytest.raises(StatementError, match="exact columns take Decimal"):
        _write(AMOUNTS, value)


@pytest.mark.parametrize("value", ["0.0000001", "1E+13", "NaN", "Infinity"])
def test_what_does_not_fit_is_refused_and_never_rounded(value: str) -> None:
    with pytest.raises(StatementError, match="does not fit"):
        _write(AMOUNTS, Decimal(value))


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_for_column_gives_something_that_fits_or_nothing(value: Decimal) -> None:
    rounded = for_column(value)
    assert rounded is None or fits(rounded)
    if value.is_finite() and fits(value):
        assert rounded == value


def test_moments_come_back_aware_and_in_utc() -> None:
    there = timezone(timedelta(hours=5, minutes=30))
    (found,) = _write(MOMENTS, datetime(2026, 3, 31, 4, 0, tzinfo=there))
    assert found == datetime(2026, 3, 30, 22, 30, tzinfo=UTC)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(StatementError, match="needs a time zone"):
        _write(MOMENTS, datetime(2026, 3, 31))  # noqa: DTZ001 (the case)
