"""How much of what was rightly issued `contract-ai bill` works out by itself.

    python -m benchmarks.billing FOLDER [--all] [--net] [--show]

FOLDER holds ``findings/`` as `benchmarks.findings` takes it.  Of its cases without discrepancies
the true terms, the facts and the true invoices are taken; each month's bill is worked out with
the invoices of that month left out, and each issued line is looked for in it: the same amount for
a time that overlaps.  With --all the cases with planted discrepancies are taken as well, without
the lines that a planted discrepancy is about.  Prints, for each kind of charge, how many lines are
found to the cent, and how many charges are due that were never issued.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks.billing_cases import Planted, Printed, book_of, planted_in, printed_lines
from checks.billing.due import Due
from checks.billing.period import bill
from models.cases import Book
from models.invoices import InvoiceLine

_DAY = timedelta(days=1)
_KINDS = {"once": "fee", "usage": "rate", "hours": "rate", "interest": "late_charge"}
"""How the kinds of a charge key are called among the kinds of a line."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A case: how many lines were issued by kind, those not found, and what is due beside them."""

    issued: Counter[str]
    missed: tuple[Printed, ...]
    over: tuple[Due, ...]


def main() -> None:
    """Work out the bills of all cases and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true", help="take cases with discrepancies as well")
    parser.add_argument("--show", action="store_true", help="print each line that differs")
    parser.add_argument(
        "--net", action="store_true", help="take credits off the lines that they correct"
    )
    options = parser.parse_args()
    results = []
    for case in sorted((options.folder / "findings").iterdir()):
        if not (case / "expected.json").is_file():
            continue
        planted = planted_in(case)
        if planted and not options.all:
            continue
        result = compared(book_of(case), planted, net=options.net)
        results.append(result)
        _tell(case.name, result, show=options.show)
    print("\n".join(table(results)))


def compared(book: Book, planted: Planted, *, net: bool) -> Compared:
    """Hold the lines that were rightly issued against the charges due until the book's day."""
    lines = list(printed_lines(book, net=net))
    first = _first_day(book)
    charges = [
        one for start, end in _months(first, book.as_of) for one in bill(book, start, end).charges
    ]
    right = [one for one in lines if not planted.is_about(one)]
    missed = [one for one in right if not _taken(one.line, charges)]
    over = planted.without_named(charges, [one for one in lines if planted.is_about(one)])
    return Compared(Counter(one.kind for one in right), tuple(missed), tuple(over))


def table(results: list[Compared]) -> list[str]:
    """Return a row for each kind of charge, then one of all, in markdown."""
    issued: Counter[str] = sum((one.issued for one in results), Counter())
    missed = Counter(line.kind for one in results for line in one.missed)
    over = Counter(
        _KINDS.get(kind, kind)
        for one in results
        for charge in one.over
        for kind in [charge.identity.kind]
    )
    whole, found = issued.total(), issued.total() - missed.total()
    return [
        "| charge | issued | found to the cent | due and never issued |",
        "| --- | ---: | ---: | ---: |",
        *(
            f"| {kind} | {issued[kind]} | {issued[kind] - missed[kind]} | {over[kind]} |"
            for kind in sorted({*issued, *over})
        ),
        f"| all | {whole} | {found} ({found / whole:.3f}) | {over.total()} |",
    ]


def _tell(name: str, result: Compared, *, show: bool) -> None:
    whole = result.issued.total()
    print(f"{name}: {whole - len(result.missed)} of {whole}, {len(result.over)} too many")
    for one in result.missed if show else ():
        line = one.line
        print(f"  - {line.amount} {line.description} {line.period_start} {one.kind} {one.invoice}")
    for due in result.over if show else ():
        print(f"  + {due.amount} {due.line.description} {due.line.period_start} {due.working}")


def _first_day(book: Book) -> date:
    """Return the first day that an invoice or an acceptance speaks of."""
    days = [
        day
        for one in book.invoices
        for day in (one.issue_date, *(line.period_start for line in one.lines))
        if day
    ]
    return min((*days, *(row.accepted_on for row in book.facts.acceptances or ())))


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
