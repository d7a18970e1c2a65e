"""``contract-ai connections``: what is connected, when it was read, and how many records are where."""

import click

from contract_ai.cli.common import DATABASE, Session, format_option, put, put_list, session_command
from contract_ai.cli.tables import table
from contract_ai.connectors.standing import standings
from models.forms import Json

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
        known = standings(reading)
    if form == "json":
        put_list(known)
    elif known:
        put(table(_COLUMNS, [line for one in known for line in _lines(one)]))
    else:
        session.note("Nothing is connected: contract-ai connect --help says how.")
    return 0


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
