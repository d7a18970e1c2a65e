"""Whether the database itself still refuses to change the trail: its triggers, by what they refuse.

A trigger that is there under its name and does nothing, or is switched off, counts as missing.
Who owns the database can take them away for a while and put them back: that leaves no mark here,
and the hashes and anchors tell of it.
"""

from collections.abc import Mapping

from sqlalchemy import text
from sqlmodel import Session

_SQLITE: Mapping[str, tuple[str, str]] = {
    "audit_event_no_update": ("changing an event", "BEFORE UPDATE ON audit_event"),
    "audit_event_no_delete": ("deleting an event", "BEFORE DELETE ON audit_event"),
    "audit_event_in_order": ("adding an event out of order", "BEFORE INSERT ON audit_event"),
}
_POSTGRESQL: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "audit_event_no_change": (
        "changing, deleting and emptying",
        ("BEFORE", "UPDATE", "DELETE", "TRUNCATE"),
    ),
    "audit_event_in_order": ("adding an event out of order", ("BEFORE INSERT",)),
}
_MADE = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
_ENABLED = text(
    "SELECT t.tgname, pg_get_triggerdef(t.oid), p.prosrc FROM pg_trigger t "
    "JOIN pg_proc p ON p.oid = t.tgfoid "
    "WHERE t.tgrelid = 'audit_event'::regclass AND t.tgenabled IN ('O', 'A')"
)


def unguarded(session: Session) -> tuple[str, ...]:
    """Say what the database no longer refuses; empty where every trigger stands."""
    if session.connection().dialect.name == "sqlite":
        made = {row.name: row.sql for row in session.connection().execute(_MADE)}
        return tuple(
            what
            for name, (what, words) in _SQLITE.items()
            if words not in _plain(made.get(name)) or "RAISE(ABORT" not in _plain(made.get(name))
        )
    there = {name: (said, does) for name, said, does in session.connection().execute(_ENABLED)}
    return tuple(
        what
        for name, (what, words) in _POSTGRESQL.items()
        if name not in there
        or not all(word in there[name][0] for word in words)
        or "RAISE EXCEPTION" not in there[name][1]
    )


def _plain(sql: str | None) -> str:
    return " ".join((sql or "").split())
