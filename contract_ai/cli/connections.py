"""``contract-ai connections``: what is connected, when it was read, and how many records are where."""

from datetime import datetime

import click
from sqlmodel import Session as Reading

from contract_ai.cli.common import DATABASE, Session, format_option, put, put_list, session_command
from contract_ai.cli.tables import table
from contract_ai.connectors.connections import connections
from contract_ai.storage.ledgers import counts, positions
from models.forms import Json
from models.ledgers import RecordKind, Service
from models.tables.ledgers import ServiceConnectionRow

_COLUMNS = ("service", "account", "last_sync", "kind", "here", "there", "notice")


@click.command(epilog="Example: contract-ai connections --database books.db")
@DATABASE
@format_option("text")
@session_command
def command(session: Session, *, database: str | None, form: str) -> int:
    """List what is connected: the last sync, records here and there, and what went wrong.

    THERE is what the service itself says it holds; Stripe does not say.
    """
    with session.database(database) as opened, opened.read() as reading:
        known = [_form(reading, one) for one in connections(reading)]
    if form == "json":
        put_list(known)
    elif known:
        put(table(_COLUMNS, [line for one in known for line in _lines(one)]))
    else:
        session.note("Nothing is connected: contract-ai connect --help says how.")
    return 0


def _form(reading: Reading, row: ServiceConnectionRow) -> dict[str, Json]:
    service = Service(row.service)
    here = counts(reading, service)
    lists: list[Json] = [
        _without_none(
            {
                "kind": one.kind,
                "here": here.get(RecordKind(one.kind), 0),
                "there": one.there,
                "ended_at": _written(one.ended_at),
                "half_read": one.place is not None,
            }
        )
        for one in positions(reading, service)
    ]
    return _without_none(
        {
            "service": row.service,
            "account": row.account or None,
            "connected_at": _written(row.connected_at),
            "last_sync": _written(row.synced_at),
            "hint_at": _written(row.hint_at),
            "problem": row.problem or None,
            "lists": lists,
        }
    )


def _lines(one: dict[str, Json]) -> list[list[object]]:
    """Return a line for each list; what went wrong stands on the first."""
    known: list[object] = [one["service"], one.get("account", ""), _short(one.get("last_sync"))]
    lists = one["lists"] if isinstance(one["lists"], list) else []
    lines = [
        [*known, each["kind"], each["here"], each.get("there", "not told"), _notice(each)]
        for each in lists
        if isinstance(each, dict)
    ] or [[*known, "", "", "", ""]]
    lines[0][-1] = one.get("problem") or lines[0][-1]
    return lines


def _notice(each: dict[str, Json]) -> str:
    if each["half_read"]:
        return "half read"
    there = each.get("there")
    return "differs" if there is not None and there != each["here"] else ""


def _short(moment: Json) -> str:
    return str(moment)[:16].replace("T", " ") if moment else "never"


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _without_none(form: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in form.items() if value is not None}
