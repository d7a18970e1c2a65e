"""How much of what was rightly issued `contract-ai bill` works out by itself.

    python -m benchmarks.billing FOLDER

FOLDER holds ``findings/`` as `benchmarks.findings` takes it.  Of its cases without discrepancies
the true terms, the facts and the true invoices are taken; each month's bill is worked out with
the invoices of that month left out, and each issued line is looked for in it: the same amount for
a time that overlaps.  Prints the share of lines found, what is missing, and what is due too much.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from checks.billing.period import Due, bill
from contract_ai.pipeline import load_book
from contract_ai.storage.upgrade import open_database
from models.cases import Book
from models.invoices import InvoiceKind, InvoiceLine

_DAY = timedelta(days=1)


def main() -> None:
    """Work out the bills of all cases and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="print each line that differs")
    parser.add_argument(
        "--net", action="store_true", help="take credits off the lines that they correct"
    )
    options = parser.parse_args()
    issued = found = over = 0
    for case in sorted((options.folder / "findings").iterdir()):
        if not _is_clean(case):
            continue
        lines, charges = _compared(case, net=options.net)
        missed = [line for line in lines if not _taken(line, charges)]
        issued, found, over = (
            issued + len(lines),
            found + len(lines) - len(missed),
            over + len(charges),
        )
        print(f"{case.name}: {len(lines) - len(missed)} of {len(lines)}, {len(charges)} too many")
        if options.show:
            for line in missed:
                print(f"  - {line.amount} {line.description} {line.period_start}")
            for one in charges:
                print(f"  + {one.amount} {one.line.description} {one.line.period_start}")
    print(
        f"lines worked out: {found} of {issued} ({found / issued:.3f}); due and never issued: {over}"
    )


def _is_clean(case: Path) -> bool:
    expected = case / "expected.json"
    return expected.is_file() and not json.loads(expected.read_text())["findings"]


def _compared(case: Path, *, net: bool) -> tuple[list[InvoiceLine], list[Due]]:
    """Return the lines that were issued and the charges that are due until the case's day."""
    book = _book(case)
    lines = [line for one in book.invoices for line in one.lines if line.amount]
    if net:
        notes = [one for one in book.invoices if one.kind is InvoiceKind.CREDIT_NOTE]
        for credit in (line for one in notes for line in one.lines):
            lines = _credited(lines, credit)
    first = min(
        day
        for one in book.invoices
        for day in (one.issue_date, *(line.period_start for line in one.lines))
        if day
    )
    charges = [
        one for start, end in _months(first, book.as_of) for one in bill(book, start, end).charges
    ]
    return lines, charges


def _credited(lines: list[InvoiceLine], credit: InvoiceLine) -> list[InvoiceLine]:
    """Take a credit off the first other line of its period and price; where there is none, keep both."""
    for place, line in enumerate(lines):
        same = (line.period_start, line.unit_price) == (credit.period_start, credit.unit_price)
        if same and line is not credit and line.amount and credit.amount:
            left = line.model_copy(update={"amount": line.amount - abs(credit.amount)})
            rest = (*lines[:place], left, *lines[place + 1 :])
            return [one for one in rest if one is not credit]
    return lines


def _book(case: Path) -> Book:
    as_of = date.fromisoformat(json.loads((case / "expected.json").read_text())["as_of"])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "case"
        for name in ("contracts", "facts"):
            shutil.copytree(case / name, folder / name)
        shutil.copytree(case / "confirmed_terms", folder / "terms")
        (folder / "invoices").mkdir()
        shutil.copy(case / "true_invoices.json", folder / "invoices" / "true.json")
        books = Path(place) / "books.db"
        command = [
            sys.executable,
            "-m",
            "contract_ai",
            "add",
            str(folder),
            "--database",
            str(books),
        ]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        database = open_database(books)
        with database.read() as session:
            book = load_book(session, as_of)
        database.close()
    return book


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    start = first.replace(day=1)
    while start <= last:
        following = (start + 31 * _DAY).replace(day=1)
        yield start, min(following - _DAY, last)
        start = following


def _taken(line: InvoiceLine, charges: list[Due]) -> bool:
    """Take the charge that this line bills out of what is due; False where there is none."""
    for one in charges:
        if one.amount == line.amount and _overlaps(one.line, line):
            charges.remove(one)
            return True
    return False


def _overlaps(one: InvoiceLine, other: InvoiceLine) -> bool:
    if not (one.period_start and one.period_end and other.period_start and other.period_end):
        return True
    return one.period_start <= other.period_end and other.period_start <= one.period_end


if __name__ == "__main__":
    main()
