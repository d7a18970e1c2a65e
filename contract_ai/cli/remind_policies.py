"""``contract-ai remind policy``, ``hold``, ``release``: how customers are reminded, and what waits."""

from datetime import UTC, date, datetime
from pathlib import Path

import click
from pydantic import ValidationError

from contract_ai.cli.common import DATABASE, Session, put, session_command
from contract_ai.cli.dates import IsoDate
from contract_ai.storage import reminder_policies as store
from contract_ai.storage.reminder_policies import Hold, Policies, Scope
from models.forms import json_text
from models.reminders import Policy

_FILE = click.Path(dir_okay=False, exists=True, path_type=Path)


@click.command(epilog="Example: contract-ai remind policy --customer 'Acme GmbH' --set acme.json")
@click.option("--customer", help="Only for this customer.")
@click.option("--contract", help="Only for this contract (file name without ending).")
@click.option("--set", "file", type=_FILE, metavar="FILE", help="JSON file with the new policy.")
@DATABASE
@session_command
def policy(
    session: Session,
    customer: str | None,
    contract: str | None,
    file: Path | None,
    database: str | None,
) -> int:
    """Print how customers are reminded, or set it: for all, for a customer, for a contract.

    What a file leaves out is as the program has it (docs/reminders.md).
    """
    if customer and contract:
        message = "Give --customer or --contract, not both."
        raise click.UsageError(message)
    scope, name = _place(customer, contract)
    with session.database(database) as opened:
        if file is None:
            with opened.read() as reading:
                found = _policy(store.policies(reading), scope, name)
            if found is None:
                session.note(f"There is no policy for {name}; the general one holds.")
                return 0
            put(json_text(found.model_dump(mode="json")))
            return 0
        made = _read(file)
        with opened.write() as writing:
            store.set_policy(writing, scope, name, made, datetime.now(UTC))
    return 0


@click.command(epilog="Example: contract-ai remind hold INV-7 --promised 2026-04-15")
@click.argument("invoice")
@click.option("--disputed", is_flag=True, help="The customer disputes it.")
@click.option(
    "--promised", type=IsoDate(), metavar="DATE", help="The customer promised to pay by this day."
)
@click.option("--reason", default="", help="Who said so, and how; the audit trail keeps it.")
@DATABASE
@session_command
def hold(  # noqa: PLR0913 (every option is given by name)
    session: Session,
    *,
    invoice: str,
    disputed: bool,
    promised: date | None,
    reason: str,
    database: str | None,
) -> int:
    """Give a reason why an invoice is not asked for: it is disputed, or payment is promised."""
    if disputed == (promised is not None):
        message = "Say --disputed or --promised DATE."
        raise click.UsageError(message)
    kind, now = Hold.DISPUTED if disputed else Hold.PROMISED, datetime.now(UTC)
    with session.database(database) as opened, opened.write() as writing:
        store.hold_back(writing, invoice, kind, until=promised, note=reason, at=now)
    return 0


@click.command(epilog="Example: contract-ai remind release INV-7 --reason 'The dispute is settled'")
@click.argument("invoice")
@click.option("--reason", default="", help="Why; the audit trail keeps it.")
@DATABASE
@session_command
def release(session: Session, invoice: str, reason: str, database: str | None) -> int:
    """Resolve what people said holds an invoice back; it is asked for again."""
    with session.database(database) as opened, opened.write() as writing:
        if not store.release(writing, invoice, reason, datetime.now(UTC)):
            session.note(f"Nothing held {invoice} back.")
    return 0


def _place(customer: str | None, contract: str | None) -> tuple[Scope, str]:
    if customer:
        return Scope.CUSTOMER, customer
    return (Scope.CONTRACT, contract) if contract else (Scope.GENERAL, "")


def _policy(known: Policies, scope: Scope, name: str) -> Policy | None:
    if scope is Scope.GENERAL:
        return known.general
    if scope is Scope.CONTRACT:
        return known.contracts.get(name)
    return known.customers.get(store.folded_customer(name))


def _read(file: Path) -> Policy:
    try:
        return Policy.model_validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        message = f"{file}: {where}: {first['msg']}."
        raise click.UsageError(message) from error
