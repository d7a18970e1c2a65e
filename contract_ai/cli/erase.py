"""``contract-ai erase``: delete a contract's original and every word of it."""

from datetime import UTC, datetime

import click

from contract_ai.cli.common import DATABASE, Session, put, reading_command
from contract_ai.intake.erasure import NoSuchContract, OnHold, erase
from contract_ai.intake.places import find_vault
from contract_ai.pagework.cache import cache_in


@click.command(
    epilog='Example: contract-ai erase MSA-2026 --reason "Retention ended" --database books.db'
)
@click.argument("contract")
@click.option("--reason", required=True, help="Why; it is kept in the audit trail.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@DATABASE
@reading_command
def command(
    session: Session, contract: str, reason: str, *, yes: bool, database: str | None
) -> int:
    """Erase a contract for good: its original, its pages and every word of it.

    CONTRACT is its file's name without the ending; all its versions are erased.  Numbers, hashes
    and one event of the audit trail stay.  A file that was added from a folder of yours stays
    there.
    """
    if not yes:
        click.confirm(f"Erase {contract} for good?", abort=True, err=True)
    with session.database(database) as opened:
        vault = find_vault(session.settings, opened)
        now = datetime.now(UTC)
        try:
            drawn = [] if vault is None else [cache_in(vault.root.parent).forget]
            reader = session.reader()
            gone = erase(opened, vault, reader, contract, reason=reason, now=now, forget=drawn)
        except NoSuchContract as error:
            message = f"No contract on file is named {contract}; see contract-ai contracts."
            raise click.UsageError(message) from error
        except OnHold as error:
            message = (
                f"{contract} is on legal hold: an administrator lifts it on the page Retention."
            )
            raise click.UsageError(message) from error
    for one in gone:
        put(f"Erased document {one.document_id} ({one.sha256}).")
        if one.elsewhere:
            session.note(f"Your own file stays: {one.elsewhere}")
    session.note("Run contract-ai check: findings are told without this contract then.")
    return 0
