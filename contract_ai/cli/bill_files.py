"""``contract-ai bill files``: kept drafts as paper, XML, or tables for accounting systems."""

from pathlib import Path

import click

from checks.reconciliation.three_way import Span
from contract_ai.billing.draft_files import Writing, draft_files, kept_papers
from contract_ai.billing.papers import Form, Layout
from contract_ai.cli.common import DATABASE, Session, session_command
from contract_ai.cli.dates import today
from contract_ai.cli.invoice_output import output_options, put_files
from contract_ai.cli.months import Month
from contract_ai.issuing import load_issuing
from contract_ai.storage.drafts import DraftState, draft, drafts
from reports.wording import count


@click.command(epilog="Example: contract-ai bill files 7 --format pdf --out march")
@click.argument("numbers", nargs=-1, type=click.IntRange(1), metavar="[DRAFT]...")
@click.option("--period", type=Month(), metavar="MONTH", help="All approved drafts of this month.")
@output_options
@DATABASE
@session_command
def files(  # noqa: PLR0913 (click gives every option by name)
    session: Session,
    *,
    numbers: tuple[int, ...],
    period: Span | None,
    form: str,
    out: Path,
    issuing: Path | None,
    paper: str,
    database: str | None,
) -> int:
    """Write kept drafts as files: the ones named, or all approved ones of a month.

    A draft that waits is written as PDF only, marked DRAFT.  One that lacks a value is named and
    not written; the others are.
    """
    if bool(numbers) == (period is not None):
        message = "Give numbers of drafts, or --period."
        raise click.UsageError(message)
    how = Writing(
        load_issuing(issuing or session.settings.issuing), Form(form), Layout(today(), paper)
    )
    with session.database(database) as opened, opened.read() as reading:
        if period is None:
            wanted = [draft(reading, one) for one in dict.fromkeys(numbers)]
        else:
            days = {"first": period.start, "last": period.end}
            wanted = drafts(reading, [DraftState.APPROVED], **days)
        papers = kept_papers(reading, wanted, how.form, session.settings.for_checks)
    made = draft_files(papers, how, session.problem)
    return put_files(session, out, made, count(len(papers), "draft"))
