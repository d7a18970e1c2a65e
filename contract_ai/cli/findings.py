"""``contract-ai findings``: list findings, and say how far they have come."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime

import click

from contract_ai.cli.common import DATABASE, Session, format_option, put, session_command
from contract_ai.cli.dates import IsoDate
from contract_ai.cli.stored_tables import findings_table, history_table
from contract_ai.pipeline import findings, report
from contract_ai.storage.engine import Database
from contract_ai.storage.findings import NoSuchFinding, decide
from contract_ai.storage.lives import decisions, load_life
from models.findings import Audit, Severity, State
from models.lives import Decision
from reports.findings_json import findings_json, history_json

DECISIONS = {
    "accept": (State.ACCEPTED, "Accept findings: the invoice is paid as it stands."),
    "dispute": (State.DISPUTED, "Dispute findings: the other party was told."),
    "waive": (State.WAIVED, "Waive findings: we do not pursue them."),
    "credit": (State.CREDITED, "Credit findings: the money came back."),
    "resolve": (State.RESOLVED, "Resolve findings: the matter is settled."),
    "reopen": (State.OPEN, "Reopen findings: they are to be pursued after all."),
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
@click.option(
    "--state",
    multiple=True,
    type=click.Choice([state.value for state in State]),
    help="Only findings in this state; may be given more than once.",
)
@click.option("--invoice", help="Only findings on invoices with this number.")
@click.option("--contract", help="Only findings on this contract (file name without ending).")
@DATABASE
@format_option("text")
@click.pass_context
def command(ctx: click.Context, /, **options: object) -> int:
    """List the findings of the last check; say how far they have come."""
    return 0 if ctx.invoked_subcommand else _list(quiet=False, verbose=False, **options)


@session_command
def _list(
    session: Session,
    database: str | None,
    form: str,
    state: tuple[str, ...],
    **wanted: str | None,
) -> int:
    with session.database(database) as opened:
        show(session, opened, form, states=state, **wanted)
    return 0


def show(
    session: Session,
    database: Database,
    form: str,
    states: Collection[str] = (),
    **wanted: str | None,
) -> Audit:
    """Print what the last run found, of that what is wanted, as findings/1 or as a table.

    findings/1 lists every test as well and counts the documents; a table needs neither.
    """
    if form == "json":
        data = report(database, settings=session.settings.for_checks)
        audit = chosen(data.audit, states=states, **wanted)
        put(findings_json(replace(data, audit=audit)).rstrip("\n"))
    else:
        last = findings(database)
        audit = chosen(last.audit, states=states, **wanted)
        put(findings_table(audit.findings, last.decisions))
    return audit


def chosen(
    audit: Audit,
    *,
    contract: str | None = None,
    invoice: str | None = None,
    severity: str | None = None,
    states: Collection[str] = (),
) -> Audit:
    """Keep what concerns one contract, one invoice or one severity, or is in one of these states."""
    found = tuple(
        one
        for one in audit.findings
        if contract in (None, one.contract)
        and invoice in (None, one.invoice)
        and severity in (None, one.severity.value)
        and (not states or one.state in states)
    )
    tests = tuple(
        test
        for test in audit.tests
        if contract in (None, test.contract) and invoice in (None, test.invoice)
    )
    return replace(audit, findings=found, tests=tests)


@command.command(
    epilog="Example: contract-ai findings history 0123456789abcdef --database books.db"
)
@click.argument("fingerprint")
@DATABASE
@format_option("text")
@session_command
def history(session: Session, fingerprint: str, database: str | None, form: str) -> int:
    """List what was decided about a finding: when, by whom, why and until when."""
    with session.database(database) as opened, opened.read() as reading:
        life = load_life(reading, fingerprint)
        made = decisions(reading).get(fingerprint, ())
    if life is None:
        raise _no_such_finding(fingerprint)
    text = history_json(life, made) if form == "json" else history_table(life, made)
    put(text.rstrip("\n"))
    return 0


def _decision(name: str, state: State, text: str) -> click.Command:
    @click.argument("fingerprints", nargs=-1, required=True, metavar="FINGERPRINT...")
    @click.option("--reason", required=True, help="Why; it is kept with the finding.")
    @click.option(
        "--until",
        type=IsoDate(),
        metavar="DATE",
        help="The last day on which this holds; the finding is open again after it.",
    )
    @click.option(
        "--by", metavar="NAME", help="Who decides.  [default: CONTRACT_AI_USER, else you]"
    )
    @DATABASE
    @session_command
    def decision(  # noqa: PLR0913, PLR0917 (click gives every option by name)
        session: Session,
        fingerprints: tuple[str, ...],
        reason: str,
        until: date | None,
        by: str | None,
        database: str | None,
    ) -> int:
        who = by or session.actor.name
        made = Decision(state, reason, datetime.now(UTC), by=who, until=until)
        with session.database(database) as opened, opened.write() as writing:
            try:
                decide(writing, fingerprints, made)
            except NoSuchFinding as error:
                raise _no_such_finding(error.args[0]) from error
        held = f" until {until.isoformat()}" if until else ""
        put(f"{len(fingerprints)} {state}{held}.")
        return 0

    example = f'contract-ai findings {name} 0123456789abcdef --reason "agreed by phone"'
    return click.command(name, help=text, epilog=f"Example: {example}")(decision)


def _no_such_finding(fingerprint: str) -> click.UsageError:
    return click.UsageError(
        f"No finding has the fingerprint {fingerprint}; see contract-ai findings."
    )


for _name, (_state, _text) in DECISIONS.items():
    command.add_command(_decision(_name, _state, _text))
