"""``contract-ai audit``: the audit trail: list, export and verify it, and anchor it outside.

With what auditors do: derive findings anew, take evidence away.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

import click

from contract_ai.audit.anchors import load_anchors
from contract_ai.audit.checking import anchored, checked
from contract_ai.audit.export import as_csv, as_json
from contract_ai.audit.guards import unguarded
from contract_ai.audit.keys import load_private_key, load_public_key, make_key
from contract_ai.audit.stored import COLUMNS, stored
from contract_ai.audit.verify import Mark, Verdict
from contract_ai.cli.common import DATABASE, Session, format_option, put, put_list, session_command
from contract_ai.cli.fieldwork import evidence
from contract_ai.cli.recompute import rederive
from contract_ai.cli.tables import table
from contract_ai.files import write_atomically

BROKEN = 1
_PRINTED = re.compile(r"(?P<seq>[1-9]\d{0,17}):(?P<hash>[0-9a-f]{16,64})")
_SHOWN = ("seq", "at", "actor", "role", "action", "object", "reason")
FILE = click.Path(dir_okay=False, path_type=Path)
ANCHORS = click.option(
    "--anchors", type=FILE, metavar="FILE", help="File of anchors, kept outside the database."
)


@click.group(epilog="Example: contract-ai audit verify --anchors anchors.jsonl")
def command() -> None:
    """Look at the audit trail, and prove that nobody changed it (docs/audit-trail.md)."""


@command.command(epilog="Example: contract-ai audit log --limit 50 --database books.db")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@click.option("--contract", help="Only what is about this contract (file name without ending).")
@DATABASE
@format_option("text")
@session_command
def log(session: Session, limit: int, contract: str | None, database: str | None, form: str) -> int:
    """List the newest events: who changed what, when and why."""
    with session.database(database) as opened, opened.read() as reading:
        rows = [
            dict(zip(COLUMNS, row, strict=True))
            for row in stored(reading, newest=limit, contract=contract)
        ]
    if form == "json":
        put_list(rows)
    else:
        put(table(_SHOWN, [[_short(one, name) for name in _SHOWN] for one in rows]))
    return 0


@command.command(epilog="Example: contract-ai audit key --key /media/stick/audit.pem")
@click.option("--key", type=FILE, metavar="FILE", required=True, help="File for the private key.")
def key(key: Path) -> int:
    """Make a pair of keys for anchors; FILE.pub is what others verify with."""
    public = make_key(key)
    put(f"Private key: {key}, for you alone.  Public key: {public}, for who verifies.")
    return 0


@command.command(epilog="Example: contract-ai audit anchor --key audit.pem --anchors anchors.jsonl")
@click.option("--key", type=FILE, metavar="FILE", required=True, help="Private key that signs.")
@click.option(
    "--anchors",
    type=FILE,
    metavar="FILE",
    required=True,
    help="File outside the database that the anchor is added to.",
)
@DATABASE
@session_command
def anchor(session: Session, key: Path, anchors: Path, database: str | None) -> int:
    """Verify the trail, sign what its newest event is, and add that to a file of anchors."""
    signing = load_private_key(key)
    with session.database(database) as opened:
        made = anchored(opened, anchors, signing, datetime.now(UTC))
    put(made.line.decode())
    return 0


@command.command(
    epilog="Example: contract-ai audit verify --anchors anchors.jsonl --public-key audit.pem.pub"
)
@ANCHORS
@click.option(
    "--public-key",
    "public_keys",
    type=FILE,
    metavar="FILE",
    multiple=True,
    help="Public key that anchors are signed with; may be given more than once.",
)
@click.option(
    "--printed",
    metavar="SEQ:HASH",
    multiple=True,
    help="What the foot of a report says; may be given more than once.",
)
@DATABASE
@session_command
def verify(
    session: Session,
    anchors: Path | None,
    public_keys: tuple[Path, ...],
    printed: tuple[str, ...],
    database: str | None,
) -> int:
    """Compute every hash again and compare with anchors; exit code 1 where something is wrong.

    It also says whether the triggers stand by which the database refuses to change the trail.
    """
    if public_keys and anchors is None:
        message = "--public-key goes with --anchors."
        raise click.UsageError(message)
    known = load_anchors(anchors) if anchors else ()
    keys = [load_public_key(place) for place in public_keys]
    marks = [_mark(text) for text in printed]
    with session.database(database) as opened:
        verdict = checked(opened, known, keys, marks)
        with opened.read() as reading:
            missing = unguarded(reading)
    if known and not keys:
        session.note("Signatures of anchors were not checked: give --public-key.")
    put(f"{_said(verdict)}\n{_guards(missing)}")
    return 0 if verdict.bad is None and not missing else BROKEN


@command.command(epilog="Example: contract-ai audit export --format csv -o trail.csv")
@click.option(
    "--format", "form", type=click.Choice(["csv", "json"]), default="json", show_default=True
)
@click.option(
    "-o", "--output", type=FILE, metavar="FILE", help="File to write.  [default: standard output]"
)
@DATABASE
@session_command
def export(session: Session, form: str, output: Path | None, database: str | None) -> int:
    """Write all events to a file; from JSON anybody can compute the hashes again."""
    with session.database(database) as opened, opened.read() as reading:
        text = "".join(as_csv(reading) if form == "csv" else as_json(reading))
    if output is None:
        put(text.rstrip("\n"))
    else:
        write_atomically(output, text.encode())
    return 0


command.add_command(evidence)
command.add_command(rederive)


def _said(verdict: Verdict) -> str:
    if verdict.bad is not None:
        where = f" at event {verdict.bad}" if verdict.bad else ""
        return f"BROKEN{where}.  {verdict.why}"
    whole = f"Whole: {verdict.events:,} events, each follows the one before it."
    if not verdict.anchored:
        return f"{whole}\nNo anchor protects them: who can write the database could rewrite all."
    newest = f"The newest anchor is at event {verdict.anchored:,}"
    return f"{whole}\n{newest}; events after it, which no anchor protects: {verdict.after:,}."


def _guards(missing: tuple[str, ...]) -> str:
    if not missing:
        return "The triggers by which the database refuses changes stand."
    return f"TRIGGERS ARE MISSING: the database no longer refuses {', '.join(missing)}."


def _mark(text: str) -> Mark:
    match = _PRINTED.fullmatch(text)
    if match is None:
        message = f"{text!r} is not SEQ:HASH with at least 16 digits of the hash."
        raise click.UsageError(message)
    return Mark(int(match["seq"]), match["hash"], "The printed report")


def _short(event: dict[str, object], name: str) -> object:
    return str(event[name])[:19].replace("T", " ") if name == "at" else event[name]
