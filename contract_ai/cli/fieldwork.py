"""``contract-ai audit evidence`` and ``rederive``: what auditors do with the book."""

from datetime import date
from pathlib import Path

import click

from contract_ai.cli.common import DATABASE, Session, put, reading_command, session_command
from contract_ai.cli.dates import IsoDate
from contract_ai.desk.scope import EVERYTHING
from contract_ai.fieldwork.deriving import (
    Deriving,
    NothingChecked,
    PartAgain,
    part_of,
    parts_of_contracts,
)
from contract_ai.fieldwork.evidence import NothingThere, name_of
from contract_ai.fieldwork.orders import order_of, take_away
from contract_ai.fieldwork.selections import About
from contract_ai.intake.places import find_vault

DIFFERENT = 1
FILE = click.Path(dir_okay=False, path_type=Path)
_NOTHING_CHECKED = "Nothing was checked yet. Run contract-ai check first."


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
            raise click.UsageError(_NOTHING_CHECKED) from error
        except NothingThere as error:
            message = f"There is nothing on file about {about.words}."
            raise click.UsageError(message) from error
    put(f"{target}: {len(made.entries)} files. SHA-256 of its manifest.json: {made.manifest}")
    return 0


@click.command(epilog="Example: contract-ai audit rederive --contract MSA-2025-011")
@click.option("--finding", help="Only the part that a finding (fingerprint) is in.")
@click.option("--contract", help="Only the part that a contract is in.")
@DATABASE
@session_command
def rederive(
    session: Session, finding: str | None, contract: str | None, database: str | None
) -> int:
    """Derive what the last run said once more, and compare; exit code 1 where something differs.

    Nothing is written. Without options the whole book is derived.
    """
    with session.database(database) as opened, opened.read() as reading:
        try:
            deriving = Deriving.of(reading, session.settings.for_checks)
        except NothingChecked as error:
            raise click.UsageError(_NOTHING_CHECKED) from error
        keys: set[str] | None = None
        if finding is not None:
            keys = {key} if (key := part_of(reading, finding)) else set()
        elif contract is not None:
            keys = parts_of_contracts(reading, [contract])
        if keys is not None and not keys:
            message = "There is no such finding or contract in the last run."
            raise click.UsageError(message)
        made = list(deriving.parts(reading, keys))
    for part in made:
        for line in _different(part):
            put(line)
    findings, tests = (sum(len(p.findings) for p in made), sum(p.tests for p in made))
    same = all(part.equal for part in made)
    put(
        f"{'Equal' if same else 'DIFFERENT'}: {findings} findings and {tests} tests were derived again, as of {deriving.as_of}."
    )
    return 0 if same else DIFFERENT


def _different(part: PartAgain) -> list[str]:
    lines = [
        f"{one.fingerprint}: {', '.join(one.other) or 'not found again'} ({one.message})"
        for one in part.findings
        if not one.equal
    ]
    lines += [
        f"{one.fingerprint}: not in the last run ({one.finding.message})" for one in part.added
    ]
    lines += [
        f"test {(before or after or ('',))[0]}: {before} is {after}"
        for before, after in part.other_tests
    ]
    if lines and not part.same_inputs:
        lines.insert(
            0,
            f"{part.key.strip() or 'all'}: documents, settings or program are others than in the run; check again.",
        )
    return lines
