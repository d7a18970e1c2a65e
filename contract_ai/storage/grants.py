"""Two accounts of PostgreSQL: one owns the tables and upgrades them, a lesser one works in them.

The lesser one reads, adds, changes and deletes rows; of the audit trail it reads and adds only,
and it makes, changes and drops nothing.  What it may is said by `grants`, and given again when the
owner upgrades: new tables and the views, which are made anew, would be closed to it otherwise.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, inspect, text

from contract_ai.audit.trail import record
from contract_ai.storage.engine import Database
from models.errors import ErrorCode, RequestError

_ADDED_ONLY = frozenset({"audit_event"})
_READ_ONLY = frozenset({"alembic_version"})
_OWNS = text("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(:name)")
_MAY_MAKE = text("SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)")
# Whom the trail was opened to, its owner left out: they work here and make nothing.
_WORKING = text(
    "SELECT DISTINCT grantee.rolname FROM pg_class AS trail, aclexplode(trail.relacl) AS given "
    "JOIN pg_roles AS grantee ON grantee.oid = given.grantee "
    "WHERE trail.oid = to_regclass('audit_event') AND given.privilege_type = 'INSERT' "
    "AND given.grantee <> trail.relowner ORDER BY 1"
)


def may_upgrade(connection: Connection) -> bool:
    """Whether the account may make and change tables here; on SQLite whoever writes may."""
    if connection.dialect.name != "postgresql":
        return True
    owns = connection.execute(_OWNS, {"name": "alembic_version"}).scalar()
    return bool(connection.execute(_MAY_MAKE).scalar() if owns is None else owns)


def working_roles(connection: Connection) -> list[str]:
    """Return the accounts that were let work in these tables without owning them."""
    if connection.dialect.name != "postgresql":
        return []
    return list(connection.execute(_WORKING).scalars())


def grants(connection: Connection, role: str) -> list[str]:
    """Write the statements that let an account work in the tables that are there now.

    Raises:
        RequestError: the database knows no such account, or is not of PostgreSQL.
    """
    if connection.dialect.name != "postgresql":
        what = "A database in a file has no accounts."
        raise _wrong(what, "Its file's owner and mode say who may write it.", role)
    known = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
    if connection.execute(known, {"role": role}).scalar() is None:
        what = "The server knows no such account."
        raise _wrong(what, "Make it first, as docs/security.md shows.", role)
    return list(_statements(connection, role))


def give(connection: Connection, role: str) -> None:
    """Let an account work in the tables that are there now.

    Raises:
        RequestError: the database knows no such account, or is not of PostgreSQL.
    """
    for statement in grants(connection, role):
        connection.exec_driver_sql(statement.replace("%", "%%"))


def let_work(database: Database, role: str) -> None:
    """Let an account work in the tables, and write down that it was.

    Raises:
        RequestError: the database knows no such account, or is not of PostgreSQL.
        SettingsError: the account that asks does not own the tables, or the database is unusable.
    """
    with database.write() as session:
        give(session.connection(), role)
        record(session, action="database.granted", object=f"account {role}")


def _statements(connection: Connection, role: str) -> Iterator[str]:
    quote = connection.dialect.identifier_preparer.quote_identifier
    there, name = inspect(connection), quote(role)
    place = connection.execute(text("SELECT current_database(), current_schema()")).one()
    database, schema = map(quote, place)
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC"
    yield f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC"
    yield f"GRANT CONNECT ON DATABASE {database} TO {name}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {name}"
    for table in sorted(there.get_table_names()):
        yield f"REVOKE ALL ON {schema}.{quote(table)} FROM {name}"
        yield f"GRANT {_rights(table)} ON {schema}.{quote(table)} TO {name}"
    for view in sorted(there.get_view_names()):
        yield f"GRANT SELECT ON {schema}.{quote(view)} TO {name}"
    for sequence in sorted(there.get_sequence_names()):
        yield f"GRANT USAGE, SELECT ON SEQUENCE {schema}.{quote(sequence)} TO {name}"


def _rights(table: str) -> str:
    if table in _READ_ONLY:
        return "SELECT"
    return "SELECT, INSERT" if table in _ADDED_ONLY else "SELECT, INSERT, UPDATE, DELETE"


def _wrong(what: str, do: str, role: str) -> RequestError:
    return RequestError(ErrorCode.REQUEST_INVALID, what, where=role, do=do)
