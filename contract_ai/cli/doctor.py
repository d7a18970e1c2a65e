"""``contract-ai doctor``: what is well here, what is not, and what helps."""

from collections.abc import Iterator
from datetime import UTC, datetime

import click

from contract_ai.cli.common import (
    DATABASE,
    DATABASE_FILE,
    Session,
    format_option,
    put,
    put_list,
    session_command,
)
from contract_ai.doctor.books import look_at_books
from contract_ai.doctor.machine import look_at_machine
from contract_ai.doctor.places import look_at_places
from contract_ai.doctor.told import State, Told, wrong
from contract_ai.pool import open_pool
from contract_ai.storage.engine import open_engine
from models.errors import SettingsError

_SIGNS = {State.WELL: "✓", State.LIMITED: "!", State.WRONG: "✗"}


@click.command(epilog="Example: contract-ai doctor --database books.db")
@DATABASE
@format_option("text")
@session_command
def command(session: Session, database: str | None, form: str) -> int:
    """Look at the machine, the folders and the database, and say what helps.

    Nothing is changed.  The exit code is 1 where something must be mended.
    """
    found = list(_looked(session, database or session.settings.database or DATABASE_FILE))
    if form == "json":
        put_list(
            {"name": one.name, "state": one.state.value, "what": one.what, "do": one.do}
            for one in found
        )
    else:
        for one in found:
            put(f"{_SIGNS[one.state]} {one.name:<12} {one.what}")
            if one.do:
                put(f"  {'':<12} {one.do}")
    return int(any(one.state is State.WRONG for one in found))


def _looked(session: Session, place: str) -> Iterator[Told]:
    with open_pool(session.settings) as readers:
        yield from look_at_machine(readers)
    try:  # as it is: nothing is upgraded
        database = open_engine(place, plain=session.settings.database_allow_plain)
    except SettingsError as error:
        yield wrong("database", error.what, error.do)
        return
    try:
        yield from look_at_places(session.settings, database)
        yield from look_at_books(database, datetime.now(UTC))
    finally:
        database.close()
