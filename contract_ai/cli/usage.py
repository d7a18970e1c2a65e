"""``contract-ai usage``: take usage events in, and see what they come to."""

from datetime import UTC, datetime
from pathlib import Path

import click

from checks.reconciliation.three_way import Span
from checks.usage.rows import Counted
from contract_ai.cli.common import DATABASE, Session, format_option, put, put_list, session_command
from contract_ai.cli.months import Month
from contract_ai.cli.tables import Whole, table
from contract_ai.metering import ruling
from contract_ai.metering.listing import MeterMonth, count_meters, meters_in
from contract_ai.metering.meters import Waiting
from contract_ai.metering.taking import take_file
from contract_ai.storage import usage as store
from contract_ai.storage.usage_rules import Said
from models.errors import DocumentError, ErrorCode
from models.forms import Json
from models.usage import Aggregation, Per
from reports.wording import count

_NEEDED = "See contract-ai usage differences."


@click.group(epilog="Example: contract-ai usage add march.csv --source app --database books.db")
def command() -> None:
    """Take usage events in, list what they come to, and say how meters are counted."""


@command.command(epilog="Example: contract-ai usage add march.csv --source app")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--source",
    default="files",
    show_default=True,
    metavar="NAME",
    help="The system that the events come from; their ids are its own.",
)
@DATABASE
@session_command
def add(session: Session, files: tuple[Path, ...], source: str, database: str | None) -> int:
    """Take CSV FILES of usage events in, each whole or not at all.

    Columns by heading: event_id, contract (or customer), meter, quantity, unit, subject, at.
    An event that is on file already is not stored again.
    """
    name = source.strip()
    if not name or len(name) > store.LONGEST_SOURCE:
        message = f"A source has 1 to {store.LONGEST_SOURCE} characters."
        raise click.UsageError(message)
    with session.database(database) as opened:
        for file in files:
            try:
                taken = take_file(opened, file, name, datetime.now(UTC))
            except DocumentError as error:
                session.problem(error)
                continue
            for line in taken.refused:
                where = f"{file.name}, line {line.line}"
                code = ErrorCode.USAGE_EVENT_INVALID
                session.problem(DocumentError(code, line.what, where=where, do=line.do))
            for one in taken.batch.differences.values():
                session.problem(_different(one, file.name))
            refused = len(taken.refused) + len(taken.batch.differences)
            put(
                f"{file.name}: {count(taken.batch.count(store.Result.STORED), 'new event')}, "
                f"{taken.batch.count(store.Result.KNOWN)} on file already, {refused} refused."
            )
    return session.exit_code


def _different(one: store.Difference, where: str) -> DocumentError:
    what = f"{one.sent.event_id} is on file with other content: {_changes(one)}."
    return DocumentError(
        ErrorCode.USAGE_EVENT_DIFFERS, what, where=where, do=f"The first counts. {_NEEDED}"
    )


def _changes(one: store.Difference) -> str:
    """Say which fields differ, as on file and as sent."""
    stored, sent = one.stored.form(), one.sent.form()
    names = [name for name in stored | sent if stored.get(name) != sent.get(name)]
    return ", ".join(
        f"{name} {stored.get(name, 'nothing')} on file, {sent.get(name, 'nothing')} sent"
        for name in names
    )


@command.command(name="list", epilog="Example: contract-ai usage list --period 2026-03")
@click.option("--period", type=Month(), metavar="MONTH", required=True, help="The month.")
@click.option("--contract", metavar="NAME", default="", help="Only this contract.")
@DATABASE
@format_option("text")
@session_command
def list_command(
    session: Session, period: Span, contract: str, database: str | None, form: str
) -> int:
    """List what the events of a month come to, by meter, with how each is counted."""
    with session.database(database) as opened, opened.read() as reading:
        meters, waiting = meters_in(reading, period.start, lambda _: True, contract)
        found = [one for one in count_meters(reading, meters, period.start) if one.counted]
    for one in waiting:
        session.note(_waits(one))
    if form == "json":
        put_list(_form(month, one) for month in found for one in month.counted)
        return 0
    rows = [
        [
            one.home,
            one.meter,
            f"{one.quantity:f}",
            one.unit,
            one.first,
            one.last,
            one.rule.zone,
            one.events,
            Whole(f"not counted: {one.why_not}" if one.why_not else one.how),
        ]
        for month in found
        for one in month.counted
    ]
    head = ["contract", "meter", "quantity", "", "from", "to", "zone", "events", "how"]
    put(table(head, rows) + "\n")
    return 0


