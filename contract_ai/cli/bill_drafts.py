"""``contract-ai bill list``, ``show``, ``approve``, ``withdraw``: drafts of invoices one by one."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial

import click

from checks.billing.due import Untold
from checks.reconciliation.three_way import Span
from contract_ai.billing import drafting
from contract_ai.billing.drafting import Kept
from contract_ai.cli.common import DATABASE, Session, format_option, put, put_list, session_command
from contract_ai.cli.dates import today
from contract_ai.cli.months import Month
from contract_ai.cli.tables import Whole, table
from contract_ai.storage import draft_changes as store
from contract_ai.storage.draft_changes import LEAST_SEEN, Approval
from contract_ai.storage.drafts import DraftState, StoredDraft, draft, drafts
from contract_ai.storage.engine import Database
from models.forms import Json, invoice_form, json_text
from reports.wording import count, plain

_SHOWN = ("draft", "state", "contract", "from", "to", "net", "", "number", "seen", "note")
_DRAFT = click.argument("number", type=click.IntRange(1), metavar="DRAFT")


@click.command("list", epilog="Example: contract-ai bill list --period 2026-03 --state draft")
@click.option("--period", type=Month(), metavar="MONTH", help="Only drafts of this month.")
@click.option(
    "--state",
    multiple=True,
    type=click.Choice([state.value for state in DraftState]),
    help="Only drafts in this state; may be given more than once.",
)
@DATABASE
@format_option("text")
@session_command
def list_(
    session: Session, period: Span | None, state: tuple[str, ...], database: str | None, form: str
) -> int:
    """List the drafts that are kept, and how far each has come."""
    states = [DraftState(one) for one in state] or list(DraftState)
    days = (period.start, period.end) if period else (None, None)
    with session.database(database) as opened, opened.read() as reading:
        found = drafts(reading, states, first=days[0], last=days[1])
    if form == "json":
        put_list(map(_form, found))
    else:
        put(table(_SHOWN, map(_row, found)))
    return 0


@click.command(epilog="Example: contract-ai bill show 7")
@_DRAFT
@DATABASE
@format_option("text")
@session_command
def show(session: Session, number: int, database: str | None, form: str) -> int:
    """Print a draft with the working of each line."""
    with session.database(database) as opened, opened.read() as reading:
        told = draft(reading, number)
    if form == "json":
        put(json_text(_form(told)))
    else:
        put(_text(told))
    return 0


@click.command(epilog="Example: contract-ai bill approve 7 --seen 3f5c0a9be2d1")
@_DRAFT
@click.option(
    "--seen",
    required=True,
    metavar="TEXT",
    help=f"What bill show prints as seen, at least {LEAST_SEEN} characters of it.",
)
@DATABASE
@session_command
def approve(session: Session, number: int, seen: str, database: str | None) -> int:
    """Accept a draft as you saw it; it gets its number, and is never changed again."""
    on = today()
    series = session.settings.invoice_numbers.format(year=f"{on:%Y}")
    given = Approval(seen, series, on, datetime.now(UTC))
    with session.database(database) as opened:
        done = drafting.approve(opened, partial(drafting.loading, session.settings), number, given)
    put(f"Draft {number} is approved as {done.number}.")
    return 0


@click.command(epilog='Example: contract-ai bill withdraw 7 --reason "Billed by the partner"')
@_DRAFT
@click.option("--reason", required=True, help="Why; the audit trail keeps it.")
@DATABASE
@session_command
def withdraw(session: Session, number: int, reason: str, database: str | None) -> int:
    """Take a draft back that was not approved.

    Its charges are free again: where they are still to be billed, the next bill --keep drafts them.
    """
    with session.database(database) as opened, opened.write() as writing:
        store.withdraw(writing, number, reason, datetime.now(UTC))
    return 0


def put_kept(session: Session, database: Database, kept: Kept, form: str) -> int:
    """Print what became of the drafts of a month."""
    with database.read() as reading:
        waiting = [draft(reading, one) for one in (*kept.made, *kept.changed, *kept.same)]
    waiting.sort(key=lambda one: one.id)
    if form == "json":
        put_list(map(_form, waiting))
    else:
        put(table(_SHOWN, map(_row, waiting)))
        if kept.untold:
            put("\n" + untold_table(kept.untold))
    parts = [
        f"{len(numbers)} {what}"
        for what, numbers in (
            ("new", kept.made),
            ("changed", kept.changed),
            ("as before", kept.same),
            ("withdrawn", kept.withdrawn),
        )
        if numbers
    ]
    told = ", ".join(parts) or "nothing to bill"
    session.note(f"{count(len(waiting), 'draft')} to approve ({told}): contract-ai bill show.")
    return 0


def untold_table(untold: Iterable[Untold]) -> str:
    """List what cannot be told."""
    return table(["cannot tell", "why"], [[one.contract, Whole(one.reason)] for one in untold])


def _row(told: StoredDraft) -> list[object]:
    return [
        told.id,
        told.state.value,
        told.contract,
        told.first,
        told.last,
        plain(told.net, told.currency),
        told.currency,
        told.number,
        told.content[:LEAST_SEEN],
        told.why or ("to review" if told.invoice.review else ""),
    ]


def _text(told: StoredDraft) -> str:
    printed = {line.number: line for line in told.invoice.lines}
    lines = [
        [
            one.line,
            printed[one.line].description,
            printed[one.line].period_start,
            printed[one.line].period_end,
            plain(one.amount, told.currency),
            Whole(one.working),
        ]
        for one in told.lines
    ]
    named = f" {told.number}" if told.number else ""
    heads = [
        f"Draft {told.id}{named}: {told.state.value}, {told.invoice.kind.value.replace('_', ' ')}",
        f"Contract: {told.contract}, {told.first} to {told.last}",
        f"Customer: {told.invoice.customer.name or 'not named'}",
        f"Net: {plain(told.net, told.currency)} {told.currency}",
        f"Made: {told.made_at:%Y-%m-%d} by {told.made_by}",
    ]
    if told.approved_at:
        heads.append(f"Approved: {told.approved_at:%Y-%m-%d} by {told.approved_by}")
    if told.why:
        heads.append(f"Why: {told.why}")
    heads.append(f"Seen: {told.content[:LEAST_SEEN]}")
    return "\n".join(heads) + "\n\n" + table(["", "charge", "from", "to", "net", "working"], lines)


def _form(told: StoredDraft) -> Json:
    return {
        "draft": told.id,
        "state": told.state.value,
        "contract": told.contract,
        "currency": told.currency,
        "first": told.first.isoformat(),
        "last": told.last.isoformat(),
        "net": plain(told.net, told.currency),
        "seen": told.content,
        "number": told.number,
        "made_by": told.made_by,
        "made_at": told.made_at.isoformat(),
        "approved_by": told.approved_by,
        "approved_at": told.approved_at.isoformat() if told.approved_at else None,
        "why": told.why,
        "invoice": invoice_form(told.invoice),
        "lines": [
            {
                "line": one.line,
                "charge_key": one.key,
                "kind": one.kind,
                "amount": plain(one.amount, told.currency),
                "working": one.working,
                "adjusts": one.original or None,
                "before": None if one.before is None else f"{one.before:f}",
                "after": None if one.after is None else f"{one.after:f}",
            }
            for one in told.lines
        ],
    }
