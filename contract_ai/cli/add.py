"""``contract-ai add``: put documents into the database."""

from datetime import UTC, datetime
from pathlib import Path

import click

from contract_ai.cli.common import DATABASE, Session, put, second_reading_command
from contract_ai.folder import Folder, survey
from contract_ai.pipeline import add
from contract_ai.sources import Source
from contract_ai.storage.scans import DatabaseStore
from contract_ai.storage.sendings import DatabaseRecord


@click.command(epilog="Example: contract-ai add sample_contracts --database books.db")
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path)
)
@click.option(
    "--as",
    "kind",
    type=click.Choice(["contract", "invoice", "facts"]),
    help="What the files are.  [default: found from their content]",
)
@DATABASE
@second_reading_command
def command(
    session: Session, paths: tuple[Path, ...], kind: str | None, database: str | None
) -> int:
    """Put contracts, invoices and facts into the database.

    A folder may hold contracts/, invoices/, facts/ and terms/, or documents of any kind.  The
    same bytes twice are already there; another file at the same path takes its place.
    """
    folders = [survey(path, path / "report") for path in paths if path.is_dir()]
    files = tuple(Source(path) for path in paths if not path.is_dir())
    folders.append(_as(files, kind))
    read = already = 0
    with session.database(database) as opened:
        reader = session.reader(DatabaseStore(opened), DatabaseRecord(opened))
        for folder in folders:
            now = datetime.now(UTC)
            added = add(opened, reader, folder, now=now, progress=session.progress)
            read, already = read + added.read, already + added.already
            for notice in (*folder.notices, *added.notices):
                session.note(notice)
            for error in added.errors:
                session.problem(error)
    put(f"{read} added, {already} already there, {len(session.problems)} not read.")
    return session.exit_code


def _as(files: tuple[Source, ...], kind: str | None) -> Folder:
    if kind == "contract":
        return Folder("", contracts=files)
    if kind == "invoice":
        return Folder("", invoices=files)
    return Folder("", facts=files) if kind == "facts" else Folder("", unsorted=files)
