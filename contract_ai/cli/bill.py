"""``contract-ai bill``: what should be billed in a month, and what of it is on no invoice yet."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

import click

from checks.billing.drafts import drafts
from checks.billing.period import Bill, Due, bill
from checks.reconciliation.three_way import Span
from contract_ai.cli.common import DATABASE, Session, format_option, put, put_list, session_command
from contract_ai.cli.months import Month
from contract_ai.cli.tables import Whole, table
from contract_ai.pipeline import load_book
from models.forms import invoice_form
from reports.wording import count


@click.command(epilog="Example: contract-ai bill --period 2026-03 --database books.db")
@click.option("--period", type=Month(), metavar="MONTH", required=True, help="The month.")
@click.option("--contract", metavar="NAME", help="Only this contract.")
@DATABASE
@format_option("text")
@session_command
def command(
    session: Session, period: Span, contract: str | None, database: str | None, form: str
) -> int:
    """List what should be billed in a month, and what of it is on no invoice yet.

    With --format json: the drafts of what is still to be billed, as a list of invoice/1.
    """
    with session.database(database) as opened, opened.read() as reading:
        book = load_book(reading, period.end, session.settings.for_checks)
    if contract is not None and all(one.stem != contract for one in book.contracts):
        message = f"There is no contract {contract!r} on file; contract-ai contracts lists them."
        raise click.UsageError(message)
    found = bill(book, period.start, period.end).of(contract)
    if form == "json":
        put_list(map(invoice_form, drafts(found, book.contracts)))
    else:
        put("\n\n".join(_text(found)))
    session.note(_note(found))
    return 0


def _text(found: Bill) -> Iterator[str]:
    yield table(
        ["contract", "charge", "from", "to", "quantity", "amount", "", "", "working"],
        [_row(one) for one in found.charges],
    )
    yield table(["to be billed", "due", "billed", "open"], _sums(found))
    if found.untold:
        yield table(
            ["cannot tell", "why"], [[one.contract, Whole(one.reason)] for one in found.untold]
        )


def _row(one: Due) -> list[object]:
    line = one.line
    state = "billed" if one.billed else "to bill, to review" if one.review else "to bill"
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
