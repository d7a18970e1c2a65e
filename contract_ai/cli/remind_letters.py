"""``contract-ai remind list``, ``show``, ``approve``, ``withdraw``, ``settle``: letters one by one."""

from datetime import UTC, datetime

import click

from contract_ai.cli.common import DATABASE, Session, format_option, put, put_list, session_command
from contract_ai.cli.dates import today
from contract_ai.cli.tables import table
from contract_ai.storage import reminders as store
from contract_ai.storage.reminders import LetterState, StoredLetter
from models.forms import Json

_SHOWN = ("letter", "state", "customer", "tone", "invoices", "made", "note")
_LETTER = click.argument("number", type=click.IntRange(1), metavar="LETTER")


@click.command("list", epilog="Example: contract-ai remind list --state draft")
@click.option(
    "--state",
    multiple=True,
    type=click.Choice([state.value for state in LetterState]),
    help="Only letters in this state; may be given more than once.",
)
@DATABASE
@format_option("text")
@session_command
def list_(session: Session, state: tuple[str, ...], database: str | None, form: str) -> int:
    """List the letters of reminder and how far each has come."""
    states = [LetterState(one) for one in state] or list(LetterState)
    with session.database(database) as opened, opened.read() as reading:
        found = store.letters(reading, states)
    if form == "json":
        put_list(map(_form, found))
    else:
        put(table(_SHOWN, map(_row, found)))
    return 0


@click.command(epilog="Example: contract-ai remind show 7")
@_LETTER
@DATABASE
@session_command
def show(session: Session, number: int, database: str | None) -> int:
    """Print a letter."""
    with session.database(database) as opened, opened.read() as reading:
        told = store.letter(reading, number)
    to = ", ".join(told.receivers) or "no address"
    put(f"To: {to}\nSubject: {told.subject}\nState: {told.state.value}\n\n{told.text}")
    return 0


@click.command(epilog="Example: contract-ai remind approve 7 8")
@click.argument("numbers", type=click.IntRange(1), nargs=-1, required=True, metavar="LETTER...")
@DATABASE
@session_command
def approve(session: Session, numbers: tuple[int, ...], database: str | None) -> int:
    """Accept drafts, all of them or none; contract-ai remind --send sends them."""
    with session.database(database) as opened, opened.write() as writing:
        for number in numbers:
            store.approve(writing, number, datetime.now(UTC))
    session.note("Approved. Run contract-ai remind --send to send.")
    return 0


@click.command(epilog='Example: contract-ai remind withdraw 7 --reason "A call was better"')
@_LETTER
@click.option("--reason", required=True, help="Why; the audit trail keeps it.")
@DATABASE
@session_command
def withdraw(session: Session, number: int, reason: str, database: str | None) -> int:
    """Take a letter back that was not sent.

    Its steps are free again: where they are still due the next run writes them anew.
    """
    with session.database(database) as opened, opened.write() as writing:
        store.withdraw(writing, number, reason, datetime.now(UTC))
    return 0


@click.command(epilog="Example: contract-ai remind settle 7 --sent")
@_LETTER
@click.option(
    "--sent/--not-sent", "sent", default=None, help="Whether the letter left, by mail or post."
)
@click.option("--reason", default="a person says so", help="How that is known.")
@DATABASE
@session_command
def settle(
    session: Session, number: int, *, sent: bool | None, reason: str, database: str | None
) -> int:
    """Say whether a letter left: one that a broken run left unsure, or one sent by post.

    What did not leave waits to be sent once more.
    """
    if sent is None:
        message = "Say --sent or --not-sent."
        raise click.UsageError(message)
    now = datetime.now(UTC)
    with session.database(database) as opened, opened.write() as writing:
        if not sent:
            store.was_not_sent(writing, number, reason, now)
        elif store.letter(writing, number).state is LetterState.SENDING:
            store.was_sent(writing, number, today(), now, reason)
        else:
            store.sent_by_hand(writing, number, today(), reason, now)
    return 0


def _row(told: StoredLetter) -> list[object]:
    invoices = ", ".join(f"{line.invoice} ({line.step})" for line in told.lines)
    made = told.made_at.date().isoformat()
    return [told.number, told.state.value, told.customer, told.tone, invoices, made, told.why]


def _form(told: StoredLetter) -> Json:
    return {
        "letter": told.number,
        "state": told.state.value,
        "supplier": told.supplier,
        "customer": told.customer,
        "language": told.language,
        "tone": told.tone,
        "receivers": list(told.receivers),
        "subject": told.subject,
        "why": told.why,
        "made_at": told.made_at.isoformat(),
        "sent_on": told.sent_on.isoformat() if told.sent_on else None,
        "items": [
            {
                "invoice": line.invoice,
                "step": line.step,
                "contract": line.contract,
                "due_on": line.due_on.isoformat(),
                "open_amount": str(line.open_amount),
                "currency": line.currency,
            }
            for line in told.lines
        ],
    }
