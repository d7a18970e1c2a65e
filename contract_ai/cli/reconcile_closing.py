"""``contract-ai reconcile close``, ``reopen``, ``show``, ``statement``, ``verify``: closed periods."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from checks.reconciliation.three_way import Span
from contract_ai.audit.keys import load_private_key, load_public_key
from contract_ai.cli.common import DATABASE, Session, format_option, put, put_list, session_command
from contract_ai.cli.dates import today
from contract_ai.cli.months import Month
from contract_ai.files import write_atomically
from contract_ai.reconciling import closing as engine
from contract_ai.reconciling.closing import Since, Wanted, since
from contract_ai.reconciling.gathering import books_of
from contract_ai.reconciling.statement import Signed, load_statement
from contract_ai.storage import closings as store
from contract_ai.storage.closings import ClosedPeriod, closing_of, month_of, not_so
from models.errors import ErrorCode, SettingsError
from models.forms import Json
from reports.wording import count

CHANGED = 1
_FILE = click.Path(dir_okay=False, path_type=Path)
_PERIOD = click.option(
    "--period", type=Month(), required=True, metavar="MONTH", help="The month, as 2026-03."
)
_PUBLIC = click.option(
    "--public-key",
    "public_keys",
    type=_FILE,
    metavar="FILE",
    multiple=True,
    help="Public key that statements are signed with; may be given more than once.",
)
_OUTPUT = click.option(
    "-o", "--output", type=_FILE, metavar="FILE", help="[default: closed-MONTH.json]"
)


@click.command(epilog="Example: contract-ai reconcile close --period 2026-03 --key audit.pem")
@_PERIOD
@click.option(
    "--key",
    type=_FILE,
    metavar="FILE",
    help="Private key that signs (contract-ai audit key).  [default: CONTRACT_AI_CLOSING_KEY]",
)
@click.option(
    "--note", default="", metavar="TEXT", help="Why it is closed with the differences left open."
)
@_OUTPUT
@DATABASE
@session_command
def close(  # noqa: PLR0913, PLR0917 (click hands each option on)
    session: Session,
    period: Span,
    key: Path | None,
    note: str,
    output: Path | None,
    database: str | None,
) -> int:
    """Close a month: write down what it holds, sign that, and put it into a file.

    A month is closed once.  What changes in it later is not refused; `reconcile show` tells it.
    """
    where = key or session.settings.closing_key
    if where is None:
        message = "Give --key, or set CONTRACT_AI_CLOSING_KEY."
        raise click.UsageError(message)
    place = output or Path(f"closed-{month_of(period.start)}.json")
    if place.exists():
        what, do = "This file exists.", "Give --output another name."
        raise SettingsError(ErrorCode.OUTPUT_UNWRITABLE, what, where=str(place), do=do)
    signing = load_private_key(where)
    wanted = Wanted(period, datetime.now(UTC), today(), note)
    with session.database(database) as opened, opened.write() as writing:
        made = engine.close(writing, wanted, signing)
    write_atomically(place, made.file)
    _tell_statement(made)
    session.note(f"The signed statement is in {place}.")
    return 0


@click.command(
    epilog='Example: contract-ai reconcile reopen --period 2026-03 --reason "credit note came late"'
)
@_PERIOD
@click.option("--reason", required=True, help="Why; the audit trail keeps it.")
@DATABASE
@session_command
def reopen(session: Session, period: Span, reason: str, database: str | None) -> int:
    """Reopen a month, so that it can be closed anew; the old statement stays on file."""
    with session.database(database) as opened, opened.write() as writing:
        store.reopen(writing, period.start, reason, datetime.now(UTC))
    return 0


@click.command(epilog="Example: contract-ai reconcile show --period 2026-03")
@click.option("--period", type=Month(), metavar="MONTH", help="Only this month.")
@_PUBLIC
@DATABASE
@format_option("text")
@session_command
def show(
    session: Session,
    period: Span | None,
    public_keys: tuple[Path, ...],
    database: str | None,
    form: str,
) -> int:
    """List the closed months and what is different in them now; exit code 1 where something is."""
    keys = _keys(public_keys)
    with session.database(database) as opened, opened.read() as reading:
        closed = [
            one
            for one in store.closings(reading, standing=True)
            if period is None or one.signed.statement.starts_on == period.start
        ]
        if period is not None and not closed:
            do = "Close it with contract-ai reconcile close."
            raise not_so(period.start, f"{month_of(period.start)} is not closed.", do)
        books = books_of(reading) if closed else None
    told = [(one, since(one.signed, books, keys)) for one in closed] if books else []
    if form == "json":
        put_list(_form(one, found) for one, found in told)
    else:
        for one, found in told:
            _tell_closing(one, found)
    if not told:
        session.note("No month is closed.")
    return CHANGED if any(not found.same for _, found in told) else 0


@click.command(epilog="Example: contract-ai reconcile statement --period 2026-03 -o march.json")
@_PERIOD
@_OUTPUT
@DATABASE
@session_command
def statement(session: Session, period: Span, output: Path | None, database: str | None) -> int:
    """Write the signed statement of a closed month into a file once more."""
    with session.database(database) as opened, opened.read() as reading:
        found = closing_of(reading, period.start)
    if found is None:
        do = "Close it with contract-ai reconcile close."
        raise not_so(period.start, f"{month_of(period.start)} is not closed.", do)
    write_atomically(output or Path(f"closed-{found.month}.json"), found.signed.file)
    return 0


@click.command(
    epilog="Example: contract-ai reconcile verify closed-2026-03.json --public-key audit.pem.pub"
)
@click.argument("file", type=_FILE)
@_PUBLIC
@DATABASE
@session_command
def verify(
    session: Session, file: Path, public_keys: tuple[Path, ...], database: str | None
) -> int:
    """Check a statement's signature and figures, and compare it with the database as it is now.

    The exit code is 1 where the statement does not hold or something changed.
    """
    told, keys = load_statement(file), _keys(public_keys)
    with session.database(database) as opened, opened.read() as reading:
        found = since(told, books_of(reading), keys)
    if not keys:
        session.note("The signature was not checked: give --public-key.")
    _tell_statement(told)
    _tell_since(found)
    return 0 if found.same else CHANGED


def _keys(places: Iterable[Path]) -> tuple[Ed25519PublicKey, ...]:
    return tuple(load_public_key(place) for place in places)


def _tell_closing(one: ClosedPeriod, found: Since) -> None:
    _tell_statement(one.signed)
    _tell_since(found)


def _tell_statement(told: Signed) -> None:
    said = told.statement
    note = f"  {said.note}" if said.note else ""
    put(
        f"{month_of(said.starts_on)} closed by {said.closed_by} at {said.closed_at[:19]}Z, "
        f"{count(said.open_differences, 'difference')} open.{note}"
    )
    for one in said.figures:
        kind = one.kind.replace("_", " ")
        put(f"  {one.source}: {count(one.count, kind)}, {one.total} {one.currency or ''}".rstrip())


def _tell_since(found: Since) -> None:
    if found.wrong:
        put(f"THE STATEMENT DOES NOT HOLD: {found.wrong}")
    for figure in found.moved:
        put(f"CHANGED SINCE: {figure.words}")
    for change in found.changes:
        put(f"  {change.words}")
    if found.same:
        put("Nothing changed since.")


def _form(one: ClosedPeriod, found: Since) -> Json:
    return {
        "period": one.month,
        "statement": one.signed.statement.model_dump(mode="json"),
        "signature": one.signed.signature,
        "wrong": found.wrong,
        "moved": [figure.words for figure in found.moved],
        "changes": [
            {
                "kind": change.kind.value,
                "source": change.source,
                "name": change.name,
                "amount": None if change.amount is None else str(change.amount),
                "currency": change.currency,
                "words": change.words,
            }
            for change in found.changes
        ],
    }
