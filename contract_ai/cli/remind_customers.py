"""``contract-ai remind hold-customer``, ``release-customer``: customers that nobody writes to now."""

from datetime import UTC, date, datetime

import click

from contract_ai.cli.common import DATABASE, Session, session_command
from contract_ai.cli.dates import IsoDate
from contract_ai.storage import reminder_policies as store


@click.command(
    "hold-customer",
    epilog="Example: contract-ai remind hold-customer 'Acme GmbH' --until 2026-04-30 --reason 'talks'",
)
@click.argument("customer")
@click.option(
    "--until", type=IsoDate(), metavar="DATE", help="The last day.  [default: until released]"
)
@click.option("--reason", required=True, help="Why; the audit trail keeps it.")
@DATABASE
@session_command
def hold_customer(
    session: Session, customer: str, until: date | None, reason: str, database: str | None
) -> int:
    """Keep reminders from a customer, for a time or until released."""
    with session.database(database) as opened, opened.write() as writing:
        store.hold_customer(writing, customer, until=until, note=reason, at=datetime.now(UTC))
    return 0


@click.command(
    "release-customer",
    epilog="Example: contract-ai remind release-customer 'Acme GmbH' --reason 'talks are over'",
)
@click.argument("customer")
@click.option("--reason", required=True, help="Why; the audit trail keeps it.")
@DATABASE
@session_command
def release_customer(session: Session, customer: str, reason: str, database: str | None) -> int:
    """Remind a customer again that was held back."""
    with session.database(database) as opened, opened.write() as writing:
        if not store.release_customer(writing, customer, reason, datetime.now(UTC)):
            session.note(f"Nothing held {customer} back.")
    return 0
