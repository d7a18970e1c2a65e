"""How many invoice lines a second the checks do, beside a plain scan of the same rows in SQL.

    python -m benchmarks.scale [--lines 1000000] [--contracts 2000] [--database FILE]

Makes a large company's books in a database (`benchmarks.scale_books`), runs all checks, adds
100 invoices and runs them again.  Every step has a process of its own, so that its peak memory
is its own.  Prints markdown.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from sqlalchemy import text

from benchmarks.scale_books import NOW, Size, add_month, make
from contract_ai.pipeline import check
from contract_ai.storage.upgrade import open_database

AS_OF = date(2026, 2, 20)
T = TypeVar("T")
_SCAN = text(
    "SELECT l.description, l.quantity, l.unit_price, l.amount, l.period_start, l.period_end, "
    "i.number, i.supplier, i.issue_date, i.contract_reference "
    "FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id "
    "JOIN document d ON d.id = i.document_id WHERE d.retired_at IS NULL"
)
_SUMS = text(
    "SELECT i.id, count(*), sum(l.amount), max(i.net_amount) "
    "FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id "
    "JOIN document d ON d.id = i.document_id WHERE d.retired_at IS NULL GROUP BY i.id"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: seconds of the clock, peak and starting memory in MB, and what it counted."""

    seconds: float
    peak: float
    before: float
    counts: dict[str, int]


def main() -> None:
    """Make the books, check them, scan them, add invoices and check again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--contracts", type=int, default=2_000)
    parser.add_argument("--new", type=int, default=100, help="invoices added before the second run")
    parser.add_argument("--database", help="a new file or an empty database, which is kept")
    options = parser.parse_args()
    size = Size(options.lines, options.contracts)
    with tempfile.TemporaryDirectory() as folder:
        place = options.database or str(Path(folder) / "books.db")
        made = apart(made_books, place, size)
        first = apart(checked, place)
        rows, scan, sums = apart(scanned, place)
        apart(added, place, size, options.new)
        second = apart(checked, place)
        again = apart(checked, place)
    rate = rows / first.seconds
    print(f"{rows:,} lines of {made.counts['invoices']:,} invoices under ", end="")
    print(f"{made.counts['contracts']:,} contracts, made in {made.seconds:.0f} s.\n")
    print("| step | seconds | lines a second | peak memory, MB | parts checked | findings |")
    print("| --- | --- | --- | --- | --- | --- |")
    _row("all checks", first, f"{rate:,.0f}")
    _row(f"after {options.new} new invoices", second, "")
    _row("nothing new", again, "")
    print(
        f"| rows of the same lines joined and read by SQL | {scan:.2f} | {rows / scan:,.0f} | | | |"
    )
    print(f"| their sums joined and grouped in SQL | {sums:.2f} | {rows / sums:,.0f} | | | |")
    print(f"\nThe checks take {first.seconds / scan:.1f} times as long as the scan ", end="")
    print(f"and {first.seconds / sums:.1f} times as long as the sums.")


def apart(function: Callable[..., T], *arguments: object) -> T:
    """Run a step in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def made_books(place: str, size: Size) -> Step:
    """Make the books."""
    database = open_database(place)
    start, before = time.perf_counter(), _peak()
    make(database, size)
    seconds = time.perf_counter() - start
    with database.engine.connect() as connection:
        counts = {
            f"{name}s": connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608 (our own names)
            for name in ("invoice", "contract")
        }
    database.close()
    return Step(seconds, _peak(), before, counts)


def checked(place: str) -> Step:
    """Run all checks."""
    database = open_database(place)
    start, before = time.perf_counter(), _peak()
    done = check(database, as_of=AS_OF, now=NOW)
    seconds = time.perf_counter() - start
    database.close()
    if done.crashes:
        sys.exit("\n".join(done.crashes))
    counts = {"parts": done.parts, "again": done.again, "findings": done.findings}
    return Step(seconds, _peak(), before, counts | {"tests": done.tests})


def scanned(place: str) -> tuple[int, float, float]:
    """Read every line with its invoice, and add up every invoice: rows, and seconds for each."""
    database = open_database(place)
    with database.engine.connect() as connection:
        start = time.perf_counter()
        rows = sum(1 for _ in connection.execution_options(yield_per=10_000).execute(_SCAN))
        middle = time.perf_counter()
        sum(1 for _ in connection.execute(_SUMS))
        end = time.perf_counter()
    database.close()
    return rows, middle - start, end - middle


def added(place: str, size: Size, invoices: int) -> None:
    """Add invoices of another month."""
    database = open_database(place)
    add_month(database, size, invoices)
    database.close()


def _row(name: str, step: Step, rate: str) -> None:
    counts = step.counts
    print(f"| {name} | {step.seconds:.1f} | {rate} | {step.peak:.0f} ", end="")
    print(f"| {counts['again']:,} of {counts['parts']:,} | {counts['findings']:,} |")


def _peak() -> float:
    """Return the most memory this process held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
