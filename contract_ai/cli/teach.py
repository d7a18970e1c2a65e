"""``contract-ai teach``: correct a printed invoice, for this and the supplier's next ones."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from contract_ai.cli.common import DATABASE, Session, put, reading_command
from contract_ai.pipeline import teach
from contract_ai.sources import Source
from contract_ai.storage.scans import DatabaseStore


@click.command(
    epilog="Example: contract-ai teach invoices/7731.pdf number=A-7731 issue_date=2026-03-31 --database books.db"
)
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("values", nargs=-1, required=True, metavar="FIELD=VALUE...")
@DATABASE
@reading_command
def command(session: Session, file: Path, values: tuple[str, ...], database: str | None) -> int:
    """Correct fields of a printed invoice (PDF, DOCX), and read the supplier's next ones so.

    The value is looked up on the page; the words before it, to its left or above it are kept,
    and lead to the value on the next invoice that names the same supplier.  Fields are those of
    invoice/1, such as number, issue_date, total and supplier.name.
    """
    corrections = json.dumps(dict(_correction(text) for text in values))
    with session.database(database) as opened:
        reader = session.reader(DatabaseStore(opened))
        taught = teach(opened, reader, Source(file), corrections, now=datetime.now(UTC))
    for error in taught.errors:
        session.problem(error)
    for lesson in taught.lessons:
        put(f"{lesson.field}: {_said(lesson.place.value, lesson.label)}")
    return session.exit_code


def _correction(text: str) -> tuple[str, str]:
    field, sign, value = text.partition("=")
    if not sign or not field or not value:
        message = f"{text!r} is not FIELD=VALUE."
        raise click.UsageError(message)
    return field, value


def _said(place: str, label: str) -> str:
    return f"{place} {label!r}" if label else place
