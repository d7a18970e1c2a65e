"""``contract-ai check``: run the checks on the database."""

from datetime import UTC, date, datetime

import click

from contract_ai.cli.common import DATABASE, Session, format_option, session_command
from contract_ai.cli.dates import AS_OF, FAIL_ON, today
from contract_ai.cli.findings import show
from contract_ai.cli.recompute import recompute as derive_again
from contract_ai.cli.summary import exit_code
from contract_ai.pipeline import check


@click.command(epilog="Example: contract-ai check --as-of 2026-06-30 --database books.db")
@click.option("--contract", help="Show what concerns this contract (file name without ending).")
@click.option("--invoice", help="Show what concerns invoices with this number.")
@click.option(
    "--recompute",
    is_flag=True,
    help="Derive what the last check said once more from what is stored, and compare; nothing is written.",
)
@AS_OF
@FAIL_ON
@DATABASE
@format_option("text")
@session_command
def command(  # noqa: PLR0913, PLR0917 (click gives every option by name)
    session: Session,
    as_of: date | None,
    fail_on: str | None,
    database: str | None,
    form: str,
    contract: str | None,
    invoice: str | None,
    *,
    recompute: bool,
) -> int:
    """Run every check over what the database holds and show the findings.

    What changed since the last check is checked again, with all that it is judged by; --contract
    and --invoice choose what is shown.  With --recompute the exit code is 1 where something differs.
    """
    if recompute and (as_of or invoice or fail_on):
        message = "--recompute is as of the day of the last check; only --contract goes with it."
        raise click.UsageError(message)
    with session.database(database) as opened:
        if recompute:
            return derive_again(session, opened, contract=contract)
        check(
            opened,
            as_of=as_of or today(),
            now=datetime.now(UTC),
            settings=session.settings.for_checks,
        )
        shown = show(session, opened, form, contract=contract, invoice=invoice)
    return exit_code(session, shown, fail_on)
