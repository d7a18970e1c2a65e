"""All checks over the books of a company, beside plain SQL over the same rows."""

import shutil
import sqlite3
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.paired.inputs import Inputs
from benchmarks.pairs import Done, Subject, Way, Work

_LINES, _CONTRACTS = 12_000, 96
_FEW_LINES, _FEW_CONTRACTS = 2_000, 12
Books = tuple[Path, int]


def subject(inputs: Inputs) -> Subject:
    """Compare checking; every time over books that no run has seen."""
    books = inputs.scratch / "books.db"
    numbers = count()

    def untouched(_: int) -> Books:
        lines = _make(books, quick=inputs.quick)
        copy: Path = books.with_name(f"checked-{next(numbers)}.db")
        shutil.copy(books, copy)
        return copy, lines

    return Subject(
        title="Checks",
        about="Ours runs all checks for the first time and keeps what they said; SQL only reads or adds up the lines that they look at.",
        unit="line",
        found="findings, or rows read",
        ways=(
            Way("Contract AI, all checks", checks),
            Way("SQL, every line joined with its invoice and read", partial(scan, sums=False)),
            Way("SQL, lines added up by invoice", partial(scan, sums=True)),
        ),
        rounds=[[turn] for turn in range(min(inputs.times, 3))],
        prepare=untouched,
    )


def checks() -> Work:
    """Run the checks on a database."""
    from benchmarks.scale import checked

    def work(books: Books) -> Done:
        place, lines = books
        return Done(lines, checked(str(place)).counts["findings"])

    return work


def scan(*, sums: bool) -> Work:
    """Read every line, or add up every invoice."""
    from benchmarks.scale import SCAN, SUMS

    query = str(SUMS if sums else SCAN)

    def work(books: Books) -> Done:
        place, lines = books
        connection = sqlite3.connect(place)
        rows = sum(1 for _ in connection.execute(query))
        connection.close()
        return Done(lines, rows)

    return work


def _make(place: Path, *, quick: bool) -> int:
    """Make the books where they are not made, and return how many lines they hold."""
    from benchmarks.scale import made_books
    from benchmarks.scale_books import Size

    size = Size(_FEW_LINES, _FEW_CONTRACTS) if quick else Size(_LINES, _CONTRACTS)
    return made_books(str(place), size).counts["lines"]
