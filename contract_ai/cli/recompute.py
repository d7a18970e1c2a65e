"""Deriving once more what the last run said: ``check --recompute`` and ``audit rederive``."""

from collections.abc import Collection

import click

from contract_ai.cli.common import DATABASE, Session, put, session_command
from contract_ai.fieldwork.deriving import (
    Deriving,
    NothingChecked,
    PartAgain,
    part_of,
    parts_of_contracts,
)
from contract_ai.storage.engine import Database
from reports.wording import count

DIFFERENT = 1
NOTHING_CHECKED = "Nothing was checked yet. Run contract-ai check first."


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
    with session.database(database) as opened:
        return recompute(session, opened, finding=finding, contract=contract)


def recompute(
    session: Session, database: Database, *, finding: str | None = None, contract: str | None = None
) -> int:
    """Derive parts, or all, from what is stored, and print each difference as it is found.

    Raises:
        UsageError: nothing was checked, or the last run knows no such finding or contract.
    """
    findings = tests = differences = 0
    with database.read() as reading:
        try:
            deriving = Deriving.of(reading, session.settings.for_checks)
        except NothingChecked as error:
            raise click.UsageError(NOTHING_CHECKED) from error
        keys: Collection[str] | None = None
        if finding is not None:
            keys = {key} if (key := part_of(reading, finding)) else set()
        elif contract is not None:
            keys = parts_of_contracts(reading, [contract])
        if keys is not None and not keys:
            message = "There is no such finding or contract in the last run."
            raise click.UsageError(message)
        for part in deriving.parts(reading, keys):
            findings, tests = findings + len(part.findings), tests + part.tests
            lines = _different(part)
            differences += len(lines)
            if lines and not part.same_inputs:
                put(_other_inputs(part))
            for line in lines:
                put(line)
    derived = f"{count(findings, 'finding')} and {count(tests, 'test')} were derived again"
    put(f"{count(differences, 'difference')}: {derived}, as of {deriving.as_of}.")
    return DIFFERENT if differences else 0


def _other_inputs(part: PartAgain) -> str:
    where = part.key.strip() or "all"
    return f"{where}: documents, settings or program are others than in the run; check again."


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
    return lines
