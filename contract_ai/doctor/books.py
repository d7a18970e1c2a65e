"""The books: the database itself, its audit trail, what waits, and the nights."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, text
from sqlalchemy.engine import make_url
from sqlmodel import Session, col, select

from contract_ai.audit.guards import unguarded
from contract_ai.audit.verify import verify
from contract_ai.doctor.told import Told, limited, well, wrong
from contract_ai.loopback import is_loopback
from contract_ai.storage.encryption import proves_its_host
from contract_ai.storage.engine import Database, file_of
from contract_ai.storage.grants import may_upgrade
from contract_ai.storage.upgrade import newest_version, version_of
from models.errors import SettingsError
from models.tables.audit import AuditEventRow
from models.tables.batch import NightRow
from models.tables.intake import UploadItemRow
from models.tables.runs import RunRow

_LONG = timedelta(hours=1)
_NIGHTS = timedelta(days=2)
_AHEAD = timedelta(minutes=5)
_WAITING = ("waiting", "reading")


def look_at_books(database: Database, now: datetime) -> Iterator[Told]:
    """Look at a database; where it cannot be used, that is all that is said."""
    file = file_of(database)
    if file is not None and not file.exists():
        yield well("database", f"{file} is not there yet: it is made when something is added.")
        return
    try:
        version = version_of(database)
    except SettingsError as error:
        yield wrong("database", error.what, error.do)
        return
    if version != newest_version():
        do = "Run contract-ai db upgrade (make a backup first), or use the newer program."
        yield limited("database", f"Its tables are of version {version}.", do)
        return
    with database.read() as session:
        yield _sound(session, database)
        yield from _connection(session, database)
        yield from _sorting(session, database)
        yield from _account(session, database)
        yield _trail(session)
        yield _guards(session)
        yield _clock(session, now)
        yield _queue(session, now)
        yield _checks(session)
        yield _night(session, now)


def _sound(session: Session, database: Database) -> Told:
    if database.engine.dialect.name != "sqlite":
        said = session.execute(text("SHOW server_version")).scalar_one()
        return well("database", f"PostgreSQL {said}, tables of this version.")
    said = session.execute(text("PRAGMA quick_check(1)")).scalar_one()
    if said != "ok":
        do = "Restore a backup into another place: contract-ai db restore FILE --database NEW."
        return wrong("database", f"{database.name} is damaged: {said}", do)
    return well("database", f"{database.name} is sound, tables of this version.")


def _connection(session: Session, database: Database) -> Iterator[Told]:
    """Look at what must be safe on the way and on the disk."""
    if database.engine.dialect.name == "sqlite":
        mode = session.execute(text("PRAGMA journal_mode")).scalar_one()
        if mode not in {"wal", "memory"}:
            do = "Move it to a local disk: network folders do not serve several at once."
            yield limited("journal", f"The database cannot keep a write-ahead log ({mode}).", do)
        return
    host = make_url(database.engine.url).host or ""
    query = text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    encrypted = session.execute(query).scalar()
    if not host or is_loopback(host):
        yield well("connection", "The connection to PostgreSQL is local.")
    elif encrypted and proves_its_host(database.engine.url):
        yield well("connection", "The connection to PostgreSQL is encrypted.")
    elif encrypted:
        what = f"The connection is encrypted, and nothing proves that it leads to {host}."
        yield limited("connection", what, "Use sslmode=verify-full in DATABASE_URL.")
    else:
        do = "Add ?sslmode=verify-full to DATABASE_URL."
        yield wrong("connection", f"What goes to {host} is not encrypted.", do)


def _sorting(session: Session, database: Database) -> Iterator[Told]:
    """Look at whether texts are sorted as elsewhere in this program: by their characters' codes."""
    if database.engine.dialect.name == "sqlite":
        return
    if session.execute(text("SELECT 'B' < 'a' AND 'a-c' < 'ab'")).scalar_one():
        yield well("sorting", "PostgreSQL sorts texts as SQLite does.")
        return
    what = "PostgreSQL sorts texts by the rules of a language: lists may come in another order."
    do = "Restore a backup into a database made with TEMPLATE template0 LOCALE 'C.UTF-8'."
    yield limited("sorting", what, do)


