"""``contract-ai db``: looking after the database."""

from datetime import UTC, datetime
from pathlib import Path

import click

from contract_ai.backup.manifest import ORIGINALS
from contract_ai.cli.common import DATABASE, DATABASE_FILE, Session, put, session_command
from contract_ai.intake.places import open_vault
from contract_ai.names import printable
from contract_ai.storage.grants import grants, let_work
from contract_ai.storage.upgrade import upgrade as renew
from reports.wording import count

FILE = click.Path(dir_okay=False, path_type=Path)


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


@command.command(
    name="grants",
    epilog="Example: contract-ai db grants contract_ai_work --database postgresql://...",
)
@click.argument("role")
@click.option("--apply", is_flag=True, help="Run the statements instead of printing them.")
@DATABASE
@session_command
def grant(session: Session, role: str, *, apply: bool, database: str | None) -> int:
    """Print what lets the account ROLE of PostgreSQL work in the tables, and no more.

    It may read, add, change and delete rows, and of the audit trail read and add them.  Run this
    as the owner of the tables; contract-ai db upgrade gives the same again from then on.
    """
    with session.database(database) as opened:
        if apply:
            let_work(opened, role)
            put(f"{printable(role)} may work in the tables of {opened.name}.")
        else:
            with opened.read() as reading:
                statements = grants(reading.connection(), role)
            put("\n".join(f"{one};" for one in statements))
    return 0


@command.command(
    epilog="Example: contract-ai db backup /backups/2026-06-30.zip --database books.db"
)
@click.argument("file", type=FILE)
@DATABASE
@session_command
def backup(session: Session, file: Path, database: str | None) -> int:
    """Write the database, the originals and the anchors into FILE, while others go on working.

    The file holds everything that is on file and should be kept as safe.  The key of the
    application (contract-ai.key) is not in it: keep that in another place.
    """
    from contract_ai.backup.taking import back_up  # noqa: PLC0415 (the rest needs none of it)

    with session.database(database) as opened:
        made = back_up(opened, session.settings, file, datetime.now(UTC), session.progress)
    originals = sum(one.name.startswith(ORIGINALS) for one in made.files)
    for one in made.missing:
        session.note(f"{printable(one.file)}: the original is gone, or is another now.")
    put(
        f"{printable(file)}: {count(sum(made.rows.values()), 'row')} as of event {made.events} "
        f"of the audit trail, {count(originals, 'original')}."
    )
    return 1 if made.missing else 0


@command.command(epilog="Example: contract-ai db restore /backups/2026-06-30.zip --database new.db")
@click.argument("file", type=FILE)
@DATABASE
@session_command
def restore(session: Session, file: Path, database: str | None) -> int:
    """Put a backup where no database is yet; all of it is verified first.

    A backup of SQLite may be restored on PostgreSQL and the other way round.
    """
    from contract_ai.backup.restoring import restore as put_back  # noqa: PLC0415 (the rest needs none of it)

    place = database or session.settings.database or DATABASE_FILE
    made = put_back(
        file,
        place,
        session.settings,
        actor=session.actor,
        now=datetime.now(UTC),
        progress=session.progress,
    )
    session.note("Everything was verified. Now run: contract-ai check --recompute")
    put(
        f"Restored: {count(sum(made.rows.values()), 'row')} as of event {made.events} of the audit "
        f"trail, {made.made_at:%Y-%m-%d %H:%M} UTC."
    )
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
