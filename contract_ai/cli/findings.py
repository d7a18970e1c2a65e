"""``contract-ai findings``: list findings, and accept, dispute, waive or resolve them."""

from dataclasses import replace
from datetime import UTC, datetime

import click

from contract_ai.cli.common import DATABASE, Session, format_option, put, session_command
from contract_ai.cli.stored_tables import findings_table
from contract_ai.pipeline import report
from contract_ai.storage.findings import NoSuchFinding, decide
from models.findings import Severity
from reports.findings_json import findings_json
from reports.inputs import ReportInput

STATES = {
    "accept": ("accepted", "Accept findings: the invoice is paid as it stands."),
    "dispute": ("disputed", "Dispute findings: the other party was told."),
    "waive": ("waived", "Waive findings: we do not pursue them."),
    "resolve": ("resolved", "Resolve findings: the matter is settled."),
}


@click.group(
    invoke_without_command=True,
    epilog="Example: contract-ai findings --severity high --database books.db",
)
@click.option(
    "--severity",
    type=click.Choice([severity.value for severity in Severity]),
    help="Only findings of this severity.",
)
@click.option("--invoice", help="Only findings on invoices with this number.")
@click.option("--contract", help="Only findings on this contract (file name without ending).")
@DATABASE
@format_option("text")
@click.pass_context
def command(ctx: click.Context, /, **options: object) -> int:
    """List the findings of the last check; accept, dispute, waive or resolve them."""
    return 0 if ctx.invoked_subcommand else _list(quiet=False, verbose=False, **options)


@session_command
def _list(
    session: Session,
    database: str | None,
    form: str,
    **wanted: str | None,
) -> int:
    with session.database(database) as opened:
        data = report(opened, settings=session.settings.for_checks)
    show(chosen(data, **wanted), form)
    return 0


def chosen(
    data: ReportInput,
    *,
    contract: str | None = None,
    invoice: str | None = None,
    severity: str | None = None,
) -> ReportInput:
    """Keep what concerns one contract, one invoice or one severity."""
    findings = tuple(
        found
        for found in data.audit.findings
        if contract in (None, found.contract)
        and invoice in (None, found.invoice)
        and severity in (None, found.severity.value)
    )
    tests = tuple(
        test
        for test in data.audit.tests
        if contract in (None, test.contract) and invoice in (None, test.invoice)
    )
    return replace(data, audit=replace(data.audit, findings=findings, tests=tests))


def show(data: ReportInput, form: str) -> None:
    """Print findings as findings/1 or as a table."""
    put(findings_json(data).rstrip("\n") if form == "json" else findings_table(data))


def _decision(name: str, state: str, text: str) -> click.Command:
    @click.argument("fingerprints", nargs=-1, required=True, metavar="FINGERPRINT...")
    @click.option("--reason", required=True, help="Why; it is kept with the finding.")
    @DATABASE
    @session_command
    def decision(
        session: Session, fingerprints: tuple[str, ...], reason: str, database: str | None
    ) -> int:
        with session.database(database) as opened, opened.write() as writing:
            try:
                decide(writing, fingerprints, state, reason, datetime.now(UTC))
            except NoSuchFinding as error:
                message = (
                    f"No finding has the fingerprint {error.args[0]}; see contract-ai findings."
                )
                raise click.UsageError(message) from error
        put(f"{len(fingerprints)} {state}.")
        return 0

    example = f'contract-ai findings {name} 0123456789abcdef --reason "agreed by phone"'
    return click.command(name, help=text, epilog=f"Example: {example}")(decision)


for _name, (_state, _text) in STATES.items():
    command.add_command(_decision(_name, _state, _text))
