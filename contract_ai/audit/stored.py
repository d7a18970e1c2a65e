"""The trail as it stands in the database, row by row, without objects made of it."""

from collections.abc import Callable, Generator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Table, func, type_coerce
from sqlalchemy import select as sql_select
from sqlmodel import Session, SQLModel

from contract_ai.audit.sealing import FIELDS

COLUMNS = (*FIELDS, "hash")
_AT_ONCE = 5000


def stored(
    session: Session,
    *,
    newest: int | None = None,
    contract: str | None = None,
    upto: int | None = None,
) -> Generator[Sequence[Any], None, None]:
    """Return the values of `COLUMNS`, a row an event, oldest first; a moment as it is hashed.

    ``newest`` means only so many of the newest, ``contract`` only those about one, ``upto`` the
    number of the last.
    """
    table, query = _chosen(session)
    if contract is not None:
        query = query.where(table.c.contract == contract)
    if upto is not None:
        query = query.where(table.c.seq <= upto)
    connection = session.connection()
    if newest is not None:
        last = query.order_by(table.c.seq.desc()).limit(newest)
        yield from list(connection.execute(last))[::-1]
        return
    rows = query.order_by(table.c.seq).execution_options(yield_per=_AT_ONCE)
    with connection.execute(rows) as found:  # PostgreSQL keeps a cursor open until this ends
        yield from found


def stored_from(
    session: Session, narrow: Callable[[Any], ColumnElement[bool]], after: int, limit: int
) -> list[Sequence[Any]]:
    """Return so many events after a number, oldest first; ``narrow`` chooses by contract in SQL."""
    table, query = _chosen(session)
    query = query.where(table.c.seq > after, narrow(table.c.contract))
    return list(session.connection().execute(query.order_by(table.c.seq).limit(limit)))


def _chosen(session: Session) -> tuple[Table, Select[Any]]:
    table = SQLModel.metadata.tables["audit_event"]
    columns: list[ColumnElement[Any]] = [table.c[name] for name in COLUMNS]
    columns[FIELDS.index("at")] = _moment(session, table.c.at)
    return table, sql_select(*columns)


def _moment(session: Session, at: ColumnElement[Any]) -> ColumnElement[Any]:
    """Write a moment as `contract_ai.audit.sealing.moment` does, in SQL."""
    if session.connection().dialect.name == "sqlite":
        return func.replace(type_coerce(at, String), " ", "T") + "Z"
    return func.to_char(func.timezone("UTC", at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
