"""``contract-ai invoice-files``: our invoices as PDF, UBL, or CSV for accounting systems."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from checks.billing.period import bill
from checks.reconciliation.three_way import Span
from contract_ai.billing.papers import (
    Form,
    Layout,
    Paper,
    draft_papers,
    read_papers,
    with_terms_of,
    write,
)
from contract_ai.cli.common import DATABASE, Session, session_command
from contract_ai.cli.dates import today
from contract_ai.cli.invoice_output import output_options, put_files
from contract_ai.cli.months import Month
from contract_ai.issuing import load_issuing
from contract_ai.pipeline import load_book
from models.cases import Book
from models.errors import DocumentError, ErrorCode
from reports.wording import count


@click.command(
    epilog="Example: contract-ai invoice-files --period 2026-03 --format pdf --out invoices"
)
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(allow_dash=True))
@click.option("--period", type=Month(), metavar="MONTH", help="Drafts of this month's bill.")
@click.option("--contract", metavar="NAME", help="With --period: only this contract.")
@output_options
@DATABASE
@session_command
def command(  # noqa: PLR0913 (click gives every option by name)
    session: Session,
    *,
    files: tuple[str, ...],
    period: Span | None,
    contract: str | None,
    form: str,
    out: Path,
    issuing: Path | None,
    paper: str,
    database: str | None,
) -> int:
    """Write invoices of ours as files: PDF to send, UBL for machines, CSV for accounting systems.

    FILE holds invoices as JSON (invoice/1); - is standard input.  With --period it is the drafts of
    what is still to be billed: as PDF they are marked DRAFT, and the other formats refuse them, as
    they have no number.  An invoice that lacks a value is named and not written.  Payment terms and
    due dates come from the contracts in the database: with FILE, where --database names it.
    """
    if bool(files) == (period is not None):
        message = "Give files with invoices, or --period."
        raise click.UsageError(message)
    company = load_issuing(issuing or session.settings.issuing)
    if period is not None:
        papers = _drafts(session, period, contract, database)
    else:
        papers = _given(session, files)
        if database is not None:
            papers = with_terms_of(papers, _book(session, today(), database))
    made = write(papers, company, Form(form), Layout(today(), paper), session.problem)
    return put_files(session, out, made, count(len(papers), "invoice"))


def _drafts(
    session: Session, period: Span, contract: str | None, database: str | None
) -> list[Paper]:
    book = _book(session, period.end, database)
    if contract is not None and all(one.stem != contract for one in book.contracts):
        message = f"There is no contract {contract!r} on file; contract-ai contracts lists them."
        raise click.UsageError(message)
    found = bill(book, period.start, period.end).of(contract)
    return with_terms_of(draft_papers(found, book.contracts), book)


def _book(session: Session, day: date, database: str | None) -> Book:
    with session.database(database) as opened, opened.read() as reading:
        return load_book(reading, day, session.settings.for_checks)


def _given(session: Session, files: Sequence[str]) -> list[Paper]:
    papers: list[Paper] = []
    for file in files:
        try:
            papers += read_papers(_data(file), file)
        except DocumentError as error:
            session.problem(error)
    return papers


def _data(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        code = ErrorCode.FILE_NOT_FOUND if missing else ErrorCode.FILE_UNREADABLE
        what, do = f"It cannot be read: {error.strerror}.", "Check the path and its permissions."
        raise DocumentError(code, what, where=file, do=do) from error
