"""``contract-ai reread``: read documents on file with the extractors of now, and compare."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import cast

import click
from sqlmodel import Session as DatabaseSession

from contract_ai.cli.common import (
    DATABASE,
    Session,
    engine_command,
    format_option,
    put,
    put_list,
    second_reading_command,
    session_command,
)
from contract_ai.cli.dates import AS_OF, today
from contract_ai.cli.tables import Whole, table
from contract_ai.rereading import deciding
from contract_ai.rereading.book import NoSuchReading, RereadState, listed
from contract_ai.rereading.differences import DIFFERENCES, Difference
from contract_ai.rereading.readings import is_touched
from contract_ai.rereading.reread import Rereader
from contract_ai.rereading.saying import findings_words, reread_words
from contract_ai.storage.scans import DatabaseStore
from contract_ai.storage.sendings import DatabaseRecord
from models.forms import Json
from models.tables.documents import DocumentRow
from models.tables.rereading import RereadRow
from reports.wording import count

NUMBERS = click.argument("numbers", nargs=-1, type=int, metavar="NUMBER...")
Decide = Callable[[DatabaseSession, int, datetime], None]


@click.group(invoke_without_command=True, epilog="Example: contract-ai reread --database books.db")
@DATABASE
@format_option("text")
@click.pass_context
def command(ctx: click.Context, /, **options: object) -> int:
    """List documents that the extractors of now read in another way than what counts.

    Nothing of it counts before somebody accepts it.
    """
    return 0 if ctx.invoked_subcommand else _list(quiet=False, verbose=False, **options)


@session_command
def _list(session: Session, database: str | None, form: str) -> int:
    with session.database(database) as opened, opened.read() as reading:
        rows = listed(reading, (RereadState.OPEN, RereadState.FAILED))
        touched = {row.id: is_touched(reading, document) for row, document in rows}
    if form == "json":
        put_list(_form(row, document, touched=touched[row.id]) for row, document in rows)
        return 0
    put(table(_HEADINGS, [_line(*one, touched=touched[one[0].id]) for one in rows]))
    for row, document in rows:
        for one in DIFFERENCES.validate_python(row.differences):
            put(f"\n{row.id}  {document.file}: {_said(one)}")
    return 0


@command.command(epilog="Example: contract-ai reread run --limit 200 --database books.db")
@click.option("--limit", type=click.IntRange(1), help="Most documents to read.  [default: all]")
@click.option("--accept", "automatic", is_flag=True, help="Accept what nobody decided about.")
@click.option("--retry-failed", is_flag=True, help="Read also what could not be read before.")
@AS_OF
@DATABASE
@format_option("text")
@engine_command
@second_reading_command
def run(  # noqa: PLR0913, PLR0917 (click gives every option by name)
    session: Session,
    limit: int | None,
    automatic: bool,  # noqa: FBT001 (a flag of the command line)
    retry_failed: bool,  # noqa: FBT001 (a flag of the command line)
    as_of: date | None,
    database: str | None,
    form: str,
) -> int:
    """Read again what other extractors read, and compare with what counts.

    Contracts and invoices whose results come from another version of the extractors are read from
    their originals.  What is the same is noted; what differs waits for accept or keep.
    """
    with session.database(database) as opened:
        reader = session.reader(DatabaseStore(opened), DatabaseRecord(opened))
        made = Rereader(opened, reader, now=datetime.now(UTC)).run(
            as_of=as_of or today(), limit=limit, automatic=automatic, retry=retry_failed
        )
    if form == "json":
        put_list([cast("Json", made.model_dump())])
    else:
        put(reread_words(made) or "Everything on file was read by the extractors of now.")
    return 0


@command.command(epilog="Example: contract-ai reread accept 3 4 --database books.db")
@NUMBERS
@click.option("--all", "every", is_flag=True, help="All of which nobody decided anything.")
@DATABASE
@session_command
def accept(session: Session, numbers: tuple[int, ...], database: str | None, *, every: bool) -> int:
    """Accept new readings: they count, but terms that a person decided about stay as they are."""
    return _decide(session, numbers, database, deciding.accept, every=every)


@command.command("keep", epilog="Example: contract-ai reread keep 5 --database books.db")
@NUMBERS
@DATABASE
@session_command
def leave(session: Session, numbers: tuple[int, ...], database: str | None) -> int:
    """Keep what counts; these extractors are not compared with it again."""
    return _decide(session, numbers, database, deciding.keep_as_it_was)


def _decide(
    session: Session,
    numbers: tuple[int, ...],
    database: str | None,
    decide: Decide,
    *,
    every: bool = False,
) -> int:
    with session.database(database) as opened:
        if every:
            with opened.read() as reading:
                numbers = tuple(
                    row.id or 0
                    for row, document in listed(reading)
                    if not is_touched(reading, document)
                )
        elif not numbers:
            message = "Name the numbers of readings; see contract-ai reread."
            raise click.UsageError(message)
        for number in numbers:
            with opened.write() as writing:
                try:
                    decide(writing, number, datetime.now(UTC))
                except NoSuchReading as error:
                    message = f"No open reading has the number {number}; see contract-ai reread."
                    raise click.UsageError(message) from error
    done = "accepted" if decide is deciding.accept else "kept as they were"
    put(f"{count(len(numbers), 'document')} {done}. Run contract-ai check next.")
    return 0


_HEADINGS = ["number", "file", "state", "decided", "differences", "findings"]


def _line(row: RereadRow, document: DocumentRow, *, touched: bool) -> list[object]:
    why = Whole(f"[{row.code}] {row.what}") if row.code else findings_words(row)
    mark = "by a person" if touched else ""
    return [row.id, document.file, row.state, mark, len(row.differences), why]


def _said(one: Difference) -> str:
    who = " (a person decided: it stays)" if one.decided else ""
    term = f" term {one.term}" if one.term else ""
    lines = [f"{one.thing}{term} {one.what}{who}"]
    lines += [
        f"    {field.name}: {field.before or '-'} -> {field.after or '-'}" for field in one.fields
    ]
    quotes = (("was", one.quote_before), ("now", one.quote_after))
    lines += [f"    {name}: {quote!r}" for name, quote in quotes if quote]
    return "\n".join(lines)


def _form(row: RereadRow, document: DocumentRow, *, touched: bool) -> Json:
    form: dict[str, object] = {
        "number": row.id,
        "file": document.file,
        "sha256": document.sha256,
        "kind": document.kind,
        "state": row.state,
        "decided_by_a_person": touched,
        "differences": row.differences,
        "findings": row.findings if row.weighed else None,
    }
    if row.code:
        form["error"] = {"code": row.code, "what": row.what, "do": row.do}
    return cast("Json", form)
