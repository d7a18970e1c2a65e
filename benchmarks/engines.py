"""A Dask cluster beside the local pool: the same documents, the same number of workers, in turns.

    python -m benchmarks.engines [--contracts 60] [--invoices 600] [--workers 2] [--rounds 3]

Two things are timed.  **Reading**: `contract-ai extract` of the contracts, then of the invoices'
PDF and XML through the same readers, with engines that are warm (a first file was read).  **A
night**: `contract-ai batch` as cron starts it, with starting and ending the cluster.  The engines
take turns, so that what else the machine does falls on both; results are compared byte for byte.
Prints markdown.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.night_papers import trade_of, write
from contract_ai.engines.choice import ENGINES
from contract_ai.engines.handing import Engine
from contract_ai.reading import Job, Reader
from contract_ai.settings import Settings
from contract_ai.sources import Source
from models.forms import contract_form, invoice_form, json_text

LOCAL, DASK = "local", "dask"
_AGED = 3600  # seconds: the files are older than any doubt


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of the clock and, where it is known, of all cores."""

    clock: float
    core: float = 0.0


def main() -> None:
    """Measure both and print ratios with their spread."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=60)
    parser.add_argument("--invoices", type=int, default=600)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(
        f"{options.contracts} contracts, {options.invoices} invoices, {options.workers} workers, "
        f"{options.rounds} rounds.\n"
    )
    print("| | local, seconds | dask, seconds | ratio: median (least to most) | result |")
    print("| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        inbox = root / "inbox"
        write(inbox, *trade_of(options.contracts, options.invoices))
        _age(inbox)
        pairs, same = _readings(inbox, options.workers, options.rounds)
        _row("reading, engines warm", pairs, same=same)
        nights, same = _nights(root, inbox, options.workers, options.rounds)
        _row("a night, with starting the cluster", nights, same=same)
        core = [pair[DASK].core / pair[LOCAL].core for pair in nights]
        print(f"\nSeconds of a core of the night: {_spread(core)} times those of the local pool.")


def _row(name: str, pairs: list[dict[str, Took]], *, same: bool) -> None:
    clocks = {engine: [pair[engine].clock for pair in pairs] for engine in (LOCAL, DASK)}
    ratio = [pair[DASK].clock / pair[LOCAL].clock for pair in pairs]
    middle = {engine: f"{statistics.median(taken):.2f}" for engine, taken in clocks.items()}
    result = "equal" if same else "DIFFERENT"
    print(
        f"| {name} | {middle[LOCAL]} | {middle[DASK]} | {_spread(ratio)} | {result} |", flush=True
    )


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def _readings(inbox: Path, workers: int, rounds: int) -> tuple[list[dict[str, Took]], bool]:
    settings = Settings(workers=workers, ocr="off")
    pairs, texts = [], set()
    with closing(ENGINES[LOCAL](settings)) as local, closing(ENGINES[DASK](settings)) as dask:
        engines = {LOCAL: local, DASK: dask}
        for engine in engines.values():
            _read(engine, inbox, settings, 2 * workers)
        for turn in range(rounds):
            pair = {}
            for name in _turn(turn):
                started = time.perf_counter()
                texts.add(_read(engines[name], inbox, settings))
                pair[name] = Took(time.perf_counter() - started)
            pairs.append(pair)
    return pairs, len(texts) == 1


def _read(engine: Engine, inbox: Path, settings: Settings, most: int | None = None) -> str:
    reader = Reader(engine, settings)
    folders = {path.name: sorted(path.iterdir()) for path in inbox.iterdir() if path.is_dir()}
    contracts = [Job(Source(path)) for path in folders["contracts"][:most]]
    invoices = [Job(Source(path)) for path in folders["invoices"][:most]]
    said = [
        json_text(contract_form(read.value)) if read.value else str(read.error)
        for read in reader.contracts(contracts)
    ]
    for bill in reader.invoices(invoices):
        said.append(str(bill.error))
        said += [json_text(invoice_form(one)) for one in bill.value or ()]
    return "\n".join(said)


def _nights(
    root: Path, inbox: Path, workers: int, rounds: int
) -> tuple[list[dict[str, Took]], bool]:
    pairs, reports = [], set()
    for turn in range(rounds):
        pair = {}
        for name in _turn(turn):
            home = root / f"{name}-{turn}"
            pair[name] = _night(home, inbox, workers, name)
            reports.add((home / "report" / "findings.json").read_bytes())
        pairs.append(pair)
    return pairs, len(reports) == 1


def _night(home: Path, inbox: Path, workers: int, engine: str) -> Took:
    """Do a night in a program of its own; originals stay where they lie."""
    home.mkdir()
    command = [sys.executable, "-m", "contract_ai", "batch", str(inbox), "--keep", "--quiet"]
    command += ["--output", str(home / "report"), "--database", str(home / "books.db")]
    command += ["--as-of", "2026-06-30", "--workers", str(workers), "--engine", engine]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 3}:
        sys.exit(f"the night ended with {done.returncode}")
    return Took(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _turn(number: int) -> tuple[str, str]:
    """Let each engine be the first in every other round."""
    return (LOCAL, DASK) if number % 2 == 0 else (DASK, LOCAL)


def _age(inbox: Path) -> None:
    then = time.time() - _AGED
    for path in inbox.rglob("*"):
        os.utime(path, (then, then))


if __name__ == "__main__":
    main()
