"""``contract-ai terms``: list terms, and confirm, correct or reject them."""

import json
from datetime import UTC, datetime

import click
from pydantic import ValidationError

from contract_ai.cli.common import DATABASE, Session, format_option, put, put_list, session_command
from contract_ai.cli.stored_tables import stored_terms_table
from contract_ai.cli.tables import coverage_table
from contract_ai.storage import terms as store
from contract_ai.storage.contracts import load_contracts
from models.forms import Form, Json, term_form

REASON = click.option("--reason", default="", help="Why; it is kept in the audit trail.")
NUMBERS = click.argument("numbers", nargs=-1, required=True, type=int, metavar="NUMBER...")


@click.group(
    invoke_without_command=True,
    epilog="Example: contract-ai terms --contract MSA-2025-011-larchmont --database books.db",
)
@click.option("--contract", help="Only the terms of this contract (file name without ending).")
@click.option("--review", is_flag=True, help="Only the terms that a person should look at.")
@DATABASE
@format_option("text")
@click.pass_context
def command(ctx: click.Context, /, **options: object) -> int:
    """List terms with their numbers; confirm, correct or reject them by number.

    Below them stands, for each contract, what was looked for and not found, and where.
    """
    return 0 if ctx.invoked_subcommand else _list(quiet=False, verbose=False, **options)


@session_command
def _list(
    session: Session, contract: str | None, database: str | None, form: str, *, review: bool
) -> int:
    with session.database(database) as opened, opened.read() as reading:
        terms = store.stored_terms(reading, contract)
        read = [one for one in load_contracts(reading) if contract in (None, one.stem)]
    terms = [one for one in terms if one.term.review or not review]
    if form == "json":
        put_list(_form(one) for one in terms)
    else:
        put(stored_terms_table(terms))
        for one in read if not review else ():
            if coverage := coverage_table(one):
                put(f"{one.document.file}{coverage}")
    return 0


@command.command(epilog="Example: contract-ai terms confirm 12 13 --database books.db")
@NUMBERS
@REASON
@DATABASE
@session_command
def confirm(session: Session, numbers: tuple[int, ...], reason: str, database: str | None) -> int:
    """Confirm terms: they are right as they were read."""
    return _decide(session, numbers, database, store.CONFIRMED, reason)


@command.command(epilog="Example: contract-ai terms reject 14 --database books.db")
@NUMBERS
@REASON
@DATABASE
@session_command
def reject(session: Session, numbers: tuple[int, ...], reason: str, database: str | None) -> int:
    """Reject terms: the contract does not say this."""
    return _decide(session, numbers, database, store.REJECTED, reason)


@command.command(epilog="Example: contract-ai terms correct 15 days=45 --database books.db")
@click.argument("number", type=int)
@click.argument("values", nargs=-1, required=True, metavar="KEY=VALUE...")
@REASON
@DATABASE
@session_command
def correct(
    session: Session, number: int, values: tuple[str, ...], reason: str, database: str | None
) -> int:
    """Correct values of a term; the reading of before is kept, closed.

    A value is text, or JSON (45, true, ["travel"]); KEY= without a value takes the key away.
    """
    changes = dict(_change(text) for text in values)
    with session.database(database) as opened, opened.write() as writing:
        try:
            new = store.correct(writing, number, changes, datetime.now(UTC), reason)
        except store.NoSuchTerm as error:
            raise _no_such_term(error) from error
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"][1:]) or "the term"
            message = f"{place}: {first['msg']}"
            raise click.UsageError(message) from error
    put(f"Term {number} corrected; it is now term {new}.")
    return 0


def _decide(
    session: Session,
    numbers: tuple[int, ...],
    database: str | None,
    state: str,
    reason: str,
) -> int:
    with session.database(database) as opened, opened.write() as writing:
        for number in numbers:
            try:
                store.decide(writing, number, state, datetime.now(UTC), reason)
            except store.NoSuchTerm as error:
                raise _no_such_term(error) from error
    put(f"{len(numbers)} {state}.")
    return 0


def _no_such_term(error: store.NoSuchTerm) -> click.UsageError:
    return click.UsageError(f"No term has the number {error.args[0]}; see contract-ai terms.")


def _change(text: str) -> tuple[str, Json]:
    key, sign, value = text.partition("=")
    if not sign or not key or key in {"kind", "evidence"}:
        message = f"{text!r} is not KEY=VALUE."
        raise click.UsageError(message)
    if not value:
        return key, None
    try:
        # A figure stays text, since 1500.10 would become a binary fraction.
        read: Json = json.loads(value, parse_float=str)
    except ValueError:
        return key, value
    return key, read


def _form(one: store.StoredTerm) -> Form:
    head: Form = {"number": one.number, "contract": one.contract, "state": one.state}
    return head | term_form(one.term, "")
