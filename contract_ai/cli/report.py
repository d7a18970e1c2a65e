"""``contract-ai report``: the discrepancy report from the database."""

import sys
from pathlib import Path

import click

from contract_ai.cli.common import DATABASE, Session, reading_command
from contract_ai.files import write_atomically
from contract_ai.pipeline import report, with_pictures
from reports.findings_json import findings_json
from reports.inputs import ReportInput
from reports.report import render_report
from reports.workbook import findings_workbook


@click.command(
    epilog="Example: contract-ai report --format xlsx -o findings.xlsx --database books.db"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "xlsx", "json"]),
    default="html",
    show_default=True,
    help="Kind of report.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="File to write.  [default: standard output]",
)
@DATABASE
@reading_command
def command(session: Session, form: str, output: Path | None, database: str | None) -> int:
    """Write the report of the last check: findings, proofs, and what could not be told."""
    with session.database(database) as opened:
        data = report(opened, settings=session.settings.for_checks)
        if form == "html":
            data = with_pictures(opened, session.reader(), data, session.progress)
    made = _write(data, form)
    if output is not None:
        write_atomically(output, made)
    elif form == "xlsx" and sys.stdout.isatty():
        message = "A workbook is no text; give -o FILE."
        raise click.UsageError(message)
    else:
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    return 0


def _write(data: ReportInput, form: str) -> bytes:
    if form == "xlsx":
        return findings_workbook(data)
    return (findings_json(data) if form == "json" else render_report(data)).encode()
