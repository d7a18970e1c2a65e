"""No change of state without an event: all code that writes into the database is looked at."""

import ast
from collections.abc import Iterator
from pathlib import Path

import contract_ai

ROOT = Path(contract_ai.__file__).parent
RECORDERS = {"record", "record_many", "record_on"}
STATEMENTS = {"insert", "update", "delete", "insert_rows", "numbered_rows"}
SESSION = {"add", "add_all", "merge", "delete"}

# Functions that write and leave no event of their own, and why that is right.
SILENT = {
    "storage.facts.save_facts": "put_document tells of the file, in the same transaction",
    "storage.invoices.save_many_invoices": "put_document tells of the file, in the same transaction",
    "storage.findings.drop_parts": "a piece of a run, which open_run and close_run tell of",
    "storage.findings.save_parts": "a piece of a run, which open_run and close_run tell of",
    "storage.findings.save_matches": "a piece of a run, which open_run and close_run tell of",
    "storage.lives._begin": "a piece of live_on, which tells of it",
    "storage.usage._put": "a piece of add_events, which tells of the batch",
    "storage.usage._stream": "a piece of add_events, which tells of the batch",
    "storage.usage._widen": "a piece of add_events, which tells of the batch",
    "storage.usage._keep_others": "a piece of add_events, which tells of the batch",
    "metering.erasing._blank_differences": "a piece of erase, which tells of it",
    "metering.taking.take_file": "its piece take writes by the storage, which tells of the batch",
    "storage.scans.put": "a memory of what recognition read; a document that uses it is told of",
    "storage.sendings.sending": "the table of sendings is itself a record, and is never changed",
    "storage.sendings.outcome": "the table of sendings is itself a record, and is never changed",
    "backup.snapshot._copy_rows": "rows with their own trail, put where nothing is; restore tells of it",
    "batch.night._tell": "whether a mail about a night was sent; the night's end is told of",
    "batch.book.note_told": "whether a mail about a night was sent; the night's end is told of",
    "batch.book.note_news": "says that the checks must run, which tell of themselves",
    "batch.night._sync": "its piece note_news says that the checks must run, which tell of themselves",
    "connectors.running.note": "its piece hint notes that a sync is due, which tells of what it reads",
    "intake.batches.change_item": "a step of the queue; end_item tells what became of the file",
    "intake.batches.close_abandoned": "a batch only groups files, each of which is told of",
    "intake.batches.close_batch": "a batch only groups files, each of which is told of",
    "intake.batches.open_batch": "a batch only groups files, each of which is told of",
    "intake.batches.count": "the number of a progress display",
    "intake.erasure._blank_document": "a piece of erase, which tells of it",
    "intake.erasure._blank_findings": "a piece of erase, which tells of it",
    "intake.erasure._rename": "a piece of erase, which tells of it",
    "intake.queue._take": "a step of the queue; end_item tells what became of the file",
    "intake.queue.checked": "a run of the checks tells of itself",
    "intake.queue.release": "a step of the queue; end_item tells what became of the file",
    "intake.queue.renew": "a lease",
    "intake.queue.take_checks": "a lease",
    "intake.receiving._end": "makes a row that is not in the database yet; _note tells of it",
    "storage.api_calls._begin": "the key of a change; the change tells of itself",
    "storage.api_calls._held": "the key of a change; the change tells of itself",
    "storage.api_calls.claim": "the key of a change; the change tells of itself",
    "storage.api_calls.give_back": "the key of a change; the change tells of itself",
    "web.api.caller.visit_by_token": "the day a token was used last",
    "web.api.once._begin": "the key of a change; the change tells of itself",
    "web.api.once._give_back": "the key of a change; the change tells of itself",
    "web.api.once._refused": "the key of a change that was refused",
    "accounts.invitations._save": "a piece of invite and offer_reset, which tell of the link",
    "accounts.invitations._withdraw": "a link that another one takes the place of; the new one is told of",
    "accounts.invitations.take": "a piece of making an account or a password, which are told of",
    "accounts.invitations.take_for_email": "a piece of making an account, which is told of",
    "accounts.lockout.note": "counts an attempt; sign_in tells of it",
    "accounts.sessions._purge": "rows of sessions that ended before; their beginning and end are told of",
    "accounts.sessions._end": "what ends sessions tells of itself: signing out, a password, a role",
    "accounts.sessions.touch": "the moment a session was used last",
    "accounts.single_sign_on._take": "a step of signing in, which tells of itself",
    "accounts.single_sign_on.begin": "a step of signing in, which tells of itself",
    "accounts.tokens.touch": "the day a token was used last",
    "accounts.totp._new_recovery_codes": "a piece of confirm and renew_recovery_codes, which tell of it",
    "accounts.totp._use_step": "uses a code up; sign_in tells of it",
    "accounts.totp.begin": "a secret that waits for its first code; confirm tells of it",
    "cli.invoices_match.match": "its pieces match and take back, which tell of it",
    "cli.usage.rule": "a piece of ruling.rule, whose storage tells of it",
    "cli.usage.unrule": "a piece of ruling.unrule, whose storage tells of it",
    "cli.user._work": "the session of a command whose services tell of what they change",
    "intake.again._check_again": "a run of the checks tells of itself",
    "billing.reminding.draft": "its piece _draft writes by the storage, which tells of each letter",
    "billing.drafting._with_bills": "does a piece of keep and approve, which write by the storage and tell",
    "storage.draft_changes.free_lines": "a step of keeping, after which each draft is told of",
    "storage.reminders._move_letter": "a piece of what becomes of a letter, which tells of it",
    "storage.reminder_policies._lift_holds": "a piece of hold_back and release, which tell of it",
    "storage.check_orders._mine": "a piece of renew and release, which are a lease, and of _end_order, which tells",
    "storage.matching.forget_contract": "a piece of erase, which tells of it",
    "storage.marks._write_days": "a piece of a run, which close_run tells of",
    "storage.marks._write_states": "follows from decisions and runs, which are told of",
    "storage.ledgers.move": "how far a list was read; save_records tells of the records",
    "storage.ledgers.note_total": "how many records a service says it has",
    "connectors.connections.hint": "that a service says a sync is due; the sync tells of itself",
    "connectors.connections.hold": "a lease",
    "connectors.connections.save": "a token that follows from the leave that save_connection told of",
    "connectors.syncing.sync_kind": "how many records a service says it has",
    "web.demo.people": "makes people through accounts, which tell of it",
    "web.ordered._holding": "a lease",
    "web.routes.payment_changes._decided": "a press of a decision, which tells of itself",
    "web.routes.rereadings._decided": "a press of accept or keep, which tell of it",
    "web.ordered.beat": "a lease",
    "web.routes.account.begin_authenticator": "a secret that waits for its first code; confirm tells of it",
    "web.routes.account.end_others": "ends sessions one by one, each of which is told of",
    "web.routes.reminders._change": "the session of changes of a letter, which tell of themselves",
    "web.routes.matching.apply": "a piece of the storage's spread, which tells of it",
    "web.routes.review_changes._changed": "the session of changes of terms, which tell of themselves",
    "web.visit._session": "the moment a session was used last",
    "desk.held.shelf.list_of": "what a list in memory was read from",
    "rereading.book.decide": "a piece of accepting and keeping, which tell of it",
    "rereading.book._drop_open": "what nobody decided about; the reading in its place is told of",
    "audit.trail._write": "writes the events",
}


