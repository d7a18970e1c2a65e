"""``contract-ai contracts``: what contracts the database holds."""

import click

from contract_ai.cli.common import DATABASE, Session, format_option, put, put_list, session_command
from contract_ai.cli.tables import contracts_table, terms_table
from contract_ai.storage.contracts import load_contracts
from models.forms import contract_form


@click.command(epilog="Example: contract-ai contracts MSA-2025-011-larchmont --database books.db")
@click.argument("contract", required=False)
@DATABASE
@format_option("text")
@session_command
def command(session: Session, contract: str | None, database: str | None, form: str) -> int:
    """List the contracts in the database, or show one with its terms.

    CONTRACT is the file's name without its ending.
    """
    with session.database(database) as opened, opened.read() as reading:
        contracts = [c for c in load_contracts(reading) if contract in (None, c.stem)]
    if form == "json":
        put_list(dict(contract_form(one)) for one in contracts)
    elif contract is None:
        put(contracts_table(contracts))
    else:
        for one in contracts:
            put(terms_table(one))
    return 0
