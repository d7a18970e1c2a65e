"""``contract-ai extract``: stateless, contract-terms/1 for each file."""

from collections.abc import Iterator
from pathlib import Path

import click

from contract_ai.cli.common import Session, engine_command, format_option, second_reading_command
from contract_ai.cli.results import OUTPUT, FileCommand, Result, answers, jobs, present
from contract_ai.cli.tables import terms_table
from contract_ai.reading import Reader
from models.forms import contract_form


@click.command(
    cls=FileCommand,
    epilog="Example: contract-ai extract sample_contracts/contracts/*.pdf --output terms",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@OUTPUT
@format_option("json")
@engine_command
@second_reading_command
def command(session: Session, files: tuple[str, ...], output: Path | None, form: str) -> int:
    """Read contracts (PDF, DOCX) and print their terms as contract-terms/1.

    One file prints one JSON object; several print a JSON list, in the order given.  A file that
    cannot be read is named on stderr and left out; the exit code is then 3.
    """
    results = _results(session, session.reader(), files)
    present(session, results, output, form, lone=len(files) == 1)
    return session.exit_code


def _results(session: Session, reader: Reader, files: tuple[str, ...]) -> Iterator[Result]:
    for read, contract in answers(session, reader.contracts(jobs(files)), len(files)):
        for notice in contract.notices:
            session.note(f"{read.job.source.shown}: {notice}")
        yield Result(read.job.source.name, contract_form(contract), terms_table(contract))
