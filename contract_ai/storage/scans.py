"""Scanned pages in the database: each recognised once."""

from dataclasses import dataclass

from contract_ai.storage.engine import Database
from models.tables.scans import ScannedPageRow


@dataclass(frozen=True, slots=True)
class DatabaseStore:
    """Keeps pages in a database, by key."""

    database: Database

    def get(self, key: str) -> str | None:
        """Return what was kept."""
        with self.database.read() as session:
            row = session.get(ScannedPageRow, key)
            return None if row is None else row.page

    def put(self, key: str, page: str) -> None:
        """Keep it, in the place of what was kept."""
        with self.database.write() as session:
            session.merge(ScannedPageRow(key=key, page=page))
