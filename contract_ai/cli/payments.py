"""``contract-ai payments``: take files of banks in, and say what each payment was for."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click
from sqlmodel import Session as DatabaseSession

from contract_ai import paying
from contract_ai.bank_files import add_bank_file
from contract_ai.cli.common import (
    DATABASE,
    Session,
    format_option,
    put,
    put_list,
    reading_command,
    session_command,
)
from contract_ai.cli.dates import AS_OF, IsoDate, today
from contract_ai.cli.tables import Whole, table
from contract_ai.sources import Source
from contract_ai.storage import payments as store
from contract_ai.storage.engine import Database
from models.forms import Json
from reports.wording import count


@click.group(epilog="Example: contract-ai payments add march.xml --database books.db")
def command() -> None:
    """Take files of banks in, match payments to invoices, apply and undo."""


@command.command(epilog="Example: contract-ai payments add march.xml --database books.db")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--match/--no-match", default=True, help="Match at once.  [default: match]")
@AS_OF
@DATABASE
@reading_command
def add(
    session: Session, files: tuple[Path, ...], as_of: date | None, database: str | None, **how: bool
) -> int:
    """Take FILES of banks in: CAMT.053, MT940, OFX, QFX, BAI2, CSV or XLSX.

    A movement that is on file already is not taken twice.
    """
    with session.database(database) as opened:
        reader = session.reader()
        for file in files:
            arrived = add_bank_file(opened, reader, Source(file), now=datetime.now(UTC))
            if arrived.error is not None:
                session.problem(arrived.error)
                continue
            put(
                f"{arrived.name} ({arrived.format}): {count(arrived.new, 'new payment')}, "
                f"{arrived.known} on file already."
            )
            for warning in (*arrived.warnings, *arrived.refused):
                session.note(f"{arrived.name}: {warning}")
        if how["match"]:
            put(_said(_matched(session, opened, as_of)))
    return session.exit_code


@command.command(name="match", epilog="Example: contract-ai payments match --database books.db")
@AS_OF
@DATABASE
@session_command
def match_command(session: Session, as_of: date | None, database: str | None) -> int:
    """Look anew at every payment that nothing was applied of; apply what is exact."""
    with session.database(database) as opened:
        put(_said(_matched(session, opened, as_of)))
    return 0


def _matched(session: Session, opened: Database, as_of: date | None) -> paying.Matched:
    day, settings = as_of or today(), session.settings.for_checks
    return paying.match_all(opened, as_of=day, now=datetime.now(UTC), settings=settings)


def _said(made: paying.Matched) -> str:
    return (
        f"{count(made.payments, 'payment')} looked at: {made.exact} exact and applied, "
        f"{made.likely} likely and waiting for you, {made.unknown} unknown."
    )


@command.command(name="list", epilog="Example: contract-ai payments list --state proposed")
@click.option(
    "--state",
    type=click.Choice(["open", "proposed", "applied", "aside", "out"]),
    help="Only those.  [default: all]",
)
@DATABASE
@format_option("text")
@session_command
def list_command(session: Session, state: str | None, database: str | None, form: str) -> int:
    """List payments with what each is for and why."""
    with session.database(database) as opened, opened.read() as reading:
        held = [one for one in store.held_lines(reading) if state in (None, one.state)]
    if form == "json":
        put_list(_form(one) for one in held)
        return 0
    rows = [
        [
            one.number,
            one.line.booked_on,
            f"{one.line.amount:f}",
            one.line.currency,
            one.line.counterparty,
            one.state,
            ", ".join(f"{s.invoice_number} {s.amount:f}" for s in one.shares),
            Whole(one.aside or one.verdict),
        ]
        for one in held
    ]
    put(table(["no", "day", "amount", "", "payer", "state", "for", "why"], rows) + "\n")
    return 0


def _form(one: store.Held) -> dict[str, Json]:
    return {
        "number": one.number,
        "file": one.file,
        "place": one.line.evidence.anchor,
        "booked_on": one.line.booked_on.isoformat(),
        "amount": f"{one.line.amount:f}",
        "currency": one.line.currency,
        "payer": one.line.counterparty,
        "text": one.line.text,
        "state": one.state,
        "why": one.aside or one.verdict,
        "shares": [
            {"invoice": s.invoice_number, "amount": f"{s.amount:f}", "currency": s.currency}
            for s in one.shares
        ],
    }


REASON = click.option("--reason", default="", help="Why; it is kept.")


@command.command(epilog="Example: contract-ai payments apply 17 --reason 'asked the customer'")
@click.argument("number", type=int)
@click.argument("amounts", nargs=-1, metavar="[INVOICE=AMOUNT]...")
@REASON
@DATABASE
@session_command
def apply(
    session: Session, number: int, amounts: tuple[str, ...], reason: str, database: str | None
) -> int:
    """Apply what is proposed for payment NUMBER, or the amounts given by invoice."""
    shares = dict(map(_share, amounts))
    now = datetime.now(UTC)
    if shares:
        _do(
            session,
            database,
            lambda s: store.allocate(s, number, shares, store.Words(reason), now),
            now,
        )
    else:
        _do(session, database, lambda s: store.apply_proposed(s, number, reason, now), now)
    return 0


@command.command(epilog="Example: contract-ai payments undo 17 --reason 'it was for another one'")
@click.argument("number", type=int)
@REASON
@DATABASE
@session_command
def undo(session: Session, number: int, reason: str, database: str | None) -> int:
    """Take back what was applied of payment NUMBER; nothing is applied of it by itself again."""
    now = datetime.now(UTC)
    _do(session, database, lambda s: store.undo(s, number, reason, now), now)
    return 0


@command.command(epilog="Example: contract-ai payments aside 17 --reason 'refund of a supplier'")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Why; it is kept.")
@DATABASE
@session_command
def aside(session: Session, number: int, reason: str, database: str | None) -> int:
    """Say that payment NUMBER is for no invoice."""
    now = datetime.now(UTC)
    _do(session, database, lambda s: store.set_aside(s, number, reason, now), now)
    return 0


@command.command(epilog="Example: contract-ai payments promise 2026-0042 2026-05-02")
@click.argument("invoice")
@click.argument("day", type=IsoDate())
@click.option("--note", default="", help="Who said it, and how.")
@DATABASE
@session_command
def promise(session: Session, invoice: str, day: date, note: str, database: str | None) -> int:
    """Note the DAY by which a customer promised to pay INVOICE; the newest counts."""
    now = datetime.now(UTC)
    _do(session, database, lambda s: store.promise(s, invoice, day, note, now), now)
    return 0


def _share(text: str) -> tuple[str, Decimal]:
    number, _, amount = text.rpartition("=")
    try:
        value = Decimal(amount)
    except InvalidOperation as error:
        message = f"{text!r} is not INVOICE=AMOUNT."
        raise click.UsageError(message) from error
    if not number or not value.is_finite() or value <= 0:
        message = f"{text!r} is not INVOICE=AMOUNT."
        raise click.UsageError(message)
    return number, value


def _do(
    session: Session, database: str | None, step: Callable[[DatabaseSession], None], now: datetime
) -> None:
    with session.database(database) as opened:
        try:
            paying.change(opened, step, now)
        except store.NoSuchPayment as error:
            message = f"Payment {error.args[0]} is not on file, or is in another state."
            raise click.UsageError(message) from error
    put("Done. Run contract-ai check.")
