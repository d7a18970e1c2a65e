"""``contract-ai bill files``: kept drafts as paper, XML, or tables for accounting systems."""

from pathlib import Path

import click

from checks.reconciliation.three_way import Span
from contract_ai.billing.draft_files import Writing, draft_files, kept_papers
from contract_ai.billing.papers import Form, Layout
from contract_ai.cli.common import DATABASE, Session, put, session_command
from contract_ai.cli.dates import today
from contract_ai.cli.months import Month
from contract_ai.files import writable, write_atomically
from contract_ai.issuing import load_issuing
from contract_ai.storage.drafts import DraftState, draft, drafts
from reports.paper.sheets import PAPERS
from reports.wording import count


@click.command(epilog="Example: contract-ai bill files 7 --format pdf --out march")
@click.argument("numbers", nargs=-1, type=click.IntRange(1), metavar="[DRAFT]...")
@click.option("--period", type=Month(), metavar="MONTH", help="All approved drafts of this month.")
@click.option(
    "--format",
    "form",
    type=click.Choice([one.value for one in Form]),
    required=True,
    help="What to write.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    required=True,
    help="Where files are put; made where it is missing.",
)
@click.option(
    "--issuing",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The file of the company (docs/billing.md).  [default: CONTRACT_AI_ISSUING]",
)
@click.option(
    "--paper", type=click.Choice(list(PAPERS)), default="a4", show_default=True, help="For PDF."
)
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
    written = 0
    with writable(out):
        out.mkdir(parents=True, exist_ok=True)
    for one in draft_files(papers, how, session.problem):
        write_atomically(out / one.name, one.data)
        put(str(out / one.name))
        written += one.invoices
    session.note(f"{written} of {count(len(papers), 'draft')} written.")
    return session.exit_code
