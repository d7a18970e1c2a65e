"""``contract-ai reconcile``: our issued invoices beside what other systems have of them."""

from pathlib import Path

import click
from pydantic import TypeAdapter, ValidationError

from checks.reconciliation.contents import differences_in
from checks.reconciliation.differences import Difference
from checks.reconciliation.three_way import Span
from contract_ai.cli.common import DATABASE, Session, format_option, put, put_list, session_command
from contract_ai.cli.dates import today
from contract_ai.cli.months import Month
from contract_ai.cli.reconcile_closing import close, reopen, show, statement, verify
from contract_ai.reconciling.gathering import books_of, movements_of, open_amounts
from models.forms import Json
from models.ledgers import LedgerInvoice, LedgerPayout
from reports.wording import count

DIFFERENT = 1
_FILE = click.Path(dir_okay=False, exists=True, path_type=Path)
_RECORDS = TypeAdapter(list[LedgerInvoice | LedgerPayout])


@click.group(
    invoke_without_command=True,
    epilog="Example: contract-ai reconcile --period 2026-03 --format json",
)
@click.option("--period", type=Month(), metavar="MONTH", help="Only invoices issued in this month.")
@click.option(
    "--records",
    type=_FILE,
    metavar="FILE",
    help="JSON list of records and payouts of other systems, besides the exports on file.",
)
@DATABASE
@format_option("text")
@click.option("--quiet", is_flag=True, help="Print results and errors only.")
@click.option("--verbose", is_flag=True, help="Write structured log lines to stderr.")
@click.pass_context
def command(ctx: click.Context, /, **options: object) -> int:
    """Compare our invoices with the accounting system's and the payment provider's records.

    Those are what `contract-ai sync` read, exports that are on file, and --records.
    The exit code is 1 where something differs (docs/reconciliation.md).
    """
    return 0 if ctx.invoked_subcommand else _reconcile(**options)


for one in (close, reopen, show, statement, verify):
    command.add_command(one)


@session_command
def _reconcile(
    session: Session, *, period: Span | None, records: Path | None, database: str | None, form: str
) -> int:
    given = _read(records) if records else []
    with session.database(database) as opened, opened.read() as reading:
        books = books_of(reading, given)
        known = open_amounts(reading, today(), session.settings.for_checks)
        movements = movements_of(reading)
    found = differences_in(books, period, known, movements)
    if form == "json":
        put_list(map(_form, found))
    else:
        for one in found:
            put(one.words)
    systems = ", ".join(sorted({one.service.value for one in books.theirs}))
    session.note(
        f"{count(len(found), 'difference')} with {systems}."
        if systems
        else "No record of another system is on file: nothing was compared."
    )
    return DIFFERENT if found else 0


def _read(file: Path) -> list[LedgerInvoice | LedgerPayout]:
    try:
        return _RECORDS.validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        message = f"{file}: {'.'.join(map(str, first['loc']))}: {first['msg']}."
        raise click.UsageError(message) from error


def _form(one: Difference) -> Json:
    return {
        "kind": one.kind.value,
        "service": one.service.value,
        "number": one.number,
        "record": one.record,
        "ours": one.ours,
        "theirs": one.theirs,
        "amount": None if one.amount is None else str(one.amount),
        "currency": one.currency,
        "words": one.words,
    }
