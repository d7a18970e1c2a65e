"""``contract-ai report``: the discrepancy report from the database."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from contract_ai.audit.anchors import load_anchors
from contract_ai.cli.common import DATABASE, Session, reading_command
from contract_ai.cli.findings import chosen
from contract_ai.crops import FOR_PAPER, FOR_SCREEN
from contract_ai.files import write_atomically
from contract_ai.pipeline import report, with_pictures
from contract_ai.versions import program_version
from models.findings import State
from reports.findings_json import findings_json
from reports.inputs import ReportInput
from reports.packet.letter import before_sending, letters
from reports.packet.pdf import letters_pdf
from reports.paper.sheets import PAPERS
from reports.report import render_report
from reports.report_pdf import report_pdf
from reports.workbook import findings_workbook

_PROGRAM = f"contract-ai {program_version()}"


@click.command(
    epilog="Example: contract-ai report --format xlsx -o findings.xlsx --database books.db"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "pdf", "xlsx", "json"]),
    default="html",
    show_default=True,
    help="Kind of report; pdf with --invoice or --contract is a letter to the other party.",
)
@click.option("--invoice", help="Only what concerns invoices with this number.")
@click.option("--contract", help="Only what concerns this contract (file name without ending).")
@click.option(
    "--state",
    multiple=True,
    type=click.Choice([state.value for state in State]),
    help="Only findings in this state; may be given more than once.",
)
@click.option(
    "--paper",
    type=click.Choice(sorted(PAPERS)),
    default="a4",
    show_default=True,
    help="Size of the pages of a PDF.",
)
@click.option(
    "--anchors",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="File of audit anchors: the foot names the newest of them, else the newest event.",
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
def command(  # noqa: PLR0913, PLR0917 (click gives every option by name)
    session: Session,
    form: str,
    output: Path | None,
    database: str | None,
    invoice: str | None,
    contract: str | None,
    state: tuple[str, ...],
    paper: str,
    anchors: Path | None,
) -> int:
    """Write the report of the last check: findings, proofs, and what could not be told.

    With --format pdf and --invoice or --contract it is what goes to the other party: a letter about
    what was billed beyond the contract, and one with a draft invoice about what was never billed,
    both with exhibits.
    """
    known = load_anchors(anchors) if anchors else ()
    chosen_settings = session.settings.for_checks
    with session.database(database) as opened:
        data = report(opened, settings=chosen_settings, anchored=True, anchors=known)
        audit = chosen(data.audit, contract=contract, invoice=invoice, states=state)
        data = replace(data, audit=audit)
        if form in {"html", "pdf"}:
            kind = FOR_PAPER if form == "pdf" else FOR_SCREEN
            data = with_pictures(opened, session.reader(), data, session.progress, kind)
    if form != "pdf":
        made = _write(data, form)
    elif invoice is None and contract is None:
        made = report_pdf(data, paper=paper, program=_PROGRAM)
    else:
        made = _letters(session, data, paper)
    if output is not None:
        write_atomically(output, made)
    elif form in {"xlsx", "pdf"} and sys.stdout.isatty():
        message = f"A {form.upper()} file is no text; give -o FILE."
        raise click.UsageError(message)
    else:
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    return 0


def _letters(session: Session, data: ReportInput, paper: str) -> bytes:
    made = letters(data, session.settings.letterhead)
    if not made:
        message = "No finding here asks the other party for anything; see contract-ai findings."
        raise click.UsageError(message)
    for note in before_sending(made):
        session.note(note)
    return letters_pdf(made, paper=paper, program=_PROGRAM)


def _write(data: ReportInput, form: str) -> bytes:
    if form == "xlsx":
        return findings_workbook(data)
    return (findings_json(data) if form == "json" else render_report(data)).encode()
