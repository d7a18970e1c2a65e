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
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from sqlalchemy import text

from benchmarks.scale_books import NOW, Size, add_month, make
from contract_ai.pipeline import check
from contract_ai.storage.engine import Database
from contract_ai.storage.upgrade import open_database

AS_OF = date(2026, 2, 20)
T = TypeVar("T")
SCAN = text(
    "SELECT l.description, l.quantity, l.unit_price, l.amount, l.period_start, l.period_end, "
    "i.number, i.supplier, i.issue_date, i.contract_reference "
    "FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id "
    "JOIN document d ON d.id = i.document_id WHERE d.retired_at IS NULL"
)
SUMS = text(
    "SELECT i.id, count(*), sum(l.amount), max(i.net_amount) "
    "FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id "
    "JOIN document d ON d.id = i.document_id WHERE d.retired_at IS NULL GROUP BY i.id"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: seconds of the clock and of a core, peak and starting memory in MB, and counts."""

    seconds: float
    core: float
    peak: float
    before: float
    counts: dict[str, int] = field(default_factory=dict)


class Watch:
    """Measures a step of this process."""

    def __init__(self) -> None:
        self._before, self._clock, self._core = _peak(), time.perf_counter(), time.process_time()

    def stop(self, **counts: int) -> Step:
        """Return what the step took."""
        seconds, core = time.perf_counter() - self._clock, time.process_time() - self._core
        return Step(seconds, core, _peak(), self._before, counts)


def main() -> None:
    """Make the books, check them, scan them, add invoices and check again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--contracts", type=int, default=2_000)
    parser.add_argument("--new", type=int, default=100, help="invoices added before the second run")
    parser.add_argument("--database", help="where the books are made and kept, or lie already")
    options = parser.parse_args()
    size = Size(options.lines, options.contracts)
    with tempfile.TemporaryDirectory() as folder:
        place = options.database or str(Path(folder) / "books.db")
        made = apart(made_books, place, size)
        first = apart(checked, place)
        scan, sums = apart(scanned, place)
        apart(added, place, size, options.new)
        second = apart(checked, place)
        again = apart(checked, place)
    lines = made.counts["lines"]
    print(f"{lines:,} lines of {made.counts['invoices']:,} invoices under ", end="")
    print(f"{made.counts['contracts']:,} contracts, made in {made.seconds:.0f} s.\n")
    heads = "seconds|core seconds|lines a core second|memory, MB|families|invoices|findings"
    print("|".join(["| step ", *(f" {head} " for head in heads.split("|")), ""]))
    print("| --- " * 8 + "|")
    _row("all checks", first, lines)
    _row(f"after {options.new} new invoices", second)
    _row("nothing new", again)
    _row("the same lines, joined and read by SQL", scan, lines)
    _row("the same lines, joined and added up in SQL", sums, lines)
    print(f"\nThe checks take {first.core / scan.core:.0f} times as long as the scan ", end="")
    print(f"and {first.core / sums.core:.0f} times as long as the sums (core seconds).")


def apart(function: Callable[..., T], *arguments: object) -> T:
    """Run a step in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def made_books(place: str, size: Size) -> Step:
    """Make the books, where the database is empty."""
    database = open_database(place)
    watch = Watch()
    if not _counts(database)["lines"]:
        make(database, size)
    counts = _counts(database)
    database.close()
    return watch.stop(**counts)


def _counts(database: Database) -> dict[str, int]:
    tables = {"invoices": "invoice", "lines": "invoice_line", "contracts": "contract"}
    with database.engine.connect() as connection:
        return {
            name: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 (our own names)
            for name, table in tables.items()
        }


def checked(place: str) -> Step:
    """Run all checks."""
    database = open_database(place)
    watch = Watch()
    done = check(database, as_of=AS_OF, now=NOW)
    database.close()
    if done.crashes:
        sys.exit("\n".join(done.crashes))
    return watch.stop(
        parts=done.parts,
        again=done.again,
        invoices=done.invoices,
        findings=done.findings,
        tests=done.tests,
    )


def scanned(place: str) -> tuple[Step, Step]:
    """Read every line with its invoice, and add up every invoice."""
    database = open_database(place)
    with database.engine.connect() as connection:
        watch = Watch()
        sum(1 for _ in connection.execution_options(yield_per=10_000).execute(SCAN))
        scan, watch = watch.stop(), Watch()
        sum(1 for _ in connection.execute(SUMS))
        sums = watch.stop()
    database.close()
    return scan, sums


def added(place: str, size: Size, invoices: int) -> None:
    """Add invoices of another month."""
    database = open_database(place)
    add_month(database, size, invoices)
    database.close()


def _row(name: str, step: Step, lines: int = 0) -> None:
    counts = step.counts
    rate = f"{lines / step.core:,.0f}" if lines else ""
    parts = f"{counts['again']:,} of {counts['parts']:,}" if counts else ""
    invoices, findings = (
        f"{counts[name]:,}" if counts else "" for name in ("invoices", "findings")
    )
    memory = f"{step.before:.0f} to {step.peak:.0f}"
    print(f"| {name} | {step.seconds:.2f} | {step.core:.2f} | {rate} ", end="")
    print(f"| {memory} | {parts} | {invoices} | {findings} |")


def _peak() -> float:
    """Return the most memory this process held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
