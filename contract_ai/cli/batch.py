"""``contract-ai batch``: the nightly job."""

from datetime import date
from pathlib import Path

import click

from contract_ai.batch.inbox import SETTLE
from contract_ai.batch.night import NightRun, Plan
from contract_ai.batch.saying import night_form, night_text
from contract_ai.batch.summary import Summary
from contract_ai.batch.times import real_times
from contract_ai.cli.common import (
    DATABASE,
    Session,
    engine_command,
    format_option,
    put,
    second_reading_command,
)
from contract_ai.cli.dates import AS_OF, FAIL_ON
from contract_ai.storage.scans import DatabaseStore
from contract_ai.storage.sendings import DatabaseRecord
from models.errors import DocumentError, ErrorCode, ServiceError
from models.forms import json_text


@click.command(epilog="Example: contract-ai batch /srv/contracts/inbox --database books.db")
@click.argument("inbox", type=click.Path(path_type=Path))
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for the reports.  [default: report, beside the inbox]",
)
@click.option("--keep", is_flag=True, help="Leave originals in the inbox instead of moving them.")
@click.option(
    "--settle",
    type=click.FloatRange(min=0),
    default=SETTLE,
    show_default=True,
    metavar="SECONDS",
    help="How long a file must not have changed to count as whole.",
)
@click.option(
    "--rereads",
    type=click.IntRange(min=0),
    metavar="NUMBER",
    help="Most documents on file that newer extractors read again.  [default: its setting, else 200]",
)
@click.option("--sync/--no-sync", default=True, show_default=True, help="Read connected systems.")
@click.option("--retry-quarantined", is_flag=True, help="Read what lies in quarantine once more.")
@click.option(
    "--metrics",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the figures for Prometheus here at the end (textfile collector).",
)
@AS_OF
@FAIL_ON
@DATABASE
@format_option("text")
@engine_command
@second_reading_command
def command(  # noqa: PLR0913, PLR0917 (click gives every option by name)
    session: Session,
    inbox: Path,
    output: Path | None,
    keep: bool,  # noqa: FBT001 (a flag of the command line)
    settle: float,
    rereads: int | None,
    sync: bool,  # noqa: FBT001 (a flag of the command line)
    retry_quarantined: bool,  # noqa: FBT001 (a flag of the command line)
    metrics: Path | None,
    as_of: date | None,
    fail_on: str | None,
    database: str | None,
    form: str,
) -> int:
    """Read what is new in an inbox, check it, and report: the job of the night.

    INBOX holds contracts, invoices and facts in any mix; folders named contracts, invoices, facts
    and terms say what their files are.  Originals are kept beside the database and moved to
    INBOX/done, or to INBOX/refused with the reason beside them.  Systems that are connected
    (docs/connectors.md) are read first.  A run that was cut off is gone on with by the next one.
    """
    plan = Plan(
        inbox=inbox,
        output=output or inbox.resolve().with_name("report"),
        as_of=as_of,
        keep=keep,
        settle=settle,
        again=retry_quarantined,
        rereads=rereads,
        sync=sync,
    )
    with session.database(database) as opened:
        reader = session.reader(DatabaseStore(opened), DatabaseRecord(opened))
        said = NightRun(opened, reader, plan, real_times(), session.progress).run()
        if metrics is not None:
            from contract_ai.metrics.books import write_books  # noqa: PLC0415 (only who asks pays for it)

            write_books(opened, metrics)
    return _end(session, said, form, fail_on)


def _end(session: Session, said: Summary, form: str, fail_on: str | None) -> int:
    for notice in said.notices:
        session.note(notice)
    for one in said.unread:
        error = DocumentError(ErrorCode(one.code), one.what, where=one.file, do=one.do)
        session.problem(error)
    for system in said.figures.systems:
        if system.code:
            told = ErrorCode(system.code), system.what
            session.problem(ServiceError(*told, where=system.service, do=system.do))
    put(json_text(night_form(said)) if form == "json" else night_text(said))
    if said.audit is not None:
        from contract_ai.cli.summary import exit_code  # noqa: PLC0415 (only who checked pays for it)

        return exit_code(session, said.audit, fail_on)
    return session.exit_code
