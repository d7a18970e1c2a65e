"""``contract-ai db``: looking after the database."""

import click

from contract_ai.cli.common import DATABASE, Session, put, session_command
from contract_ai.storage.upgrade import upgrade as renew


@click.group(epilog="Example: contract-ai db upgrade --database books.db")
def command() -> None:
    """Look after the database."""


@command.command(epilog="Example: contract-ai db upgrade --database books.db")
@DATABASE
@session_command
def upgrade(session: Session, database: str | None) -> int:
    """Bring the tables and views of the database to this program's version."""
    with session.database(database) as opened:
        version = renew(opened)
        put(f"{opened.name} is up to date: version {version}.")
    return 0
