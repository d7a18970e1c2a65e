"""``contract-ai run``: the main job on one folder."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from contract_ai.cli.common import (
    DATABASE_FILE,
    Session,
    engine_command,
    format_option,
    put,
    second_reading_command,
)
from contract_ai.cli.dates import AS_OF, FAIL_ON, today
from contract_ai.cli.summary import exit_code, summary_text
from contract_ai.files import make_folder
from contract_ai.folder import Folder, survey
from contract_ai.pipeline import add, check, hold_only, report, with_pictures, write_reports
from contract_ai.reading import Reader
from contract_ai.storage.engine import Database
from contract_ai.storage.scans import DatabaseStore
from contract_ai.storage.sendings import DatabaseRecord
from models.errors import DocumentError
from reports.findings_json import findings_json


@click.command(epilog="Example: contract-ai run sample_contracts --as-of 2026-06-30")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for the results.  [default: FOLDER/report]",
)
@AS_OF
@FAIL_ON
@format_option("text")
@engine_command
@second_reading_command
def command(  # noqa: PLR0913, PLR0917 (click gives every option by name)
    session: Session,
    folder: Path,
    output: Path | None,
    as_of: date | None,
    fail_on: str | None,
    form: str,
) -> int:
    """Check every invoice of a folder against its contracts and write the report.

    FOLDER holds contracts/, invoices/, facts/ and, if you like, terms/ with terms that a person
    confirmed.  The results are report.html, findings.json, findings.xlsx and terms/STEM.json.
    """
    output = output or folder / "report"
    held = survey(folder, output)
    place = str(make_folder(output) / DATABASE_FILE)
    with session.database(place) as database:
        reader = session.reader(DatabaseStore(database), DatabaseRecord(database))
        unread = _add(session, database, reader, held)
        chosen = session.settings.for_checks
        check(database, as_of=as_of or today(), now=datetime.now(UTC), settings=chosen)
        data = report(database, name=held.name, unread=unread, settings=chosen)
        data = with_pictures(database, reader, data, session.progress)
    outputs = write_reports(data, output)
    put(findings_json(data).rstrip("\n") if form == "json" else summary_text(data, outputs))
    return exit_code(session, data.audit, fail_on)


def _add(session: Session, database: Database, reader: Reader, held: Folder) -> list[DocumentError]:
    now = datetime.now(UTC)
    if not held.count:
        session.note("The folder holds no documents: put them into contracts/, invoices/, facts/.")
    added = add(database, reader, held, now=now, progress=session.progress)
    for notice in (*held.notices, *added.notices):
        session.note(notice)
    for error in added.errors:
        session.problem(error)
    hold_only(database, added, now)
    return added.errors
