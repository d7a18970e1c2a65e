"""``contract-ai invoice``: stateless, a list of invoice/1 for each file."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from contract_ai.cli.common import Session, complain, format_option, reading_command
from contract_ai.cli.results import OUTPUT, FileCommand, Result, answers, jobs, present
from contract_ai.cli.tables import invoices_table
from contract_ai.reading import Read, Reader
from models.errors import ErrorCode
from models.forms import invoice_form
from models.invoices import Invoice


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
    exit code is then 3.  A document that was read and holds no invoice gives an empty list, and
    a line on stderr.
    """
    results = _results(session, session.reader(), files)
    present(session, results, output, form, lone=len(files) == 1)
    return session.exit_code


def _results(session: Session, reader: Reader, files: tuple[str, ...]) -> Iterator[Result]:
    reads = map(_none_found, reader.invoices(jobs(files)))
    for read, invoices in answers(session, reads, len(files)):
        for notice in dict.fromkeys(note for invoice in invoices for note in invoice.notices):
            session.note(f"{read.job.source.shown}: {notice}")
        forms = [dict(invoice_form(invoice)) for invoice in invoices]
        yield Result(read.job.source.name, list(forms), invoices_table(invoices))


def _none_found(read: Read[list[Invoice]]) -> Read[list[Invoice]]:
    """Let a document that was read and holds no invoice be one with none: no error, no code."""
    if read.error is None or read.error.code is not ErrorCode.INVOICE_NOT_FOUND:
        return read
    complain(f"{read.error.where}: read, and {read.error.what} {read.error.do}")
    return replace(read, value=[], error=None)
