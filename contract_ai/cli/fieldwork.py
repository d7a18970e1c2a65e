"""``contract-ai audit evidence``: the folder that auditors take away."""

from datetime import date
from pathlib import Path

import click

from contract_ai.cli.common import DATABASE, Session, put, reading_command
from contract_ai.cli.dates import IsoDate
from contract_ai.cli.recompute import NOTHING_CHECKED
from contract_ai.desk.scope import EVERYTHING
from contract_ai.fieldwork.deriving import NothingChecked
from contract_ai.fieldwork.evidence import NothingThere, name_of
from contract_ai.fieldwork.orders import order_of, take_away
from contract_ai.fieldwork.selections import About
from contract_ai.intake.places import find_vault

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(epilog="Example: contract-ai audit evidence --contract MSA-2025-011 -o evidence.zip")
@click.option("--sample", type=click.IntRange(1), help="Number of a sample that was drawn.")
@click.option("--contract", help="A contract (file name without ending) with its family.")
@click.option(
    "--since", type=IsoDate(), metavar="DATE", help="Invoices issued on this day or later."
)
@click.option(
    "--until", type=IsoDate(), metavar="DATE", help="Invoices issued on this day or earlier."
)
@click.option("--anchors", type=FILE, metavar="FILE", help="File of anchors to put in.")
@click.option("--public-key", type=FILE, metavar="FILE", help="Key that anchors are signed with.")
@click.option(
    "-o",
    "--output",
    type=FILE,
    metavar="FILE",
    help="File to write.  [default: named after what is in it]",
)
@DATABASE
@reading_command
def evidence(  # noqa: PLR0913, PLR0917 (click gives every option by name)
    session: Session,
    sample: int | None,
    contract: str | None,
    since: date | None,
    until: date | None,
    anchors: Path | None,
    public_key: Path | None,
    output: Path | None,
    database: str | None,
) -> int:
    """Write an evidence folder (zip): report, documents, terms, findings, tests, trail, hashes."""
    if sum((sample is not None, contract is not None, bool(since or until))) != 1:
        message = "Give one of --sample, --contract, or --since and --until."
        raise click.UsageError(message)
    about = About(sample, contract or "", since, until)
    given = {"audit_anchors": anchors, "audit_public_key": public_key}
    settings = session.settings.model_copy(update={k: v for k, v in given.items() if v})
    target = output or Path(name_of(about))
    with session.database(database) as opened:
        try:
            with opened.read() as reading:
                order = order_of(reading, settings, about, EVERYTHING)
            vault = find_vault(settings, opened)
            made = take_away(
                opened,
                session.reader(),
                order,
                vault=vault,
                target=target,
                progress=session.progress,
            )
        except NothingChecked as error:
            raise click.UsageError(NOTHING_CHECKED) from error
        except NothingThere as error:
            message = f"There is nothing on file about {about.words}."
            raise click.UsageError(message) from error
    put(f"{target}: {len(made.entries)} files. SHA-256 of its manifest.json: {made.manifest}")
    return 0
