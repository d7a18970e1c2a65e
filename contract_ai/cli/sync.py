"""``contract-ai sync``: read what changed in the systems that are connected."""

import click

from contract_ai.cli.common import DATABASE, Session, format_option, put, put_list, session_command
from contract_ai.cli.tables import table
from contract_ai.connectors.connections import connections
from contract_ai.connectors.opening import means_for
from contract_ai.connectors.running import Ended, run
from contract_ai.intake.places import open_vault
from models.errors import ServiceError
from models.forms import Json
from models.ledgers import Service

_COLUMNS = ("service", "kind", "new", "changed", "same")


@click.command(epilog="Example: contract-ai sync stripe --database books.db")
@click.argument("service", type=click.Choice([str(one) for one in Service]), required=False)
@click.option("--all", "whole", is_flag=True, help="Read everything again, not only changes.")
@DATABASE
@format_option("text")
@session_command
def command(
    session: Session, *, service: str | None, whole: bool, database: str | None, form: str
) -> int:
    """Read invoices, payments, payouts, customers and deals from SERVICE, or from all connected.

    Nothing is changed there.  A sync that was stopped goes on where it was.  What is read is kept
    apart from the invoices that were added (docs/connectors.md).
    """
    ended: list[Ended] = []
    with session.database(database) as opened:
        with opened.read() as reading:
            known = [Service(one.service) for one in connections(reading)]
        means, originals = means_for(session.settings, opened), open_vault(session.settings, opened)
        for one in [Service(service)] if service else known:
            try:
                ended.append(run(one, means, originals, whole=whole))
            except ServiceError as error:
                session.problem(error)
    rows = [row for one in ended for row in _rows(one)]
    if form == "json":
        put_list(rows)
    elif rows:
        put(table(_COLUMNS, [[row[name] for name in _COLUMNS] for row in rows]))
    elif not session.problems:
        session.note("Nothing is connected: contract-ai connect --help says how.")
    return session.exit_code


def _rows(ended: Ended) -> list[dict[str, Json]]:
    return [
        {
            "service": str(ended.service),
            "kind": str(kind),
            "new": kept.new,
            "changed": kept.changed,
            "same": kept.same,
        }
        for kind, kept in ended.kept.items()
    ]
