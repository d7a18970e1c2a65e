"""``contract-ai invoice``: stateless, a list of invoice/1 for each file."""

from collections.abc import Iterator
from pathlib import Path

import click

from contract_ai.cli.common import Session, format_option, reading_command
from contract_ai.cli.results import OUTPUT, FileCommand, Result, answers, jobs, present
from contract_ai.cli.tables import invoices_table
from contract_ai.reading import Reader
from models.forms import invoice_form


@click.command(
    cls=FileCommand,
    epilog="Example: contract-ai invoice sample_contracts/invoices/* --output invoices",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@OUTPUT
@format_option("json")
@reading_command
def command(session: Session, files: tuple[str, ...], output: Path | None, form: str) -> int:
    """Read invoices (PDF, DOCX, XML, CSV, XLSX, JSON) and print them as invoice/1.

    A file can hold many invoices, so the result is always a JSON list: all invoices of all
    files, in the order given.  A file that cannot be read is named on stderr and left out; the
    exit code is then 3.
    """
    results = _results(session, session.reader(), files)
    present(session, results, output, form, lone=len(files) == 1)
    return session.exit_code


def _results(session: Session, reader: Reader, files: tuple[str, ...]) -> Iterator[Result]:
    for read, invoices in answers(session, reader.invoices(jobs(files)), len(files)):
        for notice in dict.fromkeys(note for invoice in invoices for note in invoice.notices):
            session.note(f"{read.job.source.shown}: {notice}")
        forms = [dict(invoice_form(invoice)) for invoice in invoices]
        yield Result(read.job.source.name, list(forms), invoices_table(invoices))
