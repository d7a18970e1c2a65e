"""``contract-ai invoices``: what invoices the database holds, and correcting what they belong to."""

import click

from contract_ai.cli.common import DATABASE, Session, format_option, put, put_list, session_command
from contract_ai.cli.invoices_match import match
from contract_ai.cli.tables import invoices_table
from contract_ai.storage.invoices import load_invoices
from models.forms import invoice_form


class Listing(click.Group):
    """A group that lists where no command is named: ``invoices TA-1001`` is ``invoices show TA-1001``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the listing in where the first word is no command and asks for no help."""
        named = bool(args) and args[0] in {*self.commands, *ctx.help_option_names}
        return super().parse_args(ctx, args if named else ["show", *args])


@click.group(cls=Listing, epilog="Example: contract-ai invoices TA-1001 --database books.db")
def command() -> None:
    """List the invoices in the database, or show those with one NUMBER; correct their match."""


@command.command(epilog="Example: contract-ai invoices show TA-1001 --database books.db")
@click.argument("number", required=False)
@DATABASE
@format_option("text")
@session_command
def show(session: Session, number: str | None, database: str | None, form: str) -> int:
    """List the invoices in the database, or show those with one NUMBER."""
    with session.database(database) as opened, opened.read() as reading:
        invoices = [i for i in load_invoices(reading) if number in (None, i.number)]
    if form == "json":
        put_list(dict(invoice_form(one)) for one in invoices)
    else:
        put(invoices_table(invoices))
    return 0


command.add_command(match)
