"""``contract-ai invoices``: what invoices the database holds."""

import click

from contract_ai.cli.common import DATABASE, Session, format_option, put, put_list, session_command
from contract_ai.cli.tables import invoices_table
from contract_ai.storage.invoices import load_invoices
from models.forms import invoice_form


@click.command(epilog="Example: contract-ai invoices TA-1001 --database books.db")
@click.argument("number", required=False)
@DATABASE
@format_option("text")
@session_command
def command(session: Session, number: str | None, database: str | None, form: str) -> int:
    """List the invoices in the database, or show those with one NUMBER."""
    with session.database(database) as opened, opened.read() as reading:
        invoices = [i for i in load_invoices(reading) if number in (None, i.number)]
    if form == "json":
        put_list(dict(invoice_form(one)) for one in invoices)
    else:
        put(invoices_table(invoices))
    return 0
