"""``contract-ai remind``: write reminders of open invoices, approve them, and send them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import click

from contract_ai.billing.house import reminding
from contract_ai.billing.posting import posting
from contract_ai.billing.reminding import Reminding, Sent, draft, planned, send
from contract_ai.billing.sight import Plan
from contract_ai.cli.common import DATABASE, Session, put, session_command
from contract_ai.cli.dates import AS_OF, today
from contract_ai.cli.remind_customers import hold_customer, release_customer
from contract_ai.cli.remind_letters import approve, list_, settle, show, withdraw
from contract_ai.cli.remind_policies import hold, policy, release
from contract_ai.storage import reminders as store
from contract_ai.storage.engine import Database
from contract_ai.storage.reminders import LetterState, StoredLetter
from models.errors import ErrorCode, SettingsError
from reports.wording import count, plain

NOT_SENT = 1


@click.group(
    invoke_without_command=True,
    epilog="Example: contract-ai remind --dry-run --database books.db",
)
@click.option("--send", "sending", is_flag=True, help="Send the letters that are approved.")
@click.option("--dry-run", is_flag=True, help="Only say what is due; write nothing.")
@AS_OF
@DATABASE
@click.pass_context
def command(ctx: click.Context, /, **options: object) -> int:
    """Remind customers of open invoices: write the letters that are due, and send the approved.

    Without --send letters are only written (docs/reminders.md).  The exit code is 1 where a
    letter could not be sent, or nobody knows whether it was.
    """
    return 0 if ctx.invoked_subcommand else _remind(quiet=False, verbose=False, **options)


for one in (
    list_,
    show,
    approve,
    withdraw,
    settle,
    policy,
    hold,
    release,
    hold_customer,
    release_customer,
):
    command.add_command(one)


@session_command
def _remind(
    session: Session, *, sending: bool, dry_run: bool, as_of: date | None, database: str | None
) -> int:
    if sending and dry_run:
        message = "--dry-run sends nothing: leave --send out."
        raise click.UsageError(message)
    if sending and as_of not in {None, today()}:
        message = "A mail goes out today: --send takes no other day with --as-of."
        raise click.UsageError(message)
    now = datetime.now(UTC)
    with session.database(database) as opened:
        work = reminding(session.settings, opened, as_of or today())
        if dry_run:
            _tell_plan(session, planned(work, now, as_of))
            return 0
        made = draft(work, now, as_of)
        for number, why in made.withdrawn:
            put(f"Letter {number} withdrawn: {why}.")
        _tell_letters(opened, made.made)
        _tell_unclear(session, made.plan)
        return _send(session, opened, work) if sending else _waiting(session, opened)


def _send(session: Session, database: Database, work: Reminding) -> int:
    mailer = session.settings.outbox
    if mailer is None:
        what, do = "No mail server is set.", "Set CONTRACT_AI_MAIL_HOST and CONTRACT_AI_MAIL_FROM."
        where = "CONTRACT_AI_MAIL_HOST"
        raise SettingsError(ErrorCode.SETTINGS_INVALID, what, where=where, do=do)

    def clock() -> datetime:
        return datetime.now(UTC)

    done = send(work, posting(mailer, clock), clock)
    for number in done.sent:
        put(f"Letter {number} sent.")
    for number, why in done.withdrawn:
        put(f"Letter {number} withdrawn: {why}.")
    for number, left in done.left:
        put(f"Letter {number} waits: {left.value}.")
    for number, why in done.refused:
        put(f"Letter {number} not sent: {why} It waits for the next run.")
    _waiting(session, database)
    return _code(database, done)


def _code(database: Database, done: Sent) -> int:
    return NOT_SENT if done.refused or _unsettled(database) else 0


def _waiting(session: Session, database: Database) -> int:
    """Name what waits for a person."""
    for told in _unsettled(database):
        why = f" {told.why}" if told.why else ""
        put(
            f"Letter {told.number} to {told.customer}: a run broke off while it was sent, or it is sent "
            f"right now; it may have left or not.{why} Ask the mail server or the customer, then run contract-ai remind "
            f"settle {told.number} --sent or --not-sent."
        )
    with database.read() as reading:
        drafts = store.letters(reading, [LetterState.DRAFT])
        ready = store.letters(reading, [LetterState.APPROVED])
    if drafts:
        session.note(f"{count(len(drafts), 'draft')} to approve: contract-ai remind list.")
    if ready:
        session.note(f"{count(len(ready), 'letter')} to send: contract-ai remind --send.")
    return 0


def _unsettled(database: Database) -> list[StoredLetter]:
    with database.read() as reading:
        return store.letters(reading, [LetterState.SENDING])


def _tell_letters(database: Database, numbers: Iterable[int]) -> None:
    with database.read() as reading:
        for number in numbers:
            told = store.letter(reading, number)
            steps = ", ".join(f"{line.invoice} ({line.step})" for line in told.lines)
            put(f"Letter {number} to {told.customer}, {told.state.value}: {steps}.")


def _tell_plan(session: Session, plan: Plan) -> None:
    for one in plan.letters:
        put(f"To {one.customer} ({', '.join(one.receivers) or 'no address'}), {one.tone.value}:")
        for due in one.dues:
            item = due.item
            amount = f"{plain(item.open_amount, item.currency)} {item.currency}"
            put(f"  {item.invoice}: {amount}, due {item.due_on.isoformat()}, {due.step.name}")
    for item, wait in plan.waiting:
        put(
            f"Not now: {item.invoice} of {item.customer}, due {item.due_on.isoformat()}: {wait.value}."
        )
    _tell_unclear(session, plan)
    if not plan.letters:
        session.note("No reminder is due.")


def _tell_unclear(session: Session, plan: Plan) -> None:
    for number, why in plan.unclear:
        session.note(f"Nobody can be reminded of {number}: {why}")