def _functions() -> Iterator[tuple[str, ast.FunctionDef, bool]]:
    """Return every function with its name, and whether its module knows tables."""
    for path in sorted(ROOT.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if not module.startswith("storage.migrations"):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.FunctionDef):
                    yield f"{module}.{node.name}", node, "models.tables" in source


def _calls(function: ast.FunctionDef) -> Iterator[tuple[str, str, ast.Call]]:
    """Return what a function calls: on what, the name, and the call."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield "", node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                yield ast.unparse(node.func.value), node.func.attr, node


def _writes(function: ast.FunctionDef, *, tables: bool) -> bool:
    """Whether it opens a session that commits, or changes rows."""
    for on, name, call in _calls(function):
        opens = name == "write" and not call.args
        plain = name in STATEMENTS and not on
        on_session = name in SESSION and on.endswith(("session", "writing"))
        on_table = tables and name in {"insert", "update", "delete"} and "table" in on
        if opens or plain or on_session or on_table:
            return True
    return tables and any(_sets_a_row(node) for node in ast.walk(function))


def _sets_a_row(node: ast.AST) -> bool:
    """Whether an attribute of something else than the object itself is set."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    single = [
        one
        for target in targets
        for one in (target.elts if isinstance(target, ast.Tuple) else [target])
    ]
    return any(
        isinstance(one, ast.Attribute) and not ast.unparse(one).startswith("self.")
        for one in single
    )


def _recorders() -> set[str]:
    """Return the functions of the storage that write an event, themselves or by another."""
    called = {
        function.name: {name for _, name, _ in _calls(function)}
        for module, function, tables in _functions()
        if tables
    }
    found = set(RECORDERS)
    while more := {name for name, names in called.items() if names & found} - found:
        found |= more
    return found


def test_everything_that_writes_leaves_an_event() -> None:
    recorders = _recorders()
    writing = {
        name: function
        for name, function, tables in _functions()
        if _writes(function, tables=tables)
    }
    silent = {
        name
        for name, function in writing.items()
        if not recorders & {called for _, called, _ in _calls(function)}
    }
    assert silent - SILENT.keys() == set(), "these change the database and write no event"
    assert SILENT.keys() - silent == set(), "these are excused without need"


def test_the_look_finds_what_writes() -> None:
    found = {name for name, function, tables in _functions() if _writes(function, tables=tables)}
    assert {
        "adding._take",
        "cli.terms.correct",
        "pipeline.check",
        "storage.documents.keep_only",
        "storage.lives.live_on",
        "storage.terms.succeed",
    } <= found


def test_a_function_that_writes_without_an_event_would_be_seen() -> None:
    source = """
def opened(database):
    with database.write() as session:
        session.execute(text("x"))
def added(session):
    session.add(row)
def stated(session):
    session.execute(update(Row))
def assigned(session):
    row.state, other = 1, 2
def read(session):
    self.x = session.execute(select(Row))
"""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    writing = [one.name for one in functions if _writes(one, tables=True)]
    assert writing == ["opened", "added", "stated", "assigned"]
