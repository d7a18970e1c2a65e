"""A night of many documents: how long it takes beside the sum of its parts, and what a second one does.

    python -m benchmarks.night [--contracts 40] [--invoices 400] [--workers 2]

The parts are the same night with one process that does everything one after the other.  Every
night is a program of its own, as cron starts it, with its modules compiled before, as installing
does it; its memory is that of all its processes, each page counted once.  Prints markdown.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.night_papers import Trade, trade_of, write
from benchmarks.processes import megabytes, tree

_SERIAL = "benchmarks.night_serial"
_AGED = 3600  # seconds: the files are older than any doubt


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of the clock and of all cores, and the most memory of all processes, in MB."""

    seconds: float
    core: float
    memory: float


def main() -> None:
    """Do the nights and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=40)
    parser.add_argument("--invoices", type=int, default=400)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    contracts, invoices, workers = options.contracts, options.invoices, options.workers
    new = max(contracts // 100, 1), max(invoices // 100, 1)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        inbox = root / "inbox"
        trade = Trade(contracts, invoices + new[1])
        write(inbox, trade.contracts(0, contracts), trade.invoices(0, invoices))
        age(inbox)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(root / "compiled")
        write(root / "few", *trade_of(1, 1))
        age(root / "few")
        night_of(root / "warm", root / "few", workers)
        nothing = night_of(root / "empty", root / "none", workers)
        parts = night_of(root / "parts", inbox, 1, _SERIAL)
        first = night_of(root / "books", inbox, workers)
        again = night_of(root / "books", inbox, workers)
        write(
            inbox,
            trade.contracts(contracts, contracts + new[0]),
            trade.invoices(invoices, invoices + new[1]),
        )
        age(inbox)
        more = night_of(root / "books", inbox, workers)
    print(f"{contracts} contracts and {invoices} invoices, {workers} workers.\n")
    print(
        "| night | seconds | core seconds | memory, MB | of the first | in core seconds |\n"
        "| --- | --- | --- | --- | --- | --- |"
    )
    rows = (
        ("an empty inbox", nothing),
        ("one after the other (the sum of the parts)", parts),
        ("first", first),
        ("the same again", again),
        (f"{new[0]} contracts and {new[1]} invoices more", more),
    )
    for name, took in rows:
        share = took.seconds / first.seconds
        cores = took.core / first.core
        print(
            f"| {name} | {took.seconds:.2f} | {took.core:.2f} | {took.memory:.0f} "
            f"| {share:.1%} | {cores:.1%} |"
        )
    ratio = first.seconds / (parts.seconds / workers)
    print(f"\nThe first night takes {ratio:.2f} times the sum of its parts divided by {workers}.")


def night_of(
    home: Path, inbox: Path, workers: int, module: str = "contract_ai", engine: str = "local"
) -> Took:
    """Do a night in a program of its own; originals stay where they lie."""
    home.mkdir(exist_ok=True)
    inbox.mkdir(exist_ok=True)
    command = [sys.executable, "-m", module, "batch", str(inbox), "--keep", "--quiet"]
    command += ["--output", str(home / "report"), "--database", str(home / "books.db")]
    command += ["--as-of", "2026-06-30", "--workers", str(workers), "--engine", engine]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        memory = _Memory(process.pid)
        process.wait()
        most = memory.stop()
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode not in {0, 3}:
        sys.exit(f"the night ended with {process.returncode}")
    core = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(seconds, core, most)


class _Memory:
    """Looks at the memory of a process and all that it started, four times a second."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._over = pid, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> float:
        """Return the most, in MB."""
        self._over.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._over.wait(0.25):
            self._most = max(self._most, sum(map(megabytes, tree(self._pid))))


def age(inbox: Path) -> None:
    """Make files look older than the batch waits for."""
    then = time.time() - _AGED
    for path in inbox.rglob("*"):
        if path.is_file() and path.stat().st_mtime > then + 1:
            os.utime(path, (then, then))


if __name__ == "__main__":
    main()
