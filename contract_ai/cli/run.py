"""``contract-ai run``: the main job on one folder."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from contract_ai.cli.common import Session, format_option, output_folder, put, session_command
from contract_ai.cli.dates import AS_OF, FAIL_ON, today
from contract_ai.cli.summary import exit_code, summary_text
from contract_ai.folder import survey
from contract_ai.pipeline import add, check, hold_only, report, with_pictures, write_reports
from contract_ai.storage.upgrade import open_database
from reports.findings_json import findings_json

DATABASE = "contract-ai.db"


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
@session_command
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
    survey_of = survey(folder, output)
    now = datetime.now(UTC)
    database = open_database(output_folder(output) / DATABASE)
    try:
        with session.reader() as reader:
            added = add(database, reader, survey_of, now=now, progress=session.progress)
            for notice in (*survey_of.notices, *added.notices):
                session.note(notice)
            for error in added.errors:
                session.problem(error)
            hold_only(database, added, now)
            check(database, as_of=as_of or today(), now=now)
            data = report(database, name=survey_of.name, unread=added.errors)
            if data is None:
                msg = "a run that was just saved is there"
                raise AssertionError(msg)
            data = with_pictures(database, reader, data, session.progress)
    finally:
        database.close()
    outputs = write_reports(data, output)
    if form == "json":
        put(findings_json(data).rstrip("\n"))
    else:
        put(summary_text(data, outputs))
    return exit_code(session, data, fail_on)
