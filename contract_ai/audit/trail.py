"""Writing events: noted while a session works, and written just before it commits.

So an event is in the transaction of the change it tells of, and the lock that keeps the numbers
without gaps is taken last and held shortly: two writers never wait for each other in a circle.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, event, text
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, SQLModel, col, select

from contract_ai.audit.sealing import FIELDS, FIRST, digest, moment, sealed
from contract_ai.logs import log
from models.accounts import SYSTEM, Actor
from models.tables.audit import AuditEventRow

ACTOR = "actor"
"""Where a session keeps who works in it."""

_NOTED = "audit events"
_TO_LOG = "events for the log"
_OF_ACCOUNTS = (
    "invitation.",
    "password.",
    "session.",
    "sign_in.",
    "sign_on.",
    "token.",
    "totp.",
    "user.",
)
_OF_SIGNING_IN = ("password.", "session.", "sign_in.", "sign_on.", "totp.")
_WORRYING = (".failed", ".locked")
_LOCK = 0x61756469745F6576  # "audit_ev": the name of the lock among PostgreSQL's advisory locks


_NEWEST = (  # these two are built once, as every request asks for them
    select(AuditEventRow.seq, AuditEventRow.hash, AuditEventRow.action)
    .order_by(col(AuditEventRow.seq).desc())
    .limit(1)
)
_NEWEST_OF_BOOKS = _NEWEST.where(
    *(~col(AuditEventRow.action).startswith(one) for one in _OF_SIGNING_IN)
)

Mark = tuple[int, str]
"""Number and hash of an event."""


@dataclass(frozen=True, slots=True)
class Event:
    """One change: ``action`` as a dotted word, ``thing`` as a person would name what changed.

    ``before`` and ``after`` are JSON values of which only the hash is kept, or None.  ``at`` None
    means now, ``actor`` None means who works in the session.
    """

    action: str
    thing: str
    contract: str | None = None
    before: object = None
    after: object = None
    reason: str = ""
    at: datetime | None = None
    actor: Actor | None = None


def record(  # noqa: PLR0913 (every option is given by name)
    session: Session,
    *,
    action: str,
    object: str,  # noqa: A002 (the name of the field)
    contract: str | None = None,
    before: object = None,
    after: object = None,
    reason: str = "",
    at: datetime | None = None,
    actor: Actor | None = None,
) -> None:
    """Note an event; it is written in the transaction of the session, when that commits.

    Texts hold names, numbers and a person's reason: nothing that stands in a document, no secret.
    """
    record_many(session, [Event(action, object, contract, before, after, reason, at, actor)])


def record_many(session: Session, events: Iterable[Event]) -> None:
    """Note events, in this order."""
    if not session.in_transaction():
        session.begin()  # so that undoing it is seen below, also where nothing else was done yet
    nested = session.get_nested_transaction()
    who = working(session)
    noted = session.info.setdefault(_NOTED, [])
    noted += [(nested, _values(one, who)) for one in events]


def working(session: Session) -> Actor:
    """Return who works in a session."""
    actor: Actor = session.info.get(ACTOR, SYSTEM)
    return actor


def record_on(connection: Connection, events: Iterable[Event], actor: Actor = SYSTEM) -> None:
    """Write events on a connection at once, where there is no session."""
    _write(connection, [_values(one, actor) for one in events])


def pending(session: Session) -> bool:
    """Whether a session changed what it has not committed yet."""
    return due(session) > 0


def due(session: Session) -> int:
    """Return how many events a session writes when it commits."""
    return len(session.info.get(_NOTED, ()))


def newest(session: Session) -> Mark:
    """Return number and hash of the newest event: they name the state of the database.

    An empty trail has number 0.
    """
    return _mark(_newest(session.connection()))


def newest_with_books(session: Session) -> tuple[Mark, Mark]:
    """Return `newest`, and the same of the newest event that is not of how somebody signs in."""
    connection = session.connection()
    last = _newest(connection)
    if last is None or not last.action.startswith(_OF_SIGNING_IN):
        return _mark(last), _mark(last)
    return _mark(last), _mark(connection.execute(_NEWEST_OF_BOOKS).first())


def _newest(connection: Connection) -> Row[int, str, str] | None:
    return connection.execute(_NEWEST).first()


def _mark(row: Row[int, str, str] | None) -> Mark:
    return (0, FIRST) if row is None else (row.seq, row.hash)


def _values(one: Event, who: Actor) -> dict[str, object]:
    actor = one.actor or who
    return {
        "at": one.at or datetime.now(UTC),
        "actor": _plain(actor.name),
        "role": _plain(actor.role),
        "action": one.action,
        "object": _plain(one.thing),
        "contract": None if one.contract is None else _plain(one.contract),
        "before": digest(one.before),
        "after": digest(one.after),
        "reason": _plain(one.reason),
    }


def _plain(given: str) -> str:
    """Replace what no database keeps: halves of characters, and NUL."""
    return given.encode("utf-8", "replace").decode().replace("\0", "?")


def _write(connection: Connection, rows: list[dict[str, object]]) -> None:
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        # In a statement of its own: what is read next must be what stands after the wait.
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    seq, prev = _mark(_newest(connection))
    for row in rows:
        seq += 1
        row["seq"], row["prev"] = seq, prev
        covered = row | {"at": moment(row["at"])}  # type: ignore[arg-type]  # a datetime of `_values`
        prev = row["hash"] = sealed([covered[name] for name in FIELDS])
    connection.execute(SQLModel.metadata.tables["audit_event"].insert(), rows)


def _before_commit(session: AnySession) -> None:
    if session.info.get(_NOTED):
        session.flush()  # it may wait for rows that others hold; the lock comes after that
        rows = [row for _, row in session.info.pop(_NOTED)]
        _write(session.connection(), rows)
        session.info[_TO_LOG] = [row for row in rows if str(row["action"]).startswith(_OF_ACCOUNTS)]


def _after_commit(session: AnySession) -> None:
    """Tell the log of what happened to accounts: a copy that who has the database cannot change.

    The hash of the event goes with it, the reason does not: a person wrote it.
    """
    for row in session.info.pop(_TO_LOG, ()):
        told = {name: row[name] for name in ("seq", "actor", "role", "action", "object", "hash")}
        worrying = str(row["action"]).endswith(_WORRYING)
        (log().warning if worrying else log().info)("security", **told)


def _after_rollback(session: AnySession, undone: SessionTransaction) -> None:
    """Forget the events of what was undone: all, or those of a savepoint."""
    noted = session.info.get(_NOTED, ())
    kept = [pair for pair in noted if undone.nested and pair[0] is not undone]
    session.info[_NOTED] = kept


event.listen(AnySession, "before_commit", _before_commit)
event.listen(AnySession, "after_commit", _after_commit)
event.listen(AnySession, "after_soft_rollback", _after_rollback)
