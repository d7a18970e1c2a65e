"""Column types that keep what they are given: exact amounts, moments in UTC, JSON."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from sqlalchemy import JSON, BigInteger, DateTime, Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

DIGITS = 6
_UNIT = Decimal(1).scaleb(-DIGITS)
_LARGEST = 2**63 - 1


class ExactDecimal(TypeDecorator[Decimal]):
    """A Decimal kept as BIGINT, scaled by 10^6: sums and order are exact in SQL.

    SQLite would keep NUMERIC as a binary float.  A value that does not fit is refused, never
    rounded: `for_column` rounds where a column may hold less than the document says.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Scale to an integer.

        Raises:
            TypeError: the value is no Decimal.
            ValueError: it has more than six decimals or is too large for the column.
        """
        if value is None:
            return None
        if not isinstance(value, Decimal):
            msg = f"exact columns take Decimal, got {type(value).__name__}"
            raise TypeError(msg)
        if not fits(value):
            msg = f"does not fit an exact column: {value}"
            raise ValueError(msg)
        return scaled(value)

    def process_result_value(
        self,
        value: int | Decimal | None,
        dialect: Dialect,  # noqa: ARG002 (SQLAlchemy's signature)
    ) -> Decimal | None:
        """Scale back; trailing zeros are dropped."""
        return None if value is None else unscaled(int(value))


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC; SQLite keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Move to UTC.

        Raises:
            ValueError: the moment has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"a moment needs a time zone: {value}"
            raise ValueError(msg)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Say that it is UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonValue(TypeDecorator[object]):
    """JSON, which PostgreSQL keeps as JSONB."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[object]:
        """Choose the dialect's own type."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(JSON(none_as_null=True))
        from sqlalchemy.dialects.postgresql import JSONB  # noqa: PLC0415 (only who has one pays for it)

        return dialect.type_descriptor(JSONB(none_as_null=True))


def scaled(value: Decimal) -> int:
    """Return the integer that an exact column keeps for a value that fits it.

    >>> scaled(Decimal("1.5"))
    1500000
    """
    return int(value.scaleb(DIGITS))


def unscaled(value: int) -> Decimal:
    """Return the value of an integer of an exact column; trailing zeros are dropped.

    >>> unscaled(1500000), unscaled(-2000000)
    (Decimal('1.5'), Decimal('-2'))
    """
    whole, part = divmod(abs(value), 10**DIGITS)
    digits = f"{part:0{DIGITS}}".rstrip("0")
    sign = "-" if value < 0 else ""
    return Decimal(f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}")


def fits(value: Decimal) -> bool:
    """Whether an exact column holds this value without loss.

    >>> fits(Decimal("0.000001")), fits(Decimal("0.0000001")), fits(Decimal("1E+13"))
    (True, False, False)
    """
    if not value.is_finite() or value.adjusted() > len(str(_LARGEST)) - DIGITS:
        return False
    scaled = value.scaleb(DIGITS)
    return scaled == scaled.to_integral_value() and abs(scaled) <= _LARGEST


def for_column(value: Decimal | None) -> Decimal | None:
    """Round to what a column holds; None where the value is too large for it.

    The document's own digits stay in the row's JSON.

    >>> for_column(Decimal("0.00000125"))
    Decimal('0.000001')
    """
    if value is None or fits(value):
        return value
    if not value.is_finite() or value.adjusted() > len(str(_LARGEST)) - DIGITS:
        return None
    rounded = value.quantize(_UNIT, ROUND_HALF_EVEN)
    return rounded if fits(rounded) else None
