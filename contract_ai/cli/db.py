"""``contract-ai db``: looking after the database."""

import click

from contract_ai.cli.common import DATABASE, Session, put, session_command
from contract_ai.intake.places import open_vault
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


@command.command(epilog="Example: contract-ai db originals --database books.db")
@DATABASE
@session_command
def originals(session: Session, database: str | None) -> int:
    """Read every uploaded original again and name those that are not what they were.

    The exit code is 1 where there is one.  It reads all files, so it is for the night.
    """
    with session.database(database) as opened:
        vault = open_vault(session.settings, opened)
    found = 0
    for one in vault.misfits():
        found += 1
        put(f"{one.path}: {one.why}")
    session.note("Bring these back from a backup." if found else "Every original is what it was.")
    return 1 if found else 0
