"""What a first and a second sync read, of each service's stand-in.

    python -m benchmarks.connectors [--rows 10000] [--changed 100]

Prints markdown, and fails where a row is lost, doubled or read without need.  The stand-ins answer
at once and their clock is made: times are those of this program and its database alone.
"""

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from contract_ai.connectors.services import Means, connector_for
from contract_ai.connectors.syncing import sync
from models.ledgers import Service
from tests.contract_ai.connectors.worlds import CONNECTIONS, World, world


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one sync: seconds, requests, rows that the service sent of the main list, and waiting."""

    seconds: float
    requests: int
    sent: int
    waited: float


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--changed", type=int, default=100)
    given = parser.parse_args()
    print("| service | sync | requests | rows sent | waited | time |")
    print("| --- | --- | --- | --- | --- | --- |")
    for service in Service:
        with tempfile.TemporaryDirectory() as folder:
            _measure(service, Path(folder), given.rows, given.changed)


def _measure(service: Service, folder: Path, rows: int, changed: int) -> None:
    at = world(service, folder)
    at.fake.add(rows)
    at.time.go(hours=2)
    _print(at, "first", _timed(at))
    at.time.go(hours=2)
    for number in range(changed):
        at.fake.change(number * (rows // changed))
    at.time.go(minutes=1)
    again = _timed(at)
    _print(at, f"{changed} changed", again)
    at.places.database.close()
    if again.sent != changed:
        msg = f"{service}: {again.sent} rows were read again for {changed} changed"
        raise SystemExit(msg)


def _timed(at: World) -> Figures:
    """Run one sync with the pages that a real one has."""
    at.fake.served.clear()
    requests, waits = len(at.fake.asked), len(at.time.slept)
    means: Means = at.means()
    begin = time.perf_counter()
    connector = connector_for(CONNECTIONS[at.service], means)
    sync(connector, at.places)
    seconds = time.perf_counter() - begin
    if not at.is_whole():
        msg = f"{at.service}: rows are lost or doubled"
        raise SystemExit(msg)
    sent = len(set(at.fake.served))
    return Figures(seconds, len(at.fake.asked) - requests, sent, sum(at.time.slept[waits:]))


def _print(at: World, name: str, found: Figures) -> None:
    times = f"{found.waited:.0f} s | {found.seconds:.1f} s"
    print(f"| {at.service} | {name} | {found.requests:,} | {found.sent:,} | {times} |", flush=True)


if __name__ == "__main__":
    main()
