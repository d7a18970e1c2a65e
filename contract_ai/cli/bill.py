"""``contract-ai bill``: what should be billed in a month, and what of it is on no invoice yet."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import click

from checks.billing.drafts import drafts
from checks.billing.due import Bill, Due
from checks.billing.keys import keyed
from checks.billing.period import bill
from checks.reconciliation.three_way import Span
from contract_ai.billing.drafting import Drafting, keep, loading
from contract_ai.cli.bill_drafts import (
    approve,
    list_,
    put_kept,
    show,
    untold_table,
    withdraw,
)
from contract_ai.cli.bill_files import files
from contract_ai.cli.common import DATABASE, Session, format_option, put, put_list, session_command
from contract_ai.cli.months import Month
from contract_ai.cli.tables import Whole, table
from contract_ai.metering.publishing import publish_changes
from contract_ai.storage.drafts import drafted
from models.forms import invoice_form
from reports.wording import count


@click.group(
    invoke_without_command=True,
    epilog="Example: contract-ai bill --period 2026-03 --keep --database books.db",
)
@click.option("--period", type=Month(), metavar="MONTH", help="The month.")
@click.option("--contract", metavar="NAME", help="Only this contract.")
@click.option("--keep", "keeping", is_flag=True, help="Keep the drafts, to be approved.")
@DATABASE
@format_option("text")
@session_command
def command(session: Session, **given: Any) -> int:  # noqa: ANN401 (options that _bill names)
    """List what should be billed in a month, and what of it is on no invoice yet.

    With --keep its drafts are kept, again as often as you like: nothing is billed twice, and what
    changed on approved drafts becomes an adjustment (docs/billing.md).  With --format json: the
    drafts of what is still to be billed, as a list of invoice/1.
    """
    if click.get_current_context().invoked_subcommand:
        return 0
    if given["period"] is None:
        raise click.MissingParameter(param_type="option", param_hint="'--period'")
    return _bill(session, **given)


for one in (list_, show, approve, withdraw, files):
    command.add_command(one)


def _bill(  # noqa: PLR0913 (every option is given by name)
    session: Session,
    *,
    period: Span,
    contract: str | None,
    keeping: bool,
    database: str | None,
    form: str,
) -> int:
    with session.database(database) as opened:
        publish_changes(opened, datetime.now(UTC))
        with opened.read() as reading:
            book = loading(session.settings, period)(reading)
            places = drafted(reading)
        if contract is not None and all(one.stem != contract for one in book.contracts):
            message = (
                f"There is no contract {contract!r} on file; contract-ai contracts lists them."
            )
            raise click.UsageError(message)
        if keeping:
            work = Drafting(opened, period, loading(session.settings, period), contract)
            return put_kept(session, opened, keep(work, datetime.now(UTC)), form)
    found = bill(book, period.start, period.end).of(contract)
    if form == "json":
        put_list(map(invoice_form, drafts(found, book.contracts)))
    else:
        put("\n\n".join(_text(found, places)))
    session.note(_note(found))
    return 0


def _text(found: Bill, places: Mapping[str, str]) -> Iterator[str]:
    yield table(
        ["contract", "charge", "from", "to", "quantity", "amount", "", "", "working"],
        [_row(one, places.get(key)) for key, one in keyed(found)],
    )
    yield table(["to be billed", "due", "billed", "open"], _sums(found))
    if found.untold:
        yield untold_table(found.untold)


def _row(one: Due, place: str | None) -> list[object]:
    line = one.line
    state = "billed" if one.billed else place or "to bill"
    if one.review and not one.billed:
        state += ", to review"
    return [
        one.contract,
        line.description,
        line.period_start,
        line.period_end,
        None if line.quantity is None else f"{line.quantity:f}",
        f"{one.amount:f}",
        one.currency,
        state,
        Whole(one.working),
    ]


def _sums(found: Bill) -> Iterator[list[object]]:
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for one in found.charges:
        sums[one.currency][0] += one.amount
        sums[one.currency][1] += one.amount if one.billed else Decimal(0)
    for currency, (due, billed) in sorted(sums.items()):
        yield [currency, f"{due:f}", f"{billed:f}", f"{due - billed:f}"]


def _note(found: Bill) -> str:
    left = sum(not one.billed for one in found.charges)
    return f"{count(len(found.charges), 'charge')} due, {left} on no invoice yet."
