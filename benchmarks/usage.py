"""Usage events stored and counted, against what the database alone takes for the same rows.

    python -m benchmarks.usage [--events 1000000] [--database URL]

The events are of 10 contracts, 3 meters each, over 12 months.  "Raw" writes the same rows, ready
made, into an equal table with the same indexes: executemany on SQLite, COPY on PostgreSQL.
"Plain SQL" is one GROUP BY of stream and month.  Without a URL a file of SQLite is made, and taken
away in the end; the database of a URL must be empty.
"""

import argparse
import random
import resource
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import MetaData, Table, text
from sqlalchemy import select as sql_select
from sqlalchemy.sql import quoted_name

from checks.usage.windows import months_between
from contract_ai.metering.meters import Places, meters_of
from contract_ai.metering.publishing import count_month, publish
from contract_ai.metering.taking import take, take_file
from contract_ai.storage.engine import Database
from contract_ai.storage.upgrade import open_database
from contract_ai.storage.usage import Origin, add_events
from models.tables.usage import UsageEventRow
from models.usage import UsageEvent

NOW = datetime(2026, 1, 5, tzinfo=UTC)
_BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
_SECONDS = 365 * 24 * 3600


def events(number: int, seed: int = 7) -> Iterator[UsageEvent]:
    """Make events, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    for place in range(number):
        yield UsageEvent(
            event_id=f"evt-{seed}-{place:08}",
            meter=("API calls", "storage", "active users")[place % 3],
            quantity=Decimal(chance.randrange(1, 10_000_000)).scaleb(-4),
            at=_BEGIN + timedelta(seconds=chance.randrange(_SECONDS)),
            contract=f"USG-2025-{place // 3 % 10:03}",
            subject=f"user-{chance.randrange(5000)}",
        )


def main() -> None:
    """Measure, and print a line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="contract-ai-usage-") as folder:
        database = open_database(options.database or Path(folder) / "books.db")
        print(f"{options.events:,} events, {database.engine.dialect.name}")
        _measure(database, Path(folder), options.events)
        database.close()
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _measure(database: Database, folder: Path, number: int) -> None:
    made = list(events(number))

    def store() -> None:
        with database.write() as session:
            add_events(session, Origin("app", "benchmark"), made, NOW)

    stored = _timed("stored", store, number)
    rows = _rows(database)
    raw = _raw_table(database)
    written = _timed("raw", lambda: _write(database, raw, rows), number)
    print(f"  stored is {stored / written:.2f} x raw")
    rows.clear()
    counted = _timed("counted", lambda: _count(database), number)
    plain = _timed("plain SQL", lambda: _plain(database), number)
    print(f"  counted is {counted / plain:.2f} x plain SQL")
    _timed("told to the checks", lambda: _publish(database), number)
    _timed("sent again, all known", store, number)
    late = list(events(1000, seed=8))

    def send_late() -> None:
        with database.write() as session:
            take(session, Origin("app", "late"), late, NOW)

    _timed("1,000 late ones over all months, counted", send_late, 1000)
    part = min(number, 100_000)
    file = folder / "events.csv"
    file.write_text(_csv(part), encoding="utf-8")
    _timed(
        "a CSV of new ones, stored and counted", lambda: take_file(database, file, "csv", NOW), part
    )


def _timed(name: str, work: Callable[[], object], number: int) -> float:
    begun = perf_counter()
    work()
    took = perf_counter() - begun
    print(f"{name:42} {took:8.2f} s  {number / took:12,.0f} events/s")
    return took


def _rows(database: Database) -> list[dict[str, Any]]:
    columns = UsageEventRow.__table__.columns  # type: ignore[attr-defined]  # made by SQLModel
    with database.read() as session:
        return [dict(row._mapping) for row in session.execute(sql_select(*columns))]  # noqa: SLF001 (SQLAlchemy's own name)


def _raw_table(database: Database) -> Table:
    """Make a table like that of events, with the same indexes, and no keys of other tables."""
    ours: Table = UsageEventRow.__table__  # type: ignore[attr-defined]  # made by SQLModel
    raw = ours.to_metadata(MetaData(), name="usage_raw")
    for constraint in list(raw.foreign_key_constraints):
        raw.constraints.discard(constraint)
    for index in raw.indexes:
        index.name = quoted_name(f"raw_{index.name}", quote=None)
    with database.engine.execution_options(contract_ai_write=True).begin() as connection:
        raw.create(connection)
    return raw


def _write(database: Database, raw: Table, rows: list[dict[str, Any]]) -> None:
    """Write ready rows as the driver takes them: values that need no conversion by us."""
    with database.write() as session:
        connection = session.connection()
        makers = [
            (
                column.key,
                column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect),
            )
            for column in raw.columns
        ]
        ready = [
            tuple(make(row[key]) if make else row[key] for key, make in makers) for row in rows
        ]
        driver: Any = connection.connection
        names = ", ".join(f'"{key}"' for key, _ in makers)
        with_cursor = driver.cursor()
        begun = perf_counter()
        if connection.dialect.name == "postgresql":
            with with_cursor.copy(f"COPY usage_raw ({names}) FROM STDIN") as stream:
                for row in ready:
                    stream.write_row(row)
        else:
            marks = ", ".join("?" * len(makers))
            statement = f"INSERT INTO usage_raw ({names}) VALUES ({marks})"  # noqa: S608 (our own words)
            with_cursor.executemany(statement, ready)
        print(f"  of it the statement alone {perf_counter() - begun:.2f} s")


def _count(database: Database) -> None:
    with database.read() as session:
        meters, _ = meters_of(session, Places.of(session))
        for meter in meters:
            for month in months_between(meter.first_at, meter.last_at):
                count_month(session, meter, month)


def _plain(database: Database) -> None:
    month = (
        "strftime('%Y-%m', at)"
        if database.engine.dialect.name == "sqlite"
        else "date_trunc('month', at AT TIME ZONE 'UTC')"
    )
    query = f"SELECT stream_id, {month}, sum(quantity), count(*) FROM usage_event GROUP BY 1, 2"  # noqa: S608 (our own words)
    with database.read() as session:
        session.execute(text(query)).all()


def _publish(database: Database) -> None:
    with database.write() as session:
        publish(session, None, NOW)


def _csv(number: int) -> str:
    lines = ["event_id,contract,meter,quantity,at,subject\n"]
    lines += [
        f"{one.event_id},{one.contract},{one.meter},{one.quantity},{one.at.isoformat()},{one.subject}\n"
        for one in events(number, seed=9)
    ]
    return "".join(lines)


if __name__ == "__main__":
    main()
