"""Measures the product beside what a user would take instead, and writes the page of it.

    python -m benchmarks.bench [FOLDER] [--quick] [--only NAME] [--output docs/benchmarks.md]

FOLDER holds PDFs; the sample contracts are the default.  Without --output the page is printed.
PostgreSQL is measured where CONTRACT_AI_TEST_POSTGRES names a server on which databases may be made.
"""

import argparse
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from benchmarks.bench_page import Setting, page
from benchmarks.paired.inputs import SAMPLES, Inputs, in_rounds
from benchmarks.pairs import Outcome, Subject, measured
from benchmarks.pairs_memory import ONE, peak, peak_of

SUBJECTS = (
    "reading",
    "tables",
    "extraction",
    "terms",
    "storing",
    "storing_postgres",
    "checking",
    "nights",
)
_SERVER = "CONTRACT_AI_TEST_POSTGRES"
_ROUNDS, _FILES = 5, 4
_QUICK_ROUNDS, _QUICK_FILES = 3, 2


def main(words: list[str]) -> None:
    """Measure and write, or tell the memory of one way."""
    options = _parser().parse_args(words)
    with tempfile.TemporaryDirectory() as scratch:
        inputs = _inputs(options, Path(scratch))
        if options.one:
            name, way = options.one
            print(peak(_subject(name, inputs), way))
            return
        outcomes = [
            _measured(name, inputs, words)
            for name in SUBJECTS
            if not options.only or name in options.only
        ]
    setting = Setting(options.documents, options.folder.name == SAMPLES.name, options.quick)
    written = page(outcomes, setting, inputs)
    if options.output:
        options.output.write_text(written, encoding="utf-8")
    else:
        print(written)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLES)
    parser.add_argument("--quick", action="store_true", help="few files and rounds")
    parser.add_argument("--only", action="append", choices=SUBJECTS)
    parser.add_argument("--documents", default="", help="what the page calls the documents")
    parser.add_argument("--output", type=Path)
    parser.add_argument(ONE, dest="one", nargs=2, help=argparse.SUPPRESS)
    return parser


def _inputs(options: argparse.Namespace, scratch: Path) -> Inputs:
    rounds, files = (_QUICK_ROUNDS, _QUICK_FILES) if options.quick else (_ROUNDS, _FILES)
    found = sorted(options.folder.rglob("*.pdf"))
    if not found:
        sys.exit(f"{options.folder} holds no PDF.")
    return Inputs(
        in_rounds(found, rounds, files), scratch, options.quick, os.environ.get(_SERVER, "")
    )


def _subject(name: str, inputs: Inputs) -> Subject:
    made: Subject = import_module(f"benchmarks.paired.{name}").subject(inputs)
    return made


def _measured(name: str, inputs: Inputs, words: list[str]) -> Outcome:
    print(f"measuring {name} ...", file=sys.stderr)
    outcome = measured(_subject(name, inputs))
    outcome.memory = {way: peak_of(name, way, words) for way in outcome.rounds}
    return outcome


if __name__ == "__main__":
    main(sys.argv[1:])
