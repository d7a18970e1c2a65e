"""Doing one thing after the other where a count decides."""

from sqlalchemy import text
from sqlmodel import Session


def hold(session: Session, name: str) -> None:
    """Keep everybody else who holds this name waiting until the transaction ends.

    On SQLite a session that writes is alone already.
    """
    if session.get_bind().dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
        session.execute(lock, {"name": name})
