"""The record of what was sent to a second reader, in the database."""

from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session, col, select, update

from contract_ai.second_reader.record import Sending
from contract_ai.storage.engine import Database
from models.tables.sendings import SendingRow


class DatabaseRecord:
    """Writes each sending in a transaction of its own, before the request leaves."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sending(self, sending: Sending) -> int:
        """Write a row and return its number.

        Raises:
            SettingsError: the database cannot be used, so nothing may be sent.
        """
        values = asdict(sending)
        row = SendingRow.model_validate({"sent_at": values.pop("at")} | values)
        with self._database.write() as session:
            session.add(row)
            session.flush()
            number = row.id
        if number is None:
            msg = "a row that was flushed has a number"
            raise AssertionError(msg)
        return number

    def outcome(self, number: int, outcome: str, at: datetime) -> None:
        """Write what became of a sending."""
        change = update(SendingRow).where(col(SendingRow.id) == number)
        with self._database.write() as session:
            session.execute(change.values(outcome=outcome, ended_at=at))


def sendings(session: Session) -> list[SendingRow]:
    """List everything that was sent, in the order in which it was."""
    return list(session.exec(select(SendingRow).order_by(col(SendingRow.id))))
