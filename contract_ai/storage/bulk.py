"""Many rows at a time: lists of values cut to what one statement takes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Table
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel

T = TypeVar("T")
_AT_ONCE = 500
_STREAMED = 100  # rows from which on a stream is faster than statements


def batched(values: Iterable[T], size: int = _AT_ONCE) -> Iterator[list[T]]:
    """Cut values into lists of at most ``size``."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def insert_rows(
    session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, object]]
) -> None:
    """Insert rows past the ORM, which takes half the time; every row has the same keys.

    PostgreSQL is given many rows as one stream (COPY), with the values that an insert would give.
    """
    if not rows:
        return
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    connection = session.connection()
    columns = [column for column in table.columns if column.key in rows[0]]
    made_here = any(c.default is not None for c in table.columns if c.key not in rows[0])
    if connection.dialect.name != "postgresql" or len(rows) < _STREAMED or made_here:
        connection.execute(table.insert(), rows)
        return
    _copy(connection, table, columns, rows)


def numbered_rows(
    session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, object]]
) -> list[int]:
    """Insert rows past the ORM, all with the same keys; return their numbers, in order."""
    if not rows:
        return []
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    adding = table.insert().returning(table.c.id, sort_by_parameter_order=True)
    return list(session.connection().execute(adding, rows).scalars())


def _copy(
    connection: Connection,
    table: Table,
    columns: Sequence[Column[Any]],
    rows: Iterable[Mapping[str, object]],
) -> None:
    dialect = connection.dialect
    quoted = dialect.identifier_preparer
    names = ", ".join(map(quoted.format_column, columns))
    statement = f"COPY {quoted.format_table(table)} ({names}) FROM STDIN"
    makers = [
        (column.key, column.type.dialect_impl(dialect).bind_processor(dialect))
        for column in columns
    ]
    driver: Any = connection.connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as stream:
            for row in rows:
                stream.write_row([make(row[key]) if make else row[key] for key, make in makers])
    except dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            statement, None, error, dialect.loaded_dbapi.Error, dialect=dialect
        ) from error