def _account(session: Session, database: Database) -> Iterator[Told]:
    """Look at what the account of PostgreSQL may do beside working in the tables."""
    if database.engine.dialect.name == "sqlite":
        return
    if may_upgrade(session.connection()):
        what = "The account that works in the tables owns them, and could change or drop them."
        do = "Let the program work as a lesser one: contract-ai db grants ROLE (docs/security.md)."
        yield limited("account", what, do)
        return
    more = "has_table_privilege('audit_event', 'UPDATE, DELETE, TRUNCATE')"
    if session.execute(text(f"SELECT {more}")).scalar():
        what = "The account may change or delete events of the audit trail."
        yield limited("account", what, "Run contract-ai db grants ROLE --apply as the owner.")
    else:
        yield well("account", "The account works in the tables and cannot change what they are.")


def _trail(session: Session) -> Told:
    verdict = verify(session)
    if verdict.bad is not None:
        do = "Keep the database as it is, and see docs/audit-trail.md."
        return wrong("audit trail", f"Broken at event {verdict.bad}. {verdict.why}", do)
    return well("audit trail", f"{verdict.events:,} events, each follows the one before it.")


def _guards(session: Session) -> Told:
    missing = unguarded(session)
    if missing:
        what = f"The database no longer refuses {', '.join(missing)}."
        return wrong("triggers", what, "Find out who took them away; restore from a backup.")
    return well("triggers", "The database refuses changes of the audit trail.")


def _clock(session: Session, now: datetime) -> Told:
    newest = session.exec(select(func.max(AuditEventRow.at))).one()
    if newest is not None and newest > now + _AHEAD:
        what = f"The newest event is of {newest:%Y-%m-%d %H:%M} UTC, it is {now:%Y-%m-%d %H:%M}."
        return wrong("clock", what, "Set the clock of this machine (timedatectl set-ntp true).")
    return well("clock", f"{now:%Y-%m-%d %H:%M} UTC, after the newest event.")


def _queue(session: Session, now: datetime) -> Told:
    waiting = col(UploadItemRow.state).in_(_WAITING)
    count, oldest = session.exec(
        select(func.count(), func.min(UploadItemRow.received_at)).where(waiting)
    ).one()
    if count and oldest < now - _LONG:
        do = "Start the web application: it reads what waits."
        return limited("uploads", f"{count} wait, the first one for over an hour.", do)
    return well("uploads", f"{count} wait to be read.")


def _checks(session: Session) -> Told:
    run = session.exec(select(RunRow).order_by(col(RunRow.id).desc())).first()
    if run is None:
        do = "Run contract-ai check."
        return limited("checks", "Nothing was checked, or a run was broken off.", do)
    if run.crashes:
        do = "Tell us: this is a fault of ours. The other checks stand."
        return wrong("checks", f"{len(run.crashes)} did not run to the end.", do)
    return well("checks", f"{run.tests:,} tests as of {run.as_of}, {run.findings:,} findings.")


def _night(session: Session, now: datetime) -> Told:
    night = session.exec(select(NightRow).order_by(col(NightRow.id).desc())).first()
    if night is None:
        return well("nights", "No nightly job has run; none is needed.")
    if night.ended_at is None and night.began_at < now - _LONG:
        do = "Look at its log (journalctl -u contract-ai-batch), then run it again."
        return limited("nights", f"The one of {night.began_at:%Y-%m-%d %H:%M} has not ended.", do)
    if night.began_at < now - _NIGHTS:
        do = "Look at the timer: systemctl list-timers contract-ai-batch.timer."
        return limited("nights", f"The last one was on {night.began_at:%Y-%m-%d %H:%M}.", do)
    return well("nights", f"The last one was on {night.began_at:%Y-%m-%d %H:%M} UTC.")