def _waits(one: Waiting) -> str:
    stream = one.stream
    return f"Events of {stream.meter} for {stream.customer} are not counted: {one.why}."


def _form(month: MeterMonth, one: Counted) -> dict[str, Json]:
    return {
        "contract": one.home,
        "on_file": bool(month.meter.home.stems),
        "meter": one.meter,
        "quantity": f"{one.quantity:f}",
        "unit": one.unit or None,
        "period_start": one.first.isoformat(),
        "period_end": one.last.isoformat(),
        "zone": one.rule.zone,
        "aggregation": one.rule.aggregation.value,
        "per": one.rule.per.value,
        "basis": one.rule.basis.value,
        "why": one.rule.why,
        "events": one.events,
        "first_id": one.first_id,
        "last_id": one.last_id,
        "why_not": one.why_not or None,
    }


@command.command(epilog="Example: contract-ai usage differences --database books.db")
@DATABASE
@format_option("text")
@session_command
def differences(session: Session, database: str | None, form: str) -> int:
    """List events that came under the id of another one, with what is on file and what was sent."""
    with session.database(database) as opened, opened.read() as reading:
        found = store.differences(reading)
    if form == "json":
        put_list(
            {"source": one.source, "stored": one.stored.form(), "sent": one.sent.form()}
            for one in found
        )
        return 0
    rows = [[one.source, one.stored.event_id, Whole(_changes(one))] for one in found]
    put(table(["source", "id", "what differs"], rows) + "\n")
    return 0


CONTRACT = click.option(
    "--contract", metavar="NAME", default="", help="Only under this contract.  [default: all]"
)
REASON = click.option("--reason", default="", help="Why; it is kept.")


@command.command(epilog="Example: contract-ai usage rule 'active users' --as unique --contract MSA")
@click.argument("meter")
@click.option(
    "--as", "how", type=click.Choice([one.value for one in Aggregation]), required=True, help="How."
)
@click.option(
    "--per",
    type=click.Choice([one.value for one in Per]),
    default=Per.MONTH.value,
    show_default=True,
    help="What is counted by itself; days are added up to the month.",
)
@click.option("--zone", default="UTC", show_default=True, help="Where months and days begin.")
@CONTRACT
@REASON
@DATABASE
@session_command
def rule(session: Session, meter: str, database: str | None, **said: str) -> int:
    """Say how METER is counted: the sum, the highest, the different subjects, or the last."""
    wanted = Said(
        meter.strip(),
        Aggregation(said["how"]),
        Per(said["per"]),
        said["zone"],
        said["contract"].strip(),
        said["reason"],
    )
    with session.database(database) as opened, opened.write() as writing:
        ruling.rule(writing, wanted, datetime.now(UTC))
    put("Done. Run contract-ai check.")
    return 0


@command.command(epilog="Example: contract-ai usage unrule 'active users' --contract MSA")
@click.argument("meter")
@CONTRACT
@REASON
@DATABASE
@session_command
def unrule(session: Session, meter: str, contract: str, reason: str, database: str | None) -> int:
    """Take back what was said of METER: the contract's words count again."""
    with session.database(database) as opened, opened.write() as writing:
        ruling.unrule(writing, contract.strip(), meter.strip(), reason, datetime.now(UTC))
    put("Done. Run contract-ai check.")
    return 0
