"""How long the audit trail takes to write and to verify.

    python -m benchmarks.audit [--events 100000] [--database URL]

Prints markdown.  The database is a new file; one that is named must be empty.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from contract_ai.audit.trail import Event, record_many
from contract_ai.audit.verify import verify
from contract_ai.storage.engine import Database
from contract_ai.storage.upgrade import open_database

_SINGLE = 100  # transactions of one event each


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--database")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(given.database or Path(folder) / "trail.db")
        single = _seconds(lambda: _singly(database)) / _SINGLE
        many = _seconds(lambda: _at_once(database, given.events))
        check = _seconds(lambda: _verified(database))
        database.close()
    print("| step | time |\n| --- | --- |")
    print(f"| a transaction of one event | {single * 1000:.2f} ms |")
    print(f"| one event of many in a transaction | {many / given.events * 1000:.3f} ms |")
    print(f"| verifying {given.events + _SINGLE + 1:,} events | {check:.2f} s |")


def _singly(database: Database) -> None:
    for number in range(_SINGLE):
        with database.write() as session:
            record_many(session, [_event(number)])


def _at_once(database: Database, events: int) -> None:
    with database.write() as session:
        record_many(session, map(_event, range(events)))


def _verified(database: Database) -> None:
    with database.read() as session:
        found = verify(session)
    if found.bad is not None:
        raise SystemExit(found.why)


def _event(number: int) -> Event:
    what = {"days": number, "kind": "payment_term"}
    return Event("term.confirmed", f"term {number} of MSA-1", "MSA-1", what, what, "Agreed.")


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
