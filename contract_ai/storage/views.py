"""One SQL view per kind of term, made from the classes, for people who query.

``SELECT contract, item, amount FROM rate`` shows the rates that are in use.  Views are for
reading: the exact digits stand in ``term.values``.
"""

import types
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Union, get_args, get_origin

from sqlalchemy import Connection, inspect, text

from models.terms import TERM_KINDS, Term

_COMMON = (
    "term.id AS term_id",
    "contract.stem AS contract",
    "term.state",
    "term.confidence",
    "term.review",
    "term.page",
    "term.section",
    "term.quote",
    "term.valid_from",
    "term.valid_to",
)
_ASIDE = frozenset({"kind", "evidence", "confidence", "review"})
# Some kinds have the name of a table or of a column type; the prefix tells views apart.
PREFIX = "term_"


def view_statements(dialect: str) -> Iterator[str]:
    """Write the statements that make every view anew."""
    for kind, model in sorted(TERM_KINDS.items()):
        yield f"DROP VIEW IF EXISTS {PREFIX}{kind}"
        yield _view(kind, model, dialect)


def create_views(connection: Connection) -> None:
    """Make every view anew."""
    for statement in view_statements(connection.dialect.name):
        connection.execute(text(statement.replace(":", r"\:")))


def has_views(connection: Connection) -> bool:
    """Whether there is a view for every kind of term."""
    wanted = {f"{PREFIX}{kind}" for kind in TERM_KINDS}
    return wanted <= set(inspect(connection).get_view_names())


def _view(kind: str, model: type[Term], dialect: str) -> str:
    columns = [*_COMMON, *_own_columns(model, dialect)]
    return (
        f"CREATE VIEW {PREFIX}{kind} AS SELECT {', '.join(columns)} "  # noqa: S608 (names from our own classes)
        "FROM term JOIN contract ON contract.id = term.contract_id "
        "JOIN document ON document.id = contract.document_id "
        f"WHERE term.kind = '{kind}' AND term.state <> 'rejected' "
        "AND term.known_to IS NULL AND document.retired_at IS NULL"
    )


def _own_columns(model: type[Term], dialect: str) -> Iterator[str]:
    for name, info in model.model_fields.items():
        if name not in _ASIDE:
            value = _value(info.alias or name, _plain_type(info.annotation), dialect)
            yield f'{value} AS "{name}"'


def _value(key: str, kind: object, dialect: str) -> str:
    if dialect == "postgresql":
        value = f"(term.values ->> '{key}')"
        casts = {Decimal: "numeric", int: "integer", date: "date", bool: "boolean"}
        cast = casts.get(kind) if isinstance(kind, type) else None
        return f"CAST({value} AS {cast})" if cast else value
    value = f"json_extract(term.\"values\", '$.{key}')"
    return f"CAST({value} AS NUMERIC)" if kind is Decimal else value


def _plain_type(annotation: object) -> object:
    """Take None and limits away: Decimal of ``Decimal | None``."""
    if get_origin(annotation) is Annotated:
        return _plain_type(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        members = [arg for arg in get_args(annotation) if arg is not type(None)]
        return _plain_type(members[0]) if len(members) == 1 else object
    return annotation
