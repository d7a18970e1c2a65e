"""What commands that write invoices as files share: their options, and writing."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from contract_ai.billing.papers import Form, Written
from contract_ai.cli.common import Session, put
from contract_ai.files import writable, write_atomically
from reports.paper.sheets import PAPERS

F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS = (
    click.option(
        "--format",
        "form",
        type=click.Choice([one.value for one in Form]),
        required=True,
        help="What to write.",
    ),
    click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="FOLDER",
        required=True,
        help="Where files are put; made where it is missing.",
    ),
    click.option(
        "--issuing",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="The file of the company (docs/billing.md).  [default: CONTRACT_AI_ISSUING]",
    ),
    click.option(
        "--paper", type=click.Choice(list(PAPERS)), default="a4", show_default=True, help="For PDF."
    ),
)


def output_options(command: F) -> F:
    """Ask for the form, the folder, the file of the company and the sheet."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def put_files(session: Session, out: Path, files: Iterable[Written], whole: str) -> int:
    """Write files into a folder, and say how many invoices of ``whole`` are in them.

    Raises:
        SettingsError: nothing can be written there.
    """
    written = 0
    with writable(out):
        out.mkdir(parents=True, exist_ok=True)
    for one in files:
        write_atomically(out / one.name, one.data)
        put(str(out / one.name))
        written += one.invoices
    session.note(f"{written} of {whole} written.")
    return session.exit_code
